// SPDX-License-Identifier: EUPL-1.2
#include "notifications/webhooks.h"
#include "platform/crypto/crypto.h"
#include "platform/pages/pages.h"

#include <algorithm>

// The outbox of the webhooks: what is written with a deed, and posted after it.
namespace notifications {
namespace {

constexpr auto kept_days = std::chrono::days{30};

std::chrono::minutes pause(std::int64_t attempts) { return std::chrono::minutes{std::min<std::int64_t>(360, 1LL << std::min<std::int64_t>(attempts, 9))}; }

}  // namespace

void tell_systems(evidence::Deed& deed, OrganisationId const& organisation, std::string const& notice, evidence::Entry const& entry,
                  std::string const& link) {
  auto const event = std::string{evidence::name(entry.event)};
  for (auto const& row :
       deed.tx.all("SELECT id, events FROM webhooks WHERE organisation_id = $1 AND removed_at IS NULL ORDER BY id LIMIT 100", {organisation.text})) {
    if ((' ' + row.text(1)).find(' ' + event + ' ') == std::string::npos) continue;  // "claim_accepted document_sent "
    Shape body = Shape::Object{{"id", notice}, {"event", event}, {"at", deed.now_text()}, {"organisationId", organisation.text},
                               {"contractId", entry.contract->text}, {"documentId", entry.document ? Shape{entry.document->text} : Shape{}},
                               {"link", link}};
    deed.tx.run(R"(INSERT INTO webhook_deliveries (id, webhook_id, event, body, created_at, status, attempts, due_at)
                   VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $5))",
                {new_id(), row.text(0), event, pages::json(body), deed.now_text()});
  }
}

std::string signature(std::string_view secret, Instant at, std::string_view body) {
  auto const seconds = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
  return "t=" + seconds + ",v1=" + crypto::hmac_sha256_hex(secret, seconds + '.' + std::string{body});
}

namespace {

struct Waiting {
  std::string id, address, sealed, body;
  std::int64_t attempts = 0;
};

std::optional<Waiting> next_waiting(db::Engine& engine, Instant now, std::string const& after) {
  std::optional<Waiting> found;
  engine.look([&](db::Tx& tx) {
    if (auto const row = tx.maybe(R"(SELECT d.id, w.address, w.secret_sealed, d.body, d.attempts
                                     FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
                                     WHERE d.status = 'waiting' AND d.due_at <= $1 AND d.id > $2 ORDER BY d.id LIMIT 1)",
                                  {to_text(now), after}))
      found = Waiting{row->text(0), row->text(1), row->text(2), row->text(3), row->number(4)};
  });
  return found;
}

}  // namespace

int deliver(db::Engine& engine, outgoing::Caller& caller, Clock const& clock, std::string_view key, int count) {
  std::string after;
  int tried = 0;
  for (; tried < count; ++tried) {
    auto const waiting = next_waiting(engine, clock.now(), after);
    if (!waiting) break;
    after = waiting->id;
    std::string secret;
    outgoing::Posted posted{0, "the secret cannot be opened: was the installation's secret replaced?"};
    if (crypto::unseal(key, waiting->sealed, secret))
      posted = caller.post(waiting->address, waiting->body,
                             {"Zegel-Signature: " + signature(secret, clock.now(), waiting->body), "Zegel-Delivery: " + waiting->id});
    auto const now = clock.now();
    bool const is_sent = posted.status >= 200 && posted.status < 300;
    bool const is_dead = posted.status == 410 || waiting->attempts + 1 >= deliveries_attempts_max;
    engine.act_now([&](db::Tx& tx) {
      tx.run(R"(UPDATE webhook_deliveries SET status = $2, attempts = attempts + 1, due_at = $3, sent_at = $4, last_word = $5
                WHERE id = $1 AND status = 'waiting')",
             {waiting->id, std::string{is_sent ? "sent" : is_dead ? "dead" : "waiting"}, to_text(now + pause(waiting->attempts)),
              is_sent ? db::Value{to_text(now)} : db::null(), posted.detail});
    });
  }
  return tried;
}

void forget_old_deliveries(db::Tx& tx, Instant now) {
  tx.run("DELETE FROM webhook_deliveries WHERE status <> 'waiting' AND created_at < $1", {to_text(now - kept_days)});
}

}  // namespace notifications
