// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "calendar/calendar.h"
#include "platform/http/ask.h"

namespace calendar {

http::Answer show_closing_days(evidence::View&, http::Ask const&);
http::Answer close_from(evidence::Deed&, http::Ask const&);
http::Answer open_from(evidence::Deed&, http::Ask const&);

}  // namespace calendar
