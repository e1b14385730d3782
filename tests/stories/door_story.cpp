// SPDX-License-Identifier: EUPL-1.2
// What the door says to a system that asks wrongly.
#include "platform/http/test_client.h"
#include "tests/support/visitor.h"

#include <gtest/gtest.h>

#include <algorithm>

using support::OpenHouse;
using support::Reply;
using support::Visitor;

namespace {

// Every field with its code, as the problem lists them: "lines wrong_kind".
std::vector<std::string> mistakes(Reply const& reply) {
  std::vector<std::string> all;
  std::string const field = "{\"field\":\"", code = "\"code\":\"";
  auto const word = [&](std::size_t at) { return reply.body.substr(at, reply.body.find('"', at) - at); };
  for (auto at = reply.body.find(field); at != std::string::npos; at = reply.body.find(field, at + 1))
    all.push_back(word(at + field.size()) + " " + word(reply.body.find(code, at) + code.size()));
  std::sort(all.begin(), all.end());
  return all;
}
using List = std::vector<std::string>;

std::size_t number_of_groups(OpenHouse& house) { return house.rows("SELECT id FROM groups").size(); }

}  // namespace

TEST(DoorStory, json_of_another_kind_is_a_mistake_and_changes_nothing) {
  OpenHouse house;
  auto sara = Visitor::system(house, house.sara);
  auto const id = house.drafted(house.sara).text;
  auto const before = sara.get("/api/v1/documents/" + id).body;
  struct Sent {
    char const* members;
    List mistakes;
  };
  for (auto const& [members, expected] : {
           Sent{R"("title":"x","lines":"abc")", {"lines wrong_kind"}},
           Sent{R"("title":"x","lines":{"first":{"post":"1"}})", {"lines wrong_kind"}},
           Sent{R"("title":"x","lines":{"0":{"post":"1"}})", {"lines wrong_kind"}},
           Sent{R"("title":"x","lines":{})", {"lines wrong_kind"}},
           Sent{R"("title":"x","lines":[[],[]])", {"lines.0 wrong_kind", "lines.1 wrong_kind"}},
           Sent{R"("title":"x","lines":["abc"])", {"lines.0 wrong_kind"}},
           Sent{R"("title":["x"])", {"title wrong_kind"}},
           Sent{R"("title":[])", {"title wrong_kind"}},
           Sent{R"("title":true)", {"title wrong_kind"}},
           Sent{R"("title":5)", {"title wrong_kind"}},
           Sent{R"("title":{"nl":"x"},"lines":[{"quantty":1}])", {"lines.0.quantty unknown_name", "title wrong_kind"}},
           Sent{R"("titel":"x","periodFrom":"2026-13-01")", {"periodFrom not_a_date", "titel unknown_name"}},
           Sent{R"("titel":[])", {"titel unknown_name"}},
           Sent{R"("titel":null)", {"titel unknown_name"}},
           Sent{R"("title":"x","fields":{"on":"y"})", {"fields unknown_name"}},
           Sent{R"("":"y")", {" unknown_name"}},
           Sent{R"("lines.0.post":"1")", {" unreadable"}},
           Sent{R"("title":"x","title":"y")", {" unreadable"}},
           Sent{R"("lines":[{"post":"1"}],"lines":[{"post":"2"}])", {" unreadable"}},
       })
    EXPECT_EQ(mistakes(sara.json("PUT", "/api/v1/documents/" + id, std::string{R"({"version":1,)"} + members + "}")), expected) << members;
  EXPECT_EQ(mistakes(sara.json("PUT", "/api/v1/documents/" + id, R"({"version":"1","title":"x"})")), List{"version wrong_kind"});
  EXPECT_EQ(sara.get("/api/v1/documents/" + id).body, before);
  EXPECT_EQ(sara.json("PUT", "/api/v1/documents/" + id, R"({"version":1,"title":"x","remarks":null,"lines":[{"quantity":"1.5","unitPrice":2}]})").status, 200);
}

