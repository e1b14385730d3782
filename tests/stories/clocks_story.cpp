// SPDX-License-Identifier: EUPL-1.2
// Terms, the calendar and its feed, over HTTP.
#include "tests/support/visitor.h"

#include <gtest/gtest.h>

using support::OpenHouse;
using support::Reply;
using support::Visitor;

namespace {

std::string clock_of(OpenHouse& house) { return house.rows("SELECT id FROM clocks ORDER BY id").at(0).text(0); }

// The secret address on the page that shows it once.
std::string feed_path(std::string const& body) {
  auto const at = body.find("/calendar/"), end = body.find(".ics", at);
  auto const start = body.rfind("/calendar/", end);
  return end == std::string::npos ? std::string{} : body.substr(start, end + 4 - start);
}

// A contract that exchanges the proof of the bond, so that its term runs.
ContractId bonded(OpenHouse& house) {
  return house.as(house.els, [&](evidence::Deed& deed) {
    contracts::NewContract wanted{.specification_number = "AWV/2026/020", .dossier_number = "AWV/2026/020", .lot = "", .title = "Brug over de Leie"};
    wanted.contractor_number = "0426994097";
    wanted.award_on = *parse_day("2026-02-20");
    wanted.published_on = *parse_day("2026-01-05");
    wanted.award_cents = 124'530'00;
    wanted.types = {"payment_claim", "bond_proof"};
    return contracts::create(deed, wanted).id;
  });
}

}  // namespace

TEST(ClocksStory, a_claim_stands_in_the_calendar_of_both_sides) {
  OpenHouse house;
  house.sent();
  auto els = Visitor::browser(house, house.els), sara = Visitor::browser(house, house.sara);
  auto const month = els.get("/calendar?month=2026-04");
  ASSERT_EQ(month.status, 200) << month.body;
  EXPECT_TRUE(month.has("april 2026"));
  EXPECT_TRUE(month.has("href=\"#due-2026-04-01\""));
  EXPECT_TRUE(month.has("Vorderingsstaat 1"));
  EXPECT_TRUE(month.has("Uw organisatie is aan zet."));
  EXPECT_TRUE(sara.get("/calendar?month=2026-04").has("De andere partij is aan zet."));
  EXPECT_FALSE(sara.get("/calendar?month=2026-04&mine=on").has("Vorderingsstaat 1"));
  EXPECT_TRUE(els.get("/calendar?month=2026-03").has("In deze maand loopt geen termijn af."));
  EXPECT_EQ(els.get("/calendar?month=veel").status, 200);
  auto const contract = sara.get("/contracts/" + house.road.text);
  EXPECT_TRUE(contract.has("Resterende dagen: 30")) << contract.body;
  EXPECT_TRUE(contract.has("/clocks/" + clock_of(house)));
}

TEST(ClocksStory, the_same_over_the_api_within_bounds) {
  OpenHouse house;
  house.sent();
  auto els = Visitor::system(house, house.els), pieter = Visitor::system(house, house.pieter);
  auto const found = els.get("/api/v1/clocks?from=2026-04-01&to=2026-04-01");
  EXPECT_EQ(found.status, 200);
  EXPECT_EQ(found.value("rule"), "payment");
  EXPECT_EQ(found.value("dueOn"), "2026-04-01");
  EXPECT_EQ(found.value("daysLeft"), "30");
  EXPECT_EQ(found.value("ownMoves"), "true");
  EXPECT_EQ(pieter.get("/api/v1/clocks").value("ownMoves"), "false");
  EXPECT_TRUE(els.get("/api/v1/clocks?from=2026-04-02").has("\"clocks\":[]"));
  EXPECT_TRUE(pieter.get("/api/v1/clocks?mine=true").has("\"clocks\":[]"));
  EXPECT_EQ(els.get("/api/v1/clocks?from=april").status, 400);
  EXPECT_EQ(els.get("/api/v1/clocks?from=2026-04-02&to=2026-04-01").status, 400);
  EXPECT_EQ(els.get("/api/v1/clocks?from=1900-01-01&to=2199-12-31").status, 400);
  auto const one = els.get("/api/v1/clocks/" + clock_of(house));
  EXPECT_EQ(one.value("days"), "30");
  EXPECT_TRUE(els.get("/api/v1/contracts/" + house.road.text).has("\"clocks\":[{\"rule\":\"payment\""));
}

TEST(ClocksStory, another_organisation_finds_no_clock) {
  OpenHouse house;
  house.sent();
  auto ingrid = Visitor::system(house, house.ingrid);
  EXPECT_EQ(ingrid.get("/api/v1/clocks/" + clock_of(house)).status, 404);
  EXPECT_EQ(ingrid.get("/api/v1/contracts/" + house.road.text + "/terms").status, 404);
  EXPECT_TRUE(ingrid.get("/api/v1/clocks").has("\"clocks\":[]"));
  EXPECT_EQ(ingrid.get("/api/v1/closing-days").status, 404);
  Visitor stranger{house};
  EXPECT_EQ(stranger.get("/calendar").status, 303);
  EXPECT_EQ(stranger.get("/api/v1/clocks").status, 401);
}

