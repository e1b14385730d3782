// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/language.h"
#include "payments/statement.h"
#include "platform/sheets/sheets.h"

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

// The lines of a statement from the contractor's own spreadsheet. All or nothing: one bad row and no line is taken over,
// and every bad row is told by its number in the contractor's own program.
//
//  1. The header is the first of the first 30 rows that names a quantity, a unit price, and a post or a description, in
//     Dutch, French, German or English, whatever the case, accents, units in brackets or euro signs. Unit and amount
//     are welcome, other columns are passed over. Where there are several quantities, what was carried out goes before
//     what was foreseen.
//  2. Skipped: empty rows, the header when it comes again on a next page, headings (no quantity, price or amount), rows
//     that hold a total, and after the first of those every row without a post (VAT, grand total, signature); in a
//     sheet without posts such a row is skipped only when it lacks a quantity or a price. Their numbers are told.
//  3. A number cell is taken as it is, a text cell as Belgians write numbers. Quantities have three decimals at most and
//     unit prices four: more are a mistake and never rounded away. An amount is quantity × unit price to the cent; a
//     number cell, which a formula leaves unrounded, is rounded to the cent first.
namespace payments {

struct ImportedLines {
  std::vector<Line> lines;
  std::vector<std::size_t> skipped;  // row numbers, in order
};

// `row` as the person sees it, 0 for the sheet as a whole; `column` is "post", "description", "unit", "quantity",
// "unitPrice", "amount" or empty. Codes: no_header (row 0), column_missing and column_twice (on the header's row), no_lines
// (row 0), too_many_lines, and those of read_claim. `value`: what stands there, at most 100 bytes.
struct RowMistake {
  std::size_t row = 0;
  std::string column, code, value;
  bool operator==(RowMistake const&) const = default;
};

std::variant<ImportedLines, std::vector<RowMistake>> import_lines(sheets::Sheet const&);

// An example to start from: CSV as spreadsheet programs in Belgium open it (byte order mark, semicolons, decimal commas).
std::string csv_template(Language);

}  // namespace payments