TEST(DoorStory, a_letter_and_a_claim_are_not_saved_with_what_only_the_other_has) {
  OpenHouse house;
  auto els = Visitor::system(house, house.els);
  auto const contract = "/api/v1/contracts/" + house.road.text;
  EXPECT_EQ(els.json("PUT", contract + "/types", R"({"types":["payment_claim","letter"]})").status, 204);
  auto karim = Visitor::system(house, house.karim);
  auto const made = karim.json("POST", contract + "/documents", R"({"type":"letter","title":"Brief"})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(mistakes(karim.json("PUT", "/api/v1/documents/" + made.value("id"), R"({"version":1,"title":"Brief","lines":[],"vatRegime":"standard_21"})")),
            List{"vatRegime unknown_name"});
}

TEST(DoorStory, what_decides_about_no_line_of_the_claim_is_a_mistake) {
  OpenHouse house;
  auto const id = house.in_treatment().text;
  auto els = Visitor::system(house, house.els);
  auto const decide = [&](std::string const& body) { return mistakes(els.json("POST", "/api/v1/documents/" + id + "/partial-acceptance", body)); };
  EXPECT_EQ(decide(R"({"lines":[{"accepted":"0","reason":"eerste"}]})"), List{"lines wrong_kind"});
  EXPECT_EQ(decide(R"({"lines":{"1":{"accepted":"0","reason":"x"},"99":{"accepted":"0","reason":"x"}}})"), (List{"lines.99.accepted unknown", "lines.99.reason unknown"}));
  EXPECT_EQ(decide(R"({"lines":{"1":{"accepted":"0","reason":"x"}},"accepted":"600"})"), List{"accepted unknown"});
  EXPECT_EQ(els.get("/api/v1/documents/" + id).value("status"), "in_treatment");
}

TEST(DoorStory, signing_in_takes_what_is_described_and_nothing_else) {
  OpenHouse house;
  Visitor stranger{house};
  EXPECT_EQ(mistakes(stranger.json("POST", "/api/v1/sessions", R"({"userName":"a","password":"b","zzz":1})")), List{"zzz unknown_name"});
  auto sara = Visitor::system(house, house.sara);
  EXPECT_EQ(mistakes(sara.json("POST", "/api/v1/session/organisation", R"({"organisation":["x"]})")), List{"organisation wrong_kind"});
  EXPECT_EQ(mistakes(sara.json("DELETE", "/api/v1/session", R"({"zzz":1})")), List{"zzz unknown_name"});
}

TEST(DoorStory, a_form_of_several_parts_has_known_names_too) {
  OpenHouse house;
  auto sara = Visitor::system(house, house.sara);
  auto const at = "/api/v1/contracts/" + house.road.text + "/messages";
  EXPECT_EQ(mistakes(sara.upload(at, {{"text", "x"}, {"tehme", "changes"}}, "plan.pdf", "%PDF-1.4\n")), List{"tehme unknown_name"});
  auto const draft = "/api/v1/documents/" + house.drafted(house.sara).text;
  EXPECT_EQ(mistakes(sara.upload(draft + "/attachments", {{"kind", "plan"}}, "plan.pdf", "%PDF-1.4\n")), List{"kind unknown"});
  EXPECT_EQ(mistakes(sara.send("POST", "/api/v1/uploads", {"Tus-Resumable: 1.0.0", "Upload-Length: 9", "Upload-Metadata: kind cGxhbg=="}, "")),
            List{"kind unknown"});
}

TEST(DoorStory, the_type_of_a_body_is_read_as_http_writes_it) {
  OpenHouse house;
  auto sara = Visitor::system(house, house.sara);
  auto const at = "/api/v1/contracts/" + house.road.text + "/claims";
  auto const post = [&](std::vector<std::string> const& headers) { return sara.send("POST", at, headers, R"({"title":"x"})").status; };
  EXPECT_EQ(post({"Content-Type: Application/JSON ; charset=utf-8"}), 201);
  EXPECT_EQ(post({"Content-Type: application/x-www-form-urlencoded"}), 415) << "the API speaks JSON";
  EXPECT_EQ(post({"Content-Type: application/json", "Content-Encoding: gzip"}), 415);
}

