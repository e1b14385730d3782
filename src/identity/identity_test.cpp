// SPDX-License-Identifier: EUPL-1.2
#include "identity/identity.h"
#include "platform/crypto/crypto.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

using evidence::Deed;
using support::columns_holding;
using support::refusal_of;
using support::TestHouse;

namespace {

using namespace std::chrono_literals;

constexpr auto password = "een lang wachtwoord";
constexpr auto remote = "192.0.2.7";

std::string begin(TestHouse& house, PersonId const& person, std::optional<OrganisationId> const& organisation = {}) {
  std::string token;
  house.house().engine().act_now([&](db::Tx& tx) {
    token = identity::begin_session(tx, person, organisation, house.clock().now(), house.house().followers());
  });
  return token;
}

std::optional<identity::Session> resume(TestHouse& house, std::string const& token) {
  std::optional<identity::Session> session;
  house.house().engine().look([&](db::Tx& tx) { session = identity::resume(tx, token, house.clock().now()); });
  return session;
}

identity::Lock lock(TestHouse& house, std::string_view login, std::string_view from = remote) {
  identity::Lock found;
  house.house().engine().look([&](db::Tx& tx) { found = identity::lock_of(tx, login, from, house.clock().now()); });
  return found;
}

void open_account(TestHouse& house, evidence::Actor const& actor, char const* login) {
  house.as({}, [&](Deed& deed) { identity::open_account(deed, actor.person, login, password, true); });
}

void fail(TestHouse& house, int times, std::string const& login, std::string const& from = remote) {
  house.as({}, [&](Deed& deed) {
    for (int i = 0; i < times; ++i) identity::note_failure(deed, login, from);
  });
}

std::int64_t sessions(TestHouse& house) { return house.rows("SELECT count(*) FROM sessions").at(0).number(0); }

// Sara, who from now on works for Van Hove too.
void lend_sara_to_vanhove(TestHouse& house) {
  house.as({}, [&](Deed& deed) {
    auto const today = brussels_day(deed.now);
    auto const relation = people::start_work_relation(
        deed, {house.sara.person, house.vanhove.id, people::RelationKind::external, "", "", today, today + std::chrono::days{30}});
    people::grant(deed, relation, people::Role::user, "test", today, today + std::chrono::days{30});
  });
}

}  // namespace

TEST(Identity, a_session_knows_who_acts_for_whom_and_lasts_ten_hours) {
  TestHouse house;
  auto const token = begin(house, house.sara.person);
  auto const session = resume(house, token);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->actor.person, house.sara.person);
  EXPECT_EQ(session->actor.organisation, house.klinker.id);
  EXPECT_EQ(session->person_name, "sara Test");
  EXPECT_EQ(session->organisation_name, "De Klinker");
  EXPECT_FALSE(session->is_authority);
  house.clock().pass(10h - 1ms);
  EXPECT_TRUE(resume(house, token));
  house.clock().pass(1ms);
  EXPECT_FALSE(resume(house, token));
}

TEST(Identity, a_session_of_an_authority_says_so) {
  TestHouse house;
  auto const session = resume(house, begin(house, house.els.person));
  EXPECT_TRUE(session && session->is_authority);
}

TEST(Identity, only_the_token_itself_opens_a_session) {
  TestHouse house;
  auto const token = begin(house, house.sara.person);
  EXPECT_FALSE(resume(house, ""));
  EXPECT_FALSE(resume(house, token + "A"));
  EXPECT_FALSE(resume(house, token.substr(1)));
  EXPECT_FALSE(resume(house, crypto::sha256_hex(token)));  // what a thief of the database finds
  EXPECT_GE(token.size(), 43U);                            // 32 random bytes
  EXPECT_NE(token, begin(house, house.sara.person));
}

TEST(Identity, a_token_is_in_no_column_of_the_database_and_neither_is_a_password) {
  TestHouse house;
  open_account(house, house.sara, "sara");
  auto const token = begin(house, house.sara.person);
  EXPECT_EQ(columns_holding(house, token), std::vector<std::string>{});
  EXPECT_EQ(columns_holding(house, password), std::vector<std::string>{});
  EXPECT_EQ(columns_holding(house, crypto::sha256_hex(token)), std::vector<std::string>{"sessions.token_hash"});
}

TEST(Identity, signing_out_ends_that_session_and_no_other) {
  TestHouse house;
  auto const first = begin(house, house.sara.person), second = begin(house, house.sara.person);
  house.as(house.sara, [&](Deed& deed) { identity::end_session(deed, first); });
  EXPECT_FALSE(resume(house, first));
  EXPECT_TRUE(resume(house, second));
}

