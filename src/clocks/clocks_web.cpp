// SPDX-License-Identifier: EUPL-1.2
#include "clocks/clocks_web.h"
#include "base/part.h"
#include "base/refusal.h"
#include "clocks/feed.h"
#include "contracts/contracts_web.h"
#include "correspondence/correspondence_web.h"
#include "payments/payments_web.h"

#include <algorithm>

namespace clocks {
namespace {

constexpr int range_days_max = 3660;

std::string at(ClockId const& id) { return "/clocks/" + id.text; }

Shape names_of(Rule const* rule, std::string const& key, Language language) {
  return Shape::Object{{"rule", key},
                       {"name", rule ? in(language, rule->name) : key},
                       {"about", rule ? in(language, rule->about) : std::string{}},
                       {"article", rule ? rule->article : std::string{}},
                       {"isVerified", rule && rule->found}};
}

Shape::List list_of(std::vector<Clock> const& all, Day today, Language language) {
  Shape::List rows;
  rows.reserve(all.size());
  for (auto const& clock : all) rows.push_back(shape_of(clock, today, language));
  return rows;
}

// A day in the query; what is no day is a mistake.
Day day_in(http::Ask const& ask, std::string_view name, Day otherwise) {
  auto const text = ask.field(name);
  if (text.empty()) return otherwise;
  auto const day = parse_day(text);
  if (!day) throw Mistaken{{{std::string{name}, "not_a_date"}}};
  return *day;
}

}  // namespace

Shape shape_of(Clock const& clock, Day today, Language language) {
  auto const state = clock.state(today);
  auto const left = (clock.due_on - today).count();
  auto shape = names_of(clock.terms, clock.rule, language);
  bool const counts = clock.is_running() && state != State::stopped && state != State::expired;
  return shape.with("id", clock.id.text)
      .with("contractId", clock.contract.text)
      .with("documentId", clock.document ? Shape{clock.document->text} : Shape{})
      .with("documentTitle", clock.document_title)
      .with("documentNumber", clock.document_number)
      .with("theme", groups::name(clock.theme))
      .with("side", contracts::name(clock.side))
      .with("ownMoves", clock.side == clock.own)
      .with("waitsFor", clock.terms ? in(language, clock.terms->waits_for) : std::string{})
      .with("startedOn", to_text(clock.started_on))
      .with("dueOn", to_text(clock.due_on))
      .with("state", name(state))
      .with("daysLeft", counts && left >= 0 ? Shape{static_cast<std::int64_t>(left)} : Shape{})
      .with("daysLate", counts && left < 0 ? Shape{static_cast<std::int64_t>(-left)} : Shape{})
      .with("endedAt", clock.ended_at);
}

namespace {

// With the contract that it belongs to, for lists over contracts.
Shape full_shape_of(Clock const& clock, Day today, Language language) {
  auto shape = shape_of(clock, today, language);
  return shape.with("contractTitle", clock.contract_title).with("otherParty", clock.other_party);
}

Shape::List full_list_of(std::vector<Clock> const& all, Day today, Language language) {
  Shape::List rows;
  rows.reserve(all.size());
  for (auto const& clock : all) rows.push_back(full_shape_of(clock, today, language));
  return rows;
}

}  // namespace

http::Answer show_contract(evidence::View& view, http::Ask const& ask) {
  auto const contract = contracts::open(view, id_from<ContractId>(ask.part(0)));
  auto answer = payments::show_contract(view, ask);
  auto const found = on_contract(view, contract);
  auto const today = brussels_day(view.now);
  answer.body.with("clocks", list_of(found.running, today, ask.language)).with("endedClocks", list_of(found.ended, today, ask.language));
  return answer;
}

namespace {

http::Answer with_term(evidence::View& view, ContractId const& contract, http::Answer form) {
  auto const* key = std::get_if<std::string>(&form.body.at("type").value());
  auto const* type = key ? types::find(*key) : nullptr;
  if (!type || type->answer_days > 0) return form;
  if (auto const days = answer_days(view, contracts::open(view, contract), *type)) form.body.with("answerDays", *days);
  return form;
}

}  // namespace

http::Answer show_new_document(evidence::View& view, http::Ask const& ask) {
  return with_term(view, id_from<ContractId>(ask.part(0)), correspondence::show_new(view, ask));
}

http::Answer show_edit(evidence::View& view, http::Ask const& ask) {
  auto form = payments::show_edit(view, ask);
  return with_term(view, dossier::open(view, id_from<DocumentId>(ask.part(0))).contract, std::move(form));
}

// ---------------------------------------------------------------- the calendar

namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month;
using std::chrono::year_month_day;

// "2026-03"; this month for anything else.
year_month month_in(http::Ask const& ask, Day today) {
  auto const day = parse_day(std::string{ask.field("month")} + "-01");
  year_month_day const date{day.value_or(today)};
  return date.year() / date.month();
}

std::string text_of(year_month month) { return to_text(sys_days{month / 1}).substr(0, 7); }

struct Month {
  Day first, last, today;
  Calendar calendar;  // of the own organisation
};

// The days of the month that have clocks, each with its own; the clocks come by due day.
Shape::List days_of(std::vector<Clock> const& clocks, Day today, Language language) {
  Shape::List found;
  for (auto next = clocks.begin(); next != clocks.end();) {
    auto const day = next->due_on;
    Shape::List rows;
    for (; next != clocks.end() && next->due_on == day; ++next) rows.push_back(full_shape_of(*next, today, language));
    found.emplace_back(Shape::Object{{"date", to_text(day)}, {"clocks", std::move(rows)}});
  }
  return found;
}

// Weeks from Monday to Sunday; what lies outside the month is an empty cell.
Shape::List weeks_of(Month const& month, std::vector<Clock> const& clocks) {
  Shape::List weeks;
  auto const monday = month.first - days{std::chrono::weekday{month.first}.iso_encoding() - 1};
  for (auto week = monday; week <= month.last; week += days{7}) {
    Shape::List cells;
    for (auto day = week; day < week + days{7}; day += days{1}) {
      if (day < month.first || day > month.last) {
        cells.emplace_back(Shape::Object{{"isDay", false}});
        continue;
      }
      auto const due = [&](Clock const& clock) { return clock.due_on == day; };
      auto const count = std::count_if(clocks.begin(), clocks.end(), due);
      bool const own = std::any_of(clocks.begin(), clocks.end(), [&](Clock const& clock) { return due(clock) && clock.side == clock.own; });
      cells.emplace_back(Shape::Object{{"isDay", true},
                                       {"date", to_text(day)},
                                       {"number", static_cast<std::int64_t>((day - month.first).count() + 1)},
                                       {"isToday", day == month.today},
                                       {"isFree", !is_working_day(day, month.calendar)},
                                       {"hasOwn", own},
                                       {"count", count > 0 ? Shape{static_cast<std::int64_t>(count)} : Shape{}}});
    }
    weeks.emplace_back(Shape::Object{{"days", std::move(cells)}});
  }
  return weeks;
}

}  // namespace

