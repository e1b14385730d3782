// SPDX-License-Identifier: EUPL-1.2
#include "base/days.h"

#include <algorithm>

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::year_month_day;

namespace {

bool is_fixed_holiday(unsigned month, unsigned day) {
  switch (month * 100 + day) {
    case 101:   // New Year
    case 501:   // Labour Day
    case 721:   // National Day
    case 815:   // Assumption
    case 1101:  // All Saints
    case 1111:  // Armistice
    case 1225:  // Christmas
      return true;
    default: return false;
  }
}

bool is_flemish_day(unsigned month, unsigned day) {
  switch (month * 100 + day) {
    case 711:   // Flemish Community
    case 1102:  // All Souls
    case 1115:  // King's Feast
    case 1226:  // Boxing Day
      return true;
    default: return false;
  }
}

// Easter Monday, Ascension and Whit Monday.
bool is_moving_holiday(Day day, int year) {
  auto const since = (day - easter(year)).count();
  return since == 1 || since == 39 || since == 50;
}

bool is_in_gap(Day day, std::vector<Gap> const& gaps) {
  return std::any_of(gaps.begin(), gaps.end(), [&](Gap const& gap) { return day > gap.after && day <= gap.until; });
}

}  // namespace

Day easter(int year) {
  auto const a = year % 19, b = year / 100, c = year % 100;
  auto const g = (b - (b + 8) / 25 + 1) / 3;
  auto const h = (19 * a + b - b / 4 - g + 15) % 30;
  auto const l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  auto const m = (a + 11 * h + 22 * l) / 451;
  auto const n = h + l - 7 * m + 114;
  return year_month_day{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(n / 31)},
                        std::chrono::day{static_cast<unsigned>(n % 31 + 1)}};
}

bool is_public_holiday(Day day, Calendar const& calendar) {
  year_month_day const date{day};
  auto const month = static_cast<unsigned>(date.month()), number = static_cast<unsigned>(date.day());
  return is_fixed_holiday(month, number) || is_moving_holiday(day, static_cast<int>(date.year())) ||
         (calendar.flemish_administration && is_flemish_day(month, number)) || calendar.extra.contains(day);
}

bool is_working_day(Day day, Calendar const& calendar) {
  auto const weekday = std::chrono::weekday{day}.iso_encoding();
  return weekday < 6 && !is_public_holiday(day, calendar);
}

Day working_day_from(Day day, Calendar const& calendar) {
  while (!is_working_day(day, calendar)) day += days{1};
  return day;
}

Day end_of_term(Day event, int term_days, Calendar const& calendar, std::vector<Gap> const& gaps) {
  if (term_days <= 0) return working_day_from(event, calendar);
  int const working_days_least = term_days >= 2 ? 2 : 1;
  int counted = 0, working_days = 0;
  for (auto day = event + days{1};; day += days{1}) {
    if (is_in_gap(day, gaps)) continue;
    ++counted;
    bool const working = is_working_day(day, calendar);
    if (working) ++working_days;
    if (working && counted >= term_days && working_days >= working_days_least) return day;
  }
}

Day end_of_working_days(Day event, int term_days, Calendar const& calendar, std::vector<Gap> const& gaps) {
  if (term_days <= 0) return working_day_from(event, calendar);
  int counted = 0;
  for (auto day = event + days{1};; day += days{1})
    if (!is_in_gap(day, gaps) && is_working_day(day, calendar) && ++counted >= term_days) return day;
}

Instant end_of_day(Day day) {
  // The next midnight in Brussels is one (winter) or two hours (summer) before that of UTC; before 1940 none.
  for (auto offset : {hours{2}, hours{1}, hours{0}}) {
    Instant const midnight = Instant{day + days{1}} - offset;
    if (brussels_day(midnight) > day && brussels_day(midnight - milliseconds{1}) == day) return midnight - milliseconds{1};
  }
  return Instant{day + days{1}} - hours{1} - milliseconds{1};
}
