// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include <algorithm>

#include "platform/http/http.h"

namespace {

constexpr std::string_view kind = "multipart/form-data; boundary=----sign";

// What came out, one line for each event.
struct Heard {
  std::string log;
  std::size_t file_bytes = 0;

  http::Multipart::Events events() {
    return {.field = [this](std::string name, std::string value) { log += name + "=" + value + ";"; },
            .file_begin = [this](std::string name, std::string file) { log += name + "<" + file + ":"; },
            .file_piece =
                [this](std::span<char const> piece) {
                  log.append(piece.data(), piece.size());
                  file_bytes += piece.size();
                },
            .file_end = [this] { log += ">;"; }};
  }
};

std::string part(std::string_view disposition, std::string_view content) {
  return "------sign\r\nContent-Disposition: form-data; " + std::string{disposition} + "\r\n\r\n" + std::string{content} + "\r\n";
}
std::string const end = "------sign--\r\n";

std::string read(std::string_view body, std::size_t piece = 1 << 20, std::string_view content_type = kind, std::size_t field_max = 64,
                 std::size_t fields_max = 10) {
  Heard heard;
  http::Multipart form{content_type, heard.events(), field_max, fields_max};
  for (std::size_t at = 0; at < body.size(); at += piece) form.write(body.substr(at, piece));
  form.finish();
  return heard.log;
}

TEST(Multipart, gives_fields_and_files_in_order) {
  auto body = part(R"(name="title")", "Bridge") + part(R"(name="file"; filename="plan.pdf")", "%PDF") + part("name=note", "") + end;
  EXPECT_EQ(read(body), "title=Bridge;file<plan.pdf:%PDF>;note=;");
}

TEST(Multipart, gives_the_same_wherever_the_pieces_are_cut) {
  auto tricky = std::string{"\r\n------sig\r\n-----\r\r\n--"} + std::string(3, '\0') + "\r";
  auto body = "preamble\r\n" + part(R"(name="a")", "1\r\n2") + part(R"(name="f"; filename="é.bin")", tricky) + end + "epilogue";
  auto expected = "a=1\r\n2;f<é.bin:" + tricky + ">;";
  for (std::size_t piece = 1; piece <= body.size(); ++piece) EXPECT_EQ(read(body, piece), expected) << piece;
}

TEST(Multipart, a_large_file_passes_whole) {
  std::string content(3'000'000, '\r');
  for (std::size_t i = 0; i < content.size(); i += 7) content[i] = '\n';
  Heard heard;
  http::Multipart form{kind, heard.events()};
  auto body = part(R"(name="f"; filename="big")", content) + end;
  for (std::size_t at = 0; at < body.size(); at += 65'521) form.write(std::string_view{body}.substr(at, 65'521));
  form.finish();
  EXPECT_EQ(heard.file_bytes, content.size());
  EXPECT_EQ(heard.log, "f<big:" + content + ">;");
}

TEST(Multipart, names_come_as_browsers_write_them) {
  EXPECT_EQ(read(part(R"(name="a%22b"; filename="c%22d%0D%0A%41.txt")", "x") + end), "a\"b<c\"d\r\n%41.txt:x>;");
  EXPECT_EQ(read(part(R"(name="a"; filename="C:\new\"b\".txt")", "x") + end), "a<C:\\new\"b\".txt:x>;");
  EXPECT_EQ(read(part(R"(name="a"; filename="plain.txt"; filename*=UTF-8'nl'%e2%82%ac.txt)", "x") + end), "a<€.txt:x>;");
}

TEST(Multipart, a_file_field_where_nothing_was_chosen_is_left_out) {
  EXPECT_EQ(read(part(R"(name="f"; filename="")", "") + part("name=a", "1") + end), "a=1;");
  EXPECT_EQ(read(part(R"(name="f"; filename="empty.txt")", "") + end), "f<empty.txt:>;");
}

TEST(Multipart, an_empty_form_is_a_form) {
  EXPECT_EQ(read(end), "");
  EXPECT_EQ(read("--a b--\r\n", 1, "Multipart/Form-Data; charset=utf-8; boundary=\"a b\""), "");
}

TEST(Multipart, a_body_that_ends_early_is_malformed) {
  auto body = part(R"(name="a")", "1") + part(R"(name="f"; filename="g")", "content") + end;
  for (std::size_t size = 0; size + 4 < body.size(); ++size)
    EXPECT_THROW(read(std::string_view{body}.substr(0, size)), http::Multipart::Malformed) << size;
}

TEST(Multipart, what_is_no_form_is_malformed) {
  for (auto type : {"", "text/plain", "multipart/mixed; boundary=x", "multipart/form-data",
                    "multipart/form-data; boundary=", "multipart/form-data; boundary=\"x"})
    EXPECT_THROW(read("--x--\r\n", 100, type), http::Multipart::Malformed) << type;
  EXPECT_THROW(read("--x--\r\n", 100, "multipart/form-data; boundary=" + std::string(71, 'x')), http::Multipart::Malformed);
  for (auto head : {"no colon\r\n\r\n", "content-type: text/plain\r\n\r\n", "content-disposition: attachment; name=a\r\n\r\n",
                    "content-disposition: form-data\r\n\r\n", "content-disposition: form-data; name=\"a\r\n\r\n",
                    "content-disposition: form-data; name=\"\xff\"\r\n\r\n", "\r\n\r\n",
                    "content-disposition: form-data; name=a; filename*=UTF-8''%zz\r\n\r\n"})
    EXPECT_THROW(read("------sign\r\n" + std::string{head} + "x\r\n" + end), http::Multipart::Malformed) << head;
  EXPECT_THROW(read("------signs\r\n"), http::Multipart::Malformed);
}

TEST(Multipart, keeps_its_limits) {
  EXPECT_EQ(read(part("name=a", std::string(64, 'x')) + end), "a=" + std::string(64, 'x') + ";");
  EXPECT_THROW(read(part("name=a", std::string(65, 'x')) + end), http::Multipart::Malformed);
  std::string many;
  for (int i = 0; i < 11; ++i) many += part("name=a", "");
  EXPECT_THROW(read(many + end), http::Multipart::Malformed);
  EXPECT_THROW(read("------sign\r\n" + std::string(1 << 20, 'h')), http::Multipart::Malformed);
  EXPECT_THROW(read("------sign" + std::string(1 << 20, ' ')), http::Multipart::Malformed);
}

TEST(Multipart, what_a_listener_throws_comes_out) {
  http::Multipart::Events events;
  events.field = [](std::string, std::string) { throw std::runtime_error{"full"}; };
  http::Multipart form{kind, std::move(events)};
  EXPECT_THROW(form.write(part("name=a", "1") + end), std::runtime_error);
}

}  // namespace
