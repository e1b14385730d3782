// SPDX-License-Identifier: EUPL-1.2
#include "calendar/calendar.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

using namespace calendar;
using evidence::Deed;
using evidence::View;
using support::mistakes_of;
using support::refusal_of;
using support::TestHouse;

namespace {

Day day(std::string_view text) { return *parse_day(text); }

std::string kept(TestHouse& house, evidence::Actor const& actor, int year = 2026) {
  return house.see(actor, [&](View& view) {
    std::string text;
    for (auto const& each : closing_days(view, year)) text += to_text(each.day) + ' ' + each.name + '\n';
    return text;
  });
}

void close(TestHouse& house, evidence::Actor const& actor, char const* text, char const* name = "brugdag") {
  house.as(actor, [&](Deed& deed) { close_on(deed, {day(text), name}); });
}

}  // namespace

TEST(ClosingDays, an_authority_keeps_days_on_which_it_is_closed) {
  TestHouse house;
  close(house, house.els, "2026-07-10");
  close(house, house.ana, "2026-05-15", "na Hemelvaart");
  close(house, house.els, "2026-07-10", "voor 11 juli");
  close(house, house.els, "2027-05-07");
  EXPECT_EQ(kept(house, house.bram), "2026-05-15 na Hemelvaart\n2026-07-10 voor 11 juli\n");
  house.as(house.els, [](Deed& deed) { open_on(deed, day("2026-05-15")); });
  EXPECT_EQ(kept(house, house.els), "2026-07-10 voor 11 juli\n");
  EXPECT_EQ(house.rows("SELECT particulars FROM events WHERE event = 'closing_day_changed'").size(), 5U);
}

TEST(ClosingDays, its_terms_end_on_the_next_working_day) {
  TestHouse house;
  close(house, house.els, "2026-05-15");
  house.see(house.sara, [&](View& view) {
    auto const own = calendar_of(view.tx, house.agency.id);
    EXPECT_EQ(to_text(end_of_term(day("2026-05-05"), 10, own)), "2026-05-18");
    EXPECT_EQ(to_text(end_of_term(day("2026-05-05"), 10, calendar_of(view.tx, house.vanhove.id))), "2026-05-15") << "somebody else's";
    return 0;
  });
}

TEST(ClosingDays, only_an_administrator_of_an_authority_changes_them) {
  TestHouse house;
  auto const try_as = [&](evidence::Actor const& actor) { return refusal_of([&] { close(house, actor, "2026-05-15"); }); };
  EXPECT_EQ(try_as(house.bram), Refusal::not_allowed);
  EXPECT_EQ(try_as(house.karim), Refusal::not_found) << "a contractor has no such days";
  EXPECT_EQ(refusal_of([&] { kept(house, house.karim); }), Refusal::not_found);
  EXPECT_FALSE(house.see(house.bram, [](View& view) { return may_change(view); }));
  EXPECT_TRUE(house.see(house.ana, [](View& view) { return may_change(view); }));
}

TEST(ClosingDays, what_is_past_does_not_change) {
  TestHouse house;
  close(house, house.els, "2026-03-03");
  house.clock().set("2026-03-03T09:00:00.000Z");
  EXPECT_EQ(refusal_of([&] { house.as(house.els, [](Deed& deed) { open_on(deed, day("2026-03-03")); }); }), Refusal::wrong_step);
  EXPECT_EQ(refusal_of([&] { house.as(house.els, [](Deed& deed) { open_on(deed, day("2026-03-04")); }); }), Refusal::not_found);
  auto const today = day("2026-03-03");
  auto const told = [&](char const* text) { return mistakes_of([&] { take(read_closing_day({{"day", text}}, today)); }); };
  EXPECT_EQ(told("2026-03-03"), std::vector<std::string>{"day not_after_today"});
  EXPECT_EQ(told("2038-01-01"), std::vector<std::string>{"day too_far"});
  EXPECT_EQ(told("31/02/2027"), std::vector<std::string>{"day not_a_date"});
  EXPECT_EQ(told(""), std::vector<std::string>{"day missing"});
  EXPECT_TRUE(told("4/3/2026").empty());
}
