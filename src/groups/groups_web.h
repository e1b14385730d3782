// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "groups/groups.h"
#include "platform/http/ask.h"

namespace groups {

http::Answer show_list(evidence::View&, http::Ask const&);
http::Answer show_form(evidence::View&, http::Ask const&);   // /groups/new
http::Answer show_group(evidence::View&, http::Ask const&);  // /groups/{id}: the form, filled
http::Answer create_from(evidence::Deed&, http::Ask const&);
http::Answer change_from(evidence::Deed&, http::Ask const&);
http::Answer remove_from(evidence::Deed&, http::Ask const&);

}  // namespace groups
