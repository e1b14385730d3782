// SPDX-License-Identifier: EUPL-1.2
#include "calendar/calendar.h"
#include "base/refusal.h"

namespace calendar {
namespace {

constexpr std::int64_t rows_max = 5'000;

void must_be_authority(evidence::View& view) {
  auto const own = organisations::find_organisation(view.tx, view.actor.organisation);
  if (!own || !own->is_authority || !people::standing(view).any()) refuse(Refusal::not_found);
}

void must_change(evidence::View& view) {
  must_be_authority(view);
  if (!people::standing(view).administers()) refuse(Refusal::not_allowed);
}

void record(evidence::Deed& deed, Day day) { deed.record({evidence::Event::closing_day_changed, {}, {}, Shape::Object{{"day", to_text(day)}}}); }

}  // namespace

Calendar calendar_of(db::Tx& tx, OrganisationId const& authority) {
  Calendar calendar;
  for (auto const& row : tx.all("SELECT closed_on FROM closing_days WHERE organisation_id = $1 ORDER BY closed_on LIMIT $2",
                                {authority.text, rows_max}))
    if (auto const day = parse_day(row.text(0))) calendar.extra.insert(calendar.extra.end(), *day);
  return calendar;
}

std::vector<ClosingDay> closing_days(evidence::View& view, int year) {
  must_be_authority(view);
  std::vector<ClosingDay> found;
  auto const text = std::to_string(year);
  for (auto const& row : view.tx.all(R"(
         SELECT closed_on, name FROM closing_days WHERE organisation_id = $1 AND closed_on >= $2 AND closed_on <= $3
         ORDER BY closed_on LIMIT 400)",
                                     {view.actor.organisation.text, text + "-01-01", text + "-12-31"}))
    if (auto const day = parse_day(row.text(0))) found.push_back({*day, row.text(1)});
  return found;
}

bool may_change(evidence::View& view) {
  auto const own = organisations::find_organisation(view.tx, view.actor.organisation);
  return own && own->is_authority && people::standing(view).administers();
}

Parsed<ClosingDay> read_closing_day(Fields const& fields, Day today) {
  std::vector<Mistake> mistakes;
  ClosingDay wanted{{}, std::string{field(fields, "name")}};
  auto const text = field(fields, "day");
  auto const day = parse_day(text);
  if (text.empty())
    mistakes.push_back({"day", "missing"});
  else if (!day)
    mistakes.push_back({"day", "not_a_date"});
  else if (*day <= today)
    mistakes.push_back({"day", "not_after_today"});
  else if (*day > today + std::chrono::days{366 * years_ahead_max})
    mistakes.push_back({"day", "too_far"});
  if (wanted.name.size() > name_bytes_max) mistakes.push_back({"name", "too_long"});
  if (!mistakes.empty()) return mistakes;
  wanted.day = *day;
  return wanted;
}

void close_on(evidence::Deed& deed, ClosingDay const& wanted) {
  must_change(deed);
  auto const day = to_text(wanted.day);
  deed.tx.run(R"(INSERT INTO closing_days (organisation_id, closed_on, name) VALUES ($1, $2, $3)
                 ON CONFLICT (organisation_id, closed_on) DO UPDATE SET name = excluded.name)",
              {deed.actor.organisation.text, day, wanted.name});
  record(deed, wanted.day);
}

void open_on(evidence::Deed& deed, Day day) {
  must_change(deed);
  if (day <= brussels_day(deed.now)) refuse(Refusal::wrong_step);
  if (!deed.tx.maybe("DELETE FROM closing_days WHERE organisation_id = $1 AND closed_on = $2 RETURNING closed_on",
                     {deed.actor.organisation.text, to_text(day)}))
    refuse(Refusal::not_found);
  record(deed, day);
}

}  // namespace calendar
