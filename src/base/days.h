// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/time.h"

#include <set>
#include <vector>

// Counting days, as the law of public contracts counts them. The law of 17 June 2016, art. 167, points to Regulation
// (EEC, Euratom) 1182/71 [unverified: DOMAIN §2.1 K]; its article 3, in the words of this page:
//
//  1. The day of the event is not counted (art. 3(1), second paragraph).
//  2. A term in days runs in calendar days, those of rest included (art. 3(3)), and ends with the last hour of its last
//     day, Brussels time (art. 3(2)(b)).
//  3. When that last day is a Saturday, a Sunday or a public holiday, the term ends with the next working day (art. 3(4)).
//  4. A term of two days or more holds at least two working days (art. 3(5)).
//
// The terms of the general rules of execution (KB of 14 January 2013) are calendar days unless they say otherwise [found:
// DOMAIN §2.1]. Public holidays are the ten of Belgium [unverified], computed, for four of them move with Easter. What an
// authority keeps closed besides is a matter of its own calendar, never of the code.
struct Calendar {
  bool flemish_administration = false;  // also 11 July, 2 and 15 November and 26 December [unverified]
  std::set<Day> extra;                  // bridge days and the like, of one authority
};

// Easter Sunday in the Gregorian calendar (Meeus, Jones, Butcher).
Day easter(int year);

bool is_public_holiday(Day, Calendar const& = {});
// Not a Saturday, a Sunday or a public holiday.
bool is_working_day(Day, Calendar const& = {});
// The day itself when it is one.
Day working_day_from(Day, Calendar const& = {});

// Days that a term does not count: those after `after`, up to and including `until`.
struct Gap {
  Day after, until;
};

// The last day of a term of `days` calendar days after an event on `event`: rules 1 to 4. Days in a gap count for
// nothing, and a term does not end inside one. More gaps, a later event or more days never bring the end forward.
// Zero or fewer days: the first working day from the event itself.
Day end_of_term(Day event, int days, Calendar const& = {}, std::vector<Gap> const& gaps = {});

// The last of `days` working days after an event on `event`; those in a gap count for nothing. Zero or fewer days: as above.
Day end_of_working_days(Day event, int days, Calendar const& = {}, std::vector<Gap> const& gaps = {});

// The last millisecond of the day in Brussels: what is done until then is done in time.
Instant end_of_day(Day);
