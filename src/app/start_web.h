// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "evidence/deed.h"
#include "platform/http/ask.h"

namespace app {

http::Answer show_start(evidence::View&, http::Ask const&);
http::Answer change_organisation_address(evidence::Deed&, http::Ask const&);
http::Answer show_session(evidence::View&, http::Ask const&);

}  // namespace app
