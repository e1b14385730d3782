// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "platform/http/ask.h"
#include "service/outages.h"

namespace service {

http::Answer show_outages(evidence::View&, http::Ask const&);         // GET /outages
http::Answer subscribe_from(evidence::Deed&, http::Ask const&);       // POST /outages/subscriptions
http::Answer show_confirmation(evidence::View&, http::Ask const&);    // GET /outages/subscriptions/{secret}
http::Answer confirm_from(evidence::Deed&, http::Ask const&);         // POST, the same
http::Answer show_unsubscription(evidence::View&, http::Ask const&);  // GET /outages/unsubscriptions/{secret}
http::Answer unsubscribe_from(evidence::Deed&, http::Ask const&);     // POST, the same; also one click in a mail program

http::Answer show_terms(evidence::View&, http::Ask const&);             // GET /terms
http::Answer show_terms_acceptance(evidence::View&, http::Ask const&);  // GET /terms/acceptances
http::Answer accept_terms_from(evidence::Deed&, http::Ask const&);      // POST, the same

http::Answer show_help(evidence::View&, http::Ask const&);
http::Answer show_accessibility(evidence::View&, http::Ask const&);
http::Answer show_privacy(evidence::View&, http::Ask const&);

// An outage in the reader's language.
Shape shape_of(Outage const&, Instant now, Language);

}  // namespace service
