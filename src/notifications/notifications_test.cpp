// SPDX-License-Identifier: EUPL-1.2
#include "notifications/outbox.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

using evidence::Deed;
using groups::Level;
using groups::NewGroup;
using groups::Theme;
using support::TestHouse;

namespace {

struct MailRow {
  std::string event, address, level, language, subject, text, html;
};

std::vector<MailRow> mails(TestHouse& house) {
  std::vector<MailRow> found;
  for (auto const& row : house.rows("SELECT event, address, level, language, subject, body_text, body_html FROM mails ORDER BY id"))
    found.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)});
  return found;
}

// "document_sent to els@…", one a line.
std::string told(TestHouse& house) {
  std::string text;
  for (auto const& mail : mails(house)) text += mail.event + " to " + mail.address.substr(0, mail.address.find('@')) + '\n';
  return text;
}

void no_mails(TestHouse& house) {
  house.house().engine().act_now([](db::Tx& tx) { tx.run("DELETE FROM mails"); });
}

dossier::NewAttachment a_file(TestHouse& house, std::string name) {
  return {dossier::AttachmentKind::supporting_document, std::move(name), house.a_file("%PDF-1.4")};
}

// A claim through every step that can be told of, and back.
void whole_story(TestHouse& house, std::string const& secret) {
  auto draft = house.a_claim();
  draft.title = secret + "-titel";
  draft.remarks = secret + "-opmerking";
  draft.statement.lines.at(0).description = secret + "-post";
  auto const sara = [&](auto act) { return house.as(house.sara, act); };
  auto const els = [&](auto act) { return house.as(house.els, act); };
  auto const begun = [&] { return sara([&](Deed& deed) { return payments::begin_claim(deed, house.road, draft).id; }); };
  auto const withdrawn = begun();
  sara([&](Deed& deed) { dossier::attach(deed, withdrawn, a_file(house, secret + "-bestand.pdf")); });
  sara([&](Deed& deed) { payments::send_claim(deed, withdrawn); });
  sara([&](Deed& deed) { dossier::withdraw(deed, withdrawn); });
  auto const claim = begun();
  sara([&](Deed& deed) { dossier::put_ready(deed, claim); });
  sara([&](Deed& deed) { payments::send_claim(deed, claim); });
  els([&](Deed& deed) { payments::take_into_treatment(deed, claim); });
  els([&](Deed& deed) { payments::ask_supplements(deed, claim, secret + "-vraag"); });
  auto const supplement = sara([&](Deed& deed) { return payments::begin_supplement(deed, claim, secret + "-aanvulling").id; });
  sara([&](Deed& deed) { dossier::attach(deed, supplement, a_file(house, secret + "-verslag.pdf")); });
  sara([&](Deed& deed) { payments::send_supplement(deed, supplement); });
  els([&](Deed& deed) { payments::accept_partially(deed, claim, {{{1, 1, secret + "-reden"}}, {}, secret + "-uitleg"}); });
  els([&](Deed& deed) { payments::request_invoice(deed, claim, {secret + "-order", secret + "-x", 1}); });
  auto const refused = begun();
  sara([&](Deed& deed) { payments::send_claim(deed, refused); });
  els([&](Deed& deed) { payments::take_into_treatment(deed, refused); });
  els([&](Deed& deed) { payments::refuse_claim(deed, refused, payments::Ground::wrong_period, secret + "-grond"); });
}

}  // namespace

// ---------------------------------------------------------------- the ladder

