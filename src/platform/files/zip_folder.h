// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// The table at the end of a ZIP: what is in it and how large it says it is, without unpacking anything. Memory stays
// small whatever the file claims. ZIP64 is not read: no office file is that large.
namespace files {

struct ZipMember {
  std::string name;
  std::uint64_t packed_bytes = 0;
  std::uint64_t unpacked_bytes = 0;
  std::uint64_t header_at = 0;  // where its local header begins
  bool stored = false;          // not compressed
};

struct ZipFolder {
  std::vector<ZipMember> members;  // in the table's order; the first `members_max` of them
  std::size_t members_total = 0;   // what the table's own count says
};

// Nothing when the file has no such table, or a broken one.
std::optional<ZipFolder> zip_folder(int fd, std::size_t members_max);

// The first bytes of a member that is stored as it is ("mimetype" in ODF and ASiC); empty when it is compressed.
std::string stored_text(int fd, ZipMember const& member, std::size_t bytes_max);

}  // namespace files
