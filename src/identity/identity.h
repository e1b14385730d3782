// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "people/people.h"

#include <optional>
#include <string>
#include <string_view>

// Identity: who is at the door. Until the means of the government (eID, itsme) stand here, people sign in with an account
// that an operator made (`zegel user`): a login and a password (Argon2id).
//
//   sign_in ─▶ session (at most session_hours) ─▶ sign_out, or the end comes
//
// Invariants
//  1. A session opens only the organisation it was begun for, and only while the person still works there: resume() says
//     who is there, standing() and groups say each time what he may do.
//  2. The database knows the SHA-256 of a token, never the token.
//  3. An unknown login and a wrong password get the same answer, at the same cost. attempts_max failures within
//     attempts_minutes close the login, and an address, until those minutes are over.
namespace identity {

constexpr int session_hours = 10;
constexpr int attempts_max = 10;
constexpr int attempts_minutes = 15;
constexpr std::size_t password_bytes_min = 12, password_bytes_max = 1024, login_bytes_max = 254;

struct Session {
  evidence::Actor actor;
  std::string person_name, organisation_name;
  bool is_authority = false;
  bool administers = false;  // for what a page offers; the rooms decide again
  std::optional<std::int64_t> terms_due;  // the version of the terms of use that must be accepted before anything is done
  std::vector<people::Workplace> others;  // where else the person works; filled for the start page alone
};
// Nothing when the token is unknown or over.
std::optional<Session> resume(db::Tx&, std::string_view token, Instant now);

// The hash to check a password against, and whose it is; for an unknown login a hash that nothing fits.
struct Lock {
  std::string password_hash;
  std::optional<PersonId> person;
  bool closed = false;  // too many attempts
};
Lock lock_of(db::Tx&, std::string_view login, std::string_view remote, Instant now);
// One more failure for the login and for the address; kept apart from sign-in itself, as it stays when that is refused.
void note_failure(evidence::Deed&, std::string_view login, std::string_view remote);

// Begins a session in the person's first workplace, or in `organisation` when he works there. Gives the token; records
// signed_in. sign_in_failed when he works nowhere.
std::string begin_session(db::Tx&, PersonId const&, std::optional<OrganisationId> const& organisation, Instant now,
                          evidence::Followers const&);
void end_session(evidence::Deed&, std::string_view token);
void choose_organisation(evidence::Deed&, std::string_view token, OrganisationId const&);
void choose_language(db::Tx&, std::string_view token, Language);

// A version of the terms of use that somebody has yet to accept, and the day from which it holds.
struct TermsDue {
  std::int64_t version = 0;
  std::string from_on;
};
// What the person's sessions await; nothing: no version.
void set_terms_due(db::Tx&, PersonId const&, std::optional<TermsDue> const&);
// A version was published: every session that awaits none awaits this one.
void await_terms(db::Tx&, TermsDue const&);

// Sessions that are over, and failed attempts that no longer count.
int drop_ended_sessions(db::Tx&, Instant now);

// name_taken when the login or the person has one. `cheap` hashes quickly, for tests and demo.
void open_account(evidence::Deed&, PersonId const&, std::string const& login, std::string const& password, bool cheap = false);
void set_password(evidence::Deed&, std::string const& login, std::string const& password);
// Ends the person's work relations and sessions and closes the account.
void end_account(evidence::Deed&, std::string const& login);
struct Account {
  std::string login, person_name, organisations;
};
std::vector<Account> accounts(db::Tx&);  // by login, at most 10,000

}  // namespace identity