TEST(Identity, a_session_is_not_begun_in_an_organisation_where_one_does_not_work) {
  TestHouse house;
  EXPECT_EQ(refusal_of([&] { begin(house, house.sara.person, house.vanhove.id); }), Refusal::sign_in_failed);
  EXPECT_EQ(refusal_of([&] { begin(house, house.sara.person, OrganisationId{new_id()}); }), Refusal::sign_in_failed);
  EXPECT_EQ(refusal_of([&] { begin(house, PersonId{new_id()}); }), Refusal::sign_in_failed);
  EXPECT_EQ(sessions(house), 0);
  lend_sara_to_vanhove(house);
  auto const session = resume(house, begin(house, house.sara.person, house.vanhove.id));
  ASSERT_TRUE(session);
  EXPECT_EQ(session->actor.organisation, house.vanhove.id);
}

TEST(Identity, who_works_nowhere_any_more_does_not_sign_in) {
  TestHouse house;
  house.as({}, [&](Deed& deed) { people::end_all_work_relations(deed, house.sara.person); });
  EXPECT_EQ(refusal_of([&] { begin(house, house.sara.person); }), Refusal::sign_in_failed);
  house.clock().set("2028-01-01T09:00:00.000Z");  // everybody's year is over
  EXPECT_EQ(refusal_of([&] { begin(house, house.zoe.person); }), Refusal::sign_in_failed);
}

TEST(Identity, an_open_session_gives_no_rights_once_the_relation_ends) {
  TestHouse house;
  auto const token = begin(house, house.sara.person);
  house.as({}, [&](Deed& deed) { people::end_all_work_relations(deed, house.sara.person); });
  auto const session = resume(house, token);
  ASSERT_TRUE(session);
  EXPECT_FALSE(house.see(session->actor, [](evidence::View& view) { return people::standing(view); }).any());
}

TEST(Identity, another_organisation_is_chosen_only_among_the_own_workplaces) {
  TestHouse house;
  lend_sara_to_vanhove(house);
  auto const token = begin(house, house.sara.person, house.klinker.id);
  auto const choose = [&](OrganisationId const& organisation) {
    return refusal_of([&] { house.as(house.sara, [&](Deed& deed) { identity::choose_organisation(deed, token, organisation); }); });
  };
  EXPECT_EQ(choose(house.agency.id), Refusal::not_found);
  EXPECT_EQ(resume(house, token)->actor.organisation, house.klinker.id);
  EXPECT_EQ(choose(house.vanhove.id), std::nullopt);
  EXPECT_EQ(resume(house, token)->actor.organisation, house.vanhove.id);
  house.clock().pass(std::chrono::hours{24 * 31});
  EXPECT_EQ(choose(house.vanhove.id), Refusal::not_found);
}

TEST(Identity, a_language_is_chosen_for_the_session) {
  TestHouse house;
  auto const token = begin(house, house.sara.person);
  EXPECT_EQ(resume(house, token)->actor.language, Language::nl);
  house.house().engine().act_now([&](db::Tx& tx) { identity::choose_language(tx, token, Language::de); });
  EXPECT_EQ(resume(house, token)->actor.language, Language::de);
}

TEST(Identity, ten_failures_close_a_login_for_fifteen_minutes_and_then_it_opens_again) {
  TestHouse house;
  open_account(house, house.sara, "sara");
  fail(house, 9, "sara");
  EXPECT_FALSE(lock(house, "sara").closed);
  fail(house, 1, "sara");
  EXPECT_TRUE(lock(house, "sara").closed);
  house.clock().pass(15min - 1ms);
  EXPECT_TRUE(lock(house, "sara").closed);
  house.clock().pass(1ms);
  EXPECT_FALSE(lock(house, "sara").closed);
  fail(house, 9, "sara");  // the count began again
  EXPECT_FALSE(lock(house, "sara").closed);
  fail(house, 1, "sara");
  EXPECT_TRUE(lock(house, "sara").closed);
}

TEST(Identity, failures_of_more_than_fifteen_minutes_ago_are_forgotten) {
  TestHouse house;
  fail(house, 9, "sara");
  house.clock().pass(15min);
  fail(house, 1, "sara");
  EXPECT_FALSE(lock(house, "sara").closed);
}

TEST(Identity, a_closed_login_closes_nobody_else_unless_from_the_same_address) {
  TestHouse house;
  fail(house, 10, "sara");
  EXPECT_FALSE(lock(house, "karim", "198.51.100.9").closed);
  EXPECT_TRUE(lock(house, "sara", "198.51.100.9").closed);
  EXPECT_TRUE(lock(house, "karim", remote).closed);  // ten failures from one address close the address
}

TEST(Identity, ten_logins_tried_from_one_address_close_that_address) {
  TestHouse house;
  for (int i = 0; i < 10; ++i) fail(house, 1, "guess" + std::to_string(i));
  EXPECT_TRUE(lock(house, "sara").closed);
  EXPECT_FALSE(lock(house, "sara", "198.51.100.9").closed);
}

TEST(Identity, nobody_closes_an_address_by_using_it_as_a_login) {
  TestHouse house;
  for (std::string const login : {"@192.0.2.7", "192.0.2.7", "a:192.0.2.7", "address 192.0.2.7"}) fail(house, 10, login, "198.51.100.9");
  EXPECT_FALSE(lock(house, "sara", remote).closed);
}

