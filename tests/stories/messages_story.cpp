// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/office_files.h"
#include "tests/support/visitor.h"

#include <gtest/gtest.h>

#include <thread>

using support::OpenHouse;
using support::Reply;
using support::Visitor;

namespace {

std::string id_after(std::string const& text, std::string const& before) {
  auto const at = text.find(before);
  return at == std::string::npos ? std::string{} : text.substr(at + before.size(), 36);
}

// Lets zoe send on the road, beside sara and karim.
void let_zoe_send(OpenHouse& house) {
  house.as(house.karim, [&](evidence::Deed& deed) { groups::add_member(deed, house.senders, house.road, house.zoe.person); });
}

DocumentId ready(OpenHouse& house) {
  auto const id = house.drafted(house.lotte);
  house.as(house.lotte, [&](evidence::Deed& deed) { dossier::put_ready(deed, id); });
  return id;
}

constexpr auto pdf = "%PDF-1.4\n0123456789\n";

}  // namespace

TEST(MessagesStory, a_message_with_a_file_goes_over_and_back_in_the_browser) {
  OpenHouse house;
  auto sara = Visitor::browser(house, house.sara), els = Visitor::browser(house, house.els);
  auto const place = "/contracts/" + house.road.text + "/messages";
  auto const sent = sara.upload(place, {{"theme", "invoicing"}, {"text", "Zie het <plan> in bijlage."}}, "plan & foto.pdf", pdf);
  ASSERT_EQ(sent.status, 303) << sent.body;
  EXPECT_EQ(sent.header("location"), place + "?notice=message_sent");
  EXPECT_TRUE(els.get("/contracts").has("<span class=\"z-count\">1</span>"));
  EXPECT_TRUE(els.get("/").status == 200);
  auto const shown = els.get(place);
  EXPECT_TRUE(shown.has("Zie het &lt;plan&gt; in bijlage."));
  EXPECT_TRUE(shown.has("plan &amp; foto.pdf"));
  EXPECT_TRUE(shown.has("De Klinker"));
  EXPECT_TRUE(shown.has("Markeer als gelezen"));
  EXPECT_EQ(els.post("/contracts/" + house.road.text + "/reading", {{"upTo", "1"}}).status, 303);
  EXPECT_FALSE(els.get(place).has("Markeer als gelezen"));
  EXPECT_FALSE(els.get("/contracts").has("class=\"z-count\">"));
  auto const answered = els.post(place, {{"theme", "invoicing"}, {"text", "Goed ontvangen."}});
  EXPECT_EQ(answered.status, 303) << answered.body;
  EXPECT_TRUE(sara.get("/contracts/" + house.road.text).has("ongelezen"));
  EXPECT_TRUE(sara.get(place).has("Goed ontvangen."));
}

TEST(MessagesStory, messages_are_searched_and_what_is_found_is_not_marked_as_read) {
  OpenHouse house;
  auto const document = house.sent();
  auto sara = Visitor::browser(house, house.sara), els = Visitor::browser(house, house.els);
  auto const place = "/contracts/" + house.road.text + "/messages", about = "/documents/" + document.text + "/messages";
  sara.upload(place, {{"theme", "invoicing"}, {"text", "Zie de bijlage."}}, "plan.pdf", support::a_pdf("Proefbelasting"));
  sara.post(about, {{"text", "De weegbrug is geijkt."}});
  sara.post(place, {{"theme", "invoicing"}, {"text", "Werfvergadering op maandag."}});
  house.house().read_files();
  auto const shown = els.get(place + "?search=werfverg");
  EXPECT_TRUE(shown.has("Werfvergadering op maandag."));
  EXPECT_FALSE(shown.has("De weegbrug is geijkt."));
  EXPECT_FALSE(shown.has("Markeer als gelezen"));
  EXPECT_TRUE(els.get(place).has("Markeer als gelezen"));
  EXPECT_TRUE(els.get(place + "?search=proefbelasting").has("Zie de bijlage."));
  EXPECT_TRUE(els.get(place + "?search=plan.pdf+bijlage").has("Zie de bijlage."));
  EXPECT_TRUE(els.get(place + "?search=weegbrug").has("De weegbrug is geijkt."));
  EXPECT_TRUE(els.get(about + "?search=weegbrug").has("De weegbrug is geijkt."));
  EXPECT_TRUE(els.get(about + "?search=werfvergadering").has("Geen berichten gevonden"));
  EXPECT_EQ(els.get(place + "?search=" + std::string(201, 'a')).status, 400);
  EXPECT_TRUE(els.get("/contracts/" + house.road.text + "/documents?search=weegbrug").has("/documents/" + document.text));
  for (int i = 0; i < 30; ++i) sara.post(place, {{"theme", "invoicing"}, {"text", i % 2 == 0 ? "Vorst." : "Vorst en regen."}});
  EXPECT_TRUE(els.get(place + "?search=vorst").has("after=9&amp;search=vorst")) << "the next page searches on";
  auto system = Visitor::system(house, house.els);
  auto const rest = system.get("/api/v1" + place + "?search=vorst&after=9");
  EXPECT_TRUE(rest.has("\"number\":4,")) << rest.body;
  EXPECT_FALSE(rest.has("\"number\":3,")) << rest.body;
}

