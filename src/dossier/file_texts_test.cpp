// SPDX-License-Identifier: EUPL-1.2
#include "dossier/file_texts.h"
#include "messages/messages.h"
#include "tests/support/office_files.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

using evidence::Actor;
using evidence::Deed;
using evidence::View;
using groups::Level;
using groups::Theme;
using support::a_docx;
using support::a_pdf;
using support::Folder;
using support::TestHouse;
using Kind = dossier::AttachmentKind;
using Ids = std::vector<std::string>;

namespace {

dossier::Attachment attach(TestHouse& house, DocumentId const& id, std::string_view bytes, Actor const* by = nullptr) {
  auto const file = house.a_file(bytes);
  return house.as(by ? *by : house.sara, [&](Deed& deed) {
    return dossier::attach(deed, id, {Kind::supporting_document, "bijlage", file});
  });
}

void send(TestHouse& house, DocumentId const& id) {
  house.as(house.sara, [&](Deed& deed) { payments::send_claim(deed, id); });
}

// The documents that somebody finds, in both orders the same.
Ids found(TestHouse& house, Actor const& by, std::string const& search, std::optional<ContractId> contract = {}) {
  auto const in_order = [&](dossier::Sort sort) {
    dossier::Wanted wanted;
    wanted.search = search;
    wanted.sort = sort;
    Ids ids;
    auto const page =
        house.see(by, [&](View& view) { return dossier::find(view, contracts::open(view, contract.value_or(house.road)), wanted); });
    for (auto const& row : page.rows) ids.push_back(row.id.text);
    return ids;
  };
  auto newest = in_order(dossier::Sort::newest), oldest = in_order(dossier::Sort::oldest);
  std::reverse(oldest.begin(), oldest.end());
  EXPECT_EQ(newest, oldest);
  return newest;
}

std::string state(TestHouse& house) {
  std::string all;
  for (auto const& row : house.rows("SELECT state, tries FROM file_texts ORDER BY added_at, sha256"))
    all += (all.empty() ? "" : " ") + row.text(0) + ':' + std::to_string(row.number(1));
  return all;
}

std::int64_t words_kept(TestHouse& house) { return house.rows("SELECT count(*) FROM file_words").at(0).number(0); }

int read_with(TestHouse& house, texts::Reader const& reader, std::stop_token stop = {}) {
  return dossier::read_files(house.house().engine(), house.house().files(), reader, stop);
}

// A program in the place of pdftotext.
std::string program(Folder const& folder, std::string const& script) {
  auto const path = folder.path() + "/program";
  std::ofstream{path} << "#!/bin/sh\n" << script << '\n';
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

messages::Message write(TestHouse& house, Actor const& by, std::optional<DocumentId> const& about, std::string text,
                        std::vector<messages::NewAttachment> files = {}) {
  messages::NewMessage const wanted{about ? std::nullopt : std::optional{Theme::invoicing}, std::move(text), std::move(files)};
  return house.as(by, [&](Deed& deed) { return about ? messages::send(deed, *about, wanted) : messages::send(deed, house.road, wanted); });
}

}  // namespace

TEST(FileTexts, a_document_is_found_by_the_words_of_its_files) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  attach(house, house.drafted(house.sara), a_pdf("Iets anders"));
  attach(house, id, a_pdf("Proefbelasting van paal 14, zie AWV/2026/099."));
  attach(house, id, a_docx("<w:p><w:t>Rapport over de stabiliteit</w:t></w:p>"));
  EXPECT_EQ(found(house, house.sara, "proefbelasting"), Ids{}) << "nobody has read it yet";
  EXPECT_EQ(house.house().read_files(), 3);
  EXPECT_EQ(state(house), "read:1 read:1 read:1");
  for (auto const* search : {"proefbelasting", "PROEFBEL", "paal 14", "awv/2026/099", "099", "stabiliteit proefbelasting",
                             "vorderingsstaat stabiliteit rapport", "(paal)", "zie «proefbelasting»"})
    EXPECT_EQ(found(house, house.sara, search), Ids{id.text}) << search;
  for (auto const* search : {"belasting", "proefbelastingen", "paal brug", "p%", "pa_l", "rapport 14 vorderingsstaten"})
    EXPECT_EQ(found(house, house.sara, search), Ids{}) << search;
  EXPECT_EQ(house.house().read_files(), 0) << "once is enough";
}

