// SPDX-License-Identifier: EUPL-1.2
#include "clocks/clocks_store.h"

#include <algorithm>

namespace clocks::store {
namespace {

Kept read_kept(db::Row const& row) {
  return {{row.text(0)},
          {row.text(1)},
          row.text(2),
          row.is_null(3) ? std::nullopt : std::optional{DocumentId{row.text(3)}},
          parse_day(row.text(4)).value_or(Day{}),
          parse_day(row.text(5)).value_or(Day{}),
          row.text(6) == "authority" ? Side::authority : Side::contractor,
          row.number(7) == 1};
}

std::vector<Kept> all_kept(std::vector<db::Row> const& rows) {
  std::vector<Kept> found;
  found.reserve(rows.size());
  for (auto const& row : rows) found.push_back(read_kept(row));
  return found;
}

}  // namespace

std::optional<Facts> find_facts(db::Tx& tx, ContractId const& id) {
  auto const row = tx.maybe("SELECT authority_id, contractor_id, subject, published_on, award_on, award_cents FROM contracts WHERE id = $1", {id.text});
  if (!row) return std::nullopt;
  Facts facts{id, {row->text(0)}, {row->text(1)}, contracts::Subject::works, parse_day(row->text(3)).value_or(Day{}),
              parse_day(row->text(4)).value_or(Day{}), row->number(5)};
  for (auto subject : {contracts::Subject::works, contracts::Subject::supplies, contracts::Subject::services})
    if (contracts::name(subject) == row->text(2)) facts.subject = subject;
  return facts;
}

bool exchanges_any(db::Tx& tx, ContractId const& id, Rule const& rule) {
  auto const enabled = tx.all("SELECT type FROM enabled_types WHERE contract_id = $1 ORDER BY type LIMIT 500", {id.text});
  return std::any_of(enabled.begin(), enabled.end(), [&](db::Row const& row) { return rule.end_types.contains(row.text(0)); });
}

std::optional<Sent> find_sent(db::Tx& tx, DocumentId const& id) {
  auto const row = tx.maybe("SELECT type, replies_to_id, theme FROM documents WHERE id = $1 AND sent_at IS NOT NULL", {id.text});
  if (!row) return std::nullopt;
  return Sent{row->text(0), row->is_null(1) ? std::nullopt : std::optional{DocumentId{row->text(1)}},
              groups::parse_theme(row->text(2)).value_or(groups::Theme::general)};
}

std::vector<std::pair<DocumentId, std::string>> awaiting(db::Tx& tx, ContractId const& id, Rule const& rule) {
  std::vector<std::pair<DocumentId, std::string>> found;
  for (auto const& type : rule.start_types)
    for (auto const& row : tx.all(
             "SELECT id FROM documents WHERE contract_id = $1 AND type = $2 AND status = 'sent' AND awaits = 1 ORDER BY id DESC LIMIT 20",
             {id.text, type}))
      found.emplace_back(DocumentId{row.text(0)}, type);
  return found;
}

void insert(evidence::Deed& deed, Facts const& facts, Rule const& rule, Kept const& kept) {
  deed.tx.run(R"(
    INSERT INTO clocks (id, contract_id, rule, document_id, authority_id, contractor_id, theme, side, started_on, due_on, is_stopped, version,
                        changed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12))",
              {kept.id.text, kept.contract.text, kept.rule, kept.document ? db::Value{kept.document->text} : db::null(), facts.authority.text,
               facts.contractor.text, std::string{groups::name(rule.theme)}, std::string{contracts::name(kept.side)}, to_text(kept.started_on),
               to_text(kept.due_on), std::int64_t{kept.is_stopped}, deed.now_text()});
}

void update(evidence::Deed& deed, Kept const& before, Kept const& after) {
  if (before.started_on == after.started_on && before.due_on == after.due_on && before.side == after.side && before.is_stopped == after.is_stopped)
    return;
  deed.tx.run(R"(UPDATE clocks SET started_on = $2, due_on = $3, side = $4, is_stopped = $5, changed_at = $6, version = version + 1
                 WHERE id = $1 AND ended_at IS NULL)",
              {after.id.text, to_text(after.started_on), to_text(after.due_on), std::string{contracts::name(after.side)},
               std::int64_t{after.is_stopped}, deed.now_text()});
}

