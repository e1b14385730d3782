// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "notifications/outbox.h"

namespace notifications {

// The address of that mail is unknown to its server: marks it, records address_bounced and tells the administrators.
// Gives false for a mail that is not there, or an address that was marked before.
bool mark_bounced(db::Tx&, Instant now, std::string const& mail, std::string const& reason);

// Who enters an address says that it is right: a mark on it is taken away. Called for every entry of the book.
void trust_what_was_entered(evidence::Deed&, evidence::Entry const&);

}  // namespace notifications
