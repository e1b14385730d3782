// SPDX-License-Identifier: EUPL-1.2
#include "platform/texts/texts.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "platform/files/files.h"
#include "platform/texts/child.h"
#include "tests/support/office_files.h"

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using support::a_docx;
using support::a_pdf;
using support::a_zip;
using texts::Found;
using texts::Outcome;
using End = texts::ChildRun::End;

constexpr auto docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
constexpr auto xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr auto pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
constexpr auto odt = "application/vnd.oasis.opendocument.text";
constexpr auto pdf = "application/pdf";
constexpr auto patience = 30s;
constexpr texts::ChildLimits roomy{patience, 20, std::size_t{1} << 30, std::size_t{1} << 20};

struct TextTest : testing::Test {
  std::string folder;
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "zegel-texts-XXXXXX";
    folder = ::mkdtemp(name.data());
  }
  void TearDown() override { fs::remove_all(folder); }

  std::string file(std::string const& content, std::string const& name = "file") const {
    auto const path = folder + "/" + name;
    std::ofstream{path, std::ios::binary} << content;
    return path;
  }
  // A program in the place of pdftotext.
  std::string program(std::string const& script) const {
    auto const path = file("#!/bin/sh\n" + script + "\n", "program");
    ::chmod(path.c_str(), 0700);
    return path;
  }
  Outcome read(std::string const& content, std::string_view type, texts::Limits const& limits = {}) const {
    return texts::Reader{limits}.read(file(content), type);
  }
};

std::string installed(std::string const& path, std::string const& package) {
  EXPECT_TRUE(fs::exists(path)) << path << " is missing: apt-get install " << package;
  return path;
}

// A line of single spaces, as the words stand in the text.
std::string words(std::string const& text) {
  std::string line;
  for (char c : text)
    if (c > ' ' || c < 0)
      line += c;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

void expect_none(Outcome const& outcome, Found found, std::string const& why) {
  EXPECT_EQ(outcome.found, found);
  EXPECT_EQ(outcome.why, why);
  EXPECT_EQ(outcome.text, "");
}

// ---- what is read

TEST_F(TextTest, a_real_pdf_gives_its_text) {
  auto const path = installed("/usr/share/doc/shared-mime-info/shared-mime-info-spec.pdf", "shared-mime-info");
  auto const outcome = texts::Reader{}.read(path, files::media_type_of(path));
  EXPECT_EQ(outcome.found, Found::text);
  EXPECT_NE(outcome.text.find("Shared MIME-info Database"), std::string::npos) << outcome.text.substr(0, 200);
  EXPECT_GT(outcome.text.size(), 10'000U);
}

TEST_F(TextTest, a_real_odt_gives_its_text) {
  auto const path = installed("/usr/share/doc/python3-relatorio/examples/basic.odt", "python3-relatorio");
  auto const outcome = texts::Reader{}.read(path, files::media_type_of(path));
  EXPECT_EQ(outcome.found, Found::text);
  EXPECT_NE(words(outcome.text).find("Subtotal"), std::string::npos) << outcome.text;
}

TEST_F(TextTest, a_real_workbook_gives_its_texts) {
  auto const path = installed("/usr/share/doc/xlsx2csv/examples/test/utf8.xlsx", "xlsx2csv");
  auto const outcome = texts::Reader{}.read(path, files::media_type_of(path));
  EXPECT_EQ(outcome.found, Found::text);
  EXPECT_FALSE(words(outcome.text).empty());
}

TEST_F(TextTest, a_word_in_pieces_is_one_word_and_paragraphs_part_words) {
  auto const body =
      "<w:p><w:r><w:t>Voeg</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>vulling</w:t></w:r></w:p><w:p><w:r><w:t>beton</w:t><w:tab/>"
      "<w:t>staal</w:t></w:r><w:del><w:r><w:delText>geschrapt</w:delText></w:r></w:del></w:p>";
  EXPECT_EQ(words(read(a_docx(body), docx).text), "Voegvulling beton staal");
}

TEST_F(TextTest, every_part_with_text_is_read_and_no_other) {
  auto const t = [](std::string const& word) { return "<x><p><t>" + word + "</t></p></x>"; };
  EXPECT_EQ(words(read(a_zip({{"word/document.xml", t("een")},
                              {"word/footnotes.xml", t("twee")},
                              {"word/header1.xml", t("drie")},
                              {"word/styles.xml", t("stijl")},
                              {"docProps/app.xml", t("programma")}}),
                       docx)
                      .text),
            "een twee drie");
  EXPECT_EQ(words(read(a_zip({{"xl/workbook.xml", t("boek")},
                              {"xl/sharedStrings.xml", "<sst><si><t>post</t></si><si><t>asfalt</t></si></sst>"},
                              {"xl/worksheets/sheet1.xml", "<w><c t=\"s\"><v>1</v></c><c t=\"inlineStr\"><is><t>beton</t></is></c></w>"}}),
                       xlsx)
                      .text),
            "post asfalt beton");
  EXPECT_EQ(
      words(
          read(
              a_zip({{"ppt/slides/slide1.xml", t("dia")}, {"ppt/notesSlides/notesSlide1.xml", t("nota")}, {"ppt/theme/t.xml", t("thema")}}),
              pptx)
              .text),
      "dia nota");
  EXPECT_EQ(words(read(a_zip({{"mimetype", odt},
                              {"content.xml", "<o><style>kleur</style><h>Kop</h><p>een<span>twee</span><tab/>drie<p>vier</p></p></o>"},
                              {"meta.xml", "<o><p>maker</p></o>"}}),
                       odt)
                      .text),
            "Kop eentwee drie vier");
}

TEST_F(TextTest, plain_text_is_read_in_the_encodings_of_western_europe) {
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "coût; été",
                 "text/csv")
                .text,
            "coût; été");
  EXPECT_EQ(read("co\xFBt 5 \x80", "text/plain").text, "coût 5 €");
  EXPECT_EQ(read("<post naam=\"asfalt\">weg</post>", "text/xml").text, "<post naam=\"asfalt\">weg</post>");
  expect_none(read(std::string{"a\0b", 3}, "text/plain"), Found::unreadable, "no text");
}

