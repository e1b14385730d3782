// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <string_view>

// The text inside a file that somebody sent: of PDF by poppler's pdftotext, in a process of its own; of OOXML and ODF by
// libarchive and libxml2; of plain text as it is. Limits on everything, for the file is hostile until it is read.
namespace texts {

struct Limits {
  std::size_t file_bytes_max = 512 * 1024 * 1024;
  std::size_t unpacked_bytes_max = 128 * 1024 * 1024;  // of the XML inside an office file
  std::size_t text_bytes_max = 4 * 1024 * 1024;        // some 1,300 pages; what comes after is left out
  std::chrono::milliseconds time_max{30'000};          // of pdftotext, by the clock
  int processor_seconds_max = 20;                      // of pdftotext
  std::size_t memory_bytes_max = 1024 * 1024 * 1024;   // of pdftotext
};

enum class Found {
  text,        // at least one word
  nothing,     // a scan, an empty sheet
  unreadable,  // broken, protected, too large, of a format that nobody reads: for good
  failed,      // the reader was too slow, or fell: another try may do better
  stopped,     // by the token
};
struct Outcome {
  Found found = Found::nothing;
  std::string text;  // UTF-8 in the form NFKC
  std::string why;   // of unreadable and failed, as it stands in the log: "too large", "too slow"
};

// Is it a kind of file in which one expects text? Old office files too, though nobody reads them: one may wonder.
bool holds_text(std::string_view media_type);

class Reader {
 public:
  explicit Reader(Limits limits = {}, std::string pdftotext = find_program("pdftotext"));
  // False where pdftotext is not installed: read() is not to be asked about PDF then.
  bool reads_pdf() const { return !pdftotext_.empty(); }
  // Whether this machine's kernel keeps it from every file but the one it reads (Landlock).
  static bool is_kept_to_one_file();
  // Takes as long as the limits let it; returns soon after a stop was asked for. Throws only when the machine itself fails.
  Outcome read(std::string const& path, std::string_view media_type, std::stop_token stop = {}) const;

  // Its path, from PATH; empty when there is none.
  static std::string find_program(std::string const& name);

 private:
  Outcome read_any(std::string const& path, std::string_view media_type, std::stop_token const& stop) const;
  Outcome read_pdf(std::string const& path, std::stop_token const& stop) const;

  Limits limits_;
  std::string pdftotext_;
};

}  // namespace texts
