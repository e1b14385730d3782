// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/time.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// Writes a table for people's own spreadsheet programs: XLSX (a ZIP of XML, by libarchive) and CSV.
namespace sheets {

struct Cents {
  std::int64_t value = 0;
};
// Nothing, text, a whole number, an amount, or a day.
using Written = std::variant<std::monostate, std::string, std::int64_t, Cents, Day>;

struct Table {
  std::string name;  // of the sheet
  std::vector<std::string> head;
  std::vector<std::vector<Written>> rows;
};

// Numbers and days are numbers and days there; text is never a formula.
std::string write_xlsx(Table const&);
// UTF-8 with a byte order mark, ";" between cells, a comma in amounts: as Belgian spreadsheet programs read it. Text that
// begins with = + - @, a tab or a return gets an apostrophe before it, so that no program runs it as a formula.
std::string write_csv(Table const&);

}  // namespace sheets
