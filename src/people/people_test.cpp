// SPDX-License-Identifier: EUPL-1.2
#include "people/people.h"
#include "platform/crypto/crypto.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

#include <stdexcept>

using evidence::Deed;
using evidence::View;
using people::RelationKind;
using people::Role;
using support::refusal_of;
using support::TestHouse;

namespace {

constexpr auto national_number = "62680599650";  // a TST number: month 68 does not exist

Day day(std::string_view text) { return *parse_day(text); }
std::string const& key() {
  static std::string const bytes(32, 'k');
  return bytes;
}

people::Standing standing(TestHouse& house, evidence::Actor const& actor) {
  return house.see(actor, [](View& view) { return people::standing(view); });
}

std::string said(people::Standing const& standing) {
  std::string text = standing.legal_representative ? "representative " : "";
  return text + (standing.administrator ? "administrator " : "") + (standing.user ? "user" : "");
}

PersonId person(TestHouse& house, char const* given_name) {
  return house.as({}, [&](Deed& deed) { return people::register_person(deed, {given_name, "Test", Language::fr, ""}).id; });
}

std::string relation(TestHouse& house, PersonId const& who, OrganisationId const& organisation, Day from, Day to) {
  return house.as({}, [&](Deed& deed) {
    return people::start_work_relation(deed, {who, organisation, RelationKind::external, "nora@klinker.example", "", from, to});
  });
}

std::string right(TestHouse& house, std::string const& work_relation, Role role, Day from, Day to) {
  return house.as({}, [&](Deed& deed) { return people::grant(deed, work_relation, role, "test", from, to); });
}

// Nora, who works for De Klinker between these days and is a user for as long.
struct Nora {
  evidence::Actor actor;
  std::string relation, right;
};
Nora nora(TestHouse& house, std::string_view from, std::string_view to, Role role = Role::user) {
  Nora made;
  made.actor = {person(house, "Nora"), house.klinker.id, Language::fr};
  made.relation = relation(house, made.actor.person, house.klinker.id, day(from), day(to));
  made.right = right(house, made.relation, role, day(from), day(to));
  return made;
}

// What is said at these moments, as "0110".
std::string at_each(TestHouse& house, std::initializer_list<char const*> moments, std::function<bool()> const& holds) {
  std::string text;
  for (auto const* moment : moments) {
    house.clock().set(moment);
    text += holds() ? '1' : '0';
  }
  return text;
}

// The last moment before, the first of and the last of the days 10 March to 10 April 2026 in Brussels, and the first after:
// one end in winter time, the other in summer time.
constexpr std::initializer_list<char const*> edges{"2026-03-09T22:59:59.999Z", "2026-03-09T23:00:00.000Z", "2026-04-10T21:59:59.999Z",
                                                   "2026-04-10T22:00:00.000Z"};

std::vector<std::string> events_of(TestHouse& house, char const* event) {
  std::vector<std::string> found;
  for (auto const& row : house.rows("SELECT particulars FROM events WHERE event = $1 ORDER BY chain, position", {std::string{event}}))
    found.push_back(row.text(0));
  return found;
}

bool are_addressed(TestHouse& house, std::string const& email) {
  bool found = false;
  house.house().engine().look([&](db::Tx& tx) {
    for (auto const& each : people::administrators_of(tx, house.klinker.id, brussels_day(house.clock().now()))) found = found || each.email == email;
  });
  return found;
}

}  // namespace

TEST(People, a_work_relation_counts_from_midnight_to_midnight_in_brussels_both_days_included) {
  TestHouse house;
  auto const who = nora(house, "2026-03-10", "2026-04-10");
  EXPECT_EQ(at_each(house, edges, [&] { return standing(house, who.actor).user; }), "0110");
}

TEST(People, a_user_right_counts_on_its_own_days_within_the_relation) {
  TestHouse house;
  evidence::Actor const who{person(house, "Nora"), house.klinker.id, Language::fr};
  auto const work = relation(house, who.person, house.klinker.id, day("2026-01-01"), day("2026-12-31"));
  right(house, work, Role::administrator, day("2026-03-10"), day("2026-04-10"));
  EXPECT_EQ(at_each(house, edges, [&] { return standing(house, who).administrator; }), "0110");
}

