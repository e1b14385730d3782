// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "evidence/deed.h"
#include "groups/themes.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What somebody may do, and the one function that decides it.
namespace groups {

// none · read · read and draft · read, draft and send
enum class Level : unsigned char { none, read, draft, send };
std::string_view name(Level);
std::optional<Level> parse_level(std::string_view);
using Levels = std::array<Level, themes_max>;  // by place

// What kind of contract it is (contracts::Kind): the right on the own reference is given per kind.
enum class ContractKind { contract, renewable_contract, framework_agreement, lot, order };
constexpr std::array contract_kinds{ContractKind::contract, ContractKind::renewable_contract, ContractKind::framework_agreement,
                                    ContractKind::lot, ContractKind::order};
std::string_view name(ContractKind);
std::optional<ContractKind> parse_contract_kind(std::string_view);

// Some of the kinds; made of true: all of them.
class ContractKinds {
 public:
  ContractKinds(bool all = false) { in_.fill(all); }  // NOLINT(google-explicit-constructor)
  ContractKinds(std::initializer_list<ContractKind> kinds) {
    for (auto kind : kinds) set(kind);
  }
  bool contains(ContractKind kind) const { return in_.at(static_cast<std::size_t>(kind)); }
  void set(ContractKind kind, bool in = true) { in_.at(static_cast<std::size_t>(kind)) = in; }
  bool any() const { return std::find(in_.begin(), in_.end(), true) != in_.end(); }
  bool operator==(ContractKinds const&) const = default;

 private:
  std::array<bool, contract_kinds.size()> in_{};
};

struct Rights {
  Levels levels{};
  ContractKinds references;  // on contracts of these kinds he keeps the own reference and the address for mail
  bool administers = false;
  Level on(Theme theme) const { return levels.at(static_cast<std::size_t>(theme)); }
  bool may(Theme theme, Level level) const { return on(theme) >= level; }
  bool may_edit_reference(ContractKind kind) const { return references.contains(kind); }
  bool any() const;
  bool operator==(Rights const&) const = default;
};

// The digits in which a group's row keeps its levels (hexadecimal: theme n and theme n + 8 at place n) and its kinds.
std::string digits(Levels const&);
std::string digits(ContractKinds const&);
Levels levels_of(std::string_view digits);
ContractKinds kinds_of(std::string_view digits);
// To each theme the higher of the two, and the kinds of both.
void raise(Rights&, Levels const&, ContractKinds const&);

// Who has a right on no theme opens no contract: the kinds on which he would keep the reference count for nothing.
void settle(Rights&);

// What the actor may do on that contract, now. Whether his organisation is a party is for contracts:: to say.
Rights rights_on(evidence::View&, ContractId const&);
// The same on each of several contracts, for lists: one statement for every 25 of them.
std::map<ContractId, Rights> rights_on_many(evidence::View&, std::span<ContractId const>);

// At most so many of the active groups with some right in which the actor is a standing member, for lists. The caller asks
// standing() for the role "user" first.
std::vector<GroupId> standing_groups(evidence::View&, int count_max);

// Who of an organisation has at least that level on that theme of that contract today, through a group; for the
// notification ladder and for actions.
std::vector<PersonId> persons_with(db::Tx&, OrganisationId const&, ContractId const&, Theme, Level, Day today);
// E-mail addresses of the linked active groups with at least that level.
std::vector<std::string> group_addresses(db::Tx&, OrganisationId const&, ContractId const&, Theme, Level);

}  // namespace groups
