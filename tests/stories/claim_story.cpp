// SPDX-License-Identifier: EUPL-1.2
#include "identity/identity.h"
#include "tests/support/visitor.h"

#include <gtest/gtest.h>

using support::OpenHouse;
using support::Reply;
using support::Visitor;

namespace {

std::string document_in(Reply const& reply) {
  auto const location = reply.header("location");
  auto const at = location.find("/documents/");
  return at == std::string::npos ? std::string{} : location.substr(at + 11, 36);
}

std::vector<std::pair<std::string, std::string>> claim_form() {
  return {{"title", "Vorderingsstaat 1"}, {"periodFrom", "01/02/2026"}, {"periodTo", "28/02/2026"}, {"statementKind", "ordinary"},
          {"vatRegime", "reverse_charge"}, {"lines.0.post", "1.1"}, {"lines.0.description", "Asfalt"}, {"lines.0.unit", "m2"},
          {"lines.0.quantity", "60"}, {"lines.0.unitPrice", "10,00"}};
}

constexpr auto claim_json = R"({"title":"Vorderingsstaat 1","periodFrom":"2026-02-01","periodTo":"2026-02-28","vatRegime":"standard_21",
  "lines":[{"post":"1.1","description":"Asfalt","unit":"m2","quantity":60.5,"unitPrice":10.25}]})";

}  // namespace

TEST(ClaimStory, the_main_job_in_the_browser) {
  OpenHouse house;
  auto karim = Visitor::browser(house, house.sara);
  auto els = Visitor::browser(house, house.els);
  auto const contract = "/contracts/" + house.road.text;

  EXPECT_TRUE(karim.get("/contracts").has("Weg en fietspad"));
  auto made = karim.post(contract + "/claims", claim_form());
  ASSERT_EQ(made.status, 303) << made.body;
  auto const document = "/documents/" + document_in(made);
  EXPECT_EQ(karim.get(document).status, 200);
  EXPECT_EQ(els.get(document).status, 404);

  auto uploaded = karim.upload(document + "/attachments", {{"kind", "supporting_document"}}, "foto's & plan.pdf", "%PDF-1.4\n%test\n");
  EXPECT_EQ(uploaded.status, 303) << uploaded.body;
  auto sent = karim.post(document + "/sending");
  ASSERT_EQ(sent.status, 303) << sent.body;

  auto seen = els.get(document);
  EXPECT_TRUE(seen.has("Vorderingsstaat 1"));
  EXPECT_TRUE(seen.has("De Klinker"));
  EXPECT_FALSE(seen.has("sara")) << "the other side never learns who acted";
  EXPECT_EQ(els.post(document + "/treatment").status, 303);
  EXPECT_EQ(els.post(document + "/acceptance").status, 303);
  auto requested = els.post(document + "/invoice-request", {{"orderNumber", "4500012345"}, {"amount", "600,00"}});
  ASSERT_EQ(requested.status, 303) << requested.body;
  auto const request = document_in(requested);
  EXPECT_TRUE(karim.get("/documents/" + request).has("4500012345"));

  auto const tell = [&](Visitor& visitor, std::string const& type, std::string const& answers, std::string const& number) {
    auto const form = contract + "/documents/new?type=" + type + "&amp;repliesTo=" + answers;
    EXPECT_TRUE(visitor.get(document).has(form)) << type;
    auto const id = document_in(visitor.post(contract + "/documents", {{"type", type}, {"repliesTo", answers}, {"title", type},
        {"fields.on", "2026-03-02"}, {"fields.amount", "600,00"}, {"fields.invoice_number", number}}));
    EXPECT_EQ(visitor.post("/documents/" + id + "/sending").status, 303);
    EXPECT_FALSE(visitor.get(document).has(form)) << "it was told";
    return id;
  };
  auto const invoice = tell(karim, "invoice", request, "2026/7");
  tell(els, "payment_notice", invoice, "2026/7");
  EXPECT_TRUE(karim.get(document).has("Er is op tijd betaald."));
}

TEST(ClaimStory, the_same_over_the_api) {
  OpenHouse house;
  auto contractor = Visitor::system(house, house.sara), authority = Visitor::system(house, house.els);
  auto made = contractor.json("POST", "/api/v1/contracts/" + house.road.text + "/claims", claim_json);
  ASSERT_EQ(made.status, 201) << made.body;
  auto const document = "/api/v1/documents/" + made.value("id");
  EXPECT_EQ(made.header("location"), document);
  auto const shown = contractor.get(document);
  EXPECT_EQ(shown.value("netCents"), "62013");
  EXPECT_EQ(shown.value("vatCents"), "13023");
  auto const sent = contractor.json("POST", document + "/sending");
  EXPECT_EQ(sent.status, 200) << sent.body;
  EXPECT_EQ(sent.value("number"), "1");
  EXPECT_EQ(sent.value("digest").size(), 64U);
  EXPECT_EQ(authority.json("POST", document + "/treatment").status, 204);
  auto const partly = authority.json("POST", document + "/partial-acceptance", R"({"lines":{"1":{"accepted":600,"reason":"opmeting"}}})");
  EXPECT_EQ(partly.status, 204) << partly.body;
  auto const requested = authority.json("POST", document + "/invoice-request", R"({"orderNumber":"45","amount":600})");
  EXPECT_EQ(requested.status, 201) << requested.body;
  EXPECT_EQ(contractor.get(document).value("status"), "settled");
}

