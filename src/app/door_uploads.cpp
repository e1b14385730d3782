// SPDX-License-Identifier: EUPL-1.2
#include "app/door.h"
#include "app/trays.h"
#include "base/part.h"
#include "base/refusal.h"
#include "dossier/dossier.h"
#include "platform/crypto/crypto.h"

#include <fmt/format.h>

#include <algorithm>

// Uploads: resumable ones (tus 1.0: creation, termination), a form's multipart body, and a raw body.
//
//   POST /uploads           Upload-Length, Upload-Metadata: filename, document, kind   ─▶ 201, Location
//   HEAD /uploads/{id}      ─▶ Upload-Offset          PATCH /uploads/{id}  bytes from Upload-Offset on ─▶ 204
//   DELETE /uploads/{id}    ─▶ 204
//   POST /documents/{id}/attachments                  POST /documents/{id}/lines-import
//   POST /contracts/{id}/messages, /documents/{id}/messages: when it is a form of several parts
namespace app {
namespace {

constexpr std::string_view tus = "1.0.0";

http::Response tus_response(int status) {
  http::Response response;
  response.status = status;
  response.headers.emplace_back("tus-resumable", tus);
  response.headers.emplace_back("cache-control", "no-store");
  response.headers.emplace_back("x-content-type-options", "nosniff");
  return response;
}

UploadId upload_in(std::string_view path) {
  if (!path.starts_with("/uploads/")) refuse(Refusal::not_found);
  return id_from<UploadId>(std::string{path.substr(9)});
}

std::optional<std::int64_t> whole(std::string_view text) {
  if (text.empty() || text.size() > 15) return std::nullopt;
  std::int64_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

// "filename d29ybGQ=,document YWJj": names, and values in base64.
std::string metadata(std::string_view header, std::string_view name) {
  for (auto rest = header.substr(0, 8192); !rest.empty();) {
    auto const end = std::min(rest.find(','), rest.size());
    auto pair = rest.substr(0, end);
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    auto const space = pair.find(' ');
    if (space != std::string_view::npos && pair.substr(0, space) == name) {
      return crypto::from_base64(pair.substr(space + 1));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

// The place in the path of a message that comes with its files; nothing for any other address.
std::optional<std::string> place_of_message(std::string_view path, std::string_view kind) {
  if (!path.starts_with(kind) || !path.ends_with("/messages") || path.size() != kind.size() + 36 + 9) return std::nullopt;
  return std::string{path.substr(kind.size(), 36)};
}

}  // namespace

std::unique_ptr<http::BodySink> Door::sink_for(http::Head const& head, Caller& who, std::uint64_t& bytes_max) {
  std::string_view const path = who.path;
  bool const patches = head.method == http::Method::patch && path.starts_with("/uploads/");
  bool const form = head.method == http::Method::post && path.starts_with("/documents/") &&
                    (path.ends_with("/attachments") || path.ends_with("/lines-import"));
  bool const multipart = head.method == http::Method::post && head.header("content-type").starts_with("multipart/form-data");
  auto const contract = multipart ? place_of_message(path, "/contracts/") : std::nullopt;
  auto const document = multipart ? place_of_message(path, "/documents/") : std::nullopt;
  if (!patches && !form && !contract && !document) return nullptr;
  if (patches && head.header("tus-resumable") != tus) return nullptr;  // handle_uploads says which version it must be
  auto request = std::make_shared<http::Head>(head);
  auto const offset = patches ? whole(head.header("upload-offset")) : std::nullopt;
  if (patches) {
    must_be_ours(head, who, {});
    if (head.header("content-type") != "application/offset+octet-stream") ::refuse(Refusal::content_type_unknown);
    if (!offset) ::refuse(Refusal::upload_conflict);
  } else if (!head.header("content-type").starts_with("multipart/form-data")) {
    must_be_ours(head, who, {});
  } else {
    must_be_ours(head, {}, {});  // the form token comes in the body, before the first file
  }
  std::unique_ptr<http::BodySink> sink;
  house_.engine().look([&](db::Tx& tx) {
    resume(tx, who, true);
    must_have_accepted(who);
    evidence::View view{tx, who.session->actor, house_.now()};
    if (patches) {
      auto const upload = dossier::open_upload(view, upload_in(path));
      bytes_max = static_cast<std::uint64_t>(std::max<std::int64_t>(0, upload.size - *offset));
      sink = patch_sink(*this, who, request, upload, static_cast<std::uint64_t>(*offset));
      return;
    }
    bytes_max = house_.settings().upload_bytes_max;
    if (contract || document) {
      auto const place = contract ? messages::open_for_writing(view, id_from<ContractId>(*contract))
                                  : messages::open_for_writing(view, id_from<DocumentId>(*document));
      sink = message_sink(*this, who, request, place);
      return;
    }
    auto const rest = path.substr(11);
    auto const draft = dossier::open_for_files(view, id_from<DocumentId>(std::string{rest.substr(0, rest.find('/'))}));
    bool const lines = path.ends_with("/lines-import");
    if (lines) bytes_max = 64ULL << 20;
    sink = lines ? lines_sink(*this, who, request, draft.id) : attachments_sink(*this, who, request, draft.id);
  });
  return sink;
}

bool Door::handle_uploads(http::Request const& request, Caller& who, http::Respond const& respond) {
  if (who.path != "/uploads" && !who.path.starts_with("/uploads/")) return false;
  if (request.method == http::Method::options) {
    auto response = tus_response(204);
    response.headers.emplace_back("tus-version", tus);
    response.headers.emplace_back("tus-extension", "creation,termination");
    response.headers.emplace_back("tus-max-size", std::to_string(house_.settings().upload_bytes_max));
    respond(std::move(response));
    return true;
  }
  if (request.header("tus-resumable") != tus) {
    auto response = tus_response(412);
    response.headers.emplace_back("tus-version", tus);
    respond(std::move(response));
    return true;
  }
  if (request.method == http::Method::head) {
    respond(tell_offset(who));
    return true;
  }
  must_be_ours(request, who, {});
  change_upload(request, who, respond);
  return true;
}

http::Response Door::tell_offset(Caller& who) {
  auto response = tus_response(200);
  house_.engine().look([&](db::Tx& tx) {
    resume(tx, who, true);
    evidence::View view{tx, who.session->actor, house_.now()};
    auto const upload = dossier::open_upload(view, upload_in(who.path));
    auto const incoming = house_.files().resume(upload.id.text);
    response.headers.emplace_back("upload-offset", std::to_string(incoming ? incoming->offset() : 0));
    response.headers.emplace_back("upload-length", std::to_string(upload.size));
  });
  return response;
}

// Begins an upload, or ends one.
void Door::change_upload(http::Request const& request, Caller& who, http::Respond const& respond) {
  struct State {
    std::string id;
    int status = 0;
  };
  auto state = std::make_shared<State>();
  Deeds deeds;
  if (request.method == http::Method::post && who.path == "/uploads") {
    auto const length = whole(request.header("upload-length"));
    auto const meta = std::string{request.header("upload-metadata")};
    if (!length) throw Mistaken{{{"Upload-Length", "missing"}}};
    if (static_cast<std::uint64_t>(*length) > house_.settings().upload_bytes_max) ::refuse(Refusal::file_too_large);
    auto const kind = attachment_kind_in(metadata(meta, "kind"));
    state->status = 201;
    deeds.work = [this, state, length, meta, kind](evidence::Deed& deed) -> http::Answer {
      auto const upload = dossier::begin_upload(deed, id_from<DocumentId>(metadata(meta, "document")), kind,
                                                files::clean_file_name(metadata(meta, "filename")), *length);
      state->id = upload.id.text;
      house_.files().begin(upload.id.text);
      return {};
    };
  } else if (request.method == http::Method::remove && who.path.starts_with("/uploads/")) {
    state->status = 204;
    deeds.work = [this, id = upload_in(who.path)](evidence::Deed& deed) -> http::Answer {
      dossier::end_upload(deed, dossier::open_upload(deed, id).id);
      house_.files().forget(id.text);
      return {};
    };
  } else {
    throw OtherMethods{who.path == "/uploads" ? "OPTIONS, POST" : "DELETE, HEAD, OPTIONS, PATCH"};
  }
  auto answered = [respond, state, prefix = std::string{who.is_api ? "/api/v1" : ""}](http::Response response) {
    if (response.status < 400) {
      response = tus_response(state->status);
      if (state->status == 201) response.headers.emplace_back("location", prefix + "/uploads/" + state->id);
    } else {
      response.headers.emplace_back("tus-resumable", tus);
    }
    respond(std::move(response));
  };
  who.is_api = true;  // a refusal is problem+json for the script, too
  act(who, std::make_shared<http::Request const>(request), std::make_shared<http::Ask>(), std::move(deeds), answered);
}

}  // namespace app
