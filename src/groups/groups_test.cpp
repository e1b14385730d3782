// SPDX-License-Identifier: EUPL-1.2
#include "groups/groups.h"
#include "groups/paths.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

using evidence::Deed;
using evidence::View;
using groups::Level;
using groups::NewGroup;
using groups::Theme;
using support::mistakes_of;
using support::refusal_of;
using support::TestHouse;

namespace {

NewGroup a_group(std::string name, Level level = Level::read, std::vector<PersonId> members = {}) {
  return {std::move(name), "", "test", {{Theme::invoicing, level}}, false, std::move(members)};
}

GroupId made(TestHouse& house, evidence::Actor const& by, NewGroup const& group) {
  return house.as(by, [&](Deed& deed) { return groups::create(deed, group); });
}

groups::Rights rights(TestHouse& house, evidence::Actor const& actor) {
  return house.see(actor, [&](View& view) { return groups::rights_on(view, house.road); });
}

Level level(TestHouse& house, evidence::Actor const& actor) { return rights(house, actor).on(Theme::invoicing); }

groups::Group opened(TestHouse& house, evidence::Actor const& by, GroupId const& id) {
  return house.see(by, [&](View& view) { return groups::open(view, id); });
}

void change(TestHouse& house, GroupId const& id, std::function<void(NewGroup&)> const& edit) {
  house.as(house.karim, [&](Deed& deed) {
    NewGroup group = groups::open(deed, id);
    auto const version = groups::open(deed, id).version;
    edit(group);
    groups::change(deed, id, group, version);
  });
}

std::int64_t recorded(TestHouse& house, char const* event) {
  return house.rows("SELECT count(*) FROM events WHERE event = $1", {std::string{event}}).at(0).number(0);
}

// What each of the cast is told when trying this: "." yes, "n" not allowed, "-" not found; undone each time. In the order
// els bram ana, karim sara lotte pieter zoe, ingrid.
struct Undone {};
std::string told(TestHouse& house, std::function<void(Deed&)> const& act) {
  std::string text;
  for (auto const* actor : {&house.els, &house.bram, &house.ana, &house.karim, &house.sara, &house.lotte, &house.pieter, &house.zoe, &house.ingrid}) {
    if (actor == &house.karim || actor == &house.ingrid) text += ' ';
    try {
      house.as(*actor, [&](Deed& deed) {
        act(deed);
        throw Undone{};
      });
    } catch (Undone const&) {
      text += '.';
    } catch (Refused const& refused) {
      text += refused.why == Refusal::not_allowed ? 'n' : refused.why == Refusal::not_found ? '-' : '?';
    }
  }
  return text;
}

}  // namespace

TEST(Groups, every_verb_asks_for_an_administrator_of_the_own_organisation) {
  TestHouse house;
  auto const& road = house.road;
  auto const guest = house.zoe.person;
  house.as(house.karim, [&](Deed& deed) { groups::add_member(deed, house.readers, road, guest); });
  EXPECT_EQ(told(house, [&](Deed& deed) { groups::create(deed, a_group("new")); }), ".n. .nnnn .");
  EXPECT_EQ(told(house, [&](Deed& deed) { groups::list(deed); }), ".n. .nnnn .");
  EXPECT_EQ(told(house, [&](Deed& deed) { groups::open(deed, house.readers); }), "--- .nnnn -");
  EXPECT_EQ(told(house, [&](Deed& deed) { groups::open(deed, house.inspectors); }), ".n. ----- -");
  EXPECT_EQ(told(house, [&](Deed& deed) { groups::change(deed, house.readers, a_group("new"), 1); }), "--- .nnnn -");
  EXPECT_EQ(told(house, [&](Deed& deed) { groups::remove(deed, house.readers); }), "--- .nnnn -");
  EXPECT_EQ(told(house, [&](Deed& deed) { groups::link(deed, house.readers, road); }), "--- .nnnn -");
  EXPECT_EQ(told(house, [&](Deed& deed) { groups::unlink(deed, house.readers, road); }), "--- .nnnn -");
  EXPECT_EQ(told(house, [&](Deed& deed) { groups::add_member(deed, house.readers, road, house.sara.person); }), "--- .nnnn -");
  EXPECT_EQ(told(house, [&](Deed& deed) { groups::remove_member(deed, house.readers, road, guest); }), "--- .nnnn -");
}

