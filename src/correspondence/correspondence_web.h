// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "correspondence/correspondence.h"
#include "platform/http/ask.h"

namespace correspondence {

http::Answer show_new(evidence::View&, http::Ask const&);   // which type, or the form of a type
http::Answer show_edit(evidence::View&, http::Ask const&);  // the form, filled
http::Answer begin_from(evidence::Deed&, http::Ask const&);
http::Answer save_from(evidence::Deed&, http::Ask const&);
http::Answer send_from(evidence::Deed&, http::Ask const&);
http::Answer correct_from(evidence::Deed&, http::Ask const&);
http::Answer take_from(evidence::Deed&, http::Ask const&);
http::Answer close_from(evidence::Deed&, http::Ask const&);

http::Answer show(evidence::View&, dossier::Opened);
// Can the reader's side begin any document on the contract of its own accord?
bool may_begin(contracts::Opened const&);

}  // namespace correspondence
