// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/language.h"
#include "groups/groups.h"

#include <array>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// Types: which documents there are. The list is data (src/types/data/types.toml, or the installation's own file): under
// which theme a type falls, which side sends it, what it says, what may answer it and by when. A contract enables some of
// them. Themes are in the same file (groups/themes.h), as far as they are not Zegel's own.
//
// Invariants
//  1. A list that does not hold together (an unknown theme, an answer that is no type, a field that is nowhere) is refused
//     as a whole, with one sentence.
//  2. A list once in use stays in memory for good: texts of it stand in answers under way.
namespace types {

using Names = std::array<std::string, languages.size()>;  // in the order of Language

enum class FieldKind { text, long_text, day, amount, number, choice };
std::string_view name(FieldKind);

struct Option {
  std::string key;
  Names names;
  std::string const& name(Language language) const { return names.at(static_cast<std::size_t>(language)); }
};

struct Field {
  std::string key;
  FieldKind kind = FieldKind::text;
  bool required = false;
  Names names;
  std::vector<Option> options;  // of a choice
  std::string const& name(Language language) const { return names.at(static_cast<std::size_t>(language)); }
  Option const* find_option(std::string_view key) const;
};

struct Type {
  std::string key;
  groups::Theme theme = groups::Theme::general;
  bool from_authority = false, from_contractor = false;
  Names names;
  std::vector<Field> fields;
  std::vector<std::string> answers, closed_by;
  int answer_days = 0;       // 0: no term
  std::string due_field;     // the sender asks for an answer by the day in this field
  std::string article;       // of the general rules of execution; ""
  bool awaits_answer = false;
  bool own_form = false;     // its content belongs to a room of its own (payments)
  bool after_closing = false;  // may also answer what waits for no answer any more
  std::string comes_with;    // enabled with that other type; never begun of one's own accord

  std::string const& name(Language language) const { return names.at(static_cast<std::size_t>(language)); }
  bool is_answered_by(std::string_view type) const;
  bool is_closed_by(std::string_view type) const;
  Field const* find_field(std::string_view key) const;
};

// One sentence about a list that cannot be, without a full stop.
struct BadList : std::runtime_error {
  using runtime_error::runtime_error;
};

struct List {
  groups::ThemeList themes;
  std::vector<Type> types;
};

// Checks the whole list; BadList, or what groups::ThemeList throws.
List read(std::string_view toml);

// The list in use: the shipped one until use() gives another, with its themes and what they are called. use() is called at
// the start, before anybody is served.
std::span<Type const> all();
void use(List);
Type const* find(std::string_view key);
// The name in that language; the key itself for a type that the list does not have any more.
std::string_view name_of(std::string_view key, Language);
// What a field is called in whichever type has it; "" when none has.
std::string_view field_name(std::string_view key, Language);

}  // namespace types
