// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "contracts/contracts.h"
#include "platform/http/ask.h"

namespace contracts {

http::Answer show_list(evidence::View&, http::Ask const&);
http::Answer show_form(evidence::View&, http::Ask const&);
http::Answer create_from(evidence::Deed&, http::Ask const&);
http::Answer show_basic_data(evidence::View&, http::Ask const&);
http::Answer show_basic_data_form(evidence::View&, http::Ask const&);
http::Answer change_basic_data(evidence::Deed&, http::Ask const&);
http::Answer change_own_reference(evidence::Deed&, http::Ask const&);
http::Answer change_address(evidence::Deed&, http::Ask const&);
http::Answer show_types(evidence::View&, http::Ask const&);
http::Answer change_types(evidence::Deed&, http::Ask const&);

// The contract as its own side sees it; `documents` are added by the room above.
Shape shape_of(Opened const&, Language);
// The few facts that stand above everything that belongs to a contract.
Shape heading_of(Opened const&);

}  // namespace contracts
