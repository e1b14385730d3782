// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "payments/payments.h"

// The SQL of the room: one function per statement or per thing that is read.
namespace payments::store {

void insert_claim(evidence::Deed&, DocumentId const&, ClaimDraft const&);
void update_claim(evidence::Deed&, DocumentId const&, ClaimDraft const&);
void delete_claim(evidence::Deed&, DocumentId const&);
Claim read_claim(evidence::View&, dossier::Opened);
void open_stop(evidence::Deed&, DocumentId const&, std::string const& reason);
void close_stop(evidence::Deed&, DocumentId const&);
void decide(evidence::Deed&, DocumentId const&, std::optional<std::int64_t> accepted_cents, std::optional<std::string> ground,
            std::optional<std::string> explanation);
void decide_line(evidence::Deed&, DocumentId const&, LineDecision const&);

}  // namespace payments::store
