// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "platform/sheets/sheets.h"

// What the three readers share. Each throws Unreadable.
namespace sheets {

Sheet read_xlsx(std::string const& path, Limits const& limits);  // xlsx.cpp
Sheet read_ods(std::string const& path, Limits const& limits);   // ods.cpp
Sheet read_csv(std::string const& path, Limits const& limits);   // csv.cpp

// Collects the rows of one sheet and throws when a limit is passed. Cells may come in any order and twice: the later wins.
class Collector {
 public:
  explicit Collector(Limits const& limits) : limits_{limits} {}
  void put(std::size_t row, std::size_t column, std::string_view text, bool number = false);  // counted from 0
  bool is_empty() const { return rows_.empty(); }
  Sheet take(std::string name) { return {std::move(name), std::move(rows_)}; }

 private:
  std::vector<Row>::iterator row(std::size_t number);

  Limits limits_;
  std::vector<Row> rows_;  // by number
  std::size_t text_bytes_ = 0;
};

// "1234.5": fixed, a decimal point, 15 significant digits, at most 10 decimals, no zeros behind, no "-0".
std::string number_text(double value);

// The number that the whole of `text` is ("1234.5", "1E-3"); as a file holds it, never as people write it.
bool read_number(std::string_view text, double& number);

// "2026-03-31", or "2026-03-31 14:05" when there is a time as well; `days` count from 1899-12-30, or from 1904-01-01.
std::string date_text(double days, bool from_1904);

// The same for a moment as a file writes it: "2026-03-31T14:05:00".
std::string date_text(std::string_view iso);

// Does this number format of a spreadsheet ("dd/mm/yyyy", "[$-813]d mmmm yyyy") show a day? One with a time only does not.
bool is_date_format(std::string_view code);

}  // namespace sheets
