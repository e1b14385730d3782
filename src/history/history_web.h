// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "evidence/deed.h"
#include "platform/http/ask.h"

namespace history {

http::Answer show(evidence::View&, http::Ask const&);

}  // namespace history
