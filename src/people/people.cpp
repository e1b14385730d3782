// SPDX-License-Identifier: EUPL-1.2
#include "people/people.h"
#include "base/refusal.h"
#include "platform/crypto/crypto.h"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>
#include <tuple>

namespace people {
namespace {

// Four years on: 29 February gives 1 March.
Day four_years_after(Day day) {
  using namespace std::chrono;
  auto const later = year_month_day{day} + years{4};
  return later.ok() ? sys_days{later} : sys_days{later.year() / March / 1};
}

Addressee addressee(db::Row const& row) { return {{row.text(0)}, row.text(1), parse_language(row.text(2)).value_or(Language::nl)}; }

}  // namespace

std::string_view name(Role role) {
  switch (role) {
    case Role::administrator: return "administrator";
    case Role::user: return "user";
  }
  return {};
}

std::string_view name(RelationKind kind) {
  switch (kind) {
    case RelationKind::permanent: return "permanent";
    case RelationKind::external: return "external";
    case RelationKind::delegated: return "delegated";
  }
  return {};
}

std::optional<Role> parse_role(std::string_view text) {
  if (text == "administrator") return Role::administrator;
  if (text == "user") return Role::user;
  return std::nullopt;
}

Person register_person(evidence::Deed& deed, NewPerson const& person, std::string_view key) {
  PersonId const id{new_id()};
  bool const numbered = !person.national_number.empty();
  if (numbered && key.size() != 32) throw std::logic_error{"a national register number is kept only under a key of 32 bytes"};
  auto const keyed = numbered ? std::optional{crypto::hmac_sha256_hex(key, person.national_number)} : std::nullopt;
  if (keyed && deed.tx.maybe("SELECT id FROM persons WHERE national_number_keyed = $1", {*keyed})) refuse(Refusal::name_taken);
  auto const sealed = numbered ? std::optional{crypto::seal(key, person.national_number)} : std::nullopt;
  deed.tx.run(R"(INSERT INTO persons (id, given_name, family_name, language, national_number_sealed, national_number_keyed, registered_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7))",
              {id.text, person.given_name, person.family_name, std::string{::name(person.language)}, db::maybe(sealed), db::maybe(keyed),
               deed.now_text()});
  deed.record({evidence::Event::person_registered, {}, {}, Shape::Object{{"personId", id.text}}});
  return {id, person.given_name, person.family_name, person.language};
}

std::optional<Person> find_person(db::Tx& tx, PersonId const& id) {
  auto row = tx.maybe("SELECT given_name, family_name, language FROM persons WHERE id = $1", {id.text});
  if (!row) return std::nullopt;
  return Person{id, row->text(0), row->text(1), parse_language(row->text(2)).value_or(Language::nl)};
}

std::map<PersonId, std::string> names_of(db::Tx& tx, std::span<PersonId const> ids) {
  constexpr std::size_t at_once = 25;
  std::map<PersonId, std::string> names;
  std::set<PersonId> const asked{ids.begin(), ids.end()};
  for (auto next = asked.begin(); next != asked.end();) {
    std::vector<db::Parameter> values;
    values.reserve(at_once);
    for (; values.size() < at_once && next != asked.end(); ++next) values.emplace_back(next->text);
    values.resize(at_once, "");
    for (auto const& row : tx.all(R"(
           SELECT id, given_name, family_name FROM persons
           WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25))",
                                  values))
      names.emplace(PersonId{row.text(0)}, Person{{row.text(0)}, row.text(1), row.text(2)}.full_name());
  }
  return names;
}

std::string start_work_relation(evidence::Deed& deed, NewRelation const& relation) {
  if (relation.valid_to > four_years_after(relation.valid_from))
    throw std::logic_error{"a work relation lasts four years at most"};
  auto const id = new_id();
  deed.tx.run(R"(INSERT INTO work_relations (id, person_id, organisation_id, kind, email, phone, valid_from, valid_to)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8))",
              {id, relation.person.text, relation.organisation.text, std::string{name(relation.kind)}, relation.email, relation.phone,
               to_text(relation.valid_from), to_text(relation.valid_to)});
  deed.record({evidence::Event::work_relation_started, {}, {},
               Shape::Object{{"workRelationId", id},
                             {"personId", relation.person.text},
                             {"kind", name(relation.kind)},
                             {"validFrom", to_text(relation.valid_from)},
                             {"validTo", to_text(relation.valid_to)}}});
  return id;
}

