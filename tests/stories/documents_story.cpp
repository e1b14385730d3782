// SPDX-License-Identifier: EUPL-1.2
#include "app/api/schemas.h"
#include "tests/support/office_files.h"
#include "tests/support/visitor.h"

#include <gtest/gtest.h>

#include <fstream>

using support::OpenHouse;
using support::Reply;
using support::Visitor;

namespace {

// A contract between agency and klinker with every type; els and karim send for their side on every theme.
ContractId contract_with_all(OpenHouse& house) {
  auto const id = house.another_contract("Brug over de Leie");
  house.as(house.els, [&](evidence::Deed& deed) {
    groups::NewGroup wanted{"all themes", "", "test", {}, false, {house.els.person}};
    for (auto theme : groups::themes) wanted.rights[theme] = groups::Level::send;
    contracts::link_group(deed, id, groups::create(deed, wanted));
  });
  return id;
}

std::string document_in(Reply const& reply) {
  auto const location = reply.header("location");
  auto const at = location.find("/documents/");
  return at == std::string::npos ? std::string{} : location.substr(at, 47);
}

constexpr auto notice_json = R"({"type":"default_notice","title":"Scheuren","reference":"PV/3",
  "fields":{"on":"2026-03-02","facts":"Scheuren in vak 3","remedy":"Herstellen"}})";

}  // namespace

TEST(DocumentsStory, a_notice_is_answered_and_closed_in_the_browser) {
  OpenHouse house;
  auto const contract = "/contracts/" + contract_with_all(house).text;
  auto els = Visitor::browser(house, house.els), karim = Visitor::browser(house, house.karim);
  EXPECT_TRUE(els.get(contract).has(contract + "/documents/new"));
  EXPECT_TRUE(els.get(contract + "/documents/new").has("PV van ingebrekestelling"));
  EXPECT_FALSE(karim.get(contract + "/documents/new").has("PV van ingebrekestelling"));
  EXPECT_TRUE(els.get(contract + "/documents/new?type=default_notice").has("15 kalenderdagen"));
  auto const made = els.post(contract + "/documents", {{"type", "default_notice"}, {"title", "Scheuren in de verharding"}, {"fields.on", "02/03/2026"},
                                                       {"fields.facts", "Scheuren in vak 3"}, {"fields.remedy", "Herstellen"}});
  ASSERT_EQ(made.status, 303) << made.body;
  auto const notice = document_in(made);
  EXPECT_EQ(karim.get(notice).status, 404) << "the other side's draft";
  EXPECT_EQ(els.upload(notice + "/attachments", {{"kind", "supporting_document"}}, "foto.pdf", "%PDF-1.4\n%test\n").status, 303);
  ASSERT_EQ(els.post(notice + "/sending").status, 303);
  auto const seen = karim.get(notice);
  EXPECT_TRUE(seen.has("17/03/2026")) << "the last day of the term";
  EXPECT_TRUE(seen.has("art. 44, § 2"));
  EXPECT_TRUE(seen.has("foto.pdf"));
  EXPECT_FALSE(seen.has("els Test"));
  EXPECT_TRUE(seen.has("type=defence&amp;repliesTo=" + notice.substr(11)));
  auto const answered = karim.post(contract + "/documents", {{"type", "defence"}, {"repliesTo", notice.substr(11)}, {"title", "Verweer"},
                                                            {"fields.defence", "Het vroor"}});
  ASSERT_EQ(answered.status, 303) << answered.body;
  auto const defence = document_in(answered);
  ASSERT_EQ(karim.post(defence + "/sending").status, 303);
  EXPECT_TRUE(els.get(notice).has("Beantwoord"));
  auto const decided = els.post(contract + "/documents", {{"type", "sanction_decision"}, {"repliesTo", defence.substr(11)}, {"title", "Beslissing"},
                                                         {"fields.measure", "none"}, {"fields.explanation", "Aanvaard"}});
  ASSERT_EQ(decided.status, 303) << decided.body;
  ASSERT_EQ(els.post(document_in(decided) + "/sending").status, 303);
  EXPECT_TRUE(karim.get(notice).has("Afgehandeld"));
  EXPECT_TRUE(karim.get(contract).has("Afgehandeld: 2"));
}

