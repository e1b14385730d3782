// SPDX-License-Identifier: EUPL-1.2
#include "clocks/clocks.h"
#include "base/money.h"
#include "base/refusal.h"
#include "clocks/clocks_store.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace clocks {
namespace {

using groups::Level;

constexpr std::array<std::string_view, 7> state_names{"running", "stopped", "late", "expired", "in_time", "ended_late", "lapsed"};
constexpr std::int64_t rows_at_once = 1000;

contracts::Subject subject_of(std::string_view text) {
  for (auto subject : {contracts::Subject::works, contracts::Subject::supplies})
    if (contracts::name(subject) == text) return subject;
  return contracts::Subject::services;
}

// The columns, in the order of read_row:
//   c.id, contract_id, contract's title, other party, rule, document_id, document's title and number, theme, side, started_on,
//   due_on, is_stopped, ended_at, outcome, version, changed_at, and of the contract: published_on, subject, award_cents
Clock read_row(db::Row const& row, Side own) {
  Clock clock;
  clock.id = {row.text(0)};
  clock.contract = {row.text(1)};
  clock.contract_title = row.text(2);
  clock.other_party = row.text(3);
  clock.rule = row.text(4);
  if (!row.is_null(5)) clock.document = DocumentId{row.text(5)};
  clock.document_title = row.text(6);
  clock.document_number = row.maybe_number(7);
  clock.theme = groups::parse_theme(row.text(8)).value_or(groups::Theme::general);
  clock.side = row.text(9) == "authority" ? Side::authority : Side::contractor;
  clock.own = own;
  clock.started_on = parse_day(row.text(10)).value_or(Day{});
  clock.due_on = parse_day(row.text(11)).value_or(Day{});
  clock.is_stopped = row.number(12) == 1;
  clock.ended_at = row.maybe_text(13);
  clock.outcome = row.maybe_text(14);
  clock.version = row.number(15);
  clock.changed_at = row.text(16);
  clock.terms = find_rule(clock.rule, parse_day(row.text(17)).value_or(Day{}), subject_of(row.text(18)), row.number(19));
  if (!clock.terms) clock.terms = any_rule(clock.rule);
  return clock;
}

constexpr db::Sql running_of_authority = R"(
  SELECT c.id, c.contract_id, t.title, o.name, c.rule, c.document_id, d.title, d.number, c.theme, c.side, c.started_on, c.due_on, c.is_stopped,
         c.ended_at, c.outcome, c.version, c.changed_at, t.published_on, t.subject, t.award_cents
  FROM clocks c
  JOIN contracts t ON t.id = c.contract_id
  JOIN organisations o ON o.id = c.contractor_id
  LEFT JOIN documents d ON d.id = c.document_id
  WHERE c.authority_id = $1 AND c.ended_at IS NULL AND c.due_on >= $2 AND c.due_on <= $3 AND (c.due_on > $4 OR c.id > $5)
  ORDER BY c.due_on, c.id LIMIT $6)";

constexpr db::Sql running_of_contractor = R"(
  SELECT c.id, c.contract_id, t.title, o.name, c.rule, c.document_id, d.title, d.number, c.theme, c.side, c.started_on, c.due_on, c.is_stopped,
         c.ended_at, c.outcome, c.version, c.changed_at, t.published_on, t.subject, t.award_cents
  FROM clocks c
  JOIN contracts t ON t.id = c.contract_id
  JOIN organisations o ON o.id = c.authority_id
  LEFT JOIN documents d ON d.id = c.document_id
  WHERE c.contractor_id = $1 AND c.ended_at IS NULL AND c.due_on >= $2 AND c.due_on <= $3 AND (c.due_on > $4 OR c.id > $5)
  ORDER BY c.due_on, c.id LIMIT $6)";

// "2026-03-02.019c…": where a page ended.
struct Cursor {
  std::string due_on, id;
};
std::optional<Cursor> read_cursor(std::optional<std::string> const& text) {
  if (!text || text->size() != 47 || text->at(10) != '.' || !is_id(text->substr(11))) return std::nullopt;
  auto const day = parse_day(text->substr(0, 10));
  return day ? std::optional{Cursor{to_text(*day), text->substr(11)}} : std::nullopt;
}

std::string place_of(Clock const& clock) { return to_text(clock.due_on) + '.' + clock.id.text; }

