// SPDX-License-Identifier: EUPL-1.2
// What one side writes and reads at the edge of what it may.
#include "messages/messages.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

using evidence::Deed;
using evidence::View;
using groups::Level;
using groups::Theme;
using support::refusal_of;
using support::TestHouse;

TEST(MessageLimits, who_may_only_read_writes_nothing_about_a_document) {
  TestHouse house;
  auto const id = house.sent();
  for (auto const* actor : {&house.bram, &house.pieter, &house.lotte})
    EXPECT_EQ(refusal_of([&] { house.as(*actor, [&](Deed& deed) { messages::open_for_writing(deed, id); }); }), Refusal::not_allowed);
  EXPECT_NO_THROW(house.as(house.els, [&](Deed& deed) { messages::open_for_writing(deed, id); }));
}

TEST(MessageLimits, a_message_of_a_theme_that_one_may_not_read_is_not_there_though_an_older_one_is) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) {
    auto const id = groups::create(deed, {"planners", "", "test", {{Theme::general, Level::send}}, false, {house.sara.person}});
    contracts::link_group(deed, house.road, id);
  });
  auto const write = [&](Theme theme) {
    return house.as(house.sara, [&](Deed& deed) { return messages::send(deed, house.road, {theme, "Dag", {}}).id; });
  };
  auto const older = write(Theme::invoicing), newer = write(Theme::general);
  auto const open = [&](MessageId const& id) { return house.see(house.pieter, [&](View& view) { return messages::open(view, id).id; }); };
  EXPECT_EQ(open(older), older);
  EXPECT_EQ(refusal_of([&] { open(newer); }), Refusal::not_found);
}

TEST(MessageLimits, what_one_wrote_oneself_is_never_unread) {
  TestHouse house;
  house.as(house.sara, [&](Deed& deed) { messages::send(deed, house.road, {Theme::invoicing, "Dag", {}}); });
  auto const is_unread = [&](evidence::Actor const& actor) {
    return house.see(actor, [&](View& view) { return messages::list(view, contracts::open(view, house.road), {}).rows.at(0).is_unread; });
  };
  EXPECT_FALSE(is_unread(house.sara));
  EXPECT_FALSE(is_unread(house.karim)) << "nor what a colleague wrote";
  EXPECT_TRUE(is_unread(house.els));
}
