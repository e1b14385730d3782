// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "actions/actions.h"
#include "platform/http/ask.h"

namespace actions {

http::Answer show_list(evidence::View&, http::Ask const&);      // GET /actions
http::Answer show_mine(evidence::View&, http::Ask const&);      // GET /actions/mine
http::Answer show_action(evidence::View&, http::Ask const&);    // GET /actions/{id}
http::Answer show_document(evidence::View&, http::Ask const&);  // GET /documents/{id}: with the own side's actions
http::Answer assign_from(evidence::Deed&, http::Ask const&);    // POST /actions/{id}/assignment
http::Answer release_from(evidence::Deed&, http::Ask const&);   // POST /actions/{id}/release
Shape list_of(std::vector<Action> const&);

}  // namespace actions
