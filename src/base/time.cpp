// SPDX-License-Identifier: EUPL-1.2
#include "base/time.h"

#include <date/tz.h>

#include <array>

namespace {

using namespace std::chrono;

constexpr int year_first = 1900, year_last = 2199;

// `value` in `width` digits at `at`.
void put(char* at, unsigned value, int width) {
  for (int i = width - 1; i >= 0; --i) {
    at[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

void put_day(char* at, Day day) {
  year_month_day const date{day};
  put(at, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  at[4] = '-';
  put(at + 5, static_cast<unsigned>(date.month()), 2);
  at[7] = '-';
  put(at + 8, static_cast<unsigned>(date.day()), 2);
}

// Takes `least` to `most` digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  int value = 0;
  std::size_t count = 0;
  while (count < most && count < text.size() && text[count] >= '0' && text[count] <= '9') {
    value = value * 10 + (text[count] - '0');
    ++count;
  }
  if (count < least) return std::nullopt;
  text.remove_prefix(count);
  return value;
}

bool take_sign(std::string_view& text, char sign) {
  if (text.empty() || text.front() != sign) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Day> make_day(std::optional<int> year, std::optional<int> month, std::optional<int> day) {
  if (!year || !month || !day || *year < year_first || *year > year_last) return std::nullopt;
  year_month_day const date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                            std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return Day{date};
}

// 2026-03-02, and nothing else in front of what is left.
std::optional<Day> take_iso_day(std::string_view& text) {
  auto const year = take_number(text, 4, 4);
  if (!take_sign(text, '-')) return std::nullopt;
  auto const month = take_number(text, 2, 2);
  if (!take_sign(text, '-')) return std::nullopt;
  return make_day(year, month, take_number(text, 2, 2));
}

std::optional<Day> parse_belgian_day(std::string_view text) {
  auto const day = take_number(text, 1, 2);
  auto const sign = text.empty() ? ' ' : text.front();
  if (sign != '/' && sign != '-' && sign != '.') return std::nullopt;
  text.remove_prefix(1);
  auto const month = take_number(text, 1, 2);
  if (!take_sign(text, sign)) return std::nullopt;
  auto const year = take_number(text, 4, 4);
  if (!text.empty()) return std::nullopt;
  return make_day(year, month, day);
}

// "Z" or "+01:00": what to take off to come to UTC.
std::optional<minutes> take_offset(std::string_view& text) {
  if (take_sign(text, 'Z')) return minutes{0};
  bool const behind = !text.empty() && text.front() == '-';
  if (!take_sign(text, behind ? '-' : '+')) return std::nullopt;
  auto const hour = take_number(text, 2, 2);
  if (!hour || *hour > 14 || !take_sign(text, ':')) return std::nullopt;
  auto const minute = take_number(text, 2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  minutes const offset{*hour * 60 + *minute};
  return behind ? -offset : offset;
}

// A fraction of one to nine digits, to the millisecond; 0 when there is none.
std::optional<milliseconds> take_fraction(std::string_view& text) {
  if (!take_sign(text, '.')) return milliseconds{0};
  auto const digits = text;
  if (!take_number(text, 1, 9)) return std::nullopt;
  int thousandths = 0;
  auto const count = digits.size() - text.size();
  for (std::size_t i = 0; i < 3; ++i) thousandths = thousandths * 10 + (i < count ? digits[i] - '0' : 0);
  return milliseconds{thousandths};
}

// The offset holds for half a year at a time, so each thread remembers the last stretch.
seconds brussels_offset(sys_seconds moment) {
  static auto const* const zone = date::locate_zone("Europe/Brussels");
  thread_local sys_seconds begin{}, end{};
  thread_local seconds offset{};
  if (moment < begin || moment >= end) {
    auto const stretch = zone->get_info(moment);
    begin = stretch.begin;
    end = stretch.end;
    offset = stretch.offset;
  }
  return offset;
}

}  // namespace

std::string to_text(Day day) {
  std::string text(10, '0');
  put_day(text.data(), day);
  return text;
}

std::string to_text(Instant instant) {
  auto const day = floor<days>(instant);
  hh_mm_ss const time{instant - day};
  std::string text = "0000-00-00T00:00:00.000Z";
  put_day(text.data(), day);
  put(&text[11], static_cast<unsigned>(time.hours().count()), 2);
  put(&text[14], static_cast<unsigned>(time.minutes().count()), 2);
  put(&text[17], static_cast<unsigned>(time.seconds().count()), 2);
  put(&text[20], static_cast<unsigned>(time.subseconds().count()), 3);
  return text;
}

std::optional<Instant> parse_instant(std::string_view text) {
  auto const day = take_iso_day(text);
  if (!day || !take_sign(text, 'T')) return std::nullopt;
  std::array<int, 3> clock{};
  for (std::size_t i = 0; i < clock.size(); ++i) {
    if (i > 0 && !take_sign(text, ':')) return std::nullopt;
    auto const number = take_number(text, 2, 2);
    if (!number || *number > (i == 0 ? 23 : 59)) return std::nullopt;
    clock.at(i) = *number;
  }
  auto const fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  auto const offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return Instant{*day} + hours{clock[0]} + minutes{clock[1]} + seconds{clock[2]} + *fraction - *offset;
}

std::optional<Day> parse_day(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  auto rest = text;
  if (auto day = take_iso_day(rest); day && rest.empty()) return day;
  return parse_belgian_day(text);
}

Day brussels_day(Instant instant) { return floor<days>(instant + brussels_offset(floor<seconds>(instant))); }

LocalTime brussels_time(Instant instant) {
  auto const local = instant + brussels_offset(floor<seconds>(instant));
  auto const day = floor<days>(local);
  hh_mm_ss const time{floor<minutes>(local - day)};
  return {day, static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count())};
}
