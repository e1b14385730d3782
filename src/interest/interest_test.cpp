// SPDX-License-Identifier: EUPL-1.2
#include "interest/interest.h"

#include <gtest/gtest.h>

#include <array>

namespace interest {
namespace {

using std::chrono::days;

Day day(std::string_view text) { return parse_day(text).value(); }

TEST(Interest, the_rate_is_that_of_the_bank_plus_eight_points_rounded_up_to_the_half_point) {
  constexpr std::array<std::pair<int, int>, 7> vectors{
      {{250, 1050}, {400, 1200}, {425, 1250}, {450, 1250}, {315, 1150}, {215, 1050}, {0, 800}}};
  for (auto const& [reference, rate] : vectors) EXPECT_EQ(late_rate_e2(reference), rate) << reference;
}

TEST(Interest, thirty_days_on_a_hundred_thousand_at_eight_and_a_half) {
  auto const interest = late_interest(10'000'000, day("2014-03-01"), day("2014-03-31")).value();
  EXPECT_EQ(interest.days, 30);
  EXPECT_EQ(interest.interest_cents, 69'863);
  EXPECT_EQ(interest.lump_sum_cents, 4'000);
  EXPECT_EQ(interest.mark, Mark::found);
}

TEST(Interest, a_payment_on_the_due_day_bears_nothing) {
  auto const interest = late_interest(10'000'000, day("2026-04-01"), day("2026-04-01")).value();
  EXPECT_EQ(interest.interest_cents, 0);
  EXPECT_EQ(interest.lump_sum_cents, 0);
  EXPECT_TRUE(interest.accruals.empty());
  EXPECT_EQ(late_interest(10'000'000, day("2026-04-01"), day("2026-03-01"))->days, 0);
}

TEST(Interest, one_day_late_bears_one_day_and_forty_euros) {
  auto const interest = late_interest(10'000'000, day("2026-04-01"), day("2026-04-02")).value();
  EXPECT_EQ(interest.days, 1);
  EXPECT_EQ(interest.interest_cents, 2'877);  // 100,000 × 10.5 % / 365 = 28.767
  EXPECT_EQ(interest.lump_sum_cents, 4'000);
}

TEST(Interest, each_half_year_of_a_delay_has_its_own_rate) {
  auto const interest = late_interest(5'000'000, day("2024-12-21"), day("2025-07-10")).value();
  ASSERT_EQ(interest.accruals.size(), 3U);
  EXPECT_EQ(interest.accruals[0].days, 10);
  EXPECT_EQ(interest.accruals[0].percent_e2, 1250);
  EXPECT_EQ(interest.accruals[1].days, 181);
  EXPECT_EQ(interest.accruals[1].percent_e2, 1150);
  EXPECT_EQ(interest.accruals[2].days, 10);
  EXPECT_EQ(interest.accruals[2].percent_e2, 1050);
  EXPECT_EQ(to_text(interest.accruals[2].from), "2025-07-01");
  EXPECT_EQ(interest.interest_cents, 316'644);  // 171.233 + 2851.370 + 143.836
}

TEST(Interest, a_leap_year_is_divided_by_365_as_well) {
  EXPECT_EQ(late_interest(36'500'000, day("2024-01-31"), day("2024-02-29"))->interest_cents, 362'500);
}

TEST(Interest, beyond_the_last_known_rate_the_interest_says_that_it_assumes) {
  auto const last = published_rates().back();
  EXPECT_EQ(late_interest(10'000'000, last.until - days{10}, last.until)->mark, Mark::found);
  auto const beyond = late_interest(10'000'000, last.until - days{10}, last.until + days{5}).value();
  EXPECT_EQ(beyond.mark, Mark::assumed);
  ASSERT_EQ(beyond.accruals.size(), 2U);
  EXPECT_EQ(beyond.accruals[0].mark, Mark::found);
  EXPECT_EQ(beyond.accruals[1].mark, Mark::assumed);
  EXPECT_EQ(beyond.accruals[1].percent_e2, last.percent_e2);
}

TEST(Interest, a_delay_from_before_the_table_is_not_computed) {
  EXPECT_FALSE(late_interest(10'000'000, day("2013-03-01"), day("2013-04-01")));
  EXPECT_TRUE(late_interest(10'000'000, day("2013-03-15"), day("2013-04-01")));
}

TEST(Interest, an_amount_in_favour_of_the_authority_bears_nothing) {
  EXPECT_EQ(late_interest(-10'000, day("2026-01-01"), day("2026-02-01"))->interest_cents, 0);
  EXPECT_EQ(late_interest(0, day("2026-01-01"), day("2026-02-01"))->lump_sum_cents, 0);
}

TEST(Interest, the_greatest_amount_does_not_overflow) {
  EXPECT_EQ(late_interest(900'000'000'000'000, day("2013-12-31"), day("2014-12-31"))->interest_cents, 76'500'000'000'000);
}

TEST(Interest, the_table_has_no_gaps) {
  auto const rates = published_rates();
  for (std::size_t i = 1; i < rates.size(); ++i) EXPECT_EQ(rates[i].from, rates[i - 1].until + days{1});
  for (auto const& rate : rates) EXPECT_EQ(rate.percent_e2 % 50, 0);
}

}  // namespace
}  // namespace interest
