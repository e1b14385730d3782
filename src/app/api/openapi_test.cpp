// SPDX-License-Identifier: EUPL-1.2
#include "app/api/openapi.h"
#include "app/api/schemas.h"
#include "correspondence/correspondence.h"
#include "payments/payments.h"
#include "platform/pages/json_fields.h"
#include "platform/pages/pages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

using namespace app;

namespace {

// The description, flattened: "paths./contracts.get.operationId".
Fields const& description() {
  static auto const fields = [] {
    Fields all;
    EXPECT_TRUE(pages::json_fields(openapi(), all, 40));
    return all;
  }();
  return fields;
}

std::string method_of(Route const& route) {
  std::string text{http::name(route.method)};
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return static_cast<char>(c + ('a' - 'A')); });
  return text;
}

Fields flat(Shape const& shape) {
  Fields fields;
  EXPECT_TRUE(pages::json_fields(pages::json(shape), fields));
  return fields;
}

template <class Command>
std::vector<Mistake> mistakes_of(Parsed<Command> const& parsed) {
  auto const mistakes = std::get_if<std::vector<Mistake>>(&parsed);
  return mistakes ? *mistakes : std::vector<Mistake>{};
}

// The claim of the examples, as the authority sees it.
payments::Claim example_claim() {
  payments::Claim claim;
  claim.content = std::get<payments::ClaimDraft>(payments::read_claim(flat(example_of("createContractClaim")), true));
  for (auto const& line : claim.content.statement.lines)
    claim.lines.push_back({{line}, static_cast<std::int64_t>(claim.lines.size() + 1), {}, {}});
  claim.net_cents = claim.content.statement.total_cents;
  return claim;
}

// Those who read a request, by the schema of what it takes.
std::map<std::string_view, std::function<std::vector<Mistake>(Fields const&)>> readers() {
  return {
      {"NewContract", [](Fields const& fields) { return mistakes_of(contracts::read_contract(fields, true)); }},
      {"NewClaim", [](Fields const& fields) { return mistakes_of(payments::read_claim(fields, true)); }},
      {"SavedClaim", [](Fields const& fields) { return mistakes_of(payments::read_claim(fields, true)); }},
      {"NewDocument",
       [](Fields const& fields) { return mistakes_of(correspondence::read_draft(fields, *types::find("default_notice"), true)); }},
      {"NewGroup", [](Fields const& fields) { return mistakes_of(groups::read_group(fields)); }},
      {"SavedGroup", [](Fields const& fields) { return mistakes_of(groups::read_group(fields)); }},
      {"NewInvoiceRequest", [](Fields const& fields) { return mistakes_of(payments::read_invoice_request(fields, true)); }},
      {"PartialAcceptance",
       [](Fields const& fields) { return mistakes_of(payments::read_partial_acceptance(fields, example_claim(), true)); }},
  };
}

}  // namespace

TEST(OpenApi, every_address_is_described_once) {
  std::set<std::string> operations;
  for (auto const& route : described()) {
    auto const found = description().find("paths." + std::string{route.path} + "." + method_of(route) + ".operationId");
    ASSERT_NE(found, description().end()) << route.path;
    EXPECT_TRUE(operations.insert(found->second).second) << found->second;
  }
  for (auto const& route : routes()) {
    auto const same = [&](Route const& each) { return each.method == route.method && each.path == route.path; };
    auto const all = described();
    EXPECT_EQ(std::count_if(all.begin(), all.end(), same), route.where == Where::page_only ? 0 : 1) << route.path;
  }
}

TEST(OpenApi, every_operation_has_a_name_a_sentence_and_a_subject) {
  for (auto const& route : described()) {
    auto const place = "paths." + std::string{route.path} + "." + method_of(route);
    EXPECT_FALSE(route.summary.empty()) << place;
    EXPECT_EQ(field(description(), place + ".operationId"), operation_of(route.method, route.path));
    EXPECT_FALSE(field(description(), place + ".tags.0").empty()) << place;
  }
  EXPECT_EQ(operation_of(http::Method::post, "/contracts/{contractId}/groups/{groupId}/members"), "createContractGroupMember");
  EXPECT_EQ(operation_of(http::Method::get, "/contracts/{contractId}/documents"), "listContractDocuments");
}

TEST(OpenApi, every_schema_that_is_named_is_there_and_can_be_read) {
  for (auto const& each : schemas()) {
    EXPECT_NO_THROW(fields_of(each.fields)) << each.name;
    EXPECT_FALSE(each.about.empty()) << each.name;
    for (auto const& variant : each.variants) EXPECT_NO_THROW(schema(variant.second)) << each.name;
  }
  for (auto const& route : described()) {
    auto const given = given_of(route.gives);
    EXPECT_TRUE(given.status == 204 || given.schema == "file" || !schema(given.schema).name.empty()) << route.path;
    EXPECT_NO_THROW(fields_of(is_schema(route.takes) ? schema(route.takes).fields : route.takes)) << route.path;
  }
  EXPECT_THROW(fields_of("title:Titel"), std::logic_error);
  EXPECT_THROW(fields_of("title!:text(20"), std::logic_error);
  EXPECT_THROW(fields_of("title! lot"), std::logic_error);
}

TEST(OpenApi, every_schema_is_used_and_named_once) {
  std::set<std::string_view> names;
  for (auto const& each : schemas()) {
    EXPECT_TRUE(names.insert(each.name).second) << each.name;
    auto const in_components = description().lower_bound("components.schemas." + std::string{each.name} + ".");
    bool const is_described = in_components->first.starts_with("components.schemas." + std::string{each.name} + ".");
    bool const is_taken_over = std::any_of(schemas().begin(), schemas().end(), [&](Schema const& other) {
      return (std::string{other.fields} + ",").find("+" + std::string{each.name} + ",") != std::string::npos;
    });
    EXPECT_TRUE(is_described || is_taken_over) << each.name;
  }
}