TEST(DocumentsStory, a_report_of_facts_is_in_time_or_late_by_the_day_of_the_facts_that_it_names) {
  OpenHouse house;
  auto const contract = "/api/v1/contracts/" + contract_with_all(house).text;
  auto karim = Visitor::system(house, house.karim);
  auto const reported = [&](std::string const& day) {
    auto const made = karim.json("POST", contract + "/documents", R"({"type":"facts_report","title":"Waterleiding","fields":{"on":")" + day +
                                                                      R"(","facts":"Een leiding","influence":"Acht dagen"}})");
    EXPECT_EQ(karim.json("POST", "/api/v1/documents/" + made.value("id") + "/sending").status, 200) << made.body;
    return karim.get(contract).body;
  };
  auto const early = reported("2026-02-20");
  EXPECT_NE(early.find(R"("rule":"facts_report")"), std::string::npos) << early;
  EXPECT_NE(early.find(R"("dueOn":"2026-03-23","state":"in_time")"), std::string::npos) << early;
  EXPECT_NE(reported("2026-01-05").find(R"("dueOn":"2026-02-04","state":"ended_late")"), std::string::npos);
}

TEST(DocumentsStory, a_draft_that_stood_ready_goes_back_with_a_reason) {
  OpenHouse house;
  auto const contract = contract_with_all(house).text;
  auto els = Visitor::browser(house, house.els);
  auto system = Visitor::system(house, house.els);
  auto const made = system.json("POST", "/api/v1/contracts/" + contract + "/documents", notice_json);
  ASSERT_EQ(made.status, 201) << made.body;
  auto const notice = "/documents/" + made.value("id");
  EXPECT_EQ(system.json("POST", "/api/v1" + notice + "/readiness").status, 204);
  auto const too_long = els.post(notice + "/readiness", {{"_method", "DELETE"}, {"reason", std::string(4001, 'x')}});
  EXPECT_EQ(too_long.status, 400);
  EXPECT_TRUE(too_long.has("Scheuren")) << "the document is shown again";
  EXPECT_EQ(system.json("DELETE", "/api/v1" + notice + "/readiness", R"({"reason":"Vak 4 ontbreekt"})").status, 204);
  auto const seen = system.get("/api/v1" + notice);
  EXPECT_EQ(seen.value("status"), "draft");
  EXPECT_EQ(seen.value("reason"), "Vak 4 ontbreekt");
}

TEST(DocumentsStory, the_contractor_asks_and_the_authority_decides_over_the_api) {
  OpenHouse house;
  auto const contract = "/api/v1/contracts/" + contract_with_all(house).text;
  auto els = Visitor::system(house, house.els), karim = Visitor::system(house, house.karim), ingrid = Visitor::system(house, house.ingrid);
  auto const made = karim.json("POST", contract + "/documents",
                               R"({"type":"extension_request","title":"Vorst","fields":{"days":12.5,"reason":"Twaalf dagen vorst"}})");
  ASSERT_EQ(made.status, 201) << made.body;
  auto const request = "/api/v1/documents/" + made.value("id");
  auto const saved = karim.json("PUT", request, R"({"version":1,"title":"Vorst","fields":{"days":12,"reason":"Twaalf dagen vorst"}})");
  EXPECT_EQ(saved.value("version"), "2") << saved.body;
  EXPECT_EQ(karim.json("PUT", request, R"({"version":1,"title":"x"})").status, 409);
  EXPECT_EQ(els.get(request).status, 404);
  EXPECT_EQ(karim.json("POST", request + "/sending").status, 200);
  EXPECT_EQ(karim.json("PUT", request, R"({"version":2,"title":"x"})").status, 409);
  EXPECT_EQ(els.get(request).value("state"), "outstanding");
  EXPECT_EQ(els.json("POST", request + "/treatment").status, 204);
  EXPECT_EQ(karim.json("POST", request + "/withdrawal").status, 409);
  auto const id = request.substr(18);
  EXPECT_EQ(els.json("POST", contract + "/documents", R"({"type":"service_order","repliesTo":")" + id + R"("})").status, 409);
  auto const decision = els.json("POST", contract + "/documents", R"({"type":"planning_decision","title":"Ja","repliesTo":")" + id +
                                                                      R"(","fields":{"outcome":"granted","days":"12","explanation":"Akkoord"}})");
  ASSERT_EQ(decision.status, 201) << decision.body;
  EXPECT_EQ(els.json("POST", "/api/v1/documents/" + decision.value("id") + "/sending").status, 200);
  EXPECT_EQ(karim.get(request).value("status"), "settled");
  for (auto const& path : {request, contract + "/documents", contract + "/documents/export?format=csv"}) EXPECT_EQ(ingrid.get(path).status, 404) << path;
  EXPECT_EQ(ingrid.json("POST", request + "/correction").status, 404);
  EXPECT_EQ(ingrid.json("POST", request + "/closing").status, 404);
}

