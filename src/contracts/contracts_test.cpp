// SPDX-License-Identifier: EUPL-1.2
#include "contracts/contracts.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

#include <algorithm>

using contracts::PaymentRegime;
using contracts::Side;
using evidence::Deed;
using evidence::View;
using groups::Level;
using groups::Theme;
using support::mistakes_of;
using support::refusal_of;
using support::TestHouse;

namespace {

Fields good_fields() {
  return {{"title", "Brug over de vaart"}, {"specificationNumber", "AWV/2026/015"}, {"dossierNumber", "AWV/2026/015-1"},
          {"subject", "works"},            {"contractorNumber", "BE 0426.994.097"}, {"awardOn", "15/01/2026"},
          {"awardAmount", "1.234,56"},     {"publishedOn", "01/10/2025"}};
}

Fields with(std::initializer_list<std::pair<char const*, std::string>> changes) {
  auto fields = good_fields();
  for (auto const& [name, value] : changes) fields[name] = value;
  return fields;
}

contracts::NewContract good() { return take(contracts::read_contract(good_fields(), false)); }
std::vector<std::string> mistakes(Fields const& fields, bool is_json = false) {
  return mistakes_of([&] { take(contracts::read_contract(fields, is_json)); });
}

contracts::Contract create(TestHouse& house, evidence::Actor const& by, contracts::NewContract const& contract) {
  return house.as(by, [&](Deed& deed) { return contracts::create(deed, contract); });
}

contracts::Opened open(TestHouse& house, evidence::Actor const& by, ContractId const& id) {
  return house.see(by, [&](View& view) { return contracts::open(view, id); });
}

contracts::Page list(TestHouse& house, evidence::Actor const& by, std::string const& search = "", std::optional<std::string> after = {}) {
  return house.see(by, [&](View& view) { return contracts::list(view, after, search); });
}

// Every page, one after the other: the ids in the order of the list.
std::vector<std::string> walked(TestHouse& house, evidence::Actor const& by, std::vector<std::size_t>* sizes = nullptr) {
  std::vector<std::string> ids;
  std::optional<std::string> after;
  do {
    auto const page = list(house, by, "", after);
    for (auto const& row : page.rows) ids.push_back(row.id.text);
    if (sizes) sizes->push_back(page.rows.size());
    after = page.next;
  } while (after && ids.size() < 1000);
  return ids;
}

void register_knows(TestHouse& house, char const* number, char const* name) {
  house.house().engine().act_now([&](db::Tx& tx) {
    tx.run("INSERT INTO register_enterprises (number, status) VALUES ($1, 'AC')", {std::string{number}});
    tx.run("INSERT INTO register_names (entity_number, language, kind, name) VALUES ($1, 2, '001', $2)", {std::string{number}, std::string{name}});
  });
}

}  // namespace

