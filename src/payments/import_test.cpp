// SPDX-License-Identifier: EUPL-1.2
#include "payments/import.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace payments {
namespace {

// A sheet from lines of cells parted by '|'; "#12.5" is a number cell; an empty line is left out but counted.
sheets::Sheet sheet(std::string const& text) {
  sheets::Sheet made;
  std::istringstream lines{text};
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty()) continue;
    sheets::Row row;
    row.number = number;
    std::istringstream cells{line + "|"};
    for (std::string cell; std::getline(cells, cell, '|');) {
      bool const is_number = cell.starts_with('#');
      row.cells.push_back({is_number ? cell.substr(1) : cell, is_number});
    }
    made.rows.push_back(row);
  }
  return made;
}

ImportedLines imported(std::string const& text) {
  auto const result = import_lines(sheet(text));
  if (auto mistakes = std::get_if<std::vector<RowMistake>>(&result))
    for (auto const& mistake : *mistakes)
      ADD_FAILURE() << mistake.row << " " << mistake.column << " " << mistake.code << " " << mistake.value;
  return std::holds_alternative<ImportedLines>(result) ? std::get<ImportedLines>(result) : ImportedLines{};
}

using Mistakes = std::vector<RowMistake>;
Mistakes mistakes(std::string const& text) {
  auto const result = import_lines(sheet(text));
  return std::holds_alternative<Mistakes>(result) ? std::get<Mistakes>(result) : Mistakes{};
}

