// SPDX-License-Identifier: EUPL-1.2
#include "actions/actions.h"
#include "payments/payments.h"

#include <algorithm>
#include <array>

namespace actions {
namespace {

using evidence::Event;

constexpr std::array<std::string_view, 6> names{"send", "treat", "supplement", "request_invoice", "invoice", "answer"};

struct Facts {
  std::string type, theme, authority, contractor, sender;
  bool awaits = false;
  std::string const& other_side() const { return sender == authority ? contractor : authority; }
};

// Claims and what hangs on them tell of their steps themselves.
bool has_own_form(std::string_view type) {
  auto const* found = types::find(type);
  return found && found->own_form;
}

std::optional<Facts> facts_of(db::Tx& tx, DocumentId const& document);
void open_one(evidence::Deed&, ContractId const&, DocumentId const&, Facts const&, std::string const& organisation, Kind);
void close(evidence::Deed&, DocumentId const&, Kind, std::string_view outcome);
void lapse_all(evidence::Deed&, DocumentId const&);
void set_due(evidence::Deed&, DocumentId const&);
void set_due_of_all(evidence::Deed&);
void hold(evidence::Deed&, Action const&, PersonId const&);

}  // namespace

std::string_view name(Kind kind) { return names.at(static_cast<std::size_t>(kind)); }

void follow(evidence::Deed& deed, evidence::Entry const& entry) {
  if (entry.event == Event::closing_day_changed) return set_due_of_all(deed);
  if (!entry.contract || !entry.document) return;
  auto const& document = *entry.document;
  auto open = [&](Kind kind, contracts::Side side) {
    if (auto facts = facts_of(deed.tx, document))
      open_one(deed, *entry.contract, document, *facts, side == contracts::Side::authority ? facts->authority : facts->contractor, kind);
  };
  switch (entry.event) {
    case Event::put_ready:  // a draft is the business of its own side
      if (auto facts = facts_of(deed.tx, document))
        open_one(deed, *entry.contract, document, *facts, deed.actor.organisation.text, Kind::send);
      return;
    case Event::draft_saved:
    case Event::returned_to_draft:
    case Event::draft_deleted: return close(deed, document, Kind::send, "lapsed");
    case Event::document_sent: {
      close(deed, document, Kind::send, "done");
      auto const facts = facts_of(deed.tx, document);
      if (facts && facts->type == "payment_claim")
        open_one(deed, *entry.contract, document, *facts, facts->authority, Kind::treat);
      else if (facts && facts->awaits && !has_own_form(facts->type))
        open_one(deed, *entry.contract, document, *facts, facts->other_side(), Kind::answer);
      break;
    }
    case Event::document_answered:
      // The answer to an invoice request, or to the invoice: it was invoiced.
      if (auto const claim = payments::claim_behind(deed.tx, document)) close(deed, *claim, Kind::invoice, "done");
      return close(deed, document, Kind::answer, "done");
    case Event::document_closed:
      // Nobody waits for the invoice any more.
      if (auto const claim = payments::claim_behind(deed.tx, document)) close(deed, *claim, Kind::invoice, "lapsed");
      return close(deed, document, Kind::answer, "done");
    case Event::document_withdrawn: return lapse_all(deed, document);
    case Event::supplements_asked: open(Kind::supplement, contracts::Side::contractor); break;
    case Event::supplements_sent: close(deed, document, Kind::supplement, "done"); break;
    case Event::claim_accepted:
    case Event::claim_accepted_partially:
      close(deed, document, Kind::treat, "done");
      open(Kind::request_invoice, contracts::Side::authority);
      break;
    case Event::claim_refused: return close(deed, document, Kind::treat, "done");
    case Event::invoice_requested:
      close(deed, document, Kind::request_invoice, "done");
      open(Kind::invoice, contracts::Side::contractor);
      break;
    default: return;  // the other events ask nobody to do anything
  }
  set_due(deed, document);
}

// ---------------------------------------------------------------- who may

namespace {

// What people may do on contracts, asked once for each of them.
class Decided {
 public:
  explicit Decided(evidence::View& view) : view_{view} {}