TEST(DoorStory, a_name_that_no_field_has_is_a_mistake_in_groups_and_contracts_too) {
  OpenHouse house;
  auto karim = Visitor::system(house, house.karim), els = Visitor::system(house, house.els);
  auto const before = number_of_groups(house);
  EXPECT_EQ(mistakes(karim.json("POST", "/api/v1/groups", R"({"name":"Nieuw","description":"d","rights":"send","members":"y"})")),
            (List{"members wrong_kind", "rights wrong_kind"}));
  EXPECT_EQ(mistakes(karim.json("POST", "/api/v1/groups", R"({"name":"Nieuw","description":"d","rights":{"invoicin":"send"}})")),
            List{"rights.invoicin unknown_name"});
  EXPECT_EQ(number_of_groups(house), before);
  auto const made = mistakes(els.json("POST", "/api/v1/contracts", R"({"types":"payment_claim","titel":"x"})"));
  for (auto const* expected : {"types wrong_kind", "titel unknown_name", "title missing"})
    EXPECT_TRUE(std::find(made.begin(), made.end(), expected) != made.end()) << expected;
}

TEST(DoorStory, who_may_not_do_it_is_not_told_what_is_wrong_with_it) {
  OpenHouse house;
  auto const id = house.drafted(house.sara).text;
  EXPECT_EQ(Visitor::system(house, house.ingrid).json("PUT", "/api/v1/documents/" + id, R"({"version":1,"title":"x","lines":"abc"})").status, 404);
}

TEST(DoorStory, a_thousand_unknown_names_are_told_as_a_hundred) {
  OpenHouse house;
  std::string body = "{";
  for (int i = 0; i < 1000; ++i) body += (i ? ",\"x" : "\"x") + std::to_string(i) + "\":1";
  auto const told = mistakes(Visitor::system(house, house.karim).json("POST", "/api/v1/groups", body + "}"));
  EXPECT_EQ(std::count_if(told.begin(), told.end(), [](auto const& each) { return each.ends_with(" unknown_name"); }), 100);
}

TEST(DoorStory, another_method_is_told_which_ones_the_address_knows) {
  OpenHouse house{nullptr, [](app::Settings& settings) { settings.demo = true; }};
  auto sara = Visitor::system(house, house.sara);
  struct Asked {
    std::string method, path, allow;
  };
  for (auto const& [method, path, allow] : {
           Asked{"DELETE", "/api/v1/contracts", "GET, HEAD, POST"},
           Asked{"POST", "/api/v1/actions", "GET, HEAD"},
           Asked{"PATCH", "/api/v1/groups/" + house.senders.text, "DELETE, GET, HEAD, PUT"},
           Asked{"POST", "/health/live", "GET, HEAD"},
           Asked{"DELETE", "/health/ready", "GET, HEAD"},
           Asked{"POST", "/metrics", "GET, HEAD"},
           Asked{"PUT", "/api/v1/openapi.json", "GET, HEAD"},
           Asked{"POST", "/notices/stream", "GET"},
           Asked{"HEAD", "/notices/stream", "GET"},
           Asked{"POST", "/assets/fonts/x.woff2", "GET, HEAD"},
           Asked{"GET", "/mail/bounces", "POST"},
           Asked{"PUT", "/sign-in", "GET, HEAD, POST"},
           Asked{"GET", "/sign-out", "POST"},
           Asked{"GET", "/api/v1/sessions", "POST"},
           Asked{"PUT", "/api/v1/session", "DELETE, GET, HEAD"},
           Asked{"DELETE", "/demo/cast", "GET, HEAD, POST"},
           Asked{"POST", "/demo/mail", "GET, HEAD"},
           Asked{"POST", "/assets/zegel.css", "GET, HEAD"},
           Asked{"POST", "/lines-template.csv", "GET, HEAD"},
           Asked{"POST", "/calendar/geheim.ics", "GET, HEAD"},
           Asked{"GET", "/api/v1/documents/" + new_id() + "/attachments", "POST"},
       }) {
    auto const reply = sara.send(method, path, {}, "");
    EXPECT_EQ(reply.status, 405) << method << ' ' << path;
    EXPECT_EQ(reply.header("allow"), allow) << method << ' ' << path;
  }
  EXPECT_EQ(sara.send("PUT", "/api/v1/uploads", {"Tus-Resumable: 1.0.0"}, "").header("allow"), "OPTIONS, POST");
  for (auto const* path : {"/health", "/api/v1/metrics", "/api/v1/sign-in", "/demo", "/nergens"})
    EXPECT_EQ(sara.send("DELETE", path, {"Content-Type: text/plain"}, "x").status, 404) << path;
  for (auto const* path : {"/sessions", "/api/v1/sign-in", "/contracts/"}) EXPECT_EQ(sara.send("POST", path, {}, "").status, 404) << path;
}

