// SPDX-License-Identifier: EUPL-1.2
#include "app/openapi.h"
#include "app/openapi_schemas.h"
#include "base/refusal.h"
#include "platform/pages/pages.h"

#include <algorithm>
#include <array>
#include <deque>
#include <set>

namespace app {
namespace {

using http::Method;
using Kind = Type::Kind;

constexpr std::string_view version = "0.1.0";  // as in CMakeLists.txt

constexpr std::string_view about_all =
    "Zegel lets contracting authorities and contractors exchange the documents of a public contract, and keeps proof of what was sent.\n\n"
    "- Sign in with `POST /sessions`, and send the token along as `Authorization: Bearer …`.\n"
    "- One sees the contracts of one's own organisation for which one has a right. What is not there and what one may not see are the "
    "same: "
    "404.\n"
    "- Money that goes in is in euros with at most two decimals, as a number or as text; money that comes out is in whole cents.\n"
    "- Days are `2026-03-02`, instants `2026-03-02T09:00:00.000Z`; a term of days follows the calendar of Brussels.\n"
    "- A maximum length counts bytes of UTF-8.\n"
    "- Members with null, an empty object or an empty list are taken as left out. A body of JSON is 8 MiB at most.\n"
    "- What goes wrong is `application/problem+json`; mistakes in what was entered come all at once. Its sentences are in the language of "
    "`Accept-Language`: nl, fr, de or en.";

// The addresses of the edge (door_sign_in.cpp, door_uploads.cpp) that are like routes.
constexpr std::array edge{
    Route{.method = Method::post,
          .path = "/sessions",
          .summary = "Signs in",
          .takes = "Credentials",
          .gives = "201 Token",
          .who = Who::anyone},
    Route{.method = Method::remove, .path = "/session", .summary = "Signs out: the token is worth nothing any more"},
    Route{.method = Method::post,
          .path = "/session/organisation",
          .summary = "Goes on for another organisation that one works for",
          .takes = "organisation!:id"},
    Route{.method = Method::post,
          .path = "/documents/{documentId}/attachments",
          .summary = "Adds files to a draft",
          .takes = "kind:AttachmentKind, file!:[file](200), ?name:text(255), ?kind:AttachmentKind",
          .gives = "201 AddedAttachments"},
    Route{.method = Method::post,
          .path = "/documents/{documentId}/lines-import",
          .summary = "Replaces the lines of a draft by those of a spreadsheet (CSV, XLSX or ODS)",
          .takes = "version!:integer, file!:file",
          .gives = "ImportedLines"},
};

struct Tag {
  std::string_view name, about;
  std::string_view segments;  // an address belongs to the tag of its last segment that is in one of these; Organisation without
};
constexpr std::array tags{
    Tag{"Session", "Signing in and out, and for whom one acts.", " sessions session organisation "},
    Tag{"Organisation", "The own organisation and what it has to do.", " start actions assignment release "},
    Tag{"Contracts", "Contracts between an authority and a contractor.", " contracts "},
    Tag{"Groups", "Who of the own organisation may do what, on which contract.", " groups members "},
    Tag{"Notifications", "Who is told of what: notices, mail and webhooks.", " notices notifications trust webhooks "},
    Tag{"Documents", "Documents of a contract, from draft to sent and answered.", " documents claims lines-import document-types "},
    Tag{"Decisions", "What the authority does about a claim.",
        " treatment supplement-request acceptance partial-acceptance refusal invoice-request "},
    Tag{"Messages", "What the parties write to each other about a contract or a document.", " messages reading "},
    Tag{"Service", "What the operator tells everybody: outages, terms of use.", " outages terms acceptances "},
    Tag{"Terms", "The terms of the law: what is due, when, and from whom.", " clocks stops terms calendar closing-days "},
    Tag{"Files", "Attachments; large files come in pieces and can be resumed (tus 1.0).", " attachments uploads "},
};

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
    Problem{507, "Full", "There is no room left."},
};

// Names that are made here live as long as the process, as a Shape only refers to its keys.
std::string_view kept(std::string text) {
  static std::deque<std::string> names;
  return names.emplace_back(std::move(text));
}

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  while (path.size() > 1) {
    path.remove_prefix(1);
    auto const end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  if (segments.empty()) segments.push_back("start");
  return segments;
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{'); }
bool is_plural(std::string_view word) { return word.ends_with('s') && !word.ends_with("ss"); }

std::string_view tag_of(std::string_view path) {
  auto const segments = segments_of(path);
  for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment)
    for (auto const& tag : tags)
      if (tag.segments.find(' ' + std::string{*segment} + ' ') != std::string_view::npos) return tag.name;
  return "Organisation";
}

Shape& add(Shape& list, Shape element) {
  std::get<Shape::List>(list.value()).push_back(std::move(element));
  return list;
}

// ---- schemas

class Schemas {
 public:
  Shape ref(std::string_view name) {
    if (used_.insert(name).second) order_.push_back(name);
    return Shape::Object{{"$ref", "#/components/schemas/" + std::string{name}}};
  }

  Shape of(Type const& type) {
    auto shape = plain(type);
    if (!type.nullable) return shape;
    if (type.kind == Kind::named) return Shape::Object{{"anyOf", Shape::List{std::move(shape), Shape::Object{{"type", "null"}}}}};
    for (auto& [key, member] : std::get<Shape::Object>(shape.value()))
      if (key == "type") member = Shape::List{member, "null"};
    return shape;
  }

  // The body's fields, without those of the address.
  Shape object(std::vector<Field> const& fields) {
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

  Shape described(Field const& field) {
    auto shape = of(field.type);
    auto about = about_field(field.name);
    if (about.empty() && field.type.kind == Kind::cents) about = "Cents of a euro.";
    if (!about.empty()) shape.with("description", about);
    return shape;
  }

  // Of requests and answers: by name where there is one.
  Shape body(std::string_view text) { return is_name(text) ? ref(text) : object(fields_of(text)); }

  // All that was referred to, with what that refers to.
  Shape components() {
    for (std::size_t i = 0; i < order_.size(); ++i) made_.emplace(order_[i], component(schema(order_[i])));
    Shape shape = Shape::Object{};
    for (auto& [name, made] : made_) shape.with(name, std::move(made));
    return shape;
  }

  static bool is_name(std::string_view text) { return !text.empty() && text.front() >= 'A' && text.front() <= 'Z'; }

 private:
  Shape component(Schema const& wanted) {
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

  Shape plain(Type const& type) {
    auto text = [](std::string_view key, Shape value) { return Shape{Shape::Object{{"type", "string"}, {key, std::move(value)}}}; };
    switch (type.kind) {
      case Kind::text: return type.max > 0 ? text("maxLength", type.max) : Shape{Shape::Object{{"type", "string"}}};
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

  std::set<std::string_view> used_;
  std::vector<std::string_view> order_;
  std::map<std::string_view, Shape> made_;
};

Shape json_content(Shape schema) { return Shape::Object{{"application/json", Shape::Object{{"schema", std::move(schema)}}}}; }

Shape header(std::string_view about, Shape schema) { return Shape::Object{{"description", about}, {"schema", std::move(schema)}}; }
Shape text_type() { return Shape::Object{{"type", "string"}}; }
Shape integer_type() { return Shape::Object{{"type", "integer"}, {"format", "int64"}}; }

Shape parameter(std::string_view name, std::string_view in, bool required, Shape schema, std::string_view about = {}) {
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

// ---- answers

class Answers {
 public:
  // A problem with that status.
  void problem(Shape& responses, int status) {
    auto const found = std::find_if(problems.begin(), problems.end(), [&](Problem const& each) { return each.status == status; });
    used_.insert(status);
    responses.with(kept(std::to_string(status)), Shape::Object{{"$ref", "#/components/responses/" + std::string{found->name}}});
  }
  static void any_other(Shape& responses) { responses.with("default", Shape::Object{{"$ref", "#/components/responses/Other"}}); }

  Shape components(Schemas& schemas) const {
    Shape shape = Shape::Object{};
    for (auto const& each : problems)
      if (used_.contains(each.status)) shape.with(each.name, component(schemas, std::string{each.about} + codes(each.status)));
    return std::move(
        shape.with("Other", component(schemas,
                                      "Any other problem; 500 with a code `breakdown` and an incident to tell the helpdesk, 503 "
                                      "when the house is too busy.")));
  }

 private:
  static std::string codes(int status) {
    std::string text;
    for (auto i = 0; i <= static_cast<int>(Refusal::busy); ++i)
      if (auto const refusal = static_cast<Refusal>(i); http_status(refusal) == status)
        (text += text.empty() ? " Codes: `" : ", `") += std::string{name(refusal)} + '`';
    if (status == 400) text += ", `mistakes`";
    return text + '.';
  }
  static Shape component(Schemas& schemas, std::string about) {
    return Shape::Object{{"description", std::move(about)},
                         {"content", Shape::Object{{"application/problem+json", Shape::Object{{"schema", schemas.ref("Problem")}}}}}};
  }

  std::set<int> used_;
};

bool changes(Route const& route) { return route.method != Method::get; }

bool may_conflict(Route const& route) {
  auto const tag = tag_of(route.path);
  if (changes(route) && route.path.starts_with("/actions/")) return true;
  return changes(route) && (tag == "Documents" || tag == "Messages" || tag == "Decisions" || tag == "Files" || route.method == Method::put ||
                            route.path == "/contracts" || route.path == "/groups");
}

// What may go wrong, by what the route is.
void add_problems(Shape& responses, Route const& route, Answers& answers) {
  auto const tag = tag_of(route.path);
  bool const has_body = changes(route) && !route.takes.empty(), has_file = route.takes.find("file") != std::string_view::npos;
  answers.problem(responses, 400);
  answers.problem(responses, 401);
  if (route.who == Who::signed_in && (changes(route) || tag == "Groups" || tag == "Notifications")) answers.problem(responses, 403);
  if (route.path.find('{') != std::string_view::npos || route.path == "/session/organisation") answers.problem(responses, 404);
  if (may_conflict(route)) answers.problem(responses, 409);
  if (has_body) {
    answers.problem(responses, 413);
    answers.problem(responses, 415);
  }
  if (has_file) {
    answers.problem(responses, 422);
    answers.problem(responses, 507);
  }
  if (route.who == Who::anyone && changes(route)) answers.problem(responses, 429);
  Answers::any_other(responses);
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

Shape responses_of(Route const& route, Schemas& schemas, Answers& answers) {
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
  add_problems(responses, route, answers);
  return responses;
}

// ---- requests

bool is_file(Type const& type) { return type.kind == Kind::file || (type.kind == Kind::list && is_file(type.element.front())); }

// JSON; a form of several parts when there is a file in it, and where the address can say the rest, the bare file, too; JSON as
// well where the file may be left out.
void add_request(Shape& operation, Route const& route, std::string_view name, Schemas& schemas) {
  auto const takes = Schemas::is_name(route.takes) ? schema(route.takes).fields : route.takes;
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

Shape operation(Route const& route, Schemas& schemas, Answers& answers) {
  auto const name = operation_of(route.method, route.path);
  Shape shape = Shape::Object{
      {"operationId", name}, {"tags", Shape::List{tag_of(route.path)}}, {"summary", route.summary}, {"description", about(route)}};
  if (route.who == Who::anyone) shape.with("security", Shape::List{});
  add_request(shape, route, name, schemas);
  return std::move(shape.with("responses", responses_of(route, schemas, answers)));
}

// ---- tus: what goes in and out stands in headers

struct Step {
  std::string_view method, path, name, about;
  int status;
  std::vector<std::string_view> asks, gives;  // headers
  std::vector<int> problems;
};

std::string_view about_header(std::string_view name) {
  if (name == "Tus-Resumable") return "The version of the protocol: 1.0.0.";
  if (name == "Upload-Length") return "Bytes of the whole file.";
  if (name == "Upload-Offset") return "Bytes that are there already.";
  if (name == "Upload-Metadata")
    return "`filename`, `document` (the id of a draft) and `kind` (AttachmentKind), each with its value in base64.";
  if (name == "Location") return "The address of the upload.";
  if (name == "Tus-Version") return "The versions that are spoken.";
  if (name == "Tus-Extension") return "What is spoken beside the core.";
  return "Bytes that a file may have.";
}

Shape header_type(std::string_view name) {
  if (name == "Tus-Resumable") return Shape::Object{{"type", "string"}, {"const", "1.0.0"}};
  return name.starts_with("Upload-") && name != "Upload-Metadata" ? integer_type() : name == "Tus-Max-Size" ? integer_type() : text_type();
}

Shape tus_operation(Step const& step, Answers& answers) {
  auto parameters = path_parameters(step.path);
  for (auto name : step.asks) add(parameters, parameter(name, "header", true, header_type(name), about_header(name)));
  Shape headers = Shape::Object{};
  for (auto name : step.gives) headers.with(name, header(about_header(name), header_type(name)));
  Shape responses = Shape::Object{};
  responses.with(kept(std::to_string(step.status)),
                 Shape::Object{{"description", step.status == 201 ? "It is begun." : "It is done."}, {"headers", std::move(headers)}});
  for (auto status : step.problems) {
    if (status == 412)
      responses.with("412", Shape::Object{{"description", "Another version of the protocol is asked for."},
                                          {"headers", Shape::Object{{"Tus-Version", header(about_header("Tus-Version"), text_type())}}}});
    else
      answers.problem(responses, status);
  }
  Answers::any_other(responses);
  auto const dot = step.about.find(';');
  Shape shape = Shape::Object{{"operationId", step.name},
                              {"tags", Shape::List{"Files"}},
                              {"summary", step.about.substr(0, dot)},
                              {"description", std::string{step.about} + '.'}};
  if (step.method == "options") shape.with("security", Shape::List{});
  if (!std::get<Shape::List>(parameters.value()).empty()) shape.with("parameters", std::move(parameters));
  if (step.method == "patch")
    shape.with("requestBody",
               Shape::Object{{"required", true}, {"content", Shape::Object{{"application/offset+octet-stream", Shape::Object{}}}}});
  return std::move(shape.with("responses", std::move(responses)));
}

std::vector<Step> tus_steps() {
  constexpr std::string_view all = "/uploads", one = "/uploads/{uploadId}";
  return {
      {"options",
       all,
       "describeUploads",
       "What is spoken of tus, and how large a file may be",
       204,
       {},
       {"Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size"},
       {400}},
      {"post",
       all,
       "createUpload",
       "Begins the upload of one attachment; it stays open for a week",
       201,
       {"Tus-Resumable", "Upload-Length", "Upload-Metadata"},
       {"Location", "Tus-Resumable"},
       {400, 401, 403, 404, 409, 412, 413}},
      {"head",
       one,
       "getUploadOffset",
       "How far an upload has come",
       200,
       {"Tus-Resumable"},
       {"Upload-Offset", "Upload-Length", "Tus-Resumable"},
       {401, 404, 410, 412}},
      {"patch",
       one,
       "updateUpload",
       "Sends the next bytes; with the last of them the file hangs on its document",
       204,
       {"Tus-Resumable", "Upload-Offset"},
       {"Upload-Offset", "Tus-Resumable"},
       {400, 401, 403, 404, 409, 410, 413, 415, 422, 423, 507}},
      {"delete", one, "deleteUpload", "Gives an upload up", 204, {"Tus-Resumable"}, {"Tus-Resumable"}, {401, 403, 404, 410, 412}},
  };
}

// ---- all together

std::string_view key_of(Method method) {
  switch (method) {
    case Method::post: return "post";
    case Method::put: return "put";
    case Method::patch: return "patch";
    case Method::remove: return "delete";
    case Method::head: return "head";
    case Method::options: return "options";
    case Method::get:
    case Method::other: break;
  }
  return "get";
}

Shape paths(Schemas& schemas, Answers& answers) {
  Shape::Object all;
  auto const at = [&](std::string_view path) -> Shape& {
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const& each) { return each.first == path; });
    return found != all.end() ? found->second : all.emplace_back(path, Shape::Object{}).second;
  };
  for (auto const& route : described()) at(route.path).with(key_of(route.method), operation(route, schemas, answers));
  for (auto const& step : tus_steps()) at(step.path).with(step.method, tus_operation(step, answers));
  return all;
}

Shape make() {
  Schemas schemas;
  Answers answers;
  Shape::List listed;
  for (auto const& tag : tags) listed.emplace_back(Shape::Object{{"name", tag.name}, {"description", tag.about}});
  auto all_paths = paths(schemas, answers);
  auto responses = answers.components(schemas);
  Shape const bearer = Shape::Object{{"type", "http"}, {"scheme", "bearer"}, {"description", "The token that `POST /sessions` gives."}};
  return Shape::Object{
      {"openapi", "3.1.0"},
      {"info", Shape::Object{{"title", "Zegel"},
                             {"summary", "e-Contracting between contractors and public authorities"},
                             {"description", about_all},
                             {"version", version},
                             {"contact", Shape::Object{{"name", "The Zegel project"}}},
                             {"license", Shape::Object{{"name", "European Union Public Licence 1.2"}, {"identifier", "EUPL-1.2"}}}}},
      {"servers", Shape::List{Shape::Object{{"url", "/api/v1"}, {"description", "This installation"}}}},
      {"security", Shape::List{Shape::Object{{"session", Shape::List{}}}}},
      {"tags", std::move(listed)},
      {"paths", std::move(all_paths)},
      {"components", Shape::Object{{"securitySchemes", Shape::Object{{"session", bearer}}},
                                   {"responses", std::move(responses)},
                                   {"schemas", schemas.components()}}}};
}

std::string capitalised(std::string_view words) {
  std::string name;
  bool up = true;
  for (char c : words) {
    if (c != '-') name += up && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    up = c == '-';
  }
  return name;
}

}  // namespace

std::vector<Route> described() {
  std::vector<Route> all{edge.begin(), edge.end()};
  for (auto const& route : routes())
    if (route.where != Where::page_only) all.push_back(route);
  return all;
}

std::string operation_of(Method method, std::string_view path) {
  auto const segments = segments_of(path);
  bool const lists = method == Method::get && is_plural(segments.back());
  std::string name = method == Method::post     ? "create"
                     : method == Method::put    ? "replace"
                     : method == Method::remove ? "delete"
                     : lists                    ? "list"
                                                : "get";
  for (std::size_t i = 0; i < segments.size(); ++i) {
    auto word = segments[i];
    if (is_parameter(word)) continue;
    bool const is_last = i + 1 == segments.size();
    if (is_plural(word) && (!is_last || !lists)) word.remove_suffix(1);
    name += capitalised(word);
  }
  return name;
}

std::string const& openapi() {
  static std::string const text = pages::json(make());
  return text;
}

}  // namespace app
