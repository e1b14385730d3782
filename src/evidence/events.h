// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <string_view>

namespace evidence {

// The whole catalogue of the book: everything that can happen, in the words of the trade. The same word stands in the
// table, the API and the log. Particulars in brackets.
enum class Event {
  organisation_registered,     // [enterpriseNumber, name]
  legal_representative_appointed, // [personId, organisationId, validFrom, validTo]
  person_registered,           // [personId]
  work_relation_started,       // [workRelationId, personId, kind, validFrom, validTo]
  work_relation_ended,         // [workRelationId, personId]
  user_right_granted,          // [userRightId, personId, role, reason, validFrom, validTo]
  user_right_revoked,          // [userRightId, personId, role]
  account_opened,              // [personId]
  password_changed,            // [personId]
  signed_in,                   // [personId]
  sign_in_refused,             // []
  signed_out,                  // [personId]
  register_imported,           // [extractNumber, extractType, rows, broken]
  group_created,               // [groupId, name]
  group_changed,               // [groupId, name]
  group_deleted,               // [groupId, name]
  group_linked,                // [groupId]
  group_unlinked,              // [groupId]
  contract_member_added,       // [groupId, personId]
  contract_member_removed,     // [groupId, personId]
  contract_created,            // [specificationNumber, contractor]
  own_reference_changed,       // []
  contract_address_changed,    // []
  organisation_address_changed, // []
  draft_created,               // [type]
  draft_saved,                 // [version]
  draft_deleted,               // []
  lines_imported,              // [fileName, rows]
  attachment_added,            // [attachmentId, sha256, size]
  attachment_removed,          // [attachmentId, sha256]
  attachment_infected,         // [sha256, found]
  put_ready,                   // []
  returned_to_draft,           // [reason]
  document_sent,               // [number, type, digest]
  document_withdrawn,          // [reason]
  taken_into_treatment,        // []
  supplements_asked,           // [reason]
  supplements_sent,            // []
  claim_accepted,              // [acceptedCents]
  claim_accepted_partially,    // [claimedCents, acceptedCents]
  claim_refused,               // [ground]
  invoice_requested,           // [orderNumber, amountCents]
  group_reactivated,           // [groupId, name]
  group_overwritten,           // [groupId, name]
  document_answered,           // [replyId, type]
  document_closed,             // [reason]
  message_sent,                // [messageId, digest]
  action_assigned,             // [actionId, personId]
  action_released,             // [actionId, personId, kind, reason]
  notification_choice_changed, // [personId, digest]
  address_bounced,             // [level]
  webhook_added,               // [webhookId]
  webhook_removed,             // [webhookId]
  calendar_address_made,       // [personId]
  calendar_address_revoked,    // [personId]
  term_changed,                // [rule, days, reason]
  closing_day_changed,         // [day]
  terms_accepted,              // [personId, version, digest]
  page_text_changed,           // [page, language]
  outage_announced,            // [outageId]
  outage_changed,              // [outageId]
  contract_types_changed,      // [added, removed]
};

std::string_view name(Event);

// The business of the side that does it alone: what happens to a draft, who of its people may or does what, its own reference
// and addresses. The other side of the contract never reads of it.
bool is_inner(Event);

}  // namespace evidence
