// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "groups/rights.h"
#include "people/people.h"

// Why somebody may do something on a contract, or may not, at this moment or at one in the past: every way by which a right
// could reach him, with what it gives or what it lacks. Folding the ways gives what rights_on() said at that moment.
namespace groups {

// What keeps a group from giving a person its rights. no_user_role: the role "user" does not hold; nothing_given: the group
// has no right on any theme or kind.
enum class Lack { no_user_role, group_inactive, not_linked, not_a_member, nothing_given };
std::string_view name(Lack);

struct GroupPath {
  GroupId group;
  std::string group_name;  // its present name
  bool is_standing = false, is_contract_member = false, is_linked = false, is_active = false;
  Levels levels{};
  ContractKinds references;
  std::vector<Lack> lacks;  // none: it gives
  bool gives() const { return lacks.empty(); }
};

struct Paths {
  people::StandingAt standing;
  // Those that reach the person or the contract: first those that give, then by name; at most 1,000.
  std::vector<GroupPath> groups;
};
constexpr int paths_max = 1000;

// For a person in the actor's organisation. Who may ask is for contracts:: to say.
Paths paths(evidence::View&, PersonId const&, ContractId const&, Instant at);
Rights fold(Paths const&);

}  // namespace groups
