// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Numbers as people in Belgium enter them. A comma or a point before the last 1-4 digits is the decimal sign; the other
// one, spaces, no-break spaces and apostrophes part the thousands, in threes. "1.234" is refused where both readings are possible: a form
// that means 1234 says "1234", one that means 1.234 says "1,234". A JSON number is passed with allow_point = true.

// `decimals` is how many places the result holds: 2 gives cents. Nothing when it is no number, has more places than
// that, or lies outside ±9 * 10^14 in the result's unit.
std::optional<std::int64_t> parse_decimal(std::string_view text, int decimals, bool allow_point = false);

// quantity (thousandths) × unit price (ten-thousandths of a euro), in cents, half a cent away from zero.
// Nothing when it lies outside ±9 * 10^14 cents.
std::optional<std::int64_t> product_cents(std::int64_t quantity_e3, std::int64_t unit_price_e4);

// 1234050 with 2 → "12340.50": for JSON exports and CSV. Never for a screen.
std::string decimal_text(std::int64_t value, int decimals);
