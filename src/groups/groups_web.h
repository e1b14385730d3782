// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "groups/groups.h"
#include "platform/http/ask.h"

namespace groups {

http::Answer show_list(evidence::View&, http::Ask const&);
http::Answer show_form(evidence::View&, http::Ask const&);     // /groups/new
http::Answer show_edit(evidence::View&, http::Ask const&);     // /groups/{}/edit: the form, filled
http::Answer show_removal(evidence::View&, http::Ask const&);  // /groups/{}/removal: asks to confirm
http::Answer show_members(evidence::View&, http::Ask const&);  // /groups/{}/members: to choose the standing members
http::Answer create_from(evidence::Deed&, http::Ask const&);
http::Answer change_from(evidence::Deed&, http::Ask const&);
http::Answer remove_from(evidence::Deed&, http::Ask const&);
http::Answer save_standing(evidence::Deed&, http::Ask const&);

// For the pages of a group that name its contracts (contracts/group_links_web.cpp).
Ordered ordered_in(http::Ask const&);  // "search" and "after"
Shape facts_of(Group const&);
Shape shape_of(std::vector<Member> const&);
Shape choices_of_members(PageOf<Member>&&, http::Ask const&);

}  // namespace groups