TEST(Groups, the_cast_has_the_rights_of_its_groups) {
  TestHouse house;
  EXPECT_EQ(level(house, house.sara), Level::send);
  EXPECT_EQ(level(house, house.lotte), Level::draft);
  EXPECT_EQ(level(house, house.pieter), Level::read);
  EXPECT_EQ(level(house, house.zoe), Level::none);
  EXPECT_FALSE(rights(house, house.zoe).any());
  EXPECT_EQ(level(house, house.karim), Level::send);  // legal representative
  EXPECT_EQ(level(house, house.ana), Level::read);    // administrator
  EXPECT_EQ(level(house, house.els), Level::send);    // administrator, and user in a group
  EXPECT_EQ(rights(house, house.pieter).on(Theme::planning), Level::none);
  EXPECT_EQ(rights(house, house.ana).on(Theme::planning), Level::read);
}

TEST(Groups, an_administrator_keeps_the_reference_and_so_do_groups_that_may) {
  TestHouse house;
  EXPECT_TRUE(rights(house, house.ana).may_edit_reference(groups::ContractKind::contract));
  EXPECT_TRUE(rights(house, house.karim).may_edit_reference(groups::ContractKind::contract));
  EXPECT_TRUE(rights(house, house.sara).may_edit_reference(groups::ContractKind::contract));
  EXPECT_FALSE(rights(house, house.lotte).may_edit_reference(groups::ContractKind::contract));
  EXPECT_FALSE(rights(house, house.zoe).may_edit_reference(groups::ContractKind::contract));
}

TEST(Groups, a_change_of_a_group_acts_at_once_for_standing_and_contract_members) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) { groups::add_member(deed, house.readers, house.road, house.zoe.person); });
  EXPECT_EQ(level(house, house.pieter), Level::read);
  EXPECT_EQ(level(house, house.zoe), Level::read);
  change(house, house.readers, [](NewGroup& group) { group.rights[Theme::invoicing] = Level::send; });
  EXPECT_EQ(level(house, house.pieter), Level::send);
  EXPECT_EQ(level(house, house.zoe), Level::send);
  change(house, house.readers, [](NewGroup& group) { group.rights.clear(); });
  EXPECT_EQ(level(house, house.pieter), Level::none);
  EXPECT_EQ(level(house, house.zoe), Level::none);
}

TEST(Groups, who_is_taken_from_a_group_loses_its_rights_at_once) {
  TestHouse house;
  change(house, house.senders, [](NewGroup& group) { group.members.clear(); });
  EXPECT_FALSE(rights(house, house.sara).any());
}

TEST(Groups, the_highest_of_several_groups_counts_for_each_theme) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) {
    NewGroup group{"planners", "", "test", {{Theme::invoicing, Level::read}, {Theme::planning, Level::draft}}, false, {house.sara.person}};
    groups::link(deed, groups::create(deed, group), house.road);
  });
  EXPECT_EQ(level(house, house.sara), Level::send);
  EXPECT_EQ(rights(house, house.sara).on(Theme::planning), Level::draft);
}