TEST(Contracts, a_contract_is_seen_by_both_sides_as_it_was_made) {
  TestHouse house;
  auto const id = create(house, house.els, good()).id;
  auto const here = open(house, house.ana, id), there = open(house, house.karim, id);
  EXPECT_EQ(here.side, Side::authority);
  EXPECT_EQ(there.side, Side::contractor);
  for (auto const& each : {here, there}) {
    EXPECT_EQ(each.title, "Brug over de vaart");
    EXPECT_EQ(each.authority_name, "Agentschap Wegen");
    EXPECT_EQ(each.contractor_name, "De Klinker");
    EXPECT_EQ(each.contractor_number, "0426994097");
    EXPECT_EQ(each.award_cents, 123'456);
    EXPECT_EQ(to_text(each.award_on), "2026-01-15");
    EXPECT_EQ(to_text(each.published_on), "2025-10-01");
    EXPECT_EQ(each.regime, PaymentRegime::one_term);
    EXPECT_EQ(each.payment_days, 30);
    EXPECT_EQ(each.types, contracts::standard_types());
  }
}

TEST(Contracts, a_contract_is_made_by_an_administrator_of_an_authority_alone) {
  TestHouse house;
  for (auto const* actor : {&house.bram, &house.karim, &house.sara, &house.ingrid})
    EXPECT_EQ(refusal_of([&] { create(house, *actor, good()); }), Refusal::not_allowed);
  EXPECT_EQ(refusal_of([&] { create(house, {}, good()); }), Refusal::not_allowed);
  create(house, house.ana, good());
}

TEST(Contracts, a_new_contract_stands_in_the_book_and_tells_the_contractor) {
  TestHouse house;
  auto const id = create(house, house.els, good()).id;
  auto const lines = house.rows("SELECT event, particulars FROM events WHERE chain = $1", {id.text});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].text(0), "contract_created");
  EXPECT_EQ(lines[0].text(1), R"({"specificationNumber":"AWV/2026/015","contractor":"0426994097"})");
  EXPECT_EQ(house.rows("SELECT address FROM mails WHERE body_text LIKE '%' || $1 || '%'", {id.text}).at(0).text(0), "karim@0426994097.example");
}

TEST(Contracts, all_mistakes_are_told_at_once) {
  EXPECT_EQ(mistakes({}), (std::vector<std::string>{"title missing", "specificationNumber missing", "dossierNumber missing", "subject missing",
                                                    "contractorNumber missing", "awardOn missing", "publishedOn missing", "awardAmount missing"}));
  EXPECT_EQ(mistakes(with({{"title", std::string(301, 'x')}, {"specificationNumber", std::string(61, 'x')}, {"lot", std::string(21, 'x')},
                           {"kind", "raam"}, {"subject", "werken"}, {"contractorNumber", "0426994098"}, {"awardOn", "30/02/2026"},
                           {"publishedOn", "gisteren"}, {"awardAmount", "veel"}, {"paymentDays", "drie"}, {"paymentRegime", "snel"},
                           {"types.0", "brief"}})),
            (std::vector<std::string>{"title too_long", "specificationNumber too_long", "lot too_long", "kind unknown", "subject unknown",
                                      "contractorNumber not_an_enterprise_number", "awardOn not_a_date", "publishedOn not_a_date",
                                      "awardAmount not_a_number", "paymentRegime unknown", "paymentDays not_a_number", "types.0 unknown"}));
  EXPECT_TRUE(mistakes(good_fields()).empty());
}

TEST(Contracts, an_amount_lies_between_nothing_and_ten_thousand_million) {
  EXPECT_TRUE(mistakes(with({{"awardAmount", "0"}})).empty());
  EXPECT_TRUE(mistakes(with({{"awardAmount", "10.000.000.000,00"}})).empty());
  EXPECT_EQ(mistakes(with({{"awardAmount", "10.000.000.000,01"}})), std::vector<std::string>{"awardAmount too_large"});
  EXPECT_EQ(mistakes(with({{"awardAmount", "-1"}})), std::vector<std::string>{"awardAmount negative"});
  EXPECT_EQ(mistakes(with({{"awardAmount", "1,234"}})), std::vector<std::string>{"awardAmount not_a_number"});
  EXPECT_TRUE(mistakes(with({{"awardAmount", "1234.56"}, {"awardOn", "2026-01-15"}}), true).empty());
}

TEST(Contracts, the_payment_regime_follows_from_the_day_of_publication) {
  auto const regime = [](char const* published) { return take(contracts::read_contract(with({{"publishedOn", published}}), false)).regime; };
  EXPECT_EQ(regime("31/12/2024"), PaymentRegime::two_terms);
  EXPECT_EQ(regime("01/01/2025"), PaymentRegime::one_term);
}

