// SPDX-License-Identifier: EUPL-1.2
#include "notifications/notices.h"
#include "notifications/outbox.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

using evidence::Deed;
using evidence::View;
using notifications::Digest;
using support::refusal_of;
using support::TestHouse;

namespace {

std::string seen(TestHouse& house, evidence::Actor const& actor) {
  return house.see(actor, [&](View& view) {
    std::string text;
    for (auto const& each : notifications::list(view, {}).rows) text += each.event + (each.is_unread ? "* " : " ");
    return text;
  });
}

int unread(TestHouse& house, evidence::Actor const& actor) {
  return house.see(actor, [&](View& view) { return notifications::unread_count(view); });
}

void read_all(TestHouse& house, evidence::Actor const& actor) {
  house.as(actor, [&](Deed& deed) { notifications::read_up_to(deed, notifications::list(deed, {}).rows.at(0).id); });
}

}  // namespace

TEST(Notices, each_sees_what_he_may_see_at_that_moment) {
  TestHouse house;
  house.in_treatment();
  EXPECT_EQ(seen(house, house.sara), "taken_into_treatment* contract_created* ");
  EXPECT_EQ(seen(house, house.pieter), "taken_into_treatment* contract_created* ");
  EXPECT_EQ(seen(house, house.karim), "taken_into_treatment* contract_created* ");
  EXPECT_EQ(seen(house, house.zoe), "");
  EXPECT_EQ(seen(house, house.ingrid), "");
  EXPECT_EQ(seen(house, house.els), "document_sent* ");
  house.as(house.karim, [&](Deed& deed) { groups::remove(deed, house.readers); });
  EXPECT_EQ(seen(house, house.pieter), "");
  EXPECT_EQ(unread(house, house.pieter), 0);
}

TEST(Notices, a_theme_that_one_may_not_read_is_not_told_of) {
  TestHouse house;
  house.in_treatment();
  house.house().engine().act_now([](db::Tx& tx) { tx.run("UPDATE notices SET theme = 'planning' WHERE event = 'taken_into_treatment'"); });
  EXPECT_EQ(seen(house, house.sara), "contract_created* ");
  EXPECT_EQ(seen(house, house.karim), "taken_into_treatment* contract_created* ");
}

TEST(Notices, one_row_stands_for_the_whole_organisation) {
  TestHouse house;
  house.sent();
  EXPECT_EQ(house.rows("SELECT count(*) FROM notices WHERE event = 'document_sent'").at(0).number(0), 1);
}

TEST(Notices, each_reads_for_himself) {
  TestHouse house;
  house.in_treatment();
  EXPECT_EQ(unread(house, house.sara), 2);
  read_all(house, house.sara);
  EXPECT_EQ(unread(house, house.sara), 0);
  EXPECT_EQ(seen(house, house.sara), "taken_into_treatment contract_created ");
  EXPECT_EQ(unread(house, house.lotte), 2);
  house.in_treatment();
  EXPECT_EQ(unread(house, house.sara), 1);
}

TEST(Notices, reading_does_not_go_back) {
  TestHouse house;
  house.in_treatment();
  auto const oldest = house.rows("SELECT id FROM notices WHERE event = 'contract_created'").at(0).text(0);
  read_all(house, house.sara);
  house.as(house.sara, [&](Deed& deed) { notifications::read_up_to(deed, oldest); });
  EXPECT_EQ(unread(house, house.sara), 0);
}

TEST(Notices, another_organisations_notice_does_not_exist) {
  TestHouse house;
  house.sent();
  auto const theirs = house.rows("SELECT id FROM notices WHERE event = 'document_sent'").at(0).text(0);
  EXPECT_EQ(refusal_of([&] { house.as(house.sara, [&](Deed& deed) { notifications::read_up_to(deed, theirs); }); }), Refusal::not_found);
}

TEST(Notices, what_is_older_than_a_month_is_no_longer_counted) {
  TestHouse house;
  house.in_treatment();
  house.clock().pass(std::chrono::hours{24 * 31});
  EXPECT_EQ(unread(house, house.sara), 0);
  EXPECT_EQ(seen(house, house.sara), "taken_into_treatment contract_created ");
}

