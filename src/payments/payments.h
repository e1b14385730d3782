// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "calendar/calendar.h"
#include "dossier/dossier.h"
#include "payments/clock.h"
#include "payments/import.h"
#include "payments/statement.h"

#include <optional>
#include <string>
#include <vector>

// Payments: the claim (schuldvordering) with its detailed statement, what the authority decides about it, the invoice
// request that follows, and the clock that runs meanwhile.
//
//   contractor: begin_claim · save_claim · import_lines · send_claim · begin_supplement · send_supplement
//   authority:  take_into_treatment · ask_supplements · accept · accept_partially · refuse_claim · request_invoice
//
// The steps are those of the dossier's drawing. Who decides has the right to send on the theme invoicing, on the
// authority's side: a decision binds the organisation just as a document does.
//
// Invariants
//  1. A claim is sent with a period, a VAT regime and a detailed statement: lines, or an attachment of that kind with a
//     total. (KB of 14 January 2013, art. 95 works, 127 supplies, 156 services: a dated claim with a detailed statement.)
//  2. Amounts are cents without VAT; the total is the sum of the lines; VAT is rounded once, on the total.
//  3. Accepting partially sets an accepted amount per line, with a reason where it differs. It never touches the clock.
//  4. Refusing is formal: on one of the grounds listed here. The clock of a refused claim never ran.
//  5. An invoice request names an order number and at most the accepted amount, once per claim.
namespace payments {

// Formal grounds for refusing a claim; each is a text "ground.<name>".
enum class Ground { statement_missing, statement_not_detailed, documents_missing, wrong_contract, wrong_period, already_claimed, not_executed };
std::string_view name(Ground);
std::optional<Ground> parse_ground(std::string_view);

struct DecidedLine : Line {
  std::int64_t position = 0;
  std::optional<std::int64_t> accepted_cents;
  std::string reason;
};

struct InvoiceRequest {
  DocumentId document, claim;
  std::string order_number, remarks;
  std::int64_t net_cents = 0;
  bool waits = true;  // for the invoice: it was neither answered nor closed
};

// A question for supplements, until its answer came.
struct Question {
  std::string asked_at, reason;
  std::optional<std::string> answered_at;
  std::optional<DocumentId> answer;  // the supplement; before it is sent only its own side knows of it
};

struct Claim {
  dossier::Opened document;
  ClaimDraft content;  // as entered; its lines are `lines` without decisions
  std::vector<DecidedLine> lines;
  std::int64_t net_cents = 0, vat_cents = 0;
  std::optional<std::int64_t> accepted_cents;
  std::string ground, explanation;
  std::optional<std::string> taken_at, decided_at, invited_at;
  std::vector<Question> questions;
  std::vector<ClaimEvent> events;  // for the clock
  std::optional<InvoiceRequest> invoice_request;
  std::optional<DocumentId> invoice;  // that the contractor sent as the answer to the request
  std::int64_t paid_cents = 0;        // by all payment notices
  std::optional<Day> paid_on;         // when they covered what was to be invoiced
  Calendar calendar;               // of the authority
};

Claim open_claim(evidence::View&, DocumentId const&);
Claim open_claim(evidence::View&, dossier::Opened);  // of a document that was opened already
// The claim that a document answers or corrects, itself or by what it answers; asks for no right.
std::optional<DocumentId> claim_behind(db::Tx&, DocumentId const&);
// The invoice request of a claim, while it waits for the invoice; asks for no right.
std::optional<DocumentId> waiting_invoice_request(db::Tx&, DocumentId const& claim);
// Called for every entry of the book: the payment notices that stand tell how far their claim is paid, and when it was.
void follow(evidence::Deed&, evidence::Entry const&);
// The clock of a claim today, by the contract's regime and the authority's calendar.
Clock clock_of(Claim const&, Instant now);
// The same of a claim that was sent, for who follows the book: asks for no right. Nothing when it is no sent claim.
std::optional<Clock> find_clock(db::Tx&, DocumentId const&, Instant now);

dossier::Document begin_claim(evidence::Deed&, ContractId const&, ClaimDraft const&);
// stale_version when somebody else saved since `version`.
std::int64_t save_claim(evidence::Deed&, DocumentId const&, std::int64_t version, ClaimDraft const&);
// Replaces the lines of the draft by those of a spreadsheet. Records lines_imported.
std::int64_t import_into(evidence::Deed&, DocumentId const&, std::int64_t version, ImportedLines const&, std::string const& file_name);
// Removes a draft of any type with all that hangs on it. Records draft_deleted.
void remove_draft(evidence::Deed&, DocumentId const&);
// Mistaken with what is missing.
dossier::Document send_claim(evidence::Deed&, DocumentId const&);

void take_into_treatment(evidence::Deed&, DocumentId const&);
void ask_supplements(evidence::Deed&, DocumentId const&, std::string const& reason);
dossier::Document begin_supplement(evidence::Deed&, DocumentId const& claim, std::string const& title);
dossier::Document send_supplement(evidence::Deed&, DocumentId const& supplement);

void accept(evidence::Deed&, DocumentId const&);
struct LineDecision {
  std::int64_t position = 0;
  std::int64_t accepted_cents = 0;
  std::string reason;
};
struct PartialAcceptance {
  std::vector<LineDecision> lines;             // those that differ
  std::optional<std::int64_t> accepted_cents;  // for a claim whose statement is an attachment: the total
  std::string explanation;
};
// `claim` gives the lines that may be decided on. Mistakes: missing reason, too_large, not_a_number, unknown line.
Parsed<PartialAcceptance> read_partial_acceptance(Fields const&, Claim const& claim, bool is_json);
void accept_partially(evidence::Deed&, DocumentId const&, PartialAcceptance const&);
void refuse_claim(evidence::Deed&, DocumentId const&, Ground, std::string const& explanation);

struct NewInvoiceRequest {
  std::string order_number, remarks;
  std::int64_t net_cents = 0;
};
Parsed<NewInvoiceRequest> read_invoice_request(Fields const&, bool is_json);
// Makes and sends the invoice request and settles the claim. Records invoice_requested.
dossier::Document request_invoice(evidence::Deed&, DocumentId const& claim, NewInvoiceRequest const&);
std::optional<InvoiceRequest> find_invoice_request(evidence::View&, DocumentId const&);

}  // namespace payments
