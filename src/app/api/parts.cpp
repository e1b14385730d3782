// SPDX-License-Identifier: EUPL-1.2
#include "app/api/parts.h"
#include "base/refusal.h"

#include <algorithm>
#include <array>
#include <deque>

namespace app {
namespace {

using Kind = Type::Kind;

struct Problem {
  int status;
  std::string_view name, about;
};
constexpr std::array problems{
    Problem{400, "Mistakes", "What was entered is not right, or cannot be read. `mistakes` lists all of it."},
    Problem{401, "NotSignedIn", "There is no session: sign in first."},
    Problem{403, "NotAllowed", "One may see it, but not do this."},
    Problem{404, "NotFound", "It is not there, or not for this session."},
    Problem{409, "Conflict", "It is not, or no longer, in a state for this."},
    Problem{410, "Gone", "The upload is over."},
    Problem{413, "TooLarge", "It is larger than the installation takes."},
    Problem{415, "WrongType", "This type of content is not taken."},
    Problem{422, "NotTaken", "The content is not taken."},
    Problem{423, "Locked", "Somebody is sending this upload at this moment."},
    Problem{429, "TooManyAttempts", "Too many attempts: wait a quarter of an hour."},
    Problem{503, "Unavailable", "What is needed for it does not answer at this moment; nothing was changed."},
    Problem{507, "Full", "There is no room left."},
};

std::string codes(int status) {
  std::string text;
  for (auto i = 0; i <= static_cast<int>(Refusal::busy); ++i)
    if (auto const refusal = static_cast<Refusal>(i); http_status(refusal) == status)
      (text += text.empty() ? " Codes: `" : ", `") += std::string{name(refusal)} + '`';
  if (status == 400) text += ", `mistakes`";
  return text + '.';
}

Shape problem(Schemas& schemas, std::string about) {
  return Shape::Object{{"description", std::move(about)},
                       {"content", Shape::Object{{"application/problem+json", Shape::Object{{"schema", schemas.ref("Problem")}}}}}};
}

}  // namespace

std::string_view kept(std::string text) {
  static std::deque<std::string> names;
  return names.emplace_back(std::move(text));
}

Shape& add(Shape& list, Shape element) {
  std::get<Shape::List>(list.value()).push_back(std::move(element));
  return list;
}

Shape header(std::string_view about, Shape schema) { return Shape::Object{{"description", about}, {"schema", std::move(schema)}}; }
Shape text_type() { return Shape::Object{{"type", "string"}}; }
Shape integer_type() { return Shape::Object{{"type", "integer"}, {"format", "int64"}}; }

Shape parameter(std::string_view name, std::string_view in, bool required, Shape schema, std::string_view about) {
  Shape shape = Shape::Object{{"name", name}, {"in", in}, {"required", required}};
  if (!about.empty()) shape.with("description", about);
  return std::move(shape.with("schema", std::move(schema)));
}

Shape path_parameters(std::string_view path) {
  Shape parameters = Shape::List{};
  for (auto segment : segments_of(path))
    if (is_parameter(segment))
      add(parameters,
          parameter(segment.substr(1, segment.size() - 2), "path", true, Shape::Object{{"type", "string"}, {"format", "uuid"}}));
  return parameters;
}

Shape Schemas::ref(std::string_view name) {
  if (used_.insert(name).second) order_.push_back(name);
  return Shape::Object{{"$ref", "#/components/schemas/" + std::string{name}}};
}

Shape Schemas::of(Type const& type) {
  auto shape = plain(type);
  if (!type.nullable) return shape;
  if (type.kind == Kind::named) return Shape::Object{{"anyOf", Shape::List{std::move(shape), Shape::Object{{"type", "null"}}}}};
  for (auto& [key, member] : std::get<Shape::Object>(shape.value()))
    if (key == "type") member = Shape::List{member, "null"};
  return shape;
}

Shape Schemas::object(std::vector<Field> const& fields) {
  Shape properties = Shape::Object{};
  Shape::List required;
  for (auto const& field : fields) {
    if (field.in_query) continue;
    if (field.required) required.emplace_back(field.name);
    properties.with(field.name, described(field));
  }
  Shape shape = Shape::Object{{"type", "object"}};
  if (!required.empty()) shape.with("required", std::move(required));
  return std::move(shape.with("properties", std::move(properties)));
}

Shape Schemas::body(std::string_view text) { return is_schema(text) ? ref(text) : object(fields_of(text)); }

Shape Schemas::components() {
  for (std::size_t i = 0; i < order_.size(); ++i) made_.emplace(order_[i], component(schema(order_[i])));
  Shape shape = Shape::Object{};
  for (auto& [name, made] : made_) shape.with(name, std::move(made));
  return shape;
}

Shape Schemas::described(Field const& field) {
  auto shape = of(field.type);
  auto about = about_field(field.name);
  if (about.empty() && field.type.kind == Kind::cents) about = "Cents of a euro.";
  if (!about.empty()) shape.with("description", about);
  return shape;
}

Shape Schemas::component(Schema const& wanted) {
  if (!wanted.words.empty()) {
    Shape::List words{wanted.words.begin(), wanted.words.end()};
    return Shape::Object{{"type", "string"}, {"description", wanted.about}, {"enum", std::move(words)}};
  }
  if (!wanted.variants.empty()) {
    Shape::List variants;
    Shape mapping = Shape::Object{};
    std::set<std::string_view> named;
    for (auto const& [type, name] : wanted.variants) {
      if (named.insert(name).second) variants.push_back(ref(name));
      mapping.with(type, "#/components/schemas/" + std::string{name});
    }
    return Shape::Object{{"description", wanted.about},
                         {"oneOf", std::move(variants)},
                         {"discriminator", Shape::Object{{"propertyName", "type"}, {"mapping", std::move(mapping)}}}};
  }
  auto shape = object(fields_of(wanted.fields));
  return std::move(shape.with("description", wanted.about));
}

Shape Schemas::plain(Type const& type) {
  auto text = [](std::string_view key, Shape value) { return Shape{Shape::Object{{"type", "string"}, {key, std::move(value)}}}; };
  switch (type.kind) {
    case Kind::text: return type.max > 0 ? text("maxLength", type.max) : Shape{Shape::Object{{"type", "string"}}};
    case Kind::value: {
      Shape value = Shape::Object{{"type", Shape::List{"string", "number"}}};
      if (type.max > 0) value.with("maxLength", type.max);
      return value;
    }
    case Kind::id: return text("format", "uuid");
    case Kind::day: return text("format", "date");
    case Kind::instant: return text("format", "date-time");
    case Kind::digest: return text("pattern", "^[0-9a-f]{64}$");
    case Kind::constant: return text("const", type.name);
    case Kind::file: return text("contentMediaType", "application/octet-stream");
    case Kind::boolean: return Shape::Object{{"type", "boolean"}};
    case Kind::cents:
    case Kind::integer: {
      Shape whole = Shape::Object{{"type", "integer"}, {"format", "int64"}};
      if (type.max > 0) whole.with("minimum", 1).with("maximum", type.max);
      return whole;
    }
    case Kind::decimal:
      return Shape::Object{{"type", Shape::List{"number", "string"}},
                           {"pattern", "^-?[0-9]{1,13}(\\.[0-9]{1," + std::to_string(type.max) + "})?$"}};
    case Kind::named: return ref(type.name);
    case Kind::object: return object(type.fields);
    case Kind::map: return Shape::Object{{"type", "object"}, {"additionalProperties", of(type.element.front())}};
    case Kind::list: {
      Shape list = Shape::Object{{"type", "array"}, {"items", of(type.element.front())}};
      if (type.max > 0) list.with("maxItems", type.max);
      return list;
    }
  }
  return {};
}

void Problems::may_be(Shape& responses, int status) {
  auto const found = std::find_if(problems.begin(), problems.end(), [&](Problem const& each) { return each.status == status; });
  used_.insert(status);
  responses.with(kept(std::to_string(status)), Shape::Object{{"$ref", "#/components/responses/" + std::string{found->name}}});
}

void Problems::any_other(Shape& responses) { responses.with("default", Shape::Object{{"$ref", "#/components/responses/Other"}}); }

Shape Problems::components(Schemas& schemas) const {
  Shape shape = Shape::Object{};
  for (auto const& each : problems)
    if (used_.contains(each.status)) shape.with(each.name, problem(schemas, std::string{each.about} + codes(each.status)));
  return std::move(shape.with("Other", problem(schemas,
                                               "Any other problem; 500 with a code `breakdown` and an incident to tell the helpdesk, 503 "
                                               "when the house is too busy.")));
}

}  // namespace app
