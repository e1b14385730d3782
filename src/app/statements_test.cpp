// SPDX-License-Identifier: EUPL-1.2
// A page asks the database as often for many contracts as for few: rights are decided together, never row by row.
#include "actions/actions_web.h"
#include "app/start_web.h"
#include "clocks/clocks_web.h"
#include "history/history_web.h"
#include "messages/messages.h"
#include "messages/messages_web.h"
#include "notifications/notices.h"
#include "notifications/notifications_web.h"
#include "tests/support/counting.h"

#include <gtest/gtest.h>

using evidence::Deed;
using evidence::View;
using groups::Level;
using groups::Theme;
using support::statements_of;
using support::TestHouse;

namespace {

http::Answer count_unread(View& view, http::Ask const&) {
  notifications::unread_count(view);
  return {};
}

// Another contract of zoe's with a claim sent and one put ready: a notice, a clock and an action each.
void add_contract(TestHouse& house, GroupId const& group, int n) {
  auto const id = house.another_contract("Werk " + std::to_string(n));
  house.as(house.karim, [&](Deed& deed) { contracts::link_group(deed, id, group); });
  auto const claim = house.as(house.zoe, [&](Deed& deed) { return payments::begin_claim(deed, id, house.a_claim()).id; });
  house.as(house.zoe, [&](Deed& deed) { dossier::put_ready(deed, claim); });
  auto const sent = house.as(house.zoe, [&](Deed& deed) { return payments::begin_claim(deed, id, house.a_claim()).id; });
  house.as(house.zoe, [&](Deed& deed) { payments::send_claim(deed, sent); });
}

std::vector<int> statements_of_all(TestHouse& house) {
  auto const& zoe = house.zoe;
  return {statements_of(house, zoe, app::show_start, {}),
          statements_of(house, zoe, messages::show_contracts, {}),
          statements_of(house, zoe, actions::show_list, {}),
          statements_of(house, zoe, actions::show_mine, {}),
          statements_of(house, zoe, clocks::show_calendar, {}, {{"month", "2026-04"}}),
          statements_of(house, zoe, clocks::show_list, {}),
          statements_of(house, zoe, notifications::show_notices, {}),
          statements_of(house, zoe, count_unread, {})};
}

}  // namespace

TEST(Statements, a_page_takes_as_many_for_many_contracts_as_for_few) {
  TestHouse house;
  auto const group = house.as(house.karim, [&](Deed& deed) {
    return groups::create(deed, {.name = "zoe", .email = "", .description = "x", .rights = {{Theme::invoicing, Level::send}}, .members = {house.zoe.person}});
  });
  for (int n = 0; n < 3; ++n) add_contract(house, group, n);
  auto const few = statements_of_all(house);
  for (int n = 3; n < 18; ++n) add_contract(house, group, n);  // fewer than 25: rights are asked of so many at once
  EXPECT_EQ(statements_of_all(house), few);
}

TEST(Statements, the_history_of_a_contract_takes_as_many_for_a_long_book_as_for_a_short_one) {
  TestHouse house;
  auto const group = house.as(house.karim, [&](Deed& deed) {
    return groups::create(deed, {.name = "zoe", .email = "", .description = "x", .rights = {{Theme::invoicing, Level::send}}, .members = {house.zoe.person}});
  });
  house.as(house.karim, [&](Deed& deed) { contracts::link_group(deed, house.road, group); });
  // A claim's steps, a message of each side, a member of a group: all that a line may tell.
  auto const happens = [&](evidence::Actor const& sender) {
    auto const claim = house.as(sender, [&](Deed& deed) { return payments::begin_claim(deed, house.road, house.a_claim()).id; });
    house.as(sender, [&](Deed& deed) { payments::send_claim(deed, claim); });
    for (auto const& actor : {sender, house.els})
      house.as(actor, [&](Deed& deed) { messages::send(deed, house.road, messages::NewMessage{Theme::invoicing, "Ontvangen", {}}); });
    house.as(house.karim, [&](Deed& deed) { groups::add_member(deed, house.senders, house.road, sender.person); });
    house.as(house.karim, [&](Deed& deed) { groups::remove_member(deed, house.senders, house.road, sender.person); });
  };
  auto const statements = [&] { return statements_of(house, house.karim, history::show, {house.road.text}); };
  happens(house.zoe);
  auto const few = statements();
  for (int n = 0; n < 20; ++n)
    for (auto const* sender : {&house.zoe, &house.sara, &house.karim}) happens(*sender);
  house.drafted(house.lotte);
  // The bookmark of a next page asks for what seals it.
  EXPECT_LE(statements(), few + 1);
}