TEST(DocumentsStory, every_mistake_in_a_form_is_told_at_once_and_what_was_entered_stays) {
  OpenHouse house;
  auto const contract = "/contracts/" + contract_with_all(house).text;
  auto els = Visitor::browser(house, house.els);
  auto const reply = els.post(contract + "/documents", {{"type", "bond_default_notice"}, {"title", "Borg"}, {"fields.amount", "veel"},
                                                       {"fields.explanation", "Mijn eigen uitleg"}, {"reference", std::string(70, 'x')}});
  EXPECT_EQ(reply.status, 400);
  EXPECT_TRUE(reply.has("#fields.amount"));
  EXPECT_TRUE(reply.has("#reference"));
  EXPECT_TRUE(reply.has("Mijn eigen uitleg"));
  EXPECT_TRUE(reply.has("Bedrag in euro zonder btw:"));
}

TEST(DocumentsStory, two_who_edit_see_what_the_other_saved_beside_their_own) {
  OpenHouse house;
  auto const contract = "/contracts/" + contract_with_all(house).text;
  auto els = Visitor::browser(house, house.els);
  auto const draft = document_in(els.post(contract + "/documents", {{"type", "letter"}, {"title", "Brief"}, {"fields.message", "Eerste tekst"}}));
  auto const save = [&](std::string const& text) {
    return els.post(draft, {{"_method", "PUT"}, {"version", "1"}, {"title", "Brief"}, {"fields.message", text}});
  };
  EXPECT_EQ(save("Tekst van een collega").status, 303);
  auto const stale = save("Mijn tekst");
  EXPECT_EQ(stale.status, 400);
  EXPECT_TRUE(stale.has("Mijn tekst"));
  EXPECT_TRUE(stale.has("Tekst van een collega"));
  EXPECT_TRUE(stale.has(R"(name="version" value="2")"));
}

TEST(DocumentsStory, the_filtered_list_is_exported_and_no_cell_is_a_formula) {
  OpenHouse house;
  auto const id = contract_with_all(house);
  auto const contract = "/api/v1/contracts/" + id.text;
  auto els = Visitor::system(house, house.els);
  auto const made = els.json("POST", contract + "/documents", R"({"type":"letter","title":"=2+3","reference":"@x","fields":{"message":"Dag"}})");
  EXPECT_EQ(els.json("POST", "/api/v1/documents/" + made.value("id") + "/sending").status, 200);
  EXPECT_EQ(els.json("POST", contract + "/documents", notice_json).status, 201);
  auto const csv = els.get(contract + "/documents/export?format=csv&type=letter");
  EXPECT_EQ(csv.status, 200);
  EXPECT_TRUE(csv.header("content-type").starts_with("text/csv"));
  EXPECT_TRUE(csv.has(";'=2+3;'@x;")) << csv.body;
  EXPECT_FALSE(csv.has("Scheuren"));
  auto const xlsx = els.get(contract + "/documents/export?format=xlsx");
  EXPECT_EQ(xlsx.body.substr(0, 2), "PK");
  EXPECT_EQ(els.get(contract + "/documents/export?format=pdf").status, 400);
  EXPECT_EQ(els.get(contract + "/documents?state=late").status, 400);
  auto const page = els.get(contract + "/documents?search=scheur&sort=due");
  EXPECT_TRUE(page.has("\"title\":\"Scheuren\""));
  EXPECT_FALSE(page.has("=2+3"));
}

