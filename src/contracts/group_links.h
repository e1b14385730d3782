// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "contracts/contracts.h"

// Contracts seen from one of the own organisation's groups. The caller has opened the group.
namespace contracts {

struct LinkedContract {
  ContractId id;
  std::string title, dossier_number;
};
std::vector<LinkedContract> contracts_of(evidence::View&, GroupId const&);  // newest first, at most 100

struct MemberOn {
  groups::Member member;
  ContractId contract;
  std::string title;
};
// The members that a group has on one contract only, by name, at most 100.
std::vector<MemberOn> contract_members_of(evidence::View&, GroupId const&);

}  // namespace contracts
