// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "notifications/notifications.h"
#include "platform/outgoing/outgoing.h"

#include <string>
#include <string_view>
#include <vector>

// Webhooks: systems that hear at once of what their organisation is told. Kept by its administrators.
//
//   webhook:  ── add ─▶ active ── remove ─▶ removed         delivery: waiting ── 2xx ─▶ sent
//                                                                        │  ▲└── other answers, none: again, 1 minute, 2, 4 …
//                                                                        └─ 410, removed, or attempts_max times ─▶ dead
//
// Invariants
//  1. A delivery is a row of the same transaction as the deed; it is posted after the commit, and again under the same id.
//  2. It names the event, the ids of contract and document, and the link; no person, no content, no title.
//  3. It is signed with the webhook's secret, which is shown once and kept sealed.
namespace notifications {

constexpr std::size_t webhooks_max = 10, webhook_address_bytes_max = 500;

struct NewWebhook {
  std::string address;
  std::vector<std::string> events;  // of events_told(); none chosen: all
};
// Mistakes: missing, too_long, not_an_address (https://host/path; `plain`: http:// too; no user, no fragment), unknown.
Parsed<NewWebhook> read_webhook(Fields const&, bool plain);

struct Webhook : NewWebhook {
  WebhookId id;
  std::string added_at;
};
struct Made {
  WebhookId id;
  std::string secret;
};
// All of these ask for an administrator: not_allowed for others; another organisation's webhook is not_found.
Made add(evidence::Deed&, NewWebhook const&, std::string_view key);  // too_many as a mistake; records webhook_added
void remove(evidence::Deed&, WebhookId const&);                      // records webhook_removed
std::vector<Webhook> webhooks(evidence::View&);
Webhook open_webhook(evidence::View&, WebhookId const&);
struct Delivery {
  std::string id, event, status, created_at, last_word;
  std::int64_t attempts = 0;
};
std::vector<Delivery> deliveries(evidence::View&, WebhookId const&);  // the last 50, newest first

// Writes a delivery for each of the organisation's webhooks that asked for this event.
void tell_systems(evidence::Deed&, OrganisationId const&, std::string const& notice, evidence::Entry const&, std::string const& link);

// "t=1772442000,v1=<HMAC-SHA-256 in hex over "1772442000.<body>">"
std::string signature(std::string_view secret, Instant, std::string_view body);

// Posts what is due, at most `count`; gives how many were tried.
constexpr int deliveries_attempts_max = 12;
int deliver(db::Engine&, outgoing::Caller&, Clock const&, std::string_view key, int count = 50);
// Forgets what was delivered or given up 30 days ago.
void forget_old_deliveries(db::Tx&, Instant now);

}  // namespace notifications
