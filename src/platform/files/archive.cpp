// SPDX-License-Identifier: EUPL-1.2
#include "platform/files/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <vector>

namespace files {
namespace {

struct Closed {
  void operator()(struct archive* archive) const { archive_read_free(archive); }
};
using Archive = std::unique_ptr<struct archive, Closed>;

constexpr std::size_t block_bytes = 128 * 1024;

[[noreturn]] void unreadable(std::string const& path, std::string const& why) { throw ArchiveUnreadable{"\"" + path + "\" " + why + "."}; }

std::string reason(Archive const& archive) {
  auto const text = archive_error_string(archive.get());
  return text ? text : "unknown error";
}

// Counts what goes through, and stops at the limit.
class Meter {
 public:
  Meter(std::string const& path, std::string const& member, ArchiveLimits const& limits) : path_{path}, member_{member}, limits_{limits} {}
  std::size_t count(std::size_t bytes) {
    total_ += bytes;
    if (total_ > limits_.member_bytes_max)
      unreadable(path_, "holds " + member_ + ", which unpacks to more than " + std::to_string(limits_.member_bytes_max) + " bytes");
    return bytes;
  }

 private:
  std::string const& path_;
  std::string const& member_;
  ArchiveLimits const& limits_;
  std::uint64_t total_ = 0;
};

void count_member(std::string const& path, int& count, ArchiveLimits const& limits) {
  if (++count > limits.members_max) unreadable(path, "holds more than " + std::to_string(limits.members_max) + " files");
}

void each_in_zip(std::string const& path, ArchiveLimits const& limits, MemberVisit const& visit) {
  Archive const archive{archive_read_new()};
  if (!archive) throw std::bad_alloc{};
  archive_read_support_format_zip(archive.get());
  if (archive_read_open_filename(archive.get(), path.c_str(), block_bytes) != ARCHIVE_OK)
    unreadable(path, "cannot be opened as a ZIP file: " + reason(archive));
  int count = 0;
  for (;;) {
    archive_entry* entry = nullptr;
    auto const outcome = archive_read_next_header(archive.get(), &entry);
    if (outcome == ARCHIVE_EOF) return;
    if (outcome != ARCHIVE_OK && outcome != ARCHIVE_WARN) unreadable(path, "is no ZIP file or is damaged: " + reason(archive));
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    count_member(path, count, limits);
    auto const name_in_zip = archive_entry_pathname(entry);
    std::string const name{name_in_zip ? name_in_zip : ""};
    Meter meter{path, name, limits};
    visit(name, [&](std::span<char> room) {
      auto const bytes = archive_read_data(archive.get(), room.data(), room.size());
      if (bytes < 0) unreadable(path, "is damaged at " + name + ": " + reason(archive));
      return meter.count(static_cast<std::size_t>(bytes));
    });
  }
}

void each_in_folder(std::string const& path, ArchiveLimits const& limits, MemberVisit const& visit) {
  std::vector<std::filesystem::path> members;
  int count = 0;
  for (auto const& entry : std::filesystem::directory_iterator{path}) {
    if (!entry.is_regular_file()) continue;
    count_member(path, count, limits);
    members.push_back(entry.path());
  }
  std::sort(members.begin(), members.end());
  for (auto const& member : members) {
    std::ifstream file{member, std::ios::binary};
    if (!file) unreadable(member, "cannot be read");
    auto const name = member.filename().string();
    Meter meter{path, name, limits};
    visit(name, [&](std::span<char> room) {
      file.read(room.data(), static_cast<std::streamsize>(room.size()));
      if (file.bad()) unreadable(member, "cannot be read");
      return meter.count(static_cast<std::size_t>(file.gcount()));
    });
  }
}

}  // namespace

void each_member(std::string const& path, ArchiveLimits const& limits, MemberVisit const& visit) {
  std::error_code error;
  auto const status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) unreadable(path, "is not there");
  if (std::filesystem::is_directory(status))
    each_in_folder(path, limits, visit);
  else
    each_in_zip(path, limits, visit);
}

}  // namespace files
