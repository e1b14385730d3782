// SPDX-License-Identifier: EUPL-1.2
#include "base/money.h"

#include <array>
#include <utility>

namespace {

constexpr std::int64_t value_max = 900'000'000'000'000;  // 9 * 10^14: sums of thousands of them stay within 64 bits
constexpr std::size_t text_max = 40, places_max = 4, places_max_json = 15;

__extension__ using Wide = __int128;

// One sign of a number: a digit, or what parts the thousands or the decimals. All spaces are ' ', all apostrophes '\''.
// 0 when it has no place in a number.
char take_sign(std::string_view& text) {
  static constexpr std::array<std::pair<std::string_view, char>, 6> wide{
      {{"\u00A0", ' '}, {"\u202F", ' '}, {"\u2009", ' '}, {"\u2007", ' '}, {"\u2019", '\''}, {"\u2212", '-'}}};
  for (auto const& [bytes, plain] : wide) {
    if (!text.starts_with(bytes)) continue;
    text.remove_prefix(bytes.size());
    return plain;
  }
  auto const c = text.front();
  text.remove_prefix(1);
  return (c >= '0' && c <= '9') || c == '.' || c == ',' || c == ' ' || c == '\'' || c == '-' || c == '+' ? c : '\0';
}

// The same number in plain ASCII, without spaces around it; empty when it holds anything else.
std::string plain(std::string_view text) {
  std::string signs;
  if (text.size() > text_max) return signs;
  while (!text.empty()) {
    auto const c = take_sign(text);
    if (c == '\0') return {};
    if (c != ' ' || !signs.empty()) signs += c;
  }
  while (!signs.empty() && signs.back() == ' ') signs.pop_back();
  return signs;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) {
  for (auto const c : text)
    if (!is_digit(c)) return false;
  return !text.empty();
}

// "12.340" → "12340"; empty unless one and the same sign stands before every three digits.
std::string without_thousands(std::string_view text) {
  auto const first = text.find_first_of("., '");
  if (first == std::string_view::npos) return all_digits(text) ? std::string{text} : std::string{};
  auto const sign = text[first];
  std::string digits{text.substr(0, first)};
  if (first < 1 || first > 3 || !all_digits(digits)) return {};
  text.remove_prefix(first);
  while (!text.empty()) {
    if (text.size() < 4 || text.front() != sign || !all_digits(text.substr(1, 3))) return {};
    digits += text.substr(1, 3);
    text.remove_prefix(4);
  }
  return digits;
}

struct Parts {
  std::string whole, decimals;  // digits; whole is empty when this is no number
};

Parts parts_of(std::string_view text, bool allow_point) {
  auto const last = text.find_last_of(".,");
  if (last == std::string_view::npos) return {without_thousands(text), {}};
  auto const sign = text[last];
  auto const before = text.substr(0, last), after = text.substr(last + 1);
  if (allow_point) {
    if (sign != '.' || !all_digits(before) || !all_digits(after) || after.size() > places_max_json) return {};
    return {std::string{before}, std::string{after}};
  }
  if (before.find(sign) != std::string_view::npos) return {without_thousands(text), {}};
  if (!all_digits(after) || after.size() > places_max) return {};
  // "1.234" is twelve hundred in Antwerp and one and a bit in a spreadsheet: whoever means either says so.
  bool const either = sign == '.' && after.size() == 3 && before.size() <= 3 && before != "0" && all_digits(before);
  if (either) return {};
  return {without_thousands(before), std::string{after}};
}

}  // namespace

std::optional<std::int64_t> parse_decimal(std::string_view text, int decimals, bool allow_point) {
  auto const signs = plain(text);
  std::string_view rest = signs;
  bool const negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  auto parts = parts_of(rest, allow_point);
  if (parts.whole.empty() || std::cmp_greater(parts.decimals.size(), decimals)) return std::nullopt;
  parts.decimals.resize(static_cast<std::size_t>(decimals), '0');
  std::int64_t value = 0;
  for (auto const c : parts.whole + parts.decimals) {
    value = value * 10 + (c - '0');
    if (value > value_max) return std::nullopt;
  }
  return negative ? -value : value;
}

std::optional<std::int64_t> product_cents(std::int64_t quantity_e3, std::int64_t unit_price_e4) {
  constexpr Wide per_cent = 100'000;  // 10^-7 euro in a cent
  auto const product = Wide{quantity_e3} * Wide{unit_price_e4};
  auto const cents = (product + (product < 0 ? -per_cent / 2 : per_cent / 2)) / per_cent;
  if (cents > value_max || cents < -value_max) return std::nullopt;
  return static_cast<std::int64_t>(cents);
}

std::string decimal_text(std::int64_t value, int decimals) {
  auto const magnitude = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  auto text = std::to_string(magnitude);
  auto const places = static_cast<std::size_t>(decimals);
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  if (places > 0) text.insert(text.size() - places, 1, '.');
  return value < 0 ? "-" + text : text;
}
