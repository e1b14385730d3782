// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/days.h"
#include "contracts/contracts.h"

#include <optional>
#include <string_view>
#include <vector>

// The payment clock of one claim: from what happened to what is due, when, and from whom. A pure rule: the room keeps no
// due dates, it computes them from the events in the book each time, as the clock stood on a given day.
//
//                 refused, withdrawn
//   not_started ─────────────────────▶ void_
//        │ claim and detailed statement received
//        ▼         supplements asked, invoice late, …
//     running ─────────────────────────▶ stopped
//        │  ◀───────────────────────────
//        ├── paid, not after the due day ──▶ met      (reported.cpp: the payment notices that cover the invoice)
//        └── the due day is past ──▶ lapsed
//
// Two terms (published, or without publication invited, before 1 January 2025; KB of 14 January 2013):
//     verification  30 days from the start                                    art. 95 §3, 120, 156     [found]
//     invitation    within the verification term                              art. 95 §2               [unverified]
//     invoice       5 days after the invitation                               art. 95 §2               [unverified]
//     payment       30 days from the end of the verification, or, when that
//                   was not ended in time, from the last day of its term      art. 95 §4, 127, 160     [found]
// One term (from 1 January 2025; KB of 12 August 2024, art. 2, 27° and art. 9, 95, 127, 160):
//     treatment     30 days from the start for verification and payment together; up to 60 when the contract says so
//                   with reasons; 60 in health care, or there 30 for verification and 60 for payment   [found]
// The start: works, when claim and detailed statement are there; supplies, the delivery, and services, the (partial) end of
// the services, provided that the papers are there, so the later of the two                             [found]
//
// Invariants
//  1. A claim that is refused (no sufficient statement) never started its clock: it has no dates.          [found]
//  2. A disagreement about an amount never restarts or moves a clock: accepted in part counts as accepted.
//  3. Supplements asked stop the clock from the asking to the receiving.                                   [unverified]
//  4. An invoice more than 5 days after the invitation stops it for the days above.    [unverified; an older decree with
//     the same rule in its words for 60 days is found]
//  5. Late constitution of the performance bond, and the check on the withholding duty (art. 30bis and 30ter of the
//     social law of 1969; 15 days at most), stop it.                                                       [unverified]
//  6. A due day is never a Saturday, Sunday or public holiday, and one more stop never brings it forward.
// What is unverified can be switched off in Rules; each contract may have its own terms.
namespace payments {

using Regime = contracts::PaymentRegime;  // two_terms, one_term
using contracts::regime_for;
using contracts::Subject;  // works, supplies, services

enum class ClaimStep {
  claim_received,
  supplements_asked,
  supplements_received,
  refused,
  accepted,
  accepted_partially,
  invoice_requested,
  invoice_received,
  paid,
  withdrawn,
};

struct ClaimEvent {
  ClaimStep step;
  Instant at;
};

enum class StopReason { supplements, late_invoice, late_bond, withholding_check };
std::string_view name(StopReason);

// The days after `from`, up to and including `to`, do not count; without `to` it lasts until today.
struct Stop {
  Day from;
  std::optional<Day> to;
  StopReason reason;
};

constexpr int term_days_max = 60;
constexpr int invoice_days = 5;
constexpr int withholding_check_days_max = 15;

struct Rules {
  bool supplements_stop = true;
  bool late_invoice_stops = true;
  bool other_stops = true;  // late bond, withholding check
};

struct ClockInput {
  Regime regime = Regime::one_term;
  Subject subject = Subject::works;
  int days_verify = 30;              // two terms; all three are held within 1 and term_days_max
  int days_pay = 30;                 // two terms
  int days_treat = 30;               // one term
  bool health_verification = false;  // one term, health care, as the contract says: 30 days to verify, then 60 to pay
  std::optional<Day> sent_on;        // claim and statement sent, so received; without it the first claim_received counts
  bool has_statement = true;
  std::optional<Day> delivered_on;  // supplies: delivery; services: their (partial) end; nothing: not later than the claim
  bool invoices_reported = false;   // somebody tells when the invoice comes; if not, silence is never held against anyone
  std::vector<ClaimEvent> events;   // in any order
  std::vector<Stop> stops;          // other than those that follow from the events
  Rules rules = {};
};

enum class ClockState { not_started, running, stopped, met, lapsed, void_ };
std::string_view name(ClockState);

enum class WaitsFor {
  authority_treatment,
  authority_invoice_request,
  contractor_supplements,
  contractor_invoice,
  authority_payment,
  nobody,
};
std::string_view name(WaitsFor);

enum class Term { verification, invoice, payment };
std::string_view name(Term);

// On `on`, `days_left` days (10, 5 or 1) before the end of a term that still matters.
struct Warning {
  Term term;
  Day on;
  int days_left;
};

struct Clock {
  ClockState state = ClockState::not_started;
  WaitsFor waits_for = WaitsFor::nobody;
  std::optional<Day> started_on;
  std::optional<Day> verification_due;        // two terms
  std::optional<Day> invite_due;              // two terms: the invitation belongs to the verification
  std::optional<Day> invoice_due;             // once the contractor is invited
  std::optional<Day> payment_due;             // while the clock stands still: as if it went on after today
  bool verification_late = false;             // not accepted on its last day
  std::optional<int> days_left;               // to the payment, below zero when late; nothing when paid
  int stopped_days = 0;                       // until the payment is due, each day once
  std::vector<Stop> stops;                    // all that count, by day; an open one has no `to`
  std::vector<std::string_view> legal_basis;  // text keys: "kb_2013_art_95" …
  std::vector<Warning> warnings;              // by day; past ones too
};

// The clock as it stands on `today` (a day in Brussels); events of later days do not exist yet. After the due day the state
// is lapsed unless a payment in time was reported: the term is over, which says nothing of a payment that nobody told.
Clock run_clock(ClockInput const&, Day today, Calendar const& = {});

}  // namespace payments
