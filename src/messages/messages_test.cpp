// SPDX-License-Identifier: EUPL-1.2
#include "messages/messages_web.h"
#include "platform/crypto/crypto.h"
#include "platform/pages/pages.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

using evidence::Actor;
using evidence::Deed;
using evidence::View;
using groups::Level;
using groups::Theme;
using messages::Message;
using messages::NewMessage;
using support::mistakes_of;
using support::refusal_of;
using support::TestHouse;

namespace {

Message write(TestHouse& house, Actor const& by, std::string text, Theme theme = Theme::invoicing) {
  return house.as(by, [&](Deed& deed) { return messages::send(deed, house.road, NewMessage{theme, std::move(text), {}}); });
}

Message write_about(TestHouse& house, Actor const& by, DocumentId const& document, std::string text) {
  return house.as(by, [&](Deed& deed) { return messages::send(deed, document, NewMessage{{}, std::move(text), {}}); });
}

messages::Page seen(TestHouse& house, Actor const& by, std::optional<std::int64_t> after = {}) {
  return house.see(by, [&](View& view) { return messages::list(view, contracts::open(view, house.road), after); });
}

messages::Page seen_about(TestHouse& house, Actor const& by, DocumentId const& document) {
  return house.see(by, [&](View& view) { return messages::list(view, dossier::open(view, document), std::nullopt); });
}

std::string said(messages::Page const& page) {
  std::string all;
  for (auto const& row : page.rows) all += (all.empty() ? "" : " ") + row.text;
  return all;
}

int unread(TestHouse& house, Actor const& by) {
  auto const one = house.see(by, [&](View& view) { return messages::unread(view, contracts::open(view, house.road)); });
  auto const many = house.see(by, [&](View& view) { return messages::unread(view, std::vector{house.road}); });
  EXPECT_EQ(one, many.contains(house.road) ? many.at(house.road) : 0) << "the list and the contract say the same";
  return one;
}

void read_to(TestHouse& house, Actor const& by, std::int64_t number) {
  house.as(by, [&](Deed& deed) { messages::mark_read(deed, house.road, number); });
}

// Gives a new group of that side the right, with one member.
void allow(TestHouse& house, Actor const& administrator, Actor const& member, Theme theme, Level level) {
  house.as(administrator, [&](Deed& deed) {
    auto const id = groups::create(deed, {new_id(), "", "test", {{theme, level}}, false, {member.person}});
    contracts::link_group(deed, house.road, id);
  });
}

Fields message(std::string text) { return {{"text", std::move(text)}}; }

}  // namespace

TEST(Messages, what_one_side_writes_is_there_for_both_at_once) {
  TestHouse house;
  auto const sent = write(house, house.sara, "Wanneer start de keuring?");
  auto const answer = write(house, house.els, "Maandag om 9 uur.");
  for (auto const* who : {&house.sara, &house.els, &house.pieter, &house.bram, &house.ana, &house.karim})
    EXPECT_EQ(said(seen(house, *who)), "Maandag om 9 uur. Wanneer start de keuring?");
  auto const read = house.see(house.els, [&](View& view) { return messages::open(view, sent.id); });
  EXPECT_EQ(read.text, "Wanneer start de keuring?");
  EXPECT_EQ(read.sent_at, "2026-03-02T09:00:00.000Z");
  EXPECT_EQ(read.number, 1);
  EXPECT_EQ(answer.number, 2);
}

TEST(Messages, the_other_side_sees_the_organisation_and_never_the_person) {
  TestHouse house;
  auto const sent = write(house, house.sara, "Wanneer start de keuring?");
  auto const at = [&](Actor const& who) {
    return pages::json(house.see(who, [&](View& view) {
      http::Ask const ask{.parts = {house.road.text}};
      return messages::show_of_contract(view, ask).body;
    }));
  };
  EXPECT_NE(at(house.pieter).find("sara Test"), std::string::npos) << "a colleague sees who wrote it";
  EXPECT_EQ(at(house.els).find("sara"), std::string::npos);
  EXPECT_EQ(at(house.els).find(house.sara.person.text), std::string::npos);
  EXPECT_NE(at(house.els).find("De Klinker"), std::string::npos);
  EXPECT_FALSE(house.see(house.els, [&](View& view) { return messages::open(view, sent.id); }).person);
  EXPECT_EQ(house.see(house.karim, [&](View& view) { return messages::open(view, sent.id); }).person, house.sara.person);
}

