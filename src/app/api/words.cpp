// SPDX-License-Identifier: EUPL-1.2
#include "app/api/words.h"
#include "app/api/schemas.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <utility>

namespace app {
namespace {

constexpr std::array<std::pair<std::string_view, Type::Kind>, 11> words{{{"text", Type::Kind::text},
                                                                         {"value", Type::Kind::value},
                                                                         {"id", Type::Kind::id},
                                                                         {"day", Type::Kind::day},
                                                                         {"instant", Type::Kind::instant},
                                                                         {"digest", Type::Kind::digest},
                                                                         {"boolean", Type::Kind::boolean},
                                                                         {"file", Type::Kind::file},
                                                                         {"integer", Type::Kind::integer},
                                                                         {"cents", Type::Kind::cents},
                                                                         {"decimal", Type::Kind::decimal}}};

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_{text}, left_{text} {}

  std::vector<Field> fields() {
    std::vector<Field> all;
    spaces();
    while (!left_.empty() && left_.front() != '}') {
      if (take('+')) {
        for (auto& field : fields_of(schema(word()).fields)) put(all, std::move(field));
      } else {
        Field field;
        field.in_query = take('?');
        field.name = word();
        field.required = take('!');
        if (take(':')) field.type = type();
        put(all, std::move(field));
      }
      if (!take(',')) break;
    }
    return all;
  }

  Type type() {
    Type type;
    if (take('[')) {
      type.kind = Type::Kind::list;
      type.element.push_back(this->type());
      must(']');
    } else if (take('<')) {
      type.kind = Type::Kind::map;
      type.element.push_back(this->type());
      must('>');
    } else if (take('{')) {
      type.kind = Type::Kind::object;
      type.fields = fields();
      must('}');
    } else if (take('=')) {
      type.kind = Type::Kind::constant;
      type.name = word();
    } else {
      auto const name = word();
      auto const found = std::find_if(words.begin(), words.end(), [&](auto const& each) { return each.first == name; });
      type.kind = found == words.end() ? Type::Kind::named : found->second;
      if (found == words.end()) type.name = schema(name).name;
    }
    if (take('(')) {
      for (char c : word()) type.max = type.max * 10 + (c - '0');
      must(')');
    }
    type.nullable = take('?');
    return type;
  }

  void end() {
    if (!left_.empty()) wrong("something is left");
  }

 private:
  static void put(std::vector<Field>& all, Field field) {
    auto const found =
        std::find_if(all.begin(), all.end(), [&](Field const& each) { return each.name == field.name && each.in_query == field.in_query; });
    if (found == all.end())
      all.push_back(std::move(field));
    else
      *found = std::move(field);
  }
  bool take(char wanted) {
    if (left_.empty() || left_.front() != wanted) return false;
    left_.remove_prefix(1);
    spaces();
    return true;
  }
  void must(char wanted) {
    if (!take(wanted)) wrong(std::string{"there is no "} + wanted);
  }
  void spaces() {
    while (left_.starts_with(' ') || left_.starts_with('\n')) left_.remove_prefix(1);
  }
  std::string_view word() {
    auto const end = static_cast<std::size_t>(std::find_if_not(left_.begin(), left_.end(), is_name) - left_.begin());
    if (end == 0) wrong("there is no name");
    auto const found = left_.substr(0, end);
    left_.remove_prefix(end);
    spaces();
    return found;
  }
  [[noreturn]] void wrong(std::string const& what) const {
    throw std::logic_error{what + " at \"" + std::string{left_.substr(0, 30)} + "\" in \"" + std::string{text_} + '"'};
  }

  std::string_view text_, left_;
};

}  // namespace

Type type_of(std::string_view text) {
  Reader reader{text};
  auto type = reader.type();
  reader.end();
  return type;
}

std::vector<Field> fields_of(std::string_view text) {
  Reader reader{text};
  auto fields = reader.fields();
  reader.end();
  return fields;
}

bool is_schema(std::string_view text) { return !text.empty() && text.front() >= 'A' && text.front() <= 'Z'; }

Given given_of(std::string_view text) {
  if (text.empty()) return {};
  auto const space = text.find(' ');
  if (space == std::string_view::npos) return {200, text};
  return {std::stoi(std::string{text.substr(0, space)}), text.substr(space + 1)};
}

}  // namespace app