TEST(ClaimStory, every_mistake_is_told_at_once_and_the_form_keeps_what_was_entered) {
  OpenHouse house;
  auto sara = Visitor::browser(house, house.sara);
  auto const reply = sara.post("/contracts/" + house.road.text + "/claims",
                               {{"title", "Mijn eigen titel"}, {"periodFrom", "31/02/2026"}, {"lines.0.post", "1"}, {"lines.0.quantity", "veel"},
                                {"lines.0.unitPrice", "1,00"}});
  EXPECT_EQ(reply.status, 400);
  EXPECT_TRUE(reply.has("Mijn eigen titel"));
  EXPECT_TRUE(reply.has("31/02/2026"));
  EXPECT_TRUE(reply.has("#periodFrom"));
  EXPECT_TRUE(reply.has("#lines.0.quantity"));
}

TEST(ClaimStory, the_api_answers_mistakes_as_problem_json_with_the_same_list) {
  OpenHouse house;
  auto sara = Visitor::system(house, house.sara);
  auto const reply = sara.json("POST", "/api/v1/contracts/" + house.road.text + "/claims",
                               R"({"periodFrom":"2026-02-31","lines":[{"quantity":"x","unitPrice":1}]})");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.header("content-type"), "application/problem+json");
  EXPECT_TRUE(reply.has("\"field\":\"periodFrom\""));
  EXPECT_TRUE(reply.has("\"field\":\"lines.0.quantity\""));
}

TEST(ClaimStory, another_organisation_finds_nothing_under_any_address) {
  OpenHouse house;
  auto const id = house.sent().text;
  auto ingrid = Visitor::browser(house, house.ingrid);
  for (auto const& path : {"/contracts/" + house.road.text, "/contracts/" + house.road.text + "/groups", "/documents/" + id,
                           "/documents/" + id + "/edit", "/api/v1/documents/" + id, "/groups/" + house.senders.text})
    EXPECT_EQ(ingrid.get(path).status, 404) << path;
  for (auto const& step : {"sending", "treatment", "acceptance", "withdrawal", "refusal", "invoice-request", "readiness"}) {
    auto const status = ingrid.post("/documents/" + id + "/" + step,
                                    {{"ground", "wrong_period"}, {"explanation", "x"}, {"orderNumber", "1"}, {"amount", "1"}}).status;
    EXPECT_EQ(status, 404) << step;
  }
}

TEST(ClaimStory, a_form_without_our_token_changes_nothing) {
  OpenHouse house;
  auto const id = house.drafted(house.sara).text;
  Visitor forged{house};
  forged.cookie = Visitor::browser(house, house.sara).cookie;
  EXPECT_EQ(forged.post("/documents/" + id + "/sending").status, 403);
  EXPECT_EQ(forged.send("POST", "/documents/" + id + "/sending", {"Origin: https://elsewhere.example"}, "").status, 403);
  EXPECT_EQ(Visitor::browser(house, house.sara).post("/documents/" + id + "/sending").status, 303);
}

TEST(ClaimStory, a_stranger_is_sent_to_the_door) {
  OpenHouse house;
  Visitor stranger{house};
  auto const reply = stranger.get("/contracts");
  EXPECT_EQ(reply.status, 303);
  EXPECT_EQ(reply.header("location"), "/sign-in?returnTo=/contracts");
  auto const api = stranger.get("/api/v1/contracts");
  EXPECT_EQ(api.status, 401);
  EXPECT_EQ(api.header("content-type"), "application/problem+json");
}

TEST(ClaimStory, unknown_addresses_wrong_methods_and_wrong_types_get_a_clear_answer) {
  OpenHouse house;
  auto sara = Visitor::system(house, house.sara);
  EXPECT_EQ(sara.get("/api/v1/nowhere").status, 404);
  EXPECT_EQ(sara.json("POST", "/api/v1/actions").status, 405);
  EXPECT_EQ(sara.send("POST", "/api/v1/contracts/" + house.road.text + "/claims", {"Content-Type: text/xml"}, "<claim/>").status, 415);
  EXPECT_EQ(sara.json("POST", "/api/v1/contracts/" + house.road.text + "/claims", "{\"title\":").status, 400);
  EXPECT_EQ(sara.get("/api/v1/contracts/not-an-id").status, 404);
}