TEST_F(TextTest, a_text_comes_as_one_types_it) {
  EXPECT_EQ(read("e\xEF\xAC\x83"
                 "cie\xCC\x88nt\xC2\xA0werk",
                 "text/plain")
                .text,
            "efficiënt werk");
}

// ---- what is not

TEST_F(TextTest, a_scan_or_an_empty_file_has_no_text) {
  expect_none(read(a_pdf(""), pdf), Found::nothing, "");
  expect_none(read(a_docx("<w:p/>"), docx), Found::nothing, "");
  expect_none(read(" \n\t", "text/plain"), Found::nothing, "");
  EXPECT_EQ(words(read(a_pdf("Proefbelasting"), pdf).text), "Proefbelasting");
}

TEST_F(TextTest, what_is_broken_or_protected_is_unreadable) {
  expect_none(read("%PDF-1.4\nno more of it", pdf), Found::unreadable, "broken or protected");
  expect_none(read(support::a_protected_pdf("Geheim"), pdf), Found::unreadable, "broken or protected");
  auto const whole = a_docx("<w:p><w:t>tekst</w:t></w:p>");
  expect_none(read(whole.substr(0, whole.size() / 2), docx), Found::unreadable, "broken or protected");
  expect_none(read(a_zip({{"word/document.xml", "<p><t>niet gesloten"}}), docx), Found::unreadable, "broken or protected");
  expect_none(read("\xD0\xCF\x11\xE0", "application/msword"), Found::unreadable, "nobody reads this format");
}

TEST_F(TextTest, entities_are_not_followed) {
  auto const secret = file("geheim", "secret");
  auto const part = "<!DOCTYPE d [<!ENTITY e SYSTEM \"file://" + secret + "\">]><d><p><t>&e;</t></p></d>";
  expect_none(read(a_zip({{"word/document.xml", part}}), docx), Found::unreadable, "broken or protected");
}