  void learn(PersonId const& person, std::vector<ContractId> contracts) {
    std::sort(contracts.begin(), contracts.end());
    contracts.erase(std::unique(contracts.begin(), contracts.end()), contracts.end());
    std::erase_if(contracts, [&](ContractId const& each) { return known_.contains({person, each}); });
    if (contracts.empty()) return;
    evidence::Actor const actor{person, view_.actor.organisation, view_.actor.language};
    evidence::View view{view_.tx, actor, view_.now};
    for (auto& [contract, rights] : groups::rights_on_many(view, contracts)) known_[{person, contract}] = rights;
  }
  groups::Rights const& on(PersonId const& person, ContractId const& contract) const { return known_.at({person, contract}); }

 private:
  evidence::View& view_;
  std::map<std::pair<PersonId, ContractId>, groups::Rights> known_;
};

// One action, as far as it takes to decide about it.
struct Seen {
  ActionId id;
  ContractId contract;
  std::optional<groups::Theme> theme;
  groups::Level level = groups::Level::send;
  std::optional<PersonId> assignee;

  bool may_be_done_by(Decided const& decided, PersonId const& person) const {
    return theme && decided.on(person, contract).may(*theme, level);
  }
  // Somebody else holds it and still may do it.
  bool is_held_by_other(Decided const& decided, PersonId const& me) const {
    return assignee && *assignee != me && may_be_done_by(decided, *assignee);
  }
};

Seen read_seen(db::Row const& row) {
  return {{row.text(0)},
          {row.text(1)},
          groups::parse_theme(row.text(2)),
          static_cast<groups::Level>(row.number(3)),
          row.is_null(4) ? std::nullopt : std::optional{PersonId{row.text(4)}}};
}

void learn(Decided& decided, PersonId const& me, std::vector<Seen> const& rows) {
  std::map<PersonId, std::vector<ContractId>> asked;
  for (auto const& row : rows) {
    asked[me].push_back(row.contract);
    if (row.assignee) asked[*row.assignee].push_back(row.contract);
  }
  for (auto& [person, contracts] : asked) decided.learn(person, std::move(contracts));
}

constexpr std::int64_t batch = 100;

std::vector<Seen> next_batch(evidence::View& view, Wanted const& wanted, std::string const& after) {
  auto const& organisation = view.actor.organisation.text;
  auto const holder = wanted.scope == Scope::mine ? view.actor.person.text : std::string{};
  auto const rows = wanted.contract ? view.tx.all(R"(
      SELECT id, contract_id, theme, level, assignee_id FROM actions
      WHERE contract_id = $5 AND organisation_id = $1 AND closed_at IS NULL AND id > $2 AND (CAST($4 AS TEXT) = '' OR assignee_id = $4)
      ORDER BY id LIMIT $3)",
                                                  {organisation, after, batch, holder, wanted.contract->text})
                    : wanted.scope == Scope::mine ? view.tx.all(R"(
      SELECT id, contract_id, theme, level, assignee_id FROM actions
      WHERE assignee_id = $4 AND organisation_id = $1 AND closed_at IS NULL AND id > $2
      ORDER BY id LIMIT $3)",
                                                                {organisation, after, batch, holder})
                                                  : view.tx.all(R"(
      SELECT id, contract_id, theme, level, assignee_id FROM actions
      WHERE organisation_id = $1 AND closed_at IS NULL AND id > $2
      ORDER BY id LIMIT $3)",
                                                                {organisation, after, batch});
  std::vector<Seen> found;
  found.reserve(rows.size());
  for (auto const& row : rows) found.push_back(read_seen(row));
  return found;
}

bool is_wanted(Scope scope, Seen const& row, Decided const& decided, PersonId const& me) {
  bool const may_do = row.may_be_done_by(decided, me);
  switch (scope) {
    case Scope::all: return may_do || decided.on(me, row.contract).administers;
    case Scope::mine: return may_do && row.assignee == me;
    case Scope::waiting: return may_do && !row.is_held_by_other(decided, me);
  }
  return false;
}

// The rest of what is told about them, in the order of `seen`; at most 25.
std::vector<Action> told(evidence::View&, std::vector<Seen> const& seen, Decided const&);

}  // namespace