TEST(ClaimStory, a_download_resumes_and_is_never_shown_by_the_browser) {
  OpenHouse house;
  auto sara = Visitor::browser(house, house.sara);
  auto const id = house.drafted(house.sara).text;
  sara.upload("/documents/" + id + "/attachments", {}, "plan.pdf", "%PDF-1.4\n0123456789\n");
  auto const document = Visitor::system(house, house.sara).get("/api/v1/documents/" + id);
  auto const at = document.body.find("\"attachments\":[{\"id\":\"") + 22;
  auto const path = "/attachments/" + document.body.substr(at, 36);
  auto const whole = sara.get(path);
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.body, "%PDF-1.4\n0123456789\n");
  EXPECT_EQ(whole.header("content-disposition").substr(0, 10), "attachment");
  EXPECT_EQ(whole.header("x-content-type-options"), "nosniff");
  auto const part = sara.get(path, {"Range: bytes=9-13"});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "01234");
  EXPECT_EQ(part.header("content-range"), "bytes 9-13/20");
  EXPECT_EQ(sara.get(path, {"Range: bytes=99-"}).status, 416);
  EXPECT_EQ(sara.get(path, {"If-None-Match: " + whole.header("etag")}).status, 304);
  EXPECT_EQ(Visitor::browser(house, house.els).get(path).status, 404);
}

TEST(ClaimStory, a_file_of_a_type_that_is_not_on_the_list_is_refused_by_its_content) {
  OpenHouse house;
  auto sara = Visitor::browser(house, house.sara);
  auto const id = house.drafted(house.sara).text;
  auto const refused = sara.upload("/documents/" + id + "/attachments", {}, "onschuldig.pdf", "<!DOCTYPE html><html><script>alert(1)</script></html>");
  EXPECT_EQ(refused.status, 415);
  EXPECT_EQ(sara.upload("/documents/" + id + "/attachments", {}, "leeg.pdf", "").status, 422);
  EXPECT_FALSE(Visitor::system(house, house.sara).get("/api/v1/documents/" + id).has("sha256"));
}

TEST(ClaimStory, lines_come_in_from_a_spreadsheet_or_every_bad_row_is_told) {
  OpenHouse house;
  auto sara = Visitor::browser(house, house.sara);
  auto const id = house.drafted(house.sara).text;
  auto const bad = sara.upload("/documents/" + id + "/lines-import", {{"version", "1"}}, "staat.csv",
                               "Post;Omschrijving;Eenheid;Hoeveelheid;Eenheidsprijs\n1.1;Asfalt;m2;veel;10,00\n1.2;Boord;m;20;duur\n");
  EXPECT_EQ(bad.status, 422);
  EXPECT_TRUE(bad.has("veel"));
  EXPECT_TRUE(bad.has("duur"));
  auto const good = sara.upload("/documents/" + id + "/lines-import", {{"version", "1"}}, "staat.csv",
                                "Post;Omschrijving;Eenheid;Hoeveelheid;Eenheidsprijs\n1.1;Asfalt;m2;60,5;10,25\n");
  EXPECT_EQ(good.status, 303) << good.body;
  EXPECT_EQ(Visitor::system(house, house.sara).get("/api/v1/documents/" + id).value("netCents"), "62013");
}

TEST(ClaimStory, an_upload_that_broke_off_resumes_where_it_was) {
  OpenHouse house;
  auto sara = Visitor::system(house, house.sara);
  auto const id = house.drafted(house.sara).text;
  std::vector<std::string> const tus{"Tus-Resumable: 1.0.0"};
  auto create = tus;
  create.push_back("Upload-Length: 16");
  create.push_back("Upload-Metadata: filename cGxhbi5wZGY=,document " + [&] {
    // base64 of the id, by hand for a test
    std::string out;
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < id.size(); i += 3) {
      auto const n = (static_cast<unsigned>(id[i]) << 16) | (static_cast<unsigned>(id[i + 1]) << 8) | static_cast<unsigned>(id[i + 2]);
      for (int shift : {18, 12, 6, 0}) out += alphabet[(n >> shift) & 63U];
    }
    return out;
  }());
  auto const made = sara.send("POST", "/api/v1/uploads", create, "");
  ASSERT_EQ(made.status, 201) << made.body;
  auto const upload = made.header("location");
  auto const patch = [&](int offset, std::string const& bytes) {
    return sara.send("PATCH", upload,
                     {"Tus-Resumable: 1.0.0", "Content-Type: application/offset+octet-stream", "Upload-Offset: " + std::to_string(offset)}, bytes);
  };
  auto const other_version = sara.send("PATCH", upload, {"Content-Type: application/offset+octet-stream", "Upload-Offset: 0"}, "%PDF-1.4\n");
  EXPECT_EQ(other_version.status, 412);
  EXPECT_EQ(other_version.header("tus-version"), "1.0.0");
  EXPECT_EQ(patch(0, "%PDF-1.4\n").header("upload-offset"), "9");
  EXPECT_EQ(patch(0, "%PDF").status, 409);
  EXPECT_EQ(sara.send("HEAD", upload, tus, "").header("upload-offset"), "9");
  EXPECT_EQ(patch(9, "0123456").status, 204);
  EXPECT_TRUE(sara.get("/api/v1/documents/" + id).has("plan.pdf"));
  EXPECT_EQ(sara.send("HEAD", upload, tus, "").status, 410);
}

