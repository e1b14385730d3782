// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// What somebody entered, whatever way it came: a form, a JSON body or a query. Nested JSON is flattened with dots
// and positions: {"lines":[{"post":"1"}]} is "lines.0.post" = "1"; a form uses the same names.
using Fields = std::map<std::string, std::string, std::less<>>;

// One mistake: the field as in Fields ("lines.0.quantity"; empty for the whole) and a code ("missing", "too_long" …);
// the sentence is text "mistake.<code>".
struct Mistake {
  std::string field;
  std::string code;
  auto operator<=>(Mistake const&) const = default;
};

// The outcome of reading what was entered: the command, or every mistake in it at once.
template <class T>
using Parsed = std::variant<T, std::vector<Mistake>>;

// Thrown by a web handler with the mistakes of a Parsed; the door shows the form again or answers 400 with the list.
struct Mistaken {
  std::vector<Mistake> mistakes;
};

template <class T>
T take(Parsed<T> parsed) {
  if (auto mistakes = std::get_if<std::vector<Mistake>>(&parsed)) throw Mistaken{std::move(*mistakes)};
  return std::move(std::get<T>(parsed));
}

inline std::string_view field(Fields const& fields, std::string_view name) {
  auto found = fields.find(name);
  return found == fields.end() ? std::string_view{} : std::string_view{found->second};
}
