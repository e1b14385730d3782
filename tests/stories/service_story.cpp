// SPDX-License-Identifier: EUPL-1.2
// What the operator tells everybody, as the client meets it.
#include "service/outages.h"
#include "service/terms.h"
#include "service/texts.h"
#include "tests/support/visitor.h"

#include <gtest/gtest.h>

using support::OpenHouse;
using support::Reply;
using support::Visitor;
using namespace std::chrono_literals;

namespace {

evidence::Actor const operator_;
service::Texts const words{"Onderhoud <van> de databank", "Entretien", "Wartung", "Maintenance"};

service::Outage announced(OpenHouse& house, std::chrono::hours from, std::chrono::hours until) {
  auto const now = house.clock().now();
  return house.as(operator_, [&](evidence::Deed& deed) { return service::announce(deed, {now + from, now + until, words}); });
}

void published(OpenHouse& house, std::int64_t version) {
  house.as(operator_, [&](evidence::Deed& deed) {
    service::publish(deed, version, brussels_day(deed.now),
                     {"# Voorwaarden " + std::to_string(version) + "\n\nGebruik <b>Zegel</b> goed.", "texte", "Text", "text"});
  });
}

std::string link_to(OpenHouse& house, std::string const& address, std::string const& path) {
  auto const rows = house.rows("SELECT body_text FROM mails WHERE address = $1 ORDER BY id DESC LIMIT 1", {address});
  if (rows.empty()) return {};
  auto const start = rows.front().text(0).find(path);
  return start == std::string::npos ? std::string{} : rows.front().text(0).substr(start, path.size() + 43);
}

std::string subscribed(OpenHouse& house, Visitor& visitor, std::string const& address) {
  EXPECT_EQ(visitor.post("/outages/subscriptions", {{"email", address}, {"language", "nl"}}).status, 303);
  auto const link = link_to(house, address, "/outages/subscriptions/");
  EXPECT_EQ(visitor.post(link).header("location"), "/outages?notice=subscription_confirmed");
  return link;
}

std::size_t mails(OpenHouse& house) { return house.rows("SELECT id FROM mails").size(); }

}  // namespace

TEST(ServiceStory, every_page_tells_of_an_outage_that_is_near_and_none_of_one_that_is_far) {
  OpenHouse house;
  Visitor stranger{house};
  auto sara = Visitor::browser(house, house.sara);
  announced(house, 49h, 50h);
  EXPECT_FALSE(stranger.get("/help").has("z-outage"));
  house.clock().pass(2h);
  for (auto const* path : {"/help", "/outages", "/sign-in"}) EXPECT_TRUE(stranger.get(path).has("Onderhoud &lt;van&gt; de databank")) << path;
  EXPECT_TRUE(sara.get("/contracts").has("z-outage"));
  EXPECT_TRUE(sara.get("/contracts/" + new_id()).has("z-outage")) << "a refusal is a page too";
  EXPECT_FALSE(sara.get("/api/v1/contracts").has("Onderhoud"));
  house.clock().pass(48h);
  EXPECT_FALSE(stranger.get("/help").has("z-outage"));
  EXPECT_TRUE(stranger.get("/outages").has("Voorbij"));
}

TEST(ServiceStory, outages_stand_in_the_api_for_anyone) {
  OpenHouse house;
  auto const outage = announced(house, 1h, 2h);
  Visitor stranger{house};
  auto const reply = stranger.get("/api/v1/outages");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.value("id"), outage.id.text);
  EXPECT_EQ(reply.value("phase"), "planned");
  EXPECT_EQ(stranger.get("/api/v1/outages?after=nonsense").status, 200);
}

TEST(ServiceStory, scanners_that_follow_the_links_of_a_mail_change_nothing) {
  OpenHouse house;
  Visitor visitor{house};
  EXPECT_EQ(visitor.post("/outages/subscriptions", {{"email", "an@example.be"}, {"language", "nl"}}).header("location"),
            "/outages?notice=subscription_asked");
  auto const link = link_to(house, "an@example.be", "/outages/subscriptions/");
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(visitor.get(link).has("an@example.be"));
    EXPECT_EQ(visitor.send("HEAD", link, {}, {}).status, 200);
  }
  EXPECT_TRUE(house.rows("SELECT 1 FROM subscriptions WHERE confirmed_at IS NOT NULL").empty());
  EXPECT_EQ(visitor.post(link).status, 303);
  EXPECT_EQ(visitor.get(link).status, 410) << "used";
  announced(house, 1h, 2h);
  auto const way_out = link_to(house, "an@example.be", "/outages/unsubscriptions/");
  EXPECT_TRUE(visitor.get(way_out).has("an@example.be"));
  EXPECT_EQ(house.rows("SELECT 1 FROM subscriptions").size(), 1U);
  auto const ended = visitor.post(way_out);
  EXPECT_EQ(ended.status, 200);
  EXPECT_TRUE(house.rows("SELECT 1 FROM subscriptions").empty());
  EXPECT_EQ(visitor.post(way_out).status, 410);
}

