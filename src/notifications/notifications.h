// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "dossier/dossier.h"
#include "platform/mail/mail.h"

#include <string>
#include <vector>

// Notifications: who is told of an event, at which address, by which level of the ladder (manual "Toegangsbeheer",
// chapter 4).
//
//   a new contract          organisation's address ─▶ its administrators
//   every other event       contract's address ─▶ linked groups with the right on the theme ─▶ organisation's address
//                           ─▶ persons with the right on the theme ─▶ administrators
//
// Invariants
//  1. Only the first level that has an address is used; nowhere an address means no mail.
//  2. A mail is a row of the same transaction as the deed (the outbox); the postman sends it after the commit and tries
//     again, with growing pauses, under the same Message-ID.
//  3. A mail names the organisation that acted, never the person, and nothing of a document's content. Its link asks to
//     sign in.
namespace notifications {

enum class Level { none, contract, group, organisation, person, administrator };
std::string_view name(Level);

struct Told {
  Level level = Level::none;
  struct Address {
    std::string email;
    Language language = Language::nl;
  };
  std::vector<Address> addresses;
};

// The ladder for a new contract, and for an event on a contract.
Told told_of_new_contract(db::Tx&, OrganisationId const&, Day today);
Told told_of(db::Tx&, OrganisationId const&, ContractId const&, groups::Theme, Day today);

struct Sender {
  std::string base_url;  // "https://zegel.example.org": what the links begin with
  std::string name;      // the fixed sender's name of the installation
};
// Called for every entry of the book: writes the mails that it calls for.
void follow(evidence::Deed&, evidence::Entry const&, Sender const&);

// A letter that another room wrote, for the outbox; `level` is none. `unsubscribe`: see mail::Mail.
struct Letter {
  std::string address;
  Language language = Language::nl;
  std::string event, subject, text, html, unsubscribe;
};
void put_in_outbox(evidence::Deed&, Letter const&);

// Sends what is due, at most `count` mails; `engine` opens a short transaction before and after each. A mail that is
// refused for good, or attempts_max times, is dead. Gives how many were tried.
constexpr int attempts_max = 12;
int post(db::Engine&, mail::Post&, Clock const&, std::string_view domain, int count = 50);

// One mail as an operator or the demo's drawer shows it.
struct Kept {
  std::string id, address, subject, body_text, event, level, status, created_at, last_word;
};
std::vector<Kept> latest(db::Tx&, int count);
std::optional<Kept> find_mail(db::Tx&, std::string const& id);

}  // namespace notifications
