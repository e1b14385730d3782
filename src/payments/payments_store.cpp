// SPDX-License-Identifier: EUPL-1.2
#include "payments/payments_store.h"
#include "correspondence/correspondence.h"

namespace payments::store {
namespace {

std::optional<std::string> day_text(std::optional<Day> day) { return day ? std::optional{to_text(*day)} : std::nullopt; }

void write_lines(evidence::Deed& deed, DocumentId const& id, std::vector<Line> const& lines) {
  std::int64_t position = 0;
  for (auto const& line : lines)
    deed.tx.run(R"(INSERT INTO claim_lines (document_id, position, post, description, unit, quantity_e3, unit_price_e4, amount_cents)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8))",
                {id.text, ++position, line.post, line.description, line.unit, line.quantity_e3, line.unit_price_e4, line.amount_cents});
}

// What became of a claim, as its clock hears it.
struct Fate {
  dossier::Status status;
  std::optional<std::string> sent_at, decided_at, invited_at;
  std::int64_t net_cents = 0;
  std::optional<std::int64_t> accepted_cents;
  std::optional<std::string> paid_on, invoiced_at;
};

std::string at_noon(std::string const& day) { return day + "T12:00:00.000Z"; }  // that day in Brussels

// When the invoice of a claim came. One that Zegel carried may have come another way before: its own date counts when that is
// earlier. Of a request that was closed without one nobody told the day: it counts as come at once, so that what was not told is held
// against nobody.
std::optional<std::string> invoiced_at(db::Tx& tx, DocumentId const& claim) {
  auto const row = tx.maybe(R"(
    SELECT r.sent_at, r.closed_at,
           (SELECT min(d.id) FROM documents d WHERE d.replies_to_id = r.id AND d.type = 'invoice' AND d.sent_at IS NOT NULL)
    FROM invoice_requests i JOIN documents r ON r.id = i.document_id WHERE i.claim_id = $1)",
                            {claim.text});
  if (!row) return std::nullopt;
  auto const asked_at = row->text(0);
  if (row->is_null(2)) return row->is_null(1) ? std::nullopt : std::optional{asked_at};
  auto const sent_at = tx.one("SELECT sent_at FROM documents WHERE id = $1", {row->text(2)}).text(0);
  auto const dated = correspondence::day_in(tx, {row->text(2)}, "on");
  auto const asked = parse_instant(asked_at), sent = parse_instant(sent_at);
  if (!dated || !asked || !sent || *dated >= brussels_day(*sent)) return sent_at;
  return *dated <= brussels_day(*asked) ? asked_at : at_noon(to_text(*dated));
}

void add(std::vector<ClaimEvent>& events, ClaimStep step, std::optional<std::string> const& at) {
  if (!at) return;
  if (auto instant = parse_instant(*at)) events.push_back({step, *instant});
}

void add_fate(std::vector<ClaimEvent>& events, Fate const& fate) {
  add(events, ClaimStep::claim_received, fate.sent_at);
  switch (fate.status) {
    case dossier::Status::refused: add(events, ClaimStep::refused, fate.decided_at); break;
    case dossier::Status::withdrawn: add(events, ClaimStep::withdrawn, fate.sent_at); break;
    default:  // the other statuses: decided or not, the amount tells
      if (fate.accepted_cents)
        add(events, *fate.accepted_cents == fate.net_cents ? ClaimStep::accepted : ClaimStep::accepted_partially, fate.decided_at);
      break;
  }
  add(events, ClaimStep::invoice_requested, fate.invited_at);
  add(events, ClaimStep::invoice_received, fate.invoiced_at);
  if (fate.paid_on) add(events, ClaimStep::paid, at_noon(*fate.paid_on));
}

void read_events(evidence::View& view, Claim& claim) {
  for (auto const& row : view.tx.all(R"(
         SELECT s.asked_at, s.reason, s.answered_at,
                (SELECT d.id FROM documents d
                 WHERE d.contract_id = $2 AND d.replies_to_id = s.document_id AND d.type = 'claim_supplement'
                   AND (d.sent_at = s.answered_at OR (s.answered_at IS NULL AND d.sent_at IS NULL AND d.side = $3))
                 ORDER BY d.id LIMIT 1)
         FROM claim_stops s WHERE s.document_id = $1 ORDER BY s.asked_at LIMIT 100)",
                                     {claim.document.id.text, claim.document.contract.text, std::string{contracts::name(claim.document.on.side)}})) {
    add(claim.events, ClaimStep::supplements_asked, row.text(0));
    add(claim.events, ClaimStep::supplements_received, row.maybe_text(2));
    auto const answer = row.maybe_text(3);
    claim.questions.push_back({row.text(0), row.text(1), row.maybe_text(2), answer ? std::optional{DocumentId{*answer}} : std::nullopt});
  }
  add_fate(claim.events, {claim.document.status, claim.document.sent_at, claim.decided_at, claim.invited_at, claim.net_cents, claim.accepted_cents,
                          day_text(claim.paid_on), claim.invoice_request ? invoiced_at(view.tx, claim.document.id) : std::nullopt});
}

