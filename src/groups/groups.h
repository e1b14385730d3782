// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/parsed.h"
#include "groups/rights.h"
#include "people/people.h"

#include <map>
#include <string>
#include <vector>

// Groups: who of an organisation may do what on which contract (manual "Toegangsbeheer", chapter 3).
//
//   group = name + rights per theme + right on the own reference per kind of contract + standing members
//   group ──linked to──▶ contract           standing members get the group's rights there
//   (group, contract) ──▶ contract members  get the group's rights on that contract only
//
//   create ─▶ active ── remove ──▶ inactive ── create again, activate ──▶ active, without its contracts
//                                      └────── create again, overwrite ─▶ gone; its name goes to the new group
//
// Invariants
//  1. One function decides: rights_on() (rights.h). It is asked at the moment of the decision; nothing is remembered.
//  2. The right of a person on a contract is, per theme, the highest over the linked active groups that reach him. The
//     role "user" must be valid for groups to count; an administrator reads everything of his organisation and keeps its
//     own reference and address of each contract (manual, 2.1.4 and 4.1); a legal representative may do all.
//  3. A change of a group acts at once on every contract it is linked to. Members of an inactive group lose access at once.
//  4. A group belongs to one organisation, and only its administrators see it.
//  5. A name is borne by one group of an organisation, active or inactive.
//  6. What held before is kept, with the moments from and until which it held: paths.h reads it.
namespace groups {

struct NewGroup {
  std::string name, email, description;
  std::map<Theme, Level> rights;
  ContractKinds references;  // whose own reference, and address for mail, the members keep
  std::vector<PersonId> members;
  // Of the colleagues from whom one could choose; of those who are not among them, the present members stay. None: all.
  std::vector<PersonId> shown = {};
};
Parsed<NewGroup> read_group(Fields const&);

// What to do when an inactive group bears the name.
enum class OnInactive { refuse, overwrite, activate };
Parsed<OnInactive> read_on_inactive(Fields const&);
// Who bears that name in the actor's organisation, in capitals or not, other than `except`.
enum class NameState { free, taken, inactive };
NameState name_state(evidence::View&, std::string const& name, GroupId const& except = {});

struct Group : NewGroup {
  GroupId id;
  std::int64_t version = 1;
  std::int64_t contracts = 0;  // counted up to 1,000
};

// One save of a multiple choice: the chosen are in; of those that were shown, the others are out; the rest stays.
template <class AnId>
struct Choice {
  std::vector<AnId> chosen, shown;
};
constexpr std::size_t choices_max = 500;
// From the fields "groups" or "members", and "shown". Mistakes: missing (nothing chosen and nothing shown), unknown, too_many.
Parsed<Choice<GroupId>> read_choice_of_groups(Fields const&);
Parsed<Choice<PersonId>> read_choice_of_members(Fields const&);

// All of these ask for an administrator (or legal representative) of the actor's organisation: others get not_allowed,
// strangers not_found. Members must work for the organisation. Those that name a contract are called by contracts::,
// which has opened it for the actor first.
// name_taken, name_inactive; records group_created, after group_overwritten, or group_reactivated.
GroupId create(evidence::Deed&, NewGroup const&, OnInactive = OnInactive::refuse);
void change(evidence::Deed&, GroupId const&, NewGroup const&, std::int64_t version);  // stale_version; group_changed
void remove(evidence::Deed&, GroupId const&);                                         // records group_deleted
void link(evidence::Deed&, GroupId const&, ContractId const&);  // records group_linked; again is no mistake
void unlink(evidence::Deed&, GroupId const&, ContractId const&);
void add_member(evidence::Deed&, GroupId const&, ContractId const&, PersonId const&);
void remove_member(evidence::Deed&, GroupId const&, ContractId const&, PersonId const&);
void save_links(evidence::Deed&, ContractId const&, Choice<GroupId> const&);
void save_contract_members(evidence::Deed&, GroupId const&, ContractId const&, Choice<PersonId> const&);
void save_standing_members(evidence::Deed&, GroupId const&, Choice<PersonId> const&);  // records group_changed

Group open(evidence::View&, GroupId const&);        // with every standing member
Group open_facts(evidence::View&, GroupId const&);  // without members

// ---- lists: a page each, by name; `next` as `after` gives the next one

template <class Row>
struct PageOf {
  std::vector<Row> rows;
  std::optional<std::string> next;
};
struct Ordered {
  std::string search, after;  // words in the name; where the page before ended
};
constexpr int page_rows = 100;

PageOf<Group> list(evidence::View&, Ordered const& = {});  // the active groups, without members

struct Linked {
  GroupId id;
  std::string name, description, email;
  bool linked = false;
};
enum class Which { all, linked };
// The active groups of the own organisation, and whether they are linked to that contract.
PageOf<Linked> links_of(evidence::View&, ContractId const&, Which, Ordered const& = {});

struct Member {
  PersonId person;
  std::string name, email;
  bool is_member = true;
};
// Those to choose from: colleagues of today, and members who left; standing members, or those on one contract.
PageOf<Member> choices(evidence::View&, GroupId const&, std::optional<ContractId> const&, Ordered const& = {});
PageOf<Member> standing_members(evidence::View&, GroupId const&, Ordered const& = {});
std::vector<Member> contract_members(evidence::View&, GroupId const&, ContractId const&);  // at most 500
bool is_linked(evidence::View&, GroupId const&, ContractId const&);

}  // namespace groups