TEST(Notices, a_page_goes_on_where_the_one_before_ended) {
  TestHouse house;
  for (int i = 0; i < 30; ++i) house.another_contract("Werk " + std::to_string(i));
  house.see(house.karim, [&](View& view) {
    auto const first = notifications::list(view, {});
    EXPECT_EQ(first.rows.size(), notifications::page_rows);
    EXPECT_EQ(first.rows.at(0).contract_title, "Werk 29");
    auto const second = notifications::list(view, first.next);
    EXPECT_EQ(second.rows.size(), 6U);
    EXPECT_EQ(second.rows.at(0).contract_title, "Werk 4");
    EXPECT_FALSE(second.next);
    return 0;
  });
}

TEST(Notices, what_was_sent_about_a_contract_is_for_its_administrators) {
  TestHouse house;
  house.in_treatment();
  auto const sent = house.see(house.karim, [&](View& view) { return notifications::sent_about(view, house.road); });
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[0].notice.event, "taken_into_treatment");
  EXPECT_EQ(sent[0].notice.level, notifications::Level::person);
  ASSERT_EQ(sent[0].mails.size(), 3U);
  EXPECT_EQ(sent[0].mails[0].address, "lotte@0426994097.example");
  EXPECT_EQ(sent[0].mails[0].status, "waiting");
  EXPECT_EQ(refusal_of([&] { house.see(house.sara, [&](View& view) { return notifications::sent_about(view, house.road); }); }), Refusal::not_allowed);
}

// ---------------------------------------------------------------- the daily mail

namespace {

void choose(TestHouse& house, evidence::Actor const& actor, Digest digest) {
  house.as(actor, [&](Deed& deed) { notifications::choose(deed, digest); });
}

std::int64_t mails_to(TestHouse& house, std::string const& who) {
  return house.rows("SELECT count(*) FROM mails WHERE address = $1", {who + "@0426994097.example"}).at(0).number(0);
}

int gather(TestHouse& house) { return notifications::gather(house.house().engine(), house.clock(), {"https://zegel.example", "Zegel"}); }

}  // namespace

TEST(DailyMail, what_happened_comes_in_one_mail_at_seven_in_brussels) {
  TestHouse house;
  choose(house, house.sara, Digest::daily);
  house.in_treatment();
  house.in_treatment();
  EXPECT_EQ(mails_to(house, "sara"), 0);
  EXPECT_EQ(mails_to(house, "lotte"), 2);
  house.clock().set("2026-03-03T05:59:59.999Z");
  EXPECT_EQ(gather(house), 0);
  house.clock().set("2026-03-03T06:00:00.000Z");
  EXPECT_EQ(gather(house), 1);
  EXPECT_EQ(gather(house), 0);
  EXPECT_EQ(mails_to(house, "sara"), 1);
  auto const mail = house.rows("SELECT subject, body_text, event, level FROM mails WHERE event = 'daily'").at(0);
  EXPECT_EQ(mail.text(0), "Uw meldingen van Zegel (2)");
  EXPECT_NE(mail.text(1).find("in behandeling"), std::string::npos);
  EXPECT_NE(mail.text(1).find("https://zegel.example/notices"), std::string::npos);
  EXPECT_EQ(mail.text(3), "person");
}

TEST(DailyMail, who_may_not_read_it_any_more_at_seven_is_told_nothing) {
  TestHouse house;
  choose(house, house.sara, Digest::daily);
  house.in_treatment();
  house.as(house.karim, [&](Deed& deed) { groups::unlink(deed, house.senders, house.road); });
  house.clock().set("2026-03-03T06:00:00.000Z");
  gather(house);
  EXPECT_EQ(mails_to(house, "sara"), 0);
  EXPECT_EQ(house.rows("SELECT count(*) FROM digest_lines").at(0).number(0), 0);
}

TEST(DailyMail, seven_in_the_morning_is_that_of_summer_in_summer) {
  EXPECT_EQ(to_text(notifications::next_daily_mail(*parse_instant("2026-03-28T12:00:00.000Z"))), "2026-03-29T05:00:00.000Z");
  EXPECT_EQ(to_text(notifications::next_daily_mail(*parse_instant("2026-10-24T12:00:00.000Z"))), "2026-10-25T06:00:00.000Z");
  EXPECT_EQ(to_text(notifications::next_daily_mail(*parse_instant("2026-03-02T05:00:00.000Z"))), "2026-03-02T06:00:00.000Z");
  EXPECT_EQ(to_text(notifications::next_daily_mail(*parse_instant("2026-03-02T06:00:00.000Z"))), "2026-03-03T06:00:00.000Z");
}