Page list(evidence::View& view, Wanted const& wanted) {
  Page page;
  auto const count = static_cast<std::size_t>(std::clamp(wanted.count, 1, 25));
  auto const& me = view.actor.person;
  std::string after = wanted.after && is_id(*wanted.after) ? *wanted.after : std::string{};
  Decided decided{view};
  std::vector<Seen> found;
  bool more = true;
  for (int looked_at = 0; more && looked_at < looked_at_max; looked_at += batch) {
    auto const rows = next_batch(view, wanted, after);
    more = std::cmp_equal(rows.size(), batch);
    learn(decided, me, rows);
    for (auto const& row : rows) {
      if (!is_wanted(wanted.scope, row, decided, me)) {
        after = row.id.text;
        continue;
      }
      if (found.size() == count) {
        page.next = found.back().id.text;
        page.rows = told(view, found, decided);
        return page;
      }
      after = row.id.text;
      found.push_back(row);
    }
  }
  if (more) page.next = after;
  page.rows = told(view, found, decided);
  return page;
}

int held_count(evidence::View& view) {
  auto const rows = next_batch(view, {.scope = Scope::mine}, {});
  if (rows.empty()) return 0;
  Decided decided{view};
  learn(decided, view.actor.person, rows);
  return static_cast<int>(std::count_if(rows.begin(), rows.end(), [&](Seen const& row) { return row.may_be_done_by(decided, view.actor.person); }));
}

std::vector<Action> of_document(evidence::View& view, DocumentId const& document) {
  std::vector<Seen> rows;
  for (auto const& row : view.tx.all(R"(SELECT id, contract_id, theme, level, assignee_id FROM actions
                                        WHERE document_id = $1 AND organisation_id = $2 AND closed_at IS NULL ORDER BY id LIMIT 25)",
                                     {document.text, view.actor.organisation.text}))
    rows.push_back(read_seen(row));
  Decided decided{view};
  learn(decided, view.actor.person, rows);
  std::erase_if(rows, [&](Seen const& row) { return !is_wanted(Scope::all, row, decided, view.actor.person); });
  return told(view, rows, decided);
}

Action open(evidence::View& view, ActionId const& id) {
  auto const row = view.tx.maybe("SELECT id, contract_id, theme, level, assignee_id FROM actions WHERE id = $1 AND organisation_id = $2",
                                 {id.text, view.actor.organisation.text});
  if (!row) refuse(Refusal::not_found);
  std::vector<Seen> const seen{read_seen(*row)};
  Decided decided{view};
  learn(decided, view.actor.person, seen);
  if (!is_wanted(Scope::all, seen.front(), decided, view.actor.person)) refuse(Refusal::not_found);
  return std::move(told(view, seen, decided).at(0));
}

std::vector<Candidate> candidates(evidence::View& view, Action const& action) {
  if (!action.administers) refuse(Refusal::not_allowed);
  auto const today = brussels_day(view.now);
  auto persons = groups::persons_with(view.tx, view.actor.organisation, action.contract, action.theme, action.level, today);
  // A legal representative needs no group.
  Decided decided{view};
  for (auto const& each : people::administrators_of(view.tx, view.actor.organisation, today)) {
    decided.learn(each.person, {action.contract});
    if (decided.on(each.person, action.contract).may(action.theme, action.level)) persons.push_back(each.person);
  }
  std::vector<Candidate> found;
  for (auto const& [person, name] : people::names_of(view.tx, persons)) found.push_back({person, name});
  std::sort(found.begin(), found.end(), [](auto const& a, auto const& b) { return std::tie(a.name, a.person) < std::tie(b.name, b.person); });
  found.resize(std::min<std::size_t>(found.size(), 500));
  return found;
}

// ---------------------------------------------------------------- who does

void take(evidence::Deed& deed, ActionId const& id) {
  auto const action = open(deed, id);
  if (!action.may_do) refuse(Refusal::not_allowed);
  hold(deed, action, deed.actor.person);
}

