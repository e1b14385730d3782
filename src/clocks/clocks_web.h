// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "clocks/clocks.h"
#include "platform/http/ask.h"

namespace clocks {

http::Answer show_contract(evidence::View&, http::Ask const&);   // GET /contracts/{id}: that of payments, with its clocks
// Forms of a document: those of correspondence and payments, with the term of the law for its answer.
http::Answer show_new_document(evidence::View&, http::Ask const&);
http::Answer show_edit(evidence::View&, http::Ask const&);
http::Answer show_calendar(evidence::View&, http::Ask const&);   // a month
http::Answer show_list(evidence::View&, http::Ask const&);       // from, to
http::Answer show_clock(evidence::View&, http::Ask const&);
http::Answer stop_from(evidence::Deed&, http::Ask const&);
http::Answer show_terms(evidence::View&, http::Ask const&);
http::Answer set_term_from(evidence::Deed&, http::Ask const&);
http::Answer show_addresses(evidence::View&, http::Ask const&);
http::Answer make_address_from(evidence::Deed&, http::Ask const&);
http::Answer revoke_address_from(evidence::Deed&, http::Ask const&);

Shape shape_of(Clock const&, Day today, Language);

}  // namespace clocks
