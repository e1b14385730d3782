// SPDX-License-Identifier: EUPL-1.2
// Who wants a mail about outages: the second half of outages.h.
#include "base/parsed.h"
#include "base/refusal.h"
#include "notifications/outbox.h"
#include "platform/crypto/crypto.h"
#include "platform/pages/pages.h"
#include "service/outages.h"

#include <algorithm>
#include <array>

namespace service {
namespace {

using evidence::Event;
using notifications::Circular;
using notifications::Sender;
using namespace std::chrono;

constexpr std::size_t address_bytes_max = 254;
constexpr int subscribers_max = 100'000;

std::string key_of(std::string_view address) {
  std::string key{address};
  std::transform(key.begin(), key.end(), key.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return key;
}

std::string_view flaw_of_address(std::string_view address) {
  if (address.empty()) return "missing";
  if (address.size() > address_bytes_max) return "too_long";
  auto const at = address.find('@');
  constexpr std::string_view signs = ",;<>\"()[]\\:";
  bool const plain = std::all_of(address.begin(), address.end(), [&](char c) { return c > ' ' && c < '\x7f' && signs.find(c) == signs.npos; });
  bool const whole = at != std::string_view::npos && at > 0 && address.find('@', at + 1) == std::string_view::npos &&
                     address.find('.', at) != std::string_view::npos && address.back() != '.' && address[at + 1] != '.';
  return plain && whole ? std::string_view{} : "not_an_email";
}

// How often this one asked within the hour, this time included.
std::int64_t requests_of(evidence::Deed& deed, std::string const& who) {
  return deed.tx
      .one(R"(INSERT INTO subscription_requests (asked_by, requests, first_at) VALUES ($1, 1, $2)
              ON CONFLICT (asked_by) DO UPDATE SET
                requests = CASE WHEN subscription_requests.first_at > $3 THEN subscription_requests.requests + 1 ELSE 1 END,
                first_at = CASE WHEN subscription_requests.first_at > $3 THEN subscription_requests.first_at ELSE $2 END
              RETURNING requests)",
           {crypto::sha256_hex(who), deed.now_text(), to_text(deed.now - minutes{requests_minutes})})
      .number(0);
}

struct Words {
  std::string subject;
  std::vector<std::string> paragraphs;
  std::string link, link_text, unsubscribe;
};

Circular letter(std::string address, Language language, std::string_view event, Words const& words, Sender const& sender) {
  std::string text;
  Shape::List paragraphs;
  for (auto const& each : words.paragraphs) {
    (text += each) += "\n\n";
    paragraphs.emplace_back(each);
  }
  (((text += words.link_text) += "\n") += words.link) += "\n";
  if (!words.unsubscribe.empty()) text += "\n-- \n" + pages::text(language, "mail.unsubscribe") + "\n" + words.unsubscribe + "\n";
  auto html = pages::part("service/mail", language,
                          Shape::Object{{"paragraphs", std::move(paragraphs)}, {"link", words.link}, {"linkText", words.link_text},
                                        {"unsubscribe", words.unsubscribe}, {"installation", sender.name}});
  return {std::move(address), language, std::string{event}, words.subject, std::move(text), std::move(html), words.unsubscribe};
}

// The subscription that was asked with this secret, while the link works.
db::Row asked_with(evidence::View& view, std::string_view secret) {
  auto row = view.tx.maybe("SELECT id, address FROM subscriptions WHERE secret_hash = $1 AND asked_at > $2",
                           {crypto::sha256_hex(secret), to_text(view.now - hours{link_hours})});
  if (!row) refuse(Refusal::link_ended);
  return std::move(*row);
}

db::Row mailed_with(evidence::View& view, std::string_view secret) {
  auto row = view.tx.maybe(R"(SELECT s.id, s.address FROM unsubscribe_links l JOIN subscriptions s ON s.id = l.subscription_id
                              WHERE l.secret_hash = $1 AND l.made_at > $2)",
                           {crypto::sha256_hex(secret), to_text(view.now - days{unsubscribe_days})});
  if (!row) refuse(Refusal::link_ended);
  return std::move(*row);
}

struct Keys {
  std::string subject, text;
};

// What is said of an outage that is announced, changed, over or cancelled.
Keys keys_of(Outage const& outage, Event event, Instant now, Language language) {
  auto const from = pages::when(language, to_text(outage.starts_at)), until = pages::when(language, to_text(outage.ends_at));
  if (event == Event::outage_announced)
    return {pages::text(language, "mail.outage_announced.subject", {{"from", from}}),
            pages::text(language, "mail.outage_announced.text", {{"from", from}, {"until", until}})};
  switch (outage.phase(now)) {
    case Phase::cancelled:
      return {pages::text(language, "mail.outage_cancelled.subject", {{"from", from}}),
              pages::text(language, "mail.outage_cancelled.text", {{"from", from}, {"until", until}})};
    case Phase::past:
      return {pages::text(language, "mail.outage_ended.subject", {{"from", from}}),
              pages::text(language, "mail.outage_ended.text", {{"from", from}, {"until", until}})};
    case Phase::planned:
    case Phase::current: break;
  }
  return {pages::text(language, "mail.outage_changed.subject", {{"from", from}}),
          pages::text(language, "mail.outage_changed.text", {{"from", from}, {"until", until}})};
}

}  // namespace

