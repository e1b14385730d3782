// SPDX-License-Identifier: EUPL-1.2
#include <fcntl.h>
#include <fmt/format.h>
#include <magic.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <stdexcept>
#include <system_error>

#include "platform/files/files.h"
#include "platform/files/zip_folder.h"

namespace files {
namespace {

constexpr std::size_t looked_at_bytes = 64 * 1024, members_looked_at = 4'000;

// libmagic's own table is 8 MB and takes milliseconds to load: one for the process, used by one thread at a time.
class Magic {
 public:
  Magic() : cookie_{::magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TOKENS)} {
    if (!cookie_) throw std::runtime_error{"libmagic does not start"};
    auto bytes = looked_at_bytes;
    ::magic_setparam(cookie_, MAGIC_PARAM_BYTES_MAX, &bytes);
    if (::magic_load(cookie_, nullptr) != 0) {
      std::string const why = ::magic_error(cookie_);
      ::magic_close(cookie_);
      throw std::runtime_error{"libmagic has no table of types: " + why};
    }
  }
  ~Magic() { ::magic_close(cookie_); }
  Magic(Magic const&) = delete;
  Magic& operator=(Magic const&) = delete;

  std::string type(int fd) {
    std::lock_guard const lock{mutex_};
    auto const* found = ::magic_descriptor(cookie_, fd);
    if (!found) throw std::runtime_error{fmt::format("libmagic could not read a file: {}", ::magic_error(cookie_))};
    return found;
  }

 private:
  magic_t cookie_;
  std::mutex mutex_;
};

std::string type_by_magic(int fd) {
  static Magic magic;
  return magic.type(fd);
}

bool begins(std::vector<ZipMember> const& members, std::string_view start) {
  return std::ranges::any_of(members, [&](auto const& member) { return member.name.starts_with(start); });
}

bool holds(std::vector<ZipMember> const& members, std::string_view end) {
  return std::ranges::any_of(members, [&](auto const& member) { return member.name.ends_with(end); });
}

// What a ZIP says it is in its member "mimetype"; only what is known to do so.
std::string declared(int fd, std::vector<ZipMember> const& members) {
  auto const found = std::ranges::find(members, "mimetype", &ZipMember::name);
  if (found == members.end()) return {};
  auto text = stored_text(fd, *found, 100);
  text.erase(std::find_if(text.begin(), text.end(), [](unsigned char c) { return c <= ' ' || c > '~'; }), text.end());
  auto const known = text.starts_with("application/vnd.oasis.opendocument.") || text.starts_with("application/vnd.etsi.asic-") ||
                     text == "application/epub+zip";
  return known ? text : std::string{};
}

std::string office_open(std::vector<ZipMember> const& members) {
  auto const macros = holds(members, "/vbaProject.bin");
  if (begins(members, "word/"))
    return macros ? "application/vnd.ms-word.document.macroEnabled.12"
                  : "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  if (begins(members, "xl/"))
    return macros ? "application/vnd.ms-excel.sheet.macroEnabled.12" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  if (begins(members, "ppt/"))
    return macros ? "application/vnd.ms-powerpoint.presentation.macroEnabled.12"
                  : "application/vnd.openxmlformats-officedocument.presentationml.presentation";
  return "application/zip";
}

std::string type_in_zip(int fd) {
  auto const folder = zip_folder(fd, members_looked_at);
  if (!folder) return "application/zip";
  auto const& members = folder->members;
  if (auto const type = declared(fd, members); !type.empty()) return type;
  if (begins(members, "[Content_Types].xml")) return office_open(members);
  if (begins(members, "AndroidManifest.xml")) return "application/vnd.android.package-archive";
  if (begins(members, "META-INF/MANIFEST.MF")) return "application/java-archive";
  if (begins(members, "META-INF/signatures") || begins(members, "META-INF/ASiCManifest")) return "application/vnd.etsi.asic-e+zip";
  return "application/zip";
}

}  // namespace

std::string media_type_of(std::string const& path) {
  int const fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw std::system_error{errno, std::generic_category(), "open " + path};
  struct Closer {
    int fd;
    ~Closer() { ::close(fd); }
  } const closer{fd};
  char first[4] = {};
  if (::pread(fd, first, 4, 0) == 4 && std::string_view{first, 4} == "PK\3\4") return type_in_zip(fd);
  return type_by_magic(fd);
}

std::set<std::string> const& default_media_types() {
  static std::set<std::string> const types{
      "application/pdf",
      "image/jpeg",
      "image/png",
      "image/tiff",
      "image/webp",
      "image/heic",
      "text/plain",
      "text/csv",
      "text/xml",
      "application/xml",
      "application/json",
      "application/geo+json",
      "application/zip",
      "message/rfc822",
      "application/vnd.ms-outlook",
      "image/vnd.dwg",
      "image/vnd.dxf",
      "application/msword",
      "application/vnd.ms-excel",
      "application/vnd.ms-powerpoint",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "application/vnd.openxmlformats-officedocument.presentationml.presentation",
      "application/vnd.oasis.opendocument.text",
      "application/vnd.oasis.opendocument.spreadsheet",
      "application/vnd.oasis.opendocument.presentation",
      "application/vnd.oasis.opendocument.graphics",
      "application/vnd.etsi.asic-e+zip",
      "application/vnd.etsi.asic-s+zip",
  };
  return types;
}

}  // namespace files