TEST(FileTexts, the_other_side_finds_nothing_in_a_draft_and_all_of_what_was_sent) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  attach(house, id, a_pdf("Proefbelasting"));
  house.house().read_files();
  EXPECT_EQ(found(house, house.pieter, "proefbelasting"), Ids{id.text});
  EXPECT_EQ(found(house, house.els, "proefbelasting"), Ids{});
  send(house, id);
  EXPECT_EQ(found(house, house.els, "proefbelasting"), Ids{id.text});
}

TEST(FileTexts, nothing_is_found_in_a_theme_that_one_may_not_read) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  attach(house, id, a_pdf("Proefbelasting"));
  send(house, id);
  write(house, house.els, id, "Graag de ijkingsattesten.");
  house.house().read_files();
  house.as(house.karim, [&](Deed& deed) {
    auto const group = groups::create(deed, {"planners", "", "test", {{Theme::planning, Level::send}}, false, {house.zoe.person}});
    groups::link(deed, group, house.road);
  });
  for (auto const* search : {"proefbelasting", "ijkingsattesten"}) {
    EXPECT_EQ(found(house, house.zoe, search), Ids{});
    EXPECT_EQ(found(house, house.pieter, search), Ids{id.text});
  }
}

TEST(FileTexts, what_was_taken_off_is_found_no_more_and_its_words_go) {
  TestHouse house;
  auto const id = house.drafted(house.sara), other = house.drafted(house.sara);
  auto const file = attach(house, id, a_pdf("Proefbelasting"));
  attach(house, other, a_pdf("Proefbelasting"));
  EXPECT_EQ(house.house().read_files(), 1) << "the same content is read once";
  EXPECT_EQ(found(house, house.sara, "proefbelasting").size(), 2U);
  house.as(house.sara, [&](Deed& deed) { dossier::detach(deed, file.id); });
  EXPECT_EQ(found(house, house.sara, "proefbelasting"), Ids{other.text});
  house.house().clear_files();
  EXPECT_EQ(words_kept(house), 1) << "the other still refers to it";
  house.as(house.sara, [&](Deed& deed) { payments::remove_draft(deed, other); });
  EXPECT_EQ(found(house, house.sara, "proefbelasting"), Ids{});
  house.house().clear_files();
  EXPECT_EQ(words_kept(house), 0);
  EXPECT_EQ(state(house), "");
  attach(house, id, a_pdf("Proefbelasting"));
  EXPECT_EQ(house.house().read_files(), 1) << "and again when it comes back";
  EXPECT_EQ(found(house, house.sara, "proefbelasting"), Ids{id.text});
}

TEST(FileTexts, the_same_file_elsewhere_shows_nobody_that_it_exists_here) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  attach(house, id, a_pdf("Proefbelasting"));
  house.house().read_files();
  auto const theirs = house.another_contract("Brug", "0860915976");
  auto const draft = house.as(house.ingrid, [&](Deed& deed) {
    groups::NewGroup wanted{"all themes", "", "test", {{Theme::invoicing, Level::send}}, false, {house.ingrid.person}};
    contracts::link_group(deed, theirs, groups::create(deed, wanted));
    return dossier::create_draft(deed, theirs, "payment_claim", "T").id;
  });
  EXPECT_EQ(found(house, house.ingrid, "proefbelasting", theirs), Ids{});
  attach(house, draft, a_pdf("Proefbelasting"), &house.ingrid);
  EXPECT_EQ(house.house().read_files(), 0);
  EXPECT_EQ(found(house, house.ingrid, "proefbelasting", theirs), Ids{draft.text});
  EXPECT_EQ(found(house, house.sara, "proefbelasting"), Ids{id.text});
}

// ---------------------------------------------------------------- the reading

