// SPDX-License-Identifier: EUPL-1.2
#include "app/api/schemas.h"
#include "base/ids.h"
#include "base/time.h"

#include <algorithm>

// Is an answer what its schema says?
namespace app {
namespace {

class Judge {
 public:
  explicit Judge(std::string& why) : why_{why} {}

  bool object(Shape const& shape, std::vector<Field> const& fields, std::string const& at) {
    auto const members = std::get_if<Shape::Object>(&shape.value());
    if (!members) return no(at, "is no object");
    for (auto const& field : fields) {
      auto const named = [&](auto const& member) { return member.first == field.name; };
      auto const count = std::count_if(members->begin(), members->end(), named);
      if (count == 0 && field.required) return no(join(at, field.name), "is missing");
      if (count > 1) return no(join(at, field.name), "is there twice");
    }
    for (auto const& [key, member] : *members) {
      auto const found = std::find_if(fields.begin(), fields.end(), [name = key](Field const& field) { return field.name == name; });
      if (found == fields.end()) return no(join(at, key), "is not in the description");
      if (!type(member, found->type, join(at, key))) return false;
    }
    return true;
  }

  bool named(Shape const& shape, std::string_view name, std::string const& at) {
    auto const& wanted = schema(name);
    auto const text = std::get_if<std::string>(&shape.value());
    if (!wanted.words.empty())
      return text && std::find(wanted.words.begin(), wanted.words.end(), *text) != wanted.words.end()
                 ? true
                 : no(at, "is none of " + std::string{name});
    if (wanted.variants.empty()) return object(shape, fields_of(wanted.fields), at);
    auto const kind = std::get_if<std::string>(&shape.at("type").value());
    for (auto const& [value, variant] : wanted.variants)
      if (kind && *kind == value) return named(shape, variant, at);
    return no(join(at, "type"), "is none of " + std::string{name});
  }

 private:
  using Kind = Type::Kind;

  bool type(Shape const& shape, Type const& wanted, std::string const& at) {
    if (shape.is_null()) return wanted.nullable ? true : no(at, "is null");
    switch (wanted.kind) {
      case Kind::named: return named(shape, wanted.name, at);
      case Kind::object: return object(shape, wanted.fields, at);
      case Kind::list: return list(shape, wanted, at);
      case Kind::map: return map(shape, wanted, at);
      case Kind::boolean: return std::holds_alternative<bool>(shape.value()) ? true : no(at, "is no boolean");
      case Kind::integer:
      case Kind::cents: return whole(shape, wanted, at);
      case Kind::value:
      case Kind::decimal: return std::holds_alternative<std::int64_t>(shape.value()) ? true : text(shape, wanted, at);
      case Kind::text:
      case Kind::id:
      case Kind::day:
      case Kind::instant:
      case Kind::digest:
      case Kind::constant: return text(shape, wanted, at);
      case Kind::file: return no(at, "is a file");
    }
    return false;
  }

  bool list(Shape const& shape, Type const& wanted, std::string const& at) {
    auto const elements = std::get_if<Shape::List>(&shape.value());
    if (!elements) return no(at, "is no list");
    if (wanted.max > 0 && std::cmp_greater(elements->size(), wanted.max)) return no(at, "is too long");
    for (std::size_t i = 0; i < elements->size(); ++i)
      if (!type(elements->at(i), wanted.element.front(), join(at, std::to_string(i)))) return false;
    return true;
  }

  bool map(Shape const& shape, Type const& wanted, std::string const& at) {
    auto const members = std::get_if<Shape::Object>(&shape.value());
    if (!members) return no(at, "is no object");
    return std::all_of(members->begin(), members->end(),
                       [&](auto const& member) { return type(member.second, wanted.element.front(), join(at, member.first)); });
  }

  bool whole(Shape const& shape, Type const& wanted, std::string const& at) {
    auto const number = std::get_if<std::int64_t>(&shape.value());
    if (!number) return no(at, "is no whole number");
    return wanted.max > 0 && (*number < 1 || *number > wanted.max) ? no(at, "is out of bounds") : true;
  }

  bool text(Shape const& shape, Type const& wanted, std::string const& at) {
    auto const text = std::get_if<std::string>(&shape.value());
    if (!text) return no(at, "is no text");
    auto const only = [&](std::string_view signs) { return !text->empty() && text->find_first_not_of(signs) == std::string::npos; };
    switch (wanted.kind) {
      case Kind::text:
      case Kind::value: return wanted.max > 0 && std::cmp_greater(text->size(), wanted.max) ? no(at, "is too long") : true;
      case Kind::id: return is_id(*text) ? true : no(at, "is no id");
      case Kind::day: return text->size() == 10 && text->at(4) == '-' && parse_day(*text) ? true : no(at, "is no day");
      case Kind::instant: return parse_instant(*text) ? true : no(at, "is no instant");
      case Kind::digest: return text->size() == 64 && only("0123456789abcdef") ? true : no(at, "is no digest");
      case Kind::constant: return *text == wanted.name ? true : no(at, "is not " + std::string{wanted.name});
      case Kind::decimal: return only("-0123456789.") ? true : no(at, "is no decimal number");
      default: return no(at, "is text");  // the other kinds are no text
    }
  }

  static std::string join(std::string const& at, std::string_view name) {
    return at.empty() ? std::string{name} : at + '.' + std::string{name};
  }

  bool no(std::string const& at, std::string const& what) {
    why_ = (at.empty() ? "the answer" : at) + ' ' + what;
    return false;
  }

  std::string& why_;
};

}  // namespace

bool fits(Shape const& answer, std::string_view wanted, std::string& why) {
  why.clear();
  Judge judge{why};
  auto const given = wanted.substr(0, 1).find_first_of("0123456789") == 0 ? given_of(wanted).schema : wanted;
  return is_schema(given) ? judge.named(answer, given, {}) : judge.object(answer, fields_of(given), {});
}

}  // namespace app
