// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "platform/sheets/package.h"
#include "platform/sheets/reading.h"

// OpenDocument part 3, §9: tables of rows of cells, each with its value in attributes and, as paragraphs, as it is shown.
// A row or cell that repeats is written once, with a count: also the emptiness up to the last row and column.
namespace sheets {
namespace {

using Step = Part::Step;

std::size_t count(std::string_view text) {
  std::size_t value = 1;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return std::max<std::size_t>(value, 1);
}

// A note beside the cell, a drawing over it: their texts are not the cell's.
bool is_aside(std::string_view name) {
  constexpr std::array names{"annotation", "shapes", "frame", "custom-shape", "rect", "line", "ellipse", "g", "control", "caption"};
  return std::ranges::find(names, name) != names.end();
}

struct Repeated {
  std::size_t column = 0;  // from 0
  std::size_t times = 1;
  Cell cell;
};

class Document {
 public:
  explicit Document(Limits const& limits) : limits_{limits}, cells_{limits} {}

  void step(Part const& part) {
    if (done_) return;
    if (part.step() == Step::text) {
      if (in_paragraph_ && !aside_) text_ += part.text();
    } else if (part.step() == Step::start) {
      start(part, part.name());
    } else {
      end(part.name());
    }
    if (text_.size() > limits_.cell_bytes_max) throw Unreadable{"too_large"};
  }

  Sheet take() { return is_sheet_ ? cells_.take(name_) : throw Unreadable{"not_a_sheet"}; }

 private:
  void start(Part const& part, std::string_view name) {
    if (aside_ || is_aside(name)) {
      ++aside_;
    } else if (name == "spreadsheet") {
      is_sheet_ = true;
    } else if (name == "table" && is_sheet_) {
      if (!table_depth_++) name_ = part.attribute("name"), row_ = 0;
    } else if (table_depth_ != 1) {
      return;  // a table within a cell
    } else if (name == "table-row") {
      times_ = count(part.attribute("number-rows-repeated"));
      column_ = 0;
      row_cells_.clear();
    } else if (name == "table-cell" || name == "covered-table-cell") {
      begin_cell(part);
    } else if (name == "p") {
      if (!std::exchange(first_paragraph_, false)) text_ += '\n';
      in_paragraph_ = true;
    } else if (name == "s") {
      text_.append(std::min<std::size_t>(count(part.attribute("c")), limits_.cell_bytes_max), ' ');
    } else if (name == "tab" || name == "line-break") {
      text_ += name == "tab" ? '\t' : '\n';
    }
  }

  void end(std::string_view name) {
    if (aside_) {
      --aside_;
    } else if (name == "table" && table_depth_ > 0) {
      done_ = !--table_depth_ && !cells_.is_empty();
    } else if (table_depth_ != 1) {
      return;
    } else if (name == "table-row") {
      end_row();
    } else if (name == "table-cell" || name == "covered-table-cell") {
      end_cell();
    } else if (name == "p") {
      in_paragraph_ = false;
    }
  }

  void begin_cell(Part const& part) {
    text_.clear();
    first_paragraph_ = true;
    cell_ = {column_, count(part.attribute("number-columns-repeated")), {}};
    auto const type = part.attribute("value-type");
    double number = 0;
    if (type == "float" || type == "currency" || type == "percentage") {
      auto const value = part.attribute("value");
      if (!read_number(value, number)) throw Unreadable{"broken"};
      cell_.cell = {number_text(number), true};
    } else if (type == "date") {
      cell_.cell.text = date_text(part.attribute("date-value"));
    } else if (type == "boolean") {
      cell_.cell.text = part.attribute("boolean-value");
    } else if (type == "string") {
      cell_.cell.text = part.attribute("string-value");  // else its paragraphs
    }
  }

  void end_cell() {
    if (cell_.cell.text.empty()) cell_.cell.text = text_;
    column_ += cell_.times;
    if (!cell_.cell.text.empty()) row_cells_.push_back(std::move(cell_));
  }

  void end_row() {
    for (std::size_t row = row_; !row_cells_.empty() && row < row_ + times_; ++row)
      for (auto const& [column, times, cell] : row_cells_)
        for (std::size_t i = 0; i < times; ++i) cells_.put(row, column + i, cell.text, cell.number);
    row_ += times_;
  }

  Limits limits_;
  Collector cells_;
  std::string name_, text_;
  bool is_sheet_ = false, done_ = false, in_paragraph_ = false, first_paragraph_ = true;
  std::size_t table_depth_ = 0, aside_ = 0, row_ = 0, column_ = 0, times_ = 1;
  Repeated cell_;
  std::vector<Repeated> row_cells_;
};

}  // namespace

Sheet read_ods(std::string const& path, Limits const& limits) {
  Package package{path, limits};
  Document document{limits};
  if (!package.each("content.xml", [&](Part const& part) { document.step(part); })) throw Unreadable{"not_a_sheet"};
  return document.take();
}

}  // namespace sheets
