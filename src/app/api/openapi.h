// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "app/routes.h"

#include <string>
#include <vector>

namespace app {

// The description of the REST API (OpenAPI 3.1, JSON), made from the list of routes. Also docs/openapi.json.
std::string const& openapi();

// What it describes: every route but those that are a page only, and the addresses of the edge that are like them. Those of
// tus, which speak in headers, stand in uploads.cpp.
std::vector<Route> described();

// The name of an operation, from its address: POST /contracts/{contractId}/claims is "createContractClaim".
std::string operation_of(http::Method, std::string_view path);

}  // namespace app