void ask_subscription(evidence::Deed& deed, std::string const& email, std::string_view language_name, std::string_view remote, Sender const& sender) {
  std::vector<Mistake> mistakes;
  if (auto const flaw = flaw_of_address(email); !flaw.empty()) mistakes.push_back({"email", std::string{flaw}});
  auto const language = parse_language(language_name);
  if (!language) mistakes.push_back({"language", "unknown"});
  if (!mistakes.empty()) throw Mistaken{std::move(mistakes)};
  if (requests_of(deed, "remote " + std::string{remote}) > requests_max_remote) refuse(Refusal::too_many_attempts);
  auto const key = key_of(email);
  if (requests_of(deed, "address " + key) > requests_max_address) return;
  auto const secret = crypto::random_token(32);
  deed.tx.run(R"(INSERT INTO subscriptions (id, address, address_key, language, asked_at, language_asked, secret_hash)
                 VALUES ($1, $2, $3, $4, $5, $4, $6)
                 ON CONFLICT (address_key) DO UPDATE SET asked_at = $5, language_asked = $4, secret_hash = $6)",
              {new_id(), email, key, std::string{name(*language)}, deed.now_text(), crypto::sha256_hex(secret)});
  notifications::put_in_the_post(
      deed, letter(email, *language, "outage_subscription",
                   {pages::text(*language, "mail.outage_subscription.subject"),
                    {pages::text(*language, "mail.outage_subscription.text", {{"installation", sender.name}}),
                     pages::text(*language, "mail.outage_subscription.ignore")},
                    sender.base_url + "/outages/subscriptions/" + secret,
                    pages::text(*language, "mail.outage_subscription.open"),
                    {}},
                   sender));
}

std::string address_to_confirm(evidence::View& view, std::string_view secret) { return asked_with(view, secret).text(1); }

void confirm(evidence::Deed& deed, std::string_view secret) {
  auto const row = asked_with(deed, secret);
  deed.tx.run("UPDATE subscriptions SET confirmed_at = $2, language = language_asked, secret_hash = NULL WHERE id = $1",
              {row.text(0), deed.now_text()});
}

std::string address_to_end(evidence::View& view, std::string_view secret) { return mailed_with(view, secret).text(1); }

void end_subscription(evidence::Deed& deed, std::string_view secret) {
  auto const row = mailed_with(deed, secret);
  deed.tx.run("DELETE FROM unsubscribe_links WHERE subscription_id = $1", {row.text(0)});
  deed.tx.run("DELETE FROM subscriptions WHERE id = $1", {row.text(0)});
}

void drop_old_requests(db::Tx& tx, Instant now) {
  tx.run("DELETE FROM subscriptions WHERE confirmed_at IS NULL AND asked_at <= $1", {to_text(now - hours{link_hours})});
  tx.run("DELETE FROM unsubscribe_links WHERE made_at <= $1", {to_text(now - days{unsubscribe_days})});
  tx.run("DELETE FROM subscription_requests WHERE first_at <= $1", {to_text(now - minutes{requests_minutes})});
}

void tell_subscribers(evidence::Deed& deed, evidence::Entry const& entry, Sender const& sender) {
  if (entry.event != Event::outage_announced && entry.event != Event::outage_changed) return;
  auto const id = std::get_if<std::string>(&entry.particulars.at("outageId").value());
  auto const outage = id ? find_outage(deed.tx, {*id}) : std::nullopt;
  if (!outage) return;
  for (auto const& row : deed.tx.all("SELECT id, address, language FROM subscriptions WHERE confirmed_at IS NOT NULL ORDER BY id LIMIT $1",
                                     {std::int64_t{subscribers_max}})) {
    auto const language = parse_language(row.text(2)).value_or(Language::nl);
    auto [subject, sentence] = keys_of(*outage, entry.event, deed.now, language);
    auto const secret = crypto::random_token(32);
    deed.tx.run("INSERT INTO unsubscribe_links (secret_hash, subscription_id, made_at) VALUES ($1, $2, $3)",
                {crypto::sha256_hex(secret), row.text(0), deed.now_text()});
    notifications::put_in_the_post(
        deed, letter(row.text(1), language, evidence::name(entry.event),
                     {std::move(subject), {std::move(sentence), in(outage->texts, language)}, sender.base_url + "/outages",
                      pages::text(language, "mail.outage.open"), sender.base_url + "/outages/unsubscriptions/" + secret},
                     sender));
  }
}

}  // namespace service
