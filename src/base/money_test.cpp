// SPDX-License-Identifier: EUPL-1.2
#include "base/money.h"

#include <gtest/gtest.h>

TEST(Money, an_amount_is_read_as_people_in_belgium_write_it) {
  for (auto text : {"12340,50", "12.340,50", "12340.50", "12,340.50", "12 340,50", "12\u00A0340,50", "12\u202F340,5", "12'340.50",
                    "12\u2019340,50", " 12340,5 ", "+12340,50"})
    EXPECT_EQ(parse_decimal(text, 2), 1234050) << text;
  EXPECT_EQ(parse_decimal("1234", 2), 123400);
  EXPECT_EQ(parse_decimal("1.234.567", 2), 123456700);
  EXPECT_EQ(parse_decimal("1,234,567", 2), 123456700);
  EXPECT_EQ(parse_decimal("1 234 567,8", 2), 123456780);
  EXPECT_EQ(parse_decimal("0", 2), 0);
}

TEST(Money, a_negative_amount_is_read) {
  EXPECT_EQ(parse_decimal("-12,5", 2), -1250);
  EXPECT_EQ(parse_decimal("\u221212,50", 2), -1250);
  EXPECT_EQ(parse_decimal("- 1.234,00", 2), -123400);
}

TEST(Money, a_number_that_reads_two_ways_is_refused) {
  EXPECT_FALSE(parse_decimal("1.234", 3));
  EXPECT_FALSE(parse_decimal("1.234", 2));
  EXPECT_FALSE(parse_decimal("123.456", 3));
  EXPECT_EQ(parse_decimal("1,234", 3), 1234);
  EXPECT_EQ(parse_decimal("0.234", 3), 234);
  EXPECT_EQ(parse_decimal("1234.567", 3), 1234567);
  EXPECT_EQ(parse_decimal("1.2345", 4), 12345);
  EXPECT_EQ(parse_decimal("1.23", 3), 1230);
  EXPECT_EQ(parse_decimal("1.234,567", 3), 1234567);
  EXPECT_EQ(parse_decimal("1 234.567", 3), 1234567);
}

TEST(Money, a_json_number_has_a_point_and_nothing_else) {
  EXPECT_EQ(parse_decimal("1.234", 3, true), 1234);
  EXPECT_EQ(parse_decimal("12340.5", 2, true), 1234050);
  EXPECT_EQ(parse_decimal("-3", 2, true), -300);
  for (auto text : {"1,5", "1.234.567", "12,340.50", "1e3", "0.30000000000000004", ".5", "5."})
    EXPECT_FALSE(parse_decimal(text, 2, true)) << text;
}

TEST(Money, more_places_than_asked_for_are_refused) {
  EXPECT_FALSE(parse_decimal("12,345", 2));
  EXPECT_FALSE(parse_decimal("1,5", 0));
  EXPECT_FALSE(parse_decimal("1,23456", 4));
  EXPECT_FALSE(parse_decimal("1.005", 2, true));
}

TEST(Money, what_is_no_number_is_refused) {
  for (auto text :
       {"",    " ",  "-",     "+",         "abc",           "12a", "1,2,3", "12.34.56", "1.2345,00", "1234.567.890,0", "12..5", "12,", ",5",
        "--5", "5-", "1 2 3", "1.234 567", "1 234.567.890", "€5",  "1e3",   "0x10",     "١٢",        "\xff",           "NaN",   "5 %"})
    EXPECT_FALSE(parse_decimal(text, 2)) << text;
  EXPECT_FALSE(parse_decimal(std::string(41, '1'), 2));
  EXPECT_EQ(parse_decimal("1\u00A0", 2), 100);
}

TEST(Money, an_amount_beyond_nine_hundred_million_million_is_refused) {
  EXPECT_EQ(parse_decimal("9000000000000,00", 2), 900'000'000'000'000);
  EXPECT_FALSE(parse_decimal("9000000000000,01", 2));
  EXPECT_FALSE(parse_decimal("-9000000000000,01", 2));
  EXPECT_FALSE(parse_decimal("99999999999999999999999999", 2));
}

TEST(Money, quantity_times_price_is_rounded_half_away_from_zero) {
  EXPECT_EQ(product_cents(1'500, 123'400), 1851);  // 1,5 × 12,34 = 18,51
  EXPECT_EQ(product_cents(1'000, 50), 1);          // 0,005
  EXPECT_EQ(product_cents(1'000, 49), 0);          // 0,0049
  EXPECT_EQ(product_cents(-1'000, 50), -1);
  EXPECT_EQ(product_cents(-1'000, 49), 0);
  EXPECT_EQ(product_cents(0, 123), 0);
}

TEST(Money, a_product_too_large_is_no_product) {
  EXPECT_EQ(product_cents(900'000'000'000'000, 100'000), 900'000'000'000'000);
  EXPECT_FALSE(product_cents(900'000'000'000'000, 100'001));
  EXPECT_FALSE(product_cents(900'000'000'000'000, -900'000'000'000'000));
  EXPECT_FALSE(product_cents(INT64_MIN, INT64_MIN));
}

TEST(Money, a_value_is_written_with_a_point_for_machines) {
  EXPECT_EQ(decimal_text(1234050, 2), "12340.50");
  EXPECT_EQ(decimal_text(-5, 2), "-0.05");
  EXPECT_EQ(decimal_text(5, 3), "0.005");
  EXPECT_EQ(decimal_text(0, 2), "0.00");
  EXPECT_EQ(decimal_text(42, 0), "42");
  EXPECT_EQ(decimal_text(INT64_MIN, 2), "-92233720368547758.08");
}
