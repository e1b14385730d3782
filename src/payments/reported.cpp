// SPDX-License-Identifier: EUPL-1.2
#include "correspondence/correspondence.h"
#include "payments/payments.h"

// The payment of a claim, as the authority tells it: a payment notice that answers the invoice request or the invoice.
namespace payments {
namespace {

constexpr int thread_height_max = 20;  // claim, invoice request, invoice, notice, and their corrections

struct Paid {
  std::int64_t cents = 0;
  std::optional<Day> on;  // when it covered what was to be invoiced
};

// What the notices that stand say together, in the order in which they were sent. One that was withdrawn, or corrected by another
// that stands, says nothing.
Paid paid(evidence::Deed& deed, DocumentId const& claim) {
  auto const asked = deed.tx.maybe("SELECT net_cents FROM invoice_requests WHERE claim_id = $1", {claim.text});
  Paid paid;
  for (auto const& row : deed.tx.all(R"(
         WITH RECURSIVE thread(id, height) AS (
           SELECT CAST($1 AS TEXT), 0
           UNION ALL
           SELECT d.id, t.height + 1 FROM thread t JOIN documents d ON d.replies_to_id = t.id OR d.corrects_id = t.id
           WHERE t.height < $2 AND d.number IS NOT NULL AND d.type IN ('invoice_request', 'invoice', 'payment_notice'))
         SELECT DISTINCT d.number, d.id, d.amount_cents FROM thread t JOIN documents d ON d.id = t.id
         WHERE d.type = 'payment_notice' AND d.status <> 'withdrawn'
           AND NOT EXISTS (SELECT 1 FROM documents c WHERE c.corrects_id = d.id AND c.number IS NOT NULL AND c.status <> 'withdrawn')
         ORDER BY d.number LIMIT 1000)",
                                     {claim.text, thread_height_max})) {
    paid.cents += row.number(2);
    if (!paid.on && asked && paid.cents >= asked->number(0))
      paid.on = correspondence::day_in(deed.tx, {row.text(1)}, "on").value_or(brussels_day(deed.now));
  }
  return paid;
}

}  // namespace

std::optional<DocumentId> claim_behind(db::Tx& tx, DocumentId const& id) {
  auto document = dossier::find_document(tx, id.text);
  for (int height = 0; document && height < thread_height_max; ++height) {
    if (document->type == "payment_claim") return document->id;
    auto const& before = document->replies_to ? document->replies_to : document->corrects;
    if (!before) return std::nullopt;
    document = dossier::find_document(tx, *before);
  }
  return std::nullopt;
}

std::optional<DocumentId> waiting_invoice_request(db::Tx& tx, DocumentId const& claim) {
  auto const row = tx.maybe(R"(
    SELECT i.document_id FROM invoice_requests i JOIN documents d ON d.id = i.document_id
    WHERE i.claim_id = $1 AND d.answered_at IS NULL AND d.closed_at IS NULL)",
                            {claim.text});
  return row ? std::optional{DocumentId{row->text(0)}} : std::nullopt;
}

void follow(evidence::Deed& deed, evidence::Entry const& entry) {
  if (entry.event != evidence::Event::document_sent && entry.event != evidence::Event::document_withdrawn) return;
  auto const notice = entry.document ? dossier::find_document(deed.tx, entry.document->text) : std::nullopt;
  if (!notice || notice->type != "payment_notice") return;
  auto const claim = claim_behind(deed.tx, notice->id);
  if (!claim) return;
  auto const now = paid(deed, *claim);
  deed.tx.run("UPDATE claims SET paid_cents = $2, paid_on = $3 WHERE document_id = $1",
              {claim->text, now.cents, now.on ? db::Value{to_text(*now.on)} : db::null()});
}

}  // namespace payments
