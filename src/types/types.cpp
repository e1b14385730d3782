// SPDX-License-Identifier: EUPL-1.2
#include "types/types.h"
#include "platform/built_in.h"
#include "platform/pages/pages.h"
#include "platform/toml/toml.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <optional>
#include <set>

namespace types {
namespace {

using toml_file::Node;

constexpr std::array<std::string_view, 6> kind_names{"text", "long_text", "day", "amount", "number", "choice"};
constexpr std::size_t types_max = 300, fields_max = 30, options_max = 50, key_bytes_max = 60, name_bytes_max = 200;
constexpr std::int64_t answer_days_max = 365;

[[noreturn]] void bad(std::string const& where, std::string const& why) { throw BadList{where + " " + why}; }

// One table of the file, with the keys that it may have.
class Table {
 public:
  Table(Node const& node, std::string where, std::set<std::string_view> const& known) : node_{node}, where_{std::move(where)} {
    if (!node.table()) bad(where_, "must be a table");
    for (auto const& [key, member] : *node.table())
      if (!known.contains(key)) bad(where_, "has a key \"" + key + "\", which is not known");
  }
  std::string text(std::string_view key, std::size_t bytes_max, bool required = true) const {
    auto const* found = node_.at(key);
    if (!found && !required) return {};
    if (!found || !found->text() || found->text()->empty()) bad(where_, "must have a text " + std::string{key});
    if (found->text()->size() > bytes_max) bad(where_, "has a " + std::string{key} + " that is too long");
    return *found->text();
  }
  std::vector<std::string> texts(std::string_view key) const {
    std::vector<std::string> all;
    auto const* found = node_.at(key);
    if (!found) return all;
    if (!found->list()) bad(where_, "must have a list of texts " + std::string{key});
    for (auto const& each : *found->list()) {
      if (!each.text()) bad(where_, "must have a list of texts " + std::string{key});
      all.push_back(*each.text());
    }
    return all;
  }
  std::optional<bool> yes(std::string_view key) const {
    auto const* found = node_.at(key);
    if (!found) return std::nullopt;
    if (auto const* yes = std::get_if<bool>(&found->value)) return *yes;
    bad(where_, "must have true or false for " + std::string{key});
  }
  int days(std::string_view key) const {
    auto const* found = node_.at(key);
    if (!found) return 0;
    auto const* number = std::get_if<std::int64_t>(&found->value);
    if (!number || *number < 1 || *number > answer_days_max) bad(where_, "must have 1 to 365 for " + std::string{key});
    return static_cast<int>(*number);
  }
  Names names() const {
    Names all;
    for (auto language : languages) all.at(static_cast<std::size_t>(language)) = text(::name(language), name_bytes_max);
    return all;
  }

