// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/parsed.h"
#include "groups/groups.h"
#include "organisations/organisations.h"
#include "types/types.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

// Contracts: the frame in which documents are exchanged. A contract appears on the authority's initiative alone, has one
// authority and one contractor (an enterprise, or a joint venture under its own number), and never moves to others.
//
//   authority ── create ──▶ contract ◀── sees, from that moment ── contractor
//
// Invariants
//  1. open() is the only door: a contract opens for people of its two parties who have some right on it, and does not
//     exist for everybody else. The Opened that it gives proves that the door was passed and carries the rights.
//  2. Own reference and notification address belong to one side; the other side never sees them.
//  3. The payment regime follows from the publication (or invitation) day: before 1 January 2025 two terms of
//     30 days (verification, payment), from then on one treatment period of 30 days, 60 at most with reasons
//     (KB of 12 August 2024; general rules of execution, KB of 14 January 2013). DOMAIN §2.2.
namespace contracts {

enum class Side { authority, contractor };
using Kind = groups::ContractKind;  // rights on the own reference are given per kind
enum class Subject { works, supplies, services };
enum class PaymentRegime { two_terms, one_term };
std::string_view name(Side);
std::string_view name(Subject);
std::string_view name(PaymentRegime);
std::optional<Kind> parse_kind(std::string_view);
inline Side other(Side side) { return side == Side::authority ? Side::contractor : Side::authority; }

// The regime of a contract published, or without publication invited, on that day.
PaymentRegime regime_for(Day published_on);

struct NewContract {
  std::string specification_number, dossier_number, lot, title;
  Kind kind = Kind::contract;
  Subject subject = Subject::works;
  std::string contractor_number;  // ten digits
  Day award_on, published_on;
  std::int64_t award_cents = 0;  // excluding VAT
  PaymentRegime regime = PaymentRegime::one_term;
  int verification_days = 30;  // two terms: the verification; one term: not used
  int payment_days = 30;       // two terms: the payment; one term: the treatment period, 60 at most
  std::set<std::string> types;  // document types that go through Zegel: contracts::types()
};
// `is_json`: amounts and numbers come as JSON has them. Mistakes: missing, too_long, not_an_enterprise_number,
// not_a_number, not_a_date, negative, too_large, unknown.
Parsed<NewContract> read_contract(Fields const&, bool is_json);

struct Contract : NewContract {
  ContractId id;
  OrganisationId authority, contractor;
  std::string authority_name, contractor_name;
  std::vector<organisations::Partner> partners;  // of a contractor that is a joint venture; filled by open()
  // Of the reader's own side only:
  Side side = Side::authority;
  std::string own_reference, email;

  OrganisationId const& organisation(Side of) const { return of == Side::authority ? authority : contractor; }
};

// Proof that the actor came through the door, with what he may do inside.
struct Opened : Contract {
  groups::Rights rights;
  bool may(groups::Theme theme, groups::Level level) const { return rights.may(theme, level); }
  bool may_edit_reference() const { return rights.may_edit_reference(kind); }
};

// not_found for strangers and for those without any right.
Opened open(evidence::View&, ContractId const&);

// Made by an administrator of the actor's organisation, which must be an authority. A contractor that Zegel does not
// know yet is taken over from the company register; unknown there too is the mistake contractorNumber "unknown". The
// same dossier number and lot twice: name_taken. Records contract_created.
Contract create(evidence::Deed&, NewContract const&);

void set_own_reference(evidence::Deed&, ContractId const&, std::string const& reference);  // own_reference_changed
void set_address(evidence::Deed&, ContractId const&, std::string const& email);            // contract_address_changed

// One row of the list of own contracts.
struct Listed {
  ContractId id;
  std::string title, specification_number, dossier_number, lot, own_reference, other_party;
  Side side = Side::authority;
  Kind kind = Kind::contract;
  std::string award_on;
  std::int64_t award_cents = 0;
};
struct Page {
  std::vector<Listed> rows;
  std::optional<std::string> next;  // give it as `after` for the next page
  bool is_cut = false;              // scan_rows were looked at before the page was full: `next` looks further
};
constexpr int page_rows = 25;
constexpr std::int64_t scan_rows = 2000;
// What a list is narrowed to; a page with filters looks at no more than scan_rows contracts of each source of rights.
struct Filters {
  std::optional<Kind> kind;
  std::string other_party;        // words that must all begin a word of the other party's name
  std::optional<int> award_year;
  bool any() const { return kind || !other_party.empty() || award_year; }
};
// The contracts of the actor's organisation that he may read, newest first. `search`: words that must all occur (start
// of a word in title, numbers, own reference or the other party's name).
Page list(evidence::View&, std::optional<std::string> const& after, std::string const& search, Filters const& = {});

// Links or unlinks one of the own organisation's groups, or what was chosen of them at once.
void link_group(evidence::Deed&, ContractId const&, GroupId const&);
void unlink_group(evidence::Deed&, ContractId const&, GroupId const&);
void save_group_links(evidence::Deed&, ContractId const&, groups::Choice<GroupId> const&);

// The types of documents that a contract can enable; those of the theme invoicing unless it says otherwise.
std::set<std::string> types();
std::set<std::string> standard_types();
// Which types go through Zegel from now on; what was exchanged stays. For an administrator of the authority. Records
// contract_types_changed.
void set_types(evidence::Deed&, ContractId const&, std::set<std::string> const&);
// The types in a form or a request ("types.0" …): nothing when nobody asked. Mistakes: unknown, missing.
std::optional<std::set<std::string>> read_types(Fields const&, std::vector<Mistake>&);

}  // namespace contracts
