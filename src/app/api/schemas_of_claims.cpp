// SPDX-License-Identifier: EUPL-1.2
#include "app/api/subjects.h"
#include "payments/payments.h"

// Payment claims: what is claimed, what is decided, and what is invoiced.
namespace app {

std::vector<Schema> schemas_of_claims() {
  return {
      {"StatementKind", "An ordinary statement, or a supplementary one that corrects what was claimed before.", "",
       words(payments::StatementKind::supplementary)},
      {"VatRegime", "The VAT on the claim; reverse charge: the authority pays it.", "", words(payments::VatRegime::reverse_charge)},
      {"Ground", "A formal ground for refusing a claim.", "", words(payments::Ground::not_executed)},
      {"ClockState", "How the payment clock stands.", "", words(payments::ClockState::void_)},
      {"WaitsFor", "Whose step the payment clock waits for.", "", words(payments::WaitsFor::nobody)},
      {"NewLine",
       "A line of a detailed statement. The amount is quantity × unit price, to the cent; it need not be given, and must agree when it is. "
       "A negative quantity settles what was claimed before.",
       "post:text(40), description:text(500), unit:text(20), quantity:decimal(3), unitPrice:decimal(4), amount:decimal(2), "
       "amountCents:cents"},
      {"NewClaim",
       "A payment claim as the contractor draws it up. A draft may be unfinished; to be sent it needs a period and a detailed statement. "
       "Amounts are without VAT.",
       "title:text(200), periodFrom:day, periodTo:day, statementKind:StatementKind, vatRegime:VatRegime, remarks:text(4000), "
       "total:decimal(2), totalCents:cents, lines:[NewLine](2000)"},
      {"SavedClaim", "The whole of a claim, to replace what the draft held.", "version!:integer, +NewClaim"},
      {"PartialAcceptance",
       "What is accepted of a claim: the lines that differ, each under its position in the claim, or one amount for a claim whose "
       "statement is "
       "an attachment, with an explanation.",
       "lines:<DecidedLine>, accepted:decimal(2), explanation:text(4000)"},
      {"DecidedLine", "What is accepted of one line, from nothing to what was claimed, and why where that is not all of it.",
       "accepted!:decimal(2), reason:text(500)"},
      {"ClaimRefusal", "Why a claim is refused.", "ground!:Ground, explanation!:text(4000)"},
      {"NewInvoiceRequest", "What the contractor may invoice: at most what was accepted, without VAT.",
       "orderNumber!:text(60), amount!:decimal(2), remarks:text(4000)"},
      {"Claim", "A payment claim with its detailed statement, what was decided about it, and its payment clock.",
       "+AnyDocument, type!:=payment_claim, periodFrom!:day?, periodTo!:day?, statementKind!:StatementKind, vatRegime!:VatRegime, "
       "remarks!, "
       "netCents!:cents, vatCents!:cents, grossCents!:cents, acceptedCents!:cents?, ground!, explanation!, lines!:[Line], "
       "questions!:[{askedAt!:instant, reason!, answeredAt!:instant?, answerId!:id?}], clock:Clock, "
       "invoiceRequest:{id!:id, orderNumber!, netCents!:cents, remarks!, invoiceId!:id?, paidCents!:cents?, paidOn!:day?}, "
       "steps!:{edit!:boolean, remove!:boolean, putReady!:boolean, returnToDraft!:boolean, send!:boolean, withdraw!:boolean, "
       "supplement!:boolean, take!:boolean, askSupplements!:boolean, accept!:boolean, acceptPartially!:boolean, refuse!:boolean, "
       "requestInvoice!:boolean, reportInvoice!:boolean, reportPayment!:boolean}"},
      {"Supplement", "The answer to a question for supplements.", "+AnyDocument, type!:=claim_supplement, steps!:PlainSteps"},
      {"InvoiceRequest", "The authority's invitation to invoice what was accepted.",
       "+AnyDocument, type!:=invoice_request, steps!:PlainSteps, invoiceRequest!:{claimId!:id, orderNumber!, netCents!:cents, remarks!}"},
      {"Line", "A line of a detailed statement: what was claimed, and what was accepted of it where that differs.",
       "position!:integer, post!, description!, unit!, quantityE3!:integer, unitPriceE4!:integer, amountCents!:cents, "
       "acceptedCents!:cents?, "
       "reason!"},
      {"Clock", "The payment clock of a claim today: what is due, when, and by which rules.",
       "state!:ClockState, waitsFor!:WaitsFor, startedOn!:day?, verificationDue!:day?, invoiceDue!:day?, paymentDue!:day?, "
       "daysLeft!:integer?, "
       "stoppedDays!:integer, isLate!:boolean, legalBasis!:[{code!}]"},
      {"ImportedLines", "How many rows became lines, and the numbers of those that were skipped.",
       "version!:integer, rows!:integer, skipped!:[integer]"},
      {"RequestedInvoice", "The invoice request as it was numbered.", "id!:id, number!:integer"},
  };
}

}  // namespace app
