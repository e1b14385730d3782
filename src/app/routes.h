// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/refusal.h"
#include "evidence/deed.h"
#include "platform/http/ask.h"
#include "platform/http/http.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace app {

using Look = http::Answer (*)(evidence::View&, http::Ask const&);
using Act = http::Answer (*)(evidence::Deed&, http::Ask const&);

// newcomer: signed in, also before the terms of use were accepted.
enum class Who { anyone, newcomer, signed_in };
// page: under the bare path, dressed; api: under /api/v1, as JSON.
enum class Where { page_and_api, page_only, api_only };

// One address and what stands behind it. A step is a thing one creates: POST /documents/{id}/acceptance.
struct Route {
  http::Method method;
  std::string_view path;             // "/documents/{id}/acceptance"
  Look look = nullptr;               // one of the two
  Act act = nullptr;
  std::string_view summary;          // for the OpenAPI description, one sentence
  std::string_view takes = "";       // fields as in app/api/words.h ("title!:text(60), ?after"), or the name of a schema
  std::string_view gives = "";       // "Contract" or "201 Made": a schema of app/api/schemas.h; "" gives nothing
  std::string_view form = "";        // the page that is shown again when there are mistakes
  Where where = Where::page_and_api;
  Who who = Who::signed_in;
};

// Every route but those of the edge: sign-in, uploads, assets, health (app/door.cpp).
std::span<Route const> routes();

struct Match {
  Route const* route = nullptr;
  std::vector<std::string> parts;
  std::string allow;  // without a route: the methods that this address knows, "GET, HEAD, POST"; "" for an unknown address
};
Match match(http::Method, std::string_view path, bool is_api);

// Thrown where an address does not know the method; the answer says which it knows (RFC 9110 §15.5.6).
struct OtherMethods : Refused {
  std::string allow;
  explicit OtherMethods(std::string methods) : Refused{Refusal::method_unknown}, allow{std::move(methods)} {}
};

}  // namespace app
