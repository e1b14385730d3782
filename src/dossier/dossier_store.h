// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "dossier/dossier.h"

// The rows of the room, for its own files.
namespace dossier::store {

// id, contract_id, number, type, theme, side, organisation_id, title, status, version, replies_to_id, amount_cents, created_at,
// saved_at, sent_at, digest, corrects_id, reference, awaits, due_on, answered_at, closed_at
Document read_row(db::Row const&);

}  // namespace dossier::store
