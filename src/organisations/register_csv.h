// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "platform/files/archive.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace organisations {

// Reads records of comma-separated values (RFC 4180, as the company register writes them) from a stream: quotes around a
// field, "" for a quote inside it, line breaks inside quotes, LF or CRLF, a byte order mark. Own code, because the readers
// we have want the whole file in memory, and here a broken record must cost one record and no more: after one, reading
// goes on at the next line.
class CsvReader {
 public:
  static constexpr std::size_t record_bytes_max = 64 * 1024;

  explicit CsvReader(files::MemberReader const& read);

  // Goes to the next record; false at the end. Empty lines are passed over.
  bool next();
  // The fields of this record, without their quotes; valid until the next call. Empty when it is broken.
  std::vector<std::string_view> const& fields() const { return fields_; }
  // What is wrong with this record's quotes or length; empty when it could be read.
  std::string_view broken() const { return broken_; }
  // Where this record begins, from 1.
  std::int64_t line() const { return line_; }

 private:
  enum class Outcome { record, more, malformed };
  struct Span {
    std::size_t at, size;
    bool doubled;  // holds "" for "
  };

  void fill();
  Outcome parse();
  Outcome take_quoted(std::size_t& at);
  Outcome take_bare(std::size_t& at);
  Outcome end_of_field(std::size_t& at, bool& last);
  Outcome unfinished(std::string_view why);
  void accept();
  void skip_line();

  files::MemberReader const& read_;
  std::string buffer_;
  std::size_t begin_ = 0, end_ = 0;  // what of buffer_ is still to be read
  std::size_t after_ = 0;            // where the record ends, when parse() found one
  bool at_end_ = false;
  std::int64_t line_ = 0, next_line_ = 1;
  std::string_view broken_;
  std::vector<Span> spans_;
  std::vector<std::string_view> fields_;
};

}  // namespace organisations