TEST(Contracts, one_treatment_period_is_sixty_days_at_most_and_two_terms_may_be_longer) {
  EXPECT_TRUE(mistakes(with({{"paymentDays", "60"}})).empty());
  EXPECT_EQ(mistakes(with({{"paymentDays", "61"}})), std::vector<std::string>{"paymentDays too_large"});
  EXPECT_TRUE(mistakes(with({{"paymentDays", "61"}, {"publishedOn", "31/12/2024"}})).empty());
  EXPECT_FALSE(mistakes(with({{"paymentDays", "0"}})).empty());
}

TEST(Contracts, only_the_types_that_the_contract_says_go_through_zegel) {
  TestHouse house;
  auto const claims = take(contracts::read_contract(with({{"types.0", ""}, {"types.1", "payment_claim"}}), false));
  EXPECT_EQ(open(house, house.els, create(house, house.els, claims).id).types, std::set<std::string>{"payment_claim"});
  EXPECT_EQ(mistakes(with({{"types.0", ""}})), std::vector<std::string>{"types missing"});  // the form asked, and nothing was ticked
}

TEST(Contracts, a_contractor_that_zegel_does_not_know_is_taken_over_from_the_register) {
  TestHouse house;
  register_knows(house, "0314595348", "Wegenbouw Noord");
  auto contract = good();
  contract.contractor_number = "0314595348";
  auto const made = create(house, house.els, contract);
  EXPECT_EQ(made.contractor_name, "Wegenbouw Noord");
  auto const row = house.rows("SELECT name, is_authority FROM organisations WHERE enterprise_number = '0314595348'").at(0);
  EXPECT_EQ(row.text(0), "Wegenbouw Noord");
  EXPECT_EQ(row.number(1), 0);
  contract.lot = "2";
  EXPECT_EQ(create(house, house.els, contract).contractor, made.contractor);  // the second time it is known
}

TEST(Contracts, a_contractor_that_nobody_knows_is_a_mistake_and_leaves_nothing_behind) {
  TestHouse house;
  auto contract = good();
  contract.contractor_number = "0314595348";
  EXPECT_EQ(mistakes_of([&] { create(house, house.els, contract); }), std::vector<std::string>{"contractorNumber unknown"});
  contract.contractor_number = house.agency.enterprise_number;
  EXPECT_EQ(mistakes_of([&] { create(house, house.els, contract); }), std::vector<std::string>{"contractorNumber own_organisation"});
  EXPECT_EQ(house.rows("SELECT count(*) FROM contracts").at(0).number(0), 1);
  EXPECT_EQ(house.rows("SELECT count(*) FROM organisations").at(0).number(0), 3);
}

TEST(Contracts, the_same_dossier_number_and_lot_is_taken_once) {
  TestHouse house;
  create(house, house.els, good());
  EXPECT_EQ(refusal_of([&] { create(house, house.els, good()); }), Refusal::name_taken);
  auto other_lot = good();
  other_lot.lot = "2";
  create(house, house.els, other_lot);
}

TEST(Contracts, strangers_and_those_without_any_right_find_nothing) {
  TestHouse house;
  for (auto const* actor : {&house.ingrid, &house.zoe}) EXPECT_EQ(refusal_of([&] { open(house, *actor, house.road); }), Refusal::not_found);
  EXPECT_EQ(refusal_of([&] { open(house, {}, house.road); }), Refusal::not_found);
  EXPECT_EQ(refusal_of([&] { open(house, house.els, ContractId{new_id()}); }), Refusal::not_found);
  auto const unlinked = house.another_contract();
  EXPECT_EQ(refusal_of([&] { open(house, house.sara, unlinked); }), Refusal::not_found);
  EXPECT_EQ(open(house, house.karim, unlinked).title, "Brug");
}