TEST(Identity, an_unknown_login_is_locked_like_a_known_one_and_fits_no_password) {
  TestHouse house;
  open_account(house, house.sara, "sara");
  auto const known = lock(house, "sara"), unknown = lock(house, "nobody");
  EXPECT_EQ(known.person, house.sara.person);
  EXPECT_TRUE(crypto::password_fits(password, known.password_hash));
  EXPECT_FALSE(unknown.person);
  EXPECT_FALSE(crypto::password_fits(password, unknown.password_hash));
  EXPECT_FALSE(crypto::password_fits("", unknown.password_hash));
  EXPECT_TRUE(unknown.password_hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << "the cost of a real one";
  fail(house, 10, "nobody");
  EXPECT_TRUE(lock(house, "nobody", "198.51.100.9").closed);
}

TEST(Identity, a_person_has_one_account_and_a_login_one_person) {
  TestHouse house;
  open_account(house, house.sara, "sara");
  EXPECT_EQ(refusal_of([&] { open_account(house, house.lotte, "sara"); }), Refusal::name_taken);
  EXPECT_EQ(refusal_of([&] { open_account(house, house.sara, "sara2"); }), Refusal::name_taken);
  EXPECT_EQ(lock(house, "sara").person, house.sara.person);
}

TEST(Identity, a_new_password_ends_the_sessions_and_the_old_password) {
  TestHouse house;
  open_account(house, house.sara, "sara");
  auto const token = begin(house, house.sara.person), other = begin(house, house.karim.person);
  house.as({}, [&](Deed& deed) { identity::set_password(deed, "sara", "een heel ander wachtwoord"); });
  EXPECT_FALSE(resume(house, token));
  EXPECT_TRUE(resume(house, other));
  EXPECT_FALSE(crypto::password_fits(password, lock(house, "sara").password_hash));
  EXPECT_TRUE(crypto::password_fits("een heel ander wachtwoord", lock(house, "sara").password_hash));
  EXPECT_EQ(refusal_of([&] { house.as({}, [&](Deed& deed) { identity::set_password(deed, "nobody", "een heel ander wachtwoord"); }); }),
            Refusal::not_found);
}

TEST(Identity, an_account_that_is_ended_leaves_no_session_and_no_work_relation) {
  TestHouse house;
  open_account(house, house.sara, "sara");
  auto const token = begin(house, house.sara.person);
  house.as({}, [&](Deed& deed) { identity::end_account(deed, "sara"); });
  EXPECT_FALSE(resume(house, token));
  EXPECT_FALSE(lock(house, "sara").person);
  EXPECT_FALSE(house.see(house.sara, [](evidence::View& view) { return people::standing(view); }).any());
  EXPECT_EQ(refusal_of([&] { house.as({}, [&](Deed& deed) { identity::end_account(deed, "sara"); }); }), Refusal::not_found);
}

TEST(Identity, what_is_over_is_swept_up_and_nothing_else) {
  TestHouse house;
  begin(house, house.sara.person);
  fail(house, 10, "sara");
  house.clock().pass(14min);
  auto const token = begin(house, house.karim.person);
  fail(house, 10, "karim", "198.51.100.9");
  auto const sweep = [&] {
    int count = 0;
    house.house().engine().act_now([&](db::Tx& tx) { count = identity::drop_ended_sessions(tx, house.clock().now()); });
    return count;
  };
  EXPECT_EQ(sweep(), 0);
  house.clock().pass(10h - 14min);
  EXPECT_EQ(sweep(), 1);
  EXPECT_TRUE(resume(house, token));
  EXPECT_EQ(house.rows("SELECT count(*) FROM sign_in_attempts").at(0).number(0), 0);
}

TEST(Identity, what_happens_at_the_door_stands_in_the_book_without_login_or_token) {
  TestHouse house;
  open_account(house, house.sara, "sara-aan-de-deur");
  auto const token = begin(house, house.sara.person);
  fail(house, 1, "sara-aan-de-deur");
  house.as(house.sara, [&](Deed& deed) { identity::end_session(deed, token); });
  for (auto const* event : {"account_opened", "signed_in", "sign_in_refused", "signed_out"})
    EXPECT_EQ(house.rows("SELECT count(*) FROM events WHERE event = $1", {std::string{event}}).at(0).number(0), 1) << event;
  EXPECT_TRUE(house.rows("SELECT 1 FROM events WHERE particulars LIKE '%aan-de-deur%'").empty());
}

TEST(Identity, accounts_are_listed_by_login_with_every_organisation) {
  TestHouse house;
  open_account(house, house.sara, "sara");
  open_account(house, house.karim, "karim");
  lend_sara_to_vanhove(house);
  std::string text;
  house.house().engine().look([&](db::Tx& tx) {
    for (auto const& each : identity::accounts(tx)) text += each.login + ": " + each.person_name + ", " + each.organisations + "\n";
  });
  EXPECT_EQ(text, "karim: karim Test, De Klinker\nsara: sara Test, De Klinker, Van Hove\n");
}
