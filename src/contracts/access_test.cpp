// SPDX-License-Identifier: EUPL-1.2
#include "contracts/access.h"
#include "contracts/group_links.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

#include <random>

using contracts::Access;
using evidence::Deed;
using evidence::View;
using groups::Level;
using groups::Theme;
using people::Hold;
using support::mistakes_of;
using support::refusal_of;
using support::TestHouse;

namespace {

Access asked(TestHouse& house, evidence::Actor const& asker, PersonId const& about, std::optional<Instant> at = {}) {
  return house.see(asker, [&](View& view) { return contracts::access(view, house.road, about, at); });
}

// "senders: gives" or "senders: not_linked, not_a_member", a group a line.
std::string told(Access const& access) {
  std::string text;
  for (auto const& path : access.paths.groups) {
    text += path.group_name + ':';
    if (path.gives()) text += " gives";
    for (auto lack : path.lacks) text += ' ' + std::string{name(lack)};
    text += '\n';
  }
  return text;
}

}  // namespace

TEST(Access, every_way_is_told_with_what_it_lacks) {
  TestHouse house;
  EXPECT_EQ(told(asked(house, house.karim, house.sara.person)), "senders: gives\ndrafters: not_a_member\nreaders: not_a_member\n");
  house.as(house.karim, [&](Deed& deed) {
    auto const archive = groups::create(deed, {"archive", "", "x", {{Theme::general, Level::read}}, false, {house.sara.person}});
    (void)archive;
    groups::link(deed, groups::create(deed, {"empty", "", "x", {}, false, {house.sara.person}}), house.road);
    groups::remove(deed, house.senders);
  });
  EXPECT_EQ(told(asked(house, house.karim, house.sara.person)),
            "empty: nothing_given\narchive: not_linked\ndrafters: not_a_member\nreaders: not_a_member\nsenders: group_inactive not_linked\n");
}

TEST(Access, a_role_is_told_with_the_day_that_decides) {
  TestHouse house;
  auto const roles = [&] { return asked(house, house.karim, house.sara.person).paths.standing; };
  EXPECT_EQ(roles().user.hold, Hold::holds);
  EXPECT_EQ(roles().administrator.hold, Hold::never);
  EXPECT_EQ(roles().legal_representative.hold, Hold::never);
  EXPECT_EQ(asked(house, house.karim, house.karim.person).paths.standing.legal_representative.hold, Hold::holds);
  house.as({}, [&](Deed& deed) { people::end_all_work_relations(deed, house.sara.person); });
  EXPECT_EQ(roles().user.hold, Hold::relation_ended);
  EXPECT_EQ(roles().user.on, "2026-03-02");
  EXPECT_EQ(told(asked(house, house.karim, house.sara.person)).substr(0, 21), "senders: no_user_role");
}

TEST(Access, the_past_is_told_as_it_was_whatever_happened_since) {
  TestHouse house;
  std::vector<std::pair<Instant, Level>> history;
  auto const then = [&](std::function<void(Deed&)> const& act, Level level) {
    house.clock().pass(std::chrono::minutes{10});
    house.as(house.karim, act);
    history.emplace_back(house.clock().now(), level);
    EXPECT_EQ(house.see(house.zoe, [&](View& view) { return groups::rights_on(view, house.road); }).on(Theme::invoicing), level);
  };
  then([&](Deed& deed) { groups::add_member(deed, house.readers, house.road, house.zoe.person); }, Level::read);
  then([&](Deed& deed) {
    auto group = groups::open(deed, house.readers);
    group.rights[Theme::invoicing] = Level::draft;
    groups::change(deed, house.readers, group, group.version);
  }, Level::draft);
  then([&](Deed& deed) { groups::unlink(deed, house.readers, house.road); }, Level::none);
  then([&](Deed& deed) { groups::save_standing_members(deed, house.readers, {{house.zoe.person}, {}}); }, Level::none);
  then([&](Deed& deed) { groups::link(deed, house.readers, house.road); }, Level::draft);
  then([&](Deed& deed) { groups::remove(deed, house.readers); }, Level::none);
  then([&](Deed& deed) { groups::create(deed, {"readers", "", "x", {}, false, {}}, groups::OnInactive::activate); }, Level::none);
  then([&](Deed& deed) { groups::link(deed, house.readers, house.road); }, Level::draft);
  then([&](Deed& deed) { groups::remove(deed, house.readers); }, Level::none);
  then([&](Deed& deed) { groups::create(deed, {"readers", "", "x", {}, false, {}}, groups::OnInactive::overwrite); }, Level::none);
  house.clock().pass(std::chrono::hours{1});
  for (auto const& [at, level] : history) {
    EXPECT_EQ(asked(house, house.karim, house.zoe.person, at).rights.on(Theme::invoicing), level) << to_text(at);
    EXPECT_EQ(asked(house, house.karim, house.zoe.person, at + std::chrono::minutes{9}).rights.on(Theme::invoicing), level) << to_text(at);
  }
}

