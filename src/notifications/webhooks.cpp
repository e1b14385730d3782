// SPDX-License-Identifier: EUPL-1.2
#include "notifications/webhooks.h"
#include "base/refusal.h"
#include "platform/crypto/crypto.h"

#include <algorithm>
#include <sstream>

namespace notifications {
namespace {

void must_administer(evidence::View& view) {
  if (!people::standing(view).administers()) refuse(Refusal::not_allowed);
}

// https://host[:port][/path][?query], printable ASCII without spaces; no user before the host and nothing after a #.
bool is_address(std::string_view text, bool plain) {
  std::string_view rest = text;
  if (rest.starts_with("https://"))
    rest.remove_prefix(8);
  else if (plain && rest.starts_with("http://"))
    rest.remove_prefix(7);
  else
    return false;
  auto const host = rest.substr(0, rest.find_first_of("/?"));
  bool const is_printable = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F && c != '"' && c != '<' && c != '>' && c != '\\'; });
  return is_printable && !host.empty() && host.front() != ':' && host.find('@') == std::string_view::npos && text.find('#') == std::string_view::npos;
}

std::vector<std::string> split(std::string const& text) {
  std::vector<std::string> words;
  std::istringstream stream{text};
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

Webhook read_row(db::Row const& row) {
  Webhook webhook;
  webhook.id = {row.text(0)};
  webhook.address = row.text(1);
  webhook.events = split(row.text(2));
  webhook.added_at = row.text(3);
  return webhook;
}

}  // namespace

Parsed<NewWebhook> read_webhook(Fields const& fields, bool plain) {
  std::vector<Mistake> mistakes;
  NewWebhook webhook{std::string{field(fields, "address")}, {}};
  if (webhook.address.empty())
    mistakes.push_back({"address", "missing"});
  else if (webhook.address.size() > webhook_address_bytes_max)
    mistakes.push_back({"address", "too_long"});
  else if (!is_address(webhook.address, plain))
    mistakes.push_back({"address", "not_an_address"});
  auto const known = events_told();
  for (auto found = fields.lower_bound("events."); found != fields.end() && found->first.starts_with("events."); ++found) {
    auto const is = [&](evidence::Event event) { return evidence::name(event) == found->second; };
    if (std::any_of(known.begin(), known.end(), is))
      webhook.events.push_back(found->second);
    else if (!found->second.empty())
      mistakes.push_back({"events", "unknown"});
  }
  if (webhook.events.empty())
    for (auto const event : known) webhook.events.emplace_back(evidence::name(event));
  std::sort(webhook.events.begin(), webhook.events.end());
  webhook.events.erase(std::unique(webhook.events.begin(), webhook.events.end()), webhook.events.end());
  if (!mistakes.empty()) return mistakes;
  return webhook;
}

Made add(evidence::Deed& deed, NewWebhook const& webhook, std::string_view key) {
  must_administer(deed);
  if (webhooks(deed).size() >= webhooks_max) throw Mistaken{{{"address", "too_many"}}};
  Made made{{new_id()}, crypto::random_token(32)};
  std::string events;
  for (auto const& event : webhook.events) events += event + ' ';
  deed.tx.run("INSERT INTO webhooks (id, organisation_id, address, secret_sealed, events, added_at) VALUES ($1, $2, $3, $4, $5, $6)",
              {made.id.text, deed.actor.organisation.text, webhook.address, crypto::seal(key, made.secret), events, deed.now_text()});
  deed.record({evidence::Event::webhook_added, {}, {}, Shape::Object{{"webhookId", made.id.text}}});
  return made;
}

void remove(evidence::Deed& deed, WebhookId const& id) {
  open_webhook(deed, id);
  deed.tx.run("UPDATE webhooks SET removed_at = $2 WHERE id = $1", {id.text, deed.now_text()});
  deed.tx.run("UPDATE webhook_deliveries SET status = 'dead', last_word = 'removed' WHERE webhook_id = $1 AND status = 'waiting'", {id.text});
  deed.record({evidence::Event::webhook_removed, {}, {}, Shape::Object{{"webhookId", id.text}}});
}

std::vector<Webhook> webhooks(evidence::View& view) {
  must_administer(view);
  std::vector<Webhook> found;
  for (auto const& row : view.tx.all(
           "SELECT id, address, events, added_at FROM webhooks WHERE organisation_id = $1 AND removed_at IS NULL ORDER BY id LIMIT 100",
           {view.actor.organisation.text}))
    found.push_back(read_row(row));
  return found;
}

Webhook open_webhook(evidence::View& view, WebhookId const& id) {
  must_administer(view);
  auto const row = view.tx.maybe("SELECT id, address, events, added_at FROM webhooks WHERE id = $1 AND organisation_id = $2 AND removed_at IS NULL",
                                 {id.text, view.actor.organisation.text});
  if (!row) refuse(Refusal::not_found);
  return read_row(*row);
}

std::vector<Delivery> deliveries(evidence::View& view, WebhookId const& id) {
  open_webhook(view, id);
  std::vector<Delivery> found;
  for (auto const& row : view.tx.all(R"(SELECT id, event, status, created_at, last_word, attempts FROM webhook_deliveries
                                        WHERE webhook_id = $1 ORDER BY id DESC LIMIT 50)",
                                     {id.text}))
    found.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.number(5)});
  return found;
}

}  // namespace notifications
