// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "evidence/deed.h"

// Ends what holds now, and keeps that it held, with the moments from and until which. Only the verbs of groups.cpp call
// these, within their own deed. What held no thousandth of a second is not kept.
namespace groups::past {

void keep_rights(evidence::Deed&, GroupId const&);     // before levels, kinds or is_active change
void leave_standing(evidence::Deed&, GroupId const&);  // every standing member
void leave_standing(evidence::Deed&, GroupId const&, PersonId const&);
void leave_contracts(evidence::Deed&, GroupId const&);  // from every contract, with its contract members
bool leave_contract(evidence::Deed&, GroupId const&, ContractId const&);  // with its contract members; false: was not linked
bool leave_contract(evidence::Deed&, GroupId const&, ContractId const&, PersonId const&);  // false: was no contract member

}  // namespace groups::past
