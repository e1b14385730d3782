// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "dossier/dossier.h"

#include <functional>
#include <map>
#include <optional>
#include <string>

// Correspondence: the documents whose types have no form of their own. What such a document says follows from its type
// (types/types.h): a title, the sender's reference, and a value per field. Letters, orders, official reports, requests,
// defences and decisions all go this way, from either side.
//
//                 put_ready                send                take_into_treatment (other side)
//     begin ─▶ draft ⇄ ready ─────────────────▶ sent ────────────────────────────────────▶ in_treatment
//               │  return_to_draft               │ │                                            │
//               │                                │ └── withdraw ─▶ withdrawn                    │
//               ├─ save: a new version           └───────────────┬────────────────────────────┘
//               └─ remove ─▶ (gone)                              │ an answer is sent ─▶ answered
//                                                                └ a closing answer, or close ─▶ settled
//
// Invariants
//  1. A draft may be unfinished; what has been entered must be right, and what the type requires must be there on sending.
//  2. The digest covers the fields, the reference, and what it answers or corrects.
//  3. An answer is begun only where the list of types allows it, and once more looked at when it is sent: reply_not_allowed.
//  4. A correction begins as a copy and refers to the sent document. It changes nothing that was said there; an answer that was
//     still waited for there, is waited for here.
namespace correspondence {

constexpr std::size_t title_bytes_max = 200, reference_bytes_max = 60, text_bytes_max = 300, long_text_bytes_max = 20'000;

// By field, as kept: a day as 2026-03-02, an amount in euros "1234.50", a number "12.5", a choice by its key. No empty ones.
using Values = std::map<std::string, std::string, std::less<>>;

struct Draft {
  std::string title, reference;
  Values values;
};
// "title", "reference" and "fields.<key>". Mistakes: too_long, not_a_date, not_a_number, unknown.
Parsed<Draft> read_draft(Fields const&, types::Type const&, bool is_json);

struct Letter {
  dossier::Opened document;
  types::Type const* type = nullptr;  // null: the list does not have it any more
  Values values;
};
// not_found for a type that has a form of its own.
Letter open(evidence::View&, DocumentId const&);
Letter open(evidence::View&, dossier::Opened);  // of a document that was opened already
bool is_ours(dossier::Document const&);

// The day in a field of a document; nothing where there is none. For rules that count from it; asks for no right.
std::optional<Day> day_in(db::Tx&, DocumentId const&, std::string_view field);

// The type as somebody may begin it: not_found for an unknown one, the mistake own_form for one with its own form.
types::Type const& type_to_begin(std::string_view key);
// Records draft_created. reply_not_allowed where the type of what it answers does not allow it.
dossier::Document begin(evidence::Deed&, ContractId const&, types::Type const&, Draft const&, std::optional<DocumentId> replies_to);
std::int64_t save(evidence::Deed&, DocumentId const&, std::int64_t version, Draft const&);
void remove(evidence::Deed&, DocumentId const&);
// Mistaken with what is missing. An answer goes on with what it answers.
dossier::Document send(evidence::Deed&, DocumentId const&);
// A draft with the same content that refers to it. wrong_step for what was never sent or was withdrawn.
dossier::Document correct(evidence::Deed&, DocumentId const&);
// By the other side, with the right to send. Records taken_into_treatment.
void take_into_treatment(evidence::Deed&, DocumentId const&);

}  // namespace correspondence