http::Answer show_calendar(evidence::View& view, http::Ask const& ask) {
  auto const today = brussels_day(view.now);
  auto const month = month_in(ask, today);
  auto const own = organisations::find_organisation(view.tx, view.actor.organisation);
  if (!own || !people::standing(view).any()) refuse(Refusal::no_access);
  bool const mine = !ask.field("mine").empty();
  Month const shown{sys_days{month / 1}, sys_days{month / std::chrono::last}, today,
                    own->is_authority ? calendar::calendar_of(view.tx, own->id) : Calendar{}};
  auto const page = list(view, {shown.first, shown.last, mine}, ask.maybe("after"));
  bool const is_now = today >= shown.first && today <= shown.last;
  return {.body = Shape::Object{{"month", text_of(month)},
                                {"monthNumber", static_cast<std::int64_t>(static_cast<unsigned>(month.month()))},
                                {"year", static_cast<std::int64_t>(static_cast<int>(month.year()))},
                                {"previousMonth", text_of(month - months{1})},
                                {"nextMonth", text_of(month + months{1})},
                                {"isNow", is_now},
                                {"mine", mine},
                                {"isAuthority", own->is_authority},
                                {"weeks", weeks_of(shown, page.rows)},
                                {"dueDays", days_of(page.rows, today, ask.language)},
                                {"late", is_now ? full_list_of(late(view, mine), today, ask.language) : Shape::List{}},
                                {"next", page.next}},
          .page = "clocks/calendar"};
}

