// SPDX-License-Identifier: EUPL-1.2
#include "groups/groups.h"
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
  EXPECT_TRUE(rights(house, house.ana).may_edit_reference);
  EXPECT_TRUE(rights(house, house.karim).may_edit_reference);
  EXPECT_TRUE(rights(house, house.sara).may_edit_reference);
  EXPECT_FALSE(rights(house, house.lotte).may_edit_reference);
  EXPECT_FALSE(rights(house, house.zoe).may_edit_reference);
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
  auto const all = house.see(house.karim, [](View& view) { return groups::list(view); });
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
  made(house, house.els, a_group("senders"));  // another organisation's names are its own
  change(house, house.readers, [](NewGroup& group) { group.description = "the same name again is no other name"; });
  house.as(house.karim, [&](Deed& deed) { groups::remove(deed, house.senders); });
  made(house, house.karim, a_group("senders"));  // a removed group gives its name free
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
  NewGroup const group{"all of it", "groep@klinker.example", "everything", {{Theme::invoicing, Level::send}, {Theme::acceptance, Level::read}}, true,
                       {house.zoe.person}};
  auto const id = made(house, house.karim, group);
  auto const found = opened(house, house.karim, id);
  EXPECT_EQ(found.name, group.name);
  EXPECT_EQ(found.email, group.email);
  EXPECT_EQ(found.description, group.description);
  EXPECT_EQ(found.rights, group.rights);
  EXPECT_TRUE(found.may_edit_reference);
  EXPECT_EQ(found.members, group.members);
}

TEST(Groups, a_list_is_by_name_and_counts_the_contracts) {
  TestHouse house;
  made(house, house.karim, a_group("archive"));
  std::string text;
  for (auto const& group : house.see(house.karim, [](View& view) { return groups::list(view); }))
    text += group.name + ' ' + std::to_string(group.contracts) + '\n';
  EXPECT_EQ(text, "archive 0\ndrafters 1\nreaders 1\nsenders 1\n");
}

TEST(Groups, links_and_members_on_a_contract_are_those_of_the_own_organisation) {
  TestHouse house;
  made(house, house.karim, a_group("archive"));
  house.as(house.karim, [&](Deed& deed) { groups::add_member(deed, house.readers, house.road, house.zoe.person); });
  std::string text;
  for (auto const& each : house.see(house.karim, [&](View& view) { return groups::links_of(view, house.road); }))
    text += each.name + (each.linked ? " linked\n" : "\n");
  EXPECT_EQ(text, "archive\ndrafters linked\nreaders linked\nsenders linked\n");
  auto const members = house.see(house.karim, [&](View& view) { return groups::members_on(view, house.readers, house.road); });
  ASSERT_EQ(members.standing.size(), 1U);
  ASSERT_EQ(members.contract.size(), 1U);
  EXPECT_EQ(members.standing[0].name + ' ' + members.standing[0].email, "pieter Test pieter@0426994097.example");
  EXPECT_EQ(members.contract[0].person, house.zoe.person);
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
                                              {"rights.general", "none"}, {"mayEditReference", "on"}, {"members.0", ""}, {"members.1", new_id()}}));
  EXPECT_EQ(group.rights.at(Theme::invoicing), Level::draft);
  EXPECT_TRUE(group.may_edit_reference);
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