TEST(People, a_legal_function_counts_on_its_days_and_needs_no_relation_or_right) {
  TestHouse house;
  evidence::Actor const who{person(house, "Nora"), house.klinker.id, Language::fr};
  house.as({}, [&](Deed& deed) {
    organisations::appoint_legal_representative(deed, who.person, who.organisation, day("2026-03-10"), day("2026-04-10"));
  });
  EXPECT_EQ(at_each(house, edges, [&] { return standing(house, who).legal_representative; }), "0110");
  house.clock().set("2026-03-20T09:00:00.000Z");
  EXPECT_EQ(said(standing(house, who)), "representative ");
  EXPECT_TRUE(standing(house, who).administers());
}

TEST(People, lists_of_people_end_at_the_same_midnight_as_standing) {
  TestHouse house;
  auto const who = nora(house, "2026-03-10", "2026-04-10", Role::administrator);
  auto const today = [&] { return brussels_day(house.clock().now()); };
  EXPECT_EQ(at_each(house, edges, [&] { return are_addressed(house, "nora@klinker.example"); }), "0110");
  EXPECT_EQ(at_each(house, edges,
                    [&] {
                      bool works = false;
                      house.house().engine().look([&](db::Tx& tx) { works = !people::workplaces(tx, who.actor.person, today()).empty(); });
                      return works;
                    }),
            "0110");
  EXPECT_EQ(at_each(house, edges,
                    [&] {
                      auto const all = house.see(house.karim, [](View& view) { return people::colleagues(view); });
                      return std::any_of(all.begin(), all.end(), [&](auto const& each) { return each.person == who.actor.person && each.administrator; });
                    }),
            "0110");
  EXPECT_EQ(at_each(house, edges,
                    [&] {
                      bool found = false;
                      house.house().engine().look([&](db::Tx& tx) {
                        found = !people::addresses_of(tx, house.klinker.id, std::vector{who.actor.person}, today()).empty();
                      });
                      return found;
                    }),
            "0110");
}

TEST(People, a_relation_that_is_ended_takes_every_right_with_it_at_once) {
  TestHouse house;
  auto const who = nora(house, "2026-01-01", "2026-12-31", Role::administrator);
  EXPECT_EQ(said(standing(house, who.actor)), "administrator ");
  house.as({}, [&](Deed& deed) { people::end_work_relation(deed, who.relation); });
  EXPECT_FALSE(standing(house, who.actor).any());
  EXPECT_FALSE(are_addressed(house, "nora@klinker.example"));
  EXPECT_EQ(refusal_of([&] { house.as({}, [&](Deed& deed) { people::end_work_relation(deed, who.relation); }); }), Refusal::not_found);
  EXPECT_EQ(refusal_of([&] { right(house, who.relation, Role::user, day("2026-01-01"), day("2026-12-31")); }), Refusal::not_found);
  EXPECT_EQ(events_of(house, "work_relation_ended").size(), 1U);
}

TEST(People, a_right_that_is_revoked_is_gone_at_once_and_only_that_right) {
  TestHouse house;
  auto const who = nora(house, "2026-01-01", "2026-12-31");
  right(house, who.relation, Role::administrator, day("2026-01-01"), day("2026-12-31"));
  house.as({}, [&](Deed& deed) { people::revoke(deed, who.right); });
  EXPECT_EQ(said(standing(house, who.actor)), "administrator ");
  EXPECT_EQ(refusal_of([&] { house.as({}, [&](Deed& deed) { people::revoke(deed, who.right); }); }), Refusal::not_found);
  auto const told = events_of(house, "user_right_revoked");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_NE(told[0].find(R"("role":"user")"), std::string::npos) << told[0];
}