TEST(ClocksStory, a_closing_day_moves_the_terms_of_the_authority) {
  OpenHouse house;
  house.sent();
  auto els = Visitor::browser(house, house.els);
  auto const wrong = els.post("/closing-days", {{"day", "1/1/2026"}, {"name", "te laat"}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_TRUE(wrong.has("Kies een dag na vandaag."));
  EXPECT_TRUE(wrong.has("te laat"));
  auto const closed = els.post("/closing-days", {{"day", "1/4/2026"}, {"name", "verhuis"}});
  ASSERT_EQ(closed.status, 303) << closed.body;
  EXPECT_TRUE(els.follow(closed).has("verhuis"));
  EXPECT_EQ(Visitor::system(house, house.sara).get("/api/v1/clocks").value("dueOn"), "2026-04-02");
  EXPECT_EQ(els.post("/closing-days/2026-04-01", {{"_method", "DELETE"}}).status, 303);
  EXPECT_EQ(Visitor::system(house, house.sara).get("/api/v1/clocks").value("dueOn"), "2026-04-01");
  EXPECT_EQ(Visitor::browser(house, house.bram).post("/closing-days", {{"day", "1/4/2026"}}).status, 403);
}

TEST(ClocksStory, a_contract_gets_other_days_and_the_contractor_lets_its_bond_stand_still) {
  OpenHouse house;
  auto const contract = "/contracts/" + bonded(house).text;
  auto els = Visitor::browser(house, house.els), karim = Visitor::browser(house, house.karim);
  EXPECT_TRUE(karim.get(contract).has("Borgtocht stellen"));
  EXPECT_EQ(els.post(contract + "/terms", {{"rule", "performance_bond"}, {"days", "x"}}).status, 400);
  EXPECT_EQ(els.post(contract + "/terms", {{"rule", "performance_bond"}, {"days", "45"}, {"reason", "bestek"}}).status, 303);
  EXPECT_EQ(karim.post(contract + "/terms", {{"rule", "performance_bond"}, {"days", "90"}, {"reason", "liever"}}).status, 403);
  EXPECT_TRUE(karim.get(contract + "/terms").has("bestek"));
  auto const clock = "/clocks/" + clock_of(house);
  EXPECT_EQ(Visitor::system(house, house.karim).get("/api/v1" + clock).value("dueOn"), "2026-04-07");
  EXPECT_TRUE(karim.get(clock).has("Laat stilstaan"));
  EXPECT_FALSE(els.get(clock).has("Laat stilstaan"));
  auto const wrong = karim.post(clock + "/stops", {{"kind", "contractor_closed"}, {"from", "9/3/2026"}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_TRUE(wrong.has("9/3/2026"));
  auto const stopped =
      karim.post(clock + "/stops", {{"kind", "contractor_closed"}, {"from", "9/3/2026"}, {"to", "15/3/2026"}, {"reason", "krokusverlof"}});
  ASSERT_EQ(stopped.status, 303) << stopped.body;
  EXPECT_TRUE(els.get(clock).has("krokusverlof"));
  EXPECT_EQ(Visitor::system(house, house.els).get("/api/v1" + clock).value("dueOn"), "2026-04-13");
}

TEST(ClocksStory, a_secret_address_gives_the_calendar_until_it_is_revoked) {
  OpenHouse house;
  house.sent();
  auto els = Visitor::browser(house, house.els);
  auto const made = els.post("/calendar/addresses");
  ASSERT_EQ(made.status, 201) << made.body;
  auto const path = feed_path(made.body);
  ASSERT_FALSE(path.empty());
  EXPECT_TRUE(made.has("https://zegel.example" + path));
  EXPECT_FALSE(els.get("/calendar/addresses").has(path));
  Visitor agenda{house};
  auto const fetched = agenda.get(path);
  EXPECT_EQ(fetched.status, 200);
  EXPECT_EQ(fetched.header("content-type"), "text/calendar; charset=utf-8");
  EXPECT_EQ(fetched.header("cache-control"), "private, no-cache");
  EXPECT_TRUE(fetched.has("SUMMARY:Betaling: 1 Vorderingsstaat 1\r\n"));
  EXPECT_EQ(agenda.get(path, {"If-None-Match: " + fetched.header("etag")}).status, 304);
  EXPECT_TRUE(els.get("/calendar/addresses").has("02/03/2026"));
  EXPECT_EQ(agenda.get("/calendar/of-nobody.ics").status, 404);
  EXPECT_EQ(agenda.send("POST", path, {}, "").status, 405) << "nothing is written there";
  auto const id = house.rows("SELECT id FROM calendar_addresses").at(0).text(0);
  EXPECT_EQ(Visitor::browser(house, house.sara).post("/calendar/addresses/" + id, {{"_method", "DELETE"}}).status, 404);
  EXPECT_EQ(els.post("/calendar/addresses/" + id, {{"_method", "DELETE"}}).status, 303);
  EXPECT_EQ(agenda.get(path).status, 410);
  EXPECT_EQ(agenda.get(path, {"If-None-Match: " + fetched.header("etag")}).status, 410);
}

TEST(ClocksStory, a_system_makes_an_address_as_well) {
  OpenHouse house;
  auto const made = Visitor::system(house, house.sara).json("POST", "/api/v1/calendar/addresses");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(Visitor{house}.get(made.value("path")).status, 200);
}
