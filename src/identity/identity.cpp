// SPDX-License-Identifier: EUPL-1.2
#include "identity/identity.h"
#include "base/refusal.h"
#include "platform/crypto/crypto.h"

#include <algorithm>

namespace identity {
namespace {

// Costs as much as a real one, and fits no password.
std::string const& hash_for_nobody() {
  static std::string const hash = crypto::hash_password(crypto::random_token(32));
  return hash;
}

bool is_closed(db::Tx& tx, std::string const& key, Instant now) {
  auto const since = to_text(now - std::chrono::minutes{attempts_minutes});
  auto const row = tx.maybe("SELECT failures FROM sign_in_attempts WHERE login = $1 AND first_at > $2", {key, since});
  return row && row->number(0) >= attempts_max;
}

// Each with its word before it, so that nobody closes an address by trying it as a login.
std::string login_key(std::string_view login) { return "login " + std::string{login}; }
std::string remote_key(std::string_view remote) { return "address " + std::string{remote}; }

}  // namespace

std::optional<Session> resume(db::Tx& tx, std::string_view token, Instant now) {
  auto const row = tx.maybe(R"(
    SELECT s.person_id, s.organisation_id, s.language, p.given_name, p.family_name, o.name, o.is_authority,
           s.terms_version, s.terms_from_on
    FROM sessions s
    JOIN persons p ON p.id = s.person_id
    JOIN organisations o ON o.id = s.organisation_id
    WHERE s.token_hash = $1 AND s.ends_at > $2)",
                            {crypto::sha256_hex(token), to_text(now)});
  if (!row) return std::nullopt;
  Session session{{{row->text(0)}, {row->text(1)}, parse_language(row->text(2)).value_or(Language::nl)},
                  row->text(3) + ' ' + row->text(4),
                  row->text(5),
                  row->number(6) == 1};
  if (!row->is_null(7) && row->text(8) <= to_text(brussels_day(now))) session.terms_due = row->number(7);
  return session;
}

Lock lock_of(db::Tx& tx, std::string_view login, std::string_view remote, Instant now) {
  Lock lock{hash_for_nobody(), {}, is_closed(tx, login_key(login), now) || is_closed(tx, remote_key(remote), now)};
  if (auto row = tx.maybe("SELECT person_id, password_hash FROM accounts WHERE login = $1", {std::string{login}})) {
    lock.person = PersonId{row->text(0)};
    lock.password_hash = row->text(1);
  }
  return lock;
}

void note_failure(evidence::Deed& deed, std::string_view login, std::string_view remote) {
  auto const since = to_text(deed.now - std::chrono::minutes{attempts_minutes});
  for (auto const& key : {login_key(login), remote_key(remote)})
    deed.tx.run(R"(
      INSERT INTO sign_in_attempts (login, failures, first_at) VALUES ($1, 1, $2)
      ON CONFLICT (login) DO UPDATE SET
        failures = CASE WHEN sign_in_attempts.first_at > $3 THEN sign_in_attempts.failures + 1 ELSE 1 END,
        first_at = CASE WHEN sign_in_attempts.first_at > $3 THEN sign_in_attempts.first_at ELSE $2 END)",
                {key, deed.now_text(), since});
  deed.record({evidence::Event::sign_in_refused, {}, {}});
}

std::string begin_session(db::Tx& tx, PersonId const& person, std::optional<OrganisationId> const& organisation, Instant now,
                          evidence::Followers const& followers) {
  auto const places = people::workplaces(tx, person, brussels_day(now));
  auto place = places.begin();
  if (organisation) place = std::find_if(places.begin(), places.end(), [&](auto const& each) { return each.organisation == *organisation; });
  if (place == places.end()) refuse(Refusal::sign_in_failed);
  auto const who = people::find_person(tx, person);
  auto const token = crypto::random_token(32);
  tx.run("INSERT INTO sessions (token_hash, person_id, organisation_id, language, started_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)",
         {crypto::sha256_hex(token), person.text, place->organisation.text, std::string{name(who->language)}, to_text(now),
          to_text(now + std::chrono::hours{session_hours})});
  evidence::Actor const actor{person, place->organisation, who->language};
  evidence::Deed deed{{tx, actor, now}, followers};
  deed.record({evidence::Event::signed_in, {}, {}, Shape::Object{{"personId", person.text}}});
  return token;
}

