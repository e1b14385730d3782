// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <string_view>

namespace http {

// Well-formed by RFC 3629: no overlong forms, no surrogates.
bool is_utf8(std::string_view text);

}  // namespace http