TEST(OpenApi, every_reference_leads_somewhere) {
  int references = 0;
  for (auto const& [name, value] : description()) {
    if (!name.ends_with("$ref")) continue;
    ++references;
    auto path = value.substr(2);
    std::replace(path.begin(), path.end(), '/', '.');
    auto const found = description().lower_bound(path + ".");
    EXPECT_TRUE(found != description().end() && found->first.starts_with(path + ".")) << value;
  }
  EXPECT_GT(references, 200);
}

TEST(OpenApi, every_request_has_an_example_and_the_house_accepts_it_as_it_is) {
  auto const read = readers();
  int accepted = 0;
  for (auto const& route : described()) {
    if (route.method == http::Method::get || route.takes.empty() || route.takes.find("file") != std::string_view::npos) continue;
    auto const operation = operation_of(route.method, route.path);
    auto const example = example_of(operation);
    ASSERT_FALSE(example.is_null()) << operation;
    std::string why;
    EXPECT_TRUE(fits(example, route.takes, why)) << operation << ": " << why;
    if (auto const reader = read.find(route.takes); reader != read.end()) {
      ++accepted;
      for (auto const& mistake : reader->second(flat(example))) ADD_FAILURE() << operation << ": " << mistake.field << ' ' << mistake.code;
    }
  }
  EXPECT_EQ(accepted, 7);
}

TEST(OpenApi, a_text_may_be_as_long_as_is_said_and_no_longer) {
  for (auto const& [name, read] : readers()) {
    for (auto const& field : fields_of(schema(name).fields)) {
      if (field.type.kind != Type::Kind::text || field.name == "contractorNumber" || field.name == "email") continue;
      ASSERT_GT(field.type.max, 0) << name << '.' << field.name;
      Mistake const too_long{std::string{field.name}, "too_long"};
      auto const complains = [&](std::int64_t size) {
        auto const mistakes = read({{std::string{field.name}, std::string(static_cast<std::size_t>(size), 'x')}});
        return std::find(mistakes.begin(), mistakes.end(), too_long) != mistakes.end();
      };
      EXPECT_FALSE(complains(field.type.max)) << name << '.' << field.name;
      EXPECT_TRUE(complains(field.type.max + 1)) << name << '.' << field.name;
    }
  }
}

TEST(OpenApi, levels_are_given_per_theme) {
  auto const fields = fields_of(schema("Levels").fields);
  ASSERT_EQ(fields.size(), groups::themes.size());
  for (std::size_t i = 0; i < fields.size(); ++i) EXPECT_EQ(fields[i].name, groups::name(groups::themes[i]));
}

TEST(OpenApi, the_version_is_that_of_the_house) {
  std::ifstream file{SOURCE_FOLDER "/CMakeLists.txt"};
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_NE(text.str().find("project(zegel VERSION " + std::string{field(description(), "info.version")} + " "), std::string::npos);
}

TEST(OpenApi, an_answer_that_is_not_as_described_is_told_where) {
  auto why_not = [](Shape const& answer, std::string_view name) {
    std::string why;
    return fits(answer, name, why) ? std::string{} : why;
  };
  std::string const id = "019c9a70-8c00-7000-8000-00000000002a", digest(64, 'a');
  Shape const sent = Shape::Object{{"id", id}, {"number", 3}, {"digest", digest}, {"sentAt", "2026-03-02T09:00:00.000Z"}};
  EXPECT_EQ(why_not(sent, "Sent"), "");
  EXPECT_EQ(why_not(Shape::Object{{"id", id}}, "201 Made"), "");
  EXPECT_EQ(why_not(Shape::Object{}, ""), "");
  EXPECT_EQ(why_not(Shape::Object{}, "201 Made"), "id is missing");
  EXPECT_EQ(why_not(Shape::Object{{"id", "x"}}, "Made"), "id is no id");
  EXPECT_EQ(why_not(Shape::Object{{"id", Shape{}}}, "Made"), "id is null");
  EXPECT_EQ(why_not(Shape::Object{{"id", id}, {"id", id}}, "Made"), "id is there twice");
  EXPECT_EQ(why_not(Shape::Object{{"id", id}, {"secret", 1}}, "Made"), "secret is not in the description");
  EXPECT_EQ(why_not(Shape::Object{{"id", id}, {"version", "1"}}, "Draft"), "version is no whole number");
  EXPECT_EQ(why_not(Shape::Object{{"token", 7}}, "Token"), "token is no text");
  EXPECT_EQ(why_not(Shape::Object{{"skipped", Shape::List{1, "2"}}, {"version", 1}, {"rows", 2}}, "ImportedLines"),
            "skipped.1 is no whole number");
  EXPECT_EQ(why_not(Shape::Object{{"type", "love_letter"}}, "Document"), "type is none of Document");
  EXPECT_EQ(why_not(Shape::List{}, "Contracts"), "the answer is no object");
  EXPECT_EQ(why_not(Shape::Object{{"rights", Shape::Object{{"invoicing", "all"}}}}, "rights:Levels"), "rights.invoicing is none of Level");
  EXPECT_EQ(why_not(Shape::Object{{"on", "2/3/2026"}}, "on:day"), "on is no day");
  EXPECT_EQ(why_not(Shape::Object{{"on", Shape{}}}, "on:day?"), "");
  EXPECT_EQ(why_not(Shape::Object{{"days", 121}}, "days:integer(120)"), "days is out of bounds");
}
