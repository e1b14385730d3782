// SPDX-License-Identifier: EUPL-1.2
#include "platform/sheets/write.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "base/money.h"

namespace sheets {
namespace {

constexpr std::size_t name_letters_max = 31, cell_bytes_max = 32'000;

// XML 1.0 has no place for most control characters.
std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text.substr(0, cell_bytes_max)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
  }
  return out;
}

// Text cut in the middle of a letter would be no UTF-8.
std::string cut(std::string text) {
  if (text.size() <= cell_bytes_max) return text;
  text.resize(cell_bytes_max);
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();
  if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0) text.pop_back();
  return text;
}

std::string column(std::size_t at) {
  std::string name;
  for (++at; at > 0; at = (at - 1) / 26) name.insert(name.begin(), static_cast<char>('A' + (at - 1) % 26));
  return name;
}

// Days since 30 December 1899, as spreadsheets count.
std::int64_t serial(Day day) {
  using namespace std::chrono;
  return (day - sys_days{1899y / December / 30}).count();
}

std::string sheet_name(std::string name) {
  std::replace_if(name.begin(), name.end(), [](char c) { return std::string_view{"[]:*?/\\"}.find(c) != std::string_view::npos; }, ' ');
  if (name.size() > name_letters_max) name.resize(name_letters_max);
  while (!name.empty() && static_cast<unsigned char>(name.back()) >= 0x80) name.pop_back();
  return name.empty() ? "1" : name;
}

struct CellWriter {
  std::string& out;
  std::string const& at;
  void operator()(std::monostate) const {}
  void operator()(std::string const& text) const {
    if (!text.empty()) out += "<c r=\"" + at + "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">" + escaped(cut(text)) + "</t></is></c>";
  }
  void operator()(std::int64_t number) const { out += "<c r=\"" + at + "\"><v>" + std::to_string(number) + "</v></c>"; }
  void operator()(Cents amount) const { out += "<c r=\"" + at + "\" s=\"2\"><v>" + decimal_text(amount.value, 2) + "</v></c>"; }
  void operator()(Day day) const { out += "<c r=\"" + at + "\" s=\"3\"><v>" + std::to_string(serial(day)) + "</v></c>"; }
};

constexpr std::string_view xml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view types =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
    "<Override PartName=\"/xl/worksheets/sheet1.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
    "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/></Types>";
constexpr std::string_view root_links =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
constexpr std::string_view book_links =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" "
    "Target=\"styles.xml\"/></Relationships>";
// 0 plain, 1 the head, 2 amounts, 3 days.
constexpr std::string_view styles =
    "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
    "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
    "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
    "<cellXfs count=\"4\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
    "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
    "<xf numFmtId=\"4\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"14\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>"
    "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";

std::string workbook(std::string const& name) {
  return "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
         "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"" +
         escaped(sheet_name(name)) + "\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
}

std::string worksheet(Table const& table) {
  std::string out =
      "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetViews><sheetView workbookViewId=\"0\">"
      "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>"
      "<sheetFormatPr defaultRowHeight=\"15\"/><cols><col min=\"1\" max=\"" +
      std::to_string(std::max<std::size_t>(1, table.head.size())) + "\" width=\"20\" customWidth=\"1\"/></cols><sheetData><row r=\"1\">";
  for (std::size_t i = 0; i < table.head.size(); ++i)
    out += "<c r=\"" + column(i) + "1\" s=\"1\" t=\"inlineStr\"><is><t>" + escaped(table.head[i]) + "</t></is></c>";
  out += "</row>";
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    auto const number = std::to_string(row + 2);
    out += "<row r=\"" + number + "\">";
    for (std::size_t i = 0; i < table.rows[row].size(); ++i) {
      auto const at = column(i) + number;
      std::visit(CellWriter{out, at}, table.rows[row][i]);
    }
    out += "</row>";
  }
  return out + "</sheetData></worksheet>";
}

struct Closer {
  void operator()(archive* zip) const { ::archive_write_free(zip); }
};

la_ssize_t append(archive*, void* out, void const* bytes, std::size_t count) {
  static_cast<std::string*>(out)->append(static_cast<char const*>(bytes), count);
  return static_cast<la_ssize_t>(count);
}

void add(archive* zip, char const* name, std::string_view body) {
  std::string const text = std::string{xml} + std::string{body};
  std::unique_ptr<archive_entry, decltype(&::archive_entry_free)> const entry{::archive_entry_new(), &::archive_entry_free};
  ::archive_entry_set_pathname(entry.get(), name);
  ::archive_entry_set_filetype(entry.get(), AE_IFREG);
  ::archive_entry_set_perm(entry.get(), 0644);
  ::archive_entry_set_size(entry.get(), static_cast<la_int64_t>(text.size()));
  if (::archive_write_header(zip, entry.get()) != ARCHIVE_OK || ::archive_write_data(zip, text.data(), text.size()) < 0)
    throw std::runtime_error{std::string{"the workbook cannot be written: "} + ::archive_error_string(zip)};
}

std::string csv_text(std::string_view text) {
  std::string out;
  if (!text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos) out += '\'';
  out += text;
  if (out.find_first_of(";\"\r\n") == std::string::npos) return out;
  std::string quoted = "\"";
  for (char c : out) (quoted += c == '"' ? "\"" : "") += c;
  return quoted + '"';
}

struct CsvWriter {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(std::string const& text) const { return csv_text(text); }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(Cents amount) const {
    auto text = decimal_text(amount.value, 2);
    std::replace(text.begin(), text.end(), '.', ',');
    return text;
  }
  std::string operator()(Day day) const { return to_text(day); }
};

}  // namespace

std::string write_xlsx(Table const& table) {
  std::string out;
  std::unique_ptr<archive, Closer> const zip{::archive_write_new()};
  ::archive_write_set_format_zip(zip.get());
  ::archive_write_set_bytes_in_last_block(zip.get(), 1);
  if (::archive_write_open(zip.get(), &out, nullptr, &append, nullptr) != ARCHIVE_OK) throw std::runtime_error{"a workbook cannot be begun"};
  add(zip.get(), "[Content_Types].xml", types);
  add(zip.get(), "_rels/.rels", root_links);
  add(zip.get(), "xl/workbook.xml", workbook(table.name));
  add(zip.get(), "xl/_rels/workbook.xml.rels", book_links);
  add(zip.get(), "xl/styles.xml", styles);
  add(zip.get(), "xl/worksheets/sheet1.xml", worksheet(table));
  if (::archive_write_close(zip.get()) != ARCHIVE_OK) throw std::runtime_error{"a workbook cannot be ended"};
  return out;
}

std::string write_csv(Table const& table) {
  std::string out = "\xEF\xBB\xBF";
  for (std::size_t i = 0; i < table.head.size(); ++i) (out += i == 0 ? "" : ";") += csv_text(table.head[i]);
  out += "\r\n";
  for (auto const& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) (out += i == 0 ? "" : ";") += std::visit(CsvWriter{}, row[i]);
    out += "\r\n";
  }
  return out;
}

}  // namespace sheets
