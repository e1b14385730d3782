// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/days.h"
#include "base/parsed.h"
#include "organisations/organisations.h"
#include "people/people.h"

#include <string>
#include <vector>

// Calendars: the days on which an authority is closed, besides weekends and the public holidays that base/days.h computes:
// 11 July, a bridge day, the week after Christmas. Every term on a contract of that authority follows its calendar: a
// term that would end on such a day ends on the next working day (Regulation 1182/71, art. 3(4)).
//
// Invariants
//  1. Only an administrator of an authority changes its days. Colleagues read them; other organisations see what follows
//     from them.
//  2. A day is announced: it lies after today and within ten years. What is past does not change, so that nobody moves a
//     term by a day that is over.
//  3. Every change is in the book (closing_day_changed); who keeps due days follows it.
namespace calendar {

struct ClosingDay {
  Day day;
  std::string name;  // "11 juli"; may be empty
};

constexpr std::size_t name_bytes_max = 100;
constexpr int years_ahead_max = 10;  // a year has 366 days at most, so an authority has at most some four thousand rows

// The calendar of an authority: for its own terms and those of its contracts.
Calendar calendar_of(db::Tx&, OrganisationId const& authority);

// Those of the actor's own organisation in that year, in order. not_found for an organisation that is no authority.
std::vector<ClosingDay> closing_days(evidence::View&, int year);
// May the actor change them?
bool may_change(evidence::View&);

// Mistakes: day missing, not_a_date, not_after_today, too_far; name too_long.
Parsed<ClosingDay> read_closing_day(Fields const&, Day today);
// Closes on that day, or gives it another name. Records closing_day_changed.
void close_on(evidence::Deed&, ClosingDay const&);
// Opens again; not_found when it is no closing day, wrong_step when it is not after today. Records closing_day_changed.
void open_on(evidence::Deed&, Day);

}  // namespace calendar
