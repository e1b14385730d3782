// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "payments/payments.h"
#include "platform/http/ask.h"

namespace payments {

http::Answer show_contract(evidence::View&, http::Ask const&);    // GET /contracts/{id}: with its documents
http::Answer show_document(evidence::View&, http::Ask const&);    // GET /documents/{id}: any type
http::Answer show_new_claim(evidence::View&, http::Ask const&);   // the form
http::Answer show_edit(evidence::View&, http::Ask const&);        // the form, filled
http::Answer begin_claim_from(evidence::Deed&, http::Ask const&);
http::Answer save_from(evidence::Deed&, http::Ask const&);
http::Answer remove_from(evidence::Deed&, http::Ask const&);
http::Answer send_from(evidence::Deed&, http::Ask const&);
http::Answer begin_supplement_from(evidence::Deed&, http::Ask const&);

http::Answer take_from(evidence::Deed&, http::Ask const&);
http::Answer ask_supplements_from(evidence::Deed&, http::Ask const&);
http::Answer accept_from(evidence::Deed&, http::Ask const&);
http::Answer show_partial_acceptance(evidence::View&, http::Ask const&);
http::Answer accept_partially_from(evidence::Deed&, http::Ask const&);
http::Answer show_refusal(evidence::View&, http::Ask const&);
http::Answer refuse_from(evidence::Deed&, http::Ask const&);
http::Answer show_invoice_request(evidence::View&, http::Ask const&);
http::Answer request_invoice_from(evidence::Deed&, http::Ask const&);

Shape shape_of(evidence::View&, Claim const&);

}  // namespace payments
