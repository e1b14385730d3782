// SPDX-License-Identifier: EUPL-1.2
// The golden ladder, tests/golden/ladder.txt: for each of the four events of the manual (chapter 4) and every combination of
// addresses, who gets the mail. Each line is an entry in the book, followed and then undone. ZEGEL_GOLDEN_WRITE=1 writes the
// file anew; review the difference.
#include "notifications/outbox.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

using evidence::Deed;
using evidence::Event;
using groups::Level;
using groups::Theme;
using support::TestHouse;

namespace {

constexpr auto golden = SOURCE_FOLDER "/tests/golden/ladder.txt";

constexpr std::array places{"contract", "group-with-right", "group-without-right", "organisation", "user", "administrator"};
constexpr unsigned combinations = 1U << places.size();

struct Undone {};

// A house where the theme of every event is planning: one group has the right on it, the other only on invoicing.
struct Scene {
  TestHouse house;
  DocumentId document;
  std::string action;

  Scene() {
    document = house.sent();
    house.as(house.karim, [&](Deed& deed) {
      groups::NewGroup planners{"planners", "", "test", {{Theme::planning, Level::read}}, false, {house.zoe.person}};
      contracts::link_group(deed, house.road, groups::create(deed, planners));
    });
    house.house().engine().act_now([&](db::Tx& tx) {
      tx.run("UPDATE documents SET theme = 'planning'");
      tx.run("UPDATE actions SET theme = 'planning', level = 1");
      tx.run("UPDATE work_relations SET email = '' WHERE person_id = $1", {house.zoe.person.text});
      tx.run("DELETE FROM mails");
    });
    action = house.rows("SELECT id FROM actions").at(0).text(0);
  }

  evidence::Entry entry(Event event) const {
    if (event == Event::document_sent) return {event, house.road, document, Shape::Object{{"number", 1}, {"type", "letter"}}};
    if (event == Event::message_sent) return {event, house.road, {}, Shape::Object{{"messageId", "m"}, {"theme", "planning"}}};
    if (event == Event::action_released) return {event, house.road, document, Shape::Object{{"actionId", action}, {"kind", "treat"}}};
    return {event, house.road, {}};
  }

  void put(db::Tx& tx, unsigned on) {
    auto const address = [&](unsigned place, char const* name) { return std::string{(on & (1U << place)) != 0 ? name : ""}; };
    auto const& klinker = house.klinker.id.text;
    tx.run("UPDATE parties SET email = $2 WHERE organisation_id = $1", {klinker, address(0, "contract@")});
    tx.run("UPDATE groups SET email = $1 WHERE name = 'planners'", {address(1, "planners@")});
    tx.run("UPDATE groups SET email = $1 WHERE name = 'senders'", {address(2, "senders@")});
    tx.run("UPDATE organisations SET email = $2 WHERE id = $1", {klinker, address(3, "organisation@")});
    tx.run("UPDATE work_relations SET email = $2 WHERE person_id = $1", {house.zoe.person.text, address(4, "zoe@")});
    tx.run("UPDATE work_relations SET email = $2 WHERE person_id = $1", {house.karim.person.text, address(5, "karim@")});
  }

