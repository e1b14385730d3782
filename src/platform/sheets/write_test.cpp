// SPDX-License-Identifier: EUPL-1.2
#include "platform/sheets/write.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "platform/sheets/sheets.h"

namespace {

using sheets::Cents;
using sheets::Written;

sheets::Table a_table() {
  return {"AWV/2026:1", {"Nummer", "Titel", "Dag", "Bedrag"},
          {{Written{std::int64_t{7}}, Written{std::string{"=1+1 <é> & \"x\""}}, Written{*parse_day("2026-03-02")}, Written{Cents{-123'456}}},
           {Written{}, Written{std::string{"@tweede;\nregel"}}, Written{}, Written{Cents{5}}}}};
}

}  // namespace

TEST(SheetsWriting, a_workbook_reads_back_as_it_was_written) {
  std::string pattern = std::filesystem::temp_directory_path() / "zegel-sheet-XXXXXX";
  ASSERT_NE(mkdtemp(pattern.data()), nullptr);
  auto const path = pattern + "/list.xlsx";
  std::ofstream{path, std::ios::binary} << sheets::write_xlsx(a_table());
  auto const sheet = sheets::read(path, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  std::filesystem::remove_all(pattern);
  EXPECT_EQ(sheet.name, "AWV 2026 1");
  ASSERT_EQ(sheet.rows.size(), 3U);
  EXPECT_EQ(sheet.rows[0].cells.at(1).text, "Titel");
  EXPECT_TRUE(sheet.rows[1].cells.at(0).number);
  EXPECT_EQ(sheet.rows[1].cells.at(1).text, "=1+1 <é> & \"x\"");
  EXPECT_FALSE(sheet.rows[1].cells.at(1).number) << "text is never a formula";
  EXPECT_EQ(sheet.rows[1].cells.at(3).text, "-1234.56");
  EXPECT_EQ(sheet.rows[2].cells.at(1).text, "@tweede;\nregel");
}

TEST(SheetsWriting, text_in_csv_is_quoted_and_runs_in_no_program) {
  EXPECT_EQ(sheets::write_csv(a_table()),
            "\xEF\xBB\xBFNummer;Titel;Dag;Bedrag\r\n7;\"'=1+1 <é> & \"\"x\"\"\";2026-03-02;-1234,56\r\n;\"'@tweede;\nregel\";;0,05\r\n");
}