TEST(Messages, a_stranger_finds_nothing_and_writes_nothing) {
  TestHouse house;
  auto const document = house.sent();
  auto const sent = write(house, house.sara, "x");
  EXPECT_EQ(refusal_of([&] { seen(house, house.ingrid); }), Refusal::not_found);
  EXPECT_EQ(refusal_of([&] { house.see(house.ingrid, [&](View& view) { return messages::open(view, sent.id); }); }), Refusal::not_found);
  EXPECT_EQ(refusal_of([&] { write(house, house.ingrid, "x"); }), Refusal::not_found);
  EXPECT_EQ(refusal_of([&] { write_about(house, house.ingrid, document, "x"); }), Refusal::not_found);
  EXPECT_EQ(refusal_of([&] { read_to(house, house.ingrid, 1); }), Refusal::not_found);
  EXPECT_TRUE(house.see(house.ingrid, [&](View& view) { return messages::unread(view, std::vector{house.road}); }).empty());
}

TEST(Messages, reading_takes_the_right_to_read_the_theme_and_writing_the_right_to_send_on_it) {
  TestHouse house;
  EXPECT_EQ(refusal_of([&] { write(house, house.lotte, "x"); }), Refusal::not_allowed);
  EXPECT_EQ(refusal_of([&] { write(house, house.pieter, "x"); }), Refusal::not_allowed);
  EXPECT_EQ(refusal_of([&] { write(house, house.ana, "x"); }), Refusal::not_allowed);
  EXPECT_EQ(refusal_of([&] { write(house, house.sara, "x", Theme::general); }), Refusal::not_allowed);
  EXPECT_EQ(refusal_of([&] { write(house, house.zoe, "x"); }), Refusal::not_found);
  auto const general = write(house, house.karim, "algemeen", Theme::general);
  EXPECT_EQ(said(seen(house, house.sara)), "");
  EXPECT_EQ(refusal_of([&] { house.see(house.sara, [&](View& view) { return messages::open(view, general.id); }); }), Refusal::not_found);
  EXPECT_EQ(refusal_of([&] { house.see(house.bram, [&](View& view) { return messages::open(view, general.id); }); }), Refusal::not_found);
  EXPECT_EQ(said(seen(house, house.ana)), "algemeen");
  allow(house, house.els, house.bram, Theme::general, Level::read);
  EXPECT_EQ(said(seen(house, house.bram)), "algemeen");
  allow(house, house.karim, house.sara, Theme::general, Level::send);
  write(house, house.sara, "antwoord", Theme::general);
  EXPECT_EQ(said(seen(house, house.bram)), "antwoord algemeen");
}

// Who reads the documents of a contract reads what is written about it.
TEST(Messages, without_a_theme_a_message_is_about_what_goes_through_the_contract) {
  TestHouse house;
  auto const theme_of = [&] {
    return house.as(house.karim, [&](Deed& deed) { return messages::send(deed, house.road, NewMessage{{}, "x", {}}).theme; });
  };
  EXPECT_EQ(theme_of(), Theme::invoicing);
  house.house().engine().act_now([&](db::Tx& tx) {
    tx.run("INSERT INTO enabled_types (contract_id, type) VALUES ($1, 'letter')", {house.road.text});
  });
  EXPECT_EQ(theme_of(), Theme::general);
}

TEST(Messages, a_message_is_of_a_theme_of_the_contract_or_general) {
  TestHouse house;
  EXPECT_EQ(refusal_of([&] { write(house, house.karim, "x", Theme::planning); }), Refusal::not_allowed);
  EXPECT_NO_THROW(write(house, house.karim, "x", Theme::general));
}

TEST(Messages, a_message_about_a_document_has_its_theme) {
  TestHouse house;
  auto const document = house.sent();
  EXPECT_EQ(write_about(house, house.els, document, "y").theme, Theme::invoicing);
  auto const asked = house.as(house.els, [&](Deed& deed) { return messages::send(deed, document, NewMessage{Theme::changes, "z", {}}); });
  EXPECT_EQ(asked.theme, Theme::invoicing) << "what is asked about a document does not count";
}