namespace {

// Where an address can stand, each on or off.
struct Addresses {
  bool contract, first_group, second_group, group_without_right, group_without_link, organisation, persons, administrator;
  explicit Addresses(unsigned bits)
      : contract{(bits & 1) != 0}, first_group{(bits & 2) != 0}, second_group{(bits & 4) != 0}, group_without_right{(bits & 8) != 0},
        group_without_link{(bits & 16) != 0}, organisation{(bits & 32) != 0}, persons{(bits & 64) != 0}, administrator{(bits & 128) != 0} {}
  static constexpr unsigned combinations = 256;
};

// The manual, chapter 4, for an event on a contract.
std::string expected(Addresses const& on) {
  if (on.contract) return "contract: contract@";
  if (on.first_group && on.second_group) return "group: first@ second@";
  if (on.first_group) return "group: first@";
  if (on.second_group) return "group: second@";
  if (on.organisation) return "organisation: organisation@";
  if (on.persons) return "person: lotte@ pieter@ sara@";
  if (on.administrator) return "administrator: karim@";
  return "none:";
}

std::string expected_of_new_contract(Addresses const& on) {
  if (on.organisation) return "organisation: organisation@";
  if (on.administrator) return "administrator: karim@";
  return "none:";
}

std::string said(notifications::Told const& told) {
  std::vector<std::string> addresses;
  for (auto const& each : told.addresses) addresses.push_back(' ' + each.email.substr(0, each.email.find('@') + 1));
  std::sort(addresses.begin(), addresses.end());
  std::string text = std::string{notifications::name(told.level)} + ':';
  for (auto const& each : addresses) text += each;
  return text;
}

struct Undone {};

void put(db::Tx& tx, TestHouse& house, Addresses const& on) {
  auto const address = [](bool is_there, char const* name) { return std::string{is_there ? name : ""} + (is_there ? "@klinker.example" : ""); };
  tx.run("UPDATE parties SET email = $2 WHERE organisation_id = $1", {house.klinker.id.text, address(on.contract, "contract")});
  auto const group = [&](char const* name, bool is_there, char const* email) {
    tx.run("UPDATE groups SET email = $2 WHERE name = $1", {std::string{name}, address(is_there, email)});
  };
  group("senders", on.first_group, "first");
  group("readers", on.second_group, "second");
  group("planners", on.group_without_right, "planners");
  group("archive", on.group_without_link, "archive");
  tx.run("UPDATE organisations SET email = $2 WHERE id = $1", {house.klinker.id.text, address(on.organisation, "organisation")});
  for (auto const& [actor, name] : {std::pair{&house.sara, "sara"}, {&house.lotte, "lotte"}, {&house.pieter, "pieter"}, {&house.zoe, "zoe"}})
    tx.run("UPDATE work_relations SET email = $2 WHERE person_id = $1", {actor->person.text, address(on.persons, name)});
  tx.run("UPDATE work_relations SET email = $2 WHERE person_id = $1", {house.karim.person.text, address(on.administrator, "karim")});
}

}  // namespace

TEST(Notifications, the_ladder_is_that_of_the_manual_for_every_combination_of_addresses) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) {
    NewGroup planners{"planners", "", "test", {{Theme::planning, Level::send}}, false, {house.zoe.person}};
    groups::link(deed, groups::create(deed, planners), house.road);
    groups::create(deed, {"archive", "", "test", {{Theme::invoicing, Level::send}}, false, {house.zoe.person}});
  });
  auto const today = brussels_day(house.clock().now());
  for (unsigned bits = 0; bits < Addresses::combinations; ++bits) {
    Addresses const on{bits};
    try {
      house.house().engine().act_now([&](db::Tx& tx) {
        put(tx, house, on);
        EXPECT_EQ(said(notifications::told_of(tx, {house.klinker.id, house.road, Theme::invoicing}, today)), expected(on)) << "combination " << bits;
        EXPECT_EQ(said(notifications::told_of(tx, {house.klinker.id}, today)), expected_of_new_contract(on)) << "combination " << bits;
        throw Undone{};
      });
    } catch (Undone const&) {
    }
  }
}

TEST(Notifications, the_right_counts_for_the_theme_of_the_event) {
  TestHouse house;
  house.house().engine().act_now([&](db::Tx& tx) {
    put(tx, house, Addresses{2 + 64 + 128});  // a group, persons, the administrator
    auto const about = [&](Theme theme) { return said(notifications::told_of(tx, {house.klinker.id, house.road, theme}, brussels_day(house.clock().now()))); };
    EXPECT_EQ(about(Theme::invoicing), "group: first@");
    EXPECT_EQ(about(Theme::planning), "administrator: karim@");
  });
}

TEST(Notifications, a_contract_member_is_a_person_with_the_right_and_a_removed_group_is_nobody) {
  TestHouse house;
  auto const about = [&] {
    std::string text;
    house.house().engine().look([&](db::Tx& tx) {
      text = said(notifications::told_of(tx, {house.klinker.id, house.road, Theme::invoicing}, brussels_day(house.clock().now())));
    });
    return text;
  };
  EXPECT_EQ(about(), "person: lotte@ pieter@ sara@");
  house.as(house.karim, [&](Deed& deed) { groups::add_member(deed, house.readers, house.road, house.zoe.person); });
  EXPECT_EQ(about(), "person: lotte@ pieter@ sara@ zoe@");
  house.as(house.karim, [&](Deed& deed) { groups::remove(deed, house.readers); });
  EXPECT_EQ(about(), "person: lotte@ sara@");
  house.as({}, [&](Deed& deed) { people::end_all_work_relations(deed, house.sara.person); });
  EXPECT_EQ(about(), "person: lotte@");
  house.clock().set("2028-01-01T09:00:00.000Z");
  EXPECT_EQ(about(), "none:");
}