TEST(Groups, a_group_that_is_removed_gives_nothing_and_is_not_found) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) {
    groups::add_member(deed, house.senders, house.road, house.zoe.person);
    groups::remove(deed, house.senders);
  });
  EXPECT_FALSE(rights(house, house.sara).any());
  EXPECT_FALSE(rights(house, house.zoe).any());
  for (auto const& act : std::vector<std::function<void(Deed&)>>{
           [&](Deed& deed) { groups::open(deed, house.senders); }, [&](Deed& deed) { groups::remove(deed, house.senders); },
           [&](Deed& deed) { groups::link(deed, house.senders, house.road); },
           [&](Deed& deed) { groups::change(deed, house.senders, a_group("x"), 2); }})
    EXPECT_EQ(refusal_of([&] { house.as(house.karim, act); }), Refusal::not_found);
  auto const all = house.see(house.karim, [](View& view) { return groups::list(view).rows; });
  EXPECT_TRUE(std::none_of(all.begin(), all.end(), [](auto const& group) { return group.name == "senders"; }));
}

TEST(Groups, a_group_that_is_unlinked_takes_its_contract_members_with_it) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) {
    groups::add_member(deed, house.readers, house.road, house.zoe.person);
    groups::unlink(deed, house.readers, house.road);
  });
  EXPECT_FALSE(rights(house, house.pieter).any());
  house.as(house.karim, [&](Deed& deed) { groups::link(deed, house.readers, house.road); });
  EXPECT_EQ(level(house, house.pieter), Level::read);
  EXPECT_FALSE(rights(house, house.zoe).any());  // whoever links again, names them again
}

TEST(Groups, a_contract_member_has_the_rights_on_that_contract_alone) {
  TestHouse house;
  auto const other = house.another_contract();
  house.as(house.karim, [&](Deed& deed) {
    contracts::link_group(deed, other, house.readers);
    groups::add_member(deed, house.readers, house.road, house.zoe.person);
  });
  EXPECT_EQ(level(house, house.zoe), Level::read);
  auto const there = [&](evidence::Actor const& actor) { return house.see(actor, [&](View& view) { return groups::rights_on(view, other); }); };
  EXPECT_FALSE(there(house.zoe).any());
  EXPECT_TRUE(there(house.pieter).any());
  house.as(house.karim, [&](Deed& deed) { groups::remove_member(deed, house.readers, house.road, house.zoe.person); });
  EXPECT_FALSE(rights(house, house.zoe).any());
}

TEST(Groups, a_contract_member_needs_a_linked_group_and_a_colleague) {
  TestHouse house;
  auto const unlinked = made(house, house.karim, a_group("unlinked"));
  auto const add = [&](GroupId const& group, PersonId const& person) {
    return refusal_of([&] { house.as(house.karim, [&](Deed& deed) { groups::add_member(deed, group, house.road, person); }); });
  };
  EXPECT_EQ(add(unlinked, house.zoe.person), Refusal::not_found);
  EXPECT_EQ(add(house.readers, house.els.person), Refusal::not_found);
  EXPECT_EQ(add(house.readers, PersonId{new_id()}), Refusal::not_found);
  EXPECT_EQ(add(house.readers, house.zoe.person), std::nullopt);
  EXPECT_EQ(add(house.readers, house.zoe.person), std::nullopt);  // again is no mistake
  EXPECT_EQ(recorded(house, "contract_member_added"), 1);
}

TEST(Groups, members_work_for_the_organisation) {
  TestHouse house;
  EXPECT_EQ(refusal_of([&] { made(house, house.karim, a_group("x", Level::read, {house.els.person})); }), Refusal::not_found);
  house.as({}, [&](Deed& deed) { people::end_all_work_relations(deed, house.zoe.person); });
  EXPECT_EQ(refusal_of([&] { made(house, house.karim, a_group("x", Level::read, {house.zoe.person})); }), Refusal::not_found);
  EXPECT_EQ(recorded(house, "group_created"), 5);  // those of the cast: nothing is half made
  EXPECT_EQ(house.rows("SELECT count(*) FROM groups").at(0).number(0), 5);
}

