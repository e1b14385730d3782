// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "platform/sheets/package.h"
#include "platform/sheets/reading.h"

// SpreadsheetML by ECMA-376 part 1, §18: a workbook lists its sheets; texts that stand in cells are mostly kept once, in
// sharedStrings.xml, and a date is a number whose style shows it as one.
namespace sheets {
namespace {

using Step = Part::Step;
constexpr std::size_t sheets_max = 64;  // that are looked into for rows

std::size_t whole(std::string_view text, std::size_t otherwise = 0) {
  std::size_t value = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// The formats that a file need not spell out (§18.8.30), and that show a day.
bool is_built_in_date(std::size_t id) {
  return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || (id >= 50 && id <= 54) || id == 36 || id == 57 || id == 58;
}

// "_x000D_" is how the format writes a character that XML cannot hold. Only control characters are: they become spaces.
std::string unescaped(std::string text) {
  for (std::size_t at = 0; (at = text.find("_x00", at)) != std::string::npos; ++at) {
    unsigned code = 0;
    if (at + 7 > text.size() || text[at + 6] != '_') continue;
    auto const [end, wrong] = std::from_chars(text.data() + at + 4, text.data() + at + 6, code, 16);
    if (wrong == std::errc{} && end == text.data() + at + 6 && code < 0x20) text.replace(at, 7, code == '\n' ? "\n" : " ");
  }
  return text;
}

class Workbook {
 public:
  Workbook(std::string const& path, Limits const& limits) : limits_{limits}, package_{path, limits} {}

  Sheet read() {
    auto const workbook = target_of("_rels/.rels", "/officeDocument");
    if (!workbook) throw Unreadable{"not_a_sheet"};
    slash_ = workbook->rfind('/') + 1;  // 0 when there is none
    folder_ = workbook->substr(0, slash_);
    auto const relations = folder_ + "_rels/" + workbook->substr(slash_) + ".rels";
    read_relations(relations);
    if (!package_.each(*workbook, [this](Part const& part) { workbook_step(part); })) throw Unreadable{"not_a_sheet"};
    if (auto const styles = by_type("/styles")) package_.each(*styles, [this](Part const& part) { style_step(part); });
    if (auto const texts = by_type("/sharedStrings")) package_.each(*texts, [this](Part const& part) { shared_step(part); });
    if (listed_.size() > sheets_max) listed_.resize(sheets_max);
    for (auto const& [name, relation] : listed_) {
      auto const found = parts_.find(relation);
      if (found == parts_.end()) continue;
      cells_ = Collector{limits_};
      row_ = column_ = 0;
      if (!package_.each(found->second, [this](Part const& part) { sheet_step(part); })) throw Unreadable{"broken"};
      if (!cells_.is_empty()) return cells_.take(name);
    }
    return {};
  }

 private:
  std::string resolved(std::string const& target) const {
    if (target.starts_with('/')) return target.substr(1);
    return folder_ + (target.starts_with("./") ? target.substr(2) : target);
  }

  std::optional<std::string> target_of(std::string const& relations, std::string_view type_end) {
    std::optional<std::string> target;
    package_.each(relations, [&](Part const& part) {
      if (part.step() != Step::start || part.name() != "Relationship" || !part.attribute("Type").ends_with(type_end)) return;
      target = resolved(part.attribute("Target"));
    });
    return target;
  }

  void read_relations(std::string const& relations) {
    package_.each(relations, [&](Part const& part) {
      if (part.step() != Step::start || part.name() != "Relationship") return;
      auto const target = resolved(part.attribute("Target"));
      parts_.emplace(part.attribute("Id"), target);
      auto const type = part.attribute("Type");
      types_.emplace(type.substr(std::min(type.rfind('/'), type.size())), target);
    });
  }

  std::optional<std::string> by_type(std::string const& type) const {
    auto const found = types_.find(type);
    return found == types_.end() ? std::nullopt : std::optional{found->second};
  }

  void workbook_step(Part const& part) {
    if (part.step() != Step::start) return;
    if (part.name() == "workbookPr") from_1904_ = part.attribute("date1904") == "1" || part.attribute("date1904") == "true";
    if (part.name() != "sheet") return;
    auto const state = part.attribute("state");
    if (state == "hidden" || state == "veryHidden") return;  // what its maker does not see is not meant
    listed_.emplace_back(part.attribute("name"), part.attribute("id"));
  }

  void style_step(Part const& part) {
    auto const starts = part.step() == Step::start;
    if (part.step() == Step::text) return;
    if (part.name() == "cellXfs") in_cell_formats_ = starts;
    if (starts && part.name() == "numFmt" && is_date_format(part.attribute("formatCode")))
      own_date_formats_.push_back(whole(part.attribute("numFmtId")));
    if (starts && in_cell_formats_ && part.name() == "xf") {
      auto const id = whole(part.attribute("numFmtId"));
      shows_date_.push_back(is_built_in_date(id) || std::ranges::find(own_date_formats_, id) != own_date_formats_.end());
    }
  }

  // The text of <t>, also in runs (<r><t>); not the reading aid of <rPh><t>.
  void text_step(Part const& part) {
    auto const starts = part.step() == Step::start;
    if (part.step() == Step::text) {
      if (in_text_ && !in_aid_) text_ += part.text();
      return;
    }
    if (part.name() == "rPh") in_aid_ = starts;
    if (part.name() == "t") in_text_ = starts;
  }

  void shared_step(Part const& part) {
    text_step(part);
    if (part.step() == Step::text || part.name() != "si") return;
    if (part.step() == Step::start)
      text_.clear();
    else
      shared_.push_back(unescaped(std::move(text_)));
  }

  void sheet_step(Part const& part) {
    if (part.step() == Step::text) {
      if (in_value_) value_ += part.text();
      return text_step(part);
    }
    auto const starts = part.step() == Step::start;
    auto const name = part.name();
    if (name == "row") {
      if (starts) begin_row(part);
    } else if (name == "c") {
      starts ? begin_cell(part) : end_cell();
    } else if (name == "v") {
      in_value_ = starts;
    } else {
      text_step(part);
    }
  }

  void begin_row(Part const& part) {
    row_ = whole(part.attribute("r"), row_ + 1);
    column_ = 0;
  }

  void begin_cell(Part const& part) {
    value_.clear(), text_.clear();
    type_ = part.attribute("t");
    style_ = whole(part.attribute("s"));
    auto const address = part.attribute("r");
    std::size_t column = 0, letters = 0;
    for (; letters < address.size() && letters < 4 && address[letters] >= 'A' && address[letters] <= 'Z'; ++letters)
      column = column * 26 + static_cast<std::size_t>(address[letters] - 'A' + 1);
    column_ = column ? column : column_ + 1;
    if (letters < address.size()) row_ = whole(std::string_view{address}.substr(letters), row_);
    if (row_ == 0) throw Unreadable{"broken"};
  }

  void end_cell() {
    if (type_ == "s") {
      auto const index = whole(value_, shared_.size());
      if (value_.empty()) return;
      if (index >= shared_.size()) throw Unreadable{"broken"};
      return put(shared_[index]);
    }
    if (type_ == "inlineStr") return put(unescaped(text_));
    if (type_ == "str" || type_ == "e") return put(unescaped(value_));
    if (type_ == "b") return put(value_.empty() ? "" : value_ == "1" || value_ == "true" ? "true" : "false");
    if (type_ == "d") return put(date_text(value_));
    double number = 0;
    if (!read_number(value_, number)) return put(value_);
    auto const is_date = style_ < shows_date_.size() && shows_date_[style_];
    if (is_date) return put(date_text(number, from_1904_));
    cells_.put(row_ - 1, column_ - 1, number_text(number), true);
  }

  void put(std::string_view text) { cells_.put(row_ - 1, column_ - 1, text); }

  Limits limits_;
  Package package_;
  std::string folder_;
  std::size_t slash_ = 0;
  std::map<std::string, std::string> parts_;                 // by relation
  std::map<std::string, std::string> types_;                 // by the end of the relation's type
  std::vector<std::pair<std::string, std::string>> listed_;  // name and relation of each sheet, as the tabs stand
  bool from_1904_ = false;
  std::vector<std::size_t> own_date_formats_;
  std::vector<bool> shows_date_;  // by style
  bool in_cell_formats_ = false;
  std::vector<std::string> shared_;
  std::string text_, value_, type_;
  bool in_text_ = false, in_aid_ = false, in_value_ = false;
  std::size_t row_ = 0, column_ = 0, style_ = 0;  // row and column from 1
  Collector cells_{limits_};
};

}  // namespace

Sheet read_xlsx(std::string const& path, Limits const& limits) { return Workbook{path, limits}.read(); }

}  // namespace sheets