TEST(Notifications, one_address_in_two_places_of_a_level_is_used_once) {
  TestHouse house;
  house.house().engine().act_now([&](db::Tx& tx) {
    auto const about = [&] { return said(notifications::told_of(tx, {house.klinker.id, house.road, Theme::invoicing}, brussels_day(house.clock().now()))); };
    tx.run("UPDATE work_relations SET email = 'allen@klinker.example'");
    EXPECT_EQ(about(), "person: allen@");
    tx.run("UPDATE groups SET email = 'groep@klinker.example'");
    EXPECT_EQ(about(), "group: groep@");
  });
}

// ---------------------------------------------------------------- what is told to whom

TEST(Notifications, each_step_is_told_once_to_the_other_side) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) { organisations::set_address(deed, "contractor@klinker.example"); });
  house.as(house.ana, [&](Deed& deed) { organisations::set_address(deed, "authority@wegen.example"); });
  no_mails(house);
  whole_story(house, "geheim");
  EXPECT_EQ(told(house),
            "document_sent to authority\n"
            "document_withdrawn to authority\n"
            "document_sent to authority\n"
            "taken_into_treatment to contractor\n"
            "supplements_asked to contractor\n"
            "supplements_sent to authority\n"
            "claim_accepted_partially to contractor\n"
            "invoice_requested to contractor\n"
            "document_sent to authority\n"
            "taken_into_treatment to contractor\n"
            "claim_refused to contractor\n");
}

TEST(Notifications, a_new_contract_is_told_to_the_contractor) {
  TestHouse house;
  no_mails(house);
  house.another_contract();
  EXPECT_EQ(told(house), "contract_created to karim\n");
  EXPECT_EQ(mails(house).at(0).level, "administrator");
}

TEST(Notifications, what_is_done_to_a_draft_or_for_oneself_is_nobodys_news) {
  TestHouse house;
  no_mails(house);
  auto const id = house.drafted(house.lotte);
  house.as(house.lotte, [&](Deed& deed) { dossier::put_ready(deed, id); });
  house.as(house.karim, [&](Deed& deed) { contracts::set_own_reference(deed, house.road, "x"); });
  house.as(house.lotte, [&](Deed& deed) { payments::remove_draft(deed, id); });
  EXPECT_EQ(told(house), "");
}

TEST(Notifications, a_deed_that_is_refused_tells_nobody) {
  TestHouse house;
  auto const id = house.sent();
  no_mails(house);
  EXPECT_EQ(support::refusal_of([&] { house.as(house.els, [&](Deed& deed) { payments::accept(deed, id); }); }), Refusal::wrong_step);
  EXPECT_EQ(told(house), "");
}

TEST(Notifications, nothing_of_a_documents_content_nor_a_persons_name_stands_in_a_mail) {
  TestHouse house;
  whole_story(house, "geheim");
  auto const all = mails(house);
  ASSERT_GE(all.size(), 12U);
  for (auto const& mail : all)
    for (auto const& part : {mail.subject, mail.text, mail.html}) {
      for (std::string const word : {"geheim", "sara", "els Test", " Test", "100000", "1.000,00", "1 000,00"})
        EXPECT_EQ(part.find(word), std::string::npos) << mail.event << " holds " << word << ":\n" << part;
    }
}

TEST(Notifications, a_mail_names_contract_and_organisation_and_links_to_the_document) {
  TestHouse house;
  no_mails(house);
  auto const id = house.sent();
  auto const mail = mails(house).at(0);
  EXPECT_NE(mail.subject.find("Weg en fietspad"), std::string::npos);
  for (auto const& body : {mail.text, mail.html})
    for (auto const& piece : {std::string{"De Klinker"}, std::string{"Weg en fietspad"}, std::string{"AWV/2026/014-1"},
        "https://zegel.example/documents/" + id.text})
      EXPECT_NE(body.find(piece), std::string::npos) << piece << " in\n" << body;
  EXPECT_EQ(mail.html.find("{{"), std::string::npos);
  EXPECT_EQ(mail.text.find('{'), std::string::npos) << mail.text;
}

