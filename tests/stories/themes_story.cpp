// SPDX-License-Identifier: EUPL-1.2
// A theme that an installation adds: offered in groups, given to colleagues, sent, found and kept from the others.
#include "tests/support/own_themes.h"
#include "tests/support/visitor.h"

#include <gtest/gtest.h>

using support::OpenHouse;
using support::OwnThemes;
using support::Visitor;

namespace {

std::string const safety_plan = R"(
[[types]]
key = "safety_plan"
theme = "safety"
sender = "contractor"
nl = "Veiligheidsplan"
fr = "Plan de sécurité"
de = "Sicherheitsplan"
en = "Safety plan"
fields = ["message!"]
)";

struct OwnTypes {
  OwnTypes() { types::use(types::read(OwnThemes::listed("safety", "Veiligheid") + OwnThemes::shipped() + safety_plan)); }
  ~OwnTypes() { types::use(types::read(OwnThemes::shipped())); }
  OwnTypes(OwnTypes const&) = delete;
  OwnTypes& operator=(OwnTypes const&) = delete;
};

}  // namespace

TEST(ThemesStory, an_installations_own_theme_goes_from_group_to_sent_document) {
  OwnTypes const own;
  OpenHouse house;
  auto karim = Visitor::browser(house, house.karim), zoe = Visitor::browser(house, house.zoe), els = Visitor::browser(house, house.els);
  EXPECT_TRUE(karim.get("/groups/new").has("Veiligheid"));
  auto const made = karim.post("/groups", {{"name", "Veiligheid"}, {"description", "Coördinatoren"}, {"rights.safety", "send"},
                                           {"members[]", house.zoe.person.text}});
  ASSERT_EQ(made.status, 303) << made.body;
  auto const at = made.header("location");
  EXPECT_TRUE(karim.follow(made).has("Veiligheid"));
  auto const contract = "/contracts/" + house.road.text;
  EXPECT_EQ(karim.post(contract + "/groups", {{"groups[]", at.substr(at.find("/groups/") + 8, 36)}}).status, 303);

  EXPECT_TRUE(els.get(contract + "/types").has("Veiligheidsplan"));
  EXPECT_EQ(els.post(contract + "/types", {{"_method", "PUT"}, {"types[]", "payment_claim"}, {"types[]", "safety_plan"}}).status, 303);

  EXPECT_TRUE(zoe.get(contract + "/documents/new").has("Veiligheidsplan"));
  auto const begun = zoe.post(contract + "/documents", {{"type", "safety_plan"}, {"title", "Plan fase 1"}, {"fields.message", "Zie plan."}});
  ASSERT_EQ(begun.status, 303) << begun.body;
  auto const document = begun.header("location").substr(0, 47);
  EXPECT_EQ(zoe.post(document + "/sending").status, 303);

  EXPECT_TRUE(els.get(document).has("Plan fase 1"));
  auto const list = els.get(contract + "/documents?theme=safety");
  EXPECT_TRUE(list.has("Plan fase 1"));
  EXPECT_TRUE(list.has("Veiligheid"));
  EXPECT_FALSE(els.get(contract + "/documents?theme=general").has("Plan fase 1"));
  EXPECT_EQ(zoe.post(contract + "/messages", {{"text", "Het plan is er."}, {"theme", "safety"}}).status, 303);
  EXPECT_TRUE(els.get(contract + "/messages").has("Het plan is er."));

  // Who has rights on other themes sees nothing of it.
  auto sara = Visitor::browser(house, house.sara), bram = Visitor::browser(house, house.bram);
  for (auto* other : {&sara, &bram}) {
    EXPECT_EQ(other->get(document).status, 404);
    EXPECT_FALSE(other->get(contract + "/documents").has("Plan fase 1"));
    EXPECT_FALSE(other->get(contract + "/messages").has("Het plan is er."));
  }
}
