// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/days.h"
#include "calendar/calendar.h"
#include "clocks/rules.h"
#include "dossier/dossier.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

// Clocks: the terms of the law that run on a contract, beyond and including the payment of a claim. What starts and ends
// them is data (rules.h); follow() hears the book and keeps a row for each, so that a calendar is one walk by due day.
//
//                              answered, or what was asked for came
//   (document sent, contract) ─▶ running ───────────────────────────▶ ended: in_time · late
//                                 │  ▲ stops, other days, closing days: the due day is worked out anew
//                                 └──┴─ the document is withdrawn, the claim refused ─▶ ended: lapsed
//
// Invariants
//  1. Only what was sent starts or ends a clock; a draft never does. What ended a clock and is withdrawn lets it run again.
//  2. A due day follows Regulation 1182/71 (base/days.h), the calendar of the authority, the contract's own days for the rule
//     and the stops of the clock. A clock that has ended does not change any more.
//  3. The row of a claim (rule "payment") is what payments::find_clock says, at every event of that claim.
//  4. A clock of a contract starts when the contract exchanges a document that can end it, and when its term was not over
//     before the contract came here.
//  5. Who may read the theme on that contract sees the clock; everybody else finds nothing. Both sides see the same.
//  6. Other days for a rule are set by the authority's administrator, with a reason; a stop by the side that the rule names,
//     by whoever may send on the theme. Both are in the book (term_changed).
namespace clocks {

using ClockId = Id<struct ClockKind>;
using AddressId = Id<struct AddressKind>;

// stopped: it stands still until somebody answers. expired: the right is over; late: somebody should have moved.
enum class State { running, stopped, late, expired, in_time, ended_late, lapsed };
std::string_view name(State);

struct Clock {
  ClockId id;
  ContractId contract;
  std::string contract_title, other_party;
  std::string rule;
  std::optional<DocumentId> document;
  std::string document_title;
  std::optional<std::int64_t> document_number;
  groups::Theme theme = groups::Theme::general;
  Side side = Side::authority;  // must move
  Side own = Side::authority;   // the reader's
  Day started_on, due_on;
  bool is_stopped = false;
  std::optional<std::string> ended_at, outcome;
  std::int64_t version = 1;
  std::string changed_at;
  Rule const* terms = nullptr;  // null when the rule is gone

  State state(Day today) const;
  bool is_running() const { return !ended_at; }
};

// The day in a field of a document, from the room that keeps the fields; nothing where there is none.
using DayOf = std::function<std::optional<Day>(db::Tx&, DocumentId const&, std::string_view field)>;
// Called for every entry of the book.
void follow(evidence::Deed&, evidence::Entry const&, DayOf const& day_of = {});

// ---- reading

struct Range {
  Day from, to;             // due on one of these days
  bool own_moves = false;   // only where the reader's side must move
};
struct Page {
  std::vector<Clock> rows;
  std::optional<std::string> next;  // give it as `after` for the next page
};
constexpr std::size_t page_rows_max = 500;
// The running clocks of the actor's organisation that he may read, by due day. Rights are decided once for each contract.
Page list(evidence::View&, Range const&, std::optional<std::string> after = {}, std::size_t count_max = page_rows_max);
// What runs late today, the latest due day first; at most 50.
std::vector<Clock> late(evidence::View&, bool own_moves);

// Those of a contract that the actor may read: what runs by due day, and the newest of what has ended.
struct OnContract {
  std::vector<Clock> running, ended;
};
OnContract on_contract(evidence::View&, contracts::Opened const&);

// Days, the first and the last included, on which a clock stands still.
struct Stop {
  Day from, to;
  std::string kind, reason;
  Side side = Side::contractor;
};
constexpr std::size_t stops_max = 20;
constexpr int stop_days_max = 120;
constexpr std::size_t reason_bytes_max = 1000;

struct Opened : Clock {
  contracts::Opened on;
  std::vector<Stop> stops;
  int days = 0;  // of this contract
  // The stops that the actor may record now.
  std::vector<StopKind> may_stop() const;
};
Opened open(evidence::View&, ClockId const&);

// A rule as it stands on a contract: with days of its own when they differ.
struct Term {
  Rule const* rule = nullptr;
  std::optional<int> own_days;
  std::string reason;
};
// All that are in force for such a contract and that the actor may read, payment aside: that stands in the contract.
std::vector<Term> terms_of(evidence::View&, contracts::Opened const&);

// Within how many calendar days after sending a document of that type on that contract must be answered; nothing when no rule
// that the actor may read says it, or when the rule counts from a day in the document.
std::optional<int> answer_days(evidence::View&, contracts::Opened const&, types::Type const&);

// ---- acting

struct NewStop {
  std::string kind, reason;
  Day from, to;
};
// Mistakes: missing, not_a_date, unknown, too_long, wrong_order, too_large.
Parsed<NewStop> read_stop(Fields const&);
// not_allowed for the other side and without the right to send; wrong_step when the clock has ended. Records term_changed.
void stop(evidence::Deed&, ClockId const&, NewStop const&);

struct NewTerm {
  std::string rule, reason;
  std::optional<int> days;  // nothing: those of the law again
};
Parsed<NewTerm> read_term(Fields const&, bool is_json);
// Asks for an administrator of the authority. Records term_changed.
void set_term(evidence::Deed&, ContractId const&, NewTerm const&);

}  // namespace clocks