TEST(Messages, those_about_a_document_stand_with_it_and_among_those_of_the_contract) {
  TestHouse house;
  auto const document = house.sent(), other = house.sent();
  write_about(house, house.els, document, "een");
  write(house, house.els, "twee");
  write_about(house, house.sara, document, "drie");
  EXPECT_EQ(said(seen_about(house, house.sara, document)), "drie een");
  EXPECT_EQ(said(seen_about(house, house.sara, other)), "");
  auto const all = seen(house, house.sara);
  EXPECT_EQ(said(all), "drie twee een");
  EXPECT_EQ(all.rows.front().document, document);
  EXPECT_EQ(all.rows.front().document_title, "Vorderingsstaat 1");
  EXPECT_FALSE(all.rows.at(1).document);
}

TEST(Messages, nobody_writes_about_a_draft) {
  TestHouse house;
  auto const draft = house.drafted(house.sara);
  EXPECT_EQ(refusal_of([&] { write_about(house, house.sara, draft, "x"); }), Refusal::wrong_step);
  EXPECT_EQ(refusal_of([&] { write_about(house, house.els, draft, "x"); }), Refusal::not_found);
  house.as(house.sara, [&](Deed& deed) { payments::send_claim(deed, draft); });
  write_about(house, house.els, draft, "x");
  house.as(house.sara, [&](Deed& deed) { dossier::withdraw(deed, draft); });
  write_about(house, house.els, draft, "Waarom ingetrokken?");
}

TEST(Messages, the_book_has_each_message_with_the_digest_of_its_text_and_files) {
  TestHouse house;
  auto const document = house.sent();
  auto const file = house.a_file("%PDF-1.4");
  auto const sent = house.as(house.els, [&](Deed& deed) {
    return messages::send(deed, document, NewMessage{{}, "Zie bijlage", {{"plan.pdf", file}}});
  });
  auto const read = house.see(house.sara, [&](View& view) { return messages::open(view, sent.id); });
  auto const expected = crypto::sha256_hex(pages::json(Shape::Object{
      {"message", sent.id.text}, {"contract", house.road.text}, {"document", document.text}, {"organisation", house.agency.id.text},
      {"theme", "invoicing"}, {"sentAt", read.sent_at}, {"text", read.text},
      {"attachments", Shape::List{Shape::Object{{"name", "plan.pdf"}, {"sha256", crypto::sha256_hex("%PDF-1.4")}, {"size", 8}}}}}));
  EXPECT_EQ(read.digest, expected);
  auto const line = house.rows("SELECT particulars, chain, document_id FROM events WHERE event = 'message_sent'").at(0);
  EXPECT_EQ(line.text(0), "{\"messageId\":\"" + sent.id.text + "\",\"digest\":\"" + expected + "\"}");
  EXPECT_EQ(line.text(1), house.road.text);
  EXPECT_EQ(line.text(2), document.text);
  EXPECT_TRUE(house.see(house.els, [&](View& view) { return evidence::intact(view, house.road); }));
}

TEST(Messages, attachments_come_along_at_most_twenty_and_are_kept) {
  TestHouse house;
  NewMessage wanted{Theme::invoicing, "x", {}};
  for (int i = 0; i < 20; ++i) wanted.attachments.push_back({std::to_string(i) + ".pdf", house.a_file("%PDF-1.4 " + std::to_string(i))});
  auto const sent = house.as(house.sara, [&](Deed& deed) { return messages::send(deed, house.road, wanted); });
  auto const read = seen(house, house.bram).rows.at(0);
  ASSERT_EQ(read.attachments.size(), 20U);
  EXPECT_EQ(read.attachments.at(3).name, "3.pdf");
  EXPECT_EQ(read.attachments.at(3).sha256, crypto::sha256_hex("%PDF-1.4 3"));
  wanted.attachments.push_back({"te veel.pdf", house.a_file("%PDF-1.4 te veel")});
  EXPECT_EQ(refusal_of([&] { house.as(house.sara, [&](Deed& deed) { messages::send(deed, house.road, wanted); }); }), Refusal::too_many_files);
  auto const refers = [&](std::string const& bytes) {
    bool found = false;
    house.house().engine().look([&](db::Tx& tx) { found = messages::is_referred_to(tx, crypto::sha256_hex(bytes)); });
    return found;
  };
  EXPECT_TRUE(refers("%PDF-1.4 3"));
  EXPECT_FALSE(refers("%PDF-1.4 te veel"));
  auto const file = read.attachments.front().id;
  EXPECT_EQ(house.see(house.bram, [&](View& view) { return messages::open_attachment(view, sent.id, file); }).name, "0.pdf");
  auto const other = write(house, house.sara, "zonder");
  EXPECT_EQ(refusal_of([&] { house.see(house.bram, [&](View& view) { return messages::open_attachment(view, other.id, file); }); }),
            Refusal::not_found);
  EXPECT_EQ(refusal_of([&] { house.see(house.ingrid, [&](View& view) { return messages::open_attachment(view, sent.id, file); }); }),
            Refusal::not_found);
}

