// SPDX-License-Identifier: EUPL-1.2
#include "platform/http/words.h"

#include <gtest/gtest.h>

#include "platform/http/http.h"

namespace {

using Kind = http::ByteRange::Kind;

std::string decode(std::string_view text, bool plus = false) {
  bool ok = false;
  auto decoded = http::percent_decode(text, plus, ok);
  return ok ? decoded : "bad";
}

void expect_part(std::string_view header, std::uint64_t size, std::uint64_t first, std::uint64_t length) {
  auto range = http::parse_range(header, size);
  EXPECT_EQ(range.kind, Kind::part) << header;
  EXPECT_EQ(range.first, first) << header;
  EXPECT_EQ(range.size, length) << header;
}

TEST(Range, one_part_is_cut_to_the_size_of_the_thing) {
  expect_part("bytes=0-0", 10, 0, 1);
  expect_part("bytes=2-5", 10, 2, 4);
  expect_part("bytes=2-", 10, 2, 8);
  expect_part("bytes=2-99", 10, 2, 8);
  expect_part("bytes=-3", 10, 7, 3);
  expect_part("bytes=-99", 10, 0, 10);
  expect_part("Bytes = 1 - 2", 10, 1, 2);
  expect_part("bytes=9-99999999999999999999999999", 10, 9, 1);
}

TEST(Range, what_lies_past_the_end_cannot_be_satisfied) {
  for (auto header : {"bytes=10-", "bytes=10-11", "bytes=-0", "bytes=99999999999999999999999-"})
    EXPECT_EQ(http::parse_range(header, 10).kind, Kind::unsatisfiable) << header;
  EXPECT_EQ(http::parse_range("bytes=0-", 0).kind, Kind::unsatisfiable);
  EXPECT_EQ(http::parse_range("bytes=-1", 0).kind, Kind::unsatisfiable);
}

TEST(Range, an_unknown_or_manifold_range_is_left_aside) {
  for (auto header : {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "lines=0-1", "bytes=0-1,4-5", "bytes=1", "bytes=--1"})
    EXPECT_EQ(http::parse_range(header, 10).kind, Kind::none) << header;
}

TEST(PercentDecoding, gives_the_bytes_that_were_meant) {
  EXPECT_EQ(decode("a%20b%2Fc%c3%A9"), "a b/cé");
  EXPECT_EQ(decode("a+b"), "a+b");
  EXPECT_EQ(decode("a+b", true), "a b");
  EXPECT_EQ(decode(""), "");
}

TEST(PercentDecoding, half_a_sign_is_refused) {
  for (auto text : {"%", "%4", "abc%", "%zz", "%4g", "%%41"}) EXPECT_EQ(decode(text), "bad") << text;
}

TEST(Disposition, a_plain_name_is_only_quoted) {
  EXPECT_EQ(http::attachment_disposition("statement (3).pdf"), R"(attachment; filename="statement (3).pdf")");
  EXPECT_EQ(http::attachment_disposition("statement.pdf"), R"(attachment; filename="statement.pdf")");
}

TEST(Disposition, a_name_beyond_ascii_is_given_twice) {
  EXPECT_EQ(http::attachment_disposition("état \"final\" 100%.pdf"),
            R"(attachment; filename="_tat _final_ 100_.pdf"; filename*=UTF-8''%C3%A9tat%20%22final%22%20100%25.pdf)");
}

TEST(Disposition, a_name_cannot_leave_its_folder_or_its_header) {
  EXPECT_EQ(http::attachment_disposition("../a\\b\r\nset-cookie"), R"(attachment; filename=".._a_b__set-cookie")");
  EXPECT_EQ(http::attachment_disposition("\xff\xfe.pdf"), R"(attachment; filename="__.pdf")");
  EXPECT_EQ(http::attachment_disposition(""), R"(attachment; filename="file")");
}

TEST(Utf8, overlong_forms_surrogates_and_halves_are_no_text) {
  for (auto text : {"plain", "é", "€", "😀", "\xF4\x8F\xBF\xBF"}) EXPECT_TRUE(http::is_utf8(text)) << text;
  for (auto text : {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3", "\xE2\x82", "\x80", "\xFF"})
    EXPECT_FALSE(http::is_utf8(text)) << text;
}

TEST(Methods, have_their_names) {
  EXPECT_EQ(http::name(http::Method::get), "GET");
  EXPECT_EQ(http::name(http::Method::remove), "DELETE");
  EXPECT_EQ(http::name(http::Method::other), "other");
}

}  // namespace
