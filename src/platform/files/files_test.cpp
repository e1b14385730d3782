// SPDX-License-Identifier: EUPL-1.2
#include "platform/files/files.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = fs::temp_directory_path() / "zegel-files-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
  std::string path(std::string const& below = {}) const { return below.empty() ? path_ : path_ + '/' + below; }
  std::string with(std::string const& name, std::string const& content) const {
    std::ofstream{path(name), std::ios::binary} << content;
    return path(name);
  }

 private:
  std::string path_;
};

std::string content_of(std::string const& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

struct StoreTest : testing::Test {
  Folder folder;
  std::unique_ptr<files::Store> store = files::open_disk(folder.path());

  files::Kept keep(std::string const& name, std::string const& content) {
    auto const incoming = store->begin(name);
    incoming->write(content);
    return incoming->keep();
  }
  std::size_t incoming_count() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator{folder.path("incoming")}, fs::directory_iterator{}));
  }
};

// FIPS 180-2, appendix B.1.
constexpr auto digest_of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST_F(StoreTest, a_file_is_kept_under_its_digest) {
  auto const kept = keep("a", "abc");
  EXPECT_EQ(kept.sha256, digest_of_abc);
  EXPECT_EQ(kept.size, 3u);
  EXPECT_EQ(kept.media_type, "text/plain");
  EXPECT_EQ(store->path(kept.sha256), folder.path("kept/ba/78/") + digest_of_abc);
  EXPECT_EQ(content_of(*store->path(kept.sha256)), "abc");
  EXPECT_EQ(store->size(kept.sha256), 3u);
  EXPECT_EQ(incoming_count(), 0u);
  EXPECT_EQ(fs::status(*store->path(kept.sha256)).permissions() & fs::perms{0222}, fs::perms::none) << "a kept file never changes";
}

TEST_F(StoreTest, a_file_that_arrives_twice_is_kept_once) {
  auto const first = keep("a", "abc"), second = keep("b", "abc");
  EXPECT_EQ(first.sha256, second.sha256);
  EXPECT_EQ(content_of(*store->path(second.sha256)), "abc");
  EXPECT_EQ(incoming_count(), 0u);
  std::size_t count = 0;
  store->each([&](std::string const&) { ++count; });
  EXPECT_EQ(count, 1u);
}

TEST_F(StoreTest, a_damaged_file_is_replaced_when_it_arrives_again) {
  auto const path = *store->path(keep("a", "abc").sha256);
  fs::permissions(path, fs::perms{0600});
  fs::resize_file(path, 1);
  keep("b", "abc");
  EXPECT_EQ(content_of(path), "abc");
}