TEST(Messages, a_text_has_at_most_ten_thousand_characters_however_many_bytes) {
  auto const read = [](Fields const& fields) { return std::get<NewMessage>(messages::read_message(fields)); };
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "é";
  EXPECT_EQ(read(message(text)).text, text);
  EXPECT_EQ(mistakes_of([&] { take(messages::read_message(message(text + "é"))); }), std::vector<std::string>{"text too_long"});
  EXPECT_EQ(mistakes_of([&] { take(messages::read_message(message(" \r\n\t"))); }), std::vector<std::string>{"text missing"});
  EXPECT_EQ(mistakes_of([&] { take(messages::read_message({{"theme", "weather"}})); }), (std::vector<std::string>{"theme unknown", "text missing"}));
  EXPECT_EQ(read(message("een\r\ntwee\rdrie\x07\n\n")).text, "een\ntwee\ndrie");
  EXPECT_EQ(read({{"text", "x"}, {"theme", "changes"}}).theme, Theme::changes);
}

TEST(Messages, a_page_has_twenty_five_and_goes_on_where_it_ended) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) {
    for (int i = 1; i <= 60; ++i)
      messages::send(deed, house.road, NewMessage{i % 2 == 0 ? Theme::invoicing : Theme::general, std::to_string(i), {}});
  });
  auto const first = seen(house, house.bram);
  ASSERT_EQ(first.rows.size(), 25U);
  EXPECT_EQ(first.rows.front().text, "60");
  EXPECT_EQ(first.rows.back().text, "12");
  auto const second = seen(house, house.bram, first.next);
  EXPECT_EQ(said(second), "10 8 6 4 2");
  EXPECT_FALSE(second.next);
}

TEST(Messages, unread_are_those_of_the_other_side_until_one_has_read_them) {
  TestHouse house;
  EXPECT_EQ(unread(house, house.els), 0);
  write(house, house.sara, "een");
  write(house, house.sara, "twee");
  EXPECT_EQ(unread(house, house.els), 2);
  EXPECT_EQ(unread(house, house.bram), 2);
  EXPECT_EQ(unread(house, house.sara), 0);
  EXPECT_EQ(unread(house, house.karim), 0) << "what a colleague wrote is not unread";
  EXPECT_TRUE(seen(house, house.els).rows.front().is_unread);
  read_to(house, house.els, 1);
  EXPECT_EQ(unread(house, house.els), 1);
  read_to(house, house.els, 2);
  EXPECT_EQ(unread(house, house.els), 0);
  EXPECT_FALSE(seen(house, house.els).rows.front().is_unread);
  EXPECT_EQ(unread(house, house.bram), 2) << "each has his own mark";
  write(house, house.els, "antwoord");
  EXPECT_EQ(unread(house, house.els), 0);
  EXPECT_EQ(unread(house, house.sara), 1);
}

TEST(Messages, a_mark_never_goes_back_and_never_beyond_what_is_there) {
  TestHouse house;
  write(house, house.sara, "een");
  write(house, house.sara, "twee");
  read_to(house, house.els, 9000);
  EXPECT_EQ(unread(house, house.els), 0);
  write(house, house.sara, "drie");
  EXPECT_EQ(unread(house, house.els), 1);
  read_to(house, house.els, 3);
  read_to(house, house.els, 1);
  read_to(house, house.els, 0);
  read_to(house, house.els, -5);
  EXPECT_EQ(unread(house, house.els), 0);
}

