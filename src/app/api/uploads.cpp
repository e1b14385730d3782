// SPDX-License-Identifier: EUPL-1.2
#include "app/api/parts.h"

// The addresses of tus (door_uploads.cpp): what goes in and out stands in headers.
namespace app {
namespace {

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

Shape tus_operation(Step const& step, Problems& problems) {
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
      problems.may_be(responses, status);
  }
  Problems::any_other(responses);
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
       {400, 401, 403, 404, 409, 412, 413, 422}},
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
       {400, 401, 403, 404, 409, 410, 413, 415, 422, 423, 503, 507}},
      {"delete", one, "deleteUpload", "Gives an upload up", 204, {"Tus-Resumable"}, {"Tus-Resumable"}, {401, 403, 404, 410, 412}},
  };
}

}  // namespace

std::vector<Upload> uploads(Problems& problems) {
  std::vector<Upload> all;
  for (auto const& step : tus_steps()) all.push_back({step.path, step.method, tus_operation(step, problems)});
  return all;
}

}  // namespace app