dossier::Status parse_status(std::string_view text) {
  for (auto status = dossier::Status::draft; status != dossier::Status::settled; status = static_cast<dossier::Status>(static_cast<int>(status) + 1))
    if (dossier::name(status) == text) return status;
  return dossier::Status::settled;
}

// What the search finds a claim by.
void set_words(evidence::Deed& deed, DocumentId const& id, ClaimDraft const& draft) {
  auto words = draft.remarks;
  for (auto const& line : draft.statement.lines) ((words += ' ') += line.post + ' ') += line.description;
  dossier::set_words(deed, id, words);
}

}  // namespace

void insert_claim(evidence::Deed& deed, DocumentId const& id, ClaimDraft const& draft) {
  auto const sums = totals(draft.statement.total_cents, draft.vat_regime);
  deed.tx.run(R"(INSERT INTO claims (document_id, period_from, period_to, statement_kind, vat_regime, remarks, net_cents, vat_cents)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8))",
              {id.text, db::maybe(day_text(draft.period_from)), db::maybe(day_text(draft.period_to)), std::string{name(draft.statement.kind)},
               std::string{name(draft.vat_regime)}, draft.remarks, sums.net_cents, sums.vat_cents});
  dossier::set_amount(deed, id, sums.net_cents);
  write_lines(deed, id, draft.statement.lines);
  set_words(deed, id, draft);
}

void update_claim(evidence::Deed& deed, DocumentId const& id, ClaimDraft const& draft) {
  auto const sums = totals(draft.statement.total_cents, draft.vat_regime);
  deed.tx.run(R"(UPDATE claims SET period_from = $2, period_to = $3, statement_kind = $4, vat_regime = $5, remarks = $6, net_cents = $7,
                 vat_cents = $8 WHERE document_id = $1)",
              {id.text, db::maybe(day_text(draft.period_from)), db::maybe(day_text(draft.period_to)), std::string{name(draft.statement.kind)},
               std::string{name(draft.vat_regime)}, draft.remarks, sums.net_cents, sums.vat_cents});
  deed.tx.run("DELETE FROM claim_lines WHERE document_id = $1", {id.text});
  write_lines(deed, id, draft.statement.lines);
  set_words(deed, id, draft);
}

void delete_claim(evidence::Deed& deed, DocumentId const& id) {
  deed.tx.run("DELETE FROM claim_lines WHERE document_id = $1", {id.text});
  deed.tx.run("DELETE FROM claims WHERE document_id = $1", {id.text});
}

Claim read_claim(evidence::View& view, dossier::Opened document) {
  auto const id = document.id;
  Claim claim{.document = std::move(document), .content = {}, .lines = {}, .net_cents = 0, .vat_cents = 0, .accepted_cents = {}, .ground = {},
              .explanation = {}, .taken_at = {}, .decided_at = {}, .invited_at = {}, .questions = {}, .events = {}, .invoice_request = {}, .invoice = {},
              .paid_on = {}, .calendar = {}};
  auto const row = view.tx.one(R"(
    SELECT c.period_from, c.period_to, c.statement_kind, c.vat_regime, c.remarks, c.net_cents, c.vat_cents, c.accepted_cents, c.ground,
           c.explanation, c.taken_at, c.decided_at, c.invited_at, i.document_id, i.order_number, i.remarks, i.net_cents, c.paid_cents, c.paid_on,
           (SELECT max(d.id) FROM documents d WHERE d.replies_to_id = i.document_id AND d.type = 'invoice' AND d.sent_at IS NOT NULL),
           CASE WHEN r.answered_at IS NULL AND r.closed_at IS NULL THEN 1 ELSE 0 END
    FROM claims c LEFT JOIN invoice_requests i ON i.claim_id = c.document_id LEFT JOIN documents r ON r.id = i.document_id WHERE c.document_id = $1)",
                               {id.text});
  claim.content.title = claim.document.title;
  claim.content.period_from = parse_day(row.text(0));
  claim.content.period_to = parse_day(row.text(1));
  claim.content.statement.kind = parse_statement_kind(row.text(2)).value_or(StatementKind::ordinary);
  claim.content.vat_regime = parse_vat_regime(row.text(3)).value_or(VatRegime::standard_21);
  claim.content.remarks = row.text(4);
  claim.net_cents = claim.content.statement.total_cents = row.number(5);
  claim.vat_cents = row.number(6);
  claim.accepted_cents = row.maybe_number(7);
  claim.ground = row.text(8);
  claim.explanation = row.text(9);
  claim.taken_at = row.maybe_text(10);
  claim.decided_at = row.maybe_text(11);
  claim.invited_at = row.maybe_text(12);
  if (!row.is_null(13)) claim.invoice_request = InvoiceRequest{{row.text(13)}, id, row.text(14), row.text(15), row.number(16), row.number(20) == 1};
  claim.paid_cents = row.number(17);
  claim.paid_on = parse_day(row.text(18));
  if (!row.is_null(19)) claim.invoice = DocumentId{row.text(19)};
  for (auto const& each : view.tx.all(R"(
         SELECT position, post, description, unit, quantity_e3, unit_price_e4, amount_cents, accepted_cents, reason
         FROM claim_lines WHERE document_id = $1 ORDER BY position LIMIT 2000)",
                                      {id.text})) {
    DecidedLine line;
    line.position = each.number(0);
    static_cast<Line&>(line) = {each.text(1), each.text(2), each.text(3), each.number(4), each.number(5), each.number(6)};
    line.accepted_cents = each.maybe_number(7);
    line.reason = each.text(8);
    claim.content.statement.lines.push_back(line);
    claim.lines.push_back(std::move(line));
  }
  read_events(view, claim);
  claim.calendar = calendar::calendar_of(view.tx, claim.document.on.authority);
  return claim;
}