TEST(MessagesStory, the_same_over_the_api_about_a_document) {
  OpenHouse house;
  auto const document = house.sent();
  auto sara = Visitor::system(house, house.sara), els = Visitor::system(house, house.els);
  auto const place = "/api/v1/documents/" + document.text + "/messages";
  auto const sent = els.json("POST", place, R"({"text":"Waar is de weegbon?"})");
  ASSERT_EQ(sent.status, 201) << sent.body;
  EXPECT_EQ(sent.header("location"), "/api/v1/messages/" + sent.value("id"));
  EXPECT_EQ(sent.value("digest").size(), 64U);
  auto const read = sara.get(sent.header("location"));
  EXPECT_EQ(read.value("text"), "Waar is de weegbon?");
  EXPECT_EQ(read.value("digest"), sent.value("digest"));
  EXPECT_EQ(read.value("documentId"), document.text);
  auto const answered = sara.upload(place, {{"text", "In bijlage."}}, "weegbon.pdf", pdf);
  ASSERT_EQ(answered.status, 201) << answered.body;
  auto const both = els.get(place);
  EXPECT_LT(both.body.find("In bijlage."), both.body.find("Waar is de weegbon?")) << "newest first";
  EXPECT_EQ(els.get("/api/v1/contracts/" + house.road.text).value("unread"), "1");
  EXPECT_EQ(els.json("POST", "/api/v1/documents/" + document.text + "/reading", R"({"upTo":2})").status, 204);
  EXPECT_EQ(els.get("/api/v1/contracts/" + house.road.text).value("unread"), "null");
  EXPECT_TRUE(els.get("/api/v1/documents/" + document.text).has("\"conversation\":{\"messages\":[{"));
  EXPECT_TRUE(Visitor::browser(house, house.els).get("/documents/" + document.text).has("In bijlage."));
  EXPECT_EQ(els.json("POST", place, R"({"text":""})").status, 400);
}

TEST(MessagesStory, the_other_side_never_gets_a_persons_name_or_id_in_any_answer) {
  OpenHouse house;
  auto const document = house.sent();
  auto const contract = "/contracts/" + house.road.text;
  auto sara = Visitor::system(house, house.sara);
  auto const made = sara.upload("/api/v1" + contract + "/messages", {{"theme", "invoicing"}, {"text", "Over de opdracht."}}, "plan.pdf", pdf);
  auto const about = sara.json("POST", "/api/v1/documents/" + document.text + "/messages", R"({"text":"Over het document."})");
  ASSERT_EQ(made.status, 201) << made.body;
  ASSERT_EQ(about.status, 201) << about.body;
  auto browser = Visitor::browser(house, house.els), system = Visitor::system(house, house.els);
  std::vector<std::string> const places{contract + "/messages", "/documents/" + document.text + "/messages", "/messages/" + made.value("id"),
                                        "/messages/" + about.value("id"), contract, contract + "/history", "/documents/" + document.text, "/contracts", "/",
                                        "/actions"};
  for (auto const& path : places)
    for (auto const& reply : {browser.get(path), system.get("/api/v1" + path)}) {
      EXPECT_EQ(reply.status, 200) << path;
      for (std::string const& secret : {std::string{"sara"}, house.sara.person.text, std::string{"karim"}, house.karim.person.text})
        EXPECT_FALSE(reply.has(secret)) << path << " tells " << secret;
    }
  EXPECT_TRUE(Visitor::system(house, house.pieter).get("/api/v1" + contract + "/messages").has("\"person\":\"sara Test\""));
}

