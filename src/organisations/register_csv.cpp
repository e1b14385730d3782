// SPDX-License-Identifier: EUPL-1.2
#include "organisations/register_csv.h"

#include <algorithm>
#include <cstring>

namespace organisations {
namespace {

constexpr std::string_view not_closed = "a quote is opened and not closed";
constexpr std::string_view too_long = "the row is longer than 64 KiB";
constexpr std::string_view after_quote = "there is text after a closing quote";

}  // namespace

CsvReader::CsvReader(files::MemberReader const& read) : read_{read} {
  buffer_.resize(4 * record_bytes_max);
  fill();
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (std::string_view{buffer_}.substr(0, end_).starts_with(mark)) begin_ = mark.size();
}

// Moves what is left to the front and reads until the buffer is full or the file ends.
void CsvReader::fill() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  while (!at_end_ && end_ < buffer_.size()) {
    auto const bytes = read_({buffer_.data() + end_, buffer_.size() - end_});
    if (bytes == 0) at_end_ = true;
    end_ += bytes;
  }
}

bool CsvReader::next() {
  broken_ = {};
  for (;;) {
    if (begin_ == end_ && !at_end_) fill();
    if (begin_ == end_) return false;
    auto outcome = parse();
    if (outcome == Outcome::more) {
      fill();
      outcome = parse();
    }
    line_ = next_line_;
    if (outcome == Outcome::malformed) {
      fields_.clear();
      skip_line();
      return true;
    }
    bool const empty_line = spans_.size() == 1 && after_ - begin_ <= 2 && spans_.front().size == 0;
    accept();
    if (!empty_line) return true;
  }
}

CsvReader::Outcome CsvReader::parse() {
  spans_.clear();
  auto at = begin_;
  for (bool last = false; !last;) {
    auto outcome = at < end_ && buffer_[at] == '"' ? take_quoted(at) : take_bare(at);
    if (outcome == Outcome::record) outcome = end_of_field(at, last);
    if (outcome != Outcome::record) return outcome;
  }
  after_ = at;
  return Outcome::record;
}

CsvReader::Outcome CsvReader::take_quoted(std::size_t& at) {
  auto const start = at + 1;
  bool doubled = false;
  for (auto from = start;;) {
    auto const found = static_cast<char const*>(std::memchr(buffer_.data() + from, '"', end_ - from));
    if (!found) return unfinished(not_closed);
    auto const quote = static_cast<std::size_t>(found - buffer_.data());
    if (quote + 1 == end_ && !at_end_) return unfinished(not_closed);
    if (quote + 1 == end_ || buffer_[quote + 1] != '"') {
      spans_.push_back({start, quote - start, doubled});
      at = quote + 1;
      return Outcome::record;
    }
    doubled = true;
    from = quote + 2;
  }
}

CsvReader::Outcome CsvReader::take_bare(std::size_t& at) {
  auto const start = at;
  while (at < end_ && buffer_[at] != ',' && buffer_[at] != '\n') ++at;
  if (at == end_ && !at_end_) return unfinished(too_long);
  auto stop = at;
  if ((at == end_ || buffer_[at] == '\n') && stop > start && buffer_[stop - 1] == '\r') --stop;
  spans_.push_back({start, stop - start, false});
  return Outcome::record;
}

CsvReader::Outcome CsvReader::end_of_field(std::size_t& at, bool& last) {
  if (at - begin_ > record_bytes_max) return unfinished(too_long);
  if (at < end_ && buffer_[at] == '\r') {
    if (at + 1 == end_ && !at_end_) return unfinished(too_long);
    if (at + 1 == end_ || buffer_[at + 1] == '\n') ++at;
  }
  if (at == end_) {
    if (!at_end_) return unfinished(too_long);
    last = true;
    return Outcome::record;
  }
  auto const sign = buffer_[at];
  if (sign != ',' && sign != '\n') {
    broken_ = after_quote;
    return Outcome::malformed;
  }
  last = sign == '\n';
  ++at;
  return Outcome::record;
}

// The bytes ran out within a record: there may be more of them, unless the file or our patience ends.
CsvReader::Outcome CsvReader::unfinished(std::string_view why) {
  if (!at_end_ && end_ - begin_ <= record_bytes_max) return Outcome::more;
  broken_ = end_ - begin_ > record_bytes_max && why != not_closed ? too_long : why;
  return Outcome::malformed;
}

void CsvReader::accept() {
  next_line_ +=
      std::count(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), buffer_.begin() + static_cast<std::ptrdiff_t>(after_), '\n');
  fields_.clear();
  for (auto const& span : spans_) {
    auto size = span.size;
    if (span.doubled) {
      auto to = buffer_.data() + span.at;
      auto const end = to + span.size;
      for (auto from = to; from < end; ++from, ++to) {
        *to = *from;
        if (*from == '"') ++from;
      }
      size = static_cast<std::size_t>(to - (buffer_.data() + span.at));
    }
    fields_.emplace_back(buffer_.data() + span.at, size);
  }
  begin_ = after_;
}

void CsvReader::skip_line() {
  for (;;) {
    auto const found = static_cast<char const*>(std::memchr(buffer_.data() + begin_, '\n', end_ - begin_));
    if (found) {
      begin_ = static_cast<std::size_t>(found - buffer_.data()) + 1;
      ++next_line_;
      return;
    }
    begin_ = end_;
    if (at_end_) return;
    fill();
  }
}

}  // namespace organisations