TEST(ClaimStory, signing_in_with_an_account_and_out_again) {
  OpenHouse house;
  house.as({}, [&](evidence::Deed& deed) { identity::open_account(deed, house.sara.person, "sara", "correct horse battery", true); });
  Visitor stranger{house};
  auto const wrong = stranger.post("/sign-in", {{"userName", "sara"}, {"password", "wrong horse battery"}});
  EXPECT_EQ(wrong.status, 401);
  EXPECT_FALSE(wrong.has("wrong horse"));
  EXPECT_EQ(stranger.post("/sign-in", {{"userName", "nobody"}, {"password", "wrong horse battery"}}).status, 401);
  auto const right = stranger.post("/sign-in", {{"userName", "sara"}, {"password", "correct horse battery"}, {"returnTo", "//elsewhere.example"}});
  ASSERT_EQ(right.status, 303);
  EXPECT_EQ(right.header("location"), "/");
  auto const cookie = right.header("set-cookie");
  EXPECT_NE(cookie.find("HttpOnly"), std::string::npos);
  EXPECT_NE(cookie.find("Secure"), std::string::npos);
  stranger.cookie = cookie.substr(0, cookie.find(';'));
  EXPECT_EQ(stranger.get("/").status, 200);
}

TEST(ClaimStory, a_page_lets_the_browser_run_nothing_but_our_own_files) {
  OpenHouse house;
  auto sara = Visitor::browser(house, house.sara);
  auto form = claim_form();
  form[0].second = R"("><script>alert(1)</script>)";
  auto const made = sara.post("/contracts/" + house.road.text + "/claims", form);
  ASSERT_EQ(made.status, 303) << made.body;
  for (auto const& path : {"/documents/" + document_in(made), "/documents/" + document_in(made) + "/edit", "/contracts/" + house.road.text}) {
    auto const page = sara.get(path);
    ASSERT_EQ(page.status, 200) << path;
    EXPECT_TRUE(page.has("&lt;script&gt;alert(1)")) << path;
    EXPECT_FALSE(page.has("<script>alert(1)")) << path;
    auto const policy = page.header("content-security-policy");
    for (auto const* part : {"default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"})
      EXPECT_NE(policy.find(part), std::string::npos) << part;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos) << policy;
    EXPECT_EQ(page.header("x-content-type-options"), "nosniff");
  }
}

TEST(ClaimStory, how_a_side_came_to_what_it_sent_stays_its_own_business) {
  OpenHouse house;
  auto const id = house.drafted(house.sara).text;
  auto sara = Visitor::browser(house, house.sara);
  sara.upload("/documents/" + id + "/attachments", {}, "plan.pdf", "%PDF-1.4\n0123456789\n");
  ASSERT_EQ(sara.post("/documents/" + id + "/sending").status, 303);
  auto const own = Visitor::system(house, house.sara).get("/api/v1/documents/" + id);
  auto const other = Visitor::system(house, house.els).get("/api/v1/documents/" + id);
  for (auto const* fact : {"version", "createdAt", "savedAt", "addedAt"}) {
    EXPECT_NE(own.value(fact), "null") << fact;
    EXPECT_EQ(other.value(fact), "null") << fact;
  }
  EXPECT_EQ(Visitor::system(house, house.els).get("/api/v1/contracts/" + house.road.text).value("savedAt"), "null");
}

TEST(ClaimStory, a_person_whose_work_relation_ended_is_out_at_once) {
  OpenHouse house;
  auto sara = Visitor::browser(house, house.sara);
  auto const id = house.drafted(house.sara).text;
  EXPECT_EQ(sara.get("/documents/" + id).status, 200);
  house.as({}, [&](evidence::Deed& deed) { people::end_all_work_relations(deed, house.sara.person); });
  EXPECT_EQ(sara.get("/documents/" + id).status, 404);
}