TEST(MessagesStory, an_attachment_resumes_and_is_never_shown_by_the_browser) {
  OpenHouse house;
  auto sara = Visitor::system(house, house.sara);
  auto const sent = sara.upload("/api/v1/contracts/" + house.road.text + "/messages", {{"theme", "invoicing"}, {"text", "x"}}, "plan.pdf", pdf);
  auto const message = sara.get("/api/v1/messages/" + sent.value("id"));
  auto const path = "/messages/" + sent.value("id") + "/attachments/" + id_after(message.body, "\"attachments\":[{\"id\":\"");
  auto bram = Visitor::browser(house, house.bram);
  auto const whole = bram.get(path);
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.body, pdf);
  EXPECT_EQ(whole.header("content-disposition").substr(0, 10), "attachment");
  EXPECT_EQ(whole.header("x-content-type-options"), "nosniff");
  auto const part = bram.get(path, {"Range: bytes=9-13"});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "01234");
  EXPECT_EQ(bram.get(path, {"Range: bytes=99-"}).status, 416);
  EXPECT_EQ(bram.get(path, {"If-None-Match: " + whole.header("etag")}).status, 304);
  EXPECT_EQ(Visitor::browser(house, house.ingrid).get(path).status, 404);
}

TEST(MessagesStory, a_file_that_is_not_taken_is_told_and_what_was_written_stays) {
  OpenHouse house;
  auto sara = Visitor::browser(house, house.sara);
  auto const place = "/contracts/" + house.road.text + "/messages";
  auto const page = "<!DOCTYPE html><html><script>alert(1)</script></html>";
  auto const refused = sara.upload(place, {{"theme", "invoicing"}, {"text", "Mijn lange uitleg"}}, "onschuldig.pdf", page);
  EXPECT_EQ(refused.status, 400);
  EXPECT_TRUE(refused.has("Mijn lange uitleg"));
  EXPECT_TRUE(refused.has("href=\"#file\""));
  auto const empty = sara.upload(place, {{"theme", "invoicing"}, {"text", "Mijn lange uitleg"}}, "leeg.pdf", "");
  EXPECT_EQ(empty.status, 400);
  EXPECT_TRUE(sara.upload(place, {{"theme", "invoicing"}, {"text", ""}}, "plan.pdf", pdf).has("href=\"#text\""));
  auto api = Visitor::system(house, house.sara);
  EXPECT_EQ(api.upload("/api/v1" + place, {{"theme", "invoicing"}, {"text", "x"}}, "onschuldig.pdf", page).status, 415);
  EXPECT_EQ(api.upload("/api/v1" + place, {{"theme", "invoicing"}, {"text", "\xff"}}, "plan.pdf", pdf).status, 400);
  EXPECT_TRUE(api.get("/api/v1" + place).has("\"messages\":[]"));
}

TEST(MessagesStory, who_may_not_write_is_refused_before_a_byte_of_the_file_is_kept) {
  OpenHouse house;
  auto const document = house.sent();
  auto const place = "/contracts/" + house.road.text + "/messages";
  EXPECT_EQ(Visitor::browser(house, house.pieter).upload(place, {{"text", "x"}}, "plan.pdf", pdf).status, 403);
  EXPECT_EQ(Visitor::browser(house, house.ingrid).upload(place, {{"text", "x"}}, "plan.pdf", pdf).status, 404);
  EXPECT_EQ(Visitor::system(house, house.ingrid).upload("/api/v1/documents/" + document.text + "/messages", {{"text", "x"}}, "plan.pdf", pdf).status, 404);
  Visitor forged{house};
  forged.cookie = Visitor::browser(house, house.sara).cookie;
  EXPECT_EQ(forged.upload(place, {{"theme", "invoicing"}, {"text", "x"}}, "plan.pdf", pdf).status, 403);
  EXPECT_EQ(forged.post(place, {{"theme", "invoicing"}, {"text", "x"}}).status, 403);
  int kept = 0;
  house.house().files().each([&](std::string const&) { ++kept; });
  EXPECT_EQ(kept, 0);
  for (std::string const& path : {place, "/documents/" + document.text + "/messages"})
    EXPECT_EQ(Visitor::browser(house, house.ingrid).get(path).status, 404);
}

