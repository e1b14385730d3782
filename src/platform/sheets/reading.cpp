// SPDX-License-Identifier: EUPL-1.2
#include "platform/sheets/reading.h"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sheets {

std::vector<Row>::iterator Collector::row(std::size_t number) {
  auto at = rows_.end();
  if (!rows_.empty() && rows_.back().number == number) return at - 1;
  if (!rows_.empty() && rows_.back().number > number) at = std::ranges::lower_bound(rows_, number, {}, &Row::number);
  if (at != rows_.end() && at->number == number) return at;
  if (rows_.size() >= limits_.rows_max) throw Unreadable{"too_many_rows"};
  return rows_.insert(at, Row{number, {}});
}

void Collector::put(std::size_t row_index, std::size_t column, std::string_view text, bool number) {
  if (text.empty()) return;
  if (column >= limits_.columns_max) throw Unreadable{"too_many_columns"};
  text_bytes_ += text.size();  // one shared text can stand in a million cells
  if (text.size() > limits_.cell_bytes_max || text_bytes_ > limits_.unpacked_bytes_max) throw Unreadable{"too_large"};
  auto& cells = row(row_index + 1)->cells;
  if (cells.size() <= column) cells.resize(column + 1);
  cells[column] = {std::string{text}, number};
}

std::string number_text(double value) {
  if (!std::isfinite(value)) return {};
  auto const size = std::abs(value);
  auto const scientific = fmt::format("{:.14e}", size);  // "1.23450000000000e+03"
  auto const e = scientific.find('e');
  auto const exponent = std::stoi(scientific.substr(e + 1));
  if (exponent > 14) {
    auto const digits = scientific.substr(0, 1) + scientific.substr(2, e - 2);
    return (value < 0 ? "-" : "") + digits + std::string(static_cast<std::size_t>(exponent - 14), '0');
  }
  auto text = fmt::format("{:.{}f}", size, std::min(14 - exponent, 10));
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
  }
  return value < 0 && text != "0" ? '-' + text : text;
}

bool read_number(std::string_view text, double& number) {
  while (text.starts_with(' ') || text.starts_with('+')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  auto const [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
  return wrong == std::errc{} && end == text.data() + text.size() && std::isfinite(number);
}

std::string date_text(double days, bool from_1904) {
  if (!(std::abs(days) < 2'958'466)) return number_text(days);  // up to 9999-12-31
  if (!from_1904 && days < 60) days += 1;                       // the file format believes in a 29th of February 1900
  auto const whole = std::floor(days);
  auto minutes = static_cast<int>(std::lround((days - whole) * 24 * 60));
  auto const start = from_1904 ? date::year{1904} / 1 / 1 : date::year{1899} / 12 / 30;
  auto day = date::sys_days{start} + date::days{static_cast<int>(whole)};
  if (minutes == 24 * 60) day += date::days{1}, minutes = 0;
  date::year_month_day const shown{day};
  auto text = fmt::format("{:04}-{:02}-{:02}", int{shown.year()}, unsigned{shown.month()}, unsigned{shown.day()});
  if (minutes > 0) text += fmt::format(" {:02}:{:02}", minutes / 60, minutes % 60);
  return text;
}

std::string date_text(std::string_view iso) {
  std::string text{iso.substr(0, 10)};
  if (iso.size() >= 16 && iso[10] == 'T' && iso.substr(11, 5) != "00:00") text += ' ' + std::string{iso.substr(11, 5)};
  return text;
}

bool is_date_format(std::string_view code) {
  if (code == "General") return false;
  bool quoted = false, bracketed = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    auto const c = code[i];
    if (c == ';' && !quoted) break;  // what follows is for negative numbers
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '[') bracketed = true;
    if (c == ']') bracketed = false;
    if (c == '\\' || c == '_' || c == '*') ++i;  // the next character stands for itself
    if (!bracketed && (c == 'y' || c == 'Y' || c == 'd' || c == 'D')) return true;
  }
  return false;
}

}  // namespace sheets
