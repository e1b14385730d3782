// SPDX-License-Identifier: EUPL-1.2
#include "correspondence/correspondence.h"
#include "payments/payments.h"

// The payment of a claim, as the authority tells it: a payment notice that answers the invoice request or the invoice.
namespace payments {
namespace {

constexpr int thread_height_max = 5;  // notice, invoice, invoice request, claim

}  // namespace

std::optional<DocumentId> claim_behind(db::Tx& tx, DocumentId const& id) {
  auto document = dossier::find_document(tx, id.text);
  for (int height = 0; document && height < thread_height_max; ++height) {
    if (document->type == "payment_claim") return document->id;
    if (!document->replies_to) return std::nullopt;
    document = dossier::find_document(tx, *document->replies_to);
  }
  return std::nullopt;
}

void follow(evidence::Deed& deed, evidence::Entry const& entry) {
  if (entry.event != evidence::Event::document_sent || !entry.document) return;
  auto const notice = dossier::find_document(deed.tx, entry.document->text);
  if (!notice || notice->type != "payment_notice") return;
  auto const claim = claim_behind(deed.tx, notice->id);
  if (!claim) return;
  auto const day = correspondence::day_in(deed.tx, notice->id, "on").value_or(brussels_day(deed.now));
  deed.tx.run(R"(
    UPDATE claims SET paid_cents = paid_cents + $2,
                      paid_on = CASE WHEN paid_on IS NULL AND paid_cents + $2 >= (SELECT r.net_cents FROM invoice_requests r WHERE r.claim_id = $1)
                                     THEN CAST($3 AS TEXT) ELSE paid_on END
    WHERE document_id = $1)",
              {claim->text, notice->amount_cents.value_or(0), to_text(day)});
}

}  // namespace payments