void assign(evidence::Deed& deed, ActionId const& id, PersonId const& person) {
  auto const action = open(deed, id);
  if (!action.administers) refuse(Refusal::not_allowed);
  Decided decided{deed};
  decided.learn(person, {action.contract});
  if (!decided.on(person, action.contract).may(action.theme, action.level)) throw Mistaken{{{"assignee", "may_not_do"}}};
  hold(deed, action, person);
}

void release(evidence::Deed& deed, ActionId const& id, std::string const& reason) {
  auto const action = open(deed, id);
  if (!action.is_mine && !action.administers) refuse(Refusal::not_allowed);
  if (!action.holder || !action.closed_at.empty()) refuse(Refusal::wrong_step);
  if (!deed.tx.maybe(R"(UPDATE actions SET assignee_id = NULL, assigned_by_id = NULL, assigned_at = NULL, released_at = $3, released_reason = $4
                        WHERE id = $1 AND assignee_id = $2 AND closed_at IS NULL RETURNING id)",
                     {id.text, action.holder->person.text, deed.now_text(), reason}))
    refuse(Refusal::wrong_step);
  deed.record({Event::action_released, action.contract, action.document,
               Shape::Object{{"actionId", id.text}, {"personId", action.holder->person.text}, {"kind", name(action.kind)}, {"reason", reason}}});
}

// ---------------------------------------------------------------- storage

namespace {

// Compare and set: only from nobody, or from who no longer counts.
void hold(evidence::Deed& deed, Action const& action, PersonId const& person) {
  if (!action.closed_at.empty()) refuse(Refusal::wrong_step);
  if (action.holder && action.holder->person == person) return;
  if (action.holder) throw HeldByOther{*action.holder};
  auto const before = deed.tx.one("SELECT coalesce(assignee_id, '') FROM actions WHERE id = $1", {action.id.text}).text(0);
  if (!deed.tx.maybe(R"(UPDATE actions SET assignee_id = $2, assigned_by_id = $3, assigned_at = $4
                        WHERE id = $1 AND coalesce(assignee_id, '') = $5 AND closed_at IS NULL RETURNING id)",
                     {action.id.text, person.text, deed.actor.person.text, deed.now_text(), before}))
    refuse(Refusal::wrong_step);
  deed.record({Event::action_assigned, action.contract, action.document, Shape::Object{{"actionId", action.id.text}, {"personId", person.text}}});
}

std::vector<Action> told(evidence::View& view, std::vector<Seen> const& seen, Decided const& decided) {
  std::vector<Action> found;
  if (seen.empty()) return found;
  std::vector<db::Value> values{view.actor.organisation.text};
  std::vector<PersonId> holders;
  for (auto const& row : seen) {
    values.emplace_back(row.id.text);
    if (row.assignee) holders.push_back(*row.assignee);
  }
  values.resize(26, std::string{});
  auto const rows = view.tx.all(R"(
    SELECT a.id, a.document_id, a.kind, c.title, d.title, o.name, a.opened_at,
           CASE WHEN a.kind = 'answer' THEN d.due_on ELSE a.due_on END, a.assigned_at, a.released_at, a.released_reason,
           a.closed_at, a.outcome
    FROM actions a
    JOIN contracts c ON c.id = a.contract_id
    LEFT JOIN documents d ON d.id = a.document_id
    JOIN organisations o ON o.id = CASE WHEN c.authority_id = a.organisation_id THEN c.contractor_id ELSE c.authority_id END
    WHERE a.organisation_id = $1
      AND a.id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26))",
                                values);
  auto const names_of_holders = people::names_of(view.tx, holders);
  auto const& me = view.actor.person;
  for (auto const& each : seen) {
    auto const row = std::find_if(rows.begin(), rows.end(), [&](db::Row const& one) { return one.text(0) == each.id.text; });
    if (row == rows.end()) continue;
    Action action;
    action.id = each.id;
    action.contract = each.contract;
    action.document = {row->text(1)};
    action.kind = static_cast<Kind>(std::find(names.begin(), names.end(), row->text(2)) - names.begin());
    action.theme = each.theme.value_or(groups::Theme::general);
    action.level = each.level;
    action.contract_title = row->text(3);
    action.document_title = row->text(4);
    action.other_party = row->text(5);
    action.opened_at = row->text(6);
    action.due_on = row->maybe_text(7);
    if (each.assignee && each.may_be_done_by(decided, *each.assignee)) {
      auto const found_name = names_of_holders.find(*each.assignee);
      action.holder = Holder{*each.assignee, found_name == names_of_holders.end() ? std::string{} : found_name->second, row->text(8)};
      action.is_mine = *each.assignee == me;
    }
    action.released_at = row->text(9);
    action.released_reason = row->text(10);
    action.closed_at = row->text(11);
    action.outcome = row->text(12);
    action.may_do = each.may_be_done_by(decided, me);
    action.administers = decided.on(me, each.contract).administers;
    found.push_back(std::move(action));
  }
  return found;
}

