// SPDX-License-Identifier: EUPL-1.2
#include "platform/sheets/sheets.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "platform/files/files.h"
#include "platform/sheets/reading.h"
#include "tests/support/office_files.h"

namespace {

namespace fs = std::filesystem;

constexpr auto xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr auto ods = "application/vnd.oasis.opendocument.spreadsheet";
constexpr auto csv = "text/csv";

struct SheetTest : testing::Test {
  std::string folder;
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "zegel-sheets-XXXXXX";
    folder = ::mkdtemp(name.data());
  }
  void TearDown() override { fs::remove_all(folder); }

  std::string file(std::string const& content) const {
    auto const path = folder + "/file";
    std::ofstream{path, std::ios::binary} << content;
    return path;
  }

  using Parts = support::ZipParts;
  std::string zip(Parts const& parts) const {
    auto const path = folder + "/file.zip";
    std::ofstream{path, std::ios::binary} << support::a_zip(parts);
    return path;
  }

  // A workbook with sheets of these rows (<row>…</row>), and whatever else stands in its parts.
  std::string workbook(std::vector<std::string> const& sheets, Parts const& more = {}, std::string const& properties = {}) const {
    std::string listed, relations;
    Parts parts{
        {"_rels/.rels",
         R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" )"
         R"(Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>)"}};
    auto const relation = [&](std::string const& id, std::string const& type, std::string const& target) {
      relations += "<Relationship Id=\"" + id + "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" + type +
                   "\" Target=\"" + target + "\"/>";
    };
    for (std::size_t i = 0; i < sheets.size(); ++i) {
      auto const n = std::to_string(i + 1), id = std::to_string(sheets.size() - i);  // sheetId goes another way than the tabs
      listed += "<sheet name=\"Blad" + n + "\" sheetId=\"" + id + "\" r:id=\"rId" + n + "\"/>";
      relation("rId" + n, "worksheet", "worksheets/sheet" + n + ".xml");
      parts.emplace_back("xl/worksheets/sheet" + n + ".xml", "<worksheet><sheetData>" + sheets[i] + "</sheetData></worksheet>");
    }
    relation("rId98", "styles", "/xl/styles.xml");
    relation("rId99", "sharedStrings", "sharedStrings.xml");
    parts.emplace_back("xl/workbook.xml", "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">" +
                                              properties + "<sheets>" + listed + "</sheets></workbook>");
    parts.emplace_back("xl/_rels/workbook.xml.rels", "<Relationships>" + relations + "</Relationships>");
    parts.insert(parts.end(), more.begin(), more.end());
    return zip(parts);
  }

  std::string document(std::string const& tables) const {
    return zip({{"mimetype", ods},
                {"content.xml",
                 R"(<office:document-content xmlns:office="urn:o" xmlns:table="urn:t" xmlns:text="urn:x" xmlns:draw="urn:d"><office:body>)"
                 "<office:spreadsheet>" +
                     tables + "</office:spreadsheet></office:body></office:document-content>"}});
  }
};

std::string line(sheets::Row const& row) {
  auto text = std::to_string(row.number) + ":";
  for (auto const& cell : row.cells) text += (cell.number ? "#" : "") + cell.text + "|";
  return text;
}

std::vector<std::string> lines(sheets::Sheet const& sheet) {
  std::vector<std::string> lines;
  for (auto const& row : sheet.rows) lines.push_back(line(row));
  return lines;
}

using Lines = std::vector<std::string>;

std::string code_of(std::string const& path, std::string_view type, sheets::Limits const& limits = {}) try {
  sheets::read(path, type, limits);
  return "read";
} catch (sheets::Unreadable const& wrong) {
  return wrong.code;
}

std::string installed(std::string const& path, std::string const& package) {
  EXPECT_TRUE(fs::exists(path)) << path << " is missing: apt-get install " << package;
  return path;
}

