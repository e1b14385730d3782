// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "evidence/deed.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

// People: persons, their work relations with organisations, and the user rights that hang on a work relation.
// Words and shape follow the user management of the Flemish government (manual "Toegangsbeheer", chapter 2):
//
//   person ──works for──▶ work relation (kind, from, to ≤ four years) ──carries──▶ user right (role, from, to, reason)
//
//   work relation: planned ─▶ active ─▶ lapsed          user right: planned ─▶ active ─▶ lapsed
//                         └─ end_work_relation ─▶ ended               └─ revoke ─▶ revoked
//
// Invariants
//  1. Whether something is valid is worked out at the moment of the decision, from its days in Brussels, both ends
//     included. Nothing is switched off by a job, and no answer is kept.
//  2. A user right never outlives its work relation: standing() asks for both.
//  3. A legal representative of the organisation may do all without any right (organisations::legal_functions).
//  4. A national register number is stored sealed (AES-256-GCM) with a keyed hash to find it by; it never appears in a
//     URL, a log, a mail or the book.
namespace people {

enum class Role { administrator, user };
enum class RelationKind { permanent, external, delegated };
std::string_view name(Role);
std::string_view name(RelationKind);
std::optional<Role> parse_role(std::string_view);

struct Person {
  PersonId id;
  std::string given_name, family_name;
  Language language = Language::nl;
  std::string full_name() const { return given_name + ' ' + family_name; }
};

struct NewPerson {
  std::string given_name, family_name;
  Language language = Language::nl;
  std::string national_number;  // eleven digits, or empty
};

// `key`: 32 bytes that seal national register numbers; needed when one is given.
Person register_person(evidence::Deed&, NewPerson const&, std::string_view key = {});
std::optional<Person> find_person(db::Tx&, PersonId const&);
std::map<PersonId, std::string> names_of(db::Tx&, std::span<PersonId const>);

struct NewRelation {
  PersonId person;
  OrganisationId organisation;
  RelationKind kind = RelationKind::permanent;
  std::string email, phone;
  Day valid_from, valid_to;  // at most four years: longer is a bug in the caller, whose reader says "too_long"
};
// The id of the new work relation. Records work_relation_started.
std::string start_work_relation(evidence::Deed&, NewRelation const&);
void end_work_relation(evidence::Deed&, std::string const& work_relation);
void end_all_work_relations(evidence::Deed&, PersonId const&);

// Grants a role for the days within the work relation's. Records user_right_granted.
std::string grant(evidence::Deed&, std::string const& work_relation, Role, std::string const& reason, Day from, Day to);
void revoke(evidence::Deed&, std::string const& user_right);

// What the actor is in the organisation he acts for, now.
struct Standing {
  bool legal_representative = false, administrator = false, user = false;
  bool any() const { return legal_representative || administrator || user; }
  bool administers() const { return legal_representative || administrator; }
};
Standing standing(evidence::View&);

// Why somebody had a role at a moment, or had it not. never: nobody gave it. planned and lapsed: the right's own days;
// relation_…: those of the work relation it hangs on (legal functions have none).
enum class Hold { holds, never, planned, lapsed, revoked, relation_planned, relation_lapsed, relation_ended };
std::string_view name(Hold);
struct HeldRole {
  Hold hold = Hold::never;
  std::string on;  // the day that decides: first, last, of the end; of the last day for what holds; "" for never and open ends
  bool holds() const { return hold == Hold::holds; }
};
struct StandingAt {
  HeldRole legal_representative, administrator, user;
  bool administers() const { return legal_representative.holds() || administrator.holds(); }
};
// The same as standing(), for any person of any moment, with reasons. What was granted later did not hold yet. A legal
// function counts by its days alone: they are the law's, not ours.
StandingAt standing_at(db::Tx&, PersonId const&, OrganisationId const&, Instant);
// Whether somebody works, worked or will work for an organisation, or represents it.
bool is_known_in(db::Tx&, PersonId const&, OrganisationId const&);

// The organisations a person may act for today, by name.
struct Workplace {
  OrganisationId organisation;
  std::string name;
};
std::vector<Workplace> workplaces(db::Tx&, PersonId const&, Day today);

// Colleagues of the actor's organisation with a work relation today, by family name. Their address is their own
// organisation's business only.
struct Colleague {
  PersonId person;
  std::string full_name, email;
  bool administrator = false, user = false;
};
std::vector<Colleague> colleagues(evidence::View&, int count_max = 500);
std::vector<Colleague> administrators(evidence::View&);  // those with that role today, at most 50
// Those who work, worked or will work for the actor's organisation, or represent it, whose name holds `search`, by family
// name. Without addresses and roles.
std::vector<Colleague> everybody(evidence::View&, std::string const& search, int count_max);

// E-mail addresses and languages of an organisation's administrators and legal representatives today, each once.
struct Addressee {
  PersonId person;
  std::string email;
  Language language;
};
std::vector<Addressee> administrators_of(db::Tx&, OrganisationId const&, Day today);
// The addresses of these persons in that organisation today; those without one are left out.
std::vector<Addressee> addresses_of(db::Tx&, OrganisationId const&, std::span<PersonId const>, Day today);

}  // namespace people
