// SPDX-License-Identifier: EUPL-1.2
#include "history/history.h"
#include "platform/pages/json_fields.h"

#include <algorithm>
#include <map>
#include <set>

namespace history {
namespace {

using evidence::Event;
using groups::Level;
using groups::Theme;

struct Known {
  Subject subject;
  std::optional<Theme> theme;  // nothing: nobody knows, so nobody may read it
};

// What stretches of the book are about, and whether the reader may know.
class Reader {
 public:
  Reader(evidence::View& view, contracts::Opened const& contract) : view_{view}, contract_{contract} {}
  void learn(evidence::Looked const&, std::int64_t before);
  bool may_see(evidence::Line const&) const;
  Subject const* subject(evidence::Line const& line) const { return line.document ? &documents_.at(*line.document).subject : nullptr; }

 private:
  bool may_read(std::optional<Theme> theme) const { return theme && contract_.may(*theme, Level::read); }
  std::optional<Theme> theme_of_message(evidence::Line const&) const;
  std::optional<Theme> theme_of_term(evidence::Line const&) const;
  void learn_documents(std::int64_t from, std::int64_t before);
  void learn_messages(std::vector<evidence::Line> const&);

  evidence::View& view_;
  contracts::Opened const& contract_;
  std::map<DocumentId, Known> documents_;
  std::map<std::string, std::optional<Theme>, std::less<>> messages_;
};

bool is_work_on_a_draft(Event event) {
  return event == Event::draft_saved || event == Event::lines_imported || event == Event::attachment_added || event == Event::attachment_removed;
}

bool names_a_group(Event event) {
  return event == Event::group_linked || event == Event::group_unlinked || event == Event::contract_member_added ||
         event == Event::contract_member_removed;
}

std::string text_in(evidence::Line const& line, std::string_view particular) { return std::string{field(line.particulars, particular)}; }

void add_names(evidence::View&, contracts::Opened const&, std::vector<Line>&);

}  // namespace

Page list(evidence::View& view, contracts::Opened const& contract, std::string_view after) {
  Page page;
  Reader reader{view, contract};
  auto before = after.empty() ? evidence::after_all : evidence::position_of(view, contract.id, after).value_or(evidence::after_all);
  for (int looked_at = 0; looked_at < looked_at_max && before > 1 && !page.next; looked_at += at_once) {
    auto looked = evidence::lines_on(view, contract.id, before, at_once);
    reader.learn(looked, before);
    for (auto& line : looked.lines) {
      if (!reader.may_see(line)) continue;
      if (page.rows.size() == page_rows) {
        page.next = evidence::bookmark(view, contract.id, page.rows.back().position);
        break;
      }
      auto const* subject = reader.subject(line);
      page.rows.push_back({std::move(line), {}, {}, subject ? std::optional{*subject} : std::nullopt, {}, {}});
    }
    before = looked.from;
  }
  page.is_cut = !page.next && before > 1;
  if (page.is_cut) page.next = evidence::bookmark(view, contract.id, before);
  add_names(view, contract, page.rows);
  return page;
}

clocks::Rule const* rule_of(contracts::Opened const& contract, evidence::Line const& line) {
  auto const key = field(line.particulars, "rule");
  auto const* rule = clocks::find_rule(key, contract.published_on, contract.subject, contract.award_cents);
  return rule ? rule : clocks::any_rule(key);
}

// ---------------------------------------------------------------- who may know

namespace {

bool Reader::may_see(evidence::Line const& line) const {
  if (is_work_on_a_draft(line.event)) return false;
  if (line.document) return may_read(documents_.at(*line.document).theme);
  switch (line.event) {
    case Event::contract_created:
    case Event::contract_types_changed:
    case Event::own_reference_changed:
    case Event::contract_address_changed: return true;
    case Event::message_sent: return may_read(theme_of_message(line));
    case Event::term_changed: return may_read(theme_of_term(line));
    default: return contract_.rights.administers;  // the other events are groups, and a file that was stopped before it had a theme
  }
}

std::optional<Theme> Reader::theme_of_message(evidence::Line const& line) const {
  auto const found = messages_.find(field(line.particulars, "messageId"));
  return found == messages_.end() ? std::nullopt : found->second;
}

std::optional<Theme> Reader::theme_of_term(evidence::Line const& line) const {
  auto const* rule = rule_of(contract_, line);
  return rule ? std::optional{rule->theme} : std::nullopt;
}

// ---------------------------------------------------------------- storage

void Reader::learn(evidence::Looked const& looked, std::int64_t before) {
  if (std::any_of(looked.lines.begin(), looked.lines.end(), [](auto const& line) { return line.document.has_value(); }))
    learn_documents(looked.from, before);
  learn_messages(looked.lines);
}

// What stands in the book between two positions is about; of a document that is gone, the line with which it began has the type.
void Reader::learn_documents(std::int64_t from, std::int64_t before) {
  for (auto const& row : view_.tx.all(R"(
         SELECT e.document_id, d.id, d.type, d.theme, d.title, d.number, b.particulars
         FROM (SELECT DISTINCT document_id FROM events
               WHERE chain = $1 AND position >= $2 AND position < $3 AND document_id IS NOT NULL) AS e
         LEFT JOIN documents d ON d.id = e.document_id
         LEFT JOIN events b ON d.id IS NULL AND b.document_id = e.document_id AND b.event = 'draft_created')",
                                      {contract_.id.text, from, before})) {
    Known known;
    if (row.is_null(1)) {
      Fields particulars;
      pages::json_fields(row.text(6), particulars);
      known.subject.type = field(particulars, "type");
      if (auto const* type = types::find(known.subject.type)) known.theme = type->theme;
    } else {
      known = {{DocumentId{row.text(1)}, row.text(2), row.text(4), row.maybe_number(5)}, groups::parse_theme(row.text(3))};
    }
    documents_.insert_or_assign(DocumentId{row.text(0)}, std::move(known));
  }
}

// A message about a document has the document's theme; the others are asked for.
void Reader::learn_messages(std::vector<evidence::Line> const& lines) {
  std::vector<db::Parameter> values{contract_.id.text};
  for (auto const& line : lines)
    if (line.event == Event::message_sent && !line.document) values.emplace_back(field(line.particulars, "messageId"));
  if (values.size() == 1) return;
  values.resize(1 + at_once, "");
  for (auto const& row : view_.tx.all(R"(
         SELECT id, theme FROM messages WHERE contract_id = $1 AND id IN (
           $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
           $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51,
           $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67, $68, $69, $70, $71, $72, $73, $74, $75, $76,
           $77, $78, $79, $80, $81, $82, $83, $84, $85, $86, $87, $88, $89, $90, $91, $92, $93, $94, $95, $96, $97, $98, $99, $100, $101))",
                                      values))
    messages_.insert_or_assign(row.text(0), groups::parse_theme(row.text(1)));
}

