// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "dossier/dossier.h"
#include "platform/http/ask.h"

namespace dossier {

http::Answer download(evidence::View&, http::Ask const&);           // GET /attachments/{id}
http::Answer remove_attachment(evidence::Deed&, http::Ask const&);  // DELETE /attachments/{id}
http::Answer put_ready_from(evidence::Deed&, http::Ask const&);
http::Answer return_from(evidence::Deed&, http::Ask const&);
http::Answer withdraw_from(evidence::Deed&, http::Ask const&);
http::Answer show_documents(evidence::View&, http::Ask const&);     // GET /contracts/{id}/documents
http::Answer export_documents(evidence::View&, http::Ask const&);   // GET /contracts/{id}/documents/export: CSV or XLSX
http::Answer show_types(evidence::View&, http::Ask const&);         // GET /document-types

// One row of a list; the document with its contract, attachments and history.
Shape row_of(evidence::View const&, Document const&, contracts::Side own);
Shape shape_of(evidence::View&, Opened const&);
// The newest documents of a contract, and how many there are of each state.
Shape page_of(evidence::View&, contracts::Opened const&, http::Ask const&);
std::string at(DocumentId const&);

}  // namespace dossier