TEST(Groups, who_works_here_twice_is_a_member_once) {
  TestHouse house;
  house.as({}, [&](Deed& deed) {
    auto const today = brussels_day(deed.now);
    people::start_work_relation(deed, {house.zoe.person, house.klinker.id, people::RelationKind::external, "", "", today, today + std::chrono::days{9}});
  });
  auto const id = made(house, house.karim, a_group("x", Level::read, {house.zoe.person, house.zoe.person}));
  EXPECT_EQ(opened(house, house.karim, id).members, std::vector{house.zoe.person});
}

TEST(Groups, a_member_who_left_has_no_rights_though_his_name_still_stands_there) {
  TestHouse house;
  house.as({}, [&](Deed& deed) { people::end_all_work_relations(deed, house.sara.person); });
  EXPECT_FALSE(rights(house, house.sara).any());
  EXPECT_EQ(opened(house, house.karim, house.senders).members, std::vector{house.sara.person});
}

TEST(Groups, a_name_is_taken_once_in_an_organisation) {
  TestHouse house;
  EXPECT_EQ(refusal_of([&] { made(house, house.karim, a_group("senders")); }), Refusal::name_taken);
  EXPECT_EQ(refusal_of([&] { change(house, house.readers, [](NewGroup& group) { group.name = "senders"; }); }), Refusal::name_taken);
  EXPECT_EQ(refusal_of([&] { made(house, house.karim, a_group("Senders")); }), Refusal::name_taken) << "people read both as one name";
  for (auto const* blank : {" senders", "senders ", "senders\u00A0", "senders\u200B", "\tsenders\u3000"})
    EXPECT_EQ(take(groups::read_group({{"name", blank}, {"description", "x"}})).name, "senders") << blank;
  EXPECT_EQ(take(groups::read_group({{"name", "Werf  \u202F Gent"}, {"description", "x"}})).name, "Werf Gent");
  EXPECT_EQ(mistakes_of([&] { take(groups::read_group({{"name", "\u200B"}, {"description", "x"}})); }), std::vector<std::string>{"name missing"});
  change(house, house.senders, [](NewGroup& group) { group.name = "Senders"; });
  change(house, house.senders, [](NewGroup& group) { group.name = "senders"; });
  made(house, house.els, a_group("senders"));  // another organisation's names are its own
  change(house, house.readers, [](NewGroup& group) { group.description = "the same name again is no other name"; });
  house.as(house.karim, [&](Deed& deed) { groups::remove(deed, house.senders); });
  EXPECT_EQ(refusal_of([&] { change(house, house.readers, [](NewGroup& group) { group.name = "senders"; }); }), Refusal::name_inactive);
}

TEST(Groups, the_name_of_an_inactive_group_asks_what_to_do_with_it) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) { groups::remove(deed, house.senders); });
  EXPECT_EQ(refusal_of([&] { made(house, house.karim, a_group("senders")); }), Refusal::name_inactive);
  EXPECT_EQ(house.see(house.karim, [](View& view) { return groups::name_state(view, "senders"); }), groups::NameState::inactive);
  EXPECT_EQ(house.see(house.els, [](View& view) { return groups::name_state(view, "senders"); }), groups::NameState::free);
  EXPECT_EQ(refusal_of([&] { made(house, house.karim, a_group("SENDERS")); }), Refusal::name_inactive);
  house.as(house.karim, [&](Deed& deed) { groups::create(deed, a_group("SENDERS"), groups::OnInactive::activate); });
  EXPECT_EQ(opened(house, house.karim, house.senders).name, "senders");
}