TEST(Notifications, a_title_is_escaped_in_the_page_of_a_mail) {
  TestHouse house;
  no_mails(house);
  house.another_contract("<script>alert(1)</script> & \"x\"");
  auto const mail = mails(house).at(0);
  EXPECT_EQ(mail.html.find("<script"), std::string::npos);
  EXPECT_NE(mail.html.find("&lt;script&gt;"), std::string::npos);
  EXPECT_NE(mail.text.find("<script>alert(1)</script>"), std::string::npos);  // plain text is plain
}

TEST(Notifications, a_person_is_written_to_in_his_own_language) {
  TestHouse house;
  house.house().engine().act_now([&](db::Tx& tx) {
    tx.run("UPDATE persons SET language = 'en' WHERE id = $1", {house.karim.person.text});
    tx.run("DELETE FROM mails");
  });
  house.another_contract();
  auto const english = mails(house).at(0);
  EXPECT_EQ(english.language, "en");
  EXPECT_EQ(english.subject, "New contract: Brug");
  house.house().engine().act_now([&](db::Tx& tx) { tx.run("UPDATE persons SET language = 'nl'"); });
  house.another_contract();
  EXPECT_EQ(mails(house).at(1).subject, "Nieuwe opdracht: Brug");
}

// ---------------------------------------------------------------- the outbox

namespace {

class ScriptedPost final : public mail::Post {
 public:
  std::deque<mail::Report> script;  // when it is over: sent
  std::vector<mail::Mail> seen;
  mail::Report send(mail::Mail const& mail) override {
    seen.push_back(mail);
    if (script.empty()) return {mail::Outcome::sent, "250 ok"};
    auto const report = script.front();
    script.pop_front();
    return report;
  }
};

int post(TestHouse& house, ScriptedPost& postman, int count = 50) {
  return notifications::post(house.house().engine(), postman, house.clock(), "zegel.example", count);
}

// A house with so many mails waiting, to a1, a2 …
void waiting(TestHouse& house, int count) {
  no_mails(house);
  for (int i = 0; i < count; ++i) house.another_contract("Werk " + std::to_string(i));
}

std::string states(TestHouse& house) {
  std::string text;
  for (auto const& row : house.rows("SELECT status, attempts FROM mails ORDER BY id")) text += row.text(0) + ' ' + std::to_string(row.number(1)) + '\n';
  return text;
}

}  // namespace

TEST(Outbox, a_mail_is_posted_once_with_all_that_a_letter_needs) {
  TestHouse house;
  waiting(house, 1);
  ScriptedPost postman;
  EXPECT_EQ(post(house, postman), 1);
  EXPECT_EQ(post(house, postman), 0);
  ASSERT_EQ(postman.seen.size(), 1U);
  auto const& mail = postman.seen[0];
  EXPECT_EQ(mail.to, "karim@0426994097.example");
  EXPECT_EQ(mail.subject, "Nieuwe opdracht: Werk 0");
  EXPECT_TRUE(mail.message_id.ends_with("@zegel.example")) << mail.message_id;
  EXPECT_TRUE(is_id(mail.message_id.substr(0, 36)));
  EXPECT_EQ(mail.date, "Mon, 02 Mar 2026 09:00:00 +0000");
  EXPECT_FALSE(mail.text.empty());
  EXPECT_TRUE(mail.html.starts_with("<!doctype html>")) << mail.html.substr(0, 60);
  EXPECT_EQ(states(house), "sent 1\n");
  auto const row = house.rows("SELECT sent_at, last_word FROM mails").at(0);
  EXPECT_EQ(row.text(0), "2026-03-02T09:00:00.000Z");
  EXPECT_EQ(row.text(1), "250 ok");
}

TEST(Outbox, a_mail_that_cannot_go_now_is_tried_again_after_growing_pauses_under_the_same_id) {
  TestHouse house;
  waiting(house, 1);
  ScriptedPost postman;
  std::vector<std::int64_t> pauses;
  for (int attempt = 1; attempt < notifications::attempts_max; ++attempt) {
    postman.script.push_back({mail::Outcome::later, "451 later"});
    ASSERT_EQ(post(house, postman), 1) << "attempt " << attempt;
    auto const due = *parse_instant(house.rows("SELECT due_at FROM mails").at(0).text(0));
    pauses.push_back(std::chrono::duration_cast<std::chrono::minutes>(due - house.clock().now()).count());
    house.clock().set(to_text(due - std::chrono::milliseconds{1}));
    EXPECT_EQ(post(house, postman), 0) << "not before its time";
    house.clock().set(to_text(due));
  }
  EXPECT_EQ(pauses, (std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360}));
  EXPECT_EQ(states(house), "waiting 11\n");
  EXPECT_EQ(post(house, postman), 1);
  EXPECT_EQ(states(house), "sent 12\n");
  for (auto const& mail : postman.seen) EXPECT_EQ(mail.message_id, postman.seen[0].message_id);
}