void end_work_relation(evidence::Deed& deed, std::string const& work_relation) {
  auto row = deed.tx.maybe("UPDATE work_relations SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING person_id",
                           {work_relation, deed.now_text()});
  if (!row) refuse(Refusal::not_found);
  deed.record({evidence::Event::work_relation_ended, {}, {}, Shape::Object{{"workRelationId", work_relation}, {"personId", row->text(0)}}});
}

void end_all_work_relations(evidence::Deed& deed, PersonId const& person) {
  for (auto const& row : deed.tx.all("SELECT id FROM work_relations WHERE person_id = $1 AND ended_at IS NULL", {person.text}))
    end_work_relation(deed, row.text(0));
}

std::string grant(evidence::Deed& deed, std::string const& work_relation, Role role, std::string const& reason, Day from, Day to) {
  auto relation = deed.tx.maybe("SELECT person_id, valid_from, valid_to, organisation_id FROM work_relations WHERE id = $1 AND ended_at IS NULL",
                                {work_relation});
  if (!relation) refuse(Refusal::not_found);
  // A right never outlives its work relation (invariant 2); days are ISO text, which sorts.
  auto const begins = std::max(to_text(from), relation->text(1));
  auto const ends = std::min(to_text(to), relation->text(2));
  auto const id = new_id();
  deed.tx.run(R"(INSERT INTO user_rights (id, work_relation_id, organisation_id, role, reason, valid_from, valid_to, granted_by, granted_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))",
              {id, work_relation, relation->text(3), name(role), reason, begins, ends, deed.actor.person.text, deed.now_text()});
  deed.record({evidence::Event::user_right_granted, {}, {},
               Shape::Object{{"userRightId", id},
                             {"personId", relation->text(0)},
                             {"role", name(role)},
                             {"reason", reason},
                             {"validFrom", begins},
                             {"validTo", ends}}});
  return id;
}

void revoke(evidence::Deed& deed, std::string const& user_right) {
  auto row = deed.tx.maybe("UPDATE user_rights SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING work_relation_id, role",
                           {user_right, deed.now_text()});
  if (!row) refuse(Refusal::not_found);
  auto const relation = deed.tx.one("SELECT person_id FROM work_relations WHERE id = $1", {row->text(0)});
  deed.record({evidence::Event::user_right_revoked, {}, {},
               Shape::Object{{"userRightId", user_right}, {"personId", relation.text(0)}, {"role", row->text(1)}}});
}

Standing standing(evidence::View& view) {
  auto const today = to_text(brussels_day(view.now));
  auto const row = view.tx.same(R"(
    SELECT
      (SELECT count(*) FROM legal_functions f
        WHERE f.person_id = $1 AND f.organisation_id = $2 AND f.valid_from <= $3 AND (f.valid_to IS NULL OR f.valid_to >= $3)),
      coalesce(sum(CASE WHEN r.role = 'administrator' THEN 1 ELSE 0 END), 0),
      coalesce(sum(CASE WHEN r.role = 'user' THEN 1 ELSE 0 END), 0)
    FROM work_relations w
    JOIN user_rights r ON r.work_relation_id = w.id AND r.revoked_at IS NULL AND r.valid_from <= $3 AND r.valid_to >= $3
    WHERE w.person_id = $1 AND w.organisation_id = $2 AND w.ended_at IS NULL AND w.valid_from <= $3 AND w.valid_to >= $3)",
                              {view.actor.person.text, view.actor.organisation.text, today});
  return {row.number(0) > 0, row.number(1) > 0, row.number(2) > 0};
}

std::string_view name(Hold hold) {
  constexpr std::array<std::string_view, 8> names{"holds", "never", "planned", "lapsed", "revoked", "relation_planned", "relation_lapsed",
                                                  "relation_ended"};
  return names.at(static_cast<std::size_t>(hold));
}

namespace {

// A user right with its work relation: role, days, revoked_at; days of the relation, ended_at.
HeldRole held(db::Row const& row, std::string const& today, std::string const& moment) {
  auto const past = [&](std::size_t column) { return !row.is_null(column) && row.text(column) <= moment; };
  auto const day = [&](std::size_t column) { return to_text(brussels_day(parse_instant(row.text(column)).value_or(Instant{}))); };
  if (past(6)) return {Hold::relation_ended, day(6)};
  if (past(3)) return {Hold::revoked, day(3)};
  if (row.text(5) < today) return {Hold::relation_lapsed, row.text(5)};
  if (row.text(4) > today) return {Hold::relation_planned, row.text(4)};
  if (row.text(2) < today) return {Hold::lapsed, row.text(2)};
  if (row.text(1) > today) return {Hold::planned, row.text(1)};
  return {Hold::holds, row.text(2)};
}

}  // namespace

