// SPDX-License-Identifier: EUPL-1.2
#include "contracts/group_links.h"

namespace contracts {

std::vector<LinkedContract> contracts_of(evidence::View& view, GroupId const& group) {
  std::vector<LinkedContract> found;
  for (auto const& row : view.tx.all(R"(
         SELECT p.contract_id, p.title, p.dossier_number
         FROM group_contracts l JOIN parties p ON p.organisation_id = $2 AND p.contract_id = l.contract_id
         WHERE l.group_id = $1 ORDER BY l.contract_id DESC LIMIT 100)",
                                     {group.text, view.actor.organisation.text}))
    found.push_back({{row.text(0)}, row.text(1), row.text(2)});
  return found;
}

std::vector<MemberOn> contract_members_of(evidence::View& view, GroupId const& group) {
  std::vector<MemberOn> found;
  for (auto const& row : view.tx.all(R"(
         SELECT n.id, n.given_name, n.family_name,
                (SELECT max(w.email) FROM work_relations w WHERE w.person_id = n.id AND w.organisation_id = $2 AND w.ended_at IS NULL
                   AND w.valid_to >= $3),
                p.contract_id, p.title
         FROM contract_members c
         JOIN persons n ON n.id = c.person_id
         JOIN parties p ON p.organisation_id = $2 AND p.contract_id = c.contract_id
         WHERE c.group_id = $1 ORDER BY n.family_name, n.given_name, n.id, p.contract_id LIMIT 100)",
                                     {group.text, view.actor.organisation.text, to_text(brussels_day(view.now))}))
    found.push_back({{{row.text(0)}, row.text(1) + ' ' + row.text(2), row.text(3)}, {row.text(4)}, row.text(5)});
  return found;
}

}  // namespace contracts