void end_session(evidence::Deed& deed, std::string_view token) {
  deed.tx.run("DELETE FROM sessions WHERE token_hash = $1", {crypto::sha256_hex(token)});
  deed.record({evidence::Event::signed_out, {}, {}, Shape::Object{{"personId", deed.actor.person.text}}});
}

void choose_organisation(evidence::Deed& deed, std::string_view token, OrganisationId const& organisation) {
  auto const places = people::workplaces(deed.tx, deed.actor.person, brussels_day(deed.now));
  if (std::none_of(places.begin(), places.end(), [&](auto const& place) { return place.organisation == organisation; })) refuse(Refusal::not_found);
  deed.tx.run("UPDATE sessions SET organisation_id = $2 WHERE token_hash = $1", {crypto::sha256_hex(token), organisation.text});
}

void choose_language(db::Tx& tx, std::string_view token, Language language) {
  tx.run("UPDATE sessions SET language = $2 WHERE token_hash = $1", {crypto::sha256_hex(token), std::string{name(language)}});
}

void set_terms_due(db::Tx& tx, PersonId const& person, std::optional<TermsDue> const& due) {
  tx.run("UPDATE sessions SET terms_version = $2, terms_from_on = $3 WHERE person_id = $1",
         {person.text, due ? db::Value{due->version} : db::null(), due ? db::Value{due->from_on} : db::null()});
}

void await_terms(db::Tx& tx, TermsDue const& due) {
  tx.run("UPDATE sessions SET terms_version = $1, terms_from_on = $2 WHERE terms_version IS NULL", {due.version, due.from_on});
}

int drop_ended_sessions(db::Tx& tx, Instant now) {
  tx.run("DELETE FROM sign_in_attempts WHERE first_at <= $1", {to_text(now - std::chrono::minutes{attempts_minutes})});
  return static_cast<int>(tx.all("DELETE FROM sessions WHERE ends_at <= $1 RETURNING token_hash", {to_text(now)}).size());
}

void open_account(evidence::Deed& deed, PersonId const& person, std::string const& login, std::string const& password, bool cheap) {
  auto const made = deed.tx.maybe(
      "INSERT INTO accounts (person_id, login, password_hash, opened_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING person_id",
      {person.text, login, crypto::hash_password(password, cheap), deed.now_text()});
  if (!made) refuse(Refusal::name_taken);
  deed.record({evidence::Event::account_opened, {}, {}, Shape::Object{{"personId", person.text}}});
}

void set_password(evidence::Deed& deed, std::string const& login, std::string const& password) {
  auto const changed =
      deed.tx.maybe("UPDATE accounts SET password_hash = $2 WHERE login = $1 RETURNING person_id", {login, crypto::hash_password(password)});
  if (!changed) refuse(Refusal::not_found);
  deed.tx.run("DELETE FROM sessions WHERE person_id = $1", {changed->text(0)});
  deed.record({evidence::Event::password_changed, {}, {}, Shape::Object{{"personId", changed->text(0)}}});
}

void end_account(evidence::Deed& deed, std::string const& login) {
  auto const account = deed.tx.maybe("DELETE FROM accounts WHERE login = $1 RETURNING person_id", {login});
  if (!account) refuse(Refusal::not_found);
  deed.tx.run("DELETE FROM sessions WHERE person_id = $1", {account->text(0)});
  people::end_all_work_relations(deed, {account->text(0)});
}

std::vector<Account> accounts(db::Tx& tx) {
  std::vector<Account> found;
  for (auto const& row : tx.all(R"(
         SELECT a.login, p.given_name, p.family_name, o.name
         FROM accounts a JOIN persons p ON p.id = a.person_id
         LEFT JOIN work_relations w ON w.person_id = p.id AND w.ended_at IS NULL
         LEFT JOIN organisations o ON o.id = w.organisation_id
         ORDER BY a.login, o.name LIMIT 10000)")) {
    if (found.empty() || found.back().login != row.text(0))
      found.push_back({row.text(0), row.text(1) + ' ' + row.text(2), row.text(3)});
    else
      found.back().organisations += ", " + row.text(3);
  }
  return found;
}

}  // namespace identity