TEST(Groups, an_inactive_group_that_is_activated_has_its_rights_and_members_and_no_contracts) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) {
    groups::add_member(deed, house.senders, house.road, house.zoe.person);
    groups::remove(deed, house.senders);
  });
  auto const id = house.as(house.karim, [&](Deed& deed) {
    return groups::create(deed, a_group("senders", Level::read, {house.zoe.person}), groups::OnInactive::activate);
  });
  EXPECT_EQ(id, house.senders);
  auto const group = opened(house, house.karim, id);
  EXPECT_EQ(group.members, std::vector{house.sara.person});
  EXPECT_EQ(group.rights.at(Theme::invoicing), Level::send);
  EXPECT_EQ(group.contracts, 0);
  EXPECT_FALSE(rights(house, house.sara).any());
  house.as(house.karim, [&](Deed& deed) { groups::link(deed, id, house.road); });
  EXPECT_EQ(level(house, house.sara), Level::send);
  EXPECT_FALSE(rights(house, house.zoe).any());
  EXPECT_EQ(recorded(house, "group_reactivated"), 1);
  EXPECT_EQ(recorded(house, "group_overwritten"), 0);
}

TEST(Groups, an_inactive_group_that_is_overwritten_is_gone_and_its_history_stays) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) { groups::remove(deed, house.senders); });
  auto const again = [&] {
    return house.as(house.karim, [&](Deed& deed) {
      return groups::create(deed, a_group("senders", Level::read, {house.zoe.person}), groups::OnInactive::overwrite);
    });
  };
  auto const id = again();
  EXPECT_NE(id, house.senders);
  EXPECT_EQ(opened(house, house.karim, id).members, std::vector{house.zoe.person});
  EXPECT_EQ(recorded(house, "group_overwritten"), 1);
  EXPECT_EQ(recorded(house, "group_deleted"), 1);
  house.as(house.karim, [&](Deed& deed) { groups::remove(deed, id); });
  EXPECT_NE(again(), id);  // the first one is not found a second time
  EXPECT_EQ(house.rows("SELECT count(*) FROM groups WHERE name = 'senders'").at(0).number(0), 3);
  EXPECT_EQ(refusal_of([&] { again(); }), Refusal::name_taken);
}

TEST(Groups, overwriting_or_activating_a_name_that_nobody_bears_just_makes_the_group) {
  TestHouse house;
  for (auto how : {groups::OnInactive::overwrite, groups::OnInactive::activate})
    house.as(house.karim, [&](Deed& deed) { groups::create(deed, a_group(how == groups::OnInactive::activate ? "a" : "o"), how); });
  EXPECT_EQ(recorded(house, "group_overwritten") + recorded(house, "group_reactivated"), 0);
}

// Such a contract does not open, and nobody is told that he may change what he cannot see.
TEST(Groups, who_has_a_right_on_no_theme_keeps_no_reference) {
  TestHouse house;
  auto wanted = a_group("referenties");
  wanted.rights.clear();
  wanted.references = true;
  wanted.members = {house.zoe.person};
  auto const group = made(house, house.karim, wanted);
  house.as(house.karim, [&](Deed& deed) { groups::link(deed, group, house.road); });
  EXPECT_EQ(rights(house, house.zoe), groups::Rights{});
  EXPECT_EQ(house.see(house.karim, [&](View& view) { return groups::fold(groups::paths(view, house.zoe.person, house.road, view.now)); }), groups::Rights{});
  house.as(house.karim, [&](Deed& deed) { groups::add_member(deed, house.readers, house.road, house.zoe.person); });
  EXPECT_TRUE(rights(house, house.zoe).may_edit_reference(groups::ContractKind::contract)) << "with a right on a theme beside it";
}

TEST(Groups, the_own_reference_is_kept_per_kind_of_contract) {
  TestHouse house;
  change(house, house.senders, [](NewGroup& group) { group.references = {groups::ContractKind::lot, groups::ContractKind::order}; });
  auto const found = rights(house, house.sara);
  EXPECT_TRUE(found.may_edit_reference(groups::ContractKind::lot));
  EXPECT_FALSE(found.may_edit_reference(groups::ContractKind::contract));
  auto const save = [&] { house.as(house.sara, [&](Deed& deed) { contracts::set_own_reference(deed, house.road, "R1"); }); };
  EXPECT_EQ(refusal_of(save), Refusal::not_allowed);  // the road is a contract
  change(house, house.senders, [](NewGroup& group) { group.references = {groups::ContractKind::contract}; });
  EXPECT_EQ(refusal_of(save), std::nullopt);
}