TEST_F(TextTest, a_bomb_is_not_unpacked_and_a_large_picture_is_no_bomb) {
  std::string const large(8 * 1024 * 1024, 'a');
  texts::Limits limits;
  limits.unpacked_bytes_max = 1024 * 1024;
  expect_none(read(a_docx("<w:p><w:t>" + large + "</w:t></w:p>"), docx, limits), Found::unreadable, "too large");
  EXPECT_EQ(words(read(a_zip({{"word/document.xml", "<p><t>brug</t></p>"}, {"word/media/image1.bmp", large}}), docx, limits).text), "brug");
  limits.file_bytes_max = 100;
  expect_none(read(a_pdf("Te groot"), pdf, limits), Found::unreadable, "too large");
}

TEST_F(TextTest, of_a_long_text_the_beginning_is_read) {
  texts::Limits limits;
  limits.text_bytes_max = 11;
  EXPECT_EQ(read("een twee drie", "text/plain", limits).text, "een twee dr");
  EXPECT_EQ(read("een twee dé", "text/plain", limits).text, "een twee d") << "no half character";
  EXPECT_EQ(words(read(a_docx("<w:p><w:t>een twee drie</w:t></w:p>"), docx, limits).text), "een twee d");
  EXPECT_EQ(words(read(a_pdf("een twee drie"), pdf, limits).text), "een twee dr");
}

// ---- the program

TEST_F(TextTest, a_machine_without_pdftotext_says_so) {
  EXPECT_TRUE(texts::Reader{}.reads_pdf()) << "apt-get install poppler-utils";
  EXPECT_FALSE((texts::Reader{{}, texts::Reader::find_program("no-such-program")}.reads_pdf()));
  expect_none(texts::Reader{{}, folder + "/gone"}.read(file(a_pdf("x")), pdf), Found::failed, "pdftotext ended with 127");
}

TEST_F(TextTest, one_that_hangs_is_ended_and_so_is_one_that_has_closed_its_output) {
  texts::Limits limits;
  limits.time_max = 50ms;
  expect_none(texts::Reader{limits, program("exec sleep 600")}.read(file(a_pdf("x")), pdf), Found::failed, "too slow");
  auto const run = texts::run_child({program("echo $$; exec sleep 600 >&-")}, "", {5s, 20, std::size_t{1} << 30, 3}, {});
  EXPECT_EQ(run.end, End::enough);
  auto const closed = texts::run_child({program("echo $$; exec sleep 600 >&-")}, "", {200ms, 20, std::size_t{1} << 30, 100}, {});
  EXPECT_EQ(closed.end, End::too_late);
  EXPECT_NE(::kill(std::stoi(closed.output), 0), 0) << "it is gone";
}

TEST_F(TextTest, one_that_takes_too_much_memory_or_falls_is_tried_again_another_time) {
  auto few = roomy;
  few.memory_bytes_max = 64 * 1024 * 1024;
  std::vector<std::string> const greedy{"/usr/bin/perl", "-e", "print length('a' x 2e8)"};
  EXPECT_EQ(texts::run_child(greedy, "", roomy, {}).output, "200000000");
  EXPECT_EQ(texts::run_child(greedy, "", few, {}).output, "");
  texts::Limits limits;
  expect_none(texts::Reader{{}, program("exit 99")}.read(file(a_pdf("x")), pdf), Found::failed, "pdftotext ended with 99");
  limits.processor_seconds_max = 1;
  expect_none(texts::Reader{limits, program("while :; do :; done")}.read(file(a_pdf("x")), pdf), Found::failed,
              "pdftotext was ended by signal 9");
}

TEST_F(TextTest, one_that_never_stops_writing_is_cut_off) {
  auto const run = texts::run_child({"/usr/bin/yes", "woord"}, "", roomy, {});
  EXPECT_EQ(run.end, End::enough);
  EXPECT_EQ(run.output.size(), roomy.output_bytes_max);
}

