// SPDX-License-Identifier: EUPL-1.2
// What is read of a stop or a term, and what starts, ends or moves no clock.
#include "clocks/clocks.h"
#include "correspondence/correspondence.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

using namespace clocks;
using evidence::Deed;
using evidence::View;
using support::mistakes_of;
using support::TestHouse;

namespace {

std::vector<std::string> wrong_stop(std::string const& from, std::string const& to, std::string const& reason = "bouwverlof") {
  return mistakes_of([&] { take(read_stop({{"kind", "contractor_closed"}, {"from", from}, {"to", to}, {"reason", reason}})); });
}

std::vector<std::string> wrong_term(std::string const& days, std::string const& reason = "bestek") {
  return mistakes_of([&] { take(read_term({{"rule", "defence"}, {"days", days}, {"reason", reason}}, true)); });
}

// A contract of today that exchanges these types, on which els and karim send on every theme.
struct Site : TestHouse {
  ContractId contract;
  explicit Site(std::set<std::string> types) {
    contract = as(els, [&](Deed& deed) {
      contracts::NewContract wanted{
          .specification_number = "AWV/2026/021", .dossier_number = "AWV/2026/021-1", .lot = "", .title = "Sluis"};
      wanted.contractor_number = "0426994097";
      wanted.award_on = wanted.published_on = brussels_day(deed.now);
      wanted.award_cents = 124'530'00;
      wanted.types = std::move(types);
      return contracts::create(deed, wanted).id;
    });
    for (auto const* by : {&els, &karim})
      as(*by, [&](Deed& deed) {
        groups::NewGroup group{"every theme", "", "test", {}, false, {by->person}};
        for (auto theme : groups::themes) group.rights[theme] = groups::Level::send;
        contracts::link_group(deed, contract, groups::create(deed, group));
      });
  }
  DocumentId sent(evidence::Actor const& by, std::string const& type, correspondence::Values values) {
    return as(by, [&](Deed& deed) {
      auto const id = correspondence::begin(deed, contract, correspondence::type_to_begin(type), {type, "", std::move(values)}, {}).id;
      correspondence::send(deed, id);
      return id;
    });
  }
  std::vector<clocks::Clock> running(std::string const& rule) {
    return see(els, [&](View& view) {
      auto found = on_contract(view, contracts::open(view, contract)).running;
      std::erase_if(found, [&](clocks::Clock const& clock) { return clock.rule != rule; });
      return found;
    });
  }
};

}  // namespace

TEST(ClockLimits, a_stop_has_a_reason_and_lasts_from_one_day_to_a_hundred_and_twenty) {
  EXPECT_EQ(wrong_stop("2026-03-02", "2026-03-02"), std::vector<std::string>{});
  EXPECT_EQ(wrong_stop("2026-03-02", "2026-06-29"), std::vector<std::string>{});
  EXPECT_EQ(wrong_stop("2026-03-02", "2026-06-30"), std::vector<std::string>{"to too_far"});
  EXPECT_EQ(wrong_stop("2026-03-02", "2026-03-01"), std::vector<std::string>{"to wrong_order"});
  EXPECT_EQ(wrong_stop("2026-03-02", "2026-03-03", ""), std::vector<std::string>{"reason missing"});
  EXPECT_EQ(wrong_stop("2026-03-02", "2026-03-03", std::string(reason_bytes_max + 1, 'x')), std::vector<std::string>{"reason too_long"});
}

TEST(ClockLimits, an_own_term_has_from_one_day_to_two_years_and_a_reason) {
  EXPECT_EQ(wrong_term("1"), std::vector<std::string>{});
  EXPECT_EQ(wrong_term("730"), std::vector<std::string>{});
  EXPECT_EQ(wrong_term("0"), std::vector<std::string>{"days too_large"});
  EXPECT_EQ(wrong_term("731"), std::vector<std::string>{"days too_large"});
  EXPECT_EQ(wrong_term("20", ""), std::vector<std::string>{"reason missing"});
}

TEST(ClockLimits, twenty_stops_are_the_most) {
  Site site{{"bond_proof"}};
  auto const id = site.running("performance_bond").at(0).id;
  auto const on = [&](int day) {
    auto const when = *parse_day("2026-03-03") + std::chrono::days{day};
    site.as(site.karim, [&](Deed& deed) { stop(deed, id, {"contractor_closed", "dicht", when, when}); });
  };
  for (int day = 0; day < static_cast<int>(stops_max); ++day) on(day);
  EXPECT_EQ(mistakes_of([&] { on(static_cast<int>(stops_max)); }), std::vector<std::string>{"from too_many"});
}

TEST(ClockLimits, a_contract_has_no_clock_for_what_it_does_not_exchange) {
  Site with{{"bond_proof"}}, without{{"payment_claim"}};
  EXPECT_EQ(with.running("performance_bond").size(), 1U);
  EXPECT_TRUE(without.running("performance_bond").empty());
}

TEST(ClockLimits, the_term_of_a_claim_that_waits_for_supplements_stands_still) {
  TestHouse house;
  auto const id = house.in_treatment();
  house.as(house.els, [&](Deed& deed) { payments::ask_supplements(deed, id, "Keuringsverslag"); });
  auto const found = house.see(house.els, [&](View& view) { return on_contract(view, contracts::open(view, house.road)).running; });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().state(brussels_day(house.clock().now())), State::stopped);
}

TEST(ClockLimits, facts_of_a_day_to_come_say_nothing_about_time) {
  Site site{{"facts_report"}};
  auto const reported = [&](char const* on) { site.sent(site.karim, "facts_report", {{"on", on}, {"facts", "x"}, {"influence", "x"}}); };
  auto const counted = [&] { return site.rows("SELECT id FROM clocks WHERE rule = 'facts_report'").size(); };
  reported("2026-03-03");
  EXPECT_EQ(counted(), 0U);
  reported("2026-03-02");
  EXPECT_EQ(counted(), 1U);
}

TEST(ClockLimits, what_runs_again_after_a_withdrawal_counts_the_closing_days_of_the_meantime) {
  Site site{{"bond_proof"}};
  auto const due = site.running("performance_bond").at(0).due_on;
  auto const proof = site.sent(site.karim, "bond_proof", {{"bond_form", "cash"}, {"amount", "1.00"}, {"institution", "DCK"}});
  EXPECT_TRUE(site.running("performance_bond").empty());
  site.as(site.els, [&](Deed& deed) { calendar::close_on(deed, {due, "brugdag"}); });
  site.as(site.karim, [&](Deed& deed) { dossier::withdraw(deed, proof, "Verkeerd bedrag"); });
  EXPECT_EQ(to_text(site.running("performance_bond").at(0).due_on), to_text(due + std::chrono::days{1}));
}
