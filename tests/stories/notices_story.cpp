// SPDX-License-Identifier: EUPL-1.2
#include "app/streams.h"
#include "platform/http/test_client.h"
#include "tests/support/visitor.h"

#include <gtest/gtest.h>

using support::OpenHouse;
using support::Reply;
using support::Visitor;

namespace {

constexpr auto bounce_secret = "a secret of the mail server";

std::string explainer_of(OpenHouse& house) { return "/contracts/" + house.road.text + "/notifications"; }

std::string ask_for_stream(std::string const& cookie) { return "GET /notices/stream HTTP/1.1\r\nHost: x\r\nCookie: " + cookie + "\r\n\r\n"; }

}  // namespace

TEST(NoticesStory, the_organisations_address_is_kept_above_the_list_of_contracts) {
  OpenHouse house;
  auto karim = Visitor::browser(house, house.karim);
  auto page = karim.get("/contracts");
  for (auto const* text : {"0426.994.097", "karim Test", "E-mailadres wijzigen", "De Klinker"}) EXPECT_TRUE(page.has(text)) << text;
  auto saved = karim.post("/address", {{"email", " post@klinker.example "}});
  EXPECT_EQ(saved.status, 303);
  EXPECT_EQ(saved.header("location"), "/contracts?notice=address_saved");
  EXPECT_TRUE(karim.follow(saved).has("post@klinker.example"));
  auto wrong = karim.post("/address", {{"email", "geen adres"}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_TRUE(wrong.has("geen adres"));
  EXPECT_TRUE(wrong.has("id=\"email-mistake\""));
  EXPECT_EQ(karim.post("/address", {{"email", ""}}).status, 303);
  EXPECT_FALSE(karim.get("/contracts").has("post@klinker.example"));
  auto sara = Visitor::browser(house, house.sara);
  EXPECT_FALSE(sara.get("/contracts").has("E-mailadres wijzigen"));
  EXPECT_EQ(sara.post("/address", {{"email", "x@x.example"}}).status, 403);
}

TEST(NoticesStory, the_contracts_address_is_kept_with_its_basic_data) {
  OpenHouse house;
  auto karim = Visitor::browser(house, house.karim);
  auto const page = "/contracts/" + house.road.text + "/basic-data";
  EXPECT_TRUE(karim.get("/contracts/" + house.road.text).has(page));
  EXPECT_TRUE(karim.get(page).has(page + "/edit"));
  auto saved = karim.post(page, {{"_method", "PUT"}, {"ownReference", "2026-14"}, {"email", "weg@klinker.example"}});
  EXPECT_EQ(saved.status, 303) << saved.body;
  auto const shown = karim.follow(saved);
  EXPECT_TRUE(shown.has("weg@klinker.example"));
  EXPECT_TRUE(shown.has("2026-14"));
  auto wrong = karim.post(page, {{"_method", "PUT"}, {"ownReference", std::string(101, 'x')}, {"email", "a b"}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_TRUE(wrong.has("id=\"email-mistake\""));
  EXPECT_TRUE(wrong.has("id=\"ownReference-mistake\""));
  EXPECT_FALSE(Visitor::browser(house, house.els).get(page).has("weg@klinker.example")) << "the other side never sees it";
  auto lotte = Visitor::browser(house, house.lotte);
  EXPECT_EQ(lotte.get(page).status, 200);
  EXPECT_EQ(lotte.get(page + "/edit").status, 403);
  EXPECT_EQ(lotte.post(page, {{"_method", "PUT"}, {"email", "x@x.example"}}).status, 403);
  EXPECT_EQ(Visitor::browser(house, house.ingrid).get(page).status, 404);
  EXPECT_EQ(house.rows("SELECT count(*) FROM events WHERE event = 'contract_address_changed'").at(0).number(0), 1);
  auto system = Visitor::system(house, house.karim);
  EXPECT_EQ(system.json("PUT", "/api/v1" + page, R"({"ownReference":"2026-14","email":""})").status, 204);
  EXPECT_EQ(system.get("/api/v1/contracts/" + house.road.text).value("email"), "");
}

TEST(NoticesStory, an_administrator_sees_who_is_told_and_why) {
  OpenHouse house;
  house.in_treatment();
  auto karim = Visitor::browser(house, house.karim);
  auto const page = karim.get(explainer_of(house));
  EXPECT_EQ(page.status, 200);
  for (auto const* text : {"Wordt gebruikt", "sara@0426994097.example", "Geen adres ingevuld", "Niet nodig: een hoger niveau heeft een adres",
                           "In behandeling genomen"})
    EXPECT_TRUE(page.has(text)) << text;
  EXPECT_FALSE(page.has("els@")) << "the other side's people stay unknown";
  auto const json = Visitor::system(house, house.karim).get("/api/v1" + explainer_of(house));
  EXPECT_TRUE(json.has("\"about\":\"received\",\"theme\":\"invoicing\",\"reaches\":true"));
  for (auto const* about : {"released", "released_draft"})
    EXPECT_TRUE(json.has("\"about\":\"" + std::string{about} + "\",\"theme\":\"invoicing\",\"reaches\":true")) << about;
  EXPECT_TRUE(json.has("\"about\":\"received\",\"theme\":\"general\"")) << "a message may be general on every contract";
  EXPECT_TRUE(json.has("\"mails\":[{\"address\":\"lotte@0426994097.example\",\"level\":\"person\",\"status\":\"waiting\"}"));
  EXPECT_EQ(Visitor::browser(house, house.sara).get(explainer_of(house)).status, 403);
  EXPECT_EQ(Visitor::browser(house, house.ingrid).get(explainer_of(house)).status, 404);
}

TEST(NoticesStory, an_event_that_would_reach_nobody_is_warned_of) {
  OpenHouse house;
  auto karim = Visitor::browser(house, house.karim);
  auto const contract = "/contracts/" + house.road.text;
  EXPECT_FALSE(karim.get(contract).has("Niemand krijgt een e-mail"));
  house.house().engine().act_now([](db::Tx& tx) { tx.run("UPDATE work_relations SET email = ''"); });
  for (auto const& path : {contract, contract + "/groups"}) EXPECT_TRUE(karim.get(path).has("Niemand krijgt een e-mail over deze opdracht")) << path;
  EXPECT_TRUE(karim.get(explainer_of(house)).has("Niemand krijgt hierover een e-mail"));
  EXPECT_TRUE(Visitor::system(house, house.karim).get("/api/v1" + contract).has("\"unreached\":{"));
  EXPECT_FALSE(Visitor::browser(house, house.sara).get(contract).has("Niemand krijgt een e-mail"));
}

TEST(NoticesStory, notices_are_counted_in_the_frame_and_read) {
  OpenHouse house;
  auto sara = Visitor::browser(house, house.sara);
  house.in_treatment();
  EXPECT_TRUE(sara.get("/contracts").has("<span data-count>2</span>"));
  auto const page = sara.get("/notices");
  EXPECT_TRUE(page.has("In behandeling genomen: Vorderingsstaat 1"));
  EXPECT_TRUE(page.has("Ongelezen"));
  auto const newest = Visitor::system(house, house.sara).get("/api/v1/notices").value("newest");
  EXPECT_EQ(sara.post("/notices/reading", {{"notice", newest}}).status, 303);
  EXPECT_FALSE(sara.get("/notices").has("Ongelezen"));
  EXPECT_TRUE(sara.get("/contracts").has("<span data-count></span>"));
  EXPECT_TRUE(Visitor::browser(house, house.lotte).get("/notices").has("<span data-count>2</span>"));
  EXPECT_EQ(Visitor::browser(house, house.ingrid).post("/notices/reading", {{"notice", newest}}).status, 404);
  EXPECT_FALSE(Visitor::browser(house, house.zoe).get("/notices").has("Vorderingsstaat"));
}

TEST(NoticesStory, an_open_page_hears_of_the_number_at_once) {
  OpenHouse house;
  auto sara = Visitor::browser(house, house.sara);
  http::test::Client listener{house.port()};
  listener.send(ask_for_stream(sara.cookie));
  auto const head = listener.until("\r\n\r\n");
  EXPECT_NE(head.find("text/event-stream"), std::string::npos);
  house.house().tell_pages();
  EXPECT_EQ(listener.until("\n\n"), "event: unread\ndata: 1\n\n");
  house.in_treatment();
  house.house().tell_pages();
  EXPECT_EQ(listener.until("\n\n"), "event: unread\ndata: 2\n\n");
  house.house().tell_pages();
  house.clock().pass(std::chrono::seconds{15});
  house.house().tell_pages();
  EXPECT_EQ(listener.until("\n\n"), ":\n\n") << "a sign of life, and nothing in between";
  EXPECT_EQ(sara.post("/sign-out").status, 303);
  house.house().tell_pages();
  EXPECT_TRUE(listener.is_closed()) << "a stream ends with its session";
}

TEST(NoticesStory, a_stranger_has_nothing_to_listen_to_and_a_session_has_six_ears) {
  OpenHouse house;
  EXPECT_NE(Visitor{house}.get("/notices/stream").status, 200);
  auto sara = Visitor::browser(house, house.sara);
  std::vector<std::unique_ptr<http::test::Client>> ears;
  for (std::size_t i = 0; i <= app::Streams::of_a_session_max; ++i) {
    ears.push_back(std::make_unique<http::test::Client>(house.port()));
    ears.back()->send(ask_for_stream(sara.cookie));
    EXPECT_NE(ears.back()->until("\r\n\r\n").find(" 200 "), std::string::npos);
  }
  EXPECT_TRUE(ears.front()->is_closed()) << "the oldest makes room";
  EXPECT_EQ(house.house().streams().count(), app::Streams::of_a_session_max);
}

TEST(NoticesStory, somebody_chooses_the_daily_mail_and_an_administrator_the_language) {
  OpenHouse house;
  auto sara = Visitor::browser(house, house.sara);
  EXPECT_FALSE(sara.get("/notices/settings").has("E-mails aan uw organisatie"));
  EXPECT_EQ(sara.post("/notices/settings", {{"digest", "daily"}}).status, 303);
  EXPECT_TRUE(sara.get("/notices/settings").has("value=\"daily\" checked"));
  EXPECT_EQ(sara.post("/notices/settings", {{"digest", "weekly"}}).status, 400);
  EXPECT_EQ(sara.post("/notices/language", {{"language", "fr"}}).status, 403);
  auto karim = Visitor::browser(house, house.karim);
  EXPECT_EQ(karim.post("/notices/language", {{"language", "fr"}}).status, 303);
  EXPECT_TRUE(karim.get("/notices/settings").has("value=\"fr\" selected"));
}

TEST(NoticesStory, mail_that_came_back_is_taken_from_who_knows_the_secret) {
  OpenHouse house{nullptr, [](app::Settings& settings) { settings.mail_bounce_secret = bounce_secret; }};
  house.in_treatment();
  auto const letter = house.rows("SELECT id FROM mails WHERE address = 'sara@0426994097.example'").at(0).text(0);
  auto const message = "Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; m\r\n\r\n"
                       "Action: failed\r\nStatus: 5.1.1\r\n\r\n--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" +
                       letter + "@zegel.example>\r\n\r\n--x--\r\n";
  Visitor server{house};
  auto const post = [&](std::string const& secret) {
    return server.send("POST", "/mail/bounces", {"Content-Type: message/rfc822", "Authorization: Bearer " + secret}, message).status;
  };
  EXPECT_EQ(post("another"), 401);
  EXPECT_EQ(house.rows("SELECT count(*) FROM bounced_addresses").at(0).number(0), 0);
  EXPECT_EQ(post(bounce_secret), 204);
  EXPECT_EQ(house.rows("SELECT count(*) FROM bounced_addresses").at(0).number(0), 1);
  auto karim = Visitor::browser(house, house.karim);
  EXPECT_TRUE(karim.get(explainer_of(house)).has("De mailserver kende dit adres niet"));
  EXPECT_TRUE(karim.get("/notices").has("E-mailadres onbereikbaar gebleken"));
  EXPECT_EQ(karim.post("/contracts/" + house.road.text + "/trust", {{"email", "sara@0426994097.example"}}).status, 303);
  EXPECT_FALSE(karim.get(explainer_of(house)).has("De mailserver kende dit adres niet"));
  OpenHouse closed;
  EXPECT_EQ(Visitor{closed}.send("POST", "/mail/bounces", {"Authorization: Bearer "}, message).status, 404) << "without a secret there is no door";
}

TEST(NoticesStory, a_webhooks_secret_is_shown_once) {
  OpenHouse house;
  auto karim = Visitor::browser(house, house.karim);
  auto const made = karim.post("/webhooks", {{"address", "https://systems.klinker.example/zegel"}, {"events[]", "document_sent"}});
  EXPECT_EQ(made.status, 201) << made.body;
  auto const at = made.body.find("id=\"secret\">") + 12;
  auto const secret = made.body.substr(at, made.body.find('<', at) - at);
  EXPECT_EQ(secret.size(), 43U);
  auto const id = house.rows("SELECT id FROM webhooks").at(0).text(0);
  for (auto const& path : {std::string{"/webhooks"}, "/webhooks/" + id}) {
    auto const page = karim.get(path);
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(page.has("https://systems.klinker.example/zegel"));
    EXPECT_FALSE(page.has(secret));
  }
  auto const wrong = karim.post("/webhooks", {{"address", "http://169.254.169.254/latest"}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_TRUE(wrong.has("169.254.169.254"));
  auto system = Visitor::system(house, house.karim);
  auto const over_api = system.json("POST", "/api/v1/webhooks", R"({"address":"https://x.example/","events":["message_sent"]})");
  EXPECT_EQ(over_api.status, 201);
  EXPECT_EQ(over_api.value("secret").size(), 43U);
  EXPECT_EQ(over_api.header("location"), "/api/v1/webhooks/" + over_api.value("id"));
  EXPECT_EQ(Visitor::browser(house, house.sara).get("/webhooks").status, 403);
  EXPECT_EQ(Visitor::browser(house, house.ingrid).get("/webhooks/" + id).status, 404);
  EXPECT_EQ(karim.post("/webhooks/" + id, {{"_method", "DELETE"}}).status, 303);
  EXPECT_EQ(karim.get("/webhooks/" + id).status, 404);
}
