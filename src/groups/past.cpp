// SPDX-License-Identifier: EUPL-1.2
#include "groups/past.h"

// A clock that was put back may give a moment a second time: then the first entry stays.
namespace groups::past {

void keep_rights(evidence::Deed& deed, GroupId const& id) {
  deed.tx.run(R"(
    INSERT INTO groups_past (group_id, since, until, levels, reference_kinds, is_active)
    SELECT id, since, CAST($2 AS TEXT), levels, reference_kinds, is_active FROM groups WHERE id = $1 AND since < $2 ON CONFLICT DO NOTHING)",
              {id.text, deed.now_text()});
}

void leave_standing(evidence::Deed& deed, GroupId const& id) {
  deed.tx.run(R"(
    INSERT INTO group_members_past (person_id, group_id, since, until)
    SELECT person_id, group_id, since, CAST($2 AS TEXT) FROM group_members WHERE group_id = $1 AND since < $2 ON CONFLICT DO NOTHING)",
              {id.text, deed.now_text()});
  deed.tx.run("DELETE FROM group_members WHERE group_id = $1", {id.text});
}

void leave_standing(evidence::Deed& deed, GroupId const& id, PersonId const& person) {
  deed.tx.run(R"(
    INSERT INTO group_members_past (person_id, group_id, since, until)
    SELECT person_id, group_id, since, CAST($3 AS TEXT) FROM group_members WHERE group_id = $1 AND person_id = $2 AND since < $3 ON CONFLICT DO NOTHING)",
              {id.text, person.text, deed.now_text()});
  deed.tx.run("DELETE FROM group_members WHERE group_id = $1 AND person_id = $2", {id.text, person.text});
}

void leave_contracts(evidence::Deed& deed, GroupId const& id) {
  deed.tx.run(R"(
    INSERT INTO contract_members_past (contract_id, person_id, group_id, since, until)
    SELECT contract_id, person_id, group_id, since, CAST($2 AS TEXT) FROM contract_members WHERE group_id = $1 AND since < $2 ON CONFLICT DO NOTHING)",
              {id.text, deed.now_text()});
  deed.tx.run("DELETE FROM contract_members WHERE group_id = $1", {id.text});
  deed.tx.run(R"(
    INSERT INTO group_contracts_past (contract_id, group_id, since, until)
    SELECT contract_id, group_id, since, CAST($2 AS TEXT) FROM group_contracts WHERE group_id = $1 AND since < $2 ON CONFLICT DO NOTHING)",
              {id.text, deed.now_text()});
  deed.tx.run("DELETE FROM group_contracts WHERE group_id = $1", {id.text});
}

bool leave_contract(evidence::Deed& deed, GroupId const& id, ContractId const& contract) {
  deed.tx.run(R"(
    INSERT INTO contract_members_past (contract_id, person_id, group_id, since, until)
    SELECT contract_id, person_id, group_id, since, CAST($3 AS TEXT) FROM contract_members
    WHERE contract_id = $1 AND group_id = $2 AND since < $3 ON CONFLICT DO NOTHING)",
              {contract.text, id.text, deed.now_text()});
  deed.tx.run("DELETE FROM contract_members WHERE contract_id = $1 AND group_id = $2", {contract.text, id.text});
  deed.tx.run(R"(
    INSERT INTO group_contracts_past (contract_id, group_id, since, until)
    SELECT contract_id, group_id, since, CAST($3 AS TEXT) FROM group_contracts
    WHERE contract_id = $1 AND group_id = $2 AND since < $3 ON CONFLICT DO NOTHING)",
              {contract.text, id.text, deed.now_text()});
  return deed.tx.maybe("DELETE FROM group_contracts WHERE contract_id = $1 AND group_id = $2 RETURNING group_id", {contract.text, id.text})
      .has_value();
}

bool leave_contract(evidence::Deed& deed, GroupId const& id, ContractId const& contract, PersonId const& person) {
  deed.tx.run(R"(
    INSERT INTO contract_members_past (contract_id, person_id, group_id, since, until)
    SELECT contract_id, person_id, group_id, since, CAST($4 AS TEXT) FROM contract_members
    WHERE contract_id = $1 AND group_id = $2 AND person_id = $3 AND since < $4 ON CONFLICT DO NOTHING)",
              {contract.text, id.text, person.text, deed.now_text()});
  return deed.tx
      .maybe("DELETE FROM contract_members WHERE contract_id = $1 AND group_id = $2 AND person_id = $3 RETURNING person_id",
             {contract.text, id.text, person.text})
      .has_value();
}

}  // namespace groups::past