TEST(Contracts, the_own_reference_and_address_belong_to_one_side) {
  TestHouse house;
  house.as(house.sara, [&](Deed& deed) {
    contracts::set_own_reference(deed, house.road, "K-2026-7");
    contracts::set_address(deed, house.road, "weg@klinker.example");
  });
  EXPECT_EQ(open(house, house.pieter, house.road).own_reference, "K-2026-7");
  EXPECT_EQ(open(house, house.pieter, house.road).email, "weg@klinker.example");
  EXPECT_EQ(open(house, house.els, house.road).own_reference, "");
  EXPECT_EQ(open(house, house.els, house.road).email, "");
  EXPECT_EQ(list(house, house.els).rows.at(0).own_reference, "");
  EXPECT_EQ(list(house, house.karim, "k-2026").rows.size(), 1U);
  EXPECT_TRUE(list(house, house.els, "k-2026").rows.empty());  // nor is it found by searching
  EXPECT_TRUE(house.rows("SELECT 1 FROM events WHERE particulars LIKE '%K-2026-7%'").empty());
}

TEST(Contracts, a_new_own_reference_replaces_the_old_one_in_the_search) {
  TestHouse house;
  for (auto const* reference : {"oud", "nieuw"})
    house.as(house.karim, [&](Deed& deed) { contracts::set_own_reference(deed, house.road, reference); });
  EXPECT_TRUE(list(house, house.karim, "oud").rows.empty());
  EXPECT_EQ(list(house, house.karim, "nieuw weg").rows.size(), 1U);
}

TEST(Contracts, own_reference_and_address_are_for_administrators_and_groups_that_may) {
  TestHouse house;
  auto const tried = [&](evidence::Actor const& actor) {
    auto const reference = refusal_of([&] { house.as(actor, [&](Deed& deed) { contracts::set_own_reference(deed, house.road, "x"); }); });
    EXPECT_EQ(refusal_of([&] { house.as(actor, [&](Deed& deed) { contracts::set_address(deed, house.road, "x@x.be"); }); }), reference);
    return reference;
  };
  EXPECT_EQ(tried(house.karim), std::nullopt);
  EXPECT_EQ(tried(house.ana), std::nullopt);  // administrator alone (manual, 4.1)
  EXPECT_EQ(tried(house.sara), std::nullopt);
  EXPECT_EQ(tried(house.lotte), Refusal::not_allowed);
  EXPECT_EQ(tried(house.bram), Refusal::not_allowed);
  EXPECT_EQ(tried(house.zoe), Refusal::not_found);
  EXPECT_EQ(tried(house.ingrid), Refusal::not_found);
}

TEST(Contracts, groups_are_linked_through_the_contract_by_administrators_who_see_it) {
  TestHouse house;
  auto const unlinked = house.another_contract();
  house.as(house.karim, [&](Deed& deed) { contracts::link_group(deed, unlinked, house.senders); });
  EXPECT_TRUE(open(house, house.sara, unlinked).may(Theme::invoicing, Level::send));
  house.as(house.karim, [&](Deed& deed) { contracts::unlink_group(deed, unlinked, house.senders); });
  EXPECT_EQ(refusal_of([&] { open(house, house.sara, unlinked); }), Refusal::not_found);
  EXPECT_EQ(refusal_of([&] { house.as(house.sara, [&](Deed& deed) { contracts::link_group(deed, house.road, house.senders); }); }),
            Refusal::not_allowed);
  EXPECT_EQ(refusal_of([&] { house.as(house.ingrid, [&](Deed& deed) { contracts::link_group(deed, house.road, house.senders); }); }),
            Refusal::not_found);
  EXPECT_EQ(refusal_of([&] { house.as(house.karim, [&](Deed& deed) { contracts::link_group(deed, house.road, house.inspectors); }); }),
            Refusal::not_found);
}

// ---------------------------------------------------------------- the list

