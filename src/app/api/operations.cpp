// SPDX-License-Identifier: EUPL-1.2
#include "app/api/openapi.h"
#include "app/api/parts.h"

#include <algorithm>

// What a route takes and gives, and what may go wrong.
namespace app {
namespace {

using http::Method;
using Kind = Type::Kind;

Shape json_content(Shape schema) { return Shape::Object{{"application/json", Shape::Object{{"schema", std::move(schema)}}}}; }

// ---- answers

bool changes(Route const& route) { return route.method != Method::get; }

bool may_conflict(Route const& route) {
  auto const tag = tag_of(route.path);
  if (changes(route) && route.path.starts_with("/actions/")) return true;
  return changes(route) && (tag == "Documents" || tag == "Messages" || tag == "Decisions" || tag == "Files" ||
                            route.method == Method::put || route.path == "/contracts" || route.path == "/groups");
}

// What may go wrong, by what the route is.
void add_problems(Shape& responses, Route const& route, Problems& problems) {
  auto const tag = tag_of(route.path);
  bool const has_body = changes(route) && !route.takes.empty(), has_file = route.takes.find("file") != std::string_view::npos;
  problems.may_be(responses, 400);
  problems.may_be(responses, 401);
  if (route.who == Who::signed_in && (changes(route) || tag == "Groups" || tag == "Notifications")) problems.may_be(responses, 403);
  if (route.path.find('{') != std::string_view::npos || route.path == "/session/organisation") problems.may_be(responses, 404);
  if (may_conflict(route)) problems.may_be(responses, 409);
  if (has_body) {
    problems.may_be(responses, 413);
    problems.may_be(responses, 415);
  }
  if (has_file) {
    problems.may_be(responses, 422);
    problems.may_be(responses, 503);
    problems.may_be(responses, 507);
  }
  if (route.who == Who::anyone && changes(route)) problems.may_be(responses, 429);
  Problems::any_other(responses);
}

Shape file_responses() {
  auto const headers = Shape::Object{{"ETag", header("The SHA-256 of the file, quoted.", text_type())},
                                     {"Content-Disposition", header("The name to keep it under.", text_type())}};
  auto const content = Shape::Object{{"application/octet-stream", Shape::Object{}}};
  return Shape::Object{
      {"200",
       Shape::Object{{"description", "The file, with the media type that its content has."}, {"headers", headers}, {"content", content}}},
      {"206", Shape::Object{{"description", "The part that was asked for."}, {"headers", headers}, {"content", content}}},
      {"304", Shape::Object{{"description", "One has it already."}}},
      {"416", Shape::Object{{"description", "The file is shorter than that."}}}};
}

Shape responses_of(Route const& route, Schemas& schemas, Problems& problems) {
  Shape responses = Shape::Object{};
  auto const given = given_of(route.gives);
  auto place = [](std::string_view name, std::string_view about) { return Shape{Shape::Object{{name, header(about, text_type())}}}; };
  if (given.schema == "file") {
    responses = file_responses();
  } else if (given.status == 204) {
    responses.with("204", Shape::Object{{"description", "It is done."}, {"headers", place("Content-Location", "What to read next.")}});
  } else {
    Shape response = Shape::Object{{"description", given.status == 201 ? std::string_view{"It is made."} : schema(given.schema).about}};
    if (given.status == 201) response.with("headers", place("Location", "Where it is seen."));
    responses.with(kept(std::to_string(given.status)), std::move(response.with("content", json_content(schemas.ref(given.schema)))));
  }
  add_problems(responses, route, problems);
  return responses;
}

// ---- requests

bool is_file(Type const& type) { return type.kind == Kind::file || (type.kind == Kind::list && is_file(type.element.front())); }

// JSON; a form of several parts when there is a file in it, and where the address can say the rest, the bare file, too; JSON as
// well where the file may be left out.
void add_request(Shape& operation, Route const& route, std::string_view name, Schemas& schemas) {
  auto const takes = is_schema(route.takes) ? schema(route.takes).fields : route.takes;
  auto const fields = fields_of(takes);
  auto parameters = path_parameters(route.path);
  for (auto const& field : fields)
    if (field.in_query) add(parameters, parameter(field.name, "query", field.required, schemas.of(field.type), about_field(field.name)));
  if (given_of(route.gives).schema == "file")
    for (auto const& [header_name, about] : {std::pair{"Range", "One range of bytes: `bytes=0-1023`."},
                                             std::pair{"If-Range", "The range counts only while the ETag is this one."},
                                             std::pair{"If-None-Match", "The ETag of what one has."}})
      add(parameters, parameter(header_name, "header", false, text_type(), about));
  if (!std::get<Shape::List>(parameters.value()).empty()) operation.with("parameters", parameters);
  if (std::all_of(fields.begin(), fields.end(), [](Field const& field) { return field.in_query; })) return;
  bool const has_file = std::any_of(fields.begin(), fields.end(), [](Field const& field) { return is_file(field.type); });
  bool const has_query = std::any_of(fields.begin(), fields.end(), [](Field const& field) { return field.in_query; });
  Shape media = Shape::Object{{"schema", schemas.body(route.takes)}};
  if (auto example = example_of(name); !example.is_null()) media.with("example", std::move(example));
  Shape content = Shape::Object{{has_file ? "multipart/form-data" : "application/json", std::move(media)}};
  if (has_file && has_query) content.with("application/octet-stream", Shape::Object{});
  if (has_file && std::none_of(fields.begin(), fields.end(), [](Field const& field) { return is_file(field.type) && field.required; })) {
    auto bare = fields;
    std::erase_if(bare, [](Field const& field) { return is_file(field.type); });
    Shape without = Shape::Object{{"schema", schemas.object(bare)}};
    if (auto example = example_of(name); !example.is_null()) without.with("example", std::move(example));
    content.with("application/json", std::move(without));
  }
  bool const required = std::any_of(fields.begin(), fields.end(), [](Field const& field) { return field.required; });
  operation.with("requestBody", Shape::Object{{"required", required}, {"content", std::move(content)}});
}

std::string about(Route const& route) {
  auto const given = given_of(route.gives);
  auto text = std::string{route.summary} + '.';
  if (route.takes.find("?after") != std::string_view::npos) text += " A page has 25 of them.";
  if (route.takes.find("file") != std::string_view::npos) text += " Nothing is kept when one thing in it is not right.";
  if (route.takes.starts_with("Saved")) text += " What is left out is emptied.";
  if (route.takes.starts_with("Saved") || route.takes.find("version") != std::string_view::npos)
    text += " Refused with `stale_version` when somebody else saved since.";
  if (given.status == 201) text += " `Location` tells where it is seen.";
  if (given.status == 204) text += " Answers without a body; `Content-Location` tells what to read next.";
  return text;
}

}  // namespace

Shape operation(Route const& route, Schemas& schemas, Problems& problems) {
  auto const name = operation_of(route.method, route.path);
  Shape shape = Shape::Object{
      {"operationId", name}, {"tags", Shape::List{tag_of(route.path)}}, {"summary", route.summary}, {"description", about(route)}};
  if (route.who == Who::anyone) shape.with("security", Shape::List{});
  add_request(shape, route, name, schemas);
  return std::move(shape.with("responses", responses_of(route, schemas, problems)));
}

}  // namespace app