TEST(ServiceStory, one_click_in_a_mail_program_ends_the_mails) {
  OpenHouse house;
  Visitor visitor{house};
  subscribed(house, visitor, "an@example.be");
  announced(house, 1h, 2h);
  auto const way_out = link_to(house, "an@example.be", "/outages/unsubscriptions/");
  auto const body = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
  auto const reply = visitor.send("POST", way_out, {"Content-Type: multipart/form-data; boundary=b"}, body);
  EXPECT_EQ(reply.status, 200) << "no redirect: RFC 8058";
  EXPECT_TRUE(house.rows("SELECT 1 FROM subscriptions").empty());
  subscribed(house, visitor, "an@example.be");
  announced(house, 1h, 2h);
  EXPECT_EQ(visitor.post(link_to(house, "an@example.be", "/outages/unsubscriptions/"), {{"List-Unsubscribe", "One-Click"}}).status, 200);
  EXPECT_TRUE(house.rows("SELECT 1 FROM subscriptions").empty());
}

TEST(ServiceStory, the_answer_does_not_tell_whether_an_address_is_known) {
  OpenHouse house;
  Visitor visitor{house};
  subscribed(house, visitor, "known@example.be");
  std::vector<std::string> answers;
  for (auto const* address : {"known@example.be", "unknown@example.be"}) {
    auto const before = mails(house);
    auto const reply = visitor.post("/outages/subscriptions", {{"email", address}, {"language", "nl"}});
    answers.push_back(std::to_string(reply.status) + reply.header("location") + reply.body);
    EXPECT_EQ(mails(house), before + 1);
  }
  EXPECT_EQ(answers[0], answers[1]);
  for (int i = 0; i < 5; ++i) visitor.post("/outages/subscriptions", {{"email", "known@example.be"}, {"language", "nl"}});
  auto const before = mails(house);
  EXPECT_EQ(visitor.post("/outages/subscriptions", {{"email", "known@example.be"}, {"language", "nl"}}).header("location"),
            "/outages?notice=subscription_asked");
  EXPECT_EQ(mails(house), before) << "and the box is not filled";
}

