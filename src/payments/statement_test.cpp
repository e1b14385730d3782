// SPDX-License-Identifier: EUPL-1.2
#include "payments/statement.h"

#include <gtest/gtest.h>

namespace payments {
namespace {

ClaimDraft read(Fields const& fields, bool is_json = false) {
  auto parsed = read_claim(fields, is_json);
  if (auto mistakes = std::get_if<std::vector<Mistake>>(&parsed))
    for (auto const& mistake : *mistakes) ADD_FAILURE() << mistake.field << ": " << mistake.code;
  return std::holds_alternative<ClaimDraft>(parsed) ? std::get<ClaimDraft>(parsed) : ClaimDraft{};
}

std::vector<std::string> mistakes(Fields const& fields, bool is_json = false) {
  std::vector<std::string> list;
  auto const parsed = read_claim(fields, is_json);
  if (auto found = std::get_if<std::vector<Mistake>>(&parsed))
    for (auto const& mistake : *found) list.push_back(mistake.field + " " + mistake.code);
  return list;
}
using List = std::vector<std::string>;

Fields const asphalt{{"title", " Vorderingsstaat  3 "},
                     {"periodFrom", "1/3/2026"},
                     {"periodTo", "2026-03-31"},
                     {"statementKind", "supplementary"},
                     {"vatRegime", "reverse_charge"},
                     {"remarks", "Eerste regel\r\ntweede regel\n"},
                     {"lines.0.post", "1.1"},
                     {"lines.0.description", "Opbreken van asfaltverharding"},
                     {"lines.0.unit", "m²"},
                     {"lines.0.quantity", "1.125,5"},
                     {"lines.0.unitPrice", "€ 8,75"},
                     {"lines.0.amount", "9.848,13"},
                     {"lines.1.post", ""},
                     {"lines.1.description", "  "},
                     {"lines.2.description", "Verrekening van vorige staat"},
                     {"lines.2.quantity", "-2"},
                     {"lines.2.unitPrice", "92,5"},
                     {"total", "9 663,13"}};

TEST(Statement, a_claim_is_read_as_it_was_filled_in) {
  auto const draft = read(asphalt);
  EXPECT_EQ(draft.title, "Vorderingsstaat 3");
  EXPECT_EQ(to_text(draft.period_from.value()), "2026-03-01");
  EXPECT_EQ(to_text(draft.period_to.value()), "2026-03-31");
  EXPECT_EQ(draft.statement.kind, StatementKind::supplementary);
  EXPECT_EQ(draft.vat_regime, VatRegime::reverse_charge);
  EXPECT_EQ(draft.remarks, "Eerste regel\ntweede regel");
  ASSERT_EQ(draft.statement.lines.size(), 2U);
  EXPECT_EQ(draft.statement.lines[0], (Line{"1.1", "Opbreken van asfaltverharding", "m²", 1'125'500, 87'500, 984'813}));
  EXPECT_EQ(draft.statement.lines[1], (Line{"", "Verrekening van vorige staat", "", -2'000, 925'000, -18'500}));
  EXPECT_EQ(draft.statement.total_cents, 966'313);
}

TEST(Statement, a_draft_may_be_empty) {
  auto const draft = read({});
  EXPECT_TRUE(draft.statement.lines.empty());
  EXPECT_EQ(draft.statement.total_cents, 0);
  EXPECT_EQ(draft.vat_regime, VatRegime::standard_21);
  EXPECT_FALSE(draft.period_from);
}

TEST(Statement, a_line_may_be_unfinished_in_a_draft) {
  auto const draft = read({{"lines.0.post", "1.1"}, {"lines.1.quantity", "3"}});
  ASSERT_EQ(draft.statement.lines.size(), 2U);
  EXPECT_EQ(draft.statement.lines[1].amount_cents, 0);
}

TEST(Statement, all_mistakes_are_told_at_once_with_their_fields) {
  EXPECT_EQ(mistakes({{"title", std::string(201, 'a')},
                      {"periodFrom", "31/2/2026"},
                      {"periodTo", "morgen"},
                      {"statementKind", "monthly"},
                      {"vatRegime", "19"},
                      {"remarks", std::string(4'001, 'r')},
                      {"lines.0.post", std::string(41, 'p')},
                      {"lines.0.description", std::string(501, 'd')},
                      {"lines.0.unit", std::string(21, 'u')},
                      {"lines.0.quantity", "veel"},
                      {"lines.0.unitPrice", "1.234"},
                      {"lines.3.quantity", "2"},
                      {"lines.3.unitPrice", "10"},
                      {"lines.3.amount", "21"},
                      {"total", "x"}}),
            (List{"title too_long", "periodFrom not_a_date", "periodTo not_a_date", "statementKind unknown", "vatRegime unknown",
                  "remarks too_long", "lines.0.post too_long", "lines.0.description too_long", "lines.0.unit too_long",
                  "lines.0.quantity not_a_number", "lines.0.unitPrice ambiguous_number", "lines.3.amount does_not_add_up",
                  "total not_a_number"}));
}

TEST(Statement, a_period_does_not_end_before_it_begins) {
  EXPECT_EQ(mistakes({{"periodFrom", "2026-03-02"}, {"periodTo", "2026-03-01"}}), List{"periodTo before_start"});
  EXPECT_EQ(mistakes({{"periodFrom", "2026-03-02"}, {"periodTo", "2026-03-02"}}), List{});
}

TEST(Statement, a_total_that_is_entered_equals_the_sum) {
  Fields fields{{"lines.0.quantity", "3"}, {"lines.0.unitPrice", "1,11"}, {"total", "3,33"}};
  EXPECT_EQ(mistakes(fields), List{});
  fields["total"] = "3,34";
  EXPECT_EQ(mistakes(fields), List{"total does_not_add_up"});
  fields.erase("total");
  fields["totalCents"] = "334";
  EXPECT_EQ(mistakes(fields), List{"totalCents does_not_add_up"});
  fields["totalCents"] = "333";
  EXPECT_EQ(mistakes(fields), List{});
}

TEST(Statement, the_total_is_not_blamed_for_a_line_that_is_wrong) {
  EXPECT_EQ(mistakes({{"lines.0.quantity", "x"}, {"lines.0.unitPrice", "1"}, {"total", "5"}}), List{"lines.0.quantity not_a_number"});
}

TEST(Statement, an_amount_stands_beside_a_quantity_and_a_price) {
  EXPECT_EQ(mistakes({{"lines.0.amount", "5"}}), (List{"lines.0.quantity missing", "lines.0.unitPrice missing"}));
}

TEST(Statement, a_line_is_rounded_to_the_cent_half_a_cent_away_from_zero) {
  auto const lines = read({{"lines.0.quantity", "0,5"},
                           {"lines.0.unitPrice", "0,01"},
                           {"lines.1.quantity", "-0,5"},
                           {"lines.1.unitPrice", "0,01"},
                           {"lines.2.quantity", "0,333"},
                           {"lines.2.unitPrice", "0,0149"}})
                         .statement.lines;
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].amount_cents, 1);
  EXPECT_EQ(lines[1].amount_cents, -1);
  EXPECT_EQ(lines[2].amount_cents, 0);
}

TEST(Statement, numbers_have_no_more_decimals_than_there_is_room_for) {
  EXPECT_EQ(mistakes({{"lines.0.quantity", "1,2345"}, {"lines.0.unitPrice", "1,23456"}, {"lines.0.amount", "1,005"}}),
            (List{"lines.0.quantity too_many_decimals", "lines.0.unitPrice too_many_decimals", "lines.0.amount too_many_decimals"}));
}

TEST(Statement, what_is_too_large_is_told) {
  EXPECT_EQ(mistakes({{"lines.0.quantity", "9999999999999"}, {"lines.0.unitPrice", "1"}}), List{"lines.0.quantity too_large"});
  EXPECT_EQ(mistakes({{"lines.0.quantity", "100000000000"}, {"lines.0.unitPrice", "10000000000"}}), List{"lines.0.amount too_large"});
  Fields fields;
  for (auto line : {"lines.0.", "lines.1."}) {
    fields[std::string{line} + "quantity"] = "800000000";
    fields[std::string{line} + "unitPrice"] = "10000";
  }
  EXPECT_EQ(mistakes(fields), List{"lines too_large"});
}

TEST(Statement, json_has_plain_numbers) {
  auto const draft =
      read({{"lines.0.quantity", "1.5"}, {"lines.0.unitPrice", "1.234"}, {"lines.0.amountCents", "185"}, {"totalCents", "185"}}, true);
  ASSERT_EQ(draft.statement.lines.size(), 1U);
  EXPECT_EQ(draft.statement.lines[0].unit_price_e4, 12'340);
  EXPECT_EQ(mistakes({{"lines.0.quantity", "1,5"}}, true), List{"lines.0.quantity not_a_number"});
  EXPECT_EQ(mistakes({{"lines.0.quantity", "0.30000000000000004"}}, true), List{"lines.0.quantity too_many_decimals"});
  EXPECT_EQ(mistakes({{"lines.0.amountCents", "1.5"}, {"lines.0.quantity", "1"}, {"lines.0.unitPrice", "1"}}, true),
            List{"lines.0.amountCents too_many_decimals"});
}

TEST(Statement, json_numbers_may_have_an_exponent) {
  struct Known {
    char const* text;
    std::int64_t thousandths;
  };
  for (auto const& [text, thousandths] : {Known{"1.25E1", 12'500}, Known{"1E3", 1'000'000}, Known{"1e+0", 1'000}, Known{"5E-1", 500},
                                          Known{"-1.5e-2", -15}, Known{"0E0", 0}, Known{"12345E-3", 12'345}})
    EXPECT_EQ(read_number(text, 3, true).value, thousandths) << text;
  for (auto text : {"1E-4", "1E99", "1e", "e5", "1e5e5", "--1e2", "1E31", "1..2e3", ""})
    EXPECT_FALSE(read_number(text, 3, true).mistake.empty()) << text;
}

// Of JSON the door has said so before.
TEST(Statement, fields_that_nobody_knows_are_no_lines) {
  EXPECT_EQ(mistakes({{"lines.0.remove", "1"}, {"lines..", "1"}, {"lines.", "1"}, {"lines.01.post", "1"}, {"lines.x.post", "1"}}), List{});
}

TEST(Statement, lines_keep_their_order_beyond_nine) {
  Fields fields;
  for (int i = 0; i < 12; ++i) fields["lines." + std::to_string(i) + ".post"] = std::to_string(i);
  auto const lines = read(fields).statement.lines;
  ASSERT_EQ(lines.size(), 12U);
  for (std::size_t i = 0; i < lines.size(); ++i) EXPECT_EQ(lines[i].post, std::to_string(i));
}

TEST(Statement, two_thousand_lines_are_the_most) {
  Fields fields;
  for (int i = 0; i < 2'000; ++i) fields["lines." + std::to_string(i) + ".post"] = "p";
  fields["lines.2000.post"] = " ";
  EXPECT_EQ(read(fields).statement.lines.size(), 2'000U);
  fields["lines.2000.post"] = "p";
  EXPECT_EQ(mistakes(fields), List{"lines too_many_lines"});
}

TEST(Statement, control_characters_do_not_come_in) {
  auto const draft =
      read({{"title", std::string{"a\0b\x1b", 4}}, {"remarks", std::string{"x\0y\rz", 5}}, {"lines.0.description", "een\ntwee\tdrie"}});
  EXPECT_EQ(draft.title, "a b");
  EXPECT_EQ(draft.remarks, "xy\nz");
  EXPECT_EQ(draft.statement.lines[0].description, "een twee drie");
}

TEST(Statement, vat_is_rounded_once_on_the_total) {
  EXPECT_EQ(totals(10'050, VatRegime::standard_21).vat_cents, 2'111);  // 21.105
  EXPECT_EQ(totals(10'050, VatRegime::standard_21).gross_cents, 12'161);
  EXPECT_EQ(totals(-10'050, VatRegime::standard_21).vat_cents, -2'111);
  EXPECT_EQ(totals(3, VatRegime::standard_21).vat_cents, 1);
  EXPECT_EQ(totals(2, VatRegime::standard_21).vat_cents, 0);
  EXPECT_EQ(totals(10'000, VatRegime::reduced_12).vat_cents, 1'200);
  EXPECT_EQ(totals(10'000, VatRegime::reduced_6).vat_cents, 600);
  EXPECT_EQ(totals(10'000, VatRegime::zero).gross_cents, 10'000);
}

TEST(Statement, a_reverse_charge_bears_no_vat_and_says_so) {
  auto const charged = totals(10'000, VatRegime::reverse_charge);
  EXPECT_EQ(charged.vat_cents, 0);
  EXPECT_EQ(charged.vat_category, "AE");
  EXPECT_EQ(totals(1, VatRegime::zero).vat_category, "Z");
  EXPECT_EQ(totals(1, VatRegime::reduced_6).vat_category, "S");
}

TEST(Statement, the_names_of_kinds_and_regimes_are_read_back) {
  for (auto kind : {StatementKind::ordinary, StatementKind::supplementary}) EXPECT_EQ(parse_statement_kind(name(kind)), kind);
  for (auto regime : {VatRegime::standard_21, VatRegime::reduced_12, VatRegime::reduced_6, VatRegime::zero, VatRegime::reverse_charge})
    EXPECT_EQ(parse_vat_regime(name(regime)), regime);
  EXPECT_FALSE(parse_vat_regime("21"));
}

TEST(Statement, a_total_without_lines_is_that_of_an_attached_statement) {
  Fields const fields{{"total", "1.234,50"}};
  EXPECT_EQ(take(payments::read_claim(fields, false)).statement.total_cents, 123'450);
}

TEST(Statement, what_a_draft_lacks_for_sending_is_told) {
  auto const list = [](ClaimDraft const& draft) {
    List found;
    for (auto const& mistake : lacks_for_sending(draft)) found.push_back(mistake.field + " " + mistake.code);
    return found;
  };
  EXPECT_EQ(list({}), (List{"periodFrom missing", "periodTo missing", "lines missing"}));
  EXPECT_EQ(list(read(asphalt)), List{});
  EXPECT_EQ(list(read({{"periodFrom", "2026-03-01"}, {"periodTo", "2026-03-31"}, {"lines.0.quantity", "1"}})),
            List{"lines.0.description missing"});
}

}  // namespace
}  // namespace payments