TEST(ActionsStory, two_take_the_same_action_at_once_and_one_is_told_who_was_first) {
  OpenHouse house;
  let_zoe_send(house);
  ready(house);
  auto const list = Visitor::system(house, house.sara).get("/api/v1/actions");
  auto const action = list.value("id");
  Reply of_sara, of_zoe;
  {
    std::jthread const one{[&] { of_sara = Visitor::browser(house, house.sara).post("/actions/" + action + "/assignment"); }};
    std::jthread const other{[&] { of_zoe = Visitor::browser(house, house.zoe).post("/actions/" + action + "/assignment"); }};
  }
  bool const sara_first = of_sara.status == 303;
  auto const& first = sara_first ? of_sara : of_zoe;
  auto const& second = sara_first ? of_zoe : of_sara;
  EXPECT_EQ(first.status, 303) << first.body;
  EXPECT_EQ(second.status, 409) << second.body;
  EXPECT_TRUE(second.has(sara_first ? "sara Test nam deze actie op zich op" : "zoe Test nam deze actie op zich op"));
  EXPECT_TRUE(second.has("02/03/2026"));
  auto const told = Visitor::system(house, sara_first ? house.zoe : house.sara).json("POST", "/api/v1/actions/" + action + "/assignment");
  EXPECT_EQ(told.status, 409);
  EXPECT_EQ(told.value("code"), "held_by_other");
  EXPECT_EQ(told.value("holder"), sara_first ? "sara Test" : "zoe Test");
  EXPECT_EQ(told.value("heldSince"), "2026-03-02T09:00:00.000Z");
  auto holder = Visitor::browser(house, sara_first ? house.sara : house.zoe);
  EXPECT_TRUE(holder.get("/contracts").has("<span class=\"z-count\">1<span")) << "the frame counts what one holds";
  EXPECT_FALSE(Visitor::browser(house, house.karim).get("/contracts").has("class=\"z-count\">"));
  for (auto const* stranger : {&house.els, &house.ingrid}) {
    auto visitor = Visitor::system(house, *stranger);
    EXPECT_TRUE(visitor.get("/api/v1/actions").has("\"actions\":[]"));
    EXPECT_EQ(visitor.get("/api/v1/actions/" + action).status, 404);
    EXPECT_EQ(visitor.json("POST", "/api/v1/actions/" + action + "/assignment").status, 404);
    EXPECT_EQ(visitor.json("POST", "/api/v1/actions/" + action + "/release").status, 404);
  }
}

TEST(ActionsStory, an_administrator_releases_an_action_and_gives_it_to_another) {
  OpenHouse house;
  let_zoe_send(house);
  auto const document = ready(house);
  auto karim = Visitor::browser(house, house.karim), sara = Visitor::browser(house, house.sara);
  auto const action = Visitor::system(house, house.sara).get("/api/v1/actions").value("id");
  auto const place = "/actions/" + action;
  EXPECT_EQ(sara.post(place + "/assignment").status, 303);
  EXPECT_TRUE(karim.get("/documents/" + document.text).has("sara Test werkt hieraan sinds"));
  EXPECT_EQ(karim.post(place + "/release", {{"reason", "met verlof"}}).status, 303);
  EXPECT_TRUE(karim.get(place).has("met verlof"));
  auto const wrong = karim.post(place + "/assignment", {{"assignee", house.lotte.person.text}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_TRUE(wrong.has("Deze persoon mag deze actie niet uitvoeren"));
  EXPECT_EQ(karim.post(place + "/assignment", {{"assignee", ""}}).status, 400);
  EXPECT_EQ(karim.post(place + "/assignment", {{"assignee", house.zoe.person.text}}).status, 303);
  EXPECT_TRUE(Visitor::browser(house, house.zoe).get("/actions/mine").has("Vorderingsstaat 1"));
  EXPECT_FALSE(sara.get("/actions/mine").has("Vorderingsstaat 1"));
  EXPECT_TRUE(sara.get("/actions?contract=" + house.road.text).has("zoe Test"));
  EXPECT_EQ(sara.get("/actions?contract=niets").status, 404);
}
