// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/language.h"

#include <cstdint>
#include <string>
#include <string_view>

// Numbers and moments as people read them. Each appends to `out`, so that a page of two hundred amounts makes no strings.
namespace pages::show {

void euro(std::string& out, Language, std::int64_t cents);
// With thousands parted; at least `least` places, at most as many as `places`: 1500 as thousandths with 0 is "1,5".
void decimal(std::string& out, Language, std::int64_t value, int places, int least);
// For the value of a field that somebody edits: a comma and no thousands, which parse_decimal reads back in any language.
void entry(std::string& out, std::int64_t value, int places, int least);
void bytes(std::string& out, Language, std::int64_t size);
// False, and nothing appended, for text that is no day or instant.
bool day(std::string& out, std::string_view iso_day);
bool when(std::string& out, std::string_view iso_instant);

}  // namespace pages::show
