// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Reads people's own spreadsheets (libarchive, libxml2): XLSX, ODS and CSV. Gives the cells as text; what they mean is for the room.
namespace sheets {

// A file that is no spreadsheet, is broken, or passes a limit. `code` is a mistake code: "not_a_sheet", "broken",
// "too_many_rows", "too_many_columns", "too_large", "not_utf8".
struct Unreadable : std::exception {
  std::string code;
  explicit Unreadable(std::string why) : code{std::move(why)} {}
  char const* what() const noexcept override { return code.c_str(); }
};

struct Limits {
  std::size_t rows_max = 20'000;
  std::size_t columns_max = 64;
  std::size_t cell_bytes_max = 4'000;
  std::size_t unpacked_bytes_max = 64 * 1024 * 1024;  // of all parts of an XLSX or ODS together: no zip bombs
};

// A cell: text as shown, and whether the file holds it as a number (then `text` has a decimal point and no grouping,
// "1234.5", with at most 10 decimals and without binary noise).
struct Cell {
  std::string text;
  bool number = false;
};

struct Row {
  std::size_t number = 0;  // as the person sees it in the spreadsheet program, from 1
  std::vector<Cell> cells;
};

struct Sheet {
  std::string name;
  std::vector<Row> rows;  // without wholly empty rows
};

// The first sheet that has rows. `media_type` decides the reader; CSV: separator (; , tab) and quoting are found out,
// UTF-8 with or without BOM, or Windows-1252 when it is not UTF-8.
Sheet read(std::string const& path, std::string_view media_type, Limits const& limits = {});

}  // namespace sheets
