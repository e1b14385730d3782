// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/time.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// Interest for late payment of a public contract (KB of 14 January 2013, art. 69; law of 2 August 2002, art. 2, 4° and
// art. 5). DOMAIN §2.4.
//
//  1. The right arises by law, without notice, for each calendar day after the due day, that of the payment included
//     [days of excess found; that the day of payment counts: unverified].
//  2. The rate of a half year is the ECB's main refinancing rate in force on 1 January or 1 July, plus 8 points,
//     rounded up to the half point [found]. Each half year of a delay accrues at its own rate.
//  3. interest = amount × days × rate / (365 × 100), in leap years too [found]; rounded once, on the whole.
//  4. With it comes a lump sum of EUR 40, once for each late payment [found].
//
// The table holds for contracts closed from 16 March 2013; older ones have another, which Zegel does not know.
namespace interest {

// How well a number is known: found in a published source; or carried on from the last half year that is known.
enum class Mark { found, assumed };

struct Rate {
  Day from, until;
  int percent_e2;  // 850 is 8.5 %
  Mark mark;
};

// In order of time, without gaps.
std::span<Rate const> published_rates();

// The rate that follows from the reference rate of the ECB: 215 (2.15 %) gives 1050 (10.5 %).
int late_rate_e2(int reference_e2);

constexpr std::int64_t lump_sum_cents = 4'000;

// One half year of a delay; `from` and `until` both count.
struct Accrual {
  Day from, until;
  int days;
  int percent_e2;
  Mark mark;
};

struct Interest {
  std::vector<Accrual> accruals;  // empty when the payment was in time
  int days = 0;
  std::int64_t interest_cents = 0;
  std::int64_t lump_sum_cents = 0;
  Mark mark = Mark::found;  // assumed as soon as one accrual is
};

// What is due besides the amount when it is paid (or, unpaid, looked at) on `paid_on`. An amount of zero or less bears
// nothing. Nothing at all when the delay begins before the first rate of the table.
std::optional<Interest> late_interest(std::int64_t amount_cents, Day due_on, Day paid_on, std::span<Rate const> rates = published_rates());

}  // namespace interest
