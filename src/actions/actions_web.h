// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "actions/actions.h"
#include "platform/http/ask.h"

namespace actions {

http::Answer show_list(evidence::View&, http::Ask const&);  // GET /actions
Shape list_of(std::vector<Action> const&);

}  // namespace actions
