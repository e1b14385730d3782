// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sheets/sheets.h"

// An XLSX or ODS, as any OOXML or ODF file, is a ZIP with XML parts. This reads one part from front to back without holding it in memory: the ZIP
// by libarchive, the XML by libxml2. Entities are not expanded, nothing is fetched, and what is really unpacked is
// counted against the limit, whatever the ZIP says.
namespace sheets {

class Part {
 public:
  Part(std::string const& path, std::string const& name, std::size_t& bytes_left);
  ~Part();
  Part(Part const&) = delete;
  Part& operator=(Part const&) = delete;

  bool is_there() const;

  enum class Step { start, end, text };  // <x/> gives a start and an end
  bool next();                           // false at the end; throws Unreadable "broken" or "too_large"
  Step step() const;
  std::string_view name() const;  // of the element, without prefix: writers differ in those
  std::string_view text() const;
  std::string attribute(std::string_view name) const;  // without prefix; empty when absent

 private:
  struct Reading;
  std::unique_ptr<Reading> reading_;
};

class Package {
 public:
  // Throws "not_a_sheet" for what is no ZIP, "too_large" for what says that its XML unpacks to more than allowed.
  Package(std::string path, Limits const& limits);

  std::vector<std::string> const& parts() const { return parts_; }  // their names, in the order of the ZIP
  // Calls `visit` for every step of a part; false when there is no such part.
  bool each(std::string const& name, std::function<void(Part const&)> const& visit);

 private:
  std::string path_;
  std::vector<std::string> parts_;
  std::size_t bytes_left_;
};

}  // namespace sheets