 private:
  Node const& node_;
  std::string where_;
};

std::string checked_key(std::string key, std::string const& where) {
  bool const fits = !key.empty() && key.size() <= key_bytes_max &&
                    key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  if (!fits) bad(where, "must have a key of small letters, digits and _");
  return key;
}

std::vector<Field> read_fields(Node const& file) {
  std::vector<Field> all;
  auto const* fields = file.at("fields");
  if (!fields || !fields->table()) return all;
  for (auto const& [key, node] : *fields->table()) {
    auto const where = "the field " + key;
    Table const table{node, where, {"kind", "nl", "fr", "de", "en", "options"}};
    auto const kind = std::find(kind_names.begin(), kind_names.end(), table.text("kind", key_bytes_max));
    if (kind == kind_names.end()) bad(where, "must have a kind text, long_text, day, amount, number or choice");
    Field field{checked_key(key, where), static_cast<FieldKind>(kind - kind_names.begin()), false, table.names(), {}};
    if (auto const* options = node.at("options")) {
      if (!options->list() || options->list()->size() > options_max) bad(where, "must have a list of at most 50 options");
      for (auto const& each : *options->list()) {
        Table const option{each, "an option of " + where, {"key", "nl", "fr", "de", "en"}};
        field.options.push_back({checked_key(option.text("key", key_bytes_max), "an option of " + where), option.names()});
      }
    }
    if ((field.kind == FieldKind::choice) == field.options.empty()) bad(where, "must have options if it is a choice, and only then");
    all.push_back(std::move(field));
  }
  return all;
}

std::vector<Field> fields_of(Table const& table, std::vector<Field> const& known, std::string const& where) {
  std::vector<Field> chosen;
  for (auto key : table.texts("fields")) {
    bool const required = key.ends_with('!');
    if (required) key.pop_back();
    auto const found = std::find_if(known.begin(), known.end(), [&](Field const& field) { return field.key == key; });
    if (found == known.end()) bad(where, "names a field \"" + key + "\" that is nowhere");
    chosen.push_back(*found);
    chosen.back().required = required;
  }
  if (chosen.size() > fields_max) bad(where, "has more than 30 fields");
  return chosen;
}

// Zegel's own need not be listed: those that are may be called otherwise, or offered no longer.
groups::ThemeList read_themes(Node const& file) {
  auto const* listed = file.at("themes");
  if (!listed) return groups::ThemeList{};
  if (!listed->list() || listed->list()->size() > groups::themes_max) bad("the file", "must have a list of at most 16 themes");
  std::vector<groups::ListedTheme> all;
  for (auto const& node : *listed->list()) {
    auto const* named = node.at("key");
    auto const where = "the theme " + (named && named->text() ? *named->text() : std::string{"without a key"});
    Table const table{node, where, {"key", "nl", "fr", "de", "en", "offered"}};
    groups::ListedTheme theme{checked_key(table.text("key", key_bytes_max), where), {}, table.yes("offered").value_or(true)};
    bool const is_named = node.at("nl") || node.at("fr") || node.at("de") || node.at("en");
    if (is_named) theme.names = table.names();
    all.push_back(std::move(theme));
  }
  return groups::ThemeList{all};
}

Type read_type(Node const& node, std::vector<Field> const& fields, groups::ThemeList const& themes) {
  auto const* named = node.at("key");
  auto const where = "the type " + (named && named->text() ? *named->text() : std::string{"without a key"});
  Table const table{node, where, {"key", "theme", "sender", "nl", "fr", "de", "en", "fields", "answers", "closed_by", "answer_days", "due_field",
                                  "article", "awaits_answer", "own_form", "after_closing", "comes_with"}};
  Type type;
  type.key = checked_key(table.text("key", key_bytes_max), where);
  auto const theme = themes.find(table.text("theme", key_bytes_max));
  if (!theme) bad(where, "has a theme that is not known");
  if (!themes.at(*theme).is_offered) bad(where, "has a theme that is not offered");
  type.theme = *theme;
  auto const sender = table.text("sender", key_bytes_max);
  type.from_authority = sender == "authority" || sender == "both";
  type.from_contractor = sender == "contractor" || sender == "both";
  if (!type.from_authority && !type.from_contractor) bad(where, "must have a sender authority, contractor or both");
  type.names = table.names();
  type.fields = fields_of(table, fields, where);
  type.answers = table.texts("answers");
  type.closed_by = table.texts("closed_by");
  type.answer_days = table.days("answer_days");
  type.due_field = table.text("due_field", key_bytes_max, false);
  type.article = table.text("article", name_bytes_max, false);
  type.own_form = table.yes("own_form").value_or(false);
  type.after_closing = table.yes("after_closing").value_or(false);
  type.comes_with = table.text("comes_with", key_bytes_max, false);
  type.awaits_answer = table.yes("awaits_answer").value_or(type.answer_days > 0 || !type.closed_by.empty());
  if (!type.due_field.empty()) {
    auto const* field = type.find_field(type.due_field);
    if (!field || field->kind != FieldKind::day) bad(where, "has a due_field that is no day among its fields");
  }
  return type;
}

// What can only be seen with the whole list before one.
void check(std::vector<Type> const& list) {
  auto has = [&](std::string_view key) { return std::any_of(list.begin(), list.end(), [&](Type const& type) { return type.key == key; }); };
  std::set<std::string_view> seen;
  for (auto const& type : list) {
    auto const where = "the type " + type.key;
    if (!seen.insert(type.key).second) bad(where, "is there twice");
    for (auto const& answer : type.answers)
      if (!has(answer)) bad(where, "is answered by \"" + answer + "\", which is no type");
    for (auto const& closing : type.closed_by)
      if (!type.is_answered_by(closing)) bad(where, "is closed by \"" + closing + "\", which does not answer it");
    if (!type.comes_with.empty() && !has(type.comes_with)) bad(where, "comes with \"" + type.comes_with + "\", which is no type");
  }
  for (std::string_view needed : {"payment_claim", "claim_supplement", "invoice_request"})
    if (!std::any_of(list.begin(), list.end(), [&](Type const& type) { return type.key == needed && type.own_form; }))
      bad("the list", "must have " + std::string{needed} + " with own_form = true");
}

List shipped() {
  for (auto const& file : built_in::data())
    if (file.name == "types/types") return read(file.bytes);
  throw std::logic_error{"the list of types is not built in"};
}

// Lists stay for good: texts of them stand in answers under way. Made once, or twice with an installation's own.
std::atomic<List const*> in_use{nullptr};

List const* kept(List list) {
  static auto& all = *new std::deque<List>;
  return &all.emplace_back(std::move(list));
}

List const& list() {
  if (auto const* given = in_use.load()) return *given;
  static List const* const ours = kept(shipped());
  return *ours;
}

}  // namespace

std::string_view name(FieldKind kind) { return kind_names.at(static_cast<std::size_t>(kind)); }

Option const* Field::find_option(std::string_view wanted) const {
  auto const found = std::find_if(options.begin(), options.end(), [&](Option const& option) { return option.key == wanted; });
  return found == options.end() ? nullptr : &*found;
}

bool Type::is_answered_by(std::string_view type) const { return std::find(answers.begin(), answers.end(), type) != answers.end(); }
bool Type::is_closed_by(std::string_view type) const { return std::find(closed_by.begin(), closed_by.end(), type) != closed_by.end(); }

Field const* Type::find_field(std::string_view wanted) const {
  auto const found = std::find_if(fields.begin(), fields.end(), [&](Field const& field) { return field.key == wanted; });
  return found == fields.end() ? nullptr : &*found;
}

List read(std::string_view toml) {
  auto const file = toml_file::read(toml);
  for (auto const& [key, member] : *file.table())
    if (key != "themes" && key != "fields" && key != "types") bad("the file", "has a key \"" + key + "\", which is not known");
  auto const fields = read_fields(file);
  auto const* listed = file.at("types");
  if (!listed || !listed->list() || listed->list()->size() > types_max) bad("the file", "must have a list of at most 300 types");
  List all{read_themes(file), {}};
  for (auto const& node : *listed->list()) all.types.push_back(read_type(node, fields, all.themes));
  check(all.types);
  return all;
}

std::span<Type const> all() { return list().types; }

void use(List given) {
  pages::OwnTexts names;
  for (auto theme : given.themes.all())
    if (auto const& listed = given.themes.at(theme); !listed.names.front().empty()) names.emplace("theme." + listed.key, listed.names);
  pages::say(std::move(names));
  groups::use(given.themes);
  in_use.store(kept(std::move(given)));
}

Type const* find(std::string_view key) {
  auto const& types = list().types;
  auto const found = std::find_if(types.begin(), types.end(), [&](Type const& type) { return type.key == key; });
  return found == types.end() ? nullptr : &*found;
}

std::string_view name_of(std::string_view key, Language language) {
  auto const* type = find(key);
  return type ? std::string_view{type->name(language)} : key;
}

std::string_view field_name(std::string_view key, Language language) {
  for (auto const& type : list().types)
    if (auto const* field = type.find_field(key)) return field->name(language);
  return {};
}

}  // namespace types