TEST(Groups, one_save_links_what_was_chosen_and_unlinks_what_was_shown_besides) {
  TestHouse house;
  auto const archive = made(house, house.karim, a_group("archive"));
  house.as(house.karim, [&](Deed& deed) {
    contracts::save_group_links(deed, house.road, {{archive, house.senders}, {archive, house.senders, house.readers}});
  });
  std::string text;
  for (auto const& each : house.see(house.karim, [&](View& view) { return groups::links_of(view, house.road, groups::Which::linked).rows; }))
    text += each.name + '\n';
  EXPECT_EQ(text, "archive\ndrafters\nsenders\n");  // drafters was not shown, and stays
}

TEST(Groups, one_save_changes_the_members_on_a_contract) {
  TestHouse house;
  auto const save = [&](groups::Choice<PersonId> const& choice) {
    house.as(house.karim, [&](Deed& deed) { groups::save_contract_members(deed, house.readers, house.road, choice); });
  };
  save({{house.zoe.person, house.lotte.person}, {}});
  EXPECT_EQ(level(house, house.zoe), Level::read);
  save({{house.sara.person}, {house.zoe.person, house.sara.person}});
  EXPECT_FALSE(rights(house, house.zoe).any());
  auto const here = house.see(house.karim, [&](View& view) { return groups::contract_members(view, house.readers, house.road); });
  ASSERT_EQ(here.size(), 2U);  // lotte was not shown, and stays
  EXPECT_EQ(refusal_of([&] { save({{house.els.person}, {}}); }), Refusal::not_found);
  EXPECT_EQ(recorded(house, "contract_member_added"), 3);
  EXPECT_EQ(recorded(house, "contract_member_removed"), 1);
}

TEST(Groups, who_was_not_shown_stays_a_standing_member) {
  TestHouse house;
  change(house, house.senders, [&](NewGroup& group) {
    group.members = {house.zoe.person};
    group.shown = {house.zoe.person, house.lotte.person};
  });
  EXPECT_EQ(opened(house, house.karim, house.senders).members.size(), 2U);
  house.as(house.karim, [&](Deed& deed) { groups::save_standing_members(deed, house.senders, {{}, {house.sara.person}}); });
  EXPECT_EQ(opened(house, house.karim, house.senders).members, std::vector{house.zoe.person});
}

TEST(Groups, a_choice_is_read_with_limits) {
  auto const read = [](Fields const& fields) { return mistakes_of([&] { take(groups::read_choice_of_members(fields)); }); };
  EXPECT_EQ(read({}), std::vector<std::string>{"members missing"});
  EXPECT_EQ(read({{"members.0", "x"}}), std::vector<std::string>{"members.0 unknown"});
  EXPECT_EQ(read({{"shown.0", new_id()}}), std::vector<std::string>{});
  Fields many;
  for (int i = 0; i < 501; ++i) many["members." + std::to_string(i)] = new_id();
  EXPECT_EQ(read(many), std::vector<std::string>{"members too_many"});
}

TEST(Groups, lists_come_a_page_at_a_time_by_name_and_are_searched) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) {
    for (int i = 0; i < 130; ++i) groups::create(deed, a_group("Werf " + std::to_string(1000 + i)));
  });
  auto const list = [&](std::string const& search, std::string const& after) {
    return house.see(house.karim, [&](View& view) { return groups::list(view, {search, after}); });
  };
  auto const first = list("werf", "");
  ASSERT_EQ(first.rows.size(), 100U);
  EXPECT_EQ(first.next, "Werf 1099");
  auto const second = list("werf", *first.next);
  EXPECT_EQ(second.rows.size(), 30U);
  EXPECT_FALSE(second.next);
  EXPECT_EQ(list("1_0", "").rows.size(), 0U);  // what was typed is no pattern
  EXPECT_EQ(list("105", "").rows.size(), 11U);
}

