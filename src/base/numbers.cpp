// SPDX-License-Identifier: EUPL-1.2
#include "base/numbers.h"

#include <charconv>
#include <cstdint>

namespace {

constexpr std::size_t text_max = 40;

// The digits of a number written with points, hyphens, slashes and spaces; empty when it holds anything else.
std::string digits_of(std::string_view text) {
  std::string digits;
  if (text.size() > text_max) return digits;
  for (auto const c : text) {
    if (c >= '0' && c <= '9')
      digits += c;
    else if (c != '.' && c != '-' && c != '/' && c != ' ')
      return {};
  }
  return digits;
}

std::int64_t value_of(std::string_view digits) {
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

int month_of(std::string_view national) { return static_cast<int>(value_of(national.substr(2, 2))); }

// The calendar month within a plain, bis (+20, +40) or test (+60) number; -1 when there is none. 0 is unknown.
int calendar_month(int month) {
  if (month > 60 && month <= 72) return month - 60;
  if (month >= 40 && month <= 52) return month - 40;
  if (month >= 20 && month <= 32) return month - 20;
  return month <= 12 ? month : -1;
}

}  // namespace

std::optional<std::string> parse_enterprise_number(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (text.size() > 2 && (text[0] == 'B' || text[0] == 'b') && (text[1] == 'E' || text[1] == 'e')) text.remove_prefix(2);
  auto digits = digits_of(text);
  if (digits.size() == 9) digits.insert(0, 1, '0');
  if (digits.size() != 10 || digits[0] > '1') return std::nullopt;
  auto const sequence = value_of(std::string_view{digits}.substr(0, 8));
  auto const check = value_of(std::string_view{digits}.substr(8));
  if (check != 97 - sequence % 97) return std::nullopt;
  return digits;
}

std::string show_enterprise_number(std::string_view ten_digits) {
  if (ten_digits.size() != 10) return std::string{ten_digits};
  std::string text{ten_digits.substr(0, 4)};
  text.append(1, '.').append(ten_digits.substr(4, 3)).append(1, '.').append(ten_digits.substr(7));
  return text;
}

std::optional<std::string> parse_national_number(std::string_view text) {
  auto digits = digits_of(text);
  if (digits.size() != 11) return std::nullopt;
  std::string_view const all = digits;
  auto const day = value_of(all.substr(4, 2));
  if (calendar_month(month_of(all)) < 0 || day > 31) return std::nullopt;
  auto const sequence = value_of(all.substr(0, 9));
  auto const check = value_of(all.substr(9));
  constexpr std::int64_t born_from_2000 = 2'000'000'000;
  if (check != 97 - sequence % 97 && check != 97 - (born_from_2000 + sequence) % 97) return std::nullopt;
  return digits;
}

bool is_test_national_number(std::string_view eleven_digits) {
  return eleven_digits.size() == 11 && month_of(eleven_digits) > 60 && month_of(eleven_digits) <= 72;
}

std::string mask_national_number(std::string_view eleven_digits) {
  if (eleven_digits.size() != 11) return "***";
  std::string text{eleven_digits.substr(0, 2)};
  text.append(1, '.').append(eleven_digits.substr(2, 2)).append(1, '.').append(eleven_digits.substr(4, 2)).append("-***.**");
  return text;
}
