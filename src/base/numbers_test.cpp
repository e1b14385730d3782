// SPDX-License-Identifier: EUPL-1.2
#include "base/numbers.h"

#include <gtest/gtest.h>

TEST(Numbers, enterprise_numbers_with_right_check_digits_are_taken) {
  for (auto text : {"0207509031", "0426994097", "0423968786", "0316380841", "0314595348", "0860915976", "0842399963"})
    EXPECT_EQ(parse_enterprise_number(text), text);
}

TEST(Numbers, an_enterprise_number_may_be_written_in_any_usual_way) {
  for (auto text : {"0207.509.031", "BE 0207509031", "BE0207.509.031", "be 0207 509 031", "207509031", "207.509.031", " 0207509031 "})
    EXPECT_EQ(parse_enterprise_number(text), "0207509031") << text;
}

TEST(Numbers, a_wrong_enterprise_number_is_refused) {
  for (auto text : {"", "BE", "0431150351", "0207509032", "2354123781", "02075090310", "20750903", "0207509O31", "FR0207509031",
                    "0207,509,031", "0000000000"})
    EXPECT_FALSE(parse_enterprise_number(text)) << text;
  EXPECT_FALSE(parse_enterprise_number(std::string(1000, ' ') + "0207509031x"));
}

TEST(Numbers, an_enterprise_number_is_shown_in_groups) { EXPECT_EQ(show_enterprise_number("0207509031"), "0207.509.031"); }

TEST(Numbers, national_numbers_of_both_centuries_bis_and_test_are_taken) {
  for (auto text : {"85073003328", "17073003384", "98472899765", "01490700185", "62680599650", "04620399544"})
    EXPECT_EQ(parse_national_number(text), text) << text;
  EXPECT_EQ(parse_national_number("62.68.05-996.50"), "62680599650");
}

TEST(Numbers, a_wrong_national_number_is_refused) {
  for (auto text : {"", "85073003329", "8507300332", "850730033281", "85133003328", "85079903328", "8507300332x"})
    EXPECT_FALSE(parse_national_number(text)) << text;
}

TEST(Numbers, test_numbers_are_told_apart) {
  EXPECT_TRUE(is_test_national_number("62680599650"));
  EXPECT_TRUE(is_test_national_number("04620399544"));
  EXPECT_FALSE(is_test_national_number("85073003328"));
  EXPECT_FALSE(is_test_national_number("98472899765"));
  EXPECT_FALSE(is_test_national_number("6268"));
}

TEST(Numbers, a_national_number_is_masked_on_screen) { EXPECT_EQ(mask_national_number("62680599650"), "62.68.05-***.**"); }