TEST(Import, a_contractors_own_sheet_is_read) {
  auto const result = imported(
      "Wegenbouw Peeters nv\n"
      "Vorderingsstaat nr. 3|maart 2026\n"
      "\n"
      "Post nr.|Omschrijving|EH|Hoeveelheid|EP (€)|Bedrag (excl. btw)|Opm.\n"
      "1|Grondwerken\n"
      "1.1|Uitgraving|m³|#12.5|#8.75|#109.375|ok\n"
      "1.2|Fundering|m²|1.250,5|€ 3,20|4.001,60 €\n"
      "|Subtotaal||||#4110.98\n"
      "2|Verharding\n"
      "2.1|Asfalt|ton|#-2|#92.5|#-185\n"
      "|Totaal||||#3925.98\n"
      "|BTW 21 %||#0.21|#3925.98|#824.46\n"
      "|Totaal incl. btw||||#4750.44\n"
      "Voor akkoord\n");
  ASSERT_EQ(result.lines.size(), 3U);
  EXPECT_EQ(result.lines[0], (Line{"1.1", "Uitgraving", "m³", 12'500, 87'500, 10'938}));
  EXPECT_EQ(result.lines[1], (Line{"1.2", "Fundering", "m²", 1'250'500, 32'000, 400'160}));
  EXPECT_EQ(result.lines[2], (Line{"2.1", "Asfalt", "ton", -2'000, 925'000, -18'500}));
  EXPECT_EQ(result.skipped, (std::vector<std::size_t>{5, 8, 9, 11, 12, 13, 14}));
}

TEST(Import, headers_are_known_in_four_languages_whatever_their_dress) {
  for (auto header :
       {"post|omschrijving|eenheid|hoeveelheid|eenheidsprijs|bedrag", "POSTNR|OMSCHRIJVING|EH.|HOEV.|E.P.|TOTAAL",
        "Artikel|Beschrijving|Eenh.|Aantal|Prijs per eenheid|Totaalprijs", "N°|Désignation|Unité|Quantité|Prix unitaire HTVA|Montant (EUR)",
        "Poste|DÉSIGNATION|UNITÉ|QTÉ|P.U.|MONTANT", "Poste|Description|Unite|Quantites|PU [€]|Total HTVA",
        "Position|Beschreibung|Einheit|Menge|Einheitspreis|Betrag", "Pos.|Bezeichnung|Einh.|Menge|Einheitspreis (€)|Gesamtpreis",
        "Item|Description|Unit|Quantity|Unit price|Amount", " item no. | Description | UoM | Qty | Unit rate | Total amount ",
        "post|omschrijving|eenheid|hoeveelheid (m²)|eenheidsprijs € excl. btw|bedrag in euro"}) {
    auto const result = imported(std::string{header} + "\nA1|Buis|m|#2|#3|#6\n");
    ASSERT_EQ(result.lines.size(), 1U) << header;
    EXPECT_EQ(result.lines[0], (Line{"A1", "Buis", "m", 2'000, 30'000, 600})) << header;
  }
}

TEST(Import, columns_may_stand_in_any_order_and_some_may_lack) {
  auto const result = imported("Prijs|Aantal|Leverancier|Omschrijving\n2,5|4|x|Paal\n");
  ASSERT_EQ(result.lines.size(), 1U);
  EXPECT_EQ(result.lines[0], (Line{"", "Paal", "", 4'000, 25'000, 1'000}));
  EXPECT_EQ(imported("Post|Hoeveelheid|EP\n7|1|1\n").lines.at(0).post, "7");
}

TEST(Import, what_was_carried_out_goes_before_what_was_foreseen) {
  auto const result = imported("Post|Omschrijving|Hoeveelheid|Uitgevoerde hoeveelheid|EP\n1|Buis|#100|#4|#2\n");
  EXPECT_EQ(result.lines.at(0).quantity_e3, 4'000);
}

TEST(Import, every_bad_row_is_told_by_its_number_and_nothing_is_taken_over) {
  EXPECT_EQ(mistakes("Post|Omschrijving|EH|Hoeveelheid|EP|Bedrag\n"
                     "1|Goed|m|1|1|1\n"
                     "\n"
                     "2|Geen getal|m|veel|1|1\n"
                     "3|Klopt niet|m|2|3|7\n"
                     "4|Geen hoeveelheid|m||3|\n"
                     "5|Dubbelzinnig|m|1.234|3|\n"
                     "6|Te fijn|m|#0.3333333333|#1.23456|\n"
                     "||m|1|1|1\n"
                     "8|Alleen bedrag|FF|||500\n"
                     "9|Te lange eenheid|" +
                     std::string(21, 'x') + "|1|1|1\n"),
            (Mistakes{{4, "quantity", "not_a_number", "veel"},
                      {5, "amount", "does_not_add_up", "7"},
                      {6, "quantity", "missing", ""},
                      {7, "quantity", "ambiguous_number", "1.234"},
                      {8, "quantity", "too_many_decimals", "0.3333333333"},
                      {8, "unitPrice", "too_many_decimals", "1.23456"},
                      {9, "description", "missing", ""},
                      {10, "quantity", "missing", ""},
                      {10, "unitPrice", "missing", ""},
                      {11, "unit", "too_long", std::string(21, 'x')}}));
}

TEST(Import, a_sheet_without_a_header_is_refused) {
  EXPECT_EQ(mistakes(""), (Mistakes{{0, "", "no_header", ""}}));
  EXPECT_EQ(mistakes("zomaar|wat\n1|2\n"), (Mistakes{{0, "", "no_header", ""}}));
  std::string late;
  for (int i = 0; i < 30; ++i) late += "x\n";
  EXPECT_EQ(mistakes(late + "Post|Hoeveelheid|EP\n1|1|1\n"), (Mistakes{{0, "", "no_header", ""}}));
}

TEST(Import, a_header_that_lacks_a_column_is_named) {
  EXPECT_EQ(mistakes("Post|Omschrijving|Hoeveelheid|Opm\n1|x|2\n"), (Mistakes{{1, "unitPrice", "column_missing", ""}}));
  EXPECT_EQ(mistakes("\nHoeveelheid|EP\n1|2\n"), (Mistakes{{2, "description", "column_missing", ""}}));
}

TEST(Import, two_columns_that_may_both_be_meant_are_refused) {
  EXPECT_EQ(mistakes("Post|Hoeveelheid|EP|Hoeveelheid\n1|1|1|1\n"), (Mistakes{{1, "quantity", "column_twice", "Hoeveelheid"}}));
}

TEST(Import, a_header_without_lines_is_refused) {
  EXPECT_EQ(mistakes("Post|Hoeveelheid|EP\n"), (Mistakes{{0, "", "no_lines", ""}}));
  EXPECT_EQ(mistakes("Post|Omschrijving|Hoeveelheid|EP\n1|Titel\n"), (Mistakes{{0, "", "no_lines", ""}}));
}

TEST(Import, the_header_of_a_next_page_is_skipped) {
  auto const result = imported("Post|Omschrijving|Hoeveelheid|EP\n1|a|1|1\nPost|Omschrijving|Hoeveelheid|EP\n2|b|1|1\n");
  EXPECT_EQ(result.lines.size(), 2U);
  EXPECT_EQ(result.skipped, std::vector<std::size_t>{3});
}

TEST(Import, a_sheet_without_posts_goes_on_after_a_subtotal) {
  auto const result = imported("Omschrijving|Hoeveelheid|EP|Bedrag\na|1|1|1\nSubtotaal|||1\nb|2|1|2\nTotal général|||3\nBTW|||0,63\n");
  EXPECT_EQ(result.lines.size(), 2U);
  EXPECT_EQ(result.skipped, (std::vector<std::size_t>{3, 5, 6}));
}

TEST(Import, a_line_that_only_sounds_like_a_total_is_a_line) {
  auto const result = imported("Post|Omschrijving|Hoeveelheid|EP\n1|Totaalstation huren|2|100\n|Totale opkuis|1|50\n");
  EXPECT_EQ(result.lines.size(), 2U);
}

TEST(Import, a_total_in_the_column_of_the_posts_is_a_total) {
  auto const result = imported("Post|Omschrijving|Hoeveelheid|EP|Bedrag\n1|a|1|1|1\nTOTAAL||||1\n");
  EXPECT_EQ(result.lines.size(), 1U);
}

TEST(Import, an_amount_that_a_formula_left_unrounded_is_rounded_first) {
  auto const result = imported(
      "Post|Hoeveelheid|EP|Bedrag\n1|#0.5|#0.01|#0.005\n2|#-0.5|#0.01|#-0.005\n3|#12.345|#7.77|#95.92065\n4|#1|#2|#2.0000000001\n");
  ASSERT_EQ(result.lines.size(), 4U);
  EXPECT_EQ(result.lines[0].amount_cents, 1);
  EXPECT_EQ(result.lines[1].amount_cents, -1);
  EXPECT_EQ(result.lines[2].amount_cents, 9'592);
  EXPECT_EQ(mistakes("Post|Hoeveelheid|EP|Bedrag\n1|#1|#2|#2.005\n"), (Mistakes{{2, "amount", "does_not_add_up", "2.005"}}));
}

TEST(Import, two_thousand_lines_are_the_most) {
  std::string text = "Post|Hoeveelheid|EP\n";
  for (int i = 0; i < 2'000; ++i) text += "1|1|1\n";
  EXPECT_EQ(imported(text).lines.size(), 2'000U);
  EXPECT_EQ(mistakes(text + "1|1|1\n"), (Mistakes{{2'002, "", "too_many_lines", ""}}));
}

TEST(Import, a_long_value_is_told_in_short_and_never_cut_within_a_letter) {
  std::string accents;
  for (int i = 0; i < 60; ++i) accents += "é";
  auto const told = mistakes("Post|Hoeveelheid|EP\n1|x" + accents + "|1\n");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].value.size(), 99U);
}

TEST(Import, the_template_is_read_back_in_every_language) {
  for (auto language : languages) {
    auto const path = std::filesystem::path{testing::TempDir()} / ("zegel_template_" + std::string{name(language)} + ".csv");
    std::ofstream{path, std::ios::binary} << csv_template(language);
    auto const result = import_lines(sheets::read(path.string(), "text/csv"));
    std::filesystem::remove(path);
    ASSERT_TRUE(std::holds_alternative<ImportedLines>(result)) << name(language);
    auto const& lines = std::get<ImportedLines>(result).lines;
    ASSERT_EQ(lines.size(), 3U) << name(language);
    EXPECT_EQ(lines[0].unit, "m²");
    EXPECT_EQ(lines[2].quantity_e3, -2'000);
    EXPECT_EQ(sum_cents(lines), 461'313);
  }
}

}  // namespace
}  // namespace payments
