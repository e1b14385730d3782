// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <exception>
#include <string_view>

// Everything the house can say no to. A closed list: each has a sentence in four languages (text/*.po,
// key "refusal.<name>") and one HTTP status. Not there and not allowed to see are the same: not_found.
enum class Refusal {
  not_understood,        // 400: what came is not HTTP, or not within its limits
  head_too_large,        // 431, or 414: address and headers together
  too_slow,              // 408: what was begun did not come to its end
  not_found,             // 404
  method_unknown,        // 405: the address exists, the verb does not
  not_signed_in,         // 401
  sign_in_failed,        // 401: one answer for an unknown name and a wrong password
  too_many_attempts,     // 429
  forged_form,           // 403: the form token or the origin does not belong to this session
  not_allowed,           // 403: may see, may not do
  no_access,             // 403: signed in, but without any valid right in the organisation
  stale_version,         // 409: somebody saved a newer version of the draft
  already_sent,          // 409: a sent document never changes
  wrong_step,            // 409: this step does not exist from the document's present status
  file_too_large,        // 413
  file_empty,            // 422
  file_type_not_allowed, // 415
  file_infected,         // 422
  too_many_files,        // 409
  upload_gone,           // 410
  upload_conflict,       // 409: offset differs from what the store holds
  upload_busy,           // 423: somebody is sending this upload at this moment
  storage_full,          // 507
  request_too_large,     // 413
  content_type_unknown,  // 415
  name_taken,            // 409
  name_inactive,         // 409: the name belongs to an inactive group
  held_by_other,         // 409: somebody else took the action first
  reply_not_allowed,     // 409: the type does not allow this answer, or it has one already
  link_ended,            // 410: a secret address that was revoked, used or is too old
  terms_not_accepted,    // 403: the present terms of use were not accepted yet
  scan_unavailable,      // 503: the virus scanner does not answer; nothing passes unscanned
  busy,                  // 503
};

std::string_view name(Refusal);
int http_status(Refusal);

struct Refused : std::exception {
  Refusal why;
  explicit Refused(Refusal refusal) : why{refusal} {}
  char const* what() const noexcept override { return "refused"; }
};

[[noreturn]] inline void refuse(Refusal why) { throw Refused{why}; }