TEST(FileTexts, the_newest_file_is_read_first_and_pictures_never) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  attach(house, id, a_pdf("eerste"));
  house.clock().pass(std::chrono::seconds{1});
  attach(house, id, a_docx("<w:p><w:t>tweede</w:t></w:p>"));
  house.clock().pass(std::chrono::seconds{1});
  attach(house, id, "\x89PNG\r\n\x1A\n picture");
  EXPECT_EQ(house.rows("SELECT 1 FROM file_texts").size(), 2U);
  texts::Reader const without_pdf{{}, ""};
  EXPECT_EQ(read_with(house, without_pdf), 1);
  EXPECT_EQ(state(house), "waiting:0 read:1") << "a PDF waits until somebody can read it";
  house.clock().pass(std::chrono::seconds{1});
  attach(house, id, a_pdf("derde"));
  EXPECT_EQ(house.house().read_files(), 2);
  EXPECT_EQ(state(house), "read:1 read:1 read:1");
  std::string order;
  for (auto const& row : house.rows("SELECT number FROM file_texts ORDER BY added_at")) order += std::to_string(row.number(0)) + ' ';
  EXPECT_EQ(order, "3 1 2 ") << "each was numbered when it was read";
}

TEST(FileTexts, a_file_without_text_or_that_nobody_can_read_is_told) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  for (auto const& bytes : {a_pdf(""), support::a_protected_pdf("Geheim"), a_pdf("Leesbaar"), std::string{"\x89PNG\r\n\x1A\n picture"}})
    attach(house, id, bytes);
  auto const unsearchable = [&] {
    std::string all;
    for (auto const& file : house.see(house.sara, [&](View& view) { return dossier::attachments(view, id); }))
      all += file.is_unsearchable ? '1' : '0';
    return all;
  };
  EXPECT_EQ(unsearchable(), "0000");
  EXPECT_EQ(house.house().read_files(), 3);
  EXPECT_EQ(unsearchable(), "1100");
}

TEST(FileTexts, a_file_that_fells_its_reader_is_given_up_after_three_tries) {
  TestHouse house;
  Folder folder;
  auto const id = house.drafted(house.sara);
  attach(house, id, a_pdf("Proefbelasting"));
  EXPECT_EQ(read_with(house, texts::Reader{{}, program(folder, "exit 99")}), 3);
  EXPECT_EQ(state(house), "unreadable:3");
  EXPECT_EQ(house.house().read_files(), 0);
}

TEST(FileTexts, a_file_that_fells_the_whole_house_is_given_up_too) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  attach(house, id, a_pdf("Proefbelasting"));
  house.house().engine().act_now([](db::Tx& tx) { tx.run("UPDATE file_texts SET tries = 3"); });  // each time counted before the fall
  house.house().read_files();
  EXPECT_EQ(state(house), "unreadable:3");
}

TEST(FileTexts, a_fall_between_the_words_loses_nothing) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  attach(house, id, a_pdf("een twee drie"));
  house.house().engine().act_now([](db::Tx& tx) {
    tx.run("UPDATE file_texts SET number = 1, tries = 1");
    tx.run("INSERT INTO file_words (file, word) VALUES (1, 'een'), (1, 'half')");
  });
  EXPECT_EQ(house.house().read_files(), 1);
  EXPECT_EQ(words_kept(house), 3);
  EXPECT_EQ(found(house, house.sara, "een drie"), Ids{id.text});
  EXPECT_EQ(found(house, house.sara, "half"), Ids{});
}

TEST(FileTexts, a_stop_leaves_the_file_as_it_was) {
  TestHouse house;
  Folder folder;
  auto const id = house.drafted(house.sara);
  attach(house, id, a_pdf("Proefbelasting"));
  std::stop_source stop;
  std::jthread const stopper{[&] { stop.request_stop(); }};
  read_with(house, texts::Reader{{}, program(folder, "exec sleep 600")}, stop.get_token());
  EXPECT_EQ(state(house), "waiting:0");
  EXPECT_EQ(house.house().read_files(), 1);
}

TEST(FileTexts, a_file_that_was_forgotten_while_it_was_read_leaves_no_words) {
  TestHouse house;
  Folder folder;
  auto const id = house.drafted(house.sara);
  auto const file = attach(house, id, a_pdf("Proefbelasting"));
  house.as(house.sara, [&](Deed& deed) { dossier::detach(deed, file.id); });
  // The reader ends when it sees that the house has forgotten the file, and tells of words all the same.
  auto const gone = folder.path() + "/forgotten";
  texts::Reader const slow{{}, program(folder, "while [ ! -e " + gone + " ]; do :; done; echo Proefbelasting")};
  std::jthread reading{[&] { read_with(house, slow); }};
  while (state(house) != "waiting:1") std::this_thread::yield();
  house.house().clear_files();
  std::ofstream{gone} << 1;
  reading.join();
  EXPECT_EQ(words_kept(house), 0);
  EXPECT_EQ(state(house), "");
}