TEST(DocumentsStory, a_word_that_stands_in_a_file_alone_leads_to_its_document) {
  OpenHouse house;
  auto const contract = "/contracts/" + contract_with_all(house).text;
  auto els = Visitor::browser(house, house.els), karim = Visitor::browser(house, house.karim);
  auto const letter = document_in(els.post(contract + "/documents", {{"type", "letter"}, {"title", "Brief"}, {"fields.message", "Zie bijlage"}}));
  EXPECT_EQ(els.upload(letter + "/attachments", {{"kind", "supporting_document"}}, "verslag.pdf", support::a_pdf("Proefbelasting van de palen")).status, 303);
  EXPECT_EQ(els.upload(letter + "/attachments", {{"kind", "supporting_document"}}, "scan.pdf", support::a_pdf("")).status, 303);
  EXPECT_FALSE(els.get(contract + "/documents?search=proefbelasting").has(letter));
  EXPECT_EQ(house.house().read_files(), 2);
  EXPECT_TRUE(els.get(contract + "/documents?search=palen+proefbel").has(letter));
  EXPECT_TRUE(els.get(letter).has("tekst niet doorzoekbaar")) << "the scan";
  EXPECT_FALSE(karim.get(contract + "/documents?search=proefbelasting").has(letter)) << "the other side's draft";
  ASSERT_EQ(els.post(letter + "/sending").status, 303);
  auto const seen = Visitor::system(house, house.karim).get("/api/v1" + contract + "/documents?search=proefbelasting&sort=due");
  EXPECT_TRUE(seen.has("\"title\":\"Brief\"")) << seen.body;
  EXPECT_TRUE(Visitor::system(house, house.karim).get("/api/v1" + letter).has("\"isUnsearchable\":true"));
  EXPECT_TRUE(Visitor::system(house, house.karim).get("/api/v1" + contract + "/documents/export?format=csv&search=proefbelasting").has("Brief"));
  EXPECT_EQ(Visitor::browser(house, house.ingrid).get(contract + "/documents?search=proefbelasting").status, 404);
}

TEST(DocumentsStory, an_operator_sees_how_many_files_wait_to_be_read) {
  OpenHouse house;
  auto const id = house.drafted(house.sara);
  auto const file = house.a_file(support::a_pdf("Proefbelasting"));
  house.as(house.sara, [&](evidence::Deed& deed) { dossier::attach(deed, id, {dossier::AttachmentKind::supporting_document, "a.pdf", file}); });
  Visitor stranger{house};
  EXPECT_TRUE(stranger.get("/metrics").has("zegel_files_waiting 1"));
  house.house().read_files();
  EXPECT_TRUE(stranger.get("/metrics").has("zegel_files_waiting 0"));
}

TEST(DocumentsStory, the_types_are_told_with_their_fields_and_chosen_per_contract) {
  OpenHouse house;
  auto const id = contract_with_all(house);
  auto els = Visitor::system(house, house.els), karim = Visitor::system(house, house.karim);
  auto const types = els.get("/api/v1/document-types");
  EXPECT_TRUE(types.has("\"type\":\"default_notice\",\"theme\":\"defaults\",\"name\":\"PV van ingebrekestelling\""));
  auto const contract = "/api/v1/contracts/" + id.text;
  EXPECT_EQ(karim.json("PUT", contract + "/types", R"({"types":["letter"]})").status, 403);
  EXPECT_EQ(els.json("PUT", contract + "/types", R"({"types":["love_letter"]})").status, 400);
  EXPECT_EQ(els.json("PUT", contract + "/types", R"({"types":["letter"]})").status, 204);
  EXPECT_EQ(els.json("POST", contract + "/documents", notice_json).status, 404);
  auto page = Visitor::browser(house, house.els);
  EXPECT_TRUE(page.get("/contracts/" + id.text + "/types").has("Uitvoering"));
  EXPECT_TRUE(page.get("/contracts/new").has("PV van ingebrekestelling"));
}

TEST(DocumentsStory, a_list_of_types_that_cannot_be_stops_the_start_with_one_sentence) {
  support::Folder folder;
  auto const path = folder.path() + "/types.toml";
  std::ofstream{path} << "[[types]]\nkey = \"Brief!\"\n";
  app::Settings settings;
  settings.folder = folder.path();
  settings.database = ":memory:";
  settings.document_types = path;
  try {
    app::House const house{settings};
    FAIL() << "it was taken";
  } catch (app::BadSetting const& bad) {
    EXPECT_EQ(std::string{bad.what()}.find("The document types in " + path + " cannot be used: "), 0U) << bad.what();
  }
}