TEST(Groups, choices_hold_colleagues_of_today_and_members_who_left) {
  TestHouse house;
  house.as({}, [&](Deed& deed) { people::end_all_work_relations(deed, house.sara.person); });
  auto const names = [&](GroupId const& id, std::string const& search) {
    std::string text;
    for (auto const& each : house.see(house.karim, [&](View& view) { return groups::choices(view, id, {}, {search, ""}).rows; }))
      text += each.name.substr(0, each.name.find(' ')) + (each.is_member ? "* " : " ");
    return text;
  };
  EXPECT_EQ(names(house.senders, ""), "karim lotte pieter sara* zoe ");
  EXPECT_EQ(names(house.readers, ""), "karim lotte pieter* zoe ");
  EXPECT_EQ(names(house.readers, "PIET"), "pieter* ");
}

TEST(Groups, a_second_save_on_an_old_version_is_told_so_and_changes_nothing) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) { groups::change(deed, house.readers, a_group("renamed"), 1); });
  EXPECT_EQ(refusal_of([&] { house.as(house.karim, [&](Deed& deed) { groups::change(deed, house.readers, a_group("late"), 1); }); }),
            Refusal::stale_version);
  auto const group = opened(house, house.karim, house.readers);
  EXPECT_EQ(group.name, "renamed");
  EXPECT_EQ(group.version, 2);
  EXPECT_TRUE(group.members.empty());
}

TEST(Groups, what_is_saved_is_read_back) {
  TestHouse house;
  NewGroup const group{"all of it", "groep@klinker.example", "everything", {{Theme::invoicing, Level::send}, {Theme::acceptance, Level::read}},
                       {groups::ContractKind::contract, groups::ContractKind::order},
                       {house.zoe.person}};
  auto const id = made(house, house.karim, group);
  auto const found = opened(house, house.karim, id);
  EXPECT_EQ(found.name, group.name);
  EXPECT_EQ(found.email, group.email);
  EXPECT_EQ(found.description, group.description);
  EXPECT_EQ(found.rights, group.rights);
  EXPECT_EQ(found.references, group.references);
  EXPECT_EQ(found.members, group.members);
}

TEST(Groups, a_list_is_by_name_and_counts_the_contracts) {
  TestHouse house;
  made(house, house.karim, a_group("archive"));
  std::string text;
  for (auto const& group : house.see(house.karim, [](View& view) { return groups::list(view).rows; }))
    text += group.name + ' ' + std::to_string(group.contracts) + '\n';
  EXPECT_EQ(text, "archive 0\ndrafters 1\nreaders 1\nsenders 1\n");
}

TEST(Groups, links_and_members_on_a_contract_are_those_of_the_own_organisation) {
  TestHouse house;
  made(house, house.karim, a_group("archive"));
  house.as(house.karim, [&](Deed& deed) { groups::add_member(deed, house.readers, house.road, house.zoe.person); });
  std::string text;
  for (auto const& each : house.see(house.karim, [&](View& view) { return groups::links_of(view, house.road, groups::Which::all).rows; }))
    text += each.name + (each.linked ? " linked\n" : "\n");
  EXPECT_EQ(text, "archive\ndrafters linked\nreaders linked\nsenders linked\n");
  auto const standing = house.see(house.karim, [&](View& view) { return groups::standing_members(view, house.readers).rows; });
  auto const here = house.see(house.karim, [&](View& view) { return groups::contract_members(view, house.readers, house.road); });
  ASSERT_EQ(standing.size(), 1U);
  ASSERT_EQ(here.size(), 1U);
  EXPECT_EQ(standing[0].name + ' ' + standing[0].email, "pieter Test pieter@0426994097.example");
  EXPECT_EQ(here[0].person, house.zoe.person);
}