// As a program reads it, whatever was wrong with the head.
TEST(DoorStory, a_head_that_is_refused_gets_a_problem_at_an_address_of_the_api_and_a_page_elsewhere) {
  OpenHouse house;
  auto const ask = [&](std::string const& target, std::string const& more) {
    return http::test::Client{house.port()}.ask("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n");
  };
  struct Head {
    std::string more_target, more_head;
    int status;
  };
  for (auto const& [more_target, more_head, status] : {
           Head{"%00", "", 400},
           Head{"%ff", "", 400},
           Head{"?a=%00", "", 400},
           Head{std::string(9000, 'a'), "", 414},
           Head{std::string(40'000, 'a'), "", 414},
           Head{"", "x: " + std::string(40'000, 'a') + "\r\n", 431},
           Head{"", "Expect: miracles\r\n", 417},
           Head{"", "Transfer-Encoding: gzip\r\n", 501},
           Head{"", "Host: two\r\n", 400},
       }) {
    auto const problem = ask("/api/v1/contracts" + more_target, more_head);
    EXPECT_EQ(problem.status, status);
    EXPECT_EQ(problem.header("content-type"), "application/problem+json") << status;
    EXPECT_EQ(problem.body.find("head_too_large") != std::string::npos, status == 414 || status == 431) << problem.body;
    EXPECT_NE(problem.body.find("\"status\":" + std::to_string(status)), std::string::npos) << problem.body;
    auto const page = ask("/contracts" + more_target, more_head);
    EXPECT_EQ(page.status, status);
    EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8") << status;
  }
}

TEST(DoorStory, without_its_virus_scanner_zegel_takes_no_file_and_says_so) {
  OpenHouse house{nullptr, [](app::Settings& settings) { settings.clamd = "unix:" + settings.folder + "/nobody-listens"; }};
  auto system = Visitor::system(house, house.sara), browser = Visitor::browser(house, house.sara);
  auto const id = house.drafted(house.sara).text;
  auto const refused = system.upload("/api/v1/documents/" + id + "/attachments", {}, "plan.pdf", "%PDF-1.4\n");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.value("code"), "scan_unavailable") << refused.body;
  EXPECT_EQ(refused.header("retry-after"), "10");
  EXPECT_FALSE(system.get("/api/v1/documents/" + id).has("sha256"));
  // What was written with the file is still there.
  auto const page = browser.upload("/contracts/" + house.road.text + "/messages", {{"text", "Zie bijlage, 14 uur."}}, "plan.pdf", "%PDF-1.4\n");
  EXPECT_EQ(page.status, 400);
  EXPECT_TRUE(page.has("Zie bijlage, 14 uur."));
  EXPECT_TRUE(page.has("want zonder controle komt er niets in Zegel"));
}
