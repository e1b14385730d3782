// SPDX-License-Identifier: EUPL-1.2
#include "payments/clock.h"

#include <algorithm>

namespace payments {

using std::chrono::days;

namespace {

// What the events come down to: one day for each step that counts.
struct Course {
  std::optional<Day> received, accepted, invited, invoiced, paid;
  bool is_void = false;
  bool waits_for_supplements = false;
};

int held(int term_days) { return std::clamp(term_days, 1, term_days_max); }

bool has_two_terms(ClockInput const& input) { return input.regime == Regime::two_terms || input.health_verification; }
int verification_days(ClockInput const& input) { return input.regime == Regime::two_terms ? held(input.days_verify) : 30; }
int payment_days(ClockInput const& input) { return input.regime == Regime::two_terms ? held(input.days_pay) : 60; }

void keep_first(std::optional<Day>& kept, Day day) {
  if (!kept) kept = day;
}

void close_supplements(std::vector<Stop>& stops, Day day) {
  for (auto& stop : stops)
    if (stop.reason == StopReason::supplements && !stop.to) stop.to = day;
}

// Follows the events up to `today`; stops that follow from supplements are added to `stops`.
Course follow(ClockInput const& input, Day today, std::vector<Stop>& stops) {
  auto events = input.events;
  std::stable_sort(events.begin(), events.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
  Course course;
  course.received = input.sent_on;
  for (auto const& event : events) {
    auto const day = brussels_day(event.at);
    if (day > today) break;
    switch (event.step) {
      case ClaimStep::claim_received: keep_first(course.received, day); break;
      case ClaimStep::supplements_asked:
        if (course.accepted || course.waits_for_supplements) break;
        course.waits_for_supplements = true;
        if (input.rules.supplements_stop) stops.push_back({day, std::nullopt, StopReason::supplements});
        break;
      case ClaimStep::accepted:
      case ClaimStep::accepted_partially: keep_first(course.accepted, day); [[fallthrough]];
      case ClaimStep::supplements_received:
        course.waits_for_supplements = false;
        close_supplements(stops, day);
        break;
      case ClaimStep::refused:
      case ClaimStep::withdrawn: course.is_void = course.is_void || !course.accepted; break;
      case ClaimStep::invoice_requested: keep_first(course.invited, day); break;
      case ClaimStep::invoice_received: keep_first(course.invoiced, day); break;
      case ClaimStep::paid:
        keep_first(course.paid, day);
        close_supplements(stops, day);
        break;
    }
  }
  return course;
}

// The day on which the authority had everything, if that day is not still to come.
std::optional<Day> start(ClockInput const& input, Course const& course, Day today) {
  if (!course.received || !input.has_statement) return std::nullopt;
  auto const day =
      input.subject == Subject::works ? *course.received : std::max(*course.received, input.delivered_on.value_or(*course.received));
  if (day > today) return std::nullopt;
  return day;
}

void add_given_stops(ClockInput const& input, std::vector<Stop>& stops) {
  for (auto stop : input.stops) {
    auto const other = stop.reason == StopReason::late_bond || stop.reason == StopReason::withholding_check;
    if (other && !input.rules.other_stops) continue;
    if (stop.to && *stop.to <= stop.from) continue;
    stops.push_back(stop);
  }
}

// An invoice after its due day, or, where invoices are reported, one that is still not there.
void add_late_invoice(ClockInput const& input, Course const& course, Day invoice_due, Day today, std::vector<Stop>& stops) {
  if (!input.rules.late_invoice_stops) return;
  if (course.invoiced) {
    if (*course.invoiced > invoice_due) stops.push_back({invoice_due, course.invoiced, StopReason::late_invoice});
  } else if (input.invoices_reported && today > invoice_due) {
    stops.push_back({invoice_due, std::nullopt, StopReason::late_invoice});
  }
}

// `now`: today, or the day of payment, after which nothing stops any more.
std::vector<Gap> gaps_of(std::vector<Stop> const& stops, Day now) {
  std::vector<Gap> gaps;
  for (auto const& stop : stops) {
    Gap gap{stop.from, stop.to.value_or(std::max(now, stop.from))};
    if (stop.reason == StopReason::withholding_check) gap.until = std::min(gap.until, gap.after + days{withholding_check_days_max});
    gaps.push_back(gap);
  }
  return gaps;
}

int days_in_gaps(std::vector<Gap> gaps, Day after, Day until) {
  std::sort(gaps.begin(), gaps.end(), [](Gap const& a, Gap const& b) { return a.after < b.after; });
  int count = 0;
  for (auto const& gap : gaps) {
    auto const begin = std::max(gap.after, after), end = std::min(gap.until, until);
    if (end <= begin) continue;
    count += static_cast<int>((end - begin).count());
    after = end;
  }
  return count;
}

bool stands_still(std::vector<Gap> const& gaps, std::vector<Stop> const& stops, Day today) {
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    auto const& gap = gaps[i];
    bool const lasts = stops[i].to ? today < gap.until : today <= gap.until;
    if (gap.after <= today && lasts) return true;
  }
  return false;
}

WaitsFor waits_for(Course const& course, Clock const& clock, bool invoices_reported, Day today) {
  if (course.is_void || course.paid || !clock.started_on) return WaitsFor::nobody;
  if (course.waits_for_supplements) return WaitsFor::contractor_supplements;
  if (!course.accepted) return WaitsFor::authority_treatment;
  if (!course.invited && !course.invoiced) return WaitsFor::authority_invoice_request;
  bool const awaited = !course.invoiced && (invoices_reported || today <= *clock.invoice_due);
  return awaited ? WaitsFor::contractor_invoice : WaitsFor::authority_payment;
}

ClockState state(Course const& course, Clock const& clock, std::vector<Gap> const& gaps, Day today) {
  if (course.paid) return *course.paid <= *clock.payment_due ? ClockState::met : ClockState::lapsed;
  if (today > *clock.payment_due) return ClockState::lapsed;
  return stands_still(gaps, clock.stops, today) ? ClockState::stopped : ClockState::running;
}

std::vector<std::string_view> legal_basis(ClockInput const& input) {
  std::vector<std::string_view> keys;
  switch (input.subject) {
    case Subject::works: keys = {"kb_2013_art_95"}; break;
    case Subject::supplies: keys = {"kb_2013_art_120", "kb_2013_art_127"}; break;
    case Subject::services: keys = {"kb_2013_art_156", "kb_2013_art_160"}; break;
  }
  if (input.regime == Regime::one_term) keys.push_back("kb_2024_08_12");
  keys.push_back("reg_1182_71_art_3");
  return keys;
}

std::vector<Warning> warnings(Course const& course, Clock const& clock) {
  std::vector<Warning> list;
  auto const add = [&](Term term, Day since, Day due) {
    for (int left : {10, 5, 1})
      if (due - days{left} > since) list.push_back({term, due - days{left}, left});
  };
  if (course.paid) return list;
  if (clock.verification_due && !course.accepted) add(Term::verification, *clock.started_on, *clock.verification_due);
  if (clock.invoice_due && !course.invoiced) add(Term::invoice, *course.invited, *clock.invoice_due);
  add(Term::payment, *clock.started_on, *clock.payment_due);
  std::stable_sort(list.begin(), list.end(), [](Warning const& a, Warning const& b) { return a.on < b.on; });
  return list;
}

void set_due_days(ClockInput const& input, Course const& course, Calendar const& calendar, std::vector<Gap> const& gaps, Clock& clock) {
  if (!has_two_terms(input)) {
    clock.payment_due = end_of_term(*clock.started_on, held(input.days_treat), calendar, gaps);
    return;
  }
  // What stops the payment after the verification has ended does not lengthen the verification.
  std::vector<Gap> before;
  for (auto const& gap : gaps)
    if (gap.after < course.accepted.value_or(Day::max())) before.push_back(gap);
  clock.verification_due = end_of_term(*clock.started_on, verification_days(input), calendar, before);
  clock.invite_due = clock.verification_due;
  auto const verified = std::min(course.accepted.value_or(*clock.verification_due), *clock.verification_due);
  clock.payment_due = end_of_term(std::max(verified, *clock.started_on), payment_days(input), calendar, gaps);
}

}  // namespace

std::string_view name(StopReason reason) {
  switch (reason) {
    case StopReason::supplements: return "supplements";
    case StopReason::late_invoice: return "late_invoice";
    case StopReason::late_bond: return "late_bond";
    case StopReason::withholding_check: return "withholding_check";
  }
  return {};
}

std::string_view name(ClockState value) {
  switch (value) {
    case ClockState::not_started: return "not_started";
    case ClockState::running: return "running";
    case ClockState::stopped: return "stopped";
    case ClockState::met: return "met";
    case ClockState::lapsed: return "lapsed";
    case ClockState::void_: return "void";
  }
  return {};
}

std::string_view name(WaitsFor value) {
  switch (value) {
    case WaitsFor::authority_treatment: return "authority_treatment";
    case WaitsFor::authority_invoice_request: return "authority_invoice_request";
    case WaitsFor::contractor_supplements: return "contractor_supplements";
    case WaitsFor::contractor_invoice: return "contractor_invoice";
    case WaitsFor::authority_payment: return "authority_payment";
    case WaitsFor::nobody: return "nobody";
  }
  return {};
}

std::string_view name(Term term) {
  switch (term) {
    case Term::verification: return "verification";
    case Term::invoice: return "invoice";
    case Term::payment: return "payment";
  }
  return {};
}

Clock run_clock(ClockInput const& input, Day today, Calendar const& calendar) {
  Clock clock;
  clock.legal_basis = legal_basis(input);
  auto const course = follow(input, today, clock.stops);
  if (course.is_void) {
    clock.stops.clear();
    clock.state = ClockState::void_;
    return clock;
  }
  clock.started_on = start(input, course, today);
  if (!clock.started_on) {
    clock.stops.clear();
    return clock;
  }
  if (course.invited) {
    clock.invoice_due = end_of_term(*course.invited, invoice_days, calendar);
    add_late_invoice(input, course, *clock.invoice_due, std::min(today, course.paid.value_or(today)), clock.stops);
  }
  add_given_stops(input, clock.stops);
  std::stable_sort(clock.stops.begin(), clock.stops.end(), [](Stop const& a, Stop const& b) { return a.from < b.from; });
  auto const gaps = gaps_of(clock.stops, std::min(today, course.paid.value_or(today)));
  set_due_days(input, course, calendar, gaps, clock);
  clock.stopped_days = days_in_gaps(gaps, *clock.started_on, *clock.payment_due);
  clock.verification_late = clock.verification_due && course.accepted.value_or(today) > *clock.verification_due;
  if (!course.paid) clock.days_left = static_cast<int>((*clock.payment_due - today).count());
  clock.waits_for = waits_for(course, clock, input.invoices_reported, today);
  clock.state = state(course, clock, gaps, today);
  clock.warnings = warnings(course, clock);
  return clock;
}

}  // namespace payments