TEST(Access, who_asks_about_whom) {
  TestHouse house;
  auto const refused = [&](evidence::Actor const& asker, PersonId const& about) { return refusal_of([&] { asked(house, asker, about); }); };
  EXPECT_EQ(refused(house.karim, house.zoe.person), std::nullopt);
  EXPECT_EQ(refused(house.karim, house.els.person), Refusal::not_found);
  EXPECT_EQ(refused(house.sara, house.zoe.person), Refusal::not_allowed);
  EXPECT_EQ(refused(house.zoe, house.sara.person), Refusal::not_found);
  EXPECT_EQ(refused(house.zoe, house.zoe.person), std::nullopt);
  EXPECT_EQ(refused(house.ingrid, house.ingrid.person), Refusal::not_found);
  EXPECT_EQ(told(asked(house, house.sara, house.sara.person)), "senders: gives\n");
  EXPECT_EQ(asked(house, house.zoe, house.zoe.person).title, "");
}

TEST(Access, a_moment_is_an_instant_or_the_wall_clock_in_brussels) {
  auto const read = [](char const* text) {
    auto const moment = contracts::parse_moment(text);
    return moment ? to_text(*moment) : std::string{"none"};
  };
  EXPECT_EQ(read("2026-03-02T10:00"), "2026-03-02T09:00:00.000Z");
  EXPECT_EQ(read("2026-07-02T10:00:30"), "2026-07-02T08:00:30.000Z");
  EXPECT_EQ(read("2026-03-02T10:00:00Z"), "2026-03-02T10:00:00.000Z");
  EXPECT_EQ(read("2026-03-29T02:30"), "none");  // the clock went from two to three
  EXPECT_EQ(read("2026-10-25T02:30"), "2026-10-25T00:30:00.000Z");  // the first of two
  for (auto const* text : {"", "2026-03-02", "2026-02-30T10:00", "10:00", "yesterday"}) EXPECT_EQ(read(text), "none") << text;
}

TEST(Access, what_is_still_to_come_or_was_before_the_contract_is_a_mistake) {
  TestHouse house;
  auto const now = house.clock().now();
  auto const wrong = [&](Instant at) { return mistakes_of([&] { asked(house, house.karim, house.zoe.person, at); }); };
  EXPECT_EQ(wrong(now + std::chrono::milliseconds{1}), std::vector<std::string>{"at in_future"});
  EXPECT_EQ(wrong(now - std::chrono::hours{24 * 30}), std::vector<std::string>{"at before_contract"});
}

TEST(GroupLinks, a_group_names_its_contracts_and_the_members_it_has_on_one_of_them) {
  TestHouse house;
  auto const other = house.another_contract();
  house.as(house.karim, [&](Deed& deed) {
    contracts::link_group(deed, other, house.readers);
    groups::add_member(deed, house.readers, other, house.zoe.person);
  });
  auto const contracts_of = house.see(house.karim, [&](View& view) { return contracts::contracts_of(view, house.readers); });
  ASSERT_EQ(contracts_of.size(), 2U);
  EXPECT_EQ(contracts_of[0].title, "Brug");
  auto const members = house.see(house.karim, [&](View& view) { return contracts::contract_members_of(view, house.readers); });
  ASSERT_EQ(members.size(), 1U);
  EXPECT_EQ(members[0].title + ' ' + members[0].member.email, "Brug zoe@0426994097.example");
}

// Groups enough for both ways of a page: that of many newest contracts, and that of a few which groups share.
TEST(ContractList, somebody_in_many_groups_sees_what_his_rights_say_page_after_page) {
  TestHouse house;
  std::mt19937 dice{7};
  std::vector<ContractId> all{house.road};
  for (int n = 0; n < 90; ++n) all.push_back(house.another_contract("Werk " + std::to_string(n)));
  house.as(house.karim, [&](Deed& deed) {
    for (int n = 0; n < 90; ++n) {
      auto const level = n % 8 == 0 ? Level::none : Level::read;
      auto const id = groups::create(deed, {"g" + std::to_string(n), "", "x", {{Theme::invoicing, level}}, false, {house.zoe.person}});
      for (auto const& contract : all)
        if (dice() % 60 == 0) groups::link(deed, id, contract);
      if (n % 9 == 0) groups::remove(deed, id);
    }
    groups::link(deed, house.readers, all.at(50));
    groups::add_member(deed, house.readers, all.at(50), house.zoe.person);
  });
  for (std::string const search : {"", "werk"}) {
    std::vector<ContractId> expected, found;
    for (auto const& contract : all) {
      bool const fits = search.empty() || contract != house.road;
      if (fits && house.see(house.zoe, [&](View& view) { return groups::rights_on(view, contract).any(); })) expected.push_back(contract);
    }
    std::sort(expected.rbegin(), expected.rend());
    std::optional<std::string> after;
    do {
      auto const page = house.see(house.zoe, [&](View& view) { return contracts::list(view, after, search); });
      for (auto const& row : page.rows) found.push_back(row.id);
      after = page.next;
    } while (after);
    EXPECT_TRUE(found == expected) << search << ": " << found.size() << " of " << expected.size();
    EXPECT_GT(expected.size(), 25U);
  }
}
