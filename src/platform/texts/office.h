// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <string>
#include <string_view>

#include "platform/texts/texts.h"

// The text of an OOXML (docx, xlsx, pptx) or ODF (odt, ods, odp, odg) file. Throws sheets::Unreadable.
namespace texts {

bool is_office(std::string_view media_type);
std::string read_office(std::string const& path, std::string_view media_type, Limits const&);

}  // namespace texts