std::map<std::string, std::string> names_of_groups(evidence::View& view, std::vector<Line> const& rows) {
  std::map<std::string, std::string> names;
  std::set<std::string> asked;
  for (auto const& row : rows)
    if (names_a_group(row.event)) asked.insert(text_in(row, "groupId"));
  if (asked.empty()) return names;
  std::vector<db::Value> values{view.actor.organisation.text};
  values.insert(values.end(), asked.begin(), asked.end());
  values.resize(1 + page_rows, std::string{});
  for (auto const& row : view.tx.all(R"(
         SELECT id, name FROM groups WHERE organisation_id = $1 AND id IN (
           $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26))",
                                     values))
    names.emplace(row.text(0), row.text(1));
  return names;
}

// The person in the particulars is a colleague: only inner lines have one.
void add_names(evidence::View& view, contracts::Opened const& contract, std::vector<Line>& rows) {
  auto const groups = names_of_groups(view, rows);
  std::vector<PersonId> persons;
  for (auto const& row : rows) {
    if (row.person) persons.push_back(*row.person);
    if (row.person && evidence::is_inner(row.event)) persons.push_back({text_in(row, "personId")});
  }
  auto const people = people::names_of(view.tx, persons);
  auto const name_of = [](auto const& names, auto const& id) {
    auto const found = names.find(id);
    return found == names.end() ? std::string{} : found->second;
  };
  for (auto& row : rows) {
    for (auto const side : {contracts::Side::authority, contracts::Side::contractor})
      if (row.organisation == contract.organisation(side))
        row.organisation_name = side == contracts::Side::authority ? contract.authority_name : contract.contractor_name;
    if (names_a_group(row.event)) row.group_name = name_of(groups, text_in(row, "groupId"));
    if (!row.person) continue;
    row.person_name = name_of(people, *row.person);
    if (evidence::is_inner(row.event)) row.person_told = name_of(people, PersonId{text_in(row, "personId")});
  }
}

}  // namespace
}  // namespace history