TEST(DailyMail, a_shared_address_gets_its_mail_at_once) {
  TestHouse house;
  choose(house, house.karim, Digest::daily);
  house.as(house.karim, [&](Deed& deed) { organisations::set_address(deed, "post@klinker.example"); });
  house.another_contract();
  EXPECT_EQ(house.rows("SELECT count(*) FROM mails WHERE address = 'post@klinker.example'").at(0).number(0), 1);
  EXPECT_EQ(house.rows("SELECT count(*) FROM digest_lines").at(0).number(0), 0);
}

TEST(DailyMail, one_mail_holds_two_hundred_lines_and_counts_them_all) {
  TestHouse house;
  house.in_treatment();
  house.house().engine().act_now([&](db::Tx& tx) {
    auto const notice = tx.one("SELECT id FROM notices LIMIT 1").text(0);
    for (int i = 0; i < 203; ++i)
      tx.run(R"(INSERT INTO digest_lines (id, notice_id, person_id, organisation_id, address, language, level, sentence, link, due_at)
                VALUES ($1, $2, $3, $4, 'sara@', 'nl', 'person', 'Er is iets', 'https://zegel.example/', '2026-03-02'))",
             {new_id(), notice, house.sara.person.text, house.klinker.id.text});
    tx.run("DELETE FROM mails");
  });
  house.house().write_daily_mail();
  auto const mail = house.rows("SELECT subject, body_text FROM mails").at(0);
  EXPECT_NE(mail.text(0).find("203"), std::string::npos) << mail.text(0);
  std::size_t lines = 0;
  for (auto at = mail.text(1).find("Er is iets"); at != std::string::npos; at = mail.text(1).find("Er is iets", at + 1)) ++lines;
  EXPECT_EQ(lines, 200U);
}

TEST(DailyMail, who_works_nowhere_chooses_nothing) {
  TestHouse house;
  house.as({}, [&](Deed& deed) { people::end_all_work_relations(deed, house.sara.person); });
  EXPECT_EQ(refusal_of([&] { house.as(house.sara, [&](Deed& deed) { notifications::choose(deed, Digest::daily); }); }), Refusal::no_access);
}

TEST(DailyMail, the_choice_is_written_in_the_book_when_it_changes) {
  TestHouse house;
  choose(house, house.sara, Digest::daily);
  choose(house, house.sara, Digest::daily);
  EXPECT_EQ(house.rows("SELECT count(*) FROM events WHERE event = 'notification_choice_changed'").at(0).number(0), 1);
  house.in_treatment();
  read_all(house, house.sara);
  house.see(house.sara, [&](View& view) {
    EXPECT_EQ(notifications::choice_of(view.tx, view.actor.person, view.actor.organisation), Digest::daily) << "reading keeps the choice";
    return 0;
  });
}

// ---------------------------------------------------------------- mail that came back

namespace {

std::string returned(std::string const& letter, std::string const& action, std::string const& status) {
  return "From: MAILER-DAEMON@mail.example\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"AB/12.mail\"\r\n\r\n"
         "This is a MIME message.\r\n--AB/12.mail\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
         "--AB/12.mail\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example\r\n\r\n"
         "Final-Recipient: rfc822; elsewhere@other.example\r\nAction: " + action + "\r\nStatus: " + status +
         "\r\nDiagnostic-Code: smtp; 550 no such\r\n user here\r\n\r\n"
         "--AB/12.mail\r\nContent-Type: message/rfc822\r\n\r\nFrom: zegel@zegel.example\r\nMessage-ID: <" + letter +
         "@zegel.example>\r\n\r\nbody\r\n--AB/12.mail--\r\n";
}

std::string letter_to(TestHouse& house, std::string const& who) {
  return house.rows("SELECT id FROM mails WHERE address = $1 ORDER BY id DESC", {who}).at(0).text(0);
}

bool take_back(TestHouse& house, std::string const& message) { return notifications::take_back(house.house().engine(), house.clock(), message); }

std::string told(TestHouse& house) {
  std::string text;
  house.house().engine().look([&](db::Tx& tx) {
    auto const found = notifications::told_of(tx, {house.klinker.id, house.road, groups::Theme::invoicing}, brussels_day(house.clock().now()));
    text = std::string{notifications::name(found.level)};
    for (auto const& each : found.addresses) text += ' ' + each.email;
  });
  return text;
}

}  // namespace