TEST(ContractsList, sixty_contracts_come_in_three_pages_each_once_newest_first) {
  TestHouse house;
  std::vector<std::string> expected{house.road.text};
  for (int i = 0; i < 59; ++i) expected.push_back(house.another_contract("Werk " + std::to_string(i)).text);
  std::reverse(expected.begin(), expected.end());
  std::vector<std::size_t> sizes;
  EXPECT_EQ(walked(house, house.els, &sizes), expected);
  EXPECT_EQ(sizes, (std::vector<std::size_t>{25, 25, 10}));
  EXPECT_EQ(walked(house, house.karim), expected);
}

TEST(ContractsList, a_full_last_page_has_no_next) {
  TestHouse house;
  for (int i = 0; i < 24; ++i) house.another_contract();
  EXPECT_EQ(list(house, house.els).rows.size(), 25U);
  EXPECT_FALSE(list(house, house.els).next);
  house.another_contract();
  EXPECT_TRUE(list(house, house.els).next);
}

TEST(ContractsList, a_user_walks_the_contracts_of_all_his_groups_each_once) {
  TestHouse house;
  // Sara: by her first group, by a second, on the first and on the last page by both, as a contract member, and 10 by none.
  auto const second = house.as(house.karim, [&](Deed& deed) {
    return groups::create(deed, {"second", "", "test", {{Theme::general, Level::read}}, false, {house.sara.person}});
  });
  auto const guests = house.as(house.karim, [&](Deed& deed) {
    return groups::create(deed, {"guests", "", "test", {{Theme::invoicing, Level::read}}, false, {}});
  });
  std::vector<std::string> expected{house.road.text};
  for (int i = 0; i < 69; ++i) {
    auto const id = house.another_contract();
    house.as(house.karim, [&](Deed& deed) {
      if (i < 30) groups::link(deed, house.senders, id);
      if (i < 3 || (i >= 25 && i < 55)) groups::link(deed, second, id);
      if (i >= 53 && i < 59) groups::link(deed, guests, id);
      if (i >= 53 && i < 59) groups::add_member(deed, guests, id, house.sara.person);
    });
    if (i < 59) expected.push_back(id.text);
  }
  std::reverse(expected.begin(), expected.end());
  EXPECT_EQ(walked(house, house.sara), expected);
  EXPECT_EQ(list(house, house.zoe).rows.size(), 0U);
}

TEST(ContractsList, the_list_shows_what_opens_and_nothing_else) {
  TestHouse house;
  auto const only_reference = house.as(house.karim, [&](Deed& deed) {
    auto const id = groups::create(deed, {"reference", "", "test", {}, true, {house.zoe.person}});
    groups::link(deed, id, house.road);
    return id;
  });
  std::vector<ContractId> const all{house.road, house.another_contract(), house.another_contract("Dijk", "0860915976")};
  for (auto const* actor : {&house.els, &house.bram, &house.ana, &house.karim, &house.sara, &house.lotte, &house.pieter, &house.zoe, &house.ingrid}) {
    std::set<std::string> listed, opening;
    for (auto const& row : list(house, *actor).rows) listed.insert(row.id.text);
    for (auto const& id : all)
      if (!refusal_of([&] { open(house, *actor, id); })) opening.insert(id.text);
    EXPECT_EQ(listed, opening);
  }
  EXPECT_FALSE(only_reference.text.empty());
  EXPECT_TRUE(list(house, {}).rows.empty());
}

TEST(ContractsList, a_row_shows_the_other_party_and_the_own_side) {
  TestHouse house;
  auto const here = list(house, house.bram).rows.at(0), there = list(house, house.pieter).rows.at(0);
  EXPECT_EQ(here.other_party, "De Klinker");
  EXPECT_EQ(there.other_party, "Agentschap Wegen");
  EXPECT_EQ(here.side, Side::authority);
  EXPECT_EQ(there.side, Side::contractor);
  EXPECT_EQ(there.title + ' ' + there.specification_number + ' ' + there.dossier_number + ' ' + there.lot + ' ' + there.award_on,
            "Weg en fietspad AWV/2026/014 AWV/2026/014-1 1 2026-01-15");
  EXPECT_EQ(there.award_cents, 12'453'000);
}

