// SPDX-License-Identifier: EUPL-1.2
#include "contracts/contracts.h"
#include "contracts/words.h"
#include "tests/support/test_house.h"

using namespace contracts;
using evidence::Deed;
using evidence::View;
using support::TestHouse;

namespace {

ContractId made(TestHouse& house, Kind kind, int year, std::string const& contractor) {
  return house.as(house.els, [&](Deed& deed) {
    NewContract wanted{.specification_number = "AWV/1", .dossier_number = new_id(), .lot = "", .title = "Werk"};
    wanted.kind = kind;
    wanted.contractor_number = contractor;
    wanted.award_on = wanted.published_on = *parse_day(std::to_string(year) + "-06-15");
    wanted.types = standard_types();
    return create(deed, wanted).id;
  });
}

// Every page, one after the other; also how many of them were cut.
std::vector<std::string> walked(TestHouse& house, evidence::Actor const& actor, Filters const& filters, int* cut = nullptr, std::string const& search = "") {
  std::vector<std::string> seen;
  std::optional<std::string> after;
  do {
    auto const page = house.see(actor, [&](View& view) { return list(view, after, search, filters); });
    EXPECT_LE(page.rows.size(), static_cast<std::size_t>(page_rows));
    for (auto const& row : page.rows) seen.push_back(row.id.text);
    if (cut && page.is_cut) ++*cut;
    after = page.next;
  } while (after && seen.size() < 10'000);
  return seen;
}

// As many contracts with the same facts, without the verbs; the newest last.
void poured(TestHouse& house, int count, std::string const& kind) {
  house.house().engine().act_now([&](db::Tx& tx) {
    for (int i = 0; i < count; ++i) {
      auto const id = new_id();
      tx.run(R"(INSERT INTO contracts (id, specification_number, dossier_number, lot, title, kind, subject, authority_id, contractor_id, award_on,
                                       award_cents, published_on, payment_regime, verification_days, payment_days, created_at)
                SELECT CAST($1 AS TEXT), specification_number, CAST($1 AS TEXT), lot, title, CAST($2 AS TEXT), subject, authority_id, contractor_id,
                  award_on, award_cents, published_on, payment_regime, verification_days, payment_days, created_at FROM contracts WHERE id = $3)",
             {id, kind, house.road.text});
      tx.run(R"(INSERT INTO parties (organisation_id, contract_id, side, own_reference, email, words, title, specification_number, dossier_number,
                                     lot, other_party, kind, award_on, award_cents)
                SELECT organisation_id, CAST($1 AS TEXT), side, own_reference, email, words, title, specification_number, CAST($1 AS TEXT), lot,
                  other_party, CAST($2 AS TEXT), award_on, award_cents FROM parties WHERE contract_id = $3)",
             {id, kind, house.road.text});
    }
  });
}

}  // namespace

TEST(ContractFilters, each_filter_and_all_together_give_what_fits_in_order_each_once) {
  TestHouse house;
  struct Fact {
    std::string id;
    Kind kind;
    int year;
    bool klinker;
  };
  std::vector<Fact> facts{{house.road.text, Kind::contract, 2026, true}};
  for (int i = 0; i < 140; ++i) {
    auto const kind = static_cast<Kind>(i % 5);
    int const year = 2020 + i % 3;
    bool const klinker = i % 7 != 0;
    auto const id = made(house, kind, year, klinker ? "0426994097" : "0860915976");
    facts.insert(facts.begin(), {id.text, kind, year, klinker});
    if (klinker && i % 2 == 0) house.as(house.karim, [&](Deed& deed) { groups::link(deed, i % 4 == 0 ? house.senders : house.readers, id); });
  }
  house.as(house.karim, [&](Deed& deed) {
    for (auto const& fact : facts)
      if (fact.klinker && fact.year == 2021) {
        groups::link(deed, house.drafters, {fact.id});
        groups::add_member(deed, house.drafters, {fact.id}, house.sara.person);
      }
  });
  for (auto const& filters : std::vector<Filters>{{.kind = Kind::order, .other_party = "", .award_year = {}},
                                                  {.kind = {}, .other_party = "hove", .award_year = {}},
                                                  {.kind = {}, .other_party = "", .award_year = 2021},
                                                  {.kind = Kind::lot, .other_party = "De KLINK", .award_year = 2022}}) {
    std::vector<std::string> fits, of_klinker;
    for (auto const& fact : facts) {
      if (filters.kind && fact.kind != *filters.kind) continue;
      if (filters.award_year && fact.year != *filters.award_year) continue;
      if (filters.other_party.empty() || (filters.other_party == "hove") != fact.klinker) fits.push_back(fact.id);
    }
    EXPECT_EQ(walked(house, house.els, filters), fits);
    auto own = filters;
    own.other_party = filters.other_party.empty() ? "" : "agentschap";
    std::vector<std::string> opening;
    for (auto const& id : walked(house, house.sara, {}))
      for (auto const& fact : facts)
        if (fact.id == id && (!own.kind || fact.kind == *own.kind) && (!own.award_year || fact.year == *own.award_year)) opening.push_back(id);
    EXPECT_EQ(walked(house, house.sara, own), opening);
  }
  EXPECT_TRUE(walked(house, house.ingrid, {.kind = Kind::renewable_contract, .other_party = "klinker", .award_year = {}}).empty());
  EXPECT_TRUE(walked(house, house.zoe, {.kind = Kind::contract, .other_party = "", .award_year = {}}).empty());
}

