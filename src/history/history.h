// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "clocks/rules.h"
#include "contracts/contracts.h"
#include "evidence/deed.h"

#include <optional>
#include <string>
#include <vector>

// History: what happened on a contract, read from the book by whoever asks, with what he may see at that moment.
//
// A line is shown when all of these say so:
//
//   the other side's own business   never: evidence::lines_on keeps it in the book (evidence::is_inner)
//   about a document, a message     to whoever may read its theme; of a draft that was removed, the theme of its type
//   a term of the contract          to whoever may read the theme of the rule
//   groups and their members        to administrators, as the page of the groups
//   the contract, its types, the    to everybody for whom the contract opens
//   own reference and address
//
// Invariants
//  1. Nothing is remembered: a right that ended takes the lines with it, and a right that was given brings the old ones.
//  2. The other side's person is in no line, nor in what a line tells besides.
//  3. A page costs the same on a long book as on a short one: at most looked_at_max lines are looked at, at_once together, and
//     what they are about is asked for all of them in one statement of each kind.
//  4. Where a page ended is told by a bookmark (evidence::bookmark), so that nobody counts the lines that he does not see.
//  5. The work on a draft between its beginning and its sending (saves, lines, attachments) stands with the document alone.
namespace history {

// What a line is about. A draft that was removed has no id any more, and no title.
struct Subject {
  std::optional<DocumentId> id;
  std::string type, title;
  std::optional<std::int64_t> number;
};
struct Line : evidence::Line {
  std::string organisation_name, person_name;  // person_name: "" for the other side
  std::optional<Subject> subject;
  std::string group_name;   // of what was linked or unlinked; "" when the group is gone
  std::string person_told;  // who became a member, who holds an action
};

struct Page {
  std::vector<Line> rows;
  std::optional<std::string> next;  // give it as `after` for the next page
  bool is_cut = false;              // looked_at_max lines were looked at before the page was full: `next` looks further
};
constexpr std::size_t page_rows = 25;
constexpr int at_once = 100;
constexpr int looked_at_max = 2000;
// Newest first. An `after` that is no bookmark of this contract begins at the newest.
Page list(evidence::View&, contracts::Opened const&, std::string_view after = {});

// The rule of which a line says that its term changed; nothing when no such rule is known any more.
clocks::Rule const* rule_of(contracts::Opened const&, evidence::Line const&);

}  // namespace history
