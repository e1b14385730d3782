// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>
#include <boost/locale/encoding.hpp>
#include <boost/locale/utf.hpp>
#include <fstream>
#include <map>
#include <utility>

#include "platform/sheets/reading.h"

// CSV by RFC 4180, and as it is found: any line end, text behind a closing quote, a first line "sep=;", Windows-1252.
namespace sheets {
namespace {

constexpr std::string_view separators = ";\t,";  // the first wins a tie: where the comma is decimal, ; separates
constexpr std::size_t sampled_bytes = 64 * 1024, sampled_rows = 100;

std::string bytes_of(std::string const& path, std::size_t bytes_max) {
  std::ifstream file{path, std::ios::binary | std::ios::ate};
  if (!file) throw Unreadable{"broken"};
  auto const size = static_cast<std::size_t>(file.tellg());
  if (size > bytes_max) throw Unreadable{"too_large"};
  std::string bytes(size, '\0');
  if (size > 0 && !file.seekg(0).read(bytes.data(), static_cast<std::streamsize>(size))) throw Unreadable{"broken"};
  return bytes;
}

bool is_utf8(std::string const& text) {
  using Traits = boost::locale::utf::utf_traits<char>;
  for (auto at = text.begin(); at != text.end();)
    if (auto const point = Traits::decode(at, text.end()); point == boost::locale::utf::illegal || point == boost::locale::utf::incomplete)
      return false;
  return true;
}

std::string converted(std::string const& bytes, std::string const& from) try {
  return boost::locale::conv::to_utf<char>(bytes, from, boost::locale::conv::stop);
} catch (std::exception const&) {
  throw Unreadable{"not_utf8"};
}

std::string as_utf8(std::string bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
  if (bytes.starts_with("\xFF\xFE")) bytes = converted(bytes.substr(2), "UTF-16LE");
  if (bytes.starts_with("\xFE\xFF")) bytes = converted(bytes.substr(2), "UTF-16BE");
  if (bytes.find('\0') != std::string::npos) throw Unreadable{"not_a_sheet"};
  return is_utf8(bytes) ? bytes : converted(bytes, "windows-1252");
}

// How often each separator stands outside quotes, for each of the first rows.
std::vector<std::array<std::size_t, separators.size()>> sample(std::string_view text) {
  std::vector<std::array<std::size_t, separators.size()>> rows(1);
  auto quoted = false, at_start = true;
  for (auto const c : text.substr(0, sampled_bytes)) {
    if (c == '"' && (quoted || at_start)) quoted = !quoted;
    auto const which = separators.find(c);
    at_start = which != std::string_view::npos || c == '\n' || c == '\r';
    if (quoted) continue;
    if (which != std::string_view::npos) ++rows.back()[which];
    if (c == '\n' || c == '\r') {
      if (rows.size() == sampled_rows) break;
      rows.emplace_back();
    }
  }
  return rows;
}

// The separator that most rows have the same number of; the more columns, the better.
char separator_of(std::string_view text) {
  auto const rows = sample(text);
  auto best = separators[0];
  std::pair<std::size_t, std::size_t> best_score{0, 0};
  for (std::size_t which = 0; which < separators.size(); ++which) {
    std::map<std::size_t, std::size_t> rows_by_count;
    for (auto const& row : rows)
      if (row[which] > 0) ++rows_by_count[row[which]];
    for (auto const& [count, times] : rows_by_count)
      if (std::pair const score{times, count}; score > best_score && (times > best_score.first || which == separators.find(best)))
        best = separators[which], best_score = score;
  }
  return best;
}

std::string_view trimmed(std::string_view text) {
  auto const first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view{} : text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

class Csv {
 public:
  Csv(std::string_view text, Limits const& limits) : text_{text}, limits_{limits}, cells_{limits} {
    if (text_.starts_with("sep=") && text_.size() > 4 && separators.find(text_[4]) != std::string_view::npos) {
      separator_ = text_[4];
      text_.remove_prefix(std::min(text_.find('\n'), text_.size() - 1) + 1);
    } else {
      separator_ = separator_of(text_);
    }
  }

  Sheet read() {
    for (std::size_t row = 0; !text_.empty(); ++row) read_row(row);
    return cells_.take({});
  }

 private:
  void read_row(std::size_t row) {
    for (std::size_t column = 0;; ++column) {
      cells_.put(row, column, cell());
      if (text_.empty()) return;
      auto const c = text_.front();
      text_.remove_prefix(1);
      if (c == separator_) continue;
      if (c == '\r' && text_.starts_with('\n')) text_.remove_prefix(1);
      return;
    }
  }

  // Up to the separator or the end of the row.
  std::string cell() {
    std::string quoted;
    auto const start = text_.find_first_not_of(' ');
    auto const is_quoted = start != std::string_view::npos && text_[start] == '"';
    if (is_quoted) {
      text_.remove_prefix(start + 1);
      quoted = quoted_part();
    }
    auto const end = std::min(text_.find_first_of(std::array{separator_, '\n', '\r', '\0'}.data()), text_.size());
    auto const rest = trimmed(text_.substr(0, end));
    if (quoted.size() + rest.size() > limits_.cell_bytes_max) throw Unreadable{"too_large"};
    text_.remove_prefix(end);
    return quoted + std::string{rest};
  }

  // From behind the opening quote to behind the closing one; "" stands for a quote.
  std::string quoted_part() {
    std::string part;
    for (;;) {
      auto const quote = text_.find('"');
      if (quote == std::string_view::npos) throw Unreadable{"broken"};
      part += text_.substr(0, quote);
      text_.remove_prefix(quote + 1);
      if (!text_.starts_with('"')) return part;
      part += '"';
      text_.remove_prefix(1);
    }
  }

  std::string_view text_;  // what is still to be read
  Limits limits_;
  char separator_ = ';';
  Collector cells_;
};

}  // namespace

Sheet read_csv(std::string const& path, Limits const& limits) {
  auto const text = as_utf8(bytes_of(path, limits.unpacked_bytes_max));
  return Csv{text, limits}.read();
}

}  // namespace sheets
