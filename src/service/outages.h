// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "evidence/deed.h"
#include "notifications/notifications.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

// Outages (onderbrekingen): when the service will be, is or was away, and who wants a mail about it. The operator announces
// them (`zegel outage`); everybody reads them, signed in or not.
//
//   announce ─▶ planned ──its start──▶ current ──its end, or end_outage──▶ past
//                  └──── end_outage ──▶ cancelled
//
//   ask_subscription ─▶ asked ── confirm, within link_hours ──▶ active ── end_subscription ──▶ gone
//
// Invariants
//  1. The phase follows from the hours at the moment it is asked; an outage that runs over is given a later end.
//  2. Outages are kept for good. What is over is not changed any more.
//  3. Nobody is mailed but at an address whose owner confirmed it, by a form that only a POST sends: scanners of mail follow
//     links. Of a secret in a link only the SHA-256 is kept.
//  4. Whoever asks gets the same answer, whether the address is known or not, and at most requests_max_address mails an hour.
namespace service {

constexpr int near_hours = 48;   // before its start, an outage is told on every page
constexpr int link_hours = 48;
constexpr int unsubscribe_days = 400;  // how long the link in an outage mail works
constexpr std::size_t outage_text_bytes_max = 2000;
constexpr int requests_max_address = 3, requests_max_remote = 20, requests_minutes = 60;

enum class Phase { planned, current, past, cancelled };
std::string_view name(Phase);

using Texts = std::array<std::string, languages.size()>;  // in the order of `languages`
inline std::string const& in(Texts const& texts, Language language) { return texts.at(static_cast<std::size_t>(language)); }

struct NewOutage {
  Instant starts_at{}, ends_at{};
  Texts texts;
};
struct Outage : NewOutage {
  OutageId id;
  std::optional<std::string> cancelled_at;
  Phase phase(Instant now) const;
  bool is_near(Instant now) const;  // going on, or within near_hours
};

// Mistakes: startsAt and endsAt (missing, wrong_order, over), text.nl … (missing, too_long). Records outage_announced.
Outage announce(evidence::Deed&, NewOutage const&);
// Of what is not over; an empty text stays as it was. Records outage_changed.
Outage change(evidence::Deed&, OutageId const&, std::optional<Instant> starts_at, std::optional<Instant> ends_at, Texts const&);
// Now: one that goes on ends, one that is planned is cancelled. Records outage_changed.
Outage end_outage(evidence::Deed&, OutageId const&);

std::optional<Outage> find_outage(db::Tx&, OutageId const&);
// Planned and current, by their start; at most 100.
std::vector<Outage> coming(db::Tx&, Instant now);
struct OutagePage {
  std::vector<Outage> rows;
  std::optional<std::string> next;  // give it as `after` for the next page
};
constexpr int outage_page_rows = 20;
// Past and cancelled, newest start first.
OutagePage past(db::Tx&, Instant now, std::optional<std::string> const& after);

// The verbs of subscriptions write nothing in the book: it is kept for good, and an address is forgotten with its subscription.
//
// Asks by mail whether the owner of the address wants to be told. Mistakes: email (missing, too_long, not_an_email), language
// (unknown). too_many_attempts for a remote that asked too often; an address that was asked too often gets nothing, silently.
void ask_subscription(evidence::Deed&, std::string const& email, std::string_view language, std::string_view remote,
                      notifications::Sender const&);
// The address behind a link that was mailed for confirmation or for the end of mails; link_ended when there is none.
std::string address_to_confirm(evidence::View&, std::string_view secret);
std::string address_to_end(evidence::View&, std::string_view secret);
void confirm(evidence::Deed&, std::string_view secret);
// Removes the address. Pressed twice it says the same: link_ended.
void end_subscription(evidence::Deed&, std::string_view secret);
// Addresses that nobody confirmed in time, links and counts that are too old.
void drop_old_requests(db::Tx&, Instant now);

// Called for every entry of the book: mails everybody who subscribed when an outage is announced or changed.
void tell_subscribers(evidence::Deed&, evidence::Entry const&, notifications::Sender const&);

}  // namespace service