StandingAt standing_at(db::Tx& tx, PersonId const& person, OrganisationId const& organisation, Instant at) {
  StandingAt standing;
  auto const today = to_text(brussels_day(at)), moment = to_text(at);
  // The newest right of a role explains it, unless an older one holds.
  for (auto const& row : tx.all(R"(
         SELECT r.role, r.valid_from, r.valid_to, r.revoked_at, w.valid_from, w.valid_to, w.ended_at
         FROM work_relations w JOIN user_rights r ON r.work_relation_id = w.id
         WHERE w.person_id = $1 AND w.organisation_id = $2 AND r.granted_at <= $3
         ORDER BY r.granted_at, r.id)",
                                {person.text, organisation.text, moment})) {
    auto& role = row.text(0) == name(Role::administrator) ? standing.administrator : standing.user;
    if (!role.holds()) role = held(row, today, moment);
  }
  auto& represents = standing.legal_representative;
  for (auto const& row : tx.all(R"(
         SELECT valid_from, valid_to FROM legal_functions WHERE person_id = $1 AND organisation_id = $2 ORDER BY valid_from, code)",
                                {person.text, organisation.text})) {
    if (represents.holds()) break;
    if (row.text(0) > today) {
      if (represents.hold == Hold::never) represents = {Hold::planned, row.text(0)};
    } else if (!row.is_null(1) && row.text(1) < today) {
      represents = {Hold::lapsed, row.text(1)};
    } else {
      represents = {Hold::holds, row.text(1)};
    }
  }
  return standing;
}

bool is_known_in(db::Tx& tx, PersonId const& person, OrganisationId const& organisation) {
  return tx.maybe(R"(SELECT 1 FROM work_relations WHERE person_id = $1 AND organisation_id = $2
                     UNION SELECT 1 FROM legal_functions WHERE person_id = $1 AND organisation_id = $2)",
                  {person.text, organisation.text})
      .has_value();
}

std::vector<Workplace> workplaces(db::Tx& tx, PersonId const& person, Day today) {
  std::vector<Workplace> places;
  for (auto const& row : tx.all(R"(
         SELECT o.id, o.name FROM organisations o
         WHERE o.id IN (SELECT w.organisation_id FROM work_relations w
                        JOIN user_rights r ON r.work_relation_id = w.id AND r.revoked_at IS NULL AND r.valid_from <= $2 AND r.valid_to >= $2
                        WHERE w.person_id = $1 AND w.ended_at IS NULL AND w.valid_from <= $2 AND w.valid_to >= $2
                        UNION
                        SELECT f.organisation_id FROM legal_functions f
                        WHERE f.person_id = $1 AND f.valid_from <= $2 AND (f.valid_to IS NULL OR f.valid_to >= $2))
         ORDER BY o.name, o.id LIMIT 200)",
                                {person.text, to_text(today)}))
    places.push_back({{row.text(0)}, row.text(1)});
  return places;
}

std::vector<Colleague> colleagues(evidence::View& view, int count_max) {
  std::vector<Colleague> found;
  for (auto const& row : view.tx.all(R"(
         SELECT p.id, p.given_name, p.family_name, max(w.email),
                max(CASE WHEN r.role = 'administrator' THEN 1 ELSE 0 END), max(CASE WHEN r.role = 'user' THEN 1 ELSE 0 END)
         FROM work_relations w
         JOIN persons p ON p.id = w.person_id
         LEFT JOIN user_rights r ON r.work_relation_id = w.id AND r.revoked_at IS NULL AND r.valid_from <= $2 AND r.valid_to >= $2
         WHERE w.organisation_id = $1 AND w.ended_at IS NULL AND w.valid_from <= $2 AND w.valid_to >= $2
         GROUP BY p.id, p.given_name, p.family_name
         ORDER BY p.family_name, p.given_name, p.id LIMIT $3)",
                                     {view.actor.organisation.text, to_text(brussels_day(view.now)), std::int64_t{count_max}}))
    found.push_back({{row.text(0)}, row.text(1) + ' ' + row.text(2), row.text(3), row.number(4) > 0, row.number(5) > 0});
  return found;
}

