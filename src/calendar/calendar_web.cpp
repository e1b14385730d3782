// SPDX-License-Identifier: EUPL-1.2
#include "calendar/calendar_web.h"
#include "base/refusal.h"

namespace calendar {
namespace {

// The year in the address; this year when there is none or it is none.
int year_in(http::Ask const& ask, int this_year) {
  auto const day = parse_day(std::string{ask.field("year")} + "-01-01");
  return day ? static_cast<int>(std::chrono::year_month_day{*day}.year()) : this_year;
}

}  // namespace

http::Answer show_closing_days(evidence::View& view, http::Ask const& ask) {
  auto const today = brussels_day(view.now);
  auto const year = year_in(ask, static_cast<int>(std::chrono::year_month_day{today}.year()));
  bool const changes = may_change(view);
  Shape::List days;
  for (auto const& each : closing_days(view, year))
    days.emplace_back(Shape::Object{{"day", to_text(each.day)}, {"name", each.name}, {"mayRemove", changes && each.day > today}});
  Shape body = Shape::Object{{"year", year}, {"closingDays", std::move(days)}, {"steps", Shape::Object{{"change", changes}}}};
  if (!ask.is_json)
    body.with("previousYear", year - 1).with("nextYear", year + 1).with("day", ask.field("day")).with("name", ask.field("name"));
  return {.body = std::move(body), .page = "calendar/closing_days"};
}

http::Answer close_from(evidence::Deed& deed, http::Ask const& ask) {
  close_on(deed, take(read_closing_day(ask.fields, brussels_day(deed.now))));
  return {.location = "/closing-days", .notice = "closing_day_added"};
}

http::Answer open_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const day = parse_day(ask.part(0));
  if (!day) refuse(Refusal::not_found);
  open_on(deed, *day);
  return {.location = "/closing-days", .notice = "closing_day_removed"};
}

}  // namespace calendar
