// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/visitor.h"
#include "identity/identity.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace support {
namespace {

std::string encoded(std::string_view text) {
  std::string result;
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (unsigned char c : text) {
    if (std::isalnum(c) || c == '-' || c == '.' || c == '_') {
      result += static_cast<char>(c);
    } else {
      result += '%';
      result += digits[c >> 4];
      result += digits[c & 15];
    }
  }
  return result;
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* to) {
  static_cast<std::string*>(to)->append(bytes, size * count);
  return size * count;
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* to) {
  std::string_view line{bytes, size * count};
  if (auto const colon = line.find(':'); colon != std::string_view::npos) {
    std::string name{line.substr(0, colon)};
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    auto value = line.substr(colon + 1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    while (!value.empty() && (value.back() == '\r' || value.back() == '\n')) value.remove_suffix(1);
    static_cast<std::multimap<std::string, std::string>*>(to)->emplace(name, value);
  }
  return size * count;
}

}  // namespace

std::string Reply::header(std::string const& name) const {
  auto const found = headers.find(name);
  return found == headers.end() ? std::string{} : found->second;
}

std::string Reply::value(std::string const& name) const {
  auto at = body.find('"' + name + "\":");
  if (at == std::string::npos) return {};
  at += name.size() + 3;
  bool const quoted = body.at(at) == '"';
  if (quoted) ++at;
  return body.substr(at, body.find_first_of(quoted ? "\"" : ",}]", at) - at);
}

OpenHouse::OpenHouse(std::unique_ptr<db::Engine> engine, std::function<void(app::Settings&)> const& adjust)
    : TestHouse{std::move(engine), adjust}, door_{house()} {
  http::Settings settings;
  settings.port = 0;
  settings.threads = 2;
  server_ = std::make_unique<http::Server>(settings, door_);
  server_->start();
}

OpenHouse::~OpenHouse() { server_->stop(); }

std::string OpenHouse::token(evidence::Actor const& actor) {
  std::string token;
  house().engine().act_now(
      [&](db::Tx& tx) { token = identity::begin_session(tx, actor.person, actor.organisation, house().now(), house().followers()); });
  return token;
}

Visitor::Visitor(OpenHouse& house) : base_{"http://127.0.0.1:" + std::to_string(house.port())} {}

Visitor Visitor::browser(OpenHouse& house, evidence::Actor const& actor) {
  Visitor visitor{house};
  auto const token = house.token(actor);
  visitor.cookie = "__Host-zegel=" + token;
  visitor.form_token_ = app::Door{house.house()}.form_token(token);
  return visitor;
}

Visitor Visitor::system(OpenHouse& house, evidence::Actor const& actor) {
  Visitor visitor{house};
  visitor.bearer_ = house.token(actor);
  return visitor;
}

Reply Visitor::send(std::string const& method, std::string const& path, std::vector<std::string> const& headers, std::string const& body) {
  Reply reply;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), curl_easy_cleanup};
  curl_slist* list = nullptr;
  auto const add = [&](std::string const& line) { list = curl_slist_append(list, line.c_str()); };
  for (auto const& header : headers) add(header);
  if (!cookie.empty()) add("Cookie: " + cookie);
  if (!bearer_.empty()) add("Authorization: Bearer " + bearer_);
  add("Expect:");
  add("Accept-Language: nl");
  curl_easy_setopt(curl.get(), CURLOPT_URL, (base_ + path).c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 30L);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &reply.body);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &reply.headers);
  if (method == "HEAD") {
    curl_easy_setopt(curl.get(), CURLOPT_NOBODY, 1L);
  } else if (method != "GET") {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, method.c_str());
  }
  auto const result = curl_easy_perform(curl.get());
  curl_slist_free_all(list);
  if (result != CURLE_OK) throw std::runtime_error{method + " " + path + ": " + curl_easy_strerror(result)};
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  reply.status = static_cast<int>(status);
  return reply;
}

Reply Visitor::get(std::string const& path, std::vector<std::string> const& headers) { return send("GET", path, headers, {}); }

Reply Visitor::post(std::string const& path, std::vector<std::pair<std::string, std::string>> fields) {
  if (!form_token_.empty()) fields.emplace_back("formToken", form_token_);
  std::string body;
  for (auto const& [name, value] : fields) body += (body.empty() ? "" : "&") + encoded(name) + '=' + encoded(value);
  return send("POST", path, {"Content-Type: application/x-www-form-urlencoded"}, body);
}

Reply Visitor::json(std::string const& method, std::string const& path, std::string const& body) {
  return send(method, path, {"Content-Type: application/json"}, body);
}

Reply Visitor::upload(std::string const& path, std::vector<std::pair<std::string, std::string>> fields, std::string const& name,
                      std::string const& bytes) {
  constexpr std::string_view boundary = "zegel-boundary-7d1f";
  if (!form_token_.empty()) fields.insert(fields.begin(), {"formToken", form_token_});
  std::string body;
  for (auto const& [field, value] : fields)
    body += "--" + std::string{boundary} + "\r\nContent-Disposition: form-data; name=\"" + field + "\"\r\n\r\n" + value + "\r\n";
  body += "--" + std::string{boundary} + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name +
          "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + bytes + "\r\n--" + std::string{boundary} + "--\r\n";
  return send("POST", path, {"Content-Type: multipart/form-data; boundary=" + std::string{boundary}}, body);
}

}  // namespace support
