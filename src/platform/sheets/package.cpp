// SPDX-License-Identifier: EUPL-1.2
#include "platform/sheets/package.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <libxml/xmlreader.h>
#include <unistd.h>

#include <utility>

#include "platform/files/zip_folder.h"

namespace sheets {
namespace {

constexpr std::size_t members_max = 2'000, block_bytes = 64 * 1024;

std::string_view view(xmlChar const* text) { return text ? reinterpret_cast<char const*>(text) : std::string_view{}; }

}  // namespace

struct Part::Reading {
  std::size_t& bytes_left;
  archive* zip = ::archive_read_new();
  xmlTextReaderPtr xml = nullptr;
  bool too_large = false, ends = false;  // ends: the end of an empty element is due
  Step step = Step::start;

  explicit Reading(std::size_t& left) : bytes_left{left} {}
  ~Reading() {
    if (xml) ::xmlFreeTextReader(xml);
    ::archive_read_free(zip);
  }
  Reading(Reading const&) = delete;
  Reading& operator=(Reading const&) = delete;

  bool find(std::string const& path, std::string const& name) {
    ::archive_read_support_format_zip_seekable(zip);
    if (::archive_read_open_filename(zip, path.c_str(), block_bytes) != ARCHIVE_OK) throw Unreadable{"broken"};
    archive_entry* entry = nullptr;
    for (;;) {
      auto const result = ::archive_read_next_header(zip, &entry);
      if (result == ARCHIVE_EOF) return false;
      if (result < ARCHIVE_WARN) throw Unreadable{"broken"};
      auto const* here = ::archive_entry_pathname(entry);
      if (here && name == here) return true;
    }
  }

  static int read(void* self, char* buffer, int count) {
    auto& reading = *static_cast<Reading*>(self);
    auto const got = ::archive_read_data(reading.zip, buffer, static_cast<std::size_t>(count));
    if (got < 0) return -1;
    reading.too_large = static_cast<std::size_t>(got) > reading.bytes_left;
    if (reading.too_large) return -1;
    reading.bytes_left -= static_cast<std::size_t>(got);
    return static_cast<int>(got);
  }
};

Part::Part(std::string const& path, std::string const& name, std::size_t& bytes_left) : reading_{std::make_unique<Reading>(bytes_left)} {
  if (!reading_->find(path, name)) return;
  reading_->xml = ::xmlReaderForIO(&Reading::read, nullptr, reading_.get(), nullptr, nullptr, XML_PARSE_NONET | XML_PARSE_NOWARNING);
  if (!reading_->xml) throw Unreadable{"broken"};
  ::xmlTextReaderSetErrorHandler(
      reading_->xml, [](void*, char const*, xmlParserSeverities, xmlTextReaderLocatorPtr) {}, nullptr);
}

Part::~Part() = default;

bool Part::is_there() const { return reading_->xml != nullptr; }

bool Part::next() {
  auto& reading = *reading_;
  if (std::exchange(reading.ends, false)) {
    reading.step = Step::end;
    return true;
  }
  for (;;) {
    auto const result = ::xmlTextReaderRead(reading.xml);
    if (reading.too_large) throw Unreadable{"too_large"};
    if (result < 0) throw Unreadable{"broken"};
    if (result == 0) return false;
    switch (::xmlTextReaderNodeType(reading.xml)) {
      case XML_READER_TYPE_ELEMENT:
        reading.step = Step::start;
        reading.ends = ::xmlTextReaderIsEmptyElement(reading.xml) == 1;
        return true;
      case XML_READER_TYPE_END_ELEMENT: reading.step = Step::end; return true;
      case XML_READER_TYPE_TEXT:
      case XML_READER_TYPE_CDATA:
      case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
      case XML_READER_TYPE_WHITESPACE: reading.step = Step::text; return true;
      case XML_READER_TYPE_DOCUMENT_TYPE:  // no spreadsheet has one
        throw Unreadable{"broken"};
      default: break;
    }
  }
}

Part::Step Part::step() const { return reading_->step; }

std::string_view Part::name() const { return view(::xmlTextReaderConstLocalName(reading_->xml)); }

std::string_view Part::text() const { return view(::xmlTextReaderConstValue(reading_->xml)); }

// Straight from the node: libxml2's own calls copy each value or move the reader to and fro, a third of the time.
std::string Part::attribute(std::string_view name) const {
  auto const* node = ::xmlTextReaderCurrentNode(reading_->xml);
  for (auto const* attribute = node ? node->properties : nullptr; attribute; attribute = attribute->next)
    if (view(attribute->name) == name) return std::string{attribute->children ? view(attribute->children->content) : std::string_view{}};
  return {};
}

Package::Package(std::string path, Limits const& limits) : path_{std::move(path)}, bytes_left_{limits.unpacked_bytes_max} {
  auto const fd = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw Unreadable{"broken"};
  auto const folder = files::zip_folder(fd, members_max);
  ::close(fd);
  if (!folder) throw Unreadable{"not_a_sheet"};
  if (folder->members_total > members_max) throw Unreadable{"too_large"};
  std::uint64_t total = 0;
  for (auto const& member : folder->members) {
    if (member.name.ends_with(".xml")) total += member.unpacked_bytes;  // pictures are never unpacked
    parts_.push_back(member.name);
  }
  if (total > limits.unpacked_bytes_max) throw Unreadable{"too_large"};
}

bool Package::each(std::string const& name, std::function<void(Part const&)> const& visit) {
  Part part{path_, name, bytes_left_};
  if (!part.is_there()) return false;
  while (part.next()) visit(part);
  return true;
}

}  // namespace sheets