TEST(Outbox, the_twelfth_failure_is_the_last) {
  TestHouse house;
  waiting(house, 1);
  ScriptedPost postman;
  for (int attempt = 0; attempt < notifications::attempts_max; ++attempt) {
    postman.script.push_back({mail::Outcome::later, "451 later"});
    ASSERT_EQ(post(house, postman), 1);
    house.clock().pass(std::chrono::hours{7});
  }
  EXPECT_EQ(states(house), "dead 12\n");
  EXPECT_EQ(post(house, postman), 0);
}

TEST(Outbox, an_address_that_will_never_take_it_is_not_tried_again_and_is_marked) {
  TestHouse house;
  waiting(house, 1);
  ScriptedPost postman;
  postman.script = {{mail::Outcome::never, "550 no such person"}};
  EXPECT_EQ(post(house, postman), 1);
  EXPECT_EQ(states(house), "dead 1\n");
  house.clock().pass(std::chrono::hours{24 * 365});
  EXPECT_EQ(post(house, postman), 0);
  EXPECT_EQ(house.rows("SELECT last_word FROM mails").at(0).text(0), "550 no such person");
  EXPECT_EQ(house.rows("SELECT address FROM bounced_addresses").at(0).text(0), "karim@0426994097.example");
  EXPECT_TRUE(house.rows("SELECT sent_at FROM mails").at(0).is_null(0));
}

TEST(Outbox, only_what_is_dead_is_posted_again) {
  TestHouse house;
  waiting(house, 2);
  ScriptedPost postman;
  postman.script = {{mail::Outcome::never, "550 no"}};
  EXPECT_EQ(post(house, postman), 2);
  auto const again = [&](std::string const& id) {
    int count = 0;
    house.house().engine().act_now([&](db::Tx& tx) { count = notifications::retry(tx, id, house.clock().now()); });
    return count;
  };
  auto const ids = house.rows("SELECT id FROM mails ORDER BY status");  // dead, sent
  EXPECT_EQ(again(ids.at(1).text(0)), 0);
  EXPECT_EQ(again(ids.at(0).text(0)), 1);
  EXPECT_EQ(again(""), 0);
  EXPECT_EQ(post(house, postman), 1);
}

TEST(Outbox, one_that_fails_does_not_hold_up_the_others) {
  TestHouse house;
  waiting(house, 4);
  ScriptedPost postman;
  postman.script = {{mail::Outcome::later, ""}, {mail::Outcome::never, ""}, {mail::Outcome::sent, ""}};
  EXPECT_EQ(post(house, postman), 4);
  EXPECT_EQ(states(house), "waiting 1\ndead 1\nsent 1\nsent 1\n");
  std::set<std::string> ids;
  for (auto const& mail : postman.seen) ids.insert(mail.message_id);
  EXPECT_EQ(ids.size(), 4U);
}

TEST(Outbox, no_more_are_tried_at_once_than_was_asked) {
  TestHouse house;
  waiting(house, 5);
  ScriptedPost postman;
  EXPECT_EQ(post(house, postman, 2), 2);
  EXPECT_EQ(post(house, postman, 2), 2);
  EXPECT_EQ(post(house, postman, 2), 1);
  EXPECT_EQ(postman.seen.size(), 5U);
}

TEST(Outbox, mails_are_shown_newest_first_with_the_reason_for_the_address) {
  TestHouse house;
  waiting(house, 3);
  std::vector<notifications::Kept> kept;
  std::optional<notifications::Kept> found, nothing;
  house.house().engine().look([&](db::Tx& tx) {
    kept = notifications::latest(tx, 2);
    found = notifications::find_mail(tx, kept.at(0).id);
    nothing = notifications::find_mail(tx, "x");
  });
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].subject, "Nieuwe opdracht: Werk 2");
  EXPECT_EQ(kept[1].subject, "Nieuwe opdracht: Werk 1");
  EXPECT_EQ(kept[0].level, "administrator");
  EXPECT_EQ(kept[0].event, "contract_created");
  EXPECT_EQ(kept[0].status, "waiting");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->subject, kept[0].subject);
  EXPECT_FALSE(nothing);
}
