// SPDX-License-Identifier: EUPL-1.2
#include "service/service_web.h"
#include "base/refusal.h"
#include "platform/pages/pages.h"
#include "service/markup.h"
#include "service/terms.h"
#include "service/texts.h"

#include <algorithm>

namespace service {
namespace {

constexpr std::size_t secret_bytes_max = 100, way_back_bytes_max = 300;

std::string_view secret_in(http::Ask const& ask) {
  auto const& secret = ask.part(0);
  if (secret.size() > secret_bytes_max) refuse(Refusal::link_ended);
  return secret;
}

notifications::Sender sender_of(http::Ask const& ask) { return {std::string{ask.installation.base_url}, std::string{ask.installation.name}}; }

// Where somebody was going when the terms came in between: a path of this house, without its query.
std::string way_back(http::Ask const& ask) {
  auto path = std::string{ask.field("returnTo")};
  path = path.substr(0, path.find_first_of("?#"));
  bool const own = path.starts_with('/') && !path.starts_with("//") && path.find_first_of("\\\r\n") == std::string::npos;
  return own && path.size() <= way_back_bytes_max && path != "/terms/acceptances" ? path : "/";
}

std::optional<std::int64_t> whole(std::string_view text) {
  if (text.empty() || text.size() > 9 || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  std::int64_t value = 0;
  for (char c : text) value = value * 10 + (c - '0');
  return value;
}

Shape shape_of(Terms const& terms, Language language) {
  return Shape::Object{{"version", terms.version}, {"from", terms.from_on}, {"language", name(language)}, {"digest", terms.digest}, {"text", terms.body}};
}

// As a page reads it: with a title, and in blocks.
Shape& lay_out(Shape& body, std::string_view text, std::string_view title) {
  auto read = marked(text);
  return body.with("title", read.title.empty() ? std::string{title} : std::move(read.title)).with("blocks", std::move(read.blocks));
}

// The operator's text of a page, when there is one.
std::optional<http::Answer> own_text(evidence::View& view, http::Ask const& ask, std::string const& page) {
  auto const text = page_text(view.tx, page, ask.language);
  if (!text) return std::nullopt;
  Shape body = Shape::Object{{"version", text->version}, {"setAt", text->set_at}};
  lay_out(body, text->body, pages::text(ask.language, "title.app/" + page));
  return http::Answer{.body = std::move(body), .page = "service/text"};
}

}  // namespace

Shape shape_of(Outage const& outage, Instant now, Language language) {
  return Shape::Object{{"id", outage.id.text},
                       {"phase", name(outage.phase(now))},
                       {"startsAt", to_text(outage.starts_at)},
                       {"endsAt", to_text(outage.ends_at)},
                       {"text", in(outage.texts, language)}};
}

http::Answer show_outages(evidence::View& view, http::Ask const& ask) {
  Shape::List soon, before;
  for (auto const& outage : coming(view.tx, view.now)) soon.push_back(shape_of(outage, view.now, ask.language));
  auto const page = past(view.tx, view.now, ask.maybe("after"));
  for (auto const& outage : page.rows) before.push_back(shape_of(outage, view.now, ask.language));
  Shape body = Shape::Object{{"coming", std::move(soon)}, {"past", std::move(before)}, {"next", page.next ? Shape{*page.next} : Shape{}}};
  if (!ask.is_json) {
    auto const chosen = ask.again ? parse_language(ask.field("language")).value_or(ask.language) : ask.language;
    Shape::List choices;
    for (auto language : languages) choices.emplace_back(Shape::Object{{"value", name(language)}, {"chosen", language == chosen}});
    body.with("email", ask.again ? ask.field("email") : std::string_view{}).with("languages", std::move(choices));
  }
  return {.body = std::move(body), .page = "service/outages"};
}

http::Answer subscribe_from(evidence::Deed& deed, http::Ask const& ask) {
  ask_subscription(deed, std::string{ask.field("email")}, ask.field("language"), ask.remote, sender_of(ask));
  return {.location = "/outages", .notice = "subscription_asked"};
}

http::Answer show_confirmation(evidence::View& view, http::Ask const& ask) {
  auto const secret = secret_in(ask);
  return {.body = Shape::Object{{"address", address_to_confirm(view, secret)}, {"secret", secret}}, .page = "service/subscription"};
}

http::Answer confirm_from(evidence::Deed& deed, http::Ask const& ask) {
  confirm(deed, secret_in(ask));
  return {.location = "/outages", .notice = "subscription_confirmed"};
}

http::Answer show_unsubscription(evidence::View& view, http::Ask const& ask) {
  auto const secret = secret_in(ask);
  return {.body = Shape::Object{{"address", address_to_end(view, secret)}, {"secret", secret}}, .page = "service/unsubscription"};
}

// RFC 8058 §3.1: the answer to one click in a mail program is no redirect.
http::Answer unsubscribe_from(evidence::Deed& deed, http::Ask const& ask) {
  end_subscription(deed, secret_in(ask));
  return {.page = "service/unsubscribed"};
}

http::Answer show_terms(evidence::View& view, http::Ask const& ask) {
  auto const today = brussels_day(view.now);
  auto const present = present_terms(view.tx, today, ask.language);
  auto const asked = ask.maybe("version");
  auto shown = asked ? find_terms(view.tx, whole(*asked).value_or(0), ask.language) : present;
  if (asked && !shown) refuse(Refusal::not_found);
  Shape::List versions;
  for (auto const& each : terms_versions(view.tx))
    versions.emplace_back(Shape::Object{{"version", each.version}, {"from", each.from_on}, {"isPresent", present && present->version == each.version}});
  if (!shown && !ask.is_json) return {.body = Shape::Object{{"versions", std::move(versions)}}, .page = "app/terms"};
  Shape body = shown ? shape_of(*shown, ask.language)
                     : Shape{Shape::Object{{"version", Shape{}}, {"from", Shape{}}, {"language", name(ask.language)}, {"digest", Shape{}}, {"text", ""}}};
  body.with("versions", std::move(versions));
  if (!ask.is_json) {
    lay_out(body, shown->body, pages::text(ask.language, "title.service/terms"));
    body.with("isPresent", present && present->version == shown->version).with("isLater", shown->from_on > to_text(today));
  }
  return {.body = std::move(body), .page = "service/terms"};
}

http::Answer show_terms_acceptance(evidence::View& view, http::Ask const& ask) {
  auto const present = present_terms(view.tx, brussels_day(view.now), ask.language);
  if (!present) refuse(Refusal::not_found);
  auto body = shape_of(*present, ask.language);
  lay_out(body, present->body, pages::text(ask.language, "title.service/terms"));
  body.with("returnTo", way_back(ask)).with("isAccepted", has_accepted(view, present->version));
  return {.body = std::move(body), .page = "service/terms_acceptance"};
}

http::Answer accept_terms_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const version = whole(ask.field("version"));
  if (!version) throw Mistaken{{{"version", "missing"}}};
  accept_terms(deed, *version, ask.language);
  return {.location = way_back(ask), .notice = "terms_accepted"};
}

http::Answer show_help(evidence::View& view, http::Ask const& ask) {
  return own_text(view, ask, "help").value_or(http::Answer{.page = "app/help"});
}

http::Answer show_accessibility(evidence::View& view, http::Ask const& ask) {
  return own_text(view, ask, "accessibility").value_or(http::Answer{.page = "app/accessibility"});
}

http::Answer show_privacy(evidence::View& view, http::Ask const& ask) {
  return own_text(view, ask, "privacy").value_or(http::Answer{.page = "app/privacy"});
}

}  // namespace service