TEST(ContractsList, words_are_found_by_their_beginning_in_any_order_and_case) {
  TestHouse house;
  house.another_contract("Éénmalige HERSTELLING brug Ñ");
  auto const found = [&](std::string const& search) { return list(house, house.els, search).rows.size(); };
  for (auto const* search : {"weg", "WEG", "fiets", "fietspad weg", "  weg   fietspad ", "awv/2026/014", "014", "klinker", "Klink weg", "de kl"})
    EXPECT_GE(found(search), 1U) << search;
  for (auto const* search : {"egen fietspad", "pad", "fietspad dijk", "weg x", "agentschap"}) EXPECT_EQ(found(search), 0U) << search;
  for (auto const* search : {"één", "ÉÉNMALIGE", "éénmalige brug", "herstelling", "ñ", "Ñ"}) EXPECT_EQ(found(search), 1U) << search;
  EXPECT_EQ(found("eenmalige"), 0U);  // an accent is a letter of its own
  EXPECT_EQ(found("weg fiets awv zoveel"), 1U) << "only the first three words count";
}

TEST(ContractsList, signs_that_mean_something_to_a_database_mean_themselves) {
  TestHouse house;
  house.another_contract("100% _under_ !bang \\back 'quote'");
  auto const found = [&](std::string const& search) { return list(house, house.els, search).rows.size(); };
  for (auto const* search : {"100%", "_under", "_under_", "!bang", "\\back", "'quote"}) EXPECT_EQ(found(search), 1U) << search;
  for (auto const* search : {"%", "_", "1%0", "%under", "under", "_nder", "!", "w%g", "we_", "'", "'; DROP TABLE contracts --"})
    EXPECT_LE(found(search), 1U) << search;
  EXPECT_EQ(found("w%g"), 0U);
  EXPECT_EQ(found("we_"), 0U);
  EXPECT_EQ(found(std::string{"weg\0x", 5}), 0U);
  EXPECT_EQ(found(std::string(10'000, 'w')), 0U);
}

TEST(ContractsList, searching_pages_like_the_list_itself) {
  TestHouse house;
  for (int i = 0; i < 40; ++i) {
    auto const id = house.another_contract(i % 2 == 0 ? "Sluis" : "Dijk");
    house.as(house.karim, [&](Deed& deed) { groups::link(deed, house.senders, id); });
  }
  for (auto const* actor : {&house.els, &house.sara}) {
    auto const first = list(house, *actor, "sluis");
    EXPECT_EQ(first.rows.size(), 20U);
    EXPECT_FALSE(first.next);
    auto const all = list(house, *actor, "awv");
    ASSERT_TRUE(all.next);
    auto const rest = list(house, *actor, "awv", all.next);
    EXPECT_EQ(all.rows.size() + rest.rows.size(), 41U);
    EXPECT_LT(rest.rows.front().id.text, all.rows.back().id.text);
  }
}

TEST(ContractsList, an_after_that_is_no_id_begins_at_the_top) {
  TestHouse house;
  for (auto const* after : {"", "x", "'", "ffffffff-ffff-ffff-ffff-ffffffffffff"}) EXPECT_EQ(list(house, house.els, "", after).rows.size(), 1U) << after;
  EXPECT_TRUE(list(house, house.els, "", "00000000-0000-0000-0000-000000000000").rows.empty());
}

TEST(ContractsList, who_lost_his_role_sees_an_empty_list) {
  TestHouse house;
  ASSERT_EQ(list(house, house.sara).rows.size(), 1U);
  house.clock().set("2028-01-01T09:00:00.000Z");
  for (auto const* actor : {&house.sara, &house.els, &house.ana}) EXPECT_TRUE(list(house, *actor).rows.empty());
  EXPECT_EQ(list(house, house.karim).rows.size(), 1U);  // a legal representative until further notice
}