TEST(ContractFilters, a_page_looks_at_no_more_than_so_many_contracts_and_the_next_goes_on) {
  TestHouse house;
  auto const wanted = made(house, Kind::framework_agreement, 2024, "0426994097");
  poured(house, 2 * static_cast<int>(scan_rows) + 10, "lot");
  Filters const filters{.kind = Kind::framework_agreement, .other_party = "", .award_year = {}};
  auto const first = house.see(house.els, [&](View& view) { return list(view, {}, "", filters); });
  EXPECT_TRUE(first.rows.empty());
  EXPECT_TRUE(first.is_cut);
  ASSERT_TRUE(first.next);
  int cut = 0;
  EXPECT_EQ(walked(house, house.els, filters, &cut), std::vector<std::string>{wanted.text});
  EXPECT_EQ(cut, 2);
  EXPECT_EQ(walked(house, house.els, {.kind = Kind::lot, .other_party = "", .award_year = {}}).size(), 2U * scan_rows + 10);
}

TEST(ContractFilters, the_other_party_is_meant_by_its_name_and_not_by_other_words) {
  TestHouse house;
  auto const wanted = made(house, Kind::contract, 2024, "0860915976");
  house.as(house.els, [&](Deed& deed) { set_own_reference(deed, house.road, "hove"); });
  EXPECT_EQ(walked(house, house.els, {.kind = {}, .other_party = "hove", .award_year = {}}), std::vector<std::string>{wanted.text});
  EXPECT_EQ(walked(house, house.els, {.kind = {}, .other_party = "klinker", .award_year = {}}, nullptr, "hove"), std::vector<std::string>{house.road.text});
  EXPECT_TRUE(has_words("Société Élan NV", "élan soc"));
  EXPECT_FALSE(has_words("Société Élan NV", "lan"));
  EXPECT_TRUE(has_words("Van Hove", ""));
}

TEST(Contracts, the_partners_of_a_joint_venture_stand_on_its_contract_for_both_sides) {
  TestHouse house;
  house.as({}, [](Deed& deed) {
    organisations::register_organisation(deed, {.enterprise_number = "0999000723", .name = "TM Ringweg", .email = "", .is_authority = false,
                                                .is_joint_venture = true,
                                                .partners = {{"0426994097", "De Klinker"}, {"0860915976", "Van Hove"}}});
  });
  auto const id = made(house, Kind::contract, 2024, "0999000723");
  auto const opened = house.see(house.els, [&](View& view) { return open(view, id); });
  ASSERT_EQ(opened.partners.size(), 2U);
  EXPECT_EQ(opened.partners.at(0).name, "De Klinker");
  EXPECT_EQ(opened.partners.at(1).enterprise_number, "0860915976");
  EXPECT_TRUE(house.see(house.els, [&](View& view) { return open(view, house.road); }).partners.empty());
  // A partner has no access by that alone: the joint venture is an organisation of its own.
  EXPECT_EQ(support::refusal_of([&] { house.see(house.karim, [&](View& view) { return open(view, id); }); }), Refusal::not_found);
}
