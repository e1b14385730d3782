// SPDX-License-Identifier: EUPL-1.2
#include "platform/files/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>

namespace files {
namespace {

class EachMember : public testing::Test {
 protected:
  EachMember() {
    auto pattern = testing::TempDir() + "zegel-archive-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~EachMember() override { std::filesystem::remove_all(folder_); }

  std::string zip(std::map<std::string, std::string> const& members, char const* options = "") {
    auto const path = folder_ + "/made.zip";
    std::unique_ptr<struct archive, int (*)(struct archive*)> const zip{archive_write_new(), archive_write_free};
    archive_write_set_format_zip(zip.get());
    EXPECT_EQ(archive_write_set_options(zip.get(), options), ARCHIVE_OK);
    archive_write_set_passphrase(zip.get(), "secret");
    EXPECT_EQ(archive_write_open_filename(zip.get(), path.c_str()), ARCHIVE_OK);
    for (auto const& [name, text] : members) {
      std::unique_ptr<archive_entry, void (*)(archive_entry*)> const entry{archive_entry_new(), archive_entry_free};
      archive_entry_set_pathname(entry.get(), name.c_str());
      archive_entry_set_filetype(entry.get(), AE_IFREG);
      archive_entry_set_perm(entry.get(), 0644);
      EXPECT_EQ(archive_write_header(zip.get(), entry.get()), ARCHIVE_OK);
      EXPECT_EQ(archive_write_data(zip.get(), text.data(), text.size()), static_cast<la_ssize_t>(text.size()));
    }
    return path;
  }
  static std::map<std::string, std::string> read_all(std::string const& path, ArchiveLimits const& limits = {}) {
    std::map<std::string, std::string> members;
    each_member(path, limits, [&](std::string const& name, MemberReader const& read) {
      auto& text = members[name];
      std::array<char, 1000> room{};
      while (auto const bytes = read(room)) text.append(room.data(), bytes);
    });
    return members;
  }
  static std::string why_not(std::string const& path, ArchiveLimits const& limits = {}) {
    try {
      read_all(path, limits);
    } catch (ArchiveUnreadable const& unreadable) {
      return unreadable.what();
    }
    return "readable";
  }

  std::string folder_;
};

TEST_F(EachMember, gives_every_file_in_a_zip) {
  std::map<std::string, std::string> const members{{"a.csv", "one"}, {"deep/../../b.csv", std::string(100'000, 'b')}, {"empty", ""}};
  EXPECT_EQ(read_all(zip(members)), members);
}

TEST_F(EachMember, skips_what_is_not_read) {
  std::string names;
  each_member(zip({{"a", std::string(100'000, 'a')}, {"b", "b"}}), {},
              [&](std::string const& name, MemberReader const&) { names += name; });
  EXPECT_EQ(names, "ab");
}

TEST_F(EachMember, gives_the_files_of_a_folder_by_name) {
  std::ofstream{folder_ + "/b"} << "two";
  std::ofstream{folder_ + "/a"} << "one";
  std::filesystem::create_directory(folder_ + "/c");
  EXPECT_EQ(read_all(folder_), (std::map<std::string, std::string>{{"a", "one"}, {"b", "two"}}));
}

TEST_F(EachMember, stops_at_a_member_that_unpacks_too_large) {
  auto const path = zip({{"bomb", std::string(10'000'000, '0')}});
  ASSERT_LT(std::filesystem::file_size(path), 100'000U);
  EXPECT_EQ(why_not(path, {.members_max = 10, .member_bytes_max = 1'000'000}),
            '"' + path + "\" holds bomb, which unpacks to more than 1000000 bytes.");
}

TEST_F(EachMember, stops_at_too_many_members) {
  auto const path = zip({{"a", "1"}, {"b", "2"}, {"c", "3"}});
  EXPECT_EQ(why_not(path, {.members_max = 2, .member_bytes_max = 10}), '"' + path + "\" holds more than 2 files.");
}

TEST_F(EachMember, refuses_what_is_no_zip_encrypted_cut_off_or_not_there) {
  auto const text = folder_ + "/text";
  std::ofstream{text} << "no zip at all, whatever its name says";
  EXPECT_NE(why_not(text), "readable");
  EXPECT_NE(why_not(folder_ + "/nowhere"), "readable");
  EXPECT_NE(why_not(zip({{"a", "secret text"}}, "zip:encryption=traditional")), "readable");
  std::string noise(100'000, ' ');
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<char>((i * i * 31 + i / 7) % 251);
  auto const path = zip({{"a", noise}});
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  EXPECT_NE(why_not(path), "readable");
}

}  // namespace
}  // namespace files
