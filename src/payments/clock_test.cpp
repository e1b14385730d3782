// SPDX-License-Identifier: EUPL-1.2
#include "payments/clock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <sstream>
#include <string>

namespace payments {
namespace {

using std::chrono::days;
using std::chrono::hours;

// Each case is two lines: what is given (A two terms, B one term; subject; day of sending; settings | events | today), and
// what the clock says. A stop is from..to; "free" switches the unverified stops off; "reported": invoices are reported.
// Due days were checked with a second program that counts on lists of days.
constexpr std::string_view table = R"(
# two terms, works
A works 2024-03-04 | nothing | 2024-03-05
    => running, verification 2024-04-03, invoice -, payment 2024-05-03, waits for authority_treatment, stopped 0
A works 2024-03-04 | accepted:2024-03-20 | 2024-03-20
    => running, verification 2024-04-03, invoice -, payment 2024-04-19, waits for authority_invoice_request, stopped 0
A works 2024-03-04 | accepted:2024-03-20 invoice_requested:2024-03-21 | 2024-03-22
    => running, verification 2024-04-03, invoice 2024-03-26, payment 2024-04-19, waits for contractor_invoice, stopped 0
A works 2024-03-04 | accepted:2024-03-20 invoice_requested:2024-03-21 invoice_received:2024-03-25 | 2024-03-26
    => running, verification 2024-04-03, invoice 2024-03-26, payment 2024-04-19, waits for authority_payment, stopped 0
A works 2024-03-04 | accepted_partially:2024-03-20 invoice_requested:2024-03-21 invoice_received:2024-03-25 | 2024-03-26
    => running, verification 2024-04-03, invoice 2024-03-26, payment 2024-04-19, waits for authority_payment, stopped 0
A works 2024-03-04 | accepted:2024-03-20 invoice_requested:2024-03-21 invoice_received:2024-03-25 paid:2024-04-19 | 2024-05-01
    => met, verification 2024-04-03, invoice 2024-03-26, payment 2024-04-19, waits for nobody, stopped 0
A works 2024-03-04 | accepted:2024-03-20 invoice_requested:2024-03-21 invoice_received:2024-03-25 paid:2024-04-22 | 2024-05-01
    => lapsed, verification 2024-04-03, invoice 2024-03-26, payment 2024-04-19, waits for nobody, stopped 0
A works 2024-03-04 | accepted:2024-04-10 | 2024-04-10
    => running, verification 2024-04-03, invoice -, payment 2024-05-03, waits for authority_invoice_request, stopped 0
A works 2024-03-04 | bond:2024-03-25..2024-04-04 accepted:2024-03-20 | 2024-04-05
    => running, verification 2024-04-03, invoice -, payment 2024-04-29, waits for authority_invoice_request, stopped 10
A works 2024-03-04 | refused:2024-03-08 | 2024-03-08
    => void, verification -, invoice -, payment -, waits for nobody, stopped 0
A works 2024-03-04 | withdrawn:2024-03-04 | 2024-03-08
    => void, verification -, invoice -, payment -, waits for nobody, stopped 0
A works 2024-03-04 verify=15 pay=20 | nothing | 2024-03-05
    => running, verification 2024-03-19, invoice -, payment 2024-04-08, waits for authority_treatment, stopped 0
# two terms, supplements: days of asking not counted, days of receiving counted
A works 2024-03-04 | supplements_asked:2024-03-11 | 2024-03-15
    => stopped, verification 2024-04-08, invoice -, payment 2024-05-08, waits for contractor_supplements, stopped 4
A works 2024-03-04 | supplements_asked:2024-03-11 supplements_received:2024-03-21 | 2024-03-22
    => running, verification 2024-04-15, invoice -, payment 2024-05-15, waits for authority_treatment, stopped 10
A works 2024-03-04 | supplements_asked:2024-03-11 supplements_received:2024-03-21 accepted:2024-04-02 | 2024-04-03
    => running, verification 2024-04-15, invoice -, payment 2024-05-02, waits for authority_invoice_request, stopped 10
A works 2024-03-04 free | supplements_asked:2024-03-11 supplements_received:2024-03-21 | 2024-03-22
    => running, verification 2024-04-03, invoice -, payment 2024-05-03, waits for authority_treatment, stopped 0
A works 2024-03-04 | supplements_asked:2024-03-11 accepted:2024-03-18 | 2024-03-19
    => running, verification 2024-04-10, invoice -, payment 2024-04-17, waits for authority_invoice_request, stopped 7
# two terms, the invoice: five days, then it stops the clock
A works 2024-03-04 | accepted:2024-03-20 invoice_requested:2024-03-21 invoice_received:2024-04-05 | 2024-04-08
    => running, verification 2024-04-03, invoice 2024-03-26, payment 2024-04-29, waits for authority_payment, stopped 10
A works 2024-03-04 | accepted:2024-03-20 invoice_requested:2024-03-21 | 2024-04-08
    => running, verification 2024-04-03, invoice 2024-03-26, payment 2024-04-19, waits for authority_payment, stopped 0
A works 2024-03-04 reported | accepted:2024-03-20 invoice_requested:2024-03-21 | 2024-04-08
    => stopped, verification 2024-04-03, invoice 2024-03-26, payment 2024-05-02, waits for contractor_invoice, stopped 13
A works 2024-03-04 free | accepted:2024-03-20 invoice_requested:2024-03-21 invoice_received:2024-04-05 | 2024-04-08
    => running, verification 2024-04-03, invoice 2024-03-26, payment 2024-04-19, waits for authority_payment, stopped 0
# one term
B works 2026-03-02 | nothing | 2026-03-03
    => running, verification -, invoice -, payment 2026-04-01, waits for authority_treatment, stopped 0
B works 2026-03-02 | accepted:2026-03-10 | 2026-03-10
    => running, verification -, invoice -, payment 2026-04-01, waits for authority_invoice_request, stopped 0
B works 2026-03-02 | accepted:2026-03-10 invoice_requested:2026-03-10 | 2026-03-12
    => running, verification -, invoice 2026-03-16, payment 2026-04-01, waits for contractor_invoice, stopped 0
B works 2026-03-02 | accepted:2026-03-10 invoice_requested:2026-03-10 | 2026-03-17
    => running, verification -, invoice 2026-03-16, payment 2026-04-01, waits for authority_payment, stopped 0
B works 2026-03-02 | accepted:2026-03-10 invoice_requested:2026-03-10 invoice_received:2026-03-20 | 2026-03-23
    => running, verification -, invoice 2026-03-16, payment 2026-04-07, waits for authority_payment, stopped 4
B works 2026-03-02 | accepted_partially:2026-03-31 | 2026-03-31
    => running, verification -, invoice -, payment 2026-04-01, waits for authority_invoice_request, stopped 0
B works 2026-03-02 | nothing | 2026-04-02
    => lapsed, verification -, invoice -, payment 2026-04-01, waits for authority_treatment, stopped 0
B works 2026-03-02 | paid:2026-04-01 | 2026-04-02
    => met, verification -, invoice -, payment 2026-04-01, waits for nobody, stopped 0
B works 2026-03-02 | paid:2026-04-02 | 2026-04-02
    => lapsed, verification -, invoice -, payment 2026-04-01, waits for nobody, stopped 0
B works 2026-03-02 | refused:2026-03-05 | 2026-06-01
    => void, verification -, invoice -, payment -, waits for nobody, stopped 0
B works 2026-03-02 treat=60 | nothing | 2026-03-03
    => running, verification -, invoice -, payment 2026-05-04, waits for authority_treatment, stopped 0
B works 2026-03-02 treat=90 | nothing | 2026-03-03
    => running, verification -, invoice -, payment 2026-05-04, waits for authority_treatment, stopped 0
B works 2026-03-02 nostatement | nothing | 2026-03-03
    => not_started, verification -, invoice -, payment -, waits for nobody, stopped 0
B works - | nothing | 2026-03-03
    => not_started, verification -, invoice -, payment -, waits for nobody, stopped 0
B works - | claim_received:2026-03-02 | 2026-03-03
    => running, verification -, invoice -, payment 2026-04-01, waits for authority_treatment, stopped 0
B works 2026-03-02 healthverify | accepted:2026-03-12 | 2026-03-13
    => running, verification 2026-04-01, invoice -, payment 2026-05-11, waits for authority_invoice_request, stopped 0
# supplies and services: the later of the delivery and the papers
B supplies 2026-03-02 delivered=2026-02-20 | nothing | 2026-03-03
    => running, verification -, invoice -, payment 2026-04-01, waits for authority_treatment, stopped 0
B supplies 2026-03-02 delivered=2026-03-11 | nothing | 2026-03-12
    => running, verification -, invoice -, payment 2026-04-10, waits for authority_treatment, stopped 0
B supplies 2026-03-02 delivered=2026-03-11 | nothing | 2026-03-05
    => not_started, verification -, invoice -, payment -, waits for nobody, stopped 0
B services 2026-06-30 | supplements_asked:2026-07-03 supplements_received:2026-07-14 | 2026-07-15
    => running, verification -, invoice -, payment 2026-08-10, waits for authority_treatment, stopped 11
A services 2024-06-28 delivered=2024-06-30 | nothing | 2024-07-01
    => running, verification 2024-07-30, invoice -, payment 2024-08-29, waits for authority_treatment, stopped 0
A supplies 2024-06-28 | accepted:2024-07-05 | 2024-07-05
    => running, verification 2024-07-29, invoice -, payment 2024-08-05, waits for authority_invoice_request, stopped 0
# holidays, end of year, leap day
B works 2025-03-21 | nothing | 2025-03-24
    => running, verification -, invoice -, payment 2025-04-22, waits for authority_treatment, stopped 0
B works 2025-04-01 | nothing | 2025-04-02
    => running, verification -, invoice -, payment 2025-05-02, waits for authority_treatment, stopped 0
B works 2026-12-02 | nothing | 2026-12-03
    => running, verification -, invoice -, payment 2027-01-04, waits for authority_treatment, stopped 0
B works 2027-12-01 | nothing | 2027-12-02
    => running, verification -, invoice -, payment 2027-12-31, waits for authority_treatment, stopped 0
B works 2028-01-31 | nothing | 2028-02-01
    => running, verification -, invoice -, payment 2028-03-01, waits for authority_treatment, stopped 0
B works 2028-01-30 | nothing | 2028-02-01
    => running, verification -, invoice -, payment 2028-02-29, waits for authority_treatment, stopped 0
A works 2023-12-29 | nothing | 2024-01-02
    => running, verification 2024-01-29, invoice -, payment 2024-02-28, waits for authority_treatment, stopped 0
B works 2025-06-11 | nothing | 2025-06-12
    => running, verification -, invoice -, payment 2025-07-11, waits for authority_treatment, stopped 0
B works 2025-06-11 flemish | nothing | 2025-06-12
    => running, verification -, invoice -, payment 2025-07-14, waits for authority_treatment, stopped 0
B works 2025-10-02 | nothing | 2025-10-03
    => running, verification -, invoice -, payment 2025-11-03, waits for authority_treatment, stopped 0
B works 2025-10-03 flemish | nothing | 2025-10-06
    => running, verification -, invoice -, payment 2025-11-03, waits for authority_treatment, stopped 0
B works 2025-11-26 flemish | nothing | 2025-11-27
    => running, verification -, invoice -, payment 2025-12-29, waits for authority_treatment, stopped 0
B works 2026-12-16 | accepted:2026-12-17 invoice_requested:2026-12-21 | 2026-12-22
    => running, verification -, invoice 2026-12-28, payment 2027-01-15, waits for contractor_invoice, stopped 0
B works 2026-11-20 | supplements_asked:2026-12-19 supplements_received:2026-12-24 | 2026-12-28
    => running, verification -, invoice -, payment 2026-12-28, waits for authority_treatment, stopped 5
B works 2026-11-20 | supplements_asked:2026-12-20 | 2026-12-23
    => stopped, verification -, invoice -, payment 2026-12-24, waits for contractor_supplements, stopped 3
# summer time: the day is that of Brussels
B works - | claim_received:2026-03-28T22:30:00Z | 2026-03-29
    => running, verification -, invoice -, payment 2026-04-27, waits for authority_treatment, stopped 0
B works - | claim_received:2026-03-28T23:30:00Z | 2026-03-29
    => running, verification -, invoice -, payment 2026-04-28, waits for authority_treatment, stopped 0
B works - | claim_received:2026-06-30T22:30:00Z | 2026-07-01
    => running, verification -, invoice -, payment 2026-07-31, waits for authority_treatment, stopped 0
B works - | claim_received:2026-10-24T22:30:00Z | 2026-10-26
    => running, verification -, invoice -, payment 2026-11-24, waits for authority_treatment, stopped 0
B works - | claim_received:2026-10-25T22:30:00Z | 2026-10-26
    => running, verification -, invoice -, payment 2026-11-24, waits for authority_treatment, stopped 0
# other stops, together and apart
B works 2026-03-02 | bond:2026-03-05..2026-03-15 | 2026-03-10
    => stopped, verification -, invoice -, payment 2026-04-13, waits for authority_treatment, stopped 10
B works 2026-03-02 | bond:2026-03-05.. | 2026-03-10
    => stopped, verification -, invoice -, payment 2026-04-07, waits for authority_treatment, stopped 5
B works 2026-03-02 | check:2026-03-05..2026-03-12 | 2026-03-20
    => running, verification -, invoice -, payment 2026-04-08, waits for authority_treatment, stopped 7
B works 2026-03-02 | check:2026-03-05.. | 2026-03-30
    => running, verification -, invoice -, payment 2026-04-16, waits for authority_treatment, stopped 15
B works 2026-03-02 | supplements_asked:2026-03-06 supplements_received:2026-03-16 bond:2026-03-10..2026-03-20 | 2026-03-23
    => running, verification -, invoice -, payment 2026-04-15, waits for authority_treatment, stopped 14
B works 2026-03-02 | bond:2026-02-10..2026-03-01 | 2026-03-23
    => running, verification -, invoice -, payment 2026-04-01, waits for authority_treatment, stopped 0
B works 2026-03-02 | bond:2026-02-20..2026-03-07 | 2026-03-23
    => running, verification -, invoice -, payment 2026-04-07, waits for authority_treatment, stopped 5
)";

Day day(std::string_view text) { return parse_day(text).value(); }
std::string shown(std::optional<Day> const& value) { return value ? to_text(*value) : "-"; }

constexpr std::array steps{
    std::pair{"claim_received", ClaimStep::claim_received},
    std::pair{"supplements_asked", ClaimStep::supplements_asked},
    std::pair{"supplements_received", ClaimStep::supplements_received},
    std::pair{"refused", ClaimStep::refused},
    std::pair{"accepted", ClaimStep::accepted},
    std::pair{"accepted_partially", ClaimStep::accepted_partially},
    std::pair{"invoice_requested", ClaimStep::invoice_requested},
    std::pair{"invoice_received", ClaimStep::invoice_received},
    std::pair{"paid", ClaimStep::paid},
    std::pair{"withdrawn", ClaimStep::withdrawn},
};

struct Case {
  ClockInput input;
  Calendar calendar;
  Day today;
};

void set(Case& scene, std::string_view name, std::string const& value) {
  auto& input = scene.input;
  if (name == "flemish") scene.calendar.flemish_administration = true;
  if (name == "free") input.rules = {false, false, false};
  if (name == "reported") input.invoices_reported = true;
  if (name == "nostatement") input.has_statement = false;
  if (name == "healthverify") input.health_verification = true;
  if (name == "verify") input.days_verify = std::stoi(value);
  if (name == "pay") input.days_pay = std::stoi(value);
  if (name == "treat") input.days_treat = std::stoi(value);
  if (name == "delivered") input.delivered_on = day(value);
}

void add_event(ClockInput& input, std::string const& word) {
  auto const colon = word.find(':');
  auto const name = word.substr(0, colon), value = word.substr(colon + 1);
  if (auto const dots = value.find(".."); dots != std::string::npos) {
    Stop stop{day(value.substr(0, dots)), parse_day(value.substr(dots + 2)),
              name == "bond" ? StopReason::late_bond : StopReason::withholding_check};
    input.stops.push_back(stop);
    return;
  }
  auto const at = value.size() == 10 ? Instant{day(value)} + hours{9} : parse_instant(value).value();
  for (auto const& [known, step] : steps)
    if (name == known) input.events.push_back({step, at});
}

Case read_case(std::string const& line) {
  Case scene;
  std::istringstream words{line};
  std::string regime, subject, sent, word;
  words >> regime >> subject >> sent;
  scene.input.regime = regime == "A" ? Regime::two_terms : Regime::one_term;
  scene.input.subject = subject == "works" ? Subject::works : subject == "supplies" ? Subject::supplies : Subject::services;
  if (sent != "-") scene.input.sent_on = day(sent);
  while (words >> word && word != "|") set(scene, word.substr(0, word.find('=')), word.substr(word.find('=') + 1));
  while (words >> word && word != "|")
    if (word != "nothing") add_event(scene.input, word);
  words >> word;
  scene.today = day(word);
  return scene;
}

std::string told(Clock const& clock) {
  std::ostringstream text;
  text << "    => " << name(clock.state) << ", verification " << shown(clock.verification_due) << ", invoice " << shown(clock.invoice_due)
       << ", payment " << shown(clock.payment_due) << ", waits for " << name(clock.waits_for) << ", stopped " << clock.stopped_days;
  return text.str();
}

TEST(PaymentClock, every_case_of_the_table_comes_out) {
  std::istringstream lines{std::string{table}};
  int cases = 0;
  for (std::string line, expected; std::getline(lines, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::getline(lines, expected);
    auto const scene = read_case(line);
    EXPECT_EQ(told(run_clock(scene.input, scene.today, scene.calendar)), expected) << line;
    ++cases;
  }
  EXPECT_GE(cases, 60);
}

Clock run(std::string const& line) {
  auto const scene = read_case(line);
  return run_clock(scene.input, scene.today, scene.calendar);
}

TEST(PaymentClock, a_contract_published_in_2025_has_one_term) {
  EXPECT_EQ(regime_for(day("2024-12-31")), Regime::two_terms);
  EXPECT_EQ(regime_for(day("2025-01-01")), Regime::one_term);
}

TEST(PaymentClock, the_legal_basis_follows_from_subject_and_regime) {
  using Keys = std::vector<std::string_view>;
  EXPECT_EQ(run("A works 2024-03-04 | nothing | 2024-03-05").legal_basis, (Keys{"kb_2013_art_95", "reg_1182_71_art_3"}));
  EXPECT_EQ(run("B works 2026-03-04 | nothing | 2026-03-05").legal_basis, (Keys{"kb_2013_art_95", "kb_2024_08_12", "reg_1182_71_art_3"}));
  EXPECT_EQ(run("B supplies 2026-03-04 | nothing | 2026-03-05").legal_basis,
            (Keys{"kb_2013_art_120", "kb_2013_art_127", "kb_2024_08_12", "reg_1182_71_art_3"}));
  EXPECT_EQ(run("A services 2024-03-04 | nothing | 2024-03-05").legal_basis,
            (Keys{"kb_2013_art_156", "kb_2013_art_160", "reg_1182_71_art_3"}));
}

TEST(PaymentClock, warnings_come_ten_five_and_one_day_before) {
  auto const clock = run("A works 2024-03-04 | accepted:2024-03-20 invoice_requested:2024-03-21 | 2024-03-22");
  std::vector<std::string> list;
  for (auto const& warning : clock.warnings)
    list.push_back(std::string{name(warning.term)} + " " + to_text(warning.on) + " " + std::to_string(warning.days_left));
  EXPECT_EQ(list,
            (std::vector<std::string>{"invoice 2024-03-25 1", "payment 2024-04-09 10", "payment 2024-04-14 5", "payment 2024-04-18 1"}));
  EXPECT_EQ(run("B works 2026-03-02 | nothing | 2026-03-03").warnings.size(), 3U);
  EXPECT_EQ(run("A works 2024-03-04 | nothing | 2024-03-05").warnings.size(), 6U);
  EXPECT_TRUE(run("B works 2026-03-02 | paid:2026-03-20 | 2026-03-21").warnings.empty());
  EXPECT_TRUE(run("B works 2026-03-02 | refused:2026-03-20 | 2026-03-21").warnings.empty());
}

TEST(PaymentClock, the_days_left_go_below_zero_when_the_payment_is_late) {
  EXPECT_EQ(run("B works 2026-03-02 | nothing | 2026-03-22").days_left, 10);
  EXPECT_EQ(run("B works 2026-03-02 | nothing | 2026-04-01").days_left, 0);
  EXPECT_EQ(run("B works 2026-03-02 | nothing | 2026-04-11").days_left, -10);
  EXPECT_FALSE(run("B works 2026-03-02 | paid:2026-03-20 | 2026-04-11").days_left);
}

TEST(PaymentClock, a_verification_that_is_not_ended_in_time_is_late) {
  EXPECT_FALSE(run("A works 2024-03-04 | nothing | 2024-04-03").verification_late);
  EXPECT_TRUE(run("A works 2024-03-04 | nothing | 2024-04-04").verification_late);
  EXPECT_TRUE(run("A works 2024-03-04 | accepted:2024-04-04 | 2024-05-01").verification_late);
  EXPECT_FALSE(run("A works 2024-03-04 | accepted:2024-04-03 | 2024-05-01").verification_late);
  EXPECT_FALSE(run("B works 2026-03-02 | nothing | 2026-06-01").verification_late);
}

TEST(PaymentClock, the_stops_are_told_with_their_reasons) {
  auto const clock = run("B works 2026-03-02 | supplements_asked:2026-03-12 bond:2026-03-05..2026-03-10 | 2026-03-16");
  ASSERT_EQ(clock.stops.size(), 2U);
  EXPECT_EQ(clock.stops[0].reason, StopReason::late_bond);
  EXPECT_EQ(clock.stops[1].reason, StopReason::supplements);
  EXPECT_FALSE(clock.stops[1].to);
}

TEST(PaymentClock, what_happens_tomorrow_does_not_exist_today) {
  auto const yesterday = run("B works 2026-03-02 | supplements_asked:2026-03-06 supplements_received:2026-03-16 | 2026-03-10");
  EXPECT_EQ(yesterday.state, ClockState::stopped);
  EXPECT_EQ(yesterday.waits_for, WaitsFor::contractor_supplements);
  EXPECT_EQ(run("B works 2026-03-02 | refused:2026-03-06 | 2026-03-05").state, ClockState::running);
  EXPECT_EQ(run("B works 2026-03-02 | nothing | 2026-03-01").state, ClockState::not_started);
}

TEST(PaymentClock, it_runs_again_on_the_day_on_which_what_it_waited_for_comes) {
  std::string const claim =
      "B works 2026-03-02 | supplements_asked:2026-03-06 supplements_received:2026-03-16 bond:2026-03-20..2026-03-24 | ";
  EXPECT_EQ(run(claim + "2026-03-06").state, ClockState::stopped);
  EXPECT_EQ(run(claim + "2026-03-15").state, ClockState::stopped);
  EXPECT_EQ(run(claim + "2026-03-16").state, ClockState::running);
  EXPECT_EQ(run(claim + "2026-03-20").state, ClockState::stopped);
  EXPECT_EQ(run(claim + "2026-03-24").state, ClockState::running);
}

TEST(PaymentClock, a_refusal_or_withdrawal_after_the_acceptance_changes_nothing) {
  auto const accepted = run("B works 2026-03-02 | accepted:2026-03-06 | 2026-03-10");
  EXPECT_EQ(told(run("B works 2026-03-02 | accepted:2026-03-06 refused:2026-03-09 | 2026-03-10")), told(accepted));
  EXPECT_EQ(told(run("B works 2026-03-02 | accepted:2026-03-06 withdrawn:2026-03-09 | 2026-03-10")), told(accepted));
}

TEST(PaymentClock, events_may_come_in_any_order) {
  EXPECT_EQ(
      told(run("B works - | accepted:2026-03-20 supplements_received:2026-03-16 supplements_asked:2026-03-06 claim_received:2026-03-02 | "
               "2026-03-21")),
      told(run("B works - | claim_received:2026-03-02 supplements_asked:2026-03-06 supplements_received:2026-03-16 accepted:2026-03-20 | "
               "2026-03-21")));
}

// ---- properties, over claims made up by chance (always the same ones)

struct Chance {
  std::mt19937 source{20250101};
  int below(int bound) { return static_cast<int>(source() % static_cast<unsigned>(bound)); }
  bool often() { return below(3) != 0; }

  Case scene() {
    Case made;
    auto& input = made.input;
    auto const begin = day("2023-01-01") + days{below(2'500)};
    input.regime = below(2) == 0 ? Regime::two_terms : Regime::one_term;
    input.subject = static_cast<Subject>(below(3));
    input.days_verify = 1 + below(60);
    input.days_pay = 1 + below(60);
    input.days_treat = 1 + below(60);
    input.health_verification = below(8) == 0;
    input.invoices_reported = below(2) == 0;
    input.sent_on = begin;
    if (below(4) == 0) input.delivered_on = begin + days{below(10) - 5};
    made.calendar.flemish_administration = below(2) == 0;
    if (below(4) == 0) made.calendar.extra.insert(begin + days{30 + below(5)});
    auto at = Instant{begin} + hours{10};
    auto const happens = [&](ClaimStep step) { input.events.push_back({step, at += days{below(14)}}); };
    if (below(3) == 0) {
      happens(ClaimStep::supplements_asked);
      if (often()) happens(ClaimStep::supplements_received);
    }
    if (often()) happens(ClaimStep::accepted);
    if (often()) happens(ClaimStep::invoice_requested);
    if (often()) happens(ClaimStep::invoice_received);
    if (below(4) == 0) happens(ClaimStep::paid);
    while (below(2) == 0) input.stops.push_back(stop(begin));
    made.today = begin + days{below(120)};
    return made;
  }

  Stop stop(Day begin) {
    Stop made{begin + days{below(80) - 10}, std::nullopt, below(2) == 0 ? StopReason::late_bond : StopReason::withholding_check};
    if (often()) made.to = made.from + days{below(20)};
    return made;
  }
};

TEST(PaymentClock, a_due_day_is_always_a_working_day) {
  Chance chance;
  for (int i = 0; i < 600; ++i) {
    auto const scene = chance.scene();
    auto const clock = run_clock(scene.input, scene.today, scene.calendar);
    for (auto const& due : {clock.verification_due, clock.invite_due, clock.invoice_due, clock.payment_due})
      EXPECT_TRUE(!due || is_working_day(*due, scene.calendar)) << shown(due);
  }
}

TEST(PaymentClock, one_more_stop_never_brings_a_due_day_forward) {
  Chance chance;
  int later = 0;
  for (int i = 0; i < 600; ++i) {
    auto scene = chance.scene();
    auto const without = run_clock(scene.input, scene.today, scene.calendar);
    scene.input.stops.push_back(chance.stop(*scene.input.sent_on));
    auto const with = run_clock(scene.input, scene.today, scene.calendar);
    EXPECT_GE(with.payment_due, without.payment_due);
    EXPECT_GE(with.verification_due, without.verification_due);
    EXPECT_EQ(with.invoice_due, without.invoice_due);
    EXPECT_GE(with.stopped_days, without.stopped_days);
    if (with.payment_due > without.payment_due) ++later;
  }
  EXPECT_GT(later, 60);
}

TEST(PaymentClock, accepted_in_part_and_accepted_whole_give_the_same_clock) {
  Chance chance;
  for (int i = 0; i < 600; ++i) {
    auto scene = chance.scene();
    auto const whole = told(run_clock(scene.input, scene.today, scene.calendar));
    for (auto& event : scene.input.events)
      if (event.step == ClaimStep::accepted) event.step = ClaimStep::accepted_partially;
    EXPECT_EQ(told(run_clock(scene.input, scene.today, scene.calendar)), whole);
    scene.input.events.push_back({ClaimStep::accepted, Instant{scene.today} + hours{12}});  // the rest, after a discussion
    bool const was_accepted = std::any_of(scene.input.events.begin(), scene.input.events.end(), [&](ClaimEvent const& event) {
      return event.step == ClaimStep::accepted_partially && brussels_day(event.at) <= scene.today;
    });
    if (!was_accepted) continue;
    EXPECT_EQ(told(run_clock(scene.input, scene.today, scene.calendar)), whole);
  }
}

TEST(PaymentClock, a_later_claim_is_never_due_earlier) {
  Chance chance;
  for (int i = 0; i < 400; ++i) {
    auto scene = chance.scene();
    scene.input.events.clear();
    scene.today += days{150};
    auto const due = run_clock(scene.input, scene.today, scene.calendar).payment_due;
    *scene.input.sent_on += days{1};
    EXPECT_GE(run_clock(scene.input, scene.today, scene.calendar).payment_due, due);
  }
}

}  // namespace
}  // namespace payments