TEST(Messages, who_read_those_of_one_document_has_the_others_still_to_read) {
  TestHouse house;
  auto const document = house.sent(), other = house.sent();
  write_about(house, house.sara, document, "een");
  write_about(house, house.sara, other, "twee");
  write(house, house.sara, "drie");
  auto const read = [&](DocumentId const& id) { house.as(house.els, [&](Deed& deed) { messages::mark_read(deed, id, 3); }); };
  read(document);
  EXPECT_EQ(unread(house, house.els), 2);
  EXPECT_FALSE(seen_about(house, house.els, document).rows.front().is_unread);
  EXPECT_TRUE(seen_about(house, house.els, other).rows.front().is_unread);
  read(other);
  EXPECT_EQ(unread(house, house.els), 1);
  read_to(house, house.els, 3);
  EXPECT_EQ(unread(house, house.els), 0);
  write_about(house, house.sara, document, "vier");
  EXPECT_EQ(unread(house, house.els), 1);
  house.as(house.els, [&](Deed& deed) { messages::mark_read(deed, document, 4); });
  EXPECT_EQ(unread(house, house.els), 0);
  EXPECT_EQ(house.rows("SELECT read_to FROM reading_marks WHERE person_id = $1 AND document_id = ''", {house.els.person.text}).at(0).number(0), 4)
      << "with nothing left one mark for the contract says it";
}

TEST(Messages, what_one_may_not_read_is_not_counted) {
  TestHouse house;
  write(house, house.karim, "algemeen", Theme::general);
  write(house, house.karim, "facturatie", Theme::invoicing);
  EXPECT_EQ(unread(house, house.bram), 1);
  EXPECT_EQ(unread(house, house.ana), 2);
}

TEST(Messages, the_list_of_contracts_tells_what_is_unread_of_each) {
  TestHouse house;
  auto const quiet = house.another_contract("Brug");
  auto const busy = house.another_contract("Sluis");
  house.as(house.karim, [&](Deed& deed) {
    messages::send(deed, busy, NewMessage{Theme::general, "x", {}});
    messages::send(deed, house.road, NewMessage{Theme::general, "x", {}});
    messages::send(deed, house.road, NewMessage{Theme::invoicing, "x", {}});
  });
  auto const counts = house.see(house.els, [&](View& view) { return messages::unread(view, std::vector{quiet, busy, house.road}); });
  EXPECT_EQ(counts, (std::map<ContractId, int>{{busy, 1}, {house.road, 2}}));
  auto const rows = house.see(house.els, [](View& view) { return messages::show_contracts(view, {}).body; });
  EXPECT_NE(pages::json(rows).find("\"unread\":2"), std::string::npos);
}

TEST(Messages, only_the_newest_are_looked_at_for_what_is_unread) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) {
    for (int i = 0; i < messages::unread_looked_at + 20; ++i) messages::send(deed, house.road, NewMessage{Theme::invoicing, "x", {}});
  });
  EXPECT_EQ(unread(house, house.els), messages::unread_looked_at);
  read_to(house, house.els, messages::unread_looked_at + 17);
  EXPECT_EQ(unread(house, house.els), 3);
}

TEST(Messages, reading_writes_nothing_in_the_book) {
  TestHouse house;
  write(house, house.sara, "een");
  auto const before = house.rows("SELECT count(*) FROM events").at(0).number(0);
  read_to(house, house.els, 1);
  EXPECT_EQ(house.rows("SELECT count(*) FROM events").at(0).number(0), before);
}

TEST(Messages, who_loses_the_right_no_longer_reads_them) {
  TestHouse house;
  auto const sent = write(house, house.els, "x");
  EXPECT_EQ(said(seen(house, house.pieter)), "x");
  house.as(house.karim, [&](Deed& deed) { groups::remove(deed, house.readers); });
  EXPECT_EQ(refusal_of([&] { seen(house, house.pieter); }), Refusal::not_found);
  EXPECT_EQ(refusal_of([&] { house.see(house.pieter, [&](View& view) { return messages::open(view, sent.id); }); }), Refusal::not_found);
}
