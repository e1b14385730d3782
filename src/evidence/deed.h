// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/ids.h"
#include "base/language.h"
#include "base/parsed.h"
#include "base/shape.h"
#include "base/time.h"
#include "evidence/events.h"
#include "platform/db/db.h"

#include <functional>
#include <optional>
#include <string>

namespace evidence {

// Who acts, and on whose behalf. The house itself (jobs, commands) acts without a person.
struct Actor {
  PersonId person;
  OrganisationId organisation;
  Language language = Language::nl;
};

// Somebody looking: may read, may not change anything.
struct View {
  db::Tx& tx;
  Actor const& actor;
  Instant now;
  std::string now_text() const { return to_text(now); }
};

// What is written in the book about one deed.
struct Entry {
  Event event;
  std::optional<ContractId> contract;
  std::optional<DocumentId> document;
  // What the event's line in the catalogue (events.h) lists; never a national register number, never a file's content.
  Shape particulars = Shape::Object{};
};

struct Deed;
// Called for every entry, within the same transaction; only writes rows. Who follows what is listed in app/followers.cpp.
using Followers = std::function<void(Deed&, Entry const&)>;

// Somebody acting: one person, one moment, one transaction. Every change is written in the book.
struct Deed : View {
  Followers const& followers;
  // Appends to the book: who, on whose behalf, what, about what, when, the particulars and a salted digest that also
  // covers the digest of the entry before it on the same contract.
  void record(Entry const&);
};

// A line of the book, as its own organisation (or, without the person, the other side) may read it.
struct Line {
  std::int64_t position = 0;  // within the contract, from 1
  Event event{};
  std::string at;
  OrganisationId organisation;
  std::optional<PersonId> person;  // only when it is the reader's own organisation
  std::optional<DocumentId> document;
  std::string digest;
  Fields particulars;  // as the catalogue lists them; of a list, each as "added.0", "added.1" …
  std::string_view reason() const { return field(particulars, "reason"); }
};

// The last `count` lines about a document, oldest first; without those of the other side that are inner.
std::vector<Line> lines_about(View&, DocumentId const&, int count = 200);

// The lines of a contract before a position, newest first; without those of the other side that are inner. At most `count` lines
// are looked at, down to `from`: 1 when the book has none before it, or when there was nothing to look at.
struct Looked {
  std::vector<Line> lines;
  std::int64_t from = 1;
};
constexpr std::int64_t after_all = INT64_MAX;
Looked lines_on(View&, ContractId const&, std::int64_t before, int count);

// A position for whoever may not count: how many lines lie between two of them tells how busy the other side is. Sealed with what
// only the book knows. Nothing comes back for what is no bookmark of this contract.
std::string bookmark(View&, ContractId const&, std::int64_t position);
std::optional<std::int64_t> position_of(View&, ContractId const&, std::string_view bookmark);

// True when every entry of the contract still fits the digest of the one before it.
bool intact(View&, ContractId const&);

}  // namespace evidence
