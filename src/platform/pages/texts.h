// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/language.h"

#include <string_view>

// The built-in gettext catalogues. A key is symbolic ("claim.send"); what is found lives as long as the process.
namespace pages {

// Empty when the key is not there or not translated.
std::string_view find_text(Language, std::string_view key);

}  // namespace pages
