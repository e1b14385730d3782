// SPDX-License-Identifier: EUPL-1.2
// Groups over HTTP: pages as a clerk without script sends them, and the API.
#include "tests/support/visitor.h"

#include <gtest/gtest.h>

using evidence::Deed;
using support::OpenHouse;
using support::Reply;
using support::Visitor;

namespace {

std::vector<std::pair<std::string, std::string>> a_form(std::string const& name) {
  return {{"name", name}, {"description", "Werf Gent"}, {"rights.invoicing", "read"}, {"reference.lot", "edit"}};
}

void remove(OpenHouse& house, GroupId const& id) {
  house.as(house.karim, [&](Deed& deed) { groups::remove(deed, id); });
}

std::string id_in(Reply const& reply) {
  auto const location = reply.header("location");
  return location.substr(0, location.find('?')).substr(location.find("/groups/") + 8);
}

}  // namespace

TEST(GroupsStory, the_dialog_about_an_inactive_name_works_without_script) {
  OpenHouse house;
  auto karim = Visitor::browser(house, house.karim);
  remove(house, house.senders);
  auto const dialog = karim.post("/groups", a_form("senders"));
  EXPECT_EQ(dialog.status, 400);
  for (auto const* word : {"<dialog", "Overschrijven", "Activeren", "Naam wijzigen", "href=\"#name\"", "value=\"senders\"", "Werf Gent", "#name"})
    EXPECT_TRUE(dialog.has(word)) << word;

  auto form = a_form("senders");
  form.emplace_back("onInactiveName", "activate");
  auto const activated = karim.post("/groups", form);
  ASSERT_EQ(activated.status, 303) << activated.body;
  EXPECT_EQ(id_in(activated), house.senders.text);
  EXPECT_TRUE(karim.follow(activated).has("De groep is opnieuw actief"));

  remove(house, house.senders);
  form.back().second = "overwrite";
  auto const overwritten = karim.post("/groups", form);
  ASSERT_EQ(overwritten.status, 303) << overwritten.body;
  EXPECT_NE(id_in(overwritten), house.senders.text);
  EXPECT_TRUE(karim.follow(overwritten).has("De inactieve groep is overschreven"));
}

TEST(GroupsStory, the_same_over_the_api) {
  OpenHouse house;
  auto karim = Visitor::system(house, house.karim);
  remove(house, house.senders);
  auto const post = [&](std::string const& more) {
    return karim.json("POST", "/api/v1/groups", R"({"name":"senders","description":"x","reference":{"lot":"edit"})" + more + "}");
  };
  auto const refused = post("");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.value("code"), "name_inactive");
  EXPECT_EQ(post(R"(,"onInactiveName":"both")").status, 400);
  auto const activated = post(R"(,"onInactiveName":"activate")");
  EXPECT_EQ(activated.status, 201);
  EXPECT_EQ(activated.value("id"), house.senders.text);
  EXPECT_EQ(post("").value("code"), "name_taken");
  EXPECT_EQ(karim.json("DELETE", "/api/v1/groups/" + house.senders.text).status, 204);
  auto const overwritten = post(R"(,"onInactiveName":"overwrite")");
  EXPECT_EQ(overwritten.status, 201);
  auto const shown = karim.get("/api/v1/groups/" + overwritten.value("id"));
  EXPECT_TRUE(shown.has(R"({"kind":"lot","right":"edit"})")) << shown.body;
  EXPECT_TRUE(shown.has(R"({"kind":"order","right":"read"})")) << shown.body;
}

TEST(GroupsStory, a_name_that_is_taken_brings_the_form_back_with_what_was_entered) {
  OpenHouse house;
  auto karim = Visitor::browser(house, house.karim);
  auto const again = karim.post("/groups", a_form("senders"));
  EXPECT_EQ(again.status, 400);
  EXPECT_TRUE(again.has("Uw organisatie heeft al een groep met deze naam"));
  EXPECT_TRUE(again.has("Werf Gent"));
  EXPECT_FALSE(again.has("<dialog class=\"z-dialog z-dialog--in-page\""));
}

TEST(GroupsStory, a_page_asks_before_a_group_is_deleted) {
  OpenHouse house;
  auto karim = Visitor::browser(house, house.karim);
  auto const at = "/groups/" + house.senders.text;
  EXPECT_TRUE(karim.get(at).has(at + "/removal"));
  auto const asks = karim.get(at + "/removal");
  EXPECT_TRUE(asks.has("Aantal gekoppelde opdrachten: 1")) << asks.body;
  EXPECT_TRUE(Visitor::browser(house, house.sara).get("/contracts/" + house.road.text).has("Weg en fietspad"));
  EXPECT_EQ(karim.post(at, {{"_method", "DELETE"}}).status, 303);
  EXPECT_EQ(Visitor::browser(house, house.sara).get("/contracts/" + house.road.text).status, 404);
  EXPECT_EQ(karim.get(at).status, 404);
}

