// SPDX-License-Identifier: EUPL-1.2
#include "platform/texts/texts.h"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/locale/conversion.hpp>
#include <boost/locale/encoding.hpp>
#include <boost/locale/generator.hpp>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <utility>

#include "platform/log/log.h"
#include "platform/sheets/sheets.h"
#include "platform/texts/child.h"
#include "platform/texts/confine.h"
#include "platform/texts/office.h"

namespace texts {
namespace {

constexpr std::array<std::string_view, 6> plain_types{"text/plain",      "text/csv",         "text/xml",
                                                      "application/xml", "application/json", "application/geo+json"};
constexpr std::array<std::string_view, 3> old_office_types{"application/msword", "application/vnd.ms-excel",
                                                           "application/vnd.ms-powerpoint"};

bool is_one_of(std::string_view type, auto const& types) { return std::ranges::find(types, type) != types.end(); }

// Ligatures become letters, accents join their letter, wide spaces become spaces: as one types it.
std::string plain(std::string const& text) {
  namespace locale = boost::locale;
  static std::locale const unicode = [] {
    locale::generator generator;
    generator.categories(locale::category_t::convert);
    return generator("en_US.UTF-8");
  }();
  return locale::normalize(locale::conv::utf_to_utf<char>(text), locale::norm_nfkc, unicode);
}

Outcome outcome_of(std::string const& text) {
  auto const blank = [](unsigned char c) { return c <= ' '; };
  auto read = plain(text);
  if (std::ranges::all_of(read, blank)) return {};
  return {Found::text, std::move(read), {}};
}

// A file that is no UTF-8 was made by an older program for Western Europe.
Outcome read_plain(std::string const& path, std::size_t bytes_max) {
  std::ifstream file{path, std::ios::binary};
  std::string bytes(bytes_max, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes_max));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  bool const is_cut = bytes.size() == bytes_max;  // perhaps inside a character
  while (is_cut && !bytes.empty() && (static_cast<unsigned char>(bytes.back()) & 0x80U) != 0) bytes.pop_back();
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
  if (bytes.find('\0') != std::string::npos) return {Found::unreadable, {}, "no text"};
  try {
    return outcome_of(boost::locale::conv::utf_to_utf<char>(bytes, boost::locale::conv::stop));
  } catch (boost::locale::conv::conversion_error const&) {
    return outcome_of(boost::locale::conv::to_utf<char>(bytes, "windows-1252", boost::locale::conv::skip));
  }
}

}  // namespace

bool holds_text(std::string_view media_type) {
  return media_type == "application/pdf" || is_office(media_type) || is_one_of(media_type, plain_types) ||
         is_one_of(media_type, old_office_types);
}

Reader::Reader(Limits limits, std::string pdftotext) : limits_{limits}, pdftotext_{std::move(pdftotext)} {}

std::string Reader::find_program(std::string const& name) {
  auto const* set = std::getenv("PATH");
  std::string const folders = set ? set : "/usr/bin:/bin";
  for (std::size_t at = 0; at < folders.size();) {
    auto const end = std::min(folders.find(':', at), folders.size());
    auto const path = folders.substr(at, end - at) + '/' + name;
    if (path.front() == '/' && ::access(path.c_str(), X_OK) == 0) return path;
    at = end + 1;
  }
  return {};
}

bool Reader::is_kept_to_one_file() { return has_landlock(); }

Outcome Reader::read(std::string const& path, std::string_view media_type, std::stop_token stop) const {
  auto outcome = read_any(path, media_type, stop);
  if (outcome.found == Found::unreadable) logs::info(fmt::format("the text of {} cannot be searched: {}", path, outcome.why));
  if (outcome.found == Found::failed) logs::warn(fmt::format("the text of {} could not be read this time: {}", path, outcome.why));
  return outcome;
}

Outcome Reader::read_any(std::string const& path, std::string_view media_type, std::stop_token const& stop) const {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) throw std::system_error{errno, std::generic_category(), "stat " + path};
  if (static_cast<std::size_t>(about.st_size) > limits_.file_bytes_max) return {Found::unreadable, {}, "too large"};
  if (media_type == "application/pdf") return read_pdf(path, stop);
  if (is_one_of(media_type, plain_types)) return read_plain(path, limits_.text_bytes_max);
  if (!is_office(media_type)) return {Found::unreadable, {}, "nobody reads this format"};
  try {
    return outcome_of(read_office(path, media_type, limits_));
  } catch (sheets::Unreadable const& unreadable) {
    return {Found::unreadable, {}, unreadable.code == "too_large" ? "too large" : "broken or protected"};
  }
}

// Its exit codes: 0 well, 1 the file cannot be opened, 2 the output cannot, 3 its maker forbids it, 99 another mistake.
Outcome Reader::read_pdf(std::string const& path, std::stop_token const& stop) const {
  using End = ChildRun::End;
  auto const run = run_child({pdftotext_, "-q", "-enc", "UTF-8", "-eol", "unix", "-nopgbrk", path, "-"}, path,
                             {limits_.time_max, limits_.processor_seconds_max, limits_.memory_bytes_max, limits_.text_bytes_max}, stop);
  switch (run.end) {
    case End::enough: return outcome_of(run.output);
    case End::too_late: return {Found::failed, {}, "too slow"};
    case End::stopped: return {Found::stopped, {}, {}};
    case End::killed: return {Found::failed, {}, "pdftotext was ended by signal " + std::to_string(run.code)};
    case End::exited: break;
  }
  if (run.code == 0) return outcome_of(run.output);
  if (run.code == 1) return {Found::unreadable, {}, "broken or protected"};
  if (run.code == 3) return {Found::unreadable, {}, "protected by its maker"};
  return {Found::failed, {}, "pdftotext ended with " + std::to_string(run.code)};
}

}  // namespace texts