TEST(Bounces, an_address_that_failed_is_skipped_until_it_is_trusted_again) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) { contracts::set_address(deed, house.road, "weg@klinker.example"); });
  house.as(house.karim, [&](Deed& deed) { organisations::set_address(deed, "post@klinker.example"); });
  house.in_treatment();
  EXPECT_EQ(told(house), "contract weg@klinker.example");
  EXPECT_TRUE(take_back(house, returned(letter_to(house, "weg@klinker.example"), "failed", "5.1.1")));
  EXPECT_EQ(told(house), "organisation post@klinker.example");
  EXPECT_FALSE(take_back(house, returned(letter_to(house, "weg@klinker.example"), "failed", "5.1.1"))) << "once";
  EXPECT_EQ(house.rows("SELECT count(*) FROM events WHERE event = 'address_bounced' AND organisation_id = $1", {house.klinker.id.text}).at(0).number(0), 1);
  EXPECT_EQ(seen(house, house.karim), "address_bounced* taken_into_treatment* contract_created* ");
  EXPECT_EQ(seen(house, house.sara), "taken_into_treatment* contract_created* ");
  EXPECT_EQ(refusal_of([&] { house.as(house.sara, [&](Deed& deed) { notifications::trust_again(deed, "weg@klinker.example"); }); }), Refusal::not_allowed);
  EXPECT_EQ(refusal_of([&] { house.as(house.ingrid, [&](Deed& deed) { notifications::trust_again(deed, "weg@klinker.example"); }); }), Refusal::not_found);
  house.as(house.karim, [&](Deed& deed) { notifications::trust_again(deed, "weg@klinker.example"); });
  EXPECT_EQ(told(house), "contract weg@klinker.example");
}

TEST(Bounces, who_enters_an_address_says_that_it_is_right) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) { contracts::set_address(deed, house.road, "weg@klinker.example"); });
  house.in_treatment();
  EXPECT_TRUE(take_back(house, returned(letter_to(house, "weg@klinker.example"), "failed", "5.1.1")));
  EXPECT_EQ(told(house).substr(0, 6), "person");
  house.as(house.karim, [&](Deed& deed) { contracts::set_address(deed, house.road, "weg@klinker.example"); });
  EXPECT_EQ(told(house), "contract weg@klinker.example");
}

TEST(Bounces, a_group_that_is_saved_frees_its_own_address_and_no_other) {
  TestHouse house;
  auto const saved = [&](std::string const& email) {
    house.as(house.karim, [&](Deed& deed) {
      groups::NewGroup group{"post", email, "test", {{groups::Theme::invoicing, groups::Level::read}}, false, {}};
      groups::create(deed, group);
    });
  };
  house.house().engine().act_now([&](db::Tx& tx) {
    for (auto const* address : {"a@klinker.example", "b@klinker.example"})
      tx.run("INSERT INTO bounced_addresses (organisation_id, address, level, reason, at) VALUES ($1, $2, 'group', '', '')",
             {house.klinker.id.text, address});
  });
  saved("a@klinker.example");
  auto const left = house.rows("SELECT address FROM bounced_addresses");
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left.at(0).text(0), "b@klinker.example");
}

TEST(Bounces, only_a_final_failure_of_one_of_our_letters_counts) {
  TestHouse house;
  house.in_treatment();
  auto const letter = letter_to(house, "sara@0426994097.example");
  for (auto const& [action, status] :
       {std::pair{"delayed", "4.4.1"}, {"delayed", "5.1.1"}, {"delivered", "2.0.0"}, {"failed", "4.2.2"}, {"failed", "5.2.2"}, {"failed", "5.7.1"}})
    EXPECT_FALSE(take_back(house, returned(letter, action, status))) << action << ' ' << status;
  EXPECT_FALSE(take_back(house, returned(new_id(), "failed", "5.1.1")));
  EXPECT_FALSE(take_back(house, "Subject: hello\r\n\r\nbody"));
  EXPECT_FALSE(take_back(house, ""));
  EXPECT_FALSE(take_back(house, returned(letter, "failed", "5.1.1") + std::string(notifications::returned_bytes_max, 'x'))) << "too large";
  auto const whole = returned(letter, "failed", "5.1.1");
  for (std::size_t size = 0; size < whole.size(); size += 7) notifications::read_returned(std::string_view{whole}.substr(0, size));
  EXPECT_EQ(house.rows("SELECT count(*) FROM bounced_addresses").at(0).number(0), 0);
  EXPECT_TRUE(take_back(house, whole));
  EXPECT_EQ(house.rows("SELECT address FROM bounced_addresses").at(0).text(0), "sara@0426994097.example") << "of our letter, not what the report says";
}