http::Answer show_list(evidence::View& view, http::Ask const& ask) {
  auto const today = brussels_day(view.now);
  auto const from = day_in(ask, "from", today), to = day_in(ask, "to", from + days{366});
  if (to < from) throw Mistaken{{{"to", "wrong_order"}}};
  if (to - from > days{range_days_max}) throw Mistaken{{{"to", "too_far"}}};
  bool const mine = ask.field("mine") == "true" || ask.field("mine") == "on";
  auto const page = list(view, {from, to, mine}, ask.maybe("after"));
  return {.body = Shape::Object{{"clocks", full_list_of(page.rows, today, ask.language)}, {"next", page.next}}, .page = "clocks/calendar"};
}

// ---------------------------------------------------------------- one clock, and the terms of a contract

http::Answer show_clock(evidence::View& view, http::Ask const& ask) {
  auto const clock = open(view, id_from<ClockId>(ask.part(0)));
  auto body = full_shape_of(clock, brussels_day(view.now), ask.language);
  Shape::List stops, kinds;
  for (auto const& each : clock.stops)
    stops.emplace_back(Shape::Object{{"kind", each.kind}, {"from", to_text(each.from)}, {"to", to_text(each.to)}, {"reason", each.reason},
                                     {"side", contracts::name(each.side)}});
  for (auto const& kind : clock.may_stop()) kinds.emplace_back(Shape::Object{{"kind", kind.key}});
  body.with("days", clock.days).with("contract", contracts::heading_of(clock.on)).with("stops", std::move(stops)).with("stopKinds", std::move(kinds));
  if (!ask.is_json)
    body.with("from", ask.field("from")).with("to", ask.field("to")).with("reason", ask.field("reason")).with("mayStop", !clock.may_stop().empty());
  return {.body = std::move(body), .page = "clocks/clock"};
}

http::Answer stop_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<ClockId>(ask.part(0));
  stop(deed, id, take(read_stop(ask.fields)));
  return {.location = at(id), .notice = "clock_stopped"};
}

http::Answer show_terms(evidence::View& view, http::Ask const& ask) {
  auto const contract = contracts::open(view, id_from<ContractId>(ask.part(0)));
  Shape::List terms;
  for (auto const& term : terms_of(view, contract)) {
    auto shape = names_of(term.rule, term.rule->key, ask.language);
    shape.with("theme", groups::name(term.rule->theme))
        .with("side", contracts::name(term.rule->side))
        .with("count", name(term.rule->count))
        .with("days", term.rule->days)
        .with("ownDays", term.own_days)
        .with("reason", term.reason);
    if (!ask.is_json) shape.with("isChosen", ask.field("rule") == term.rule->key);
    terms.push_back(std::move(shape));
  }
  bool const changes = contract.side == Side::authority && contract.rights.administers;
  Shape body = Shape::Object{{"contract", contracts::heading_of(contract)}, {"terms", std::move(terms)}, {"steps", Shape::Object{{"change", changes}}}};
  if (!ask.is_json)
    body.with("days", ask.field("days")).with("reason", ask.field("reason"));
  return {.body = std::move(body), .page = "clocks/terms"};
}

http::Answer set_term_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<ContractId>(ask.part(0));
  set_term(deed, id, take(read_term(ask.fields, ask.is_json)));
  return {.location = "/contracts/" + id.text + "/terms", .notice = "term_changed"};
}

// ---------------------------------------------------------------- the addresses of the feed

http::Answer show_addresses(evidence::View& view, http::Ask const&) {
  Shape::List rows;
  for (auto const& each : addresses(view))
    rows.emplace_back(Shape::Object{{"id", each.id.text}, {"madeAt", each.made_at}, {"usedOn", each.used_on}, {"revokedAt", each.revoked_at}});
  return {.body = Shape::Object{{"addresses", std::move(rows)}}, .page = "clocks/addresses"};
}

http::Answer make_address_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const made = make_address(deed);
  http::Answer answer{.body = Shape::Object{{"id", made.id.text}, {"path", "/calendar/" + made.token + ".ics"}}, .page = "clocks/address_made", .status = 201};
  if (ask.is_json) answer.location = "/calendar/addresses";
  return answer;
}

http::Answer revoke_address_from(evidence::Deed& deed, http::Ask const& ask) {
  revoke_address(deed, id_from<AddressId>(ask.part(0)));
  return {.location = "/calendar/addresses", .notice = "calendar_address_revoked"};
}

}  // namespace clocks