// What is due from the cursor on, of both sides of the organisation, in one order; at most `rows_at_once`.
std::vector<Clock> walk(evidence::View& view, Day from, Day to, Cursor const& after) {
  std::vector<Clock> found;
  auto const first = std::max(to_text(from), after.due_on);
  auto const add = [&](std::vector<db::Row> const& rows, Side own) {
    for (auto const& row : rows) found.push_back(read_row(row, own));
  };
  auto const& organisation = view.actor.organisation.text;
  add(view.tx.all(running_of_authority, {organisation, first, to_text(to), after.due_on, after.id, rows_at_once}), Side::authority);
  auto const as_authority = found.size();
  add(view.tx.all(running_of_contractor, {organisation, first, to_text(to), after.due_on, after.id, rows_at_once}), Side::contractor);
  auto const middle = found.begin() + static_cast<std::ptrdiff_t>(as_authority);
  std::inplace_merge(found.begin(), middle, found.end(), [](Clock const& a, Clock const& b) { return std::tie(a.due_on, a.id) < std::tie(b.due_on, b.id); });
  if (found.size() > static_cast<std::size_t>(rows_at_once)) found.resize(static_cast<std::size_t>(rows_at_once));
  return found;
}

// Leaves those that the actor may read, and where `own_moves` only those on which his side must move.
void leave_shown(evidence::View& view, std::vector<Clock>& clocks, bool own_moves) {
  if (own_moves) std::erase_if(clocks, [](Clock const& clock) { return clock.side != clock.own; });
  std::vector<ContractId> contracts;
  contracts.reserve(clocks.size());
  for (auto const& clock : clocks) contracts.push_back(clock.contract);
  auto const rights = groups::rights_on_many(view, contracts);
  std::erase_if(clocks, [&](Clock const& clock) { return !rights.at(clock.contract).may(clock.theme, Level::read); });
}

}  // namespace

std::string_view name(State state) { return state_names.at(static_cast<std::size_t>(state)); }

State Clock::state(Day today) const {
  if (outcome) return *outcome == "in_time" ? State::in_time : *outcome == "late" ? State::ended_late : State::lapsed;
  if (is_stopped) return State::stopped;
  if (today <= due_on) return State::running;
  return terms && terms->expires ? State::expired : State::late;
}

Page list(evidence::View& view, Range const& range, std::optional<std::string> after, std::size_t count_max) {
  Page page;
  if (!people::standing(view).any()) return page;
  page.rows = walk(view, range.from, range.to, read_cursor(after).value_or(Cursor{}));
  if (page.rows.size() == static_cast<std::size_t>(rows_at_once)) page.next = place_of(page.rows.back());
  leave_shown(view, page.rows, range.own_moves);
  if (page.rows.size() > count_max) {
    page.rows.resize(count_max);
    page.next = place_of(page.rows.back());
  }
  return page;
}

std::vector<Clock> late(evidence::View& view, bool own_moves) {
  if (!people::standing(view).any()) return {};
  auto const today = brussels_day(view.now);
  auto found = walk(view, today - std::chrono::days{366}, today - std::chrono::days{1}, {});
  std::erase_if(found, [&](Clock const& clock) { return clock.state(today) != State::late; });
  leave_shown(view, found, own_moves);
  std::reverse(found.begin(), found.end());
  if (found.size() > 50) found.resize(50);
  return found;
}

OnContract on_contract(evidence::View& view, contracts::Opened const& contract) {
  OnContract found;
  auto const read = [&](std::vector<db::Row> const& rows, std::vector<Clock>& into) {
    for (auto const& row : rows)
      if (auto clock = read_row(row, contract.side); contract.may(clock.theme, Level::read)) into.push_back(std::move(clock));
  };
  read(view.tx.all(R"(
         SELECT c.id, c.contract_id, '', '', c.rule, c.document_id, d.title, d.number, c.theme, c.side, c.started_on, c.due_on, c.is_stopped,
                c.ended_at, c.outcome, c.version, c.changed_at, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT)
         FROM clocks c LEFT JOIN documents d ON d.id = c.document_id
         WHERE c.contract_id = $1 AND c.ended_at IS NULL ORDER BY c.due_on, c.id LIMIT 200)",
                   {contract.id.text, to_text(contract.published_on), std::string{contracts::name(contract.subject)}, contract.award_cents}),
       found.running);
  read(view.tx.all(R"(
         SELECT c.id, c.contract_id, '', '', c.rule, c.document_id, d.title, d.number, c.theme, c.side, c.started_on, c.due_on, c.is_stopped,
                c.ended_at, c.outcome, c.version, c.changed_at, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT)
         FROM clocks c LEFT JOIN documents d ON d.id = c.document_id
         WHERE c.contract_id = $1 AND c.ended_at IS NOT NULL ORDER BY c.ended_at DESC, c.id DESC LIMIT 50)",
                   {contract.id.text, to_text(contract.published_on), std::string{contracts::name(contract.subject)}, contract.award_cents}),
       found.ended);
  return found;
}

