// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "contracts/contracts.h"
#include "platform/http/ask.h"

// The own groups on a contract, their members there, and the page of a group, which names its contracts.
namespace contracts {

http::Answer show_groups(evidence::View&, http::Ask const&);        // /contracts/{}/groups
http::Answer show_group_links(evidence::View&, http::Ask const&);   // /contracts/{}/groups/edit
http::Answer link_groups(evidence::Deed&, http::Ask const&);
http::Answer unlink_one_group(evidence::Deed&, http::Ask const&);
http::Answer show_group_here(evidence::View&, http::Ask const&);    // /contracts/{}/groups/{}
http::Answer show_members_form(evidence::View&, http::Ask const&);  // /contracts/{}/groups/{}/members/edit
http::Answer save_members(evidence::Deed&, http::Ask const&);
http::Answer remove_contract_member(evidence::Deed&, http::Ask const&);
http::Answer show_group(evidence::View&, http::Ask const&);         // /groups/{}

}  // namespace contracts