TEST(Groups, a_group_of_one_side_gives_nothing_on_the_other_side) {
  TestHouse house;
  // Els works for De Klinker too, and is in a group of the agency that sends.
  house.as({}, [&](Deed& deed) {
    auto const today = brussels_day(deed.now);
    auto const relation = people::start_work_relation(
        deed, {house.els.person, house.klinker.id, people::RelationKind::external, "", "", today, today + std::chrono::days{9}});
    people::grant(deed, relation, people::Role::user, "test", today, today + std::chrono::days{9});
  });
  evidence::Actor const there{house.els.person, house.klinker.id, Language::nl};
  EXPECT_FALSE(rights(house, there).any());
}

TEST(Groups, what_happens_to_a_group_stands_in_the_book_once) {
  TestHouse house;
  auto const before = recorded(house, "group_linked");
  house.as(house.karim, [&](Deed& deed) {
    auto const id = groups::create(deed, a_group("x"));
    for (int twice = 0; twice < 2; ++twice) groups::link(deed, id, house.road);
    groups::change(deed, id, a_group("y"), 1);
    for (int twice = 0; twice < 2; ++twice) groups::unlink(deed, id, house.road);
    for (int twice = 0; twice < 2; ++twice) groups::remove_member(deed, id, house.road, house.zoe.person);
    groups::remove(deed, id);
  });
  EXPECT_EQ(recorded(house, "group_linked"), before + 1);
  EXPECT_EQ(recorded(house, "group_unlinked"), 1);
  EXPECT_EQ(recorded(house, "group_changed"), 1);
  EXPECT_EQ(recorded(house, "contract_member_removed"), 0);
  EXPECT_EQ(recorded(house, "group_deleted"), 1);
}

TEST(Groups, a_form_is_read_with_every_mistake_at_once) {
  auto const read = [](Fields const& fields) { return mistakes_of([&] { take(groups::read_group(fields)); }); };
  EXPECT_EQ(read({}), (std::vector<std::string>{"name missing", "description missing"}));
  EXPECT_EQ(read({{"name", std::string(101, 'x')}, {"description", std::string(1001, 'x')}, {"email", "no address"}, {"rights.invoicing", "all"},
                  {"members.0", "nobody"}}),
            (std::vector<std::string>{"name too_long", "description too_long", "email not_an_email", "rights.invoicing unknown", "members.0 unknown"}));
  auto const group = take(groups::read_group({{"name", "Facturatie"}, {"description", "x"}, {"email", "f@klinker.example"}, {"rights.invoicing", "draft"},
                                              {"rights.general", "none"}, {"reference.lot", "edit"}, {"reference.order", "read"}, {"members.0", ""},
                                              {"members.1", new_id()}}));
  EXPECT_EQ(group.rights.at(Theme::invoicing), Level::draft);
  EXPECT_EQ(group.references, groups::ContractKinds{groups::ContractKind::lot});
  EXPECT_EQ(group.members.size(), 1U);
}

TEST(Groups, an_address_that_would_break_a_mail_is_a_mistake) {
  for (auto const* email : {"a b@x.be", "a@x.be,b@x.be", "a@x.be;b@x.be", "<a@x.be>", "a@x.be\r\nBcc: b@x.be", "geen"})
    EXPECT_EQ(mistakes_of([&] { take(groups::read_group({{"name", "x"}, {"description", "x"}, {"email", email}})); }),
              std::vector<std::string>{"email not_an_email"})
        << email;
}

TEST(Groups, the_words_for_themes_and_levels_are_read_back) {
  for (auto theme : groups::themes) EXPECT_EQ(groups::parse_theme(groups::name(theme)), theme);
  for (auto each : {Level::none, Level::read, Level::draft, Level::send}) EXPECT_EQ(groups::parse_level(groups::name(each)), each);
  EXPECT_FALSE(groups::parse_theme("facturatie"));
  EXPECT_FALSE(groups::parse_level("all"));
}
