// SPDX-License-Identifier: EUPL-1.2
#include "payments/payments.h"
#include "base/refusal.h"
#include "correspondence/correspondence.h"
#include "payments/payments_store.h"

#include <algorithm>
#include <array>

namespace payments {
namespace {

using dossier::Status;
using evidence::Event;
using groups::Level;

constexpr std::array<std::string_view, 7> ground_names{"statement_missing", "statement_not_detailed", "documents_missing", "wrong_contract",
                                                       "wrong_period",      "already_claimed",        "not_executed"};

// The claim, opened for the authority's decision: seen by both sides, decided by the other side than the sender's.
Claim open_for_decision(evidence::Deed& deed, DocumentId const& id) {
  auto claim = open_claim(deed, id);
  if (claim.document.is_own() || !claim.document.may(Level::send)) refuse(Refusal::not_allowed);
  return claim;
}

void note(evidence::Deed& deed, Claim const& claim, Event event, Shape particulars = Shape::Object{}) {
  deed.record({event, claim.document.contract, claim.document.id, std::move(particulars)});
}

std::vector<Mistake> lacks(Claim const& claim, std::vector<dossier::Attachment> const& files) {
  auto mistakes = lacks_for_sending(claim.content);
  bool const attached = std::any_of(files.begin(), files.end(), [](auto const& file) { return file.kind == dossier::AttachmentKind::detailed_statement; });
  if (attached && claim.net_cents != 0) std::erase_if(mistakes, [](Mistake const& mistake) { return mistake.field == "lines"; });
  return mistakes;
}

Shape sealed_content(Claim const& claim) {
  Shape::List lines;
  for (auto const& line : claim.content.statement.lines)
    lines.emplace_back(Shape::Object{{"post", line.post},
                                     {"description", line.description},
                                     {"unit", line.unit},
                                     {"quantityE3", line.quantity_e3},
                                     {"unitPriceE4", line.unit_price_e4},
                                     {"amountCents", line.amount_cents}});
  return Shape::Object{{"periodFrom", claim.content.period_from ? Shape{to_text(*claim.content.period_from)} : Shape{}},
                       {"periodTo", claim.content.period_to ? Shape{to_text(*claim.content.period_to)} : Shape{}},
                       {"statementKind", name(claim.content.statement.kind)},
                       {"vatRegime", name(claim.content.vat_regime)},
                       {"remarks", claim.content.remarks},
                       {"lines", std::move(lines)},
                       {"netCents", claim.net_cents},
                       {"vatCents", claim.vat_cents}};
}

}  // namespace

std::string_view name(Ground ground) { return ground_names.at(static_cast<std::size_t>(ground)); }

std::optional<Ground> parse_ground(std::string_view text) {
  auto const found = std::find(ground_names.begin(), ground_names.end(), text);
  if (found == ground_names.end()) return std::nullopt;
  return static_cast<Ground>(found - ground_names.begin());
}

Claim open_claim(evidence::View& view, DocumentId const& id) { return open_claim(view, dossier::open(view, id)); }

Claim open_claim(evidence::View& view, dossier::Opened document) {
  if (document.type != "payment_claim") refuse(Refusal::not_found);
  return store::read_claim(view, std::move(document));
}

namespace {

Clock run(contracts::NewContract const& contract, std::vector<ClaimEvent> const& events, Calendar const& calendar, Instant now) {
  ClockInput input;
  input.regime = contract.regime;
  input.subject = contract.subject;
  input.days_verify = contract.verification_days;
  input.days_pay = contract.payment_days;
  input.days_treat = contract.payment_days;
  input.events = events;
  // A payment that the authority tells of counts at once, also when its day is still to come.
  auto today = brussels_day(now);
  for (auto const& event : events)
    if (event.step == ClaimStep::paid) today = std::max(today, brussels_day(event.at));
  return run_clock(input, today, calendar);
}

}  // namespace

Clock clock_of(Claim const& claim, Instant now) { return run(claim.document.on, claim.events, claim.calendar, now); }

std::optional<Clock> find_clock(db::Tx& tx, DocumentId const& id, Instant now) {
  auto const course = store::find_course(tx, id);
  if (!course) return std::nullopt;
  return run(course->contract, course->events, calendar::calendar_of(tx, course->authority), now);
}

// ---------------------------------------------------------------- the contractor

dossier::Document begin_claim(evidence::Deed& deed, ContractId const& contract, ClaimDraft const& draft) {
  auto document = dossier::create_draft(deed, contract, "payment_claim", draft.title);
  store::insert_claim(deed, document.id, draft);
  return document;
}

std::int64_t save_claim(evidence::Deed& deed, DocumentId const& id, std::int64_t version, ClaimDraft const& draft) {
  auto const before = dossier::open_draft(deed, id);
  auto const saved = dossier::save(deed, before, version, draft.title, draft.statement.total_cents);
  store::update_claim(deed, id, draft);
  return saved;
}

std::int64_t import_into(evidence::Deed& deed, DocumentId const& id, std::int64_t version, ImportedLines const& imported,
                         std::string const& file_name) {
  auto claim = open_claim(deed, id);
  claim.content.statement.lines = imported.lines;
  claim.content.statement.total_cents = sum_cents(imported.lines);
  auto const saved = save_claim(deed, id, version, claim.content);
  note(deed, claim, Event::lines_imported, Shape::Object{{"fileName", file_name}, {"rows", static_cast<std::int64_t>(imported.lines.size())}});
  return saved;
}

void remove_draft(evidence::Deed& deed, DocumentId const& id) {
  if (correspondence::is_ours(dossier::open_draft(deed, id))) return correspondence::remove(deed, id);
  store::delete_claim(deed, id);
  dossier::remove(deed, id);
}

dossier::Document send_claim(evidence::Deed& deed, DocumentId const& id) {
  auto const claim = open_claim(deed, id);
  if (!claim.document.is_own() || !claim.document.may(Level::send)) refuse(Refusal::not_allowed);
  if (!claim.document.is_open_draft()) refuse(Refusal::already_sent);
  if (auto mistakes = lacks(claim, dossier::attachments(deed, id)); !mistakes.empty()) throw Mistaken{std::move(mistakes)};
  return dossier::send(deed, claim.document, sealed_content(claim));
}

dossier::Document begin_supplement(evidence::Deed& deed, DocumentId const& id, std::string const& title) {
  auto const claim = open_claim(deed, id);
  if (claim.document.status != Status::supplements_asked) refuse(Refusal::wrong_step);
  return dossier::create_draft(deed, claim.document.contract, "claim_supplement", title, id);
}

dossier::Document send_supplement(evidence::Deed& deed, DocumentId const& id) {
  auto const supplement = dossier::open_draft(deed, id);
  if (supplement.type != "claim_supplement" || !supplement.replies_to) refuse(Refusal::not_found);
  if (dossier::attachments(deed, id).empty()) throw Mistaken{{{"attachments", "no_file"}}};
  DocumentId const claim{*supplement.replies_to};
  auto sent = dossier::send(deed, supplement, Shape::Object{{"claim", claim.text}});
  dossier::step(deed, claim, {Status::supplements_asked}, Status::in_treatment);
  store::close_stop(deed, claim);
  deed.record({Event::supplements_sent, supplement.contract, claim});
  return sent;
}

// ---------------------------------------------------------------- the authority

void take_into_treatment(evidence::Deed& deed, DocumentId const& id) {
  auto const claim = open_for_decision(deed, id);
  dossier::step(deed, id, {Status::sent}, Status::in_treatment);
  deed.tx.run("UPDATE claims SET taken_at = $2 WHERE document_id = $1", {id.text, deed.now_text()});
  note(deed, claim, Event::taken_into_treatment);
}

void ask_supplements(evidence::Deed& deed, DocumentId const& id, std::string const& reason) {
  auto const claim = open_for_decision(deed, id);
  if (reason.empty()) throw Mistaken{{{"reason", "missing"}}};
  if (reason.size() > remarks_bytes_max) throw Mistaken{{{"reason", "too_long"}}};
  dossier::step(deed, id, {Status::in_treatment}, Status::supplements_asked);
  store::open_stop(deed, id, reason);
  note(deed, claim, Event::supplements_asked, Shape::Object{{"reason", reason}});
}

void accept(evidence::Deed& deed, DocumentId const& id) {
  auto const claim = open_for_decision(deed, id);
  dossier::step(deed, id, {Status::in_treatment}, Status::accepted);
  store::decide(deed, id, claim.net_cents, {}, {});
  note(deed, claim, Event::claim_accepted, Shape::Object{{"acceptedCents", claim.net_cents}});
}

void accept_partially(evidence::Deed& deed, DocumentId const& id, PartialAcceptance const& decision) {
  auto const claim = open_for_decision(deed, id);
  dossier::step(deed, id, {Status::in_treatment}, Status::accepted_partially);
  auto accepted = decision.accepted_cents.value_or(claim.net_cents);
  for (auto const& line : decision.lines) {
    auto const claimed = std::find_if(claim.lines.begin(), claim.lines.end(), [&](auto const& each) { return each.position == line.position; });
    if (claimed == claim.lines.end()) refuse(Refusal::not_found);
    accepted += line.accepted_cents - claimed->amount_cents;
    store::decide_line(deed, id, line);
  }
  store::decide(deed, id, accepted, {}, decision.explanation);
  note(deed, claim, Event::claim_accepted_partially, Shape::Object{{"claimedCents", claim.net_cents}, {"acceptedCents", accepted}});
}

void refuse_claim(evidence::Deed& deed, DocumentId const& id, Ground ground, std::string const& explanation) {
  auto const claim = open_for_decision(deed, id);
  if (explanation.empty()) throw Mistaken{{{"explanation", "missing"}}};
  if (explanation.size() > remarks_bytes_max) throw Mistaken{{{"explanation", "too_long"}}};
  dossier::step(deed, id, {Status::in_treatment}, Status::refused);
  store::decide(deed, id, {}, std::string{name(ground)}, explanation);
  note(deed, claim, Event::claim_refused, Shape::Object{{"ground", name(ground)}});
}

dossier::Document request_invoice(evidence::Deed& deed, DocumentId const& id, NewInvoiceRequest const& wanted) {
  auto const claim = open_for_decision(deed, id);
  dossier::step(deed, id, {Status::accepted, Status::accepted_partially}, Status::settled);
  if (wanted.net_cents > claim.accepted_cents.value_or(0)) throw Mistaken{{{"amount", "more_than_accepted"}}};
  if (wanted.net_cents == 0 && claim.accepted_cents.value_or(0) > 0) throw Mistaken{{{"amount", "nothing_asked"}}};
  // Its own name in a list where the claim stands as well.
  auto const title = wanted.order_number + " · " + claim.document.title;
  auto const draft = dossier::create_draft(deed, claim.document.contract, "invoice_request", title, id);
  deed.tx.run("INSERT INTO invoice_requests (document_id, claim_id, order_number, net_cents, remarks) VALUES ($1, $2, $3, $4, $5)",
              {draft.id.text, id.text, wanted.order_number, wanted.net_cents, wanted.remarks});
  dossier::set_amount(deed, draft.id, wanted.net_cents);
  auto sent = dossier::send(deed, dossier::open(deed, draft.id),
                            Shape::Object{{"claim", id.text}, {"orderNumber", wanted.order_number}, {"netCents", wanted.net_cents},
                                          {"remarks", wanted.remarks}});
  deed.tx.run("UPDATE claims SET invited_at = $2 WHERE document_id = $1", {id.text, deed.now_text()});
  note(deed, claim, Event::invoice_requested, Shape::Object{{"orderNumber", wanted.order_number}, {"amountCents", wanted.net_cents}});
  return sent;
}

std::optional<InvoiceRequest> find_invoice_request(evidence::View& view, DocumentId const& id) {
  auto const row = view.tx.maybe("SELECT claim_id, order_number, remarks, net_cents FROM invoice_requests WHERE document_id = $1", {id.text});
  if (!row) return std::nullopt;
  return InvoiceRequest{id, {row->text(0)}, row->text(1), row->text(2), row->number(3)};
}

// ---------------------------------------------------------------- reading

namespace {

// "lines.3.accepted" where the claim has a third line.
bool is_of_a_line(Claim const& claim, std::string_view name) {
  return std::any_of(claim.lines.begin(), claim.lines.end(),
                     [&](auto const& line) { return name.starts_with("lines." + std::to_string(line.position) + '.'); });
}

}  // namespace

Parsed<PartialAcceptance> read_partial_acceptance(Fields const& fields, Claim const& claim, bool is_json) {
  std::vector<Mistake> mistakes;
  PartialAcceptance decision;
  decision.explanation = std::string{field(fields, "explanation")};
  if (decision.explanation.size() > remarks_bytes_max) mistakes.push_back({"explanation", "too_long"});
  auto amount = [&](std::string const& key, std::int64_t claimed) -> std::optional<std::int64_t> {
    auto const text = field(fields, key);
    if (text.empty()) return std::nullopt;
    auto const number = read_number(text, 2, is_json);
    if (!number.mistake.empty()) mistakes.push_back({key, std::string{number.mistake}});
    // Between nothing and what was claimed, on either side of zero (a settlement is negative).
    else if (number.value < std::min<std::int64_t>(0, claimed) || number.value > std::max<std::int64_t>(0, claimed))
      mistakes.push_back({key, "more_than_claimed"});
    return number.value;
  };
  for (auto const& line : claim.lines) {
    auto const prefix = "lines." + std::to_string(line.position) + '.';
    auto const accepted = amount(prefix + "accepted", line.amount_cents);
    auto const reason = std::string{field(fields, prefix + "reason")};
    if (!accepted || *accepted == line.amount_cents) continue;
    if (reason.empty()) mistakes.push_back({prefix + "reason", "missing"});
    if (reason.size() > description_bytes_max) mistakes.push_back({prefix + "reason", "too_long"});
    decision.lines.push_back({line.position, *accepted, reason});
  }
  // What decides about nothing that was claimed was meant for something else.
  for (auto found = fields.lower_bound("lines."); found != fields.end() && found->first.starts_with("lines."); ++found)
    if (!is_of_a_line(claim, found->first)) mistakes.push_back({found->first, "unknown"});
  auto const whole = field(fields, "accepted");
  if (!claim.lines.empty() && !whole.empty()) mistakes.push_back({"accepted", "unknown"});
  if (claim.lines.empty()) {
    decision.accepted_cents = amount("accepted", claim.net_cents);
    if (!decision.accepted_cents) mistakes.push_back({"accepted", "missing"});
    if (decision.explanation.empty()) mistakes.push_back({"explanation", "missing"});
  } else if (decision.lines.empty() && mistakes.empty()) {
    mistakes.push_back({"lines", "nothing_differs"});
  }
  if (!mistakes.empty()) return mistakes;
  return decision;
}

Parsed<NewInvoiceRequest> read_invoice_request(Fields const& fields, bool is_json) {
  std::vector<Mistake> mistakes;
  NewInvoiceRequest wanted{one_line(field(fields, "orderNumber")), std::string{field(fields, "remarks")}, 0};
  if (wanted.order_number.empty()) mistakes.push_back({"orderNumber", "missing"});
  if (wanted.order_number.size() > 60) mistakes.push_back({"orderNumber", "too_long"});
  if (wanted.remarks.size() > remarks_bytes_max) mistakes.push_back({"remarks", "too_long"});
  auto const text = field(fields, "amount");
  auto const number = read_number(text, 2, is_json);
  if (text.empty())
    mistakes.push_back({"amount", "missing"});
  else if (!number.mistake.empty())
    mistakes.push_back({"amount", std::string{number.mistake}});
  else if (number.value < 0)
    mistakes.push_back({"amount", "negative"});
  wanted.net_cents = number.value;
  if (!mistakes.empty()) return mistakes;
  return wanted;
}

}  // namespace payments