TEST_F(StoreTest, an_empty_file_is_a_file) {
  auto const kept = store->begin("a")->keep();
  EXPECT_EQ(kept.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(kept.size, 0u);
}

TEST_F(StoreTest, a_file_goes_on_after_a_restart) {
  {
    auto const incoming = store->begin("a");
    incoming->write(std::string_view{"ab"});
    incoming->sync();
  }
  store = files::open_disk(folder.path());
  auto const incoming = store->resume("a");
  ASSERT_NE(incoming, nullptr);
  EXPECT_EQ(incoming->offset(), 2u);
  incoming->write(std::string_view{"c"});
  EXPECT_EQ(incoming->keep().sha256, digest_of_abc);
}

TEST_F(StoreTest, begin_finds_the_bytes_so_far) {
  store->begin("a")->write(std::string_view{"ab"});
  EXPECT_EQ(store->begin("a")->offset(), 2u);
}

TEST_F(StoreTest, what_nobody_began_or_was_forgotten_is_not_resumed) {
  EXPECT_EQ(store->resume("a"), nullptr);
  store->begin("a")->write(std::string_view{"abc"});
  store->forget("a");
  store->forget("a");
  EXPECT_EQ(store->resume("a"), nullptr);
  EXPECT_EQ(incoming_count(), 0u);
}

TEST_F(StoreTest, a_connection_that_was_overtaken_does_not_write) {
  auto const dropped = store->begin("a");
  dropped->write(std::string_view{"a"});
  auto const goes_on = store->resume("a");
  goes_on->write(std::string_view{"b"});
  EXPECT_THROW(dropped->write(std::string_view{"x"}), std::runtime_error);
  EXPECT_THROW(dropped->keep(), std::runtime_error);
  goes_on->write(std::string_view{"c"});
  EXPECT_EQ(goes_on->keep().sha256, digest_of_abc);
}

TEST_F(StoreTest, asking_where_a_file_is_does_not_disturb_who_sends_it) {
  auto const sender = store->begin("a");
  sender->write(std::string_view{"ab"});
  EXPECT_EQ(store->resume("a")->offset(), 2u);
  sender->write(std::string_view{"c"});
  EXPECT_EQ(sender->keep().sha256, digest_of_abc);
}

TEST_F(StoreTest, nothing_is_written_to_a_file_that_was_kept) {
  auto const incoming = store->begin("a"), other = store->begin("a");
  incoming->write(std::string_view{"abc"});
  auto const late = store->resume("a");
  auto const kept = incoming->keep();
  EXPECT_THROW(incoming->write(std::string_view{"d"}), std::runtime_error);
  EXPECT_THROW(late->write(std::string_view{"d"}), std::runtime_error);
  EXPECT_THROW(other->write(std::string_view{"d"}), std::runtime_error);
  store->begin("a")->write(std::string_view{"abc"});
  EXPECT_THROW(late->write(std::string_view{"d"}), std::runtime_error);
  EXPECT_EQ(content_of(*store->path(kept.sha256)), "abc");
}

TEST_F(StoreTest, only_ids_name_an_incoming_file) {
  for (auto const* name : {"", ".", "..", "../a", "a/b", "a.b", "a b"}) {
    EXPECT_THROW(store->begin(name), std::invalid_argument) << name;
    EXPECT_THROW(store->resume(name), std::invalid_argument) << name;
    EXPECT_THROW(store->forget(name), std::invalid_argument) << name;
  }
}

TEST_F(StoreTest, only_a_digest_has_a_place) {
  std::string const upper = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";
  keep("a", "abc");
  for (auto const& wrong : {std::string{}, std::string{"../../etc/passwd"}, upper, std::string(64, '/'), std::string(64, '0')})
    EXPECT_FALSE(store->path(wrong)) << wrong;
  EXPECT_THROW(store->remove("../../incoming"), std::invalid_argument);
  EXPECT_ANY_THROW(store->size(std::string(64, '0')));
}

TEST_F(StoreTest, every_digest_is_told_in_order_until_it_is_removed) {
  for (int i = 0; i < 40; ++i) keep("a", std::to_string(i));
  std::vector<std::string> told;
  store->each([&](std::string const& digest) { told.push_back(digest); });
  EXPECT_EQ(told.size(), 40u);
  EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
  store->remove(told.front());
  store->remove(told.front());
  EXPECT_FALSE(store->path(told.front()));
  std::size_t left = 0;
  store->each([&](std::string const&) { ++left; });
  EXPECT_EQ(left, 39u);
}

TEST_F(StoreTest, eight_at_a_time_keep_the_same_and_other_files) {
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int thread = 0; thread < 8; ++thread)
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 20; ++i) {
        auto const content = std::string(10'000, static_cast<char>('a' + i % 5)) + (i % 2 ? std::to_string(thread) : "");
        auto const kept = keep("t" + std::to_string(thread), content);
        if (content_of(*store->path(kept.sha256)) != content) ++wrong;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(incoming_count(), 0u);
}

// What the file system takes at most stands in for what the disk has left.
TEST_F(StoreTest, what_does_not_fit_is_taken_back) {
  auto const handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit const small{100'000, before.rlim_max};
  auto const incoming = store->begin("a");
  incoming->write(std::string(60'000, 'a'));
  ::setrlimit(RLIMIT_FSIZE, &small);
  EXPECT_THROW(incoming->write(std::string(60'000, 'b')), files::Full);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(incoming->offset(), 60'000u);
  EXPECT_EQ(fs::file_size(incoming->path()), 60'000u);
  incoming->write(std::string(60'000, 'b'));
  auto const kept = incoming->keep();
  EXPECT_EQ(kept.sha256, keep("b", std::string(60'000, 'a') + std::string(60'000, 'b')).sha256);
}

// A file system of a quarter of a megabyte, in a process of its own that alone sees it.
TEST_F(StoreTest, a_full_disk_is_told_and_leaves_what_was_there) {
  auto const child = ::fork();
  if (child == 0) {
    auto const spaces = ::geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER;
    if (::unshare(spaces) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) ::_exit(2);
    if (::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=256k") != 0) ::_exit(2);
    auto const small = files::open_disk(folder.path());
    auto const incoming = small->begin("a");
    incoming->write(std::string(100'000, 'a'));
    try {
      incoming->write(std::string(1'000'000, 'b'));
      ::_exit(3);
    } catch (files::Full const&) {
    }
    ::_exit(fs::file_size(incoming->path()) == 100'000 && incoming->keep().size == 100'000 ? 0 : 4);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  ASSERT_NE(WEXITSTATUS(status), 2) << "this test needs leave to mount a file system for itself (root, or user name spaces)";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(DiskStore, a_folder_that_cannot_be_used_is_told_in_one_sentence) {
  Folder const folder;
  auto const file = folder.with("file", "x");
  try {
    files::open_disk(file);
    FAIL() << "opened";
  } catch (std::runtime_error const& wrong) {
    EXPECT_EQ(wrong.what(), "the file store cannot use the folder " + file + "/kept: Not a directory");
  }
}

// ---- types by content

std::string installed(std::string const& path, std::string const& package) {
  EXPECT_TRUE(fs::exists(path)) << path << " is missing: apt-get install " << package;
  return path;
}

TEST(MediaType, real_files_are_known_by_their_content) {
  std::pair<char const*, char const*> const known[] = {{"clam.pdf", "application/pdf"},
                                                       {"clam.zip", "application/zip"},
                                                       {"clam.mail", "message/rfc822"},
                                                       {"clam.ole.doc", "application/msword"},
                                                       {"clam.exe.html", "text/html"},
                                                       {"clam.exe", "application/vnd.microsoft.portable-executable"},
                                                       {"clam.ppt", "application/vnd.ms-powerpoint"}};
  for (auto const& [name, type] : known)
    EXPECT_EQ(files::media_type_of(installed(std::string{"/usr/share/clamav-testfiles/"} + name, "clamav-testfiles")), type) << name;
  std::pair<char const*, char const*> const office[] = {{"basic.odt", "application/vnd.oasis.opendocument.text"},
                                                        {"pivot.ods", "application/vnd.oasis.opendocument.spreadsheet"},
                                                        {"presentation.odp", "application/vnd.oasis.opendocument.presentation"},
                                                        {"bouteille.png", "image/png"}};
  for (auto const& [name, type] : office)
    EXPECT_EQ(files::media_type_of(installed(std::string{"/usr/share/doc/python3-relatorio/examples/"} + name, "python3-relatorio")), type);
  auto const sheet = installed("/usr/share/doc/xlsx2csv/examples/test/utf8.xlsx", "xlsx2csv");
  EXPECT_EQ(files::media_type_of(sheet), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  auto const macros = installed("/usr/share/doc/xlsx2csv/examples/test/hyperlinks.xlsm", "xlsx2csv");
  EXPECT_FALSE(files::default_media_types().contains("application/vnd.ms-excel.sheet.macroEnabled.12"));
  EXPECT_EQ(files::media_type_of(macros), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") << "it holds no macros";
}

TEST(MediaType, what_a_browser_would_run_is_known_and_not_taken) {
  Folder const folder;
  std::pair<char const*, std::string> const bad[] = {
      {"text/html", "<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"},
      {"text/html", "\n  <html><head></head></html>"},
      {"image/svg+xml", "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>"},
      {"image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"></svg>"},
      {"text/x-shellscript", "#!/bin/sh\nrm -rf /\n"},
      {"application/x-pie-executable", content_of("/proc/self/exe").substr(0, 100'000)}};
  for (auto const& [type, content] : bad) {
    auto const found = files::media_type_of(folder.with("file.pdf", content));
    EXPECT_FALSE(files::default_media_types().contains(found)) << found << ": " << content.substr(0, 60);
    if (!std::string_view{type}.starts_with("application/")) {
      EXPECT_EQ(found, type);
    }
  }
}

TEST(MediaType, the_name_and_a_false_start_do_not_help) {
  Folder const folder;
  EXPECT_EQ(files::media_type_of(folder.with("claim.pdf", "one two three\n")), "text/plain");
  EXPECT_EQ(files::media_type_of(folder.with("claim.docx", "PK\3\4 and then nothing")), "application/zip");
  EXPECT_EQ(files::media_type_of(folder.with("claim.txt", "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n")), "application/pdf");
  EXPECT_THROW(files::media_type_of(folder.path("nothing")), std::exception);
}

TEST(MediaType, pictures_and_text_are_known_by_their_first_bytes) {
  Folder const folder;
  std::pair<char const*, std::string> const good[] = {
      {"image/jpeg", std::string{"\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0", 20}},
      {"image/tiff", std::string{"II*\0\x08\0\0\0\0\0", 10}},
      {"image/webp", std::string{"RIFF\x1A\0\0\0WEBPVP8L\x0D\0\0\0", 20}},
      {"image/heic", std::string{"\0\0\0\x18"
                                 "ftypheic\0\0\0\0mif1heic",
                                 24}},
      {"image/vnd.dwg", std::string{"AC1032\0\0\0\0\0\0", 12}},
      {"text/xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Invoice/>"},
      {"application/json", "{\"type\": \"FeatureCollection\", \"features\": []}"},
      {"text/csv", "post,omschrijving,bedrag\n1,graafwerk,10\n2,\"riool, groot\",20\n3,weg,30\n"},
      {"text/plain", "post;omschrijving;bedrag\n1;graafwerken;1.234,50\n"}};
  for (auto const& [type, content] : good) {
    EXPECT_EQ(files::media_type_of(folder.with("file", content)), type);
    EXPECT_TRUE(files::default_media_types().contains(type)) << type;
  }
}

// ---- names

TEST(FileName, a_good_name_stays) {
  for (auto const* name :
       {"vorderingsstaat 3.pdf", "Détail façade.xlsx", "a.tar.gz", "staat (kopie) [2].PDF", "日本語.txt", "👷‍♀️.png", ".profile"})
    EXPECT_EQ(files::clean_file_name(name), name);
}

TEST(FileName, only_the_last_part_of_a_path_is_left) {
  EXPECT_EQ(files::clean_file_name("../../etc/passwd"), "passwd");
  EXPECT_EQ(files::clean_file_name("C:\\Users\\an\\staat.pdf"), "staat.pdf");
  EXPECT_EQ(files::clean_file_name("map/"), "map");
  EXPECT_EQ(files::clean_file_name("C:staat.pdf"), "C_staat.pdf");
}

TEST(FileName, a_name_is_never_empty_or_a_folder) {
  for (auto const* name : {"", ".", "..", "/", "\\", "../..", "   ", " . . ", "\x01\x02", "\u202E", "..."})
    EXPECT_EQ(files::clean_file_name(name), "unnamed") << name;
}

TEST(FileName, what_nobody_sees_is_left_out) {
  EXPECT_EQ(files::clean_file_name(std::string_view{"staat\0.pdf\r\n\t", 13}), "staat.pdf");
  EXPECT_EQ(files::clean_file_name("staat\u202Efdp.exe"), "staatfdp.exe");
  EXPECT_EQ(files::clean_file_name("\uFEFFst\u200Baat\u2066.pdf\u2069\u0085"), "staat.pdf");
  EXPECT_EQ(files::clean_file_name("  staat.pdf. . "), "staat.pdf");
}

TEST(FileName, what_windows_gives_a_meaning_loses_it) {
  EXPECT_EQ(files::clean_file_name("a<b>:c\"d|e?f*g.pdf"), "a_b__c_d_e_f_g.pdf");
  EXPECT_EQ(files::clean_file_name("NUL"), "_NUL");
  EXPECT_EQ(files::clean_file_name("con.txt"), "_con.txt");
  EXPECT_EQ(files::clean_file_name("Com1 .pdf"), "_Com1 .pdf");
  EXPECT_EQ(files::clean_file_name("comma.pdf"), "comma.pdf");
}

TEST(FileName, bytes_that_are_not_utf_8_are_replaced) {
  EXPECT_EQ(files::clean_file_name("fa\xE7"
                                   "ade.pdf"),
            "fa\uFFFD"
            "ade.pdf");
  EXPECT_EQ(files::clean_file_name("a\xC0\xAF"
                                   "b"),
            "a\uFFFD\uFFFDb")
      << "an overlong / is no /, and no character";
  EXPECT_EQ(files::clean_file_name("a\xED\xA0\x80.pdf"), "a\uFFFD\uFFFD\uFFFD.pdf");
  EXPECT_EQ(files::clean_file_name("a\xF4\x90\x80\x80"), "a\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(files::clean_file_name("a\xE2\x82"), "a\uFFFD\uFFFD");
}

TEST(FileName, a_long_name_is_cut_at_a_character_and_keeps_its_extension) {
  std::string name;
  for (int i = 0; i < 200; ++i) name += "é";
  auto const cut = files::clean_file_name(name + ".pdf");
  EXPECT_EQ(cut.size(), 254u);
  EXPECT_TRUE(cut.ends_with("é.pdf"));
  EXPECT_EQ(files::clean_file_name(name).size(), 254u);
  EXPECT_EQ(files::clean_file_name(std::string(300, 'a')).size(), 255u);
  EXPECT_EQ(files::clean_file_name("a." + std::string(300, 'b')).size(), 255u);
}

}  // namespace
