// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <optional>
#include <string>
#include <string_view>

// The enterprise number (ondernemingsnummer) as ten digits, from "0207.509.031", "BE 0207509031", "207509031" (old, nine
// digits) or "0207509031". Nothing unless the check digits are 97 - (first eight mod 97). Source: KBO technical manual;
// DOMAIN §4.1.
std::optional<std::string> parse_enterprise_number(std::string_view text);
// 0207509031 → "0207.509.031".
std::string show_enterprise_number(std::string_view ten_digits);

// The national register number (rijksregisternummer) as eleven digits; bis numbers and TST test numbers (month 61-72)
// included. DOMAIN §4.4.
std::optional<std::string> parse_national_number(std::string_view text);
bool is_test_national_number(std::string_view eleven_digits);
// "62680599650" → "62.68.05-***.**".
std::string mask_national_number(std::string_view eleven_digits);
