// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "notifications/notifications.h"
#include "platform/mail/mail.h"

#include <set>
#include <string>
#include <vector>

// The outbox: mail that is written with a deed and posted after it; the daily mail; addresses that a server did not know.
//
//   mail: waiting ── the server took it ──▶ sent
//           │  ▲└──── it cannot go now: again after a pause, 1 minute, 2, 4 … at most 6 hours
//           │  └───── the operator says again (retry) ── dead
//           └─ the address will never take it, or attempts_max times ──▶ dead
namespace notifications {

// One letter about a notice.
struct Letter {
  std::string notice;
  OrganisationId organisation;
  Address to;
  Level level = Level::none;
  std::string event, subject, sentence, title, dossier_number, sender, link;
};
// Writes the mail, or a line of the daily mail for a person who chose that.
void put_in_the_post(evidence::Deed&, Letter const&, std::string_view installation);

// A letter that another room wrote, to somebody who asked for it; it belongs to no organisation. `unsubscribe`: see mail::Mail.
struct Circular {
  std::string address;
  Language language = Language::nl;
  std::string event, subject, text, html, unsubscribe;
};
void put_in_the_post(evidence::Deed&, Circular const&);

// Sends what is due, at most `count` mails; `engine` opens a short transaction before and after each. A mail that is
// refused for good, or attempts_max times, is dead. Gives how many were tried.
constexpr int attempts_max = 12;
int post(db::Engine&, mail::Post&, Clock const&, std::string_view domain, int count = 50);

// Makes one mail of what waits for each person whose hour has come (07:00 in Brussels); gives how many mails.
int gather(db::Engine&, Clock const&, Sender const&);
// The next time it is seven in the morning in Brussels.
Instant next_daily_mail(Instant now);

// One mail as an operator or the demo's drawer shows it.
struct Kept {
  std::string id, address, subject, body_text, event, level, status, created_at, last_word;
};
std::vector<Kept> latest(db::Tx&, int count);
std::vector<Kept> dead(db::Tx&, int count);  // the dead letters, newest first
std::optional<Kept> find_mail(db::Tx&, std::string const& id);
// A dead mail, or all of them (empty id), waits again from its first attempt; gives how many.
int retry(db::Tx&, std::string const& id, Instant now);

// ---- addresses that a mail server did not know

std::set<std::string> bounced_addresses(db::Tx&, OrganisationId const&);
// What a delivery status notification (RFC 3464) tells: which letter, and whether its address failed for good (an unknown
// or closed mailbox or domain; not a full one, not a policy). Nothing for any other mail.
struct Returned {
  std::string letter, reason;
  bool is_final = false;
};
std::optional<Returned> read_returned(std::string_view message);
// Marks the address of the letter when it failed for good; of the notification nothing else is believed. Records
// address_bounced on behalf of the organisation and puts it on its page of notices. Gives whether an address was marked.
constexpr std::size_t returned_bytes_max = 1 << 20;
bool take_back(db::Engine&, Clock const&, std::string_view message);
// The address is used again, by an administrator of the organisation. not_allowed for others.
void trust_again(evidence::Deed&, std::string const& address);

}  // namespace notifications