void end(evidence::Deed& deed, Kept const& kept, std::string_view outcome, std::optional<DocumentId> const& by) {
  deed.tx.run(R"(UPDATE clocks SET ended_at = $2, outcome = $3, ended_by_id = $4, is_stopped = 0, changed_at = $2, version = version + 1
                 WHERE id = $1 AND ended_at IS NULL)",
              {kept.id.text, deed.now_text(), std::string{outcome}, by ? db::Value{by->text} : db::null()});
}

void run_again(evidence::Deed& deed, DocumentId const& ended_by) {
  deed.tx.run(R"(UPDATE clocks SET ended_at = NULL, outcome = NULL, ended_by_id = NULL, changed_at = $2, version = version + 1
                 WHERE ended_by_id = $1)",
              {ended_by.text, deed.now_text()});
}

void run_again_of(evidence::Deed& deed, DocumentId const& document, std::string_view rule) {
  deed.tx.run(R"(UPDATE clocks SET ended_at = NULL, outcome = NULL, ended_by_id = NULL, changed_at = $3, version = version + 1
                 WHERE document_id = $1 AND rule = $2 AND outcome IN ('in_time', 'late'))",
              {document.text, rule, deed.now_text()});
}

std::vector<Kept> running_of_document(db::Tx& tx, DocumentId const& id) {
  return all_kept(tx.all(R"(
    SELECT id, contract_id, rule, document_id, started_on, due_on, side, is_stopped FROM clocks
    WHERE document_id = $1 AND ended_at IS NULL ORDER BY rule LIMIT 100)",
                         {id.text}));
}

std::vector<Kept> running_of_rule(db::Tx& tx, ContractId const& id, std::string const& rule) {
  return all_kept(tx.all(R"(
    SELECT id, contract_id, rule, document_id, started_on, due_on, side, is_stopped FROM clocks
    WHERE contract_id = $1 AND rule = $2 AND ended_at IS NULL ORDER BY id LIMIT 1000)",
                         {id.text, rule}));
}

std::optional<Kept> find_of_document(db::Tx& tx, DocumentId const& id, std::string const& rule) {
  auto const row = tx.maybe(R"(
    SELECT id, contract_id, rule, document_id, started_on, due_on, side, is_stopped FROM clocks
    WHERE document_id = $1 AND rule = $2 AND ended_at IS NULL)",
                            {id.text, rule});
  return row ? std::optional{read_kept(*row)} : std::nullopt;
}

std::vector<Kept> running_around(db::Tx& tx, OrganisationId const& authority, Day day, std::string const& after, int count) {
  return all_kept(tx.all(R"(
    SELECT id, contract_id, rule, document_id, started_on, due_on, side, is_stopped FROM clocks
    WHERE authority_id = $1 AND ended_at IS NULL AND due_on >= $2 AND started_on < $2 AND id > $3 ORDER BY id LIMIT $4)",
                         {authority.text, to_text(day), after, std::int64_t{count}}));
}

std::vector<Stop> stops_of(db::Tx& tx, ClockId const& id) {
  std::vector<Stop> found;
  for (auto const& row : tx.all("SELECT from_on, to_on, kind, reason, side FROM clock_stops WHERE clock_id = $1 ORDER BY from_on LIMIT $2",
                                {id.text, static_cast<std::int64_t>(stops_max)}))
    found.push_back({parse_day(row.text(0)).value_or(Day{}), parse_day(row.text(1)).value_or(Day{}), row.text(2), row.text(3),
                     row.text(4) == "authority" ? Side::authority : Side::contractor});
  return found;
}

std::optional<int> own_days(db::Tx& tx, ContractId const& id, std::string const& rule) {
  auto const row = tx.maybe("SELECT days FROM clock_terms WHERE contract_id = $1 AND rule = $2", {id.text, rule});
  return row ? std::optional{static_cast<int>(row->number(0))} : std::nullopt;
}

Day due_on(db::Tx& tx, Facts const& facts, Rule const& rule, Day started_on, std::vector<Stop> const& stops) {
  std::vector<Gap> gaps;
  for (auto const& stop : stops) gaps.push_back({stop.from - std::chrono::days{1}, stop.to});
  auto const days = own_days(tx, facts.id, rule.key).value_or(rule.days);
  auto const calendar = calendar::calendar_of(tx, facts.authority);
  return rule.count == Count::working ? end_of_working_days(started_on, days, calendar, gaps) : end_of_term(started_on, days, calendar, gaps);
}

}  // namespace clocks::store
