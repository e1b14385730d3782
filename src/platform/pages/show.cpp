// SPDX-License-Identifier: EUPL-1.2
#include "platform/pages/show.h"

#include "base/time.h"
#include "platform/pages/pages.h"

#include <algorithm>
#include <array>

namespace pages {
namespace show {
namespace {

constexpr std::string_view no_break = "\u00A0", narrow_no_break = "\u202F";

std::string_view thousands_sign(Language language) {
  switch (language) {
    case Language::nl:
    case Language::de: return ".";
    case Language::fr: return narrow_no_break;
    case Language::en: return ",";
  }
  return ".";
}

char decimal_sign(Language language) { return language == Language::en ? '.' : ','; }

std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

// `value` / 10^places without its sign, written from its end.
void amount(std::string& out, std::uint64_t value, int places, int least, std::string_view thousands, char sign) {
  std::array<char, 64> text;
  auto* at = text.data() + text.size();
  bool shown = false;
  for (int place = places; place > 0; --place) {
    auto const digit = static_cast<char>('0' + value % 10);
    value /= 10;
    shown = shown || digit != '0' || place <= least;
    if (shown) *--at = digit;
  }
  if (shown) *--at = sign;
  for (int count = 0; count == 0 || value > 0; ++count) {
    if (count > 0 && count % 3 == 0) at = std::copy_backward(thousands.begin(), thousands.end(), at);
    *--at = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  out.append(at, text.data() + text.size());
}

void two_digits(std::string& out, unsigned value) { (out += static_cast<char>('0' + value / 10)) += static_cast<char>('0' + value % 10); }

void day_of(std::string& out, Day day) {
  std::chrono::year_month_day const date{day};
  two_digits(out, static_cast<unsigned>(date.day()));
  out += '/';
  two_digits(out, static_cast<unsigned>(date.month()));
  out += '/';
  auto const year = static_cast<unsigned>(static_cast<int>(date.year()));
  two_digits(out, year / 100);
  two_digits(out, year % 100);
}

}  // namespace

void euro(std::string& out, Language language, std::int64_t cents) {
  bool const minus_first = language == Language::en || language == Language::fr;
  if (cents < 0 && minus_first) out += '-';
  if (language != Language::fr) out += "€";
  if (language == Language::nl || language == Language::de) out += no_break;
  if (cents < 0 && !minus_first) out += '-';
  amount(out, magnitude(cents), 2, 2, thousands_sign(language), decimal_sign(language));
  if (language == Language::fr) (out += narrow_no_break) += "€";
}

void decimal(std::string& out, Language language, std::int64_t value, int places, int least) {
  if (value < 0) out += '-';
  amount(out, magnitude(value), places, least, thousands_sign(language), decimal_sign(language));
}

void entry(std::string& out, std::int64_t value, int places, int least) {
  if (value < 0) out += '-';
  amount(out, magnitude(value), places, least, "", ',');
}

void bytes(std::string& out, Language language, std::int64_t size) {
  constexpr std::array<std::string_view, 5> units{"B", "kB", "MB", "GB", "TB"};
  constexpr std::array<std::string_view, 5> french{"o", "ko", "Mo", "Go", "To"};
  std::size_t unit = 0;
  auto tenths = magnitude(size) * 10;
  while (tenths >= 9'995 && unit + 1 < units.size()) {
    tenths = (tenths + 500) / 1'000;
    ++unit;
  }
  if (tenths >= 100) tenths = (tenths + 5) / 10 * 10;  // "12 kB", but "1,2 MB"
  amount(out, tenths, 1, 0, thousands_sign(language), decimal_sign(language));
  out += no_break;
  out += (language == Language::fr ? french : units).at(unit);
}

bool day(std::string& out, std::string_view iso_day) {
  auto const parsed = parse_day(iso_day);
  if (parsed) day_of(out, *parsed);
  return parsed.has_value();
}

bool when(std::string& out, std::string_view iso_instant) {
  auto const instant = parse_instant(iso_instant);
  if (!instant) return false;
  auto const local = brussels_time(*instant);
  day_of(out, local.day);
  out += ' ';
  two_digits(out, static_cast<unsigned>(local.hour));
  out += ':';
  two_digits(out, static_cast<unsigned>(local.minute));
  return true;
}

}  // namespace show

std::string euro(Language language, std::int64_t cents) {
  std::string out;
  show::euro(out, language, cents);
  return out;
}

std::string day(Language, std::string_view iso_day) {
  std::string out;
  return show::day(out, iso_day) ? out : std::string{iso_day};
}

std::string when(Language, std::string_view iso_instant) {
  std::string out;
  return show::when(out, iso_instant) ? out : std::string{iso_instant};
}

}  // namespace pages