std::string content_of(std::string const& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

// ---- files that others made

// Each stands beside the CSV that its makers expect; compared is what does not depend on how dates and numbers are shown.
TEST_F(SheetTest, real_workbooks_hold_what_their_makers_say) {
  std::string const examples = "/usr/share/doc/xlsx2csv/examples/test/";
  for (std::string const name :
       {"utf8", "empty_row", "no_cell_ids", "namespace", "twolettercolumns", "last-column-empty", "input-weird", "xlsx2csv-test-file"}) {
    auto const book = sheets::read(installed(examples + name + ".xlsx", "xlsx2csv"), xlsx);
    auto const list = sheets::read(installed(examples + name + ".csv", "xlsx2csv"), csv);
    ASSERT_EQ(book.rows.size(), list.rows.size()) << name;
    for (std::size_t i = 0; i < book.rows.size(); ++i) {
      ASSERT_EQ(book.rows[i].number, list.rows[i].number) << name;
      ASSERT_EQ(book.rows[i].cells.size(), list.rows[i].cells.size()) << name << line(book.rows[i]);
      for (std::size_t c = 0; c < book.rows[i].cells.size(); ++c) EXPECT_EQ(book.rows[i].cells[c].text, list.rows[i].cells[c].text) << name;
    }
  }
  auto const dates = sheets::read(examples + "timeformat.xlsx", xlsx);
  EXPECT_EQ(dates.rows[0].cells[0].text, "2017-08-03 14:35");
  EXPECT_EQ(dates.rows[1].cells[0].text, "2017-08-03");
  auto const floats = sheets::read(examples + "float.xlsx", xlsx);
  EXPECT_EQ(line(floats.rows[0]), "2:#0.103|");
  EXPECT_EQ(sheets::read(examples + "sheets_order.xlsx", xlsx).name, "b");
}

TEST_F(SheetTest, a_real_ods_is_read) {
  auto const sheet = sheets::read(installed("/usr/share/doc/python3-relatorio/examples/pivot.ods", "python3-relatorio"), ods);
  EXPECT_EQ(sheet.name, "Data");
  EXPECT_EQ(lines(sheet),
            (Lines{"1:Customer|o.customer.name|", "3:Item Name|Item reference|Item price|Quantity|Amount|", "4:for each='l in o.lines'|",
                   "5:l.item.name|l.item.reference|l.item.price|l.quantity|l.amount|", "6:/for|"}));
}

TEST_F(SheetTest, a_claim_written_by_libxlsxwriter_is_read) {
  auto const path = folder + "/staat.xlsx";
  auto* book = ::workbook_new(path.c_str());
  auto* page = ::workbook_add_worksheet(book, "Weg & water");
  auto* euro = ::workbook_add_format(book);
  ::format_set_num_format(euro, "#,##0.00 \"€\"");
  auto* day = ::workbook_add_format(book);
  ::format_set_num_format(day, "dd/mm/yyyy");
  char const* heads[] = {"Post", "Omschrijving", "Eenheid", "Hoeveelheid", "Eenheidsprijs", "Bedrag", "Datum", "Goedgekeurd"};
  for (lxw_col_t i = 0; i < 8; ++i) ::worksheet_write_string(page, 2, i, heads[i], nullptr);
  ::worksheet_write_string(page, 3, 0, "1.2.10", nullptr);
  ::worksheet_write_string(page, 3, 1, "Rioolbuis Ø 400 in béton – \"klasse\" <135> & Co", nullptr);
  ::worksheet_write_string(page, 3, 2, "m³", nullptr);
  ::worksheet_write_number(page, 3, 3, 12.75, nullptr);
  ::worksheet_write_number(page, 3, 4, 0.1 + 0.2, euro);
  ::worksheet_write_formula_num(page, 3, 5, "=ROUND(D4*E4,2)", euro, 1234.56);
  lxw_datetime date{2026, 3, 31, 0, 0, 0};
  ::worksheet_write_datetime(page, 3, 6, &date, day);
  ::worksheet_write_boolean(page, 3, 7, 1, nullptr);
  ::worksheet_write_formula_str(page, 5, 0, "=A4&\"x\"", nullptr, "1.2.10x");
  ::worksheet_write_number(page, 5, 3, -1e-12, nullptr);
  ASSERT_EQ(::workbook_close(book), LXW_NO_ERROR);
  EXPECT_EQ(files::media_type_of(path), xlsx);
  auto const sheet = sheets::read(path, xlsx);
  EXPECT_EQ(sheet.name, "Weg & water");
  EXPECT_EQ(lines(sheet), (Lines{"3:Post|Omschrijving|Eenheid|Hoeveelheid|Eenheidsprijs|Bedrag|Datum|Goedgekeurd|",
                                 "4:1.2.10|Rioolbuis Ø 400 in béton – \"klasse\" <135> & Co|m³|#12.75|#0.3|#1234.56|2026-03-31|true|",
                                 "6:1.2.10x|||#0|"}));
}

// ---- XLSX

TEST_F(SheetTest, every_way_to_write_a_cell_is_read) {
  auto const path = workbook(
      {R"(<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="inlineStr"><is><t>in</t><r><t> line</t></r></is></c><c r="C2" t="str"><f>A1</f><v>f</v></c>)"
       R"(<c r="D2"><f>1+1</f><v>2</v></c><c r="E2" t="b"><v>0</v></c><c r="F2" t="e"><v>#DIV/0!</v></c><c r="G2" t="d"><v>2026-01-31T00:00:00</v></c>)"
       R"(<c r="H2" s="1"/><c r="I2"><v>1E-3</v></c><c r="J2" s="1"><v>46112</v></c><c r="K2" s="2"><v>46112.5</v></c><c r="L2" s="3"><v>7</v></c></row>)"},
      {{"xl/sharedStrings.xml",
        "<sst><si><t>no</t></si><si><r><t>ge</t></r><r><t xml:space=\"preserve\">deeld </t></r><rPh><t>aid</t></rPh></si></sst>"},
       {"xl/styles.xml",
        R"(<styleSheet><numFmts><numFmt numFmtId="164" formatCode="d\-m\-yyyy\ h:mm"/><numFmt numFmtId="165" formatCode="0.00&quot;days&quot;"/></numFmts>)"
        R"(<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>)"}});
  EXPECT_EQ(lines(sheets::read(path, xlsx)),
            (Lines{"2:gedeeld |in line|f|#2|false|#DIV/0!|2026-01-31||#0.001|2026-03-31|2026-03-31 12:00|#7|"}));
}

TEST_F(SheetTest, the_first_sheet_with_rows_is_read_and_hidden_ones_are_not) {
  EXPECT_EQ(sheets::read(workbook({"", "<row><c/></row>", "<row><c><v>1</v></c></row>", "<row><c><v>2</v></c></row>"}), xlsx).name,
            "Blad3");
  EXPECT_TRUE(sheets::read(workbook({""}), xlsx).rows.empty());
}

TEST_F(SheetTest, dates_may_count_from_1904) {
  auto const styles = SheetTest::Parts{{"xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>"}};
  std::string const row = "<row><c><v>100</v></c></row>";
  EXPECT_EQ(lines(sheets::read(workbook({row}, styles), xlsx)), Lines{"1:1900-04-09|"});
  EXPECT_EQ(lines(sheets::read(workbook({row}, styles, "<workbookPr date1904=\"1\"/>"), xlsx)), Lines{"1:1904-04-10|"});
}

TEST_F(SheetTest, entities_are_not_followed) {
  auto const bomb =
      "<!DOCTYPE worksheet [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>";
  auto parts = SheetTest::Parts{{"xl/sharedStrings.xml", std::string{bomb} + "<sst><si><t>&b;&f;</t></si></sst>"}};
  EXPECT_EQ(code_of(workbook({"<row><c t=\"s\"><v>0</v></c></row>"}, parts), xlsx), "broken");
}

// ---- ODS

TEST_F(SheetTest, amounts_percentages_and_repeats_of_an_ods_are_read) {
  auto const path = document(
      R"(<table:table table:name="Leeg"/><table:table table:name="Staat"><table:table-header-rows><table:table-row table:number-rows-repeated="2"/>)"
      R"(<table:table-row><table:table-cell office:value-type="string"><text:p>een<text:s text:c="2"/><text:span>twee</text:span></text:p><text:p>drie</text:p></table:table-cell>)"
      R"(<table:table-cell office:value-type="currency" office:currency="EUR" office:value="1234.5"><office:annotation><text:p>noot</text:p></office:annotation><text:p>€ 1.234,50</text:p></table:table-cell>)"
      R"(<table:table-cell office:value-type="percentage" office:value="0.21"><text:p>21%</text:p></table:table-cell>)"
      R"(<table:table-cell table:number-columns-repeated="2"/><table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>WAAR</text:p></table:table-cell>)"
      R"(<table:table-cell table:formula="of:=[.A1]" office:value-type="string" office:string-value="uit"><text:p>uit</text:p></table:table-cell>)"
      R"(<table:table-cell office:value-type="date" office:date-value="2026-03-31"><text:p>31/03/26</text:p></table:table-cell>)"
      R"(<table:table-cell table:number-columns-repeated="16000"/></table:table-row></table:table-header-rows>)"
      R"(<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell></table:table-row>)"
      R"(<table:table-row table:number-rows-repeated="1048571"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>)"
      R"(<table:table table:name="Meer"><table:table-row><table:table-cell office:value-type="float" office:value="8"/></table:table-row></table:table>)");
  EXPECT_EQ(files::media_type_of(path), ods);
  auto const sheet = sheets::read(path, ods);
  EXPECT_EQ(sheet.name, "Staat");
  EXPECT_EQ(lines(sheet), (Lines{"3:een  twee\ndrie|#1234.5|#0.21|||true|uit|2026-03-31|", "4:#7|#7|", "5:#7|#7|"}));
}

TEST_F(SheetTest, a_cell_repeated_without_end_passes_a_limit) {
  auto const cell = [](std::string const& rows, std::string const& columns) {
    return "<table:table><table:table-row table:number-rows-repeated=\"" + rows + "\"><table:table-cell table:number-columns-repeated=\"" +
           columns + "\" office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table>";
  };
  EXPECT_EQ(code_of(document(cell("4000000000", "1")), ods), "too_many_rows");
  EXPECT_EQ(code_of(document(cell("1", "4000000000")), ods), "too_many_columns");
  std::string spaces;
  for (int i = 0; i < 1000; ++i) spaces += "<text:s text:c=\"4000000000\"/>";
  EXPECT_EQ(code_of(document("<table:table><table:table-row><table:table-cell><text:p>" + spaces +
                             "</text:p></table:table-cell></table:table-row></table:table>"),
                    ods),
            "too_large");
}

// ---- CSV

TEST_F(SheetTest, separators_and_quotes_of_a_csv_are_found_out) {
  auto const expected = Lines{"1:post|bedrag|", "2:1|1,50|", "3:2 \"a\"\nb|2;x|"};
  EXPECT_EQ(lines(sheets::read(file("post;bedrag\n1;1,50\n\"2 \"\"a\"\"\nb\";\"2;x\"\n"), csv)), expected);
  EXPECT_EQ(lines(sheets::read(file("\xEF\xBB\xBFpost,bedrag\r\n1,\"1,50\"\r\n\"2 \"\"a\"\"\nb\",2;x"), csv)), expected);
  EXPECT_EQ(lines(sheets::read(file("post\tbedrag\r1\t1,50\r\"2 \"\"a\"\"\nb\"\t2;x\r"), csv)), expected);
  EXPECT_EQ(lines(sheets::read(file("sep=;\r\npost;bedrag\r\n1;1,50\r\n\"2 \"\"a\"\"\nb\"; \"2;x\" \r\n"), csv)), expected);
}

TEST_F(SheetTest, decimal_commas_do_not_separate) {
  EXPECT_EQ(lines(sheets::read(file("1;2,5;3,5\n2;2,5;3,5\n"), csv)), (Lines{"1:1|2,5|3,5|", "2:2|2,5|3,5|"}));
  EXPECT_EQ(lines(sheets::read(file("Staat 3, maart, 2026\n\npost;prijs\n1;2,5\n2;3,5\n"), csv)),
            (Lines{"1:Staat 3, maart, 2026|", "3:post|prijs|", "4:1|2,5|", "5:2|3,5|"}));
  EXPECT_EQ(lines(sheets::read(file("alleen\nwoorden\n"), csv)), (Lines{"1:alleen|", "2:woorden|"}));
}

TEST_F(SheetTest, a_csv_in_another_encoding_becomes_utf_8) {
  EXPECT_EQ(lines(sheets::read(file("caf\xE9;\x80 5\n"), csv)), Lines{"1:café|€ 5|"});
  EXPECT_EQ(lines(sheets::read(file(std::string{"\xFF\xFE"
                                                "a\0;\0\xAC\x20\n\0",
                                                10}),
                               csv)),
            Lines{"1:a|€|"});
  EXPECT_EQ(code_of(file("a;\x81\n"), csv), "not_utf8") << "no character in Windows-1252";
  EXPECT_EQ(code_of(file(std::string{"a;\0b\n", 5}), csv), "not_a_sheet");
}

TEST_F(SheetTest, a_csv_may_be_empty_or_end_anywhere) {
  for (auto const* nothing : {"", "\n\n", ";;\n", "sep=;", " \n"}) EXPECT_TRUE(sheets::read(file(nothing), csv).rows.empty()) << nothing;
  EXPECT_EQ(lines(sheets::read(file("a;"), csv)), Lines{"1:a|"});
  EXPECT_EQ(lines(sheets::read(file("\"a\"b;c"), csv)), Lines{"1:ab|c|"});
  EXPECT_EQ(code_of(file("a;\"b\n"), csv), "broken");
}

// ---- limits and broken files

TEST_F(SheetTest, each_limit_is_told_by_name) {
  sheets::Limits limits;
  limits.rows_max = 2, limits.columns_max = 3, limits.cell_bytes_max = 4;
  EXPECT_EQ(code_of(file("a\nb\n"), csv, limits), "read");
  EXPECT_EQ(code_of(file("a\n\n\nb\n\n"), csv, limits), "read") << "empty rows do not count";
  EXPECT_EQ(code_of(file("a\nb\nc"), csv, limits), "too_many_rows");
  EXPECT_EQ(code_of(file("a;b;c;;"), csv, limits), "read") << "empty cells do not count";
  EXPECT_EQ(code_of(file("a;b;c;d"), csv, limits), "too_many_columns");
  EXPECT_EQ(code_of(file("abcde"), csv, limits), "too_large");
  EXPECT_EQ(code_of(workbook({"<row/><row r=\"9\"><c r=\"C9\"><v>1</v></c></row><row><c><v>1</v></c></row>"}), xlsx, limits), "read");
  EXPECT_EQ(code_of(workbook({"<row><c><v>1</v></c></row><row><c><v>1</v></c></row><row><c><v>1</v></c></row>"}), xlsx, limits),
            "too_many_rows");
  EXPECT_EQ(code_of(workbook({"<row><c r=\"D1\"><v>1</v></c></row>"}), xlsx, limits), "too_many_columns");
  limits.unpacked_bytes_max = 10;
  EXPECT_EQ(code_of(file("aaaa\nbbbb\nc"), csv, limits), "too_large");
  EXPECT_EQ(code_of(workbook({""}), xlsx, limits), "too_large");
}

TEST_F(SheetTest, a_zip_bomb_is_not_unpacked) {
  auto const rows = "<row><c t=\"inlineStr\"><is><t>" + std::string(9'000'000, 'a') + "</t></is></c></row>";
  sheets::Limits limits;
  limits.unpacked_bytes_max = 1'000'000;
  auto const path = workbook({rows});
  EXPECT_LT(fs::file_size(path), 100'000u);
  EXPECT_EQ(code_of(path, xlsx, limits), "too_large");
  // The table at the end now says 1 byte for the sheet; what really comes out is counted all the same.
  auto bytes = content_of(path);
  for (auto at = bytes.find("PK\1\2"); at != std::string::npos; at = bytes.find("PK\1\2", at + 4))
    if (bytes.substr(at + 46, 24) == "xl/worksheets/sheet1.xml") bytes.replace(at + 24, 4, std::string{"\1\0\0\0", 4});
  EXPECT_NE(code_of(file(bytes), xlsx, limits), "read");
}

TEST_F(SheetTest, one_text_in_many_cells_does_not_fill_memory) {
  std::string rows;
  for (int i = 0; i < 30; ++i) rows += "<row><c t=\"s\"><v>0</v></c></row>";
  sheets::Limits limits;
  limits.unpacked_bytes_max = 10'000;
  EXPECT_EQ(
      code_of(workbook({rows}, {{"xl/sharedStrings.xml", "<sst><si><t>" + std::string(1'000, 'a') + "</t></si></sst>"}}), xlsx, limits),
      "too_large");
}

TEST_F(SheetTest, what_is_no_spreadsheet_is_told) {
  auto const pdf = installed("/usr/share/clamav-testfiles/clam.pdf", "clamav-testfiles");
  EXPECT_EQ(code_of(pdf, "application/pdf"), "not_a_sheet");
  EXPECT_EQ(code_of(pdf, xlsx), "not_a_sheet");
  EXPECT_EQ(code_of(pdf, ods), "not_a_sheet");
  EXPECT_EQ(code_of(installed("/usr/share/clamav-testfiles/clam.zip", "clamav-testfiles"), xlsx), "not_a_sheet");
  auto const text = installed("/usr/share/doc/python3-relatorio/examples/basic.odt", "python3-relatorio");
  EXPECT_EQ(code_of(text, ods), "not_a_sheet");
  EXPECT_EQ(code_of(text, xlsx), "not_a_sheet");
  EXPECT_EQ(code_of(workbook({"<row><c t=\"s\"><v>7</v></c></row>"}), xlsx), "broken") << "a text that is not there";
  EXPECT_EQ(code_of(workbook({"<row><c><v>7</v></row>"}), xlsx), "broken");
}

// Real files cut short and with bytes changed: rows or a refusal, nothing else. The same bytes every time.
TEST_F(SheetTest, a_damaged_file_is_read_or_refused) {
  std::pair<std::string, char const*> const whole[] = {{"/usr/share/doc/xlsx2csv/examples/test/junk-small.xlsx", xlsx},
                                                       {"/usr/share/doc/xlsx2csv/examples/test/namespace.xlsx", xlsx},
                                                       {"/usr/share/doc/python3-relatorio/examples/pivot.ods", ods},
                                                       {"/usr/share/doc/xlsx2csv/examples/test/namespace.csv", csv}};
  std::mt19937 random{1};
  std::size_t refused = 0;
  for (auto const& [path, type] : whole) {
    auto const bytes = content_of(path);
    ASSERT_FALSE(bytes.empty()) << path << " is missing";
    for (int i = 0; i < 150; ++i) {
      auto damaged = i % 3 ? bytes : bytes.substr(0, random() % bytes.size());
      for (std::size_t flips = i % 3 ? 1 + random() % 8 : 0; flips > 0; --flips)
        damaged[random() % damaged.size()] = static_cast<char>(random());
      auto const damaged_file = file(damaged);
      files::media_type_of(damaged_file);
      refused += code_of(damaged_file, type) != "read";
    }
  }
  EXPECT_GT(refused, 200u);
}

// ---- numbers and dates

TEST(Number, a_number_has_a_point_no_noise_and_ten_decimals) {
  std::pair<double, char const*> const shown[] = {{0, "0"},
                                                  {-0.0, "0"},
                                                  {1234.5, "1234.5"},
                                                  {0.1 + 0.2, "0.3"},
                                                  {1.005, "1.005"},
                                                  {-12.30, "-12.3"},
                                                  {1e15, "1000000000000000"},
                                                  {1e22, "10000000000000000000000"},
                                                  {1 / 3.0, "0.3333333333"},
                                                  {2e-11, "0"},
                                                  {-2e-11, "0"},
                                                  {1e-10, "0.0000000001"},
                                                  {123456789.123456789, "123456789.123457"},
                                                  {99999999999.999999, "100000000000"},
                                                  {9.9999999999999999e14, "1000000000000000"}};
  for (auto const& [number, text] : shown) EXPECT_EQ(sheets::number_text(number), text);
}

TEST(Date, formats_that_show_a_day_are_known) {
  for (auto const* code : {"dd/mm/yyyy", "[$-813]d mmmm yyyy;@", "yyyy\\-mm\\-dd", "m/d/yy h:mm", "\"op\" d"})
    EXPECT_TRUE(sheets::is_date_format(code)) << code;
  for (auto const* code : {"General", "0.00", "#,##0.00 \"days\"", "[Red]0", "h:mm:ss", "[h]:mm", "\\d0", "_d0", "@"})
    EXPECT_FALSE(sheets::is_date_format(code)) << code;
}

TEST(Date, days_are_counted_as_spreadsheets_do) {
  EXPECT_EQ(sheets::date_text(1, false), "1900-01-01");
  EXPECT_EQ(sheets::date_text(61, false), "1900-03-01");
  EXPECT_EQ(sheets::date_text(46112.999999, false), "2026-04-01") << "a second before midnight is rounded to the minute";
  EXPECT_EQ(sheets::date_text(1e9, false), "1000000000");
}

}  // namespace