TEST(People, who_administers_is_told_once_and_by_name_as_long_as_it_holds) {
  TestHouse house;
  auto const names = [&](evidence::Actor const& actor) {
    return house.see(actor, [](View& view) {
      std::string text;
      for (auto const& each : people::administrators(view)) text += each.full_name + ' ' + each.email + '\n';
      return text;
    });
  };
  auto const before = names(house.sara);
  auto const who = nora(house, "2026-01-01", "2026-12-31");
  EXPECT_EQ(names(house.sara), before) << "a user is none";
  right(house, who.relation, Role::administrator, day("2026-01-01"), day("2026-12-31"));
  right(house, who.relation, Role::administrator, day("2026-02-01"), day("2026-12-31"));
  auto const second = relation(house, who.actor.person, house.klinker.id, day("2026-01-01"), day("2026-12-31"));
  auto const by_second = right(house, second, Role::administrator, day("2026-01-01"), day("2026-12-31"));
  EXPECT_EQ(names(house.sara), names(who.actor));
  EXPECT_EQ(names(house.ingrid).find("Nora"), std::string::npos) << "of another organisation";
  auto const told = names(house.sara);
  EXPECT_EQ(told.size(), before.size() + std::string{"Nora Test nora@klinker.example\n"}.size()) << told;
  EXPECT_NE(told.find("Nora Test nora@klinker.example\n"), std::string::npos) << told;
  house.as({}, [&](Deed& deed) { people::end_work_relation(deed, who.relation); });
  EXPECT_EQ(names(house.sara), told) << "the second relation still gives it";
  house.as({}, [&](Deed& deed) { people::revoke(deed, by_second); });
  EXPECT_EQ(names(house.sara), before);
}

// A look remembers who one is; what gives and takes rights may not.
TEST(People, an_act_that_takes_a_right_knows_it_is_gone) {
  TestHouse house;
  auto const who = nora(house, "2026-01-01", "2026-12-31");
  house.as(who.actor, [&](Deed& deed) {
    EXPECT_EQ(said(people::standing(deed)), "user");
    people::grant(deed, who.relation, Role::administrator, "test", day("2026-01-01"), day("2026-12-31"));
    EXPECT_EQ(said(people::standing(deed)), "administrator user");
    people::revoke(deed, who.right);
    EXPECT_EQ(said(people::standing(deed)), "administrator ");
  });
}

TEST(People, a_right_is_cut_to_the_days_of_its_relation) {
  TestHouse house;
  evidence::Actor const who{person(house, "Nora"), house.klinker.id, Language::fr};
  auto const work = relation(house, who.person, house.klinker.id, day("2026-03-10"), day("2026-04-10"));
  auto const granted = right(house, work, Role::user, day("2020-01-01"), day("2030-01-01"));
  auto const row = house.rows("SELECT valid_from, valid_to FROM user_rights WHERE id = $1", {granted}).at(0);
  EXPECT_EQ(row.text(0) + ' ' + row.text(1), "2026-03-10 2026-04-10");
}

TEST(People, a_right_never_outlives_its_relation_whatever_the_table_says) {
  TestHouse house;
  auto const who = nora(house, "2026-03-10", "2026-04-10");
  house.house().engine().act_now(
      [](db::Tx& tx) { tx.run("UPDATE user_rights SET valid_from = '2020-01-01', valid_to = '2099-12-31' WHERE reason = 'test'"); });
  EXPECT_EQ(at_each(house, edges, [&] { return standing(house, who.actor).user; }), "0110");
}

TEST(People, a_work_relation_lasts_four_years_at_most) {
  TestHouse house;
  auto const who = person(house, "Nora");
  auto const lasts = [&](std::string_view from, std::string_view to) {
    try {
      relation(house, who, house.klinker.id, day(from), day(to));
      return true;
    } catch (std::logic_error const&) {
      return false;
    }
  };
  EXPECT_TRUE(lasts("2026-03-02", "2030-03-02"));
  EXPECT_FALSE(lasts("2026-03-02", "2030-03-03"));
  EXPECT_TRUE(lasts("2028-02-29", "2032-02-29"));
  EXPECT_FALSE(lasts("2028-02-29", "2032-03-01"));
  EXPECT_TRUE(lasts("2096-02-29", "2100-03-01"));  // 2100 has no 29 February
  EXPECT_FALSE(lasts("2096-02-29", "2100-03-02"));
}

