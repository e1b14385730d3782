// SPDX-License-Identifier: EUPL-1.2
#include "history/history_web.h"
#include "base/part.h"
#include "contracts/contracts_web.h"
#include "history/history.h"

#include <charconv>

namespace history {
namespace {

// The names of the types in a list of particulars: "added.0", "added.1" …
Shape types_in(Line const& line, std::string_view list, Language language) {
  auto const beginning = std::string{list} + '.';
  Shape::List names;
  for (auto found = line.particulars.lower_bound(beginning); found != line.particulars.end() && found->first.starts_with(beginning); ++found)
    names.emplace_back(Shape::Object{{"name", types::name_of(found->second, language)}});
  return names;
}

// Other days for a rule, or days on which its term stands still (from, to).
Shape term_in(contracts::Opened const& contract, Line const& line, Language language) {
  auto const key = field(line.particulars, "rule"), days = field(line.particulars, "days");
  auto const* rule = rule_of(contract, line);
  std::int64_t number = 0;
  std::from_chars(days.data(), days.data() + days.size(), number);
  Shape shape = Shape::Object{{"rule", key}, {"name", rule ? clocks::in(language, rule->name) : std::string{key}}, {"days", number}};
  if (line.particulars.contains("from")) shape.with("from", field(line.particulars, "from")).with("to", field(line.particulars, "to"));
  return shape;
}

Shape shape_of(contracts::Opened const& contract, Line const& line, Language language) {
  Shape shape = Shape::Object{{"at", line.at},
                              {"event", evidence::name(line.event)},
                              {"organisation", line.organisation_name},
                              {"isOwn", line.organisation == contract.organisation(contract.side)},
                              {"digest", line.digest}};
  if (!line.person_name.empty()) shape.with("person", line.person_name);
  if (line.subject)
    shape.with("document", Shape::Object{{"id", line.subject->id ? Shape{line.subject->id->text} : Shape{}},
                                         {"number", line.subject->number},
                                         {"typeName", types::name_of(line.subject->type, language)},
                                         {"title", line.subject->title}});
  if (line.event == evidence::Event::message_sent) shape.with("messageId", field(line.particulars, "messageId"));
  if (!line.group_name.empty()) shape.with("group", line.group_name);
  if (!line.person_told.empty()) shape.with("colleague", line.person_told);
  if (line.event == evidence::Event::contract_types_changed)
    shape.with("added", types_in(line, "added", language)).with("removed", types_in(line, "removed", language));
  if (line.event == evidence::Event::term_changed) shape.with("term", term_in(contract, line, language));
  if (!line.reason().empty()) shape.with("reason", line.reason());
  return shape;
}

}  // namespace

http::Answer show(evidence::View& view, http::Ask const& ask) {
  auto const contract = contracts::open(view, id_from<ContractId>(ask.part(0)));
  auto const after = ask.maybe("after").value_or("");
  auto const page = list(view, contract, after);
  Shape::List lines;
  for (auto const& line : page.rows) lines.push_back(shape_of(contract, line, ask.language));
  Shape body = Shape::Object{{"contract", contracts::heading_of(contract)},
                             {"lines", std::move(lines)},
                             {"next", page.next ? Shape{*page.next} : Shape{}},
                             {"isCut", page.is_cut}};
  return {.body = std::move(body), .page = "history/contract"};
}

}  // namespace history
