// SPDX-License-Identifier: EUPL-1.2
#include "app/api/openapi.h"
#include "app/api/parts.h"
#include "platform/pages/pages.h"

#include <algorithm>
#include <array>

// The whole of it: what it is about, which addresses it tells of, and their subjects and names.
namespace app {
namespace {

using http::Method;

constexpr std::string_view version = "0.1.0";  // as in CMakeLists.txt

constexpr std::string_view about_all =
    "Zegel lets contracting authorities and contractors exchange the documents of a public contract, and keeps proof of what was sent.\n\n"
    "- Sign in with `POST /sessions`, and send the token along as `Authorization: Bearer …`.\n"
    "- One sees the contracts of one's own organisation for which one has a right. What is not there and what one may not see are the "
    "same: 404.\n"
    "- Money that goes in is in euros with at most two decimals, as a number or as text; money that comes out is in whole cents.\n"
    "- Days are `2026-03-02`, instants `2026-03-02T09:00:00.000Z`; a term of days follows the calendar of Brussels.\n"
    "- A maximum length counts bytes of UTF-8.\n"
    "- Members with null, an empty object or an empty list are taken as left out; a name that is not described is a mistake. A body of JSON is "
    "8 MiB at most.\n"
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

bool is_plural(std::string_view word) { return word.ends_with('s') && !word.ends_with("ss"); }

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

Shape paths(Schemas& schemas, Problems& problems) {
  Shape::Object all;
  auto const at = [&](std::string_view path) -> Shape& {
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const& each) { return each.first == path; });
    return found != all.end() ? found->second : all.emplace_back(path, Shape::Object{}).second;
  };
  for (auto const& route : described()) at(route.path).with(key_of(route.method), operation(route, schemas, problems));
  for (auto& upload : uploads(problems)) at(upload.path).with(upload.method, std::move(upload.operation));
  return all;
}

Shape make() {
  Schemas schemas;
  Problems problems;
  Shape::List listed;
  for (auto const& tag : tags) listed.emplace_back(Shape::Object{{"name", tag.name}, {"description", tag.about}});
  auto all_paths = paths(schemas, problems);
  auto responses = problems.components(schemas);
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

std::string_view tag_of(std::string_view path) {
  auto const segments = segments_of(path);
  for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment)
    for (auto const& tag : tags)
      if (tag.segments.find(' ' + std::string{*segment} + ' ') != std::string_view::npos) return tag.name;
  return "Organisation";
}

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
