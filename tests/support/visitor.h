// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "app/door.h"
#include "platform/http/http.h"
#include "tests/support/test_house.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace support {

struct Reply {
  int status = 0;
  std::multimap<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::string header(std::string const& name) const;
  // The value of the first `"name":…` in a JSON body, as text; "" when there is none.
  std::string value(std::string const& name) const;
  bool has(std::string_view text) const { return body.find(text) != std::string::npos; }
};

// The house with its door open on a loopback port.
class OpenHouse : public TestHouse {
 public:
  explicit OpenHouse(std::unique_ptr<db::Engine> engine = nullptr, std::function<void(app::Settings&)> const& adjust = {});
  ~OpenHouse();
  std::uint16_t port() const { return server_->port(); }
  // A session of that actor, as if he had signed in.
  std::string token(evidence::Actor const& actor);

 private:
  app::Door door_;
  std::unique_ptr<http::Server> server_;
};

// Somebody with a browser (cookie and form token) or a system (bearer token), as the client would see it.
class Visitor {
 public:
  explicit Visitor(OpenHouse& house);                                 // a stranger
  static Visitor browser(OpenHouse& house, evidence::Actor const& actor);
  static Visitor system(OpenHouse& house, evidence::Actor const& actor);

  Reply get(std::string const& path, std::vector<std::string> const& headers = {});
  // A form: the form token is added for a browser. `fields` are sent as they are named.
  Reply post(std::string const& path, std::vector<std::pair<std::string, std::string>> fields = {});
  Reply json(std::string const& method, std::string const& path, std::string const& body = "{}");
  Reply send(std::string const& method, std::string const& path, std::vector<std::string> const& headers, std::string const& body);
  // One file in a multipart form.
  Reply upload(std::string const& path, std::vector<std::pair<std::string, std::string>> fields, std::string const& name, std::string const& bytes);
  // Follows the 303 of a form.
  Reply follow(Reply const& reply) { return get(reply.header("location")); }
  std::string const& form_token() const { return form_token_; }
  std::string cookie;  // "__Host-zegel=…"

 private:
  std::string base_, bearer_, form_token_;
};

}  // namespace support
