// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/ids.h"
#include "base/parsed.h"
#include "base/time.h"
#include "evidence/deed.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Organisations: the authorities and contractors that exchange documents here, each known by its enterprise number; joint
// ventures and their partners; who represents an organisation by law. The company register (register.h) lies beside it.
//
// Words
//   organisation          one enterprise number, one name, one address for its mail; authority, contractor, or both in turn
//   joint venture         (tijdelijke maatschap; CVO/TVH) contractors who took a contract together, with a number of their own
//   legal representative  a person with a legal function in the organisation; may do all on its behalf, without any right
//
//   organisation:    ──register_organisation──▶ registered ──set_address──▶ registered
//   legal function:  ──appoint_legal_representative──▶ planned ──first day──▶ valid ──last day──▶ lapsed
//
// Invariants
//  1. One organisation per enterprise number. The key is our own id, as the enterprise number of a legal entity may change
//     (KBO technical manual).
//  2. An organisation stays: contracts and the book refer to it. The register is replaced every month and decides nothing.
//  3. A legal function counts on the days it is valid in Brussels, both ends included, worked out when it is asked.
//  4. legal_functions holds only functions that represent: the open data of the register have no persons, so the operator
//     enters them after checking the public search of the register. Which KBO function codes count for access
//     management (CSAM) is not published; a feed of functions (MAGDA GeefFuncties) has to choose before it writes here.
//  5. These verbs do not ask for rights, as rights stand higher on the stairs: their callers do.
// Source: Code of Economic Law, book III (enterprise number, register); Code of Companies and Associations, art. 4:1 and
// following (maatschap); DOMAIN §1.1 (contractor by enterprise number, joint venture under its own) and §4.3.
namespace organisations {

struct Organisation {
  OrganisationId id;
  std::string enterprise_number;  // ten digits
  std::string name;
  std::string email;  // where mail about its contracts goes; empty: nowhere
  bool is_authority = false, is_joint_venture = false;
  Language language = Language::nl;  // of mail to its addresses and those of its groups and contracts
};

struct Partner {
  std::string enterprise_number;  // ten digits
  std::string name;
};

struct NewOrganisation {
  std::string enterprise_number;  // as people write it: "0207.509.031", "BE 0207509031"
  std::string name{};             // empty: from the company register
  std::string email{};            // may be empty
  bool is_authority = false, is_joint_venture = false;
  std::vector<Partner> partners{};  // of a joint venture; a name may be empty, as above
  Language language = Language::nl;
};

constexpr std::size_t name_bytes_max = 1280;  // the register's 320 characters
constexpr std::size_t email_bytes_max = 254;  // RFC 5321
constexpr std::size_t partners_max = 50;

// From enterpriseNumber, name, email, isAuthority, isJointVenture, partners.0.enterpriseNumber, partners.0.name …
// Mistakes: missing, not_an_enterprise_number, not_an_email, too_long, too_many, not_a_joint_venture.
Parsed<NewOrganisation> read_new_organisation(Fields const&);

// Throws Mistaken as above, also when there is no name here nor in the register (name, missing); refuses a number that
// is in use (name_taken). The name from the register is the official one in the actor's language.
// Records organisation_registered.
Organisation register_organisation(evidence::Deed&, NewOrganisation const&);

// The address for mail of the actor's organisation; empty: no mail. Throws Mistaken (email, not_an_email or too_long);
// refuses an actor without an organisation (not_found). Records organisation_address_changed when it changes.
// The caller asks whether the actor may do this.
void set_address(evidence::Deed&, std::string_view email);
// The language of mail to the organisation's own addresses. Records organisation_address_changed when it changes.
void set_language(evidence::Deed&, Language);

std::optional<Organisation> find_organisation(db::Tx&, OrganisationId const&);
// The number in any writing.
std::optional<Organisation> find_by_number(db::Tx&, std::string_view number);
// Names for a list, in one query for every fifty ids; unknown ids are left out.
std::map<OrganisationId, std::string> names_of(db::Tx&, std::span<OrganisationId const>);
// The partners of a joint venture, by name.
std::vector<Partner> partners_of(db::Tx&, OrganisationId const&);

// Writes down that the person represents the organisation from and until these days, both included; nothing: until
// further notice. Again with the same first day changes the last one. Refuses an unknown organisation (not_found);
// days the wrong way round are a bug in the caller, whose reader says so. Records legal_representative_appointed.
void appoint_legal_representative(evidence::Deed&, PersonId const&, OrganisationId const&, Day from, std::optional<Day> to = {});
// Whether the actor represents the organisation he acts for, today in Brussels.
bool is_legal_representative(evidence::View&);

}  // namespace organisations
