// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "contracts/contracts.h"
#include "platform/http/ask.h"

namespace contracts {

http::Answer show_access(evidence::View&, http::Ask const&);

}  // namespace contracts
