// SPDX-License-Identifier: EUPL-1.2
#include "app/door.h"
#include "app/api/openapi.h"
#include "base/refusal.h"
#include "payments/import.h"
#include "platform/built_in.h"

#include <unordered_map>

// What needs no session: assets, health, metrics, the API's description.
namespace app {
namespace {

struct Asset {
  std::string_view type;
  std::string_view plain, gzip, brotli;
};

std::string_view type_of(std::string_view name) {
  auto const dot = name.rfind('.');
  auto const ending = dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
  if (ending == "css") return "text/css; charset=utf-8";
  if (ending == "js") return "text/javascript; charset=utf-8";
  if (ending == "svg") return "image/svg+xml";
  if (ending == "woff2") return "font/woff2";
  if (ending == "png") return "image/png";
  if (ending == "json") return "application/json";
  return "application/octet-stream";
}

std::unordered_map<std::string_view, Asset> const& assets() {
  static auto const known = [] {
    std::unordered_map<std::string_view, Asset> map;
    for (auto const& [name, bytes] : built_in::assets()) {
      if (name.ends_with(".gz"))
        map[name.substr(0, name.size() - 3)].gzip = bytes;
      else if (name.ends_with(".br"))
        map[name.substr(0, name.size() - 3)].brotli = bytes;
      else
        map[name].plain = bytes;
    }
    for (auto& [name, asset] : map) asset.type = type_of(name);
    return map;
  }();
  return known;
}

// Names hold a digest of their content, so they are kept for a year.
http::Response asset_response(Asset const& asset, http::Head const& head) {
  http::Response response;
  response.headers.emplace_back("content-type", asset.type);
  response.headers.emplace_back("cache-control", "public, max-age=31536000, immutable");
  response.headers.emplace_back("x-content-type-options", "nosniff");
  response.headers.emplace_back("vary", "accept-encoding");
  auto const accepted = head.header("accept-encoding");
  response.static_body = asset.plain;
  if (!asset.brotli.empty() && accepted.find("br") != std::string_view::npos) {
    response.static_body = asset.brotli;
    response.headers.emplace_back("content-encoding", "br");
  } else if (!asset.gzip.empty() && accepted.find("gzip") != std::string_view::npos) {
    response.static_body = asset.gzip;
    response.headers.emplace_back("content-encoding", "gzip");
  }
  return response;
}

http::Response plain(int status, std::string text, std::string_view type = "text/plain; charset=utf-8") {
  http::Response response;
  response.status = status;
  response.body = std::move(text);
  response.headers.emplace_back("content-type", type);
  response.headers.emplace_back("cache-control", "no-store");
  response.headers.emplace_back("x-content-type-options", "nosniff");
  return response;
}

}  // namespace

bool Door::handle_edge(http::Request const& request, Caller const& who, http::Respond const& respond) {
  bool const reads = request.method == http::Method::get || request.method == http::Method::head;
  auto const& path = request.path;
  if (reads && path.starts_with("/assets/")) {
    auto const found = assets().find(std::string_view{path}.substr(8));
    if (found == assets().end()) ::refuse(Refusal::not_found);
    respond(asset_response(found->second, request));
    return true;
  }
  if (!reads) return false;
  if (path == "/health/live") {
    respond(plain(200, "alive\n"));
    return true;
  }
  if (path == "/health/ready") {
    house_.engine().look([](db::Tx& tx) { tx.one("SELECT count(*) FROM migrations"); });
    respond(plain(200, "ready\n"));
    return true;
  }
  if (path == "/metrics") {
    respond(plain(200, house_.metrics(), "text/plain; version=0.0.4; charset=utf-8"));
    return true;
  }
  if (path == "/api/v1/openapi.json") {
    respond(plain(200, openapi(), "application/json"));
    return true;
  }
  if (path == "/lines-template.csv") {
    auto response = plain(200, payments::csv_template(who.language), "text/csv; charset=utf-8");
    response.headers.emplace_back("content-disposition", http::attachment_disposition("zegel-lines.csv"));
    respond(std::move(response));
    return true;
  }
  // A chosen language is kept in the browser; then the same page again, without the choice in its address.
  if (auto const at = request.query.find("language="); at != std::string::npos && !who.is_api) {
    if (auto const language = parse_language(std::string_view{request.query}.substr(at + 9, 2))) {
      http::Response response;
      response.status = 303;
      response.headers.emplace_back("location", path);
      response.headers.emplace_back("set-cookie", "zegel_language=" + std::string{name(*language)} +
                                                      "; Path=/; Max-Age=31536000; SameSite=Lax; Secure; HttpOnly");
      response.headers.emplace_back("cache-control", "no-store");
      respond(std::move(response));
      return true;
    }
  }
  return false;
}

}  // namespace app