TEST(GroupsStory, groups_and_members_are_linked_and_unlinked_with_one_save) {
  OpenHouse house;
  auto karim = Visitor::browser(house, house.karim);
  auto const contract = "/contracts/" + house.road.text;
  auto const choose = karim.get(contract + "/groups/edit");
  EXPECT_TRUE(choose.has("Groepen koppelen/ontkoppelen"));
  auto const saved = karim.post(contract + "/groups", {{"groups[]", house.readers.text}, {"shown[]", house.readers.text}, {"shown[]", house.senders.text}});
  ASSERT_EQ(saved.status, 303) << saved.body;
  auto const linked = karim.follow(saved);
  EXPECT_TRUE(linked.has("readers"));
  EXPECT_TRUE(linked.has("drafters"));
  EXPECT_FALSE(linked.has("senders"));

  auto const group = contract + "/groups/" + house.readers.text;
  EXPECT_TRUE(karim.get(group).has("pieter@0426994097.example"));
  auto const members = karim.post(group + "/members", {{"members[]", house.zoe.person.text}, {"shown[]", house.zoe.person.text}});
  ASSERT_EQ(members.status, 303) << members.body;
  auto const here = karim.follow(members);
  EXPECT_TRUE(here.has("zoe@0426994097.example"));
  EXPECT_TRUE(karim.get("/groups/" + house.readers.text).has("Weg en fietspad"));
  EXPECT_EQ(Visitor::browser(house, house.zoe).get(contract).status, 200);
  karim.post(group + "/members", {{"shown[]", house.zoe.person.text}});
  EXPECT_EQ(Visitor::browser(house, house.zoe).get(contract).status, 404);
  EXPECT_EQ(karim.post(group + "/members", {}).status, 400);
}

TEST(GroupsStory, nobody_but_an_administrator_of_the_organisation_reaches_these_pages) {
  OpenHouse house;
  auto const contract = "/contracts/" + house.road.text, group = "/groups/" + house.readers.text;
  for (auto const& path : {contract + "/groups", contract + "/groups/edit", contract + group, contract + group + "/members/edit", group,
                           group + "/edit", group + "/members", group + "/removal", std::string{"/groups/new"}}) {
    EXPECT_EQ(Visitor::browser(house, house.karim).get(path).status, 200) << path;
    EXPECT_EQ(Visitor::browser(house, house.sara).get(path).status, 403) << path;
    if (path == "/groups/new") continue;
    EXPECT_EQ(Visitor::browser(house, house.ingrid).get(path).status, 404) << path;
    EXPECT_EQ(Visitor::browser(house, house.els).get(path).status, path.starts_with(group) || path.find(group) != std::string::npos ? 404 : 200) << path;
  }
}

TEST(GroupsStory, why_somebody_may_is_told_now_and_for_any_moment_in_the_past) {
  OpenHouse house;
  auto karim = Visitor::system(house, house.karim);
  auto const at = "/api/v1/contracts/" + house.road.text + "/access";
  house.clock().pass(std::chrono::hours{1});
  remove(house, house.senders);
  auto const now = karim.get(at + "?person=" + house.sara.person.text);
  ASSERT_EQ(now.status, 200) << now.body;
  EXPECT_TRUE(now.has(R"("lacks":[{"code":"group_inactive"},{"code":"not_linked"}])")) << now.body;
  EXPECT_TRUE(now.has(R"({"theme":"invoicing","level":"none","through":[]})")) << now.body;
  auto const then = karim.get(at + "?person=" + house.sara.person.text + "&at=2026-03-02T10:30");  // in Brussels
  EXPECT_TRUE(then.has(R"({"theme":"invoicing","level":"send","through":[{"way":"group","group":"senders","level":"send"}]})")) << then.body;
  EXPECT_EQ(then.value("at"), "2026-03-02T09:30:00.000Z");
  EXPECT_TRUE(karim.get(at + "?person=" + house.sara.person.text + "&at=2026-03-03T10:30").has("in_future"));
  EXPECT_TRUE(karim.get(at + "?at=2026-03-01T10:30").has("before_contract"));
  EXPECT_TRUE(karim.get(at + "?at=yesterday").has("not_a_date"));

  auto page = Visitor::browser(house, house.karim).get("/contracts/" + house.road.text + "/access?person=" + house.sara.person.text);
  EXPECT_TRUE(page.has("De groep was inactief.")) << page.body;
  EXPECT_TRUE(page.has("sara Test"));
  page = Visitor::browser(house, house.karim).get("/contracts/" + house.road.text + "/access?at=2027-01-01T00:00");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(page.has("Dit moment moet nog komen."));
}

TEST(GroupsStory, an_administrator_asks_about_colleagues_and_everybody_about_himself) {
  OpenHouse house;
  auto const at = "/api/v1/contracts/" + house.road.text + "/access";
  auto const status = [&](evidence::Actor const& asker, std::string const& query) { return Visitor::system(house, asker).get(at + query).status; };
  EXPECT_EQ(status(house.karim, "?person=" + house.zoe.person.text), 200);
  EXPECT_EQ(status(house.karim, "?person=" + house.els.person.text), 404);  // of the other side
  EXPECT_EQ(status(house.karim, "?person=" + new_id()), 404);
  EXPECT_EQ(status(house.sara, "?person=" + house.zoe.person.text), 403);
  EXPECT_EQ(status(house.zoe, "?person=" + house.sara.person.text), 404);  // who may not read the contract
  EXPECT_EQ(status(house.ingrid, ""), 404);
  EXPECT_EQ(status(house.ingrid, "?at=2020-01-01T00:00:00Z"), 404);
  auto const own = Visitor::system(house, house.zoe).get(at);
  EXPECT_EQ(own.status, 200);
  EXPECT_EQ(own.value("contractTitle"), "");
  EXPECT_FALSE(own.has("senders")) << "groups of which he is no member are the administrators' business";
  EXPECT_TRUE(Visitor::system(house, house.sara).get(at).has("senders"));
  house.as({}, [&](Deed& deed) { people::end_all_work_relations(deed, house.zoe.person); });
  EXPECT_TRUE(Visitor::system(house, house.karim).get(at + "?person=" + house.zoe.person.text).has("relation_ended"));
}