TEST_F(TextTest, a_stop_ends_it_before_and_while_it_works) {
  auto const hangs = program("exec sleep 600");
  std::stop_source before, during;
  before.request_stop();
  expect_none(texts::Reader{{}, hangs}.read(file(a_pdf("x")), pdf, before.get_token()), Found::stopped, "");
  std::jthread const stopper{[&] { during.request_stop(); }};
  auto const begin = std::chrono::steady_clock::now();
  expect_none(texts::Reader{{}, hangs}.read(file(a_pdf("x")), pdf, during.get_token()), Found::stopped, "");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, patience);
}

TEST_F(TextTest, it_gets_nothing_of_ours_and_leaves_nothing_behind) {
  ::setenv("ZEGEL_MAIL_PASSWORD", "geheim", 1);
  constexpr int ours = 9;  // without O_CLOEXEC, as a library might
  ASSERT_EQ(::dup2(::open("/etc/hostname", O_RDONLY | O_CLOEXEC), ours), ours);
  EXPECT_EQ(texts::run_child({"/usr/bin/env"}, "", roomy, {}).output, "PATH=/usr/bin:/bin\nLC_ALL=C.UTF-8\n");
  EXPECT_NE(texts::run_child({"/bin/sh", "-c", "cat <&9"}, "", roomy, {}).code, 0);
  EXPECT_EQ(texts::run_child({"/bin/cat"}, "", roomy, {}).output, "") << "no input";
  ::close(ours);
  ::unsetenv("ZEGEL_MAIL_PASSWORD");
  auto const target = folder + "/written";
  texts::run_child({"/bin/sh", "-c", "echo x > " + target}, "", roomy, {});
  EXPECT_TRUE(!fs::exists(target) || fs::file_size(target) == 0) << "it writes no file";
}

// Without Landlock nothing can keep it: the house says so when it starts (texts::Reader::is_kept_to_one_file).
TEST_F(TextTest, it_reads_one_file_where_the_kernel_can_keep_it_to_that) {
  auto const secret = file("geheim", "secret"), given = file("gegeven", "given");
  auto const read = [&](std::vector<std::string> const& command) { return texts::run_child(command, given, roomy, {}).output; };
  bool const is_kept = texts::Reader::is_kept_to_one_file();
  EXPECT_EQ(read({"/bin/cat", given}), "gegeven");
  EXPECT_EQ(read({"/bin/cat", secret}).empty(), is_kept);
  EXPECT_EQ(read({"/bin/ls", folder}).empty(), is_kept);
  EXPECT_EQ(read({"/bin/cat", "/etc/passwd"}).empty(), is_kept);
}

TEST_F(TextTest, it_changes_no_file_and_reaches_nobody) {
  auto const given = file("gegeven", "given");
  auto const run = [&](std::vector<std::string> const& command) { return texts::run_child(command, given, roomy, {}); };
  std::vector<std::vector<std::string>> forbidden{{"/bin/chmod", "777", given}, {"/usr/bin/truncate", "--size=0", given}, {"/bin/touch", given}};
  if (texts::Reader::is_kept_to_one_file()) forbidden.insert(forbidden.end(), {{"/bin/rm", "-f", given}, {"/bin/ln", given, folder + "/link"}});
  for (auto const& command : forbidden) EXPECT_NE(run(command).code, 0) << command[0];
  EXPECT_EQ(run({"/bin/sh", "-c", "kill -0 " + std::to_string(::getpid()) + " && echo reached"}).output, "");
  EXPECT_NE(run({"/bin/bash", "-c", "exec 3<>/dev/udp/127.0.0.1/9"}).code, 0) << "no socket, whoever listens";
  EXPECT_EQ(fs::file_size(given), 7U);
}

TEST_F(TextTest, it_works_behind_everything_else) {
  auto const nice = texts::run_child({"/usr/bin/nice"}, "", roomy, {}).output;
  EXPECT_EQ(nice, "19\n");
}

}  // namespace