std::optional<Facts> facts_of(db::Tx& tx, DocumentId const& document) {
  auto const row = tx.maybe(R"(SELECT d.type, d.theme, c.authority_id, c.contractor_id, d.organisation_id, d.awaits
                               FROM documents d JOIN contracts c ON c.id = d.contract_id WHERE d.id = $1)",
                            {document.text});
  if (!row) return std::nullopt;
  return Facts{row->text(0), row->text(1), row->text(2), row->text(3), row->text(4), row->number(5) == 1};
}

void open_one(evidence::Deed& deed, ContractId const& contract, DocumentId const& document, Facts const& facts, std::string const& organisation,
              Kind kind) {
  bool const begins_with_a_draft = kind == Kind::supplement || kind == Kind::answer;
  auto const level = begins_with_a_draft ? groups::Level::draft : groups::Level::send;
  deed.tx.run(R"(INSERT INTO actions (id, organisation_id, contract_id, document_id, kind, theme, level, opened_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8))",
              {new_id(), organisation, contract.text, document.text, std::string{name(kind)}, facts.theme,
               std::int64_t{static_cast<int>(level)}, deed.now_text()});
}

void close(evidence::Deed& deed, DocumentId const& document, Kind kind, std::string_view outcome) {
  deed.tx.run("UPDATE actions SET closed_at = $3, outcome = $4 WHERE document_id = $1 AND kind = $2 AND closed_at IS NULL",
              {document.text, std::string{name(kind)}, deed.now_text(), std::string{outcome}});
}

void lapse_all(evidence::Deed& deed, DocumentId const& document) {
  deed.tx.run("UPDATE actions SET closed_at = $2, outcome = 'lapsed' WHERE document_id = $1 AND closed_at IS NULL", {document.text, deed.now_text()});
}

// The days that the clock of the claim sets now, for what is still open. While the clock stands still there is no day.
void set_due(evidence::Deed& deed, DocumentId const& document) {
  auto const clock = payments::find_clock(deed.tx, document, deed.now);
  if (!clock) return;
  auto const due = [&](std::optional<Day> day) {
    return clock->state == payments::ClockState::running && day ? db::Value{to_text(*day)} : db::null();
  };
  deed.tx.run(R"(
    UPDATE actions SET due_on = CASE kind WHEN 'treat' THEN $2 WHEN 'request_invoice' THEN $3 WHEN 'invoice' THEN $4 END
    WHERE document_id = $1 AND kind IN ('treat', 'request_invoice', 'invoice') AND closed_at IS NULL)",
              {document.text, due(clock->verification_due ? clock->verification_due : clock->payment_due), due(clock->payment_due),
               due(clock->invoice_due)});
}

// A day on which the authority closes moves the days of its claims.
void set_due_of_all(evidence::Deed& deed) {
  constexpr std::size_t rows_at_once = 500;
  for (std::string after;;) {
    auto const rows = deed.tx.all(R"(
      SELECT DISTINCT a.document_id FROM actions a JOIN contracts c ON c.id = a.contract_id
      WHERE c.authority_id = $1 AND a.closed_at IS NULL AND a.kind IN ('treat', 'request_invoice', 'invoice') AND a.document_id > $2
      ORDER BY a.document_id LIMIT 500)",
                                  {deed.actor.organisation.text, after});
    for (auto const& row : rows) set_due(deed, {after = row.text(0)});
    if (rows.size() < rows_at_once) return;
  }
}

}  // namespace
}  // namespace actions
