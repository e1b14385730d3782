// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/parsed.h"
#include "people/people.h"

#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

// Groups: who of an organisation may do what on which contract (manual "Toegangsbeheer", chapter 3).
//
//   group = name + rights per theme + right on the own reference + standing members
//   group ──linked to──▶ contract           standing members get the group's rights there
//   (group, contract) ──▶ contract members  get the group's rights on that contract only
//
//   active ── remove ──▶ inactive           members lose access at once
//
// Invariants
//  1. One function decides: rights_on(). It is asked at the moment of the decision; nothing is remembered.
//  2. The right of a person on a contract is, per theme, the highest over the linked active groups that reach him. The
//     role "user" must be valid for groups to count; an administrator reads everything of his organisation and keeps its
//     own reference and address of each contract (manual, 2.1.4 and 4.1); a legal representative may do all.
//  3. A change of a group acts at once on every contract it is linked to.
//  4. A group belongs to one organisation, and only its administrators see it.
namespace groups {

enum class Theme { invoicing, general, performance_bond, execution, planning, changes, defaults, acceptance };
constexpr std::array themes{Theme::invoicing, Theme::general, Theme::performance_bond, Theme::execution,
                            Theme::planning,  Theme::changes, Theme::defaults,         Theme::acceptance};
std::string_view name(Theme);
std::optional<Theme> parse_theme(std::string_view);

// none · read · read and draft · read, draft and send
enum class Level { none, read, draft, send };
std::string_view name(Level);
std::optional<Level> parse_level(std::string_view);

struct Rights {
  std::array<Level, themes.size()> levels{};
  bool may_edit_reference = false;
  bool administers = false;
  Level on(Theme theme) const { return levels.at(static_cast<std::size_t>(theme)); }
  bool may(Theme theme, Level level) const { return on(theme) >= level; }
  bool any() const;
};

// The active groups with some right in which the actor is a standing member, for lists. The caller asks
// standing() for the role "user" first.
std::vector<GroupId> standing_groups(evidence::View&);

// What the actor may do on that contract, now. Whether his organisation is a party is for contracts:: to say.
Rights rights_on(evidence::View&, ContractId const&);
// The same on each of several contracts, for lists: one statement for every 25 of them.
std::map<ContractId, Rights> rights_on_many(evidence::View&, std::span<ContractId const>);

struct NewGroup {
  std::string name, email, description;
  std::map<Theme, Level> rights;
  bool may_edit_reference = false;
  std::vector<PersonId> members;
};
Parsed<NewGroup> read_group(Fields const&);

struct Group : NewGroup {
  GroupId id;
  std::int64_t version = 1;
  std::int64_t contracts = 0;
};

// All of these ask for an administrator (or legal representative) of the actor's organisation: others get not_allowed,
// strangers not_found. Members must work for the organisation. Those that name a contract are called by contracts::,
// which has opened it for the actor first.
GroupId create(evidence::Deed&, NewGroup const&);                       // name_taken; records group_created
void change(evidence::Deed&, GroupId const&, NewGroup const&, std::int64_t version);  // stale_version; group_changed
void remove(evidence::Deed&, GroupId const&);                           // records group_deleted
void link(evidence::Deed&, GroupId const&, ContractId const&);          // records group_linked; again is no mistake
void unlink(evidence::Deed&, GroupId const&, ContractId const&);
void add_member(evidence::Deed&, GroupId const&, ContractId const&, PersonId const&);
void remove_member(evidence::Deed&, GroupId const&, ContractId const&, PersonId const&);

std::vector<Group> list(evidence::View&);  // active groups by name, at most 500, without members
Group open(evidence::View&, GroupId const&);
struct Linked {
  GroupId id;
  std::string name;
  bool linked = false;
};
std::vector<Linked> links_of(evidence::View&, ContractId const&);
// Both kinds of members of one of the own groups on a contract, by name, each at most 500.
struct Member {
  PersonId person;
  std::string name, email;
};
struct Members {
  std::vector<Member> standing, contract;
};
Members members_on(evidence::View&, GroupId const&, ContractId const&);

// Who of an organisation has at least that level on that theme of that contract today, through a group; for the
// notification ladder and for actions.
std::vector<PersonId> persons_with(db::Tx&, OrganisationId const&, ContractId const&, Theme, Level, Day today);
// E-mail addresses of the linked active groups with at least that level.
std::vector<std::string> group_addresses(db::Tx&, OrganisationId const&, ContractId const&, Theme, Level);

}  // namespace groups