Opened open(evidence::View& view, ClockId const& id) {
  auto const row = view.tx.maybe(R"(
    SELECT c.id, c.contract_id, t.title, '', c.rule, c.document_id, d.title, d.number, c.theme, c.side, c.started_on, c.due_on, c.is_stopped,
           c.ended_at, c.outcome, c.version, c.changed_at, t.published_on, t.subject, t.award_cents
    FROM clocks c JOIN contracts t ON t.id = c.contract_id LEFT JOIN documents d ON d.id = c.document_id WHERE c.id = $1)",
                                 {id.text});
  if (!row) refuse(Refusal::not_found);
  auto contract = contracts::open(view, {row->text(1)});
  Opened opened{read_row(*row, contract.side), std::move(contract), store::stops_of(view.tx, id), 0};
  if (!opened.on.may(opened.theme, Level::read)) refuse(Refusal::not_found);
  opened.other_party = opened.on.side == Side::authority ? opened.on.contractor_name : opened.on.authority_name;
  opened.days = store::own_days(view.tx, opened.contract, opened.rule).value_or(opened.terms ? opened.terms->days : 0);
  return opened;
}

std::vector<StopKind> Opened::may_stop() const {
  std::vector<StopKind> found;
  if (!is_running() || !terms || !on.may(theme, Level::send) || stops.size() >= stops_max) return found;
  for (auto const& kind : terms->stops)
    if (kind.side == on.side) found.push_back(kind);
  return found;
}

std::vector<Term> terms_of(evidence::View& view, contracts::Opened const& contract) {
  std::map<std::string, std::pair<int, std::string>> own;
  for (auto const& row : view.tx.all("SELECT rule, days, reason FROM clock_terms WHERE contract_id = $1 ORDER BY rule LIMIT 100", {contract.id.text}))
    own[row.text(0)] = {static_cast<int>(row.number(1)), row.text(2)};
  std::vector<Term> found;
  for (auto const& rule : rules()) {
    if (rule.starts == Starts::payment || !rule.is_for(contract.published_on, contract.subject, contract.award_cents)) continue;
    if (!contract.may(rule.theme, Level::read)) continue;
    Term term{&rule, {}, {}};
    if (auto const differs = own.find(rule.key); differs != own.end()) {
      term.own_days = differs->second.first;
      term.reason = differs->second.second;
    }
    found.push_back(std::move(term));
  }
  return found;
}

std::optional<int> answer_days(evidence::View& view, contracts::Opened const& contract, types::Type const& type) {
  if (!type.awaits_answer || !type.due_field.empty()) return std::nullopt;
  std::optional<int> fewest;
  for (auto const& term : terms_of(view, contract)) {
    auto const& rule = *term.rule;
    if (!rule.start_types.contains(type.key) || !rule.start_day.empty() || !rule.is_ended_by_answer_to(type)) continue;
    auto const days = term.own_days.value_or(rule.days);
    fewest = std::min(fewest.value_or(days), days);
  }
  return fewest;
}

// ---------------------------------------------------------------- acting

Parsed<NewStop> read_stop(Fields const& fields) {
  std::vector<Mistake> mistakes;
  NewStop wanted{std::string{field(fields, "kind")}, std::string{field(fields, "reason")}, {}, {}};
  auto const day = [&](std::string_view name) {
    auto const text = field(fields, name);
    auto const parsed = parse_day(text);
    if (!parsed) mistakes.push_back({std::string{name}, text.empty() ? "missing" : "not_a_date"});
    return parsed;
  };
  if (wanted.kind.empty()) mistakes.push_back({"kind", "missing"});
  if (wanted.kind.size() > 40) mistakes.push_back({"kind", "unknown"});
  auto const from = day("from"), to = day("to");
  if (from && to && *to < *from) mistakes.push_back({"to", "wrong_order"});
  if (from && to && *to - *from >= std::chrono::days{stop_days_max}) mistakes.push_back({"to", "too_far"});
  if (wanted.reason.empty()) mistakes.push_back({"reason", "missing"});
  if (wanted.reason.size() > reason_bytes_max) mistakes.push_back({"reason", "too_long"});
  if (!mistakes.empty()) return mistakes;
  wanted.from = *from;
  wanted.to = *to;
  return wanted;
}

