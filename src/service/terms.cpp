// SPDX-License-Identifier: EUPL-1.2
#include "service/terms.h"
#include "base/parsed.h"
#include "base/refusal.h"
#include "platform/crypto/crypto.h"
#include "service/texts.h"

namespace service {
namespace {

void check(db::Tx& tx, std::int64_t version, Day from, Texts const& texts) {
  std::vector<Mistake> mistakes;
  auto const last = tx.maybe("SELECT version, from_on FROM terms ORDER BY version DESC LIMIT 1");
  if (version < 1 || (last && version <= last->number(0))) mistakes.push_back({"version", "not_next"});
  if (last && to_text(from) < last->text(1)) mistakes.push_back({"from", "wrong_order"});
  for (auto language : languages)
    if (auto const flaw = flaw_of(in(texts, language), text_bytes_max); !flaw.empty())
      mistakes.push_back({"text." + std::string{name(language)}, std::string{flaw}});
  if (!mistakes.empty()) throw Mistaken{std::move(mistakes)};
}

// The first version that the person did not accept yet, of the present one and those to come.
std::optional<identity::TermsDue> due(db::Tx& tx, PersonId const& person, Day today) {
  auto const row = tx.maybe(R"(
    SELECT t.version, t.from_on FROM terms t
    WHERE t.version >= COALESCE((SELECT max(p.version) FROM terms p WHERE p.from_on <= $2), 0)
      AND NOT EXISTS (SELECT 1 FROM terms_acceptances a WHERE a.person_id = $1 AND a.version = t.version)
    ORDER BY t.version LIMIT 1)",
                            {person.text, to_text(today)});
  if (!row) return std::nullopt;
  return identity::TermsDue{row->number(0), row->text(1)};
}

}  // namespace

void publish(evidence::Deed& deed, std::int64_t version, Day from, Texts const& texts) {
  check(deed.tx, version, from, texts);
  deed.tx.run("INSERT INTO terms (version, from_on, published_at) VALUES ($1, $2, $3)", {version, to_text(from), deed.now_text()});
  for (auto language : languages) {
    auto const& body = in(texts, language);
    std::string const code{name(language)};
    deed.tx.run("INSERT INTO terms_texts (version, language, body, digest) VALUES ($1, $2, $3, $4)",
                {version, code, body, crypto::sha256_hex(body)});
    deed.record({evidence::Event::page_text_changed, {}, {}, Shape::Object{{"page", "terms"}, {"language", code}}});
  }
  identity::await_terms(deed.tx, {version, to_text(from)});
}

std::optional<Terms> present_terms(db::Tx& tx, Day today, Language language) {
  auto const row = tx.maybe("SELECT max(version) FROM terms WHERE from_on <= $1", {to_text(today)});
  if (!row || row->is_null(0)) return std::nullopt;
  return find_terms(tx, row->number(0), language);
}

std::optional<Terms> find_terms(db::Tx& tx, std::int64_t version, Language language) {
  auto const row = tx.maybe(R"(SELECT t.version, t.from_on, x.body, x.digest FROM terms t
                               JOIN terms_texts x ON x.version = t.version AND x.language = $2 WHERE t.version = $1)",
                            {version, std::string{name(language)}});
  if (!row) return std::nullopt;
  return Terms{row->number(0), row->text(1), row->text(2), row->text(3)};
}

std::vector<TermsVersion> terms_versions(db::Tx& tx) {
  std::vector<TermsVersion> found;
  for (auto const& row : tx.all("SELECT version, from_on, published_at FROM terms ORDER BY version DESC LIMIT 500"))
    found.push_back({row.number(0), row.text(1), row.text(2)});
  return found;
}

void accept_terms(evidence::Deed& deed, std::int64_t version, Language language) {
  auto const today = brussels_day(deed.now);
  auto const present = present_terms(deed.tx, today, language);
  if (!present) refuse(Refusal::not_found);
  if (present->version != version) throw Mistaken{{{"version", "newer_version"}}};
  auto const made = deed.tx.maybe(R"(
    INSERT INTO terms_acceptances (person_id, version, organisation_id, language, digest, accepted_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (person_id, version) DO NOTHING RETURNING version)",
                                  {deed.actor.person.text, version, deed.actor.organisation.text, std::string{name(language)}, present->digest,
                                   deed.now_text()});
  identity::set_terms_due(deed.tx, deed.actor.person, due(deed.tx, deed.actor.person, today));
  if (!made) return;
  deed.record({evidence::Event::terms_accepted, {}, {},
               Shape::Object{{"personId", deed.actor.person.text}, {"version", version}, {"digest", present->digest}}});
}

bool has_accepted(evidence::View& view, std::int64_t version) {
  return view.tx.maybe("SELECT 1 FROM terms_acceptances WHERE person_id = $1 AND version = $2", {view.actor.person.text, version}).has_value();
}

void follow_sign_in(evidence::Deed& deed, evidence::Entry const& entry) {
  if (entry.event != evidence::Event::signed_in) return;
  if (auto const awaited = due(deed.tx, deed.actor.person, brussels_day(deed.now))) identity::set_terms_due(deed.tx, deed.actor.person, awaited);
}

}  // namespace service