  // "group: planners@" for what the entry leads to when these addresses are there.
  std::string told(Event event, unsigned on) {
    std::string text;
    auto const& actor = event == Event::action_released ? house.karim : house.els;
    try {
      house.house().engine().act_now([&](db::Tx& tx) {
        put(tx, on);
        Deed deed{{tx, actor, house.clock().now()}, house.house().followers()};
        deed.record(entry(event));
        text = tx.one("SELECT level FROM notices ORDER BY id DESC LIMIT 1").text(0) + ':';
        for (auto const& mail : tx.all("SELECT address FROM mails ORDER BY address")) text += ' ' + mail.text(0);
        throw Undone{};
      });
    } catch (Undone const&) {
    }
    return text;
  }
};

std::string table() {
  Scene scene;
  std::string text = "# addresses that are there -> the level that is used: who gets the mail\n";
  for (auto const event : {Event::contract_created, Event::document_sent, Event::message_sent, Event::action_released}) {
    text += std::string{evidence::name(event)} + '\n';
    for (unsigned on = 0; on < combinations; ++on) {
      std::string there;
      for (std::size_t place = 0; place < places.size(); ++place)
        if ((on & (1U << place)) != 0) (there += there.empty() ? "" : " ") += places.at(place);
      text += "  " + (there.empty() ? "nothing" : there) + " -> " + scene.told(event, on) + '\n';
    }
  }
  return text;
}

std::vector<std::string> lines_of(std::string const& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST(Ladder, the_golden_table_says_who_is_told_of_each_event_for_every_combination_of_addresses) {
  auto const text = table();
  if (std::getenv("ZEGEL_GOLDEN_WRITE")) {
    std::ofstream{golden} << text;
    return;
  }
  std::ifstream file{golden};
  auto const expected = lines_of({std::istreambuf_iterator<char>{file}, {}}), found = lines_of(text);
  ASSERT_EQ(expected.size(), 1 + 4 * (1 + combinations)) << "tests/golden/ladder.txt is not there, or not whole";
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(found.at(i), expected[i]) << "line " << i + 1 << " of tests/golden/ladder.txt";
}

TEST(Ladder, a_message_about_a_document_is_told_under_the_theme_of_that_document) {
  Scene scene;
  auto& house = scene.house;
  house.house().engine().act_now([&](db::Tx& tx) { scene.put(tx, 2 + 4); });
  house.as(house.els, [&](Deed& deed) { deed.record({Event::message_sent, house.road, scene.document, Shape::Object{{"messageId", "m"}}}); });
  EXPECT_EQ(house.rows("SELECT address FROM mails").at(0).text(0), "planners@");
  EXPECT_EQ(house.rows("SELECT theme FROM notices ORDER BY id DESC").at(0).text(0), "planning");
}

TEST(Ladder, a_released_action_is_told_to_those_who_may_do_it) {
  Scene scene;
  auto& house = scene.house;
  house.house().engine().act_now([&](db::Tx& tx) {
    scene.put(tx, 2 + 32);  // a group that may only read, and the administrator
    tx.run("UPDATE actions SET level = 3");
  });
  house.as(house.karim, [&](Deed& deed) { deed.record(scene.entry(Event::action_released)); });
  EXPECT_EQ(house.rows("SELECT address FROM mails").at(0).text(0), "karim@");
}

TEST(Ladder, an_organisations_addresses_are_written_to_in_its_language) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) {
    organisations::set_address(deed, "post@klinker.example");
    organisations::set_language(deed, Language::fr);
  });
  house.another_contract();
  auto const mail = house.rows("SELECT address, language, subject FROM mails ORDER BY id DESC").at(0);
  EXPECT_EQ(mail.text(0), "post@klinker.example");
  EXPECT_EQ(mail.text(1), "fr");
  EXPECT_EQ(mail.text(2), "Nouveau marché : Brug");
}

TEST(Ladder, it_explains_every_level_and_why_it_is_used_or_not) {
  Scene scene;
  auto& house = scene.house;
  auto const explained = [&](unsigned on) {
    house.house().engine().act_now([&](db::Tx& tx) { scene.put(tx, on); });
    return house.see(house.karim, [&](evidence::View& view) {
      std::string text;
      for (auto const& rung : notifications::ladder(view, {house.klinker.id, house.road, Theme::planning})) {
        text += std::string{notifications::name(rung.level)} + ' ' + std::string{notifications::name(rung.why)};
        for (auto const& each : rung.addresses) text += ' ' + (each.email.empty() ? "-" : each.email) + (each.has_right ? "" : "!");
        text += '\n';
      }
      return text;
    });
  };
  EXPECT_EQ(explained(4 + 16),
            "contract no_address\n"
            "group no_right -! - -! senders@!\n"
            "organisation no_address\n"
            "person used zoe@\n"
            "administrator not_needed\n");
  EXPECT_EQ(explained(0),
            "contract no_address\n"
            "group no_address -! - -! -!\n"
            "organisation no_address\n"
            "person no_address -\n"
            "administrator no_address\n");
  EXPECT_EQ(explained(8 + 16 + 32),
            "contract no_address\n"
            "group no_address -! - -! -!\n"
            "organisation used organisation@\n"
            "person not_needed zoe@\n"
            "administrator not_needed karim@\n");
  house.house().engine().act_now([&](db::Tx& tx) {
    tx.run("INSERT INTO bounced_addresses (organisation_id, address, level, reason, at) VALUES ($1, 'organisation@', 'organisation', '', '')",
           {house.klinker.id.text});
  });
  EXPECT_EQ(explained(8 + 16),
            "contract no_address\n"
            "group no_address -! - -! -!\n"
            "organisation bounced organisation@\n"
            "person used zoe@\n"
            "administrator not_needed\n");
}

TEST(Ladder, a_theme_that_reaches_nobody_is_named_and_no_other) {
  Scene scene;
  auto& house = scene.house;
  auto const named = [&](unsigned on) {
    house.house().engine().act_now([&](db::Tx& tx) {
      scene.put(tx, on);
      tx.run("UPDATE work_relations SET email = '' WHERE person_id <> $1 AND person_id <> $2", {house.zoe.person.text, house.karim.person.text});
    });
    return house.see(house.karim, [&](evidence::View& view) {
      std::string text;
      for (auto const theme : notifications::unreached(view, contracts::open(view, house.road))) text += std::string{groups::name(theme)} + ' ';
      return text;
    });
  };
  EXPECT_EQ(named(0), "invoicing ");
  EXPECT_EQ(named(1), "");
  EXPECT_EQ(named(4), "");
  EXPECT_EQ(named(8), "");
  EXPECT_EQ(named(32), "");
}