std::optional<Course> find_course(db::Tx& tx, DocumentId const& id) {
  auto const row = tx.maybe(R"(
    SELECT d.status, d.sent_at, c.decided_at, c.invited_at, c.net_cents, c.accepted_cents, t.subject, t.payment_regime, t.verification_days,
           t.payment_days, t.authority_id, c.paid_on
    FROM documents d JOIN claims c ON c.document_id = d.id JOIN contracts t ON t.id = d.contract_id
    WHERE d.id = $1 AND d.sent_at IS NOT NULL)",
                            {id.text});
  if (!row) return std::nullopt;
  Course course;
  for (auto subject : {Subject::works, Subject::supplies, Subject::services})
    if (contracts::name(subject) == row->text(6)) course.contract.subject = subject;
  course.contract.regime = row->text(7) == contracts::name(Regime::two_terms) ? Regime::two_terms : Regime::one_term;
  course.contract.verification_days = static_cast<int>(row->number(8));
  course.contract.payment_days = static_cast<int>(row->number(9));
  course.authority = {row->text(10)};
  for (auto const& stop : tx.all("SELECT asked_at, answered_at FROM claim_stops WHERE document_id = $1 ORDER BY asked_at LIMIT 100", {id.text})) {
    add(course.events, ClaimStep::supplements_asked, stop.text(0));
    add(course.events, ClaimStep::supplements_received, stop.maybe_text(1));
  }
  add_fate(course.events, {parse_status(row->text(0)), row->maybe_text(1), row->maybe_text(2), row->maybe_text(3), row->number(4),
                           row->maybe_number(5), row->maybe_text(11), row->is_null(3) ? std::nullopt : invoiced_at(tx, id)});
  return course;
}

void open_stop(evidence::Deed& deed, DocumentId const& id, std::string const& reason) {
  deed.tx.run("INSERT INTO claim_stops (document_id, asked_at, reason) VALUES ($1, $2, $3)", {id.text, deed.now_text(), reason});
}

void close_stop(evidence::Deed& deed, DocumentId const& id) {
  deed.tx.run("UPDATE claim_stops SET answered_at = $2 WHERE document_id = $1 AND answered_at IS NULL", {id.text, deed.now_text()});
}

void decide(evidence::Deed& deed, DocumentId const& id, std::optional<std::int64_t> accepted_cents, std::optional<std::string> ground,
            std::optional<std::string> explanation) {
  deed.tx.run("UPDATE claims SET accepted_cents = $2, ground = $3, explanation = $4, decided_at = $5 WHERE document_id = $1",
              {id.text, db::maybe(accepted_cents), db::maybe(std::move(ground)), db::maybe(std::move(explanation)), deed.now_text()});
}

void decide_line(evidence::Deed& deed, DocumentId const& id, LineDecision const& decision) {
  deed.tx.run("UPDATE claim_lines SET accepted_cents = $3, reason = $4 WHERE document_id = $1 AND position = $2",
              {id.text, decision.position, decision.accepted_cents, decision.reason});
}

}  // namespace payments::store
