// SPDX-License-Identifier: EUPL-1.2
#include "correspondence/correspondence.h"
#include "base/lines.h"
#include "base/money.h"
#include "base/refusal.h"

#include <algorithm>

namespace correspondence {
namespace {

using dossier::Status;
using groups::Level;

constexpr int number_decimals = 3, amount_decimals = 2;
constexpr std::string_view prefix = "fields.";

// "12.500" → "12.5", "3.000" → "3".
std::string trimmed(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

// The value as it is kept, or the code of a mistake.
struct Read {
  std::string value;
  std::string_view mistake;
};

Read read_decimal(std::string_view text, int decimals, bool is_json) {
  auto const number = parse_decimal(text, decimals, is_json);
  if (!number) return {{}, "not_a_number"};
  auto value = decimal_text(*number, decimals);
  return {decimals == amount_decimals ? std::move(value) : trimmed(std::move(value)), {}};
}

Read read_value(std::string_view text, types::Field const& field, bool is_json) {
  switch (field.kind) {
    case types::FieldKind::text: return text.size() > text_bytes_max ? Read{{}, "too_long"} : Read{one_line(text), {}};
    case types::FieldKind::long_text: return text.size() > long_text_bytes_max ? Read{{}, "too_long"} : Read{std::string{text}, {}};
    case types::FieldKind::day: {
      auto const day = parse_day(text);
      return day ? Read{to_text(*day), {}} : Read{{}, "not_a_date"};
    }
    case types::FieldKind::amount: return read_decimal(text, amount_decimals, is_json);
    case types::FieldKind::number: return read_decimal(text, number_decimals, is_json);
    case types::FieldKind::choice: return field.find_option(text) ? Read{std::string{text}, {}} : Read{{}, "unknown"};
  }
  return {};
}

// The first amount it names, for lists.
std::optional<std::int64_t> amount_of(types::Type const& type, Values const& values) {
  for (auto const& field : type.fields) {
    if (field.kind != types::FieldKind::amount) continue;
    if (auto const found = values.find(field.key); found != values.end()) return parse_decimal(found->second, amount_decimals, true);
  }
  return std::nullopt;
}

void write_fields(evidence::Deed& deed, DocumentId const& id, types::Type const& type, Draft const& draft) {
  deed.tx.run("DELETE FROM document_fields WHERE document_id = $1", {id.text});
  std::string words;
  for (auto const& [field, value] : draft.values) {
    deed.tx.run("INSERT INTO document_fields (document_id, field, value) VALUES ($1, $2, $3)", {id.text, field, value});
    auto const* known = type.find_field(field);
    auto const* option = known ? known->find_option(value) : nullptr;
    if (option)
      for (auto const& name : option->names) (words += name) += ' ';
    else
      (words += value) += ' ';
  }
  dossier::set_words(deed, id, words);
}

std::vector<Mistake> lacks(Letter const& letter, Day today) {
  std::vector<Mistake> mistakes;
  if (letter.document.title.empty()) mistakes.push_back({"title", "missing"});
  for (auto const& field : letter.type->fields) {
    auto const found = letter.values.find(field.key);
    if (field.required && found == letter.values.end()) mistakes.push_back({std::string{prefix} + field.key, "missing"});
    if (field.key == letter.type->due_field && found != letter.values.end() && found->second < to_text(today))
      mistakes.push_back({std::string{prefix} + field.key, "in_the_past"});
  }
  return mistakes;
}

Shape sealed_content(Letter const& letter) {
  Shape::List fields;
  for (auto const& [field, value] : letter.values) fields.emplace_back(Shape::Object{{"field", field}, {"value", value}});
  return Shape::Object{{"reference", letter.document.reference},
                       {"repliesTo", letter.document.replies_to},
                       {"corrects", letter.document.corrects},
                       {"fields", std::move(fields)}};
}

}  // namespace

Parsed<Draft> read_draft(Fields const& fields, types::Type const& type, bool is_json) {
  std::vector<Mistake> mistakes;
  Draft draft{one_line(field(fields, "title")), one_line(field(fields, "reference")), {}};
  if (draft.title.size() > title_bytes_max) mistakes.push_back({"title", "too_long"});
  if (draft.reference.size() > reference_bytes_max) mistakes.push_back({"reference", "too_long"});
  for (auto const& known : type.fields) {
    auto const key = std::string{prefix} + known.key;
    auto const text = field(fields, key);
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) continue;
    auto read = read_value(text, known, is_json);
    if (!read.mistake.empty())
      mistakes.push_back({key, std::string{read.mistake}});
    else
      draft.values.emplace(known.key, std::move(read.value));
  }
  for (auto found = fields.lower_bound(prefix); found != fields.end() && found->first.starts_with(prefix); ++found)
    if (!type.find_field(found->first.substr(prefix.size()))) mistakes.push_back({found->first, "unknown"});
  if (!mistakes.empty()) return mistakes;
  return draft;
}

bool is_ours(dossier::Document const& document) {
  auto const* type = types::find(document.type);
  return !type || !type->own_form;
}

Letter open(evidence::View& view, DocumentId const& id) { return open(view, dossier::open(view, id)); }

Letter open(evidence::View& view, dossier::Opened document) {
  if (!is_ours(document)) refuse(Refusal::not_found);
  auto const* type = types::find(document.type);
  Letter letter{std::move(document), type, {}};
  for (auto const& row : view.tx.all("SELECT field, value FROM document_fields WHERE document_id = $1 ORDER BY field LIMIT 100",
                                     {letter.document.id.text}))
    letter.values.emplace(row.text(0), row.text(1));
  return letter;
}

std::optional<Day> day_in(db::Tx& tx, DocumentId const& id, std::string_view field) {
  auto const row = tx.maybe("SELECT value FROM document_fields WHERE document_id = $1 AND field = $2", {id.text, std::string{field}});
  return row ? parse_day(row->text(0)) : std::nullopt;
}

types::Type const& type_to_begin(std::string_view key) {
  auto const* type = types::find(key);
  if (!type) refuse(Refusal::not_found);
  if (type->own_form) throw Mistaken{{{"type", "own_form"}}};
  return *type;
}

dossier::Document begin(evidence::Deed& deed, ContractId const& contract, types::Type const& type, Draft const& draft,
                        std::optional<DocumentId> replies_to) {
  if (replies_to) {
    auto const question = dossier::open(deed, *replies_to);
    if (question.contract != contract) refuse(Refusal::not_found);
    if (!dossier::takes(question, type)) refuse(Refusal::reply_not_allowed);
  }
  auto document = dossier::create_draft(deed, contract, type.key, draft.title, dossier::About{std::move(replies_to), {}});
  dossier::set_head(deed, document.id, draft.title, draft.reference, amount_of(type, draft.values));
  write_fields(deed, document.id, type, draft);
  return document;
}

std::int64_t save(evidence::Deed& deed, DocumentId const& id, std::int64_t version, Draft const& draft) {
  auto const letter = open(deed, id);
  auto const before = dossier::open_draft(deed, id);
  if (!letter.type) refuse(Refusal::wrong_step);
  auto const saved = dossier::save(deed, before, version, draft.title, amount_of(*letter.type, draft.values), draft.reference);
  write_fields(deed, id, *letter.type, draft);
  return saved;
}

void remove(evidence::Deed& deed, DocumentId const& id) {
  dossier::open_draft(deed, id);
  deed.tx.run("DELETE FROM document_fields WHERE document_id = $1", {id.text});
  dossier::remove(deed, id);
}

dossier::Document send(evidence::Deed& deed, DocumentId const& id) {
  auto const letter = open(deed, id);
  auto const& draft = letter.document;
  if (!draft.is_own() || !draft.may(Level::send)) refuse(Refusal::not_allowed);
  if (!draft.is_open_draft()) refuse(Refusal::already_sent);
  if (!letter.type) refuse(Refusal::wrong_step);
  if (auto mistakes = lacks(letter, brussels_day(deed.now)); !mistakes.empty()) throw Mistaken{std::move(mistakes)};
  std::optional<dossier::Opened> question;
  if (draft.replies_to) {
    question = dossier::open(deed, {*draft.replies_to});
    if (!dossier::takes(*question, *letter.type)) refuse(Refusal::reply_not_allowed);
  }
  auto const asked = letter.values.find(letter.type->due_field);
  auto sent = dossier::send(deed, draft, sealed_content(letter), asked == letter.values.end() ? std::nullopt : parse_day(asked->second));
  if (question) dossier::answer(deed, *question, sent);
  if (draft.corrects) dossier::replace(deed, {*draft.corrects});
  return sent;
}

dossier::Document correct(evidence::Deed& deed, DocumentId const& id) {
  auto const letter = open(deed, id);
  auto const& wrong = letter.document;
  if (!wrong.is_own()) refuse(Refusal::not_allowed);
  if (wrong.is_open_draft() || wrong.status == Status::withdrawn || !letter.type) refuse(Refusal::wrong_step);
  auto document = dossier::create_draft(deed, wrong.contract, wrong.type, wrong.title, dossier::About{{}, id});
  dossier::set_head(deed, document.id, wrong.title, wrong.reference, wrong.amount_cents);
  write_fields(deed, document.id, *letter.type, {wrong.title, wrong.reference, letter.values});
  return document;
}

void take_into_treatment(evidence::Deed& deed, DocumentId const& id) {
  auto const letter = open(deed, id);
  if (letter.document.is_own() || !letter.document.may(Level::send)) refuse(Refusal::not_allowed);
  if (!letter.document.awaits) refuse(Refusal::wrong_step);
  dossier::step(deed, id, {Status::sent}, Status::in_treatment);
  deed.record({evidence::Event::taken_into_treatment, letter.document.contract, id});
}

}  // namespace correspondence
