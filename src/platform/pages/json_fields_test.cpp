// SPDX-License-Identifier: EUPL-1.2
#include "platform/pages/json_fields.h"

#include "platform/pages/pages.h"

#include <gtest/gtest.h>

namespace {

std::optional<Fields> json(std::string_view body, int depth_max = 8, std::size_t fields_max = 1000) {
  Fields fields;
  return pages::json_fields(body, fields, depth_max, fields_max) ? std::optional{fields} : std::nullopt;
}

std::optional<Fields> form(std::string_view body, std::size_t fields_max = 1000) {
  Fields fields;
  return pages::form_fields(body, fields, fields_max) ? std::optional{fields} : std::nullopt;
}

}  // namespace

TEST(Json, a_shape_is_written_and_read_back) {
  Shape const shape{
      Shape::Object{{"a", 1}, {"b", "x\"\\\n\x01é"}, {"c", Shape{}}, {"d", Shape::List{true, false, Shape::Object{}, Shape::List{}}}}};
  auto const text = pages::json(shape);
  EXPECT_EQ(text, R"({"a":1,"b":"x\"\\\n\u0001é","c":null,"d":[true,false,{},[]]})");
  auto const fields = json(text);
  ASSERT_TRUE(fields);
  EXPECT_EQ(field(*fields, "b"), "x\"\\\n\x01é");
  EXPECT_EQ(field(*fields, "d.0"), "true");
}

TEST(JsonFields, nested_members_are_flattened_with_dots_and_positions) {
  EXPECT_EQ(
      json(
          R"({"title":"T","lines":[{"post":"1","quantity":1.50},null,{"post":"2"}],"ok":true,"none":null,"deep":{"a":{"b":-3}},"e":[],"o":{}})"),
      (Fields{
          {"title", "T"}, {"lines.0.post", "1"}, {"lines.0.quantity", "1.50"}, {"lines.2.post", "2"}, {"ok", "true"}, {"deep.a.b", "-3"}}));
}

TEST(JsonFields, numbers_keep_their_decimals) {
  EXPECT_EQ(
      json(
          R"({"a":0.30,"b":12345678901234567890,"c":1.5e3,"d":12e-4,"e":1e400,"f":-0,"g":0.1e1,"h":1E+2,"i":0e5,"j":123456789.123456789123456789})"),
      (Fields{{"a", "0.30"},
              {"b", "12345678901234567890"},
              {"c", "1500"},
              {"d", "0.0012"},
              {"f", "-0"},
              {"g", "1"},
              {"h", "100"},
              {"i", "0"},
              {"j", "123456789.123456789123456789"},
              {"e", "1e400"}}));
}

TEST(JsonFields, the_last_of_two_equal_names_counts) { EXPECT_EQ(json(R"({"a":1,"a":2})"), (Fields{{"a", "2"}})); }

TEST(JsonFields, what_is_no_object_is_refused) {
  for (auto body : {"", "[]", "1", "\"x\"", "null", "{", "{}x", "{\"a\":}", "{'a':1}", "{\"a\":1,}", "[{\"a\":1}]", "{\"a\":\"\xff\"}",
                    "{\"a\":\"\\u0000\"}", "{\"a\\u0000\":1}", "{\"a\":01}", "{\"a\":NaN}"})
    EXPECT_FALSE(json(body)) << body;
  EXPECT_EQ(json("{}"), Fields{});
  EXPECT_EQ(json(" {\"a\" : 1}\n"), (Fields{{"a", "1"}}));
}

TEST(JsonFields, depth_and_number_have_a_limit) {
  EXPECT_TRUE(json(R"({"a":{"b":1}})", 2));
  EXPECT_FALSE(json(R"({"a":{"b":1}})", 1));
  EXPECT_FALSE(json(R"({"a":{"b":[1]}})", 2));
  EXPECT_FALSE(json(std::string(100'000, '[')));
  EXPECT_TRUE(json(R"({"a":[1,2,3]})", 8, 3));
  EXPECT_FALSE(json(R"({"a":[1,2,3]})", 8, 2));
}

TEST(JsonFields, a_long_name_does_not_multiply) {
  auto const name = std::string(201, 'n');
  EXPECT_FALSE(json("{\"" + name + "\":1}"));
  EXPECT_FALSE(json("{\"" + name.substr(0, 150) + "\":{\"" + name.substr(0, 150) + "\":1}}"));
  EXPECT_TRUE(json("{\"" + name.substr(0, 200) + "\":1}"));
}

TEST(FormFields, names_and_values_are_decoded) {
  EXPECT_EQ(form("title=a+b%26c&lines.0.post=%C3%A9&empty=&flag"),
            (Fields{{"title", "a b&c"}, {"lines.0.post", "é"}, {"empty", ""}, {"flag", ""}}));
  EXPECT_EQ(form(""), Fields{});
  EXPECT_EQ(form("&&a=1&"), (Fields{{"a", "1"}}));
}

TEST(FormFields, the_last_value_counts_and_brackets_gather) {
  EXPECT_EQ(form("a=1&a=2"), (Fields{{"a", "2"}}));
  EXPECT_EQ(form("members[]=x&members[]=y&members%5B%5D=z"), (Fields{{"members.0", "x"}, {"members.1", "y"}, {"members.2", "z"}}));
}

TEST(FormFields, broken_codes_and_unsound_text_are_refused) {
  for (auto body : {"a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "a=%c3", "a=%ed%a0%80", "a=%c0%af", "a=%f5%80%80%80", "%ff=1"})
    EXPECT_FALSE(form(body)) << body;
  EXPECT_FALSE(form("a=1&b=2&c=3", 2));
  EXPECT_FALSE(form(std::string(201, 'a') + "=1"));
}
