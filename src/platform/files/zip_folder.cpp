// SPDX-License-Identifier: EUPL-1.2
#include "platform/files/zip_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

namespace files {
namespace {

// Field places by APPNOTE.TXT §4.3.7 (local header), §4.3.12 (table row), §4.3.16 (end of the table).
constexpr std::size_t end_bytes = 22, comment_bytes_max = 65'535, row_bytes = 46, local_bytes = 30;
constexpr std::size_t table_bytes_max = 2 * 1024 * 1024;

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint32_t value = 0;
  for (std::size_t i = width; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::string read_at(int fd, std::uint64_t at, std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t got = 0;
  while (got < count) {
    auto const n = ::pread(fd, bytes.data() + got, count - got, static_cast<off_t>(at + got));
    if (n <= 0) break;
    got += static_cast<std::size_t>(n);
  }
  bytes.resize(got);
  return bytes;
}

struct Table {
  std::uint64_t at = 0;
  std::size_t bytes = 0;
  std::size_t rows = 0;
};

std::optional<Table> find_table(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0 || status.st_size < static_cast<off_t>(end_bytes)) return {};
  auto const size = static_cast<std::uint64_t>(status.st_size);
  auto const tail_bytes = std::min<std::uint64_t>(size, end_bytes + comment_bytes_max);
  auto const tail = read_at(fd, size - tail_bytes, tail_bytes);
  auto const end = tail.rfind("PK\5\6");
  if (end == std::string::npos || end + end_bytes > tail.size()) return {};
  Table const table{number(tail, end + 16, 4), number(tail, end + 12, 4), number(tail, end + 10, 2)};
  if (table.at + table.bytes > size) return {};
  return table;
}

}  // namespace

std::optional<ZipFolder> zip_folder(int fd, std::size_t members_max) {
  auto const table = find_table(fd);
  if (!table) return {};
  auto const bytes = read_at(fd, table->at, std::min(table->bytes, table_bytes_max));
  ZipFolder folder{{}, table->rows};
  std::size_t at = 0;
  while (folder.members.size() < std::min(members_max, table->rows)) {
    if (at + row_bytes > bytes.size() || std::string_view{bytes}.substr(at, 4) != "PK\1\2") {
      if (at + row_bytes > table_bytes_max) break;  // a longer table than is read: what there is will do
      return {};
    }
    auto const name_bytes = number(bytes, at + 28, 2);
    if (at + row_bytes + name_bytes > bytes.size()) break;
    folder.members.push_back({bytes.substr(at + row_bytes, name_bytes), number(bytes, at + 20, 4), number(bytes, at + 24, 4),
                              number(bytes, at + 42, 4), number(bytes, at + 10, 2) == 0});
    at += row_bytes + name_bytes + number(bytes, at + 30, 2) + number(bytes, at + 32, 2);
  }
  return folder;
}

std::string stored_text(int fd, ZipMember const& member, std::size_t bytes_max) {
  if (!member.stored) return {};
  auto const header = read_at(fd, member.header_at, local_bytes);
  if (header.size() < local_bytes || !header.starts_with("PK\3\4")) return {};
  auto const at = member.header_at + local_bytes + number(header, 26, 2) + number(header, 28, 2);
  return read_at(fd, at, std::min<std::size_t>(bytes_max, member.unpacked_bytes));
}

}  // namespace files
