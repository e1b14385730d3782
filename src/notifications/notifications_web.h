// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "notifications/notifications.h"
#include "platform/http/ask.h"

namespace notifications {

// The pages of a contract and of its groups, with what their administrators are warned of.
http::Answer show_contract(evidence::View&, http::Ask const&);
http::Answer show_contract_groups(evidence::View&, http::Ask const&);

// Who is told, at which address, by which level, and why not the others; and what was told before.
http::Answer show_explainer(evidence::View&, http::Ask const&);
http::Answer trust_address_from(evidence::Deed&, http::Ask const&);

http::Answer show_notices(evidence::View&, http::Ask const&);
http::Answer read_from(evidence::Deed&, http::Ask const&);
http::Answer show_settings(evidence::View&, http::Ask const&);
http::Answer choose_digest_from(evidence::Deed&, http::Ask const&);
http::Answer choose_language_from(evidence::Deed&, http::Ask const&);

http::Answer show_webhooks(evidence::View&, http::Ask const&);
http::Answer add_webhook_from(evidence::Deed&, http::Ask const&);
http::Answer show_webhook(evidence::View&, http::Ask const&);
http::Answer remove_webhook_from(evidence::Deed&, http::Ask const&);

}  // namespace notifications
