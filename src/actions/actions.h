// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "dossier/dossier.h"

#include <string>
#include <vector>

// Actions: what somebody of an organisation has to do next. They are opened and closed by what is written in the book
// (follow), never by hand, and are seen by everybody who may do them at that moment.
//
//   put_ready ─▶ send            document_sent (claim) ─▶ treat          supplements_asked ─▶ supplement
//   claim_accepted(_partially) ─▶ request_invoice ─ invoice_requested ─▶ invoice
//
//   open ── the step is taken ──▶ done        open ── the document goes another way ──▶ lapsed
namespace actions {

enum class Kind { send, treat, supplement, request_invoice, invoice };
std::string_view name(Kind);

struct Action {
  ActionId id;
  ContractId contract;
  DocumentId document;
  Kind kind = Kind::treat;
  std::string contract_title, document_title, other_party, opened_at;
};

// Called for every entry of the book.
void follow(evidence::Deed&, evidence::Entry const&);

// The open actions of the actor's organisation that he may do, oldest first; at most 100.
std::vector<Action> open_for(evidence::View&);
int count_for(evidence::View&);

}  // namespace actions
