// SPDX-License-Identifier: EUPL-1.2
#include "groups/rights.h"
#include "people/people.h"

namespace groups {
namespace {

constexpr std::size_t at_once = 25;

// What groups give the actor on these contracts: as in rights_on, with the contract in every row. CROSS JOIN keeps SQLite from
// beginning with all groups of the organisation.
constexpr db::Sql rights_given = R"(
  SELECT l.contract_id, g.levels, g.reference_kinds
  FROM group_contracts l
  CROSS JOIN groups g
  WHERE l.contract_id IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
                          $27)
    AND g.id = l.group_id AND g.organisation_id = $1 AND g.is_active = 1
    AND (EXISTS (SELECT 1 FROM group_members m WHERE m.group_id = g.id AND m.person_id = $2)
      OR EXISTS (SELECT 1 FROM contract_members c WHERE c.contract_id = l.contract_id AND c.group_id = g.id AND c.person_id = $2)))";

}  // namespace

std::map<ContractId, Rights> rights_on_many(evidence::View& view, std::span<ContractId const> contracts) {
  std::map<ContractId, Rights> found;
  if (contracts.empty()) return found;
  auto const standing = people::standing(view);
  Rights on_all;
  on_all.administers = standing.administers();
  if (standing.administers()) {
    on_all.levels.fill(Level::read);
    on_all.references = true;
  }
  if (standing.legal_representative) on_all.levels.fill(Level::send);
  for (auto const& contract : contracts) found.emplace(contract, on_all);
  if (standing.legal_representative || !standing.user) return found;
  for (auto next = found.begin(); next != found.end();) {  // each once, however often it was named
    std::vector<db::Parameter> values{view.actor.organisation.text, view.actor.person.text};
    values.reserve(2 + at_once);
    for (; values.size() < 2 + at_once && next != found.end(); ++next) values.emplace_back(next->first.text);
    values.resize(2 + at_once, "");
    for (auto const& row : view.tx.all(rights_given, values)) raise(found.at({row.text(0)}), levels_of(row.text(1)), kinds_of(row.text(2)));
  }
  for (auto& [contract, rights] : found) settle(rights);
  return found;
}

}  // namespace groups
