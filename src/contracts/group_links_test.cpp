// SPDX-License-Identifier: EUPL-1.2
// How many statements a page takes, with few groups and with many.
#include "contracts/access_web.h"
#include "contracts/contracts_web.h"
#include "contracts/group_links_web.h"
#include "groups/groups_web.h"
#include "tests/support/counting.h"

#include <gtest/gtest.h>

using evidence::Deed;
using evidence::View;
using groups::Level;
using groups::Theme;
using support::statements_of;
using support::TestHouse;

namespace {

// What each page takes, in the order of the list below.
std::vector<int> statements_of_all(TestHouse& house) {
  auto const& road = house.road.text;
  auto const& group = house.readers.text;
  return {statements_of(house, house.karim, groups::show_list, {}),
          statements_of(house, house.karim, groups::show_edit, {group}),
          statements_of(house, house.karim, groups::show_members, {group}),
          statements_of(house, house.karim, contracts::show_group, {group}),
          statements_of(house, house.karim, contracts::show_groups, {road}),
          statements_of(house, house.karim, contracts::show_group_links, {road}),
          statements_of(house, house.karim, contracts::show_group_here, {road, group}),
          statements_of(house, house.karim, contracts::show_members_form, {road, group}),
          statements_of(house, house.karim, contracts::show_access, {road}, {{"person", house.zoe.person.text}}),
          statements_of(house, house.zoe, contracts::show_list, {})};
}

}  // namespace

TEST(GroupLinks, a_page_takes_as_many_statements_for_many_groups_and_members_as_for_few) {
  TestHouse house;
  auto const grow = [&](int from, int to) {
    for (int n = from; n < to; ++n) {
      auto const other = house.another_contract("Werk " + std::to_string(n));
      auto const person = house.as({}, [&](Deed& deed) {
        auto const id = people::register_person(deed, {"Lid", std::to_string(n), Language::nl, ""}).id;
        auto const today = brussels_day(deed.now);
        people::start_work_relation(deed, {id, house.klinker.id, people::RelationKind::permanent, "", "", today, today + std::chrono::days{9}});
        return id;
      });
      house.as(house.karim, [&](Deed& deed) {
        auto const id = groups::create(deed, {"g" + std::to_string(n), "", "x", {{Theme::invoicing, Level::read}}, false, {house.zoe.person, person}});
        groups::link(deed, id, house.road);
        groups::link(deed, id, other);
        groups::link(deed, house.readers, other);
        groups::add_member(deed, house.readers, house.road, person);
        groups::save_standing_members(deed, house.readers, {{person}, {}});
      });
    }
  };
  grow(0, 20);
  auto const few = statements_of_all(house);
  grow(20, 80);
  EXPECT_EQ(statements_of_all(house), few);
  for (int count : few) EXPECT_LE(count, 9);
}
