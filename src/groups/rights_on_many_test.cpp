// SPDX-License-Identifier: EUPL-1.2
#include "groups/groups.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

using support::TestHouse;

TEST(RightsOnMany, are_those_that_rights_on_gives_for_each_contract) {
  TestHouse house;
  std::vector<ContractId> contracts{house.road};
  for (int i = 0; i < 59; ++i) contracts.push_back(house.another_contract("Brug " + std::to_string(i)));
  house.as(house.karim, [&](evidence::Deed& deed) {
    for (std::size_t i = 0; i < contracts.size(); ++i) {
      if (i % 2 == 0) contracts::link_group(deed, contracts[i], house.senders);
      if (i % 3 == 0) contracts::link_group(deed, contracts[i], house.readers);
      if (i % 5 == 0) groups::add_member(deed, i % 2 == 0 ? house.senders : house.readers, contracts[i % 15 == 0 ? i : 0], house.zoe.person);
    }
  });
  int differ = 0;
  for (auto const* who : {&house.els, &house.bram, &house.ana, &house.karim, &house.sara, &house.lotte, &house.pieter, &house.zoe, &house.ingrid}) {
    auto const many = house.see(*who, [&](evidence::View& view) { return groups::rights_on_many(view, contracts); });
    ASSERT_EQ(many.size(), contracts.size());
    for (auto const& contract : contracts) {
      auto const one = house.see(*who, [&](evidence::View& view) { return groups::rights_on(view, contract); });
      EXPECT_EQ(many.at(contract).levels, one.levels);
      EXPECT_EQ(many.at(contract), one);
      EXPECT_EQ(many.at(contract).administers, one.administers);
      differ += one.any() ? 1 : 0;
    }
  }
  EXPECT_GT(differ, 100);
  EXPECT_TRUE(house.see(house.sara, [](evidence::View& view) { return groups::rights_on_many(view, {}); }).empty());
}