void stop(evidence::Deed& deed, ClockId const& id, NewStop const& wanted) {
  auto const clock = open(deed, id);
  if (!clock.is_running()) refuse(Refusal::wrong_step);
  auto const* kind = clock.terms ? clock.terms->find_stop(wanted.kind) : nullptr;
  if (!kind) throw Mistaken{{{"kind", "unknown"}}};
  if (kind->side != clock.on.side || !clock.on.may(clock.theme, Level::send)) refuse(Refusal::not_allowed);
  if (clock.stops.size() >= stops_max) throw Mistaken{{{"from", "too_many"}}};
  // Days that are over when the term is due, or before it began, stop nothing.
  if (wanted.to <= clock.started_on || wanted.from > clock.due_on) throw Mistaken{{{"from", "outside_term"}}};
  auto const clashes = [&](Stop const& each) { return wanted.from <= each.to && each.from <= wanted.to; };
  if (std::any_of(clock.stops.begin(), clock.stops.end(), clashes)) throw Mistaken{{{"from", "overlaps"}}};
  deed.tx.run("INSERT INTO clock_stops (clock_id, from_on, to_on, kind, reason, side, stopped_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
              {id.text, to_text(wanted.from), to_text(wanted.to), wanted.kind, wanted.reason, std::string{contracts::name(clock.on.side)},
               deed.now_text()});
  auto const days = static_cast<std::int64_t>((wanted.to - wanted.from).count() + 1);
  deed.record({evidence::Event::term_changed, clock.contract, clock.document,
               Shape::Object{{"rule", clock.rule}, {"days", days}, {"reason", wanted.reason}, {"from", to_text(wanted.from)}, {"to", to_text(wanted.to)}}});
}

Parsed<NewTerm> read_term(Fields const& fields, bool is_json) {
  std::vector<Mistake> mistakes;
  NewTerm wanted{std::string{field(fields, "rule")}, std::string{field(fields, "reason")}, {}};
  if (wanted.rule.empty()) mistakes.push_back({"rule", "missing"});
  if (wanted.rule.size() > 40) mistakes.push_back({"rule", "unknown"});
  if (auto const text = field(fields, "days"); !text.empty()) {
    auto const number = parse_decimal(text, 0, is_json);
    if (!number || *number < 1 || *number > term_days_max)
      mistakes.push_back({"days", number ? "too_large" : "not_a_number"});
    else
      wanted.days = static_cast<int>(*number);
  }
  if (wanted.reason.empty()) mistakes.push_back({"reason", "missing"});
  if (wanted.reason.size() > reason_bytes_max) mistakes.push_back({"reason", "too_long"});
  if (!mistakes.empty()) return mistakes;
  return wanted;
}

void set_term(evidence::Deed& deed, ContractId const& id, NewTerm const& wanted) {
  auto const contract = contracts::open(deed, id);
  if (contract.side != Side::authority || !contract.rights.administers) refuse(Refusal::not_allowed);
  auto const* rule = find_rule(wanted.rule, contract.published_on, contract.subject, contract.award_cents);
  if (!rule || rule->starts == Starts::payment) throw Mistaken{{{"rule", "unknown"}}};
  if (wanted.days)
    deed.tx.run(R"(INSERT INTO clock_terms (contract_id, rule, days, reason, changed_at) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (contract_id, rule) DO UPDATE SET days = excluded.days, reason = excluded.reason, changed_at = excluded.changed_at)",
                {id.text, wanted.rule, std::int64_t{*wanted.days}, wanted.reason, deed.now_text()});
  else
    deed.tx.run("DELETE FROM clock_terms WHERE contract_id = $1 AND rule = $2", {id.text, wanted.rule});
  deed.record({evidence::Event::term_changed, id, {},
               Shape::Object{{"rule", wanted.rule}, {"days", std::int64_t{wanted.days.value_or(rule->days)}}, {"reason", wanted.reason}}});
}

}  // namespace clocks