TEST(ServiceStory, a_wrong_address_brings_the_form_back_and_an_old_cookie_does_not_stand_in_the_way) {
  OpenHouse house;
  Visitor visitor{house};
  visitor.cookie = "__Host-zegel=of-a-session-that-is-over";
  auto const wrong = visitor.post("/outages/subscriptions", {{"email", "an@"}, {"language", "fr"}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_TRUE(wrong.has("value=\"an@\""));
  EXPECT_TRUE(wrong.has("<option value=\"fr\" selected>"));
  EXPECT_EQ(visitor.post("/outages/subscriptions", {{"email", "an@example.be"}, {"language", "fr"}}).status, 303);
  EXPECT_EQ(visitor.send("POST", "/outages/subscriptions", {"Content-Type: application/x-www-form-urlencoded", "Origin: https://evil.example"},
                         "email=an%40example.be&language=nl").status,
            403);
}

TEST(ServiceStory, until_the_terms_are_accepted_one_looks_and_does_nothing) {
  OpenHouse house;
  auto sara = Visitor::browser(house, house.sara), early = Visitor::system(house, house.sara);
  published(house, 1);
  auto const start = sara.get("/");
  EXPECT_EQ(start.status, 303);
  EXPECT_EQ(start.header("location"), "/terms/acceptances");
  EXPECT_TRUE(sara.get("/contracts/" + house.road.text).has("Weg en fietspad")) << "periods run: nobody is kept from reading";
  EXPECT_TRUE(sara.get("/contracts").has("/terms/acceptances"));
  auto const claims = "/contracts/" + house.road.text + "/claims";
  auto const refused = sara.post(claims, {{"title", "Vorderingsstaat"}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_TRUE(refused.has("/terms/acceptances"));
  auto const told = early.json("POST", "/api/v1" + claims, R"({"title":"Vorderingsstaat"})");
  EXPECT_EQ(told.status, 403);
  EXPECT_EQ(told.value("code"), "terms_not_accepted");
  EXPECT_EQ(told.value("termsVersion"), "1");
  EXPECT_TRUE(house.rows("SELECT id FROM documents").empty());

  auto const page = sara.get("/terms/acceptances?returnTo=/contracts");
  EXPECT_TRUE(page.has("Voorwaarden 1"));
  EXPECT_TRUE(page.has("&lt;b&gt;Zegel&lt;/b&gt;"));
  auto const accepted = sara.post("/terms/acceptances", {{"version", "1"}, {"returnTo", "/contracts"}});
  EXPECT_EQ(accepted.header("location"), "/contracts?notice=terms_accepted");
  EXPECT_EQ(sara.get("/").status, 200);
  EXPECT_EQ(early.json("POST", "/api/v1" + claims, R"({"title":"Vorderingsstaat"})").status, 201) << "his other session knows it too";
  auto again = Visitor::browser(house, house.sara);
  EXPECT_EQ(again.get("/").status, 200) << "once a version, once a person";
  auto lotte = Visitor::browser(house, house.lotte);
  EXPECT_EQ(lotte.get("/").status, 303);
  EXPECT_EQ(lotte.upload("/documents/" + new_id() + "/attachments", {{"kind", "supporting_document"}}, "a.pdf", "%PDF-1.4").status, 403);
  EXPECT_EQ(lotte.post("/sign-out").status, 303);
}

TEST(ServiceStory, the_terms_are_accepted_over_the_api_and_every_version_stays_readable) {
  OpenHouse house;
  published(house, 1);
  published(house, 2);
  auto sara = Visitor::system(house, house.sara);
  auto const present = sara.get("/api/v1/terms");
  EXPECT_EQ(present.value("version"), "2");
  EXPECT_EQ(present.value("digest").size(), 64U);
  EXPECT_EQ(sara.json("POST", "/api/v1/terms/acceptances", R"({"version":1})").value("code"), "mistakes");
  EXPECT_EQ(sara.json("POST", "/api/v1/terms/acceptances", R"({"version":2})").status, 204);
  Visitor stranger{house};
  EXPECT_TRUE(stranger.get("/terms").has("Voorwaarden 2"));
  auto const earlier = stranger.get("/terms?version=1");
  EXPECT_TRUE(earlier.has("Voorwaarden 1"));
  EXPECT_TRUE(earlier.has("vroegere versie"));
  EXPECT_EQ(stranger.get("/terms?version=3").status, 404);
  EXPECT_EQ(stranger.post("/terms/acceptances", {{"version", "2"}}).status, 401);
}

TEST(ServiceStory, nobody_is_sent_to_another_house_by_the_way_back) {
  OpenHouse house;
  published(house, 1);
  auto sara = Visitor::browser(house, house.sara);
  for (auto const* elsewhere : {"//evil.example", "https://evil.example", "/\\evil.example", "/terms/acceptances"})
    EXPECT_EQ(sara.post("/terms/acceptances", {{"version", "1"}, {"returnTo", elsewhere}}).header("location"), "/?notice=terms_accepted") << elsewhere;
}

TEST(ServiceStory, a_page_shows_the_operators_text_and_the_helpdesk_stands_in_the_foot) {
  OpenHouse house{nullptr, [](app::Settings& settings) { settings.helpdesk = "help@zegel.example"; }};
  Visitor stranger{house};
  EXPECT_FALSE(stranger.get("/help").has("Hulp bij ons"));
  house.as(operator_, [](evidence::Deed& deed) {
    service::set_page_text(deed, "help", Language::nl, "# Hulp bij ons\n\nBel [de balie](https://example.be/balie) of <script>.\n\n- een\n- twee");
  });
  auto const help = stranger.get("/help");
  EXPECT_TRUE(help.has("<h1 class=\"au-c-heading au-c-heading--1\">Hulp bij ons</h1>"));
  EXPECT_TRUE(help.has("<a href=\"https://example.be/balie\">de balie</a>"));
  EXPECT_TRUE(help.has("&lt;script&gt;"));
  EXPECT_TRUE(help.has("<title>Hulp bij ons"));
  EXPECT_FALSE(stranger.get("/privacy").has("Hulp bij ons"));
  EXPECT_TRUE(stranger.get("/outages").has("mailto:help@zegel.example"));
}

// ---------------------------------------------------------------- the start page and the list

TEST(StartStory, a_joint_venture_names_its_partners_on_its_start_page_and_its_contracts) {
  OpenHouse house;
  auto const tandem = house.as(operator_, [](evidence::Deed& deed) {
    return organisations::register_organisation(deed, {.enterprise_number = "0999000723", .name = "TM Ringweg", .email = "", .is_authority = false,
                                                       .is_joint_venture = true,
                                                       .partners = {{"0426994097", "De Klinker"}, {"0860915976", "Van Hove"}}});
  });
  house.as(operator_, [&](evidence::Deed& deed) {
    organisations::appoint_legal_representative(deed, house.karim.person, tandem.id, brussels_day(deed.now));
    auto const today = brussels_day(deed.now);
    people::start_work_relation(deed, {house.karim.person, tandem.id, people::RelationKind::permanent, "", "", today, today + std::chrono::days{9}});
  });
  auto const contract = house.another_contract("Ringweg", "0999000723");
  evidence::Actor const karim{house.karim.person, tandem.id, Language::nl};
  auto own = Visitor::browser(house, karim), els = Visitor::browser(house, house.els);
  auto system = Visitor::system(house, karim);
  for (auto const& page : {own.get("/"), own.get("/contracts/" + contract.text), els.get("/contracts/" + contract.text)}) {
    EXPECT_TRUE(page.has("Partners van de combinatie"));
    EXPECT_TRUE(page.has("0860.915.976"));
  }
  auto const reply = system.get("/api/v1/contracts/" + contract.text);
  EXPECT_TRUE(reply.has(R"("partners":[{"name":"De Klinker","enterpriseNumber":"0426994097"},{"name":"Van Hove","enterpriseNumber":"0860915976"}])"));
  EXPECT_FALSE(els.get("/contracts/" + house.road.text).has("Partners van de combinatie"));
}

TEST(StartStory, who_has_no_valid_right_is_told_whom_to_ask) {
  OpenHouse house;
  auto sara = Visitor::browser(house, house.sara);
  auto system = Visitor::system(house, house.sara);
  house.as(operator_, [&](evidence::Deed& deed) {
    for (auto const& row : deed.tx.all("SELECT r.id FROM user_rights r JOIN work_relations w ON w.id = r.work_relation_id WHERE w.person_id = $1",
                                       {house.sara.person.text}))
      people::revoke(deed, row.text(0));
  });
  auto const page = sara.get("/");
  EXPECT_EQ(page.status, 403);
  EXPECT_TRUE(page.has("geen geldig gebruikersrecht"));
  EXPECT_TRUE(page.has("karim@0426994097.example"));
  EXPECT_EQ(system.get("/api/v1/").value("code"), "no_access");
  house.as(operator_, [&](evidence::Deed& deed) { people::end_all_work_relations(deed, house.sara.person); });
  auto const ended = sara.get("/");
  EXPECT_TRUE(ended.has("werkrelatie"));
  EXPECT_FALSE(ended.has("karim@0426994097.example")) << "who works here is the business of those who work here";
}

TEST(StartStory, who_is_in_no_group_is_told_whom_to_ask) {
  OpenHouse house;
  auto const page = Visitor::browser(house, house.zoe).get("/");
  EXPECT_TRUE(page.has("Vraag een beheerder van uw organisatie om u aan een groep toe te voegen"));
  EXPECT_TRUE(page.has("karim Test"));
  EXPECT_TRUE(page.has("0426.994.097"));
}

TEST(StartStory, the_list_of_contracts_is_narrowed_and_says_so) {
  OpenHouse house;
  house.another_contract("Dijk", "0860915976");
  auto els = Visitor::browser(house, house.els);
  auto const narrowed = els.get("/contracts?kind=contract&otherParty=van+ho&year=2026");
  EXPECT_TRUE(narrowed.has("Dijk"));
  EXPECT_FALSE(narrowed.has("Weg en fietspad"));
  EXPECT_TRUE(narrowed.has("value=\"van ho\""));
  EXPECT_TRUE(narrowed.has("<option value=\"contract\" selected>"));
  EXPECT_TRUE(els.get("/contracts?year=2019").has("Geen") || els.get("/contracts?year=2019").has("z-empty"));
  auto system = Visitor::system(house, house.els);
  EXPECT_EQ(system.get("/api/v1/contracts?year=twee").value("code"), "mistakes");
  EXPECT_EQ(system.get("/api/v1/contracts?kind=boat").status, 400);
  EXPECT_EQ(system.get("/api/v1/contracts?otherParty=klinker").value("title"), "Weg en fietspad");
}
