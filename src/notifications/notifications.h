// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "dossier/dossier.h"

#include <string>
#include <vector>

// Notifications: who is told of an event, at which address, by which level of the ladder (manual "Toegangsbeheer",
// chapter 4), by mail, on the page of notices, and by webhook.
//
//   a new contract          organisation's address ─▶ its administrators
//   every other event       contract's address ─▶ linked groups with the right on the theme ─▶ organisation's address
//                           ─▶ persons with the right on the theme ─▶ administrators
//
//   entry of the book ─ follow ─▶ notice (one a told organisation) ─▶ mails to the ladder's level   (outbox.h)
//                                        │                      └──▶ a line of the daily mail       (outbox.h)
//                                        ├─▶ the page of notices, by the rights of the moment       (notices.h)
//                                        └─▶ deliveries to the organisation's webhooks              (webhooks.h)
//
// Invariants
//  1. Only the first level that has an address is used; nowhere an address means no mail, and the administrators see that.
//  2. An address that a mail server did not know (outbox.h) counts as none until it is used again or set anew: the ladder
//     goes on to the next level, as a notification that reaches nobody helps nobody. See docs/decisions/0014.
//  3. A mail is a row of the same transaction as the deed (the outbox); the postman sends it after the commit and tries
//     again, with growing pauses, under the same Message-ID.
//  4. A mail names the organisation that acted, never the person, and nothing of a document's content. Its link asks to
//     sign in. It is written in the language of the person; to other addresses in that of the organisation.
//  5. The right is that on the theme of the event's document, to read it; for a released action the right to do it.
namespace notifications {

enum class Level { none, contract, group, organisation, person, administrator };
std::string_view name(Level);

struct Address {
  std::string email;  // empty: this group or person has none
  Language language = Language::nl;
  std::string name;         // of the group or the person
  PersonId person{};        // of a person or an administrator
  bool has_right = true;    // the group has the right on the theme
  bool is_bounced = false;  // a mail server did not know it
  bool is_usable() const { return !email.empty() && has_right && !is_bounced; }
};

// What the ladder is asked about. Without a contract: a new one.
struct Question {
  OrganisationId organisation;
  std::optional<ContractId> contract{};
  groups::Theme theme = groups::Theme::general;
  groups::Level right = groups::Level::read;
};

struct Told {
  Level level = Level::none;
  std::vector<Address> addresses{};  // each once
};
Told told_of(db::Tx&, Question const&, Day today);

// The whole ladder, to be explained: every level with all that stands there, and why it is used or not.
//   used · not_needed (a level before it is used) · no_address · no_right (groups with addresses, none with the right) ·
//   bounced (its addresses are marked)
enum class Why { used, not_needed, no_address, no_right, bounced };
std::string_view name(Why);
struct Rung {
  Level level = Level::none;
  Why why = Why::no_address;
  std::vector<Address> addresses;
};
constexpr std::size_t explained_max = 100;  // persons of a level
std::vector<Rung> ladder(evidence::View&, Question const&);

// The themes of a contract for which an event would reach nobody; asked for an organisation that is a party.
std::vector<groups::Theme> unreached(evidence::View&, contracts::Opened const&);

struct Sender {
  std::string base_url;  // "https://zegel.example.org": what the links begin with
  std::string name;      // the fixed sender's name of the installation
};
// Called for every entry of the book: writes the notice, the mails and the deliveries that it calls for.
void follow(evidence::Deed&, evidence::Entry const&, Sender const&);
// The events that somebody is told of, in the order of the catalogue.
std::vector<evidence::Event> events_told();

}  // namespace notifications