TEST(FileTexts, a_file_with_many_words_keeps_the_first_fifty_thousand_in_pieces) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  std::string text;
  for (int i = 0; i < 50'010; ++i) text += "w" + std::to_string(100'000 + i) + ' ';
  attach(house, id, "Begin. " + text + std::string(100, 'z'));
  EXPECT_EQ(house.house().read_files(), 1);
  EXPECT_EQ(words_kept(house), 50'000);
  EXPECT_EQ(found(house, house.sara, "begin w149998"), Ids{id.text});
  EXPECT_EQ(found(house, house.sara, "w149999"), Ids{});
}

TEST(FileTexts, a_word_without_end_is_found_by_its_beginning) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  attach(house, id, "proef" + std::string(100, 'z') + " \xC3\xA9" + std::string(63, 'y') + "\xC3\xA9");
  house.house().read_files();
  EXPECT_EQ(found(house, house.sara, "proefzzz"), Ids{id.text});
  EXPECT_EQ(found(house, house.sara, "proef" + std::string(100, 'z')), Ids{id.text});
  EXPECT_EQ(found(house, house.sara, "\xC3\x89" + std::string(63, 'y') + "\xC3\xA9"), Ids{id.text});
  EXPECT_EQ(house.rows("SELECT 1 FROM file_words WHERE length(word) > 64").size(), 0U);
}

// ---------------------------------------------------------------- messages

TEST(FileTexts, a_document_is_found_by_the_messages_about_it) {
  TestHouse house;
  auto const id = house.sent(), other = house.sent();
  auto const photos = house.a_file(a_docx("<w:p><w:t>Proefbelasting</w:t></w:p>"));
  write(house, house.els, id, "Graag de ijkingsattesten van de weegbrug.", {{"Foto's weegbrug.docx", photos}});
  write(house, house.els, std::nullopt, "Werfvergadering");
  house.house().read_files();
  for (auto const* search : {"ijkingsattest", "weegbrug foto", "proefbelasting", "vorderingsstaat weegbrug proefbelasting"}) {
    EXPECT_EQ(found(house, house.sara, search), Ids{id.text}) << search;
    EXPECT_EQ(found(house, house.bram, search), Ids{id.text}) << search;
  }
  EXPECT_EQ(found(house, house.sara, "werfvergadering"), Ids{}) << "that one is about the contract";
  EXPECT_EQ(found(house, house.sara, "vorderingsstaat"), (Ids{other.text, id.text}));
}

TEST(FileTexts, messages_of_before_are_found_once_their_words_are_filled_in) {
  TestHouse house;
  auto const id = house.sent();
  for (int i = 0; i < 30; ++i) write(house, house.els, id, "Weegbrug " + std::to_string(i));
  house.house().engine().act_now([](db::Tx& tx) { tx.run("UPDATE message_words SET words = NULL"); });
  EXPECT_EQ(found(house, house.sara, "weegbrug"), Ids{});
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_EQ(messages::fill_words(house.house().engine(), stopped.get_token()), 0);
  EXPECT_EQ(messages::fill_words(house.house().engine(), {}), 30);
  EXPECT_EQ(found(house, house.sara, "weegbrug 29"), Ids{id.text});
  EXPECT_EQ(messages::fill_words(house.house().engine(), {}), 0);
}

TEST(FileTexts, the_words_of_a_messages_file_stay_as_long_as_the_message) {
  TestHouse house;
  auto const id = house.sent();
  write(house, house.els, id, "Zie bijlage", {{"a.pdf", house.a_file(a_pdf("Proefbelasting"))}});
  house.house().read_files();
  house.house().clear_files();
  EXPECT_EQ(found(house, house.sara, "proefbelasting"), Ids{id.text});
}

TEST(FileTexts, adding_a_file_writes_one_row_more) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  auto const file = house.a_file(a_pdf("Proefbelasting"));
  for (int i = 0; i < 2; ++i)
    house.as(house.sara, [&](Deed& deed) { dossier::attach(deed, id, {Kind::supporting_document, "bijlage", file}); });
  EXPECT_EQ(state(house), "waiting:0");
  EXPECT_EQ(house.rows("SELECT media_type FROM file_texts").at(0).text(0), "application/pdf");
}
