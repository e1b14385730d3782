// SPDX-License-Identifier: EUPL-1.2
#include "base/part.h"
#include "notifications/notifications_web.h"
#include "notifications/webhooks.h"

#include <set>

namespace notifications {
namespace {

Shape shape_of(Webhook const& webhook) {
  Shape::List events;
  for (auto const& event : webhook.events) events.emplace_back(Shape::Object{{"event", event}});
  return Shape::Object{{"id", webhook.id.text}, {"address", webhook.address}, {"addedAt", webhook.added_at}, {"events", std::move(events)}};
}

}  // namespace

http::Answer show_webhooks(evidence::View& view, http::Ask const& ask) {
  Shape::List list, events;
  for (auto const& webhook : webhooks(view)) list.push_back(shape_of(webhook));
  std::set<std::string_view> chosen;
  for (auto found = ask.fields.lower_bound("events."); found != ask.fields.end() && found->first.starts_with("events."); ++found)
    chosen.insert(found->second);
  for (auto const event : events_told())
    events.emplace_back(Shape::Object{{"event", evidence::name(event)}, {"chosen", !ask.again || chosen.contains(evidence::name(event))}});
  return {.body = Shape::Object{{"webhooks", std::move(list)}, {"choices", std::move(events)}, {"address", ask.field("address")}},
          .page = "notifications/webhooks"};
}

http::Answer add_webhook_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const wanted = take(read_webhook(ask.fields, ask.installation.plain_webhooks));
  auto const made = add(deed, wanted, ask.installation.key);
  // The page that shows the secret is the answer itself: it cannot be asked for again.
  return {.body = Shape::Object{{"id", made.id.text}, {"address", wanted.address}, {"secret", made.secret}},
          .page = "notifications/webhook_made", .status = 201, .location = ask.is_json ? "/webhooks/" + made.id.text : ""};
}

http::Answer show_webhook(evidence::View& view, http::Ask const& ask) {
  auto const id = id_from<WebhookId>(ask.part(0));
  Shape::List list;
  for (auto const& each : deliveries(view, id))
    list.emplace_back(Shape::Object{{"id", each.id}, {"event", each.event}, {"status", each.status}, {"createdAt", each.created_at},
                                    {"attempts", each.attempts}, {"lastWord", each.last_word}});
  return {.body = shape_of(open_webhook(view, id)).with("deliveries", std::move(list)), .page = "notifications/webhook"};
}

http::Answer remove_webhook_from(evidence::Deed& deed, http::Ask const& ask) {
  remove(deed, id_from<WebhookId>(ask.part(0)));
  return {.location = "/webhooks", .notice = "webhook_removed"};
}

}  // namespace notifications