// In the order of their index, which needs no sorting in the engine, and then by name.
std::vector<Colleague> administrators(evidence::View& view) {
  auto rows = view.tx.all(R"(
         SELECT p.id, p.given_name, p.family_name, w.email
         FROM user_rights r
         JOIN work_relations w ON w.id = r.work_relation_id AND w.organisation_id = $1 AND w.ended_at IS NULL
                              AND w.valid_from <= $2 AND w.valid_to >= $2
         JOIN persons p ON p.id = w.person_id
         WHERE r.organisation_id = $1 AND r.role = 'administrator' AND r.revoked_at IS NULL AND r.valid_from <= $2 AND r.valid_to >= $2
         ORDER BY r.work_relation_id LIMIT 50)",
                          {view.actor.organisation.text, to_text(brussels_day(view.now))});
  std::sort(rows.begin(), rows.end(), [](db::Row const& a, db::Row const& b) {
    return std::tie(a.text(2), a.text(1), a.text(0)) < std::tie(b.text(2), b.text(1), b.text(0));
  });
  std::vector<Colleague> found;
  for (auto const& row : rows)
    if (found.empty() || found.back().person.text != row.text(0))  // once, with however many rights and work relations
      found.push_back({{row.text(0)}, row.text(1) + ' ' + row.text(2), row.text(3), true, false});
  return found;
}

std::vector<Colleague> everybody(evidence::View& view, std::string const& search, int count_max) {
  std::vector<Colleague> found;
  for (auto const& row : view.tx.all(R"(
         SELECT p.id, p.given_name, p.family_name
         FROM (SELECT person_id FROM work_relations WHERE organisation_id = $1 UNION SELECT person_id FROM legal_functions WHERE organisation_id = $1) AS x
         JOIN persons p ON p.id = x.person_id
         WHERE CAST($2 AS TEXT) = '' OR lower(p.given_name || ' ' || p.family_name) LIKE '%' || lower($2) || '%'
         ORDER BY p.family_name, p.given_name, p.id LIMIT $3)",
                                     {view.actor.organisation.text, search, std::int64_t{count_max}}))
    found.push_back({{row.text(0)}, row.text(1) + ' ' + row.text(2), "", false, false});
  return found;
}

std::vector<Addressee> administrators_of(db::Tx& tx, OrganisationId const& organisation, Day today) {
  std::vector<Addressee> found;
  for (auto const& row : tx.all(R"(
         SELECT p.id, max(x.email), p.language
         FROM (SELECT w.person_id, w.email FROM user_rights r
               JOIN work_relations w ON w.id = r.work_relation_id AND w.organisation_id = $1 AND w.email <> '' AND w.ended_at IS NULL
                                    AND w.valid_from <= $2 AND w.valid_to >= $2
               WHERE r.organisation_id = $1 AND r.role = 'administrator' AND r.revoked_at IS NULL AND r.valid_from <= $2 AND r.valid_to >= $2
               UNION ALL
               SELECT w.person_id, w.email FROM legal_functions f
               JOIN work_relations w ON w.person_id = f.person_id AND w.organisation_id = $1 AND w.email <> '' AND w.ended_at IS NULL
                                    AND w.valid_from <= $2 AND w.valid_to >= $2
               WHERE f.organisation_id = $1 AND f.valid_from <= $2 AND (f.valid_to IS NULL OR f.valid_to >= $2)) AS x
         JOIN persons p ON p.id = x.person_id
         GROUP BY p.id, p.language ORDER BY p.id LIMIT 200)",
                                {organisation.text, to_text(today)}))
    found.push_back(addressee(row));
  return found;
}

std::vector<Addressee> addresses_of(db::Tx& tx, OrganisationId const& organisation, std::span<PersonId const> persons, Day today) {
  std::vector<Addressee> found;
  for (auto const& person : persons)
    if (auto row = tx.maybe(R"(
          SELECT p.id, w.email, p.language FROM work_relations w JOIN persons p ON p.id = w.person_id
          WHERE w.person_id = $1 AND w.organisation_id = $2 AND w.email <> '' AND w.ended_at IS NULL
            AND w.valid_from <= $3 AND w.valid_to >= $3
          ORDER BY w.valid_from DESC LIMIT 1)",
                            {person.text, organisation.text, to_text(today)}))
      found.push_back(addressee(*row));
  return found;
}

}  // namespace people
