// SPDX-License-Identifier: EUPL-1.2
#include "groups/paths.h"

namespace groups {
namespace {

// Everything that tied the person or the contract to a group at a moment ($3), from what holds now and from what held, with
// the group as it was: one row a group.
constexpr db::Sql ties = R"(
  SELECT g.id, g.name, x.is_standing, x.is_contract_member, x.is_linked,
         CASE WHEN g.since <= $3 THEN g.is_active ELSE p.is_active END,
         CASE WHEN g.since <= $3 THEN g.levels ELSE p.levels END,
         CASE WHEN g.since <= $3 THEN g.reference_kinds ELSE p.reference_kinds END
  FROM (
    SELECT t.group_id, max(t.is_standing) AS is_standing, max(t.is_contract_member) AS is_contract_member, max(t.is_linked) AS is_linked
    FROM (
      SELECT group_id, 1 AS is_standing, 0 AS is_contract_member, 0 AS is_linked FROM group_members WHERE person_id = $1 AND since <= $3
      UNION ALL SELECT group_id, 1, 0, 0 FROM group_members_past WHERE person_id = $1 AND since <= $3 AND until > $3
      UNION ALL SELECT group_id, 0, 1, 0 FROM contract_members WHERE person_id = $1 AND contract_id = $2 AND since <= $3
      UNION ALL SELECT group_id, 0, 1, 0 FROM contract_members_past WHERE contract_id = $2 AND person_id = $1 AND since <= $3 AND until > $3
      UNION ALL SELECT group_id, 0, 0, 1 FROM group_contracts WHERE contract_id = $2 AND since <= $3
      UNION ALL SELECT group_id, 0, 0, 1 FROM group_contracts_past WHERE contract_id = $2 AND since <= $3 AND until > $3) AS t
    GROUP BY t.group_id) AS x
  JOIN groups g ON g.id = x.group_id AND g.organisation_id = $4
  LEFT JOIN groups_past p ON p.group_id = g.id AND p.since <= $3 AND p.until > $3
  ORDER BY CASE WHEN x.is_linked = 1 AND x.is_standing + x.is_contract_member > 0 THEN 0 ELSE 1 END, g.name, g.id
  LIMIT $5)";

GroupPath path(db::Row const& row, bool is_user) {
  GroupPath path{.group = {row.text(0)},
                 .group_name = row.text(1),
                 .is_standing = row.number(2) == 1,
                 .is_contract_member = row.number(3) == 1,
                 .is_linked = row.number(4) == 1,
                 .is_active = row.number(5) == 1,
                 .levels = levels_of(row.text(6)),
                 .references = kinds_of(row.text(7)),
                 .lacks = {}};
  if (!is_user) path.lacks.push_back(Lack::no_user_role);
  if (!path.is_active) path.lacks.push_back(Lack::group_inactive);
  if (!path.is_linked) path.lacks.push_back(Lack::not_linked);
  if (!path.is_standing && !path.is_contract_member) path.lacks.push_back(Lack::not_a_member);
  if (path.levels == Levels{} && !path.references.any()) path.lacks.push_back(Lack::nothing_given);
  return path;
}

}  // namespace

std::string_view name(Lack lack) {
  constexpr std::array<std::string_view, 5> names{"no_user_role", "group_inactive", "not_linked", "not_a_member", "nothing_given"};
  return names.at(static_cast<std::size_t>(lack));
}

Paths paths(evidence::View& view, PersonId const& person, ContractId const& contract, Instant at) {
  Paths found{people::standing_at(view.tx, person, view.actor.organisation, at), {}};
  for (auto const& row :
       view.tx.all(ties, {person.text, contract.text, to_text(at), view.actor.organisation.text, std::int64_t{paths_max}}))
    found.groups.push_back(path(row, found.standing.user.holds()));
  return found;
}

Rights fold(Paths const& paths) {
  Rights rights;
  auto const& standing = paths.standing;
  rights.administers = standing.administers();
  if (rights.administers) {
    rights.levels.fill(standing.legal_representative.holds() ? Level::send : Level::read);
    rights.references = true;
  }
  for (auto const& group : paths.groups)
    if (group.gives()) raise(rights, group.levels, group.references);
  settle(rights);
  return rights;
}

}  // namespace groups
