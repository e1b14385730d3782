// SPDX-License-Identifier: EUPL-1.2
#include "base/days.h"

#include <gtest/gtest.h>

namespace {

using std::chrono::days;

Day day(std::string_view text) { return parse_day(text).value(); }
std::string end(std::string_view event, int term_days, Calendar const& calendar = {}) {
  return to_text(end_of_term(day(event), term_days, calendar));
}

TEST(Days, easter_falls_where_the_church_says) {
  for (auto text : {"1900-04-15", "1954-04-18", "1961-04-02", "2000-04-23", "2019-04-21", "2024-03-31", "2025-04-20", "2026-04-05",
                    "2038-04-25", "2076-04-19", "2100-03-28", "2199-04-14"}) {
    std::chrono::year_month_day const date{day(text)};
    EXPECT_EQ(to_text(easter(static_cast<int>(date.year()))), text);
  }
}

TEST(Days, belgium_has_ten_public_holidays) {
  for (auto text : {"2026-01-01", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25", "2026-07-21", "2026-08-15", "2026-11-01",
                    "2026-11-11", "2026-12-25"})
    EXPECT_TRUE(is_public_holiday(day(text))) << text;
  int holidays = 0;
  for (auto date = day("2026-01-01"); date <= day("2026-12-31"); date += days{1})
    if (is_public_holiday(date)) ++holidays;
  EXPECT_EQ(holidays, 10);
}

TEST(Days, the_flemish_administration_has_four_more) {
  Calendar const flemish{true, {}};
  for (auto text : {"2025-07-11", "2026-11-02", "2027-11-15", "2025-12-26"}) {
    EXPECT_TRUE(is_working_day(day(text))) << text;
    EXPECT_FALSE(is_working_day(day(text), flemish)) << text;
  }
}

TEST(Days, an_authority_may_close_on_days_of_its_own) {
  Calendar const bridge{false, {day("2026-05-15")}};
  EXPECT_EQ(to_text(working_day_from(day("2026-05-14"))), "2026-05-15");
  EXPECT_EQ(to_text(working_day_from(day("2026-05-14"), bridge)), "2026-05-18");
}

TEST(Days, the_day_of_the_event_is_not_counted) {
  EXPECT_EQ(end("2026-03-02", 1), "2026-03-03");
  EXPECT_EQ(end("2026-03-02", 30), "2026-04-01");
}

TEST(Days, a_term_that_would_end_on_a_day_of_rest_ends_on_the_next_working_day) {
  EXPECT_EQ(end("2026-03-05", 30), "2026-04-07");  // Saturday before Easter: past Easter Monday
  EXPECT_EQ(end("2026-12-02", 30), "2027-01-04");  // New Year's Day, a Friday
  EXPECT_EQ(end("2025-06-11", 30), "2025-07-11");
  EXPECT_EQ(end("2025-06-11", 30, {true, {}}), "2025-07-14");
}

TEST(Days, a_term_of_two_days_or_more_holds_two_working_days) {
  EXPECT_EQ(end("2026-03-06", 1), "2026-03-09");  // one day from a Friday: Monday will do
  EXPECT_EQ(end("2026-03-06", 2), "2026-03-10");
  EXPECT_EQ(end("2026-03-06", 3), "2026-03-10");
  EXPECT_EQ(end("2026-03-06", 4), "2026-03-10");
  EXPECT_EQ(end("2026-04-02", 5), "2026-04-07");  // Good Friday is a working day in Belgium
  EXPECT_EQ(end("2026-12-24", 2), "2026-12-29");  // Christmas and a weekend, then Monday and Tuesday
}

TEST(Days, a_term_over_the_leap_day_counts_it) {
  EXPECT_EQ(end("2028-01-31", 30), "2028-03-01");
  EXPECT_EQ(end("2027-01-31", 30), "2027-03-02");
}

TEST(Days, days_in_a_gap_are_not_counted_and_no_term_ends_there) {
  auto const with = [](std::vector<Gap> const& gaps) { return to_text(end_of_term(day("2026-03-02"), 30, {}, gaps)); };
  EXPECT_EQ(with({{day("2026-03-10"), day("2026-03-15")}}), "2026-04-07");
  EXPECT_EQ(with({{day("2026-03-10"), day("2026-03-15")}, {day("2026-03-12"), day("2026-03-17")}}), "2026-04-08");
  EXPECT_EQ(with({{day("2026-03-31"), day("2026-04-01")}}), "2026-04-02");
  EXPECT_EQ(with({{day("2026-02-10"), day("2026-03-02")}}), "2026-04-01");
  EXPECT_EQ(with({{day("2026-04-01"), day("2026-04-20")}}), "2026-04-01");
}

TEST(Days, a_term_of_no_days_ends_on_the_first_working_day) {
  EXPECT_EQ(end("2026-03-02", 0), "2026-03-02");
  EXPECT_EQ(end("2026-03-07", 0), "2026-03-09");
}

TEST(Days, a_term_in_working_days_skips_days_of_rest_closing_days_and_gaps) {
  auto const last = [](std::string_view event, int count, Calendar const& calendar = {}, std::vector<Gap> const& gaps = {}) {
    return to_text(end_of_working_days(day(event), count, calendar, gaps));
  };
  EXPECT_EQ(last("2026-03-06", 1), "2026-03-09");
  EXPECT_EQ(last("2026-03-06", 5), "2026-03-13");
  EXPECT_EQ(last("2026-04-02", 2), "2026-04-07");  // Good Friday, then past Easter Monday
  EXPECT_EQ(last("2026-05-12", 2, {false, {day("2026-05-15")}}), "2026-05-18");
  EXPECT_EQ(last("2026-03-02", 3, {}, {{day("2026-03-03"), day("2026-03-08")}}), "2026-03-10");
  EXPECT_EQ(last("2026-03-07", 0), "2026-03-09");
}

TEST(Days, a_day_ends_at_midnight_in_brussels) {
  EXPECT_EQ(to_text(end_of_day(day("2026-01-15"))), "2026-01-15T22:59:59.999Z");
  EXPECT_EQ(to_text(end_of_day(day("2026-07-15"))), "2026-07-15T21:59:59.999Z");
  EXPECT_EQ(to_text(end_of_day(day("2026-03-28"))), "2026-03-28T22:59:59.999Z");
  EXPECT_EQ(to_text(end_of_day(day("2026-03-29"))), "2026-03-29T21:59:59.999Z");  // summer time began that night
  EXPECT_EQ(to_text(end_of_day(day("2026-10-24"))), "2026-10-24T21:59:59.999Z");
  EXPECT_EQ(to_text(end_of_day(day("2026-10-25"))), "2026-10-25T22:59:59.999Z");  // and ended
}

}  // namespace
