// SPDX-License-Identifier: EUPL-1.2
// The history of a contract over HTTP: the page that a clerk reads without script, and the same over the API.
#include "messages/messages.h"
#include "tests/support/visitor.h"

#include <gtest/gtest.h>

using evidence::Deed;
using support::OpenHouse;
using support::Visitor;

namespace {

std::string at(OpenHouse const& house) { return "/contracts/" + house.road.text + "/history"; }

}  // namespace

TEST(HistoryStory, both_sides_read_in_words_what_happened_and_each_its_own_business) {
  OpenHouse house;
  auto const claim = house.in_treatment();
  house.as(house.karim, [&](Deed& deed) { contracts::set_own_reference(deed, house.road, "Zaak 7"); });
  house.as(house.els, [&](Deed& deed) {
    auto types = contracts::standard_types();
    types.insert("service_order");
    contracts::set_types(deed, house.road, types);
  });
  auto karim = Visitor::browser(house, house.karim), els = Visitor::browser(house, house.els);
  EXPECT_TRUE(karim.get("/contracts/" + house.road.text).has("href=\"" + at(house) + "\""));

  auto const own = karim.get(at(house));
  ASSERT_EQ(own.status, 200) << own.body;
  for (auto const& words : {std::string{"Geschiedenis van de opdracht"}, std::string{"Opdracht aangemaakt"}, std::string{"Eigen referentie gewijzigd"},
                            std::string{"Groep gekoppeld"}, std::string{": senders"}, std::string{"In behandeling genomen"},
                            "<a href=\"/documents/" + claim.text + "\">Vorderingsstaat 1</a>", std::string{"De Klinker · sara Test"},
                            std::string{"De Klinker · karim Test"}, std::string{"Komt erbij: Dienstbevel"}, std::string{"02/03/2026 10:00"}})
    EXPECT_TRUE(own.has(words)) << words;
  for (auto const* secret : {"els Test", "inspectors", "onlookers"}) EXPECT_FALSE(own.has(secret)) << secret;
  EXPECT_TRUE(own.has("<a href=\"/contracts/" + house.road.text + "\">Weg en fietspad</a>")) << "the way back";

  auto const other = els.get(at(house));
  for (auto const* words : {"els Test", ": inspectors", "Verzonden", "De Klinker"}) EXPECT_TRUE(other.has(words)) << words;
  for (auto const* secret : {"sara", "karim", "senders", "Eigen referentie gewijzigd", "Ontwerp begonnen", "Zaak 7"})
    EXPECT_FALSE(other.has(secret)) << secret;
}

TEST(HistoryStory, the_api_says_the_same_a_page_at_a_time) {
  OpenHouse house;
  auto const document = house.sent();
  house.as(house.els, [&](Deed& deed) { messages::send(deed, document, messages::NewMessage{{}, "Ontvangen", {}}); });
  auto karim = Visitor::system(house, house.karim);
  auto const first = karim.get("/api/v1" + at(house));
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.value("event"), "message_sent");
  EXPECT_TRUE(first.has(R"("document":{"id":")" + document.text + R"(","number":1,"typeName":"Schuldvordering","title":"Vorderingsstaat 1"})"))
      << first.body;
  EXPECT_TRUE(first.has(R"("next":null,"isCut":false)")) << first.body;
  EXPECT_FALSE(first.has(house.els.person.text));
  for (int i = 0; i < 30; ++i)
    house.as(house.karim, [&](Deed& deed) { contracts::set_own_reference(deed, house.road, std::to_string(i)); });
  auto const next = karim.get("/api/v1" + at(house)).value("next");
  ASSERT_FALSE(next.empty());
  auto const second = karim.get("/api/v1" + at(house) + "?after=" + next);
  EXPECT_TRUE(second.has("message_sent")) << second.body;
  EXPECT_TRUE(second.has(R"("next":null)"));
  auto const page = Visitor::browser(house, house.karim).get(at(house));
  EXPECT_TRUE(page.has("rel=\"next\" href=\"?after=")) << page.body;
}

TEST(HistoryStory, a_stranger_learns_nothing_of_a_contract) {
  OpenHouse house;
  auto ingrid = Visitor::system(house, house.ingrid), zoe = Visitor::system(house, house.zoe);
  EXPECT_EQ(ingrid.get("/api/v1" + at(house)).status, 404);
  EXPECT_EQ(zoe.get("/api/v1" + at(house)).status, 404);
  EXPECT_EQ(Visitor::browser(house, house.ingrid).get(at(house)).status, 404);
  Visitor stranger{house};
  EXPECT_EQ(stranger.get(at(house)).status, 303);
  EXPECT_EQ(stranger.get("/api/v1" + at(house)).status, 401);
}
