// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>

// Files inside a ZIP, read one after the other with flat memory (libarchive). Nothing is unpacked on disk, so a name with
// path tricks cannot do harm; it is only a name.
namespace files {

struct ArchiveLimits {
  int members_max = 100;
  // Of one member, unpacked; counted as it is read, so a ZIP bomb stops here whatever its header says.
  std::uint64_t member_bytes_max = std::uint64_t{8} << 30;
};

// No ZIP, damaged, encrypted or past the limits. what() is one sentence with the path.
struct ArchiveUnreadable : std::runtime_error {
  using runtime_error::runtime_error;
};

// Fills the span with the member's next bytes: how many there were; 0 at its end, and only there.
using MemberReader = std::function<std::size_t(std::span<char>)>;
// `name` as in the archive ("extract/enterprise.csv"). What is not read is skipped, at almost no cost.
using MemberVisit = std::function<void(std::string const& name, MemberReader const& read)>;

// Calls `visit` for every file in the ZIP, in its own order; or, when `path` is a folder, for every file directly in that
// folder, by name. Passes on what `visit` throws.
void each_member(std::string const& path, ArchiveLimits const&, MemberVisit const&);

}  // namespace files