TEST(People, standing_holds_for_the_organisation_acted_for_and_no_other) {
  TestHouse house;
  auto elsewhere = house.karim;
  elsewhere.organisation = house.vanhove.id;
  EXPECT_EQ(said(standing(house, house.karim)), "representative administrator ");
  EXPECT_FALSE(standing(house, elsewhere).any());
  EXPECT_FALSE(standing(house, {house.karim.person, {}, Language::nl}).any());
  EXPECT_FALSE(standing(house, {{}, house.klinker.id, Language::nl}).any());
}

TEST(People, two_relations_with_one_organisation_add_up) {
  TestHouse house;
  auto const who = nora(house, "2026-01-01", "2026-12-31");
  auto const second = relation(house, who.actor.person, house.klinker.id, day("2026-03-01"), day("2026-03-31"));
  right(house, second, Role::administrator, day("2026-03-01"), day("2026-03-31"));
  EXPECT_EQ(said(standing(house, who.actor)), "administrator user");
  house.as({}, [&](Deed& deed) { people::end_work_relation(deed, who.relation); });
  EXPECT_EQ(said(standing(house, who.actor)), "administrator ");
  house.as({}, [&](Deed& deed) { people::end_all_work_relations(deed, who.actor.person); });
  EXPECT_FALSE(standing(house, who.actor).any());
}

TEST(People, a_person_works_where_he_has_a_valid_right_or_a_legal_function) {
  TestHouse house;
  auto const who = nora(house, "2026-01-01", "2026-12-31");
  relation(house, who.actor.person, house.agency.id, day("2026-01-01"), day("2026-12-31"));  // without any right
  house.as({}, [&](Deed& deed) { organisations::appoint_legal_representative(deed, who.actor.person, house.vanhove.id, day("2026-01-01")); });
  std::vector<people::Workplace> places;
  house.house().engine().look([&](db::Tx& tx) { places = people::workplaces(tx, who.actor.person, day("2026-03-02")); });
  ASSERT_EQ(places.size(), 2U);
  EXPECT_EQ(places[0].name, "De Klinker");  // by name
  EXPECT_EQ(places[1].name, "Van Hove");
}

TEST(People, a_national_number_is_sealed_and_found_by_its_keyed_hash_only) {
  TestHouse house;
  house.as({}, [&](Deed& deed) { people::register_person(deed, {"Nora", "Test", Language::nl, national_number}, key()); });
  auto const row = house.rows("SELECT national_number_sealed, national_number_keyed FROM persons WHERE national_number_keyed IS NOT NULL").at(0);
  std::string opened;
  EXPECT_TRUE(crypto::unseal(key(), row.text(0), opened));
  EXPECT_EQ(opened, national_number);
  EXPECT_EQ(row.text(1), crypto::hmac_sha256_hex(key(), national_number));
  EXPECT_FALSE(crypto::unseal(std::string(32, 'x'), row.text(0), opened));
}

TEST(People, a_national_number_appears_in_no_column_of_the_database) {
  TestHouse house;
  house.as({}, [&](Deed& deed) { people::register_person(deed, {"Nora", "Test", Language::nl, national_number}, key()); });
  EXPECT_EQ(support::columns_holding(house, national_number), std::vector<std::string>{});
  EXPECT_FALSE(support::columns_holding(house, "Nora").empty());  // the search itself finds what is there
}

TEST(People, one_national_number_belongs_to_one_person) {
  TestHouse house;
  auto const register_one = [&](char const* name) {
    house.as({}, [&](Deed& deed) { people::register_person(deed, {name, "Test", Language::nl, national_number}, key()); });
  };
  register_one("Nora");
  EXPECT_EQ(refusal_of([&] { register_one("Omar"); }), Refusal::name_taken);
  person(house, "Omar");  // without a number there may be many
  person(house, "Omar");
  EXPECT_EQ(house.rows("SELECT count(*) FROM persons WHERE given_name = 'Omar'").at(0).number(0), 2);
}

