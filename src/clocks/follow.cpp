// SPDX-License-Identifier: EUPL-1.2
#include "clocks/clocks_store.h"
#include "payments/payments.h"

#include <algorithm>

// What the book tells, in the order in which it may happen.
namespace clocks {
namespace {

using evidence::Deed;
using evidence::Event;

constexpr int rows_at_once = 500;

std::string_view outcome_of(Deed const& deed, Day due_on) { return brussels_day(deed.now) <= due_on ? "in_time" : "late"; }

void start(Deed& deed, store::Facts const& facts, Rule const& rule, std::optional<DocumentId> const& document, Day started_on) {
  store::insert(deed, facts, rule,
                {{new_id()}, facts.id, rule.key, document, started_on, store::due_on(deed.tx, facts, rule, started_on, {}), rule.side, false});
}

// ---- the day on a document

// A document that waits for an answer has the day of the earliest clock that an answer ends: its own, and those of the
// contract that it starts. What the sender asked for himself stands.
void set_answer_day(Deed& deed, store::Facts const& facts, DocumentId const& document, std::string_view type_key) {
  auto const* type = types::find(type_key);
  if (!type || !type->awaits_answer || type->own_form || !type->due_field.empty()) return;
  auto clocks = store::running_of_document(deed.tx, document);
  for (auto const& rule : rules())
    if (rule.starts == Starts::contract && rule.start_types.contains(type_key) && facts.rule(rule.key) == &rule)
      for (auto& kept : store::running_of_rule(deed.tx, facts.id, rule.key)) clocks.push_back(std::move(kept));
  std::optional<Day> day;
  for (auto const& kept : clocks)
    if (auto const* rule = facts.rule(kept.rule); rule && rule->is_ended_by_answer_to(*type))
      day = std::min(day.value_or(kept.due_on), kept.due_on);
  if (day) dossier::set_answer_day(deed, document, *day);
}

void set_answer_days(Deed& deed, store::Facts const& facts, Rule const& rule, store::Kept const& kept) {
  if (!kept.document) {
    for (auto const& [document, type] : store::awaiting(deed.tx, facts.id, rule)) set_answer_day(deed, facts, document, type);
  } else if (auto const sent = store::find_sent(deed.tx, *kept.document)) {
    set_answer_day(deed, facts, *kept.document, sent->type);
  }
}

// Works the due day out anew. The rule may have gone since; then the clock stays as it is.
void recompute(Deed& deed, store::Facts const& facts, store::Kept const& kept) {
  auto const* rule = facts.rule(kept.rule);
  if (!rule || rule->starts == Starts::payment) return;
  auto after = kept;
  after.due_on = store::due_on(deed.tx, facts, *rule, kept.started_on, store::stops_of(deed.tx, kept.id));
  store::update(deed, kept, after);
  set_answer_days(deed, facts, *rule, after);
}

// ---- the payment of a claim

// The row says what the clock of the claim says. `notice`: the one that told of the payment.
void follow_claim(Deed& deed, store::Facts const& facts, DocumentId const& claim, std::optional<DocumentId> const& notice = {}) {
  auto const* rule = facts.rule("payment");
  auto const clock = payments::find_clock(deed.tx, claim, deed.now);
  if (!rule || !clock) return;
  auto const before = store::find_of_document(deed.tx, claim, rule->key);
  if (clock->state == payments::ClockState::void_) {
    if (before) store::end(deed, *before, "lapsed", std::nullopt);
    return;
  }
  if (clock->invoice_due)
    if (auto const request = payments::waiting_invoice_request(deed.tx, claim)) dossier::set_answer_day(deed, *request, *clock->invoice_due);
  if (!clock->started_on || !clock->payment_due) return;
  store::Kept after{{}, facts.id, rule->key, claim, *clock->started_on, *clock->payment_due, rule->side, clock->state == payments::ClockState::stopped};
  if (clock->waits_for == payments::WaitsFor::contractor_supplements) after.side = Side::contractor;
  after.id = before ? before->id : ClockId{new_id()};
  if (before)
    store::update(deed, *before, after);
  else
    store::insert(deed, facts, *rule, after);
  if (clock->waits_for == payments::WaitsFor::nobody)  // it is paid
    store::end(deed, after, clock->state == payments::ClockState::met ? "in_time" : "late", notice);
}

// A payment notice was sent or withdrawn: what ended the term may end it no more, or on another day.
void follow_payment(Deed& deed, store::Facts const& facts, DocumentId const& notice, bool stands) {
  auto const claim = payments::claim_behind(deed.tx, notice);
  if (!claim) return;
  store::run_again_of(deed, *claim, "payment");
  follow_claim(deed, facts, *claim, stands ? std::optional{notice} : std::nullopt);
}

// The invoice came, or is waited for no longer: the claim waits for another.
void follow_invoice(Deed& deed, evidence::Entry const& entry) {
  auto const sent = entry.document ? store::find_sent(deed.tx, *entry.document) : std::nullopt;
  if (!sent || sent->type != "invoice_request") return;
  auto const claim = payments::claim_behind(deed.tx, *entry.document);
  auto const facts = claim ? store::find_facts(deed.tx, *entry.contract) : std::nullopt;
  if (facts && store::find_of_document(deed.tx, *claim, "payment")) follow_claim(deed, *facts, *claim);
}

// ---- contracts and documents

void follow_contract(Deed& deed, store::Facts const& facts) {
  for (auto const& rule : rules()) {
    if (rule.starts != Starts::contract || facts.rule(rule.key) != &rule) continue;
    if (!store::exchanges_any(deed.tx, facts.id, rule)) continue;
    // A term that was over before the contract came here is none of ours.
    if (store::due_on(deed.tx, facts, rule, facts.award_on, {}) < brussels_day(deed.now)) continue;
    start(deed, facts, rule, std::nullopt, facts.award_on);
  }
}

// The document that starts a contract's clock says the real day.
void start_anew(Deed& deed, store::Facts const& facts, Rule const& rule, Day day) {
  auto const running = store::running_of_rule(deed.tx, facts.id, rule.key);
  if (running.empty()) {
    if (!deed.tx.maybe("SELECT id FROM clocks WHERE contract_id = $1 AND rule = $2 AND outcome IN ('in_time', 'late') LIMIT 1", {facts.id.text, rule.key}) &&
        store::exchanges_any(deed.tx, facts.id, rule))
      start(deed, facts, rule, std::nullopt, day);
    return;
  }
  for (auto const& kept : running) {
    auto after = kept;
    after.started_on = day;
    after.due_on = store::due_on(deed.tx, facts, rule, day, store::stops_of(deed.tx, kept.id));
    store::update(deed, kept, after);
  }
}

void end_by(Deed& deed, store::Facts const& facts, Rule const& rule, DocumentId const& document, store::Sent const& sent) {
  if (!rule.end_types.contains(sent.type)) return;
  if (rule.ends == Ends::answer) {
    if (!sent.replies_to) return;
    if (auto const kept = store::find_of_document(deed.tx, *sent.replies_to, rule.key))
      store::end(deed, *kept, outcome_of(deed, kept->due_on), document);
    return;
  }
  for (auto const& kept : store::running_of_rule(deed.tx, facts.id, rule.key)) store::end(deed, kept, outcome_of(deed, kept.due_on), document);
}

void start_by(Deed& deed, store::Facts const& facts, Rule const& rule, DocumentId const& document, store::Sent const& sent, DayOf const& day_of) {
  if (rule.starts == Starts::payment || !rule.start_types.contains(sent.type)) return;
  auto const today = brussels_day(deed.now);
  auto const day = rule.start_day.empty() || !day_of ? std::nullopt : day_of(deed.tx, document, rule.start_day);
  if (rule.starts == Starts::contract) return start_anew(deed, facts, rule, day.value_or(today));
  if (rule.ends != Ends::itself) return start(deed, facts, rule, document, day.value_or(today));
  // A document that is the answer itself: without the day it says nothing about time.
  if (!day || *day > today) return;
  start(deed, facts, rule, document, *day);
  if (auto const kept = store::find_of_document(deed.tx, document, rule.key)) store::end(deed, *kept, outcome_of(deed, kept->due_on), std::nullopt);
}

void follow_sent(Deed& deed, store::Facts const& facts, DocumentId const& document, DayOf const& day_of) {
  auto const sent = store::find_sent(deed.tx, document);
  if (!sent) return;
  if (sent->type == "payment_claim") follow_claim(deed, facts, document);
  if (sent->type == "payment_notice") follow_payment(deed, facts, document, true);
  for (auto const& rule : rules()) {
    bool const is_named = rule.end_types.contains(sent->type) || rule.start_types.contains(sent->type);
    if (!is_named || facts.rule(rule.key) != &rule) continue;
    end_by(deed, facts, rule, document, *sent);
    start_by(deed, facts, rule, document, *sent, day_of);
  }
  set_answer_day(deed, facts, document, sent->type);
}

void follow_withdrawn(Deed& deed, store::Facts const& facts, DocumentId const& document) {
  for (auto const& kept : store::running_of_document(deed.tx, document)) store::end(deed, kept, "lapsed", std::nullopt);
  store::run_again(deed, document);
  if (auto const sent = store::find_sent(deed.tx, document); sent && sent->type == "payment_notice") follow_payment(deed, facts, document, false);
  // While it was ended nothing changed it.
  for (auto const& rule : rules())
    if (rule.ends == Ends::any)
      for (auto const& kept : store::running_of_rule(deed.tx, facts.id, rule.key)) recompute(deed, facts, kept);
}

void follow_closed(Deed& deed, DocumentId const& document) {
  for (auto const& kept : store::running_of_document(deed.tx, document))
    if (kept.rule != "payment") store::end(deed, kept, outcome_of(deed, kept.due_on), std::nullopt);
}

// A day on which the authority closes or opens moves only what began before it and is not due before it.
void follow_closing_day(Deed& deed, evidence::Entry const& entry) {
  auto const text = std::get_if<std::string>(&entry.particulars.at("day").value());
  auto const day = text ? parse_day(*text) : std::nullopt;
  if (!day) return;
  for (std::string after;;) {
    auto const around = store::running_around(deed.tx, deed.actor.organisation, *day, after, rows_at_once);
    for (auto const& kept : around) {
      after = kept.id.text;
      auto const facts = store::find_facts(deed.tx, kept.contract);
      if (!facts) continue;
      if (kept.rule == "payment" && kept.document)
        follow_claim(deed, *facts, *kept.document);
      else
        recompute(deed, *facts, kept);
    }
    if (around.size() < static_cast<std::size_t>(rows_at_once)) return;
  }
}

}  // namespace

void follow(Deed& deed, evidence::Entry const& entry, DayOf const& day_of) {
  if (entry.event == Event::closing_day_changed) return follow_closing_day(deed, entry);
  if (!entry.contract) return;
  switch (entry.event) {
    case Event::contract_created:
      if (auto const facts = store::find_facts(deed.tx, *entry.contract)) follow_contract(deed, *facts);
      return;
    case Event::document_sent:
      if (auto const facts = store::find_facts(deed.tx, *entry.contract); facts && entry.document)
        follow_sent(deed, *facts, *entry.document, day_of);
      return;
    case Event::document_withdrawn:
      if (auto const facts = store::find_facts(deed.tx, *entry.contract); facts && entry.document) follow_withdrawn(deed, *facts, *entry.document);
      return;
    case Event::document_closed:
      if (entry.document) follow_closed(deed, *entry.document);
      follow_invoice(deed, entry);
      return;
    case Event::document_answered: return follow_invoice(deed, entry);
    case Event::supplements_asked:
    case Event::supplements_sent:
    case Event::claim_accepted:
    case Event::claim_accepted_partially:
    case Event::claim_refused:
    case Event::invoice_requested:
      if (auto const facts = store::find_facts(deed.tx, *entry.contract); facts && entry.document) follow_claim(deed, *facts, *entry.document);
      return;
    case Event::term_changed: {
      auto const rule = std::get_if<std::string>(&entry.particulars.at("rule").value());
      auto const facts = store::find_facts(deed.tx, *entry.contract);
      if (!rule || !facts) return;
      for (auto const& kept : store::running_of_rule(deed.tx, *entry.contract, *rule)) recompute(deed, *facts, kept);
      return;
    }
    default: return;  // the other events start and end no term
  }
}

}  // namespace clocks
