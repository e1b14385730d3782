// SPDX-License-Identifier: EUPL-1.2
#include "base/time.h"

#include <gtest/gtest.h>

using namespace std::chrono;

TEST(Time, an_instant_is_written_in_utc_to_the_millisecond_and_read_back) {
  auto const instant = Instant{Day{2026y / March / 2}} + 9h + 5min + 7s + 40ms;
  EXPECT_EQ(to_text(instant), "2026-03-02T09:05:07.040Z");
  EXPECT_EQ(parse_instant("2026-03-02T09:05:07.040Z"), instant);
  EXPECT_EQ(parse_instant("2026-03-02T09:05:07.04Z"), instant);
  EXPECT_EQ(parse_instant("2026-03-02T10:05:07.0409+01:00"), instant);
  EXPECT_EQ(parse_instant("2026-03-02T09:00:00Z"), Instant{Day{2026y / March / 2}} + 9h);
}

TEST(Time, an_instant_before_1970_is_written_right) {
  EXPECT_EQ(to_text(Instant{Day{1969y / December / 31}} + 23h + 59min + 59s + 999ms), "1969-12-31T23:59:59.999Z");
}

TEST(Time, what_is_no_instant_is_refused) {
  for (auto text :
       {"", "2026-03-02", "2026-03-02T09:00:00", "2026-03-02T24:00:00Z", "2026-03-02T09:60:00Z", "2026-02-30T09:00:00Z",
        "2026-03-02 09:00:00Z", "2026-03-02T09:00:00.Z", "2026-03-02T09:00:00Zx", "2026-03-02T09:00:00+1:00", "2026-03-02T9:00:00Z"})
    EXPECT_FALSE(parse_instant(text)) << text;
}

TEST(Time, a_day_is_read_as_the_computer_and_as_belgians_write_it) {
  Day const day{2026y / March / 2};
  for (auto text : {"2026-03-02", "2/3/2026", "02/03/2026", "02-03-2026", "2-3-2026", "02.03.2026", " 02/03/2026 "})
    EXPECT_EQ(parse_day(text), day) << text;
  EXPECT_EQ(to_text(day), "2026-03-02");
  EXPECT_EQ(parse_day("29/02/2024"), Day{2024y / February / 29});
}

TEST(Time, a_day_that_does_not_exist_or_lies_far_away_is_refused) {
  for (auto text : {"", "31/02/2026", "29/02/2026", "2026-13-01", "00/01/2026", "01/00/2026", "1899-12-31", "2200-01-01", "2/3-2026",
                    "2/3/26", "2026-3-2", "2026-03-02x", "x2026-03-02", "02/03/20261", "//", "99999999999999999999/1/2026"})
    EXPECT_FALSE(parse_day(text)) << text;
  EXPECT_TRUE(parse_day("1900-01-01"));
  EXPECT_TRUE(parse_day("31/12/2199"));
}

TEST(Time, brussels_is_one_hour_ahead_in_winter_and_two_in_summer) {
  auto const winter = brussels_time(*parse_instant("2026-03-02T09:00:00.000Z"));
  EXPECT_EQ(winter.hour, 10);
  EXPECT_EQ(winter.minute, 0);
  EXPECT_EQ(brussels_time(*parse_instant("2026-07-02T09:30:00.000Z")).hour, 11);
  EXPECT_EQ(brussels_time(*parse_instant("2026-03-29T00:59:59.999Z")).hour, 1);
  EXPECT_EQ(brussels_time(*parse_instant("2026-03-29T01:00:00.000Z")).hour, 3);
  EXPECT_EQ(brussels_time(*parse_instant("2026-10-25T00:59:59.999Z")).hour, 2);
  EXPECT_EQ(brussels_time(*parse_instant("2026-10-25T01:00:00.000Z")).hour, 2);
}

TEST(Time, the_day_turns_at_midnight_in_brussels) {
  EXPECT_EQ(to_text(brussels_day(*parse_instant("2026-03-01T22:59:59.999Z"))), "2026-03-01");
  EXPECT_EQ(to_text(brussels_day(*parse_instant("2026-03-01T23:00:00.000Z"))), "2026-03-02");
  EXPECT_EQ(to_text(brussels_day(*parse_instant("2026-06-30T22:00:00.000Z"))), "2026-07-01");
}
