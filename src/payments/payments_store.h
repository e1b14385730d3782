// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "payments/payments.h"

// The SQL of the room: one function per statement or per thing that is read.
namespace payments::store {

void insert_claim(evidence::Deed&, DocumentId const&, ClaimDraft const&);
void update_claim(evidence::Deed&, DocumentId const&, ClaimDraft const&);
void delete_claim(evidence::Deed&, DocumentId const&);
Claim read_claim(evidence::View&, dossier::Opened);
// What a clock needs of a claim that was sent, and no more.
struct Course {
  contracts::NewContract contract;  // its subject, regime and terms
  OrganisationId authority;
  std::vector<ClaimEvent> events;
};
std::optional<Course> find_course(db::Tx&, DocumentId const&);
void open_stop(evidence::Deed&, DocumentId const&, std::string const& reason);
void close_stop(evidence::Deed&, DocumentId const&);
void decide(evidence::Deed&, DocumentId const&, std::optional<std::int64_t> accepted_cents, std::optional<std::string> ground,
            std::optional<std::string> explanation);
void decide_line(evidence::Deed&, DocumentId const&, LineDecision const&);

}  // namespace payments::store
