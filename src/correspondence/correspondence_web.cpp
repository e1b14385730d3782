// SPDX-License-Identifier: EUPL-1.2
#include "correspondence/correspondence_web.h"
#include "base/money.h"
#include "base/part.h"
#include "base/refusal.h"
#include "contracts/contracts_web.h"
#include "dossier/dossier_web.h"
#include "platform/pages/pages.h"

#include <algorithm>
#include <span>

namespace correspondence {
namespace {

using dossier::Status;
using groups::Level;

// The types that this side may begin of its own accord.
std::vector<types::Type const*> beginnable(contracts::Opened const& contract) {
  std::vector<types::Type const*> found;
  for (auto const& type : types::all()) {
    // The invoice request comes out of its claim.
    bool const begins = type.comes_with.empty() && (!type.own_form || type.key == "payment_claim");
    if (begins && contract.types.contains(type.key) && dossier::sends(type, contract.side) && contract.may(type.theme, Level::draft))
      found.push_back(&type);
  }
  return found;
}

// As people write it, to stand in a form: with a comma.
std::string entered(std::string value, types::FieldKind kind) {
  if (kind == types::FieldKind::amount || kind == types::FieldKind::number) std::replace(value.begin(), value.end(), '.', ',');
  return value;
}

// As people read it.
std::string shown(Language language, types::Field const* field, std::string const& value) {
  if (!field || value.empty()) return value;
  switch (field->kind) {
    case types::FieldKind::day: return pages::day(language, value);
    case types::FieldKind::amount: return pages::euro(language, parse_decimal(value, 2, true).value_or(0));
    case types::FieldKind::number: return entered(value, field->kind);
    case types::FieldKind::choice: {
      auto const* option = field->find_option(value);
      return option ? option->name(language) : value;
    }
    case types::FieldKind::text:
    case types::FieldKind::long_text: return value;
  }
  return value;
}

Shape fields_shape(Language language, Letter const& letter) {
  Shape::List list;
  auto add = [&](types::Field const* field, std::string const& key, std::string const& value) {
    bool const is_long = (!field || field->kind == types::FieldKind::long_text) && !value.empty();
    list.emplace_back(Shape::Object{{"key", key},
                                    {"name", field ? field->name(language) : key},
                                    {"kind", types::name(field ? field->kind : types::FieldKind::long_text)},
                                    {"value", value},
                                    {"shown", shown(language, field, value)},
                                    {"isLong", is_long}});
  };
  // In a draft, what is still to be filled in has its place too.
  for (auto const& field : letter.type ? std::span<types::Field const>{letter.type->fields} : std::span<types::Field const>{}) {
    auto const found = letter.values.find(field.key);
    if (found != letter.values.end()) add(&field, field.key, found->second);
    if (found == letter.values.end() && field.required && letter.document.is_open_draft()) add(&field, field.key, {});
  }
  // What a list of types that was changed since does not name any more is shown as it is.
  for (auto const& [key, value] : letter.values)
    if (!letter.type || !letter.type->find_field(key)) add(nullptr, key, value);
  return list;
}

Shape replies_shape(Language language, dossier::Opened const& document) {
  Shape::List list;
  for (auto const* type : dossier::replies_to(document))
    if (!type->own_form) list.emplace_back(Shape::Object{{"type", type->key}, {"name", type->name(language)}});
  return list;
}

// The document that this one answers or corrects; null when the reader may not see it.
Shape linked(evidence::View& view, dossier::Opened const& from, std::optional<std::string> const& id) {
  if (!id) return {};
  auto const found = dossier::find_document(view.tx, *id);
  if (!found || !from.on.may(found->theme, Level::read)) return {};
  return dossier::row_of(view, *found, from.on.side);
}

Shape steps_of(Letter const& letter) {
  auto const& document = letter.document;
  bool const own = document.is_own(), draft = own && document.may(Level::draft), send = document.may(Level::send);
  bool const open = document.is_open_draft();
  return Shape::Object{{"edit", draft && open},
                       {"remove", draft && open},
                       {"putReady", draft && document.status == Status::draft},
                       {"returnToDraft", draft && document.status == Status::ready},
                       {"send", own && send && open},
                       {"withdraw", own && send && document.status == Status::sent && !document.replies_to},
                       {"take", !own && send && document.status == Status::sent && document.awaits},
                       {"close", own && send && dossier::may_close(document)},
                       {"correct", draft && !open && document.status != Status::withdrawn && letter.type != nullptr}};
}

Shape letter_shape(evidence::View& view, Letter const& letter) {
  auto const& document = letter.document;
  auto const language = view.actor.language;
  auto shape = dossier::shape_of(view, document);
  Shape::List answers, corrections;
  for (auto const& each : dossier::about(view, document))
    (each.replies_to == document.id.text ? answers : corrections).push_back(dossier::row_of(view, each, document.on.side));
  return std::move(shape.with("fields", fields_shape(language, letter))
                       .with("article", letter.type ? letter.type->article : std::string{})
                       .with("question", linked(view, document, document.replies_to))
                       .with("corrected", linked(view, document, document.corrects))
                       .with("answers", std::move(answers))
                       .with("corrections", std::move(corrections))
                       .with("replies", replies_shape(language, document))
                       .with("isLetter", true)
                       .with("steps", steps_of(letter)));
}

std::string kept_value(Values const& values, std::string_view key) {
  auto const found = values.find(key);
  return found == values.end() ? std::string{} : found->second;
}

// One field of the form. `kept` is what stands in the database: in a stale form it is shown beside what was entered.
Shape form_field(http::Ask const& ask, types::Field const& field, std::string const& kept, bool stale) {
  auto const name = "fields." + field.key;
  auto const value = ask.again ? std::string{ask.field(name)} : entered(kept, field.kind);
  auto const mistake = ask.mistake(name);
  Shape::List options;
  for (auto const& option : field.options)
    options.emplace_back(Shape::Object{{"value", option.key}, {"name", option.name(ask.language)}, {"chosen", option.key == value}});
  using types::FieldKind;
  Shape shape = Shape::Object{{"name", name}, {"label", field.name(ask.language)}, {"value", value}, {"required", field.required}};
  shape.with("isText", field.kind == FieldKind::text)
      .with("isLong", field.kind == FieldKind::long_text)
      .with("isDay", field.kind == FieldKind::day)
      .with("isDecimal", field.kind == FieldKind::amount || field.kind == FieldKind::number)
      .with("isChoice", field.kind == FieldKind::choice)
      .with("options", std::move(options))
      .with("wrong", mistake.empty() ? std::string{} : pages::text(ask.language, "mistake." + std::string{mistake}));
  if (stale && entered(kept, field.kind) != value) shape.with("kept", kept.empty() ? "–" : shown(ask.language, &field, kept));
  return shape;
}

Shape form_of(http::Ask const& ask, contracts::Opened const& contract, types::Type const& type, Draft const& kept, bool stale) {
  auto entered_or = [&](std::string_view name, std::string const& here) { return ask.again ? std::string{ask.field(name)} : here; };
  Shape::List fields;
  for (auto const& field : type.fields) fields.push_back(form_field(ask, field, kept_value(kept.values, field.key), stale));
  auto const title = entered_or("title", kept.title), reference = entered_or("reference", kept.reference);
  Shape shape = Shape::Object{{"contract", contracts::heading_of(contract)},
                              {"type", type.key},
                              {"typeName", type.name(ask.language)},
                              {"formTitle", title},
                              {"reference", reference},
                              {"fields", std::move(fields)},
                              {"isStale", stale},
                              {"article", type.article}};
  if (type.answer_days > 0) shape.with("answerDays", type.answer_days);
  if (stale && title != kept.title) shape.with("keptTitle", kept.title);
  if (stale && reference != kept.reference) shape.with("keptReference", kept.reference);
  return shape;
}

http::Answer show_choice(contracts::Opened const& contract, Language language) {
  auto const all = beginnable(contract);
  Shape::List themes;
  for (auto theme : groups::themes) {
    Shape::List list;
    for (auto const* type : all)
      if (type->theme == theme)
        list.emplace_back(Shape::Object{{"type", type->key}, {"name", type->name(language)}, {"isClaim", type->own_form}});
    if (!list.empty()) themes.emplace_back(Shape::Object{{"theme", groups::name(theme)}, {"types", std::move(list)}});
  }
  return {.body = Shape::Object{{"contract", contracts::heading_of(contract)}, {"themes", std::move(themes)}}, .page = "correspondence/choose"};
}

std::optional<DocumentId> question_in(http::Ask const& ask) {
  auto const id = ask.maybe("repliesTo");
  if (!id) return std::nullopt;
  return id_from<DocumentId>(*id);
}

http::Answer done(DocumentId const& id, std::string_view notice) { return {.status = 200, .location = dossier::at(id), .notice = notice}; }

}  // namespace

bool may_begin(contracts::Opened const& contract) { return !beginnable(contract).empty(); }

http::Answer show(evidence::View& view, dossier::Opened document) {
  return {.body = letter_shape(view, open(view, std::move(document))), .page = "correspondence/document"};
}

http::Answer show_new(evidence::View& view, http::Ask const& ask) {
  auto const contract = contracts::open(view, id_from<ContractId>(ask.part(0)));
  auto const question = question_in(ask);
  if (ask.field("type").empty()) return show_choice(contract, ask.language);
  auto const& type = type_to_begin(ask.field("type"));
  if (!dossier::sends(type, contract.side) || !contract.may(type.theme, Level::draft)) refuse(Refusal::not_allowed);
  auto body = form_of(ask, contract, type, {type.name(ask.language), {}, {}}, false);
  if (question) {
    auto const asked = dossier::open(view, *question);
    if (!dossier::takes(asked, type)) refuse(Refusal::reply_not_allowed);
    body.with("repliesTo", question->text).with("question", dossier::row_of(view, asked, contract.side));
  } else if (!contract.types.contains(type.key)) {
    refuse(Refusal::not_found);
  }
  return {.body = std::move(body), .page = "correspondence/form"};
}

http::Answer show_edit(evidence::View& view, http::Ask const& ask) {
  auto const letter = open(view, id_from<DocumentId>(ask.part(0)));
  auto const& document = letter.document;
  dossier::open_draft(view, document.id);
  if (!letter.type) refuse(Refusal::wrong_step);
  bool const stale = std::any_of(ask.mistakes.begin(), ask.mistakes.end(), [](auto const& mistake) { return mistake.code == "stale"; });
  auto body = form_of(ask, document.on, *letter.type, {document.title, document.reference, letter.values}, stale);
  body.with("id", document.id.text).with("title", document.title).with("question", linked(view, document, document.replies_to));
  body.with("version", ask.again && !stale && !ask.field("version").empty() ? Shape{ask.field("version")} : Shape{document.version});
  return {.body = std::move(body), .page = "correspondence/form"};
}

http::Answer begin_from(evidence::Deed& deed, http::Ask const& ask) {
  if (ask.field("type").empty()) throw Mistaken{{{"type", "missing"}}};
  auto const& type = type_to_begin(ask.field("type"));
  auto const document = begin(deed, id_from<ContractId>(ask.part(0)), type, take(read_draft(ask.fields, type, ask.is_json)), question_in(ask));
  return {.body = Shape::Object{{"id", document.id.text}, {"version", document.version}}, .status = 201, .location = dossier::at(document.id),
          .notice = "draft_saved"};
}

http::Answer save_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  auto const text = ask.field("version");
  auto const version = parse_decimal(text, 0, true);
  if (!version) throw Mistaken{{{"version", text.empty() ? "missing" : "not_a_number"}}};
  auto const letter = open(deed, id);
  auto const draft = dossier::open_draft(deed, id);
  if (!letter.type) refuse(Refusal::wrong_step);
  // Somebody saved it in between: the form comes back with what was entered beside what stands there now.
  if (!ask.is_json && draft.version != *version) throw Mistaken{{{"", "stale"}}};
  auto const saved = save(deed, id, *version, take(read_draft(ask.fields, *letter.type, ask.is_json)));
  return {.body = Shape::Object{{"id", id.text}, {"version", saved}}, .status = 200, .location = dossier::at(id), .notice = "draft_saved"};
}

http::Answer send_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  auto const sent = send(deed, id);
  return {.body = Shape::Object{{"id", id.text}, {"number", sent.number}, {"digest", sent.digest}, {"sentAt", sent.sent_at}},
          .status = 200, .location = dossier::at(id), .notice = "document_sent"};
}

http::Answer correct_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const document = correct(deed, id_from<DocumentId>(ask.part(0)));
  return {.body = Shape::Object{{"id", document.id.text}, {"version", document.version}}, .status = 201, .location = dossier::at(document.id),
          .notice = "correction_begun"};
}

http::Answer take_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  take_into_treatment(deed, id);
  return done(id, "document_taken");
}

http::Answer close_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  dossier::close(deed, id, std::string{ask.field("reason")});
  return done(id, "document_closed");
}

}  // namespace correspondence
