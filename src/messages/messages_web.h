// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "messages/messages.h"
#include "platform/http/ask.h"

namespace messages {

http::Answer show_contracts(evidence::View&, http::Ask const&);     // GET /contracts: with what is unread
http::Answer show_of_contract(evidence::View&, http::Ask const&);   // GET /contracts/{id}/messages
http::Answer show_of_document(evidence::View&, http::Ask const&);   // GET /documents/{id}/messages
http::Answer show_message(evidence::View&, http::Ask const&);       // GET /messages/{id}
http::Answer download(evidence::View&, http::Ask const&);           // GET /messages/{id}/attachments/{id}
http::Answer send_about_contract(evidence::Deed&, http::Ask const&);
http::Answer send_about_document(evidence::Deed&, http::Ask const&);
http::Answer mark_contract_read(evidence::Deed&, http::Ask const&);  // POST /contracts/{id}/reading
http::Answer mark_document_read(evidence::Deed&, http::Ask const&);

// What is answered when a message was sent.
http::Answer sent(Message const&, bool is_json);
// The newest messages about a document, for its page; null for a draft.
Shape conversation_of(evidence::View&, dossier::Opened const&);
// Unread messages of a contract; null when there are none.
Shape unread_of(evidence::View&, contracts::Opened const&);

}  // namespace messages