TEST(People, a_national_number_without_a_key_of_32_bytes_is_not_kept) {
  TestHouse house;
  for (auto const& bad : {std::string{}, std::string(31, 'k'), std::string(33, 'k')})
    EXPECT_THROW(house.as({}, [&](Deed& deed) { people::register_person(deed, {"Nora", "Test", Language::nl, national_number}, bad); }),
                 std::logic_error);
  EXPECT_TRUE(house.rows("SELECT 1 FROM persons WHERE given_name = 'Nora'").empty());
}

TEST(People, colleagues_are_those_of_the_own_organisation_by_name_with_their_roles) {
  TestHouse house;
  auto const all = house.see(house.sara, [](View& view) { return people::colleagues(view); });
  std::string text;
  for (auto const& each : all)
    text += each.full_name + (each.administrator ? " administrator" : "") + (each.user ? " user" : "") + " " + each.email + "\n";
  EXPECT_EQ(text,
            "karim Test administrator karim@0426994097.example\n"
            "lotte Test user lotte@0426994097.example\n"
            "pieter Test user pieter@0426994097.example\n"
            "sara Test user sara@0426994097.example\n"
            "zoe Test user zoe@0426994097.example\n");
  EXPECT_EQ(house.see(house.sara, [](View& view) { return people::colleagues(view, 2); }).size(), 2U);
}

TEST(People, an_administrator_without_an_address_is_not_addressed) {
  TestHouse house;
  auto const addressed = [&] {
    std::vector<std::string> emails;
    house.house().engine().look([&](db::Tx& tx) {
      for (auto const& each : people::administrators_of(tx, house.klinker.id, brussels_day(house.clock().now()))) emails.push_back(each.email);
    });
    return emails;
  };
  EXPECT_EQ(addressed(), std::vector<std::string>{"karim@0426994097.example"});  // once, though representative and administrator
  house.house().engine().act_now([](db::Tx& tx) { tx.run("UPDATE work_relations SET email = ''"); });
  EXPECT_TRUE(addressed().empty());
}

TEST(People, every_change_stands_in_the_book_with_its_days) {
  TestHouse house;
  auto const who = nora(house, "2026-03-10", "2026-04-10");
  auto const has = [&](char const* event, std::string const& piece) {
    auto const told = events_of(house, event);
    return std::any_of(told.begin(), told.end(), [&](auto const& text) { return text.find(piece) != std::string::npos; });
  };
  EXPECT_TRUE(has("person_registered", who.actor.person.text));
  EXPECT_TRUE(has("work_relation_started", R"("kind":"external","validFrom":"2026-03-10","validTo":"2026-04-10")"));
  EXPECT_TRUE(has("user_right_granted", R"("role":"user","reason":"test","validFrom":"2026-03-10","validTo":"2026-04-10")"));
}

TEST(People, names_are_given_for_the_persons_that_exist) {
  TestHouse house;
  house.house().engine().look([&](db::Tx& tx) {
    auto const names = people::names_of(tx, std::vector{house.sara.person, PersonId{new_id()}, house.sara.person});
    ASSERT_EQ(names.size(), 1U);
    EXPECT_EQ(names.begin()->second, "sara Test");
    EXPECT_FALSE(people::find_person(tx, {new_id()}));
  });
}

TEST(People, the_words_for_roles_are_read_back) {
  for (auto role : {Role::administrator, Role::user}) EXPECT_EQ(people::parse_role(people::name(role)), role);
  EXPECT_FALSE(people::parse_role("representative"));
  EXPECT_FALSE(people::parse_role(""));
  EXPECT_EQ(people::name(RelationKind::permanent), "permanent");
  EXPECT_EQ(people::name(RelationKind::delegated), "delegated");
}
