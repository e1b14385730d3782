// SPDX-License-Identifier: EUPL-1.2
#include "dossier/dossier_web.h"
#include "base/part.h"
#include "contracts/contracts_web.h"
#include "platform/pages/pages.h"
#include "platform/sheets/write.h"

#include <map>

namespace dossier {
namespace {

// What happened, who of which organisation; the person only where it is the reader's own organisation.
Shape history_of(evidence::View& view, Opened const& document) {
  auto const lines = evidence::lines_about(view, document.id);
  std::vector<PersonId> persons;
  for (auto const& line : lines)
    if (line.person) persons.push_back(*line.person);
  auto const names = people::names_of(view.tx, persons);
  Shape::List history;
  for (auto const& line : lines) {
    Shape shape = Shape::Object{{"at", line.at},
                                {"event", evidence::name(line.event)},
                                {"organisation", line.organisation == document.on.authority ? document.on.authority_name : document.on.contractor_name}};
    if (line.person)
      if (auto found = names.find(*line.person); found != names.end()) shape.with("person", found->second);
    if (!line.reason().empty()) shape.with("reason", line.reason());
    history.push_back(std::move(shape.with("digest", line.digest)));
  }
  return history;
}

Shape counts_of(evidence::View& view, contracts::Opened const& contract) {
  Shape shape = Shape::Object{};
  auto const found = counts(view, contract);
  for (auto state : {State::outstanding, State::overdue, State::answered, State::closed}) {
    if (auto const count = found.find(state); count != found.end()) shape.with(name(state), count->second);
  }
  return shape;
}

Shape filters_of(http::Ask const& ask, Wanted const& wanted) {
  return Shape::Object{{"search", wanted.search},   {"theme", ask.field("theme")}, {"type", wanted.type},
                       {"side", ask.field("side")}, {"state", ask.field("state")}, {"sort", name(wanted.sort)}};
}

// What one may choose from, and what is chosen.
Shape choices_of(contracts::Opened const& contract, Wanted const& wanted, Language language) {
  Shape::List themes, kinds, sides, states, sorts;
  auto add = [](Shape::List& list, std::string_view value, bool chosen) {
    list.emplace_back(Shape::Object{{"value", value}, {"chosen", chosen}});
  };
  for (auto theme : groups::themes)
    if (contract.may(theme, groups::Level::read)) add(themes, groups::name(theme), wanted.theme == theme);
  for (auto const& type : types::all())
    if (contract.types.contains(type.comes_with.empty() ? type.key : type.comes_with) || type.key == wanted.type)
      kinds.emplace_back(Shape::Object{{"value", type.key}, {"name", type.name(language)}, {"chosen", type.key == wanted.type}});
  for (auto side : {contracts::Side::authority, contracts::Side::contractor}) add(sides, contracts::name(side), wanted.side == side);
  for (auto state : {State::draft, State::sent, State::outstanding, State::overdue, State::answered, State::closed, State::withdrawn})
    add(states, name(state), wanted.state == state);
  for (auto sort : {Sort::newest, Sort::oldest, Sort::due}) add(sorts, name(sort), wanted.sort == sort);
  return Shape::Object{{"themes", std::move(themes)},
                       {"types", std::move(kinds)},
                       {"sides", std::move(sides)},
                       {"states", std::move(states)},
                       {"sorts", std::move(sorts)}};
}

constexpr int export_page_rows = 500;
constexpr std::size_t export_rows_max = 10'000;

std::vector<std::string> head_of(Language language) {
  std::vector<std::string> head;
  for (auto const* key : {"document.number", "document.type", "document.theme", "document.title", "document.reference", "document.from",
                          "document.status", "document.state", "document.sent_at", "document.due_on", "document.answered_at",
                          "document.closed_at", "document.amount"})
    head.push_back(pages::text(language, key));
  return head;
}

sheets::Written day_of(std::optional<std::string> const& instant) {
  auto const parsed = instant ? parse_instant(*instant) : std::nullopt;
  return parsed ? sheets::Written{brussels_day(*parsed)} : sheets::Written{};
}

std::vector<sheets::Written> cells_of(evidence::View const& view, contracts::Opened const& contract, Document const& document) {
  auto const language = view.actor.language;
  auto const due = document.due_on ? parse_day(*document.due_on) : std::nullopt;
  return {document.number ? sheets::Written{*document.number} : sheets::Written{},
          std::string{types::name_of(document.type, language)},
          pages::text(language, "theme." + std::string{groups::name(document.theme)}),
          document.title,
          document.reference,
          document.side == contracts::Side::authority ? contract.authority_name : contract.contractor_name,
          pages::text(language, "status." + std::string{name(document.status)}),
          pages::text(language, "state." + std::string{name(state_of(document, brussels_day(view.now)))}),
          day_of(document.sent_at),
          due ? sheets::Written{*due} : sheets::Written{},
          day_of(document.answered_at),
          day_of(document.closed_at),
          document.amount_cents ? sheets::Written{sheets::Cents{*document.amount_cents}} : sheets::Written{}};
}

}  // namespace

std::string at(DocumentId const& id) { return "/documents/" + id.text; }

// How a side came to what it sent is its own business.
template <class Value>
Shape if_own(bool is_own, Value const& value) {
  return is_own ? Shape{value} : Shape{};
}

Shape row_of(evidence::View const& view, Document const& document, contracts::Side own) {
  return Shape::Object{{"id", document.id.text},
                       {"number", document.number},
                       {"type", document.type},
                       {"typeName", types::name_of(document.type, view.actor.language)},
                       {"theme", groups::name(document.theme)},
                       {"title", document.title},
                       {"reference", document.reference},
                       {"status", name(document.status)},
                       {"state", name(state_of(document, brussels_day(view.now)))},
                       {"side", contracts::name(document.side)},
                       {"isOwn", document.side == own},
                       {"amountCents", document.amount_cents},
                       {"savedAt", if_own(document.side == own, document.saved_at)},
                       {"sentAt", document.sent_at},
                       {"dueOn", document.due_on},
                       {"answeredAt", document.answered_at},
                       {"closedAt", document.closed_at}};
}

Shape shape_of(evidence::View& view, Opened const& document) {
  Shape::List files;
  bool const may_change = document.is_own() && document.is_open_draft() && document.may(groups::Level::draft);
  for (auto const& file : attachments(view, document.id))
    files.emplace_back(Shape::Object{{"id", file.id.text},
                                     {"kind", name(file.kind)},
                                     {"name", file.name},
                                     {"sha256", file.sha256},
                                     {"size", file.size},
                                     {"mediaType", file.media_type},
                                     {"addedAt", if_own(document.is_own(), file.added_at)},
                                     {"mayRemove", may_change},
                                     {"isUnsearchable", file.is_unsearchable}});
  auto shape = row_of(view, document, document.on.side);
  return shape.with("version", if_own(document.is_own(), document.version))
      .with("digest", document.digest)
      .with("repliesTo", document.replies_to)
      .with("corrects", document.corrects)
      .with("createdAt", if_own(document.is_own(), document.created_at))
      .with("contract", contracts::heading_of(document.on))
      .with("attachments", std::move(files))
      .with("history", history_of(view, document));
}

Shape page_of(evidence::View& view, contracts::Opened const& contract, http::Ask const& ask) {
  auto const page = list(view, contract, ask.maybe("after"));
  Shape::List rows;
  for (auto const& row : page.rows) rows.push_back(row_of(view, row, contract.side));
  return Shape::Object{{"documents", std::move(rows)}, {"next", page.next ? Shape{*page.next} : Shape{}}, {"counts", counts_of(view, contract)}};
}

http::Answer show_documents(evidence::View& view, http::Ask const& ask) {
  auto const contract = contracts::open(view, id_from<ContractId>(ask.part(0)));
  auto const wanted = take(read_wanted(ask.fields));
  auto const page = find(view, contract, wanted);
  Shape::List rows;
  for (auto const& row : page.rows) rows.push_back(row_of(view, row, contract.side));
  return {.body = Shape::Object{{"contract", contracts::heading_of(contract)},
                                {"documents", std::move(rows)},
                                {"next", page.next ? Shape{*page.next} : Shape{}},
                                {"counts", counts_of(view, contract)},
                                {"filters", filters_of(ask, wanted)},
                                {"filtered", wanted.any()},
                                {"choices", choices_of(contract, wanted, ask.language)}},
          .page = "dossier/list"};
}

http::Answer export_documents(evidence::View& view, http::Ask const& ask) {
  auto const contract = contracts::open(view, id_from<ContractId>(ask.part(0)));
  auto wanted = take(read_wanted(ask.fields));
  auto const format = ask.field("format");
  if (format != "csv" && format != "xlsx") throw Mistaken{{{"format", format.empty() ? "missing" : "unknown"}}};
  sheets::Table table{contract.dossier_number, head_of(ask.language), {}};
  wanted.after.clear();
  for (bool more = true; more;) {
    auto const page = find(view, contract, wanted, export_page_rows);
    for (auto const& document : page.rows) table.rows.push_back(cells_of(view, contract, document));
    more = page.next && table.rows.size() < export_rows_max;
    if (more) wanted.after = *page.next;
  }
  http::Answer answer;
  answer.made = format == "csv" ? http::Made{sheets::write_csv(table), "documents.csv", "text/csv; charset=utf-8"}
                                : http::Made{sheets::write_xlsx(table), "documents.xlsx",
                                             "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
  return answer;
}

http::Answer show_types(evidence::View& view, http::Ask const&) {
  auto const language = view.actor.language;
  auto names = [](std::vector<std::string> const& keys) { return Shape::List{keys.begin(), keys.end()}; };
  Shape::List list;
  for (auto const& type : types::all()) {
    Shape::List fields, senders;
    for (auto const& field : type.fields) {
      Shape::List options;
      for (auto const& option : field.options) options.emplace_back(Shape::Object{{"value", option.key}, {"name", option.name(language)}});
      fields.emplace_back(Shape::Object{{"key", field.key}, {"kind", types::name(field.kind)}, {"name", field.name(language)},
                                        {"required", field.required}, {"options", std::move(options)}});
    }
    for (auto side : {contracts::Side::authority, contracts::Side::contractor})
      if (sends(type, side)) senders.emplace_back(contracts::name(side));
    list.emplace_back(Shape::Object{{"type", type.key},
                                    {"theme", groups::name(type.theme)},
                                    {"name", type.name(language)},
                                    {"senders", std::move(senders)},
                                    {"fields", std::move(fields)},
                                    {"answers", names(type.answers)},
                                    {"closedBy", names(type.closed_by)},
                                    {"answerDays", type.answer_days > 0 ? Shape{type.answer_days} : Shape{}},
                                    {"article", type.article},
                                    {"hasOwnForm", type.own_form}});
  }
  return {.body = Shape::Object{{"types", std::move(list)}}};
}

http::Answer download(evidence::View& view, http::Ask const& ask) {
  auto const file = open_attachment(view, id_from<AttachmentId>(ask.part(0)));
  http::Answer answer;
  answer.download = http::Download{file.sha256, file.name, file.media_type, static_cast<std::uint64_t>(file.size)};
  return answer;
}

http::Answer remove_attachment(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<AttachmentId>(ask.part(0));
  auto const document = open_attachment(deed, id).document;
  detach(deed, id);
  return {.status = 200, .location = at(document), .notice = "attachment_removed"};
}

http::Answer put_ready_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  put_ready(deed, id);
  return {.status = 200, .location = at(id), .notice = "put_ready"};
}

http::Answer return_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  return_to_draft(deed, id, std::string{ask.field("reason")});
  return {.status = 200, .location = at(id), .notice = "returned"};
}

http::Answer withdraw_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  withdraw(deed, id, std::string{ask.field("reason")});
  return {.status = 200, .location = at(id), .notice = "withdrawn"};
}

}  // namespace dossier
