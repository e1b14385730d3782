// SPDX-License-Identifier: EUPL-1.2
#include "base/refusal.h"

#include <array>
#include <utility>

namespace {

struct Known {
  Refusal refusal;
  std::string_view name;
  int status;
};

constexpr std::array known{
    Known{Refusal::not_understood, "not_understood", 400},
    Known{Refusal::head_too_large, "head_too_large", 431},
    Known{Refusal::too_slow, "too_slow", 408},
    Known{Refusal::not_found, "not_found", 404},
    Known{Refusal::method_unknown, "method_unknown", 405},
    Known{Refusal::not_signed_in, "not_signed_in", 401},
    Known{Refusal::sign_in_failed, "sign_in_failed", 401},
    Known{Refusal::too_many_attempts, "too_many_attempts", 429},
    Known{Refusal::forged_form, "forged_form", 403},
    Known{Refusal::not_allowed, "not_allowed", 403},
    Known{Refusal::no_access, "no_access", 403},
    Known{Refusal::stale_version, "stale_version", 409},
    Known{Refusal::already_sent, "already_sent", 409},
    Known{Refusal::wrong_step, "wrong_step", 409},
    Known{Refusal::file_too_large, "file_too_large", 413},
    Known{Refusal::file_empty, "file_empty", 422},
    Known{Refusal::file_type_not_allowed, "file_type_not_allowed", 415},
    Known{Refusal::file_infected, "file_infected", 422},
    Known{Refusal::too_many_files, "too_many_files", 409},
    Known{Refusal::upload_gone, "upload_gone", 410},
    Known{Refusal::upload_conflict, "upload_conflict", 409},
    Known{Refusal::upload_busy, "upload_busy", 423},
    Known{Refusal::storage_full, "storage_full", 507},
    Known{Refusal::request_too_large, "request_too_large", 413},
    Known{Refusal::content_type_unknown, "content_type_unknown", 415},
    Known{Refusal::name_taken, "name_taken", 409},
    Known{Refusal::name_inactive, "name_inactive", 409},
    Known{Refusal::held_by_other, "held_by_other", 409},
    Known{Refusal::reply_not_allowed, "reply_not_allowed", 409},
    Known{Refusal::link_ended, "link_ended", 410},
    Known{Refusal::terms_not_accepted, "terms_not_accepted", 403},
    Known{Refusal::scan_unavailable, "scan_unavailable", 503},
    Known{Refusal::busy, "busy", 503},
};

constexpr Known const& find(Refusal refusal) { return known.at(static_cast<std::size_t>(refusal)); }

constexpr bool in_order() {
  for (std::size_t i = 0; i < known.size(); ++i)
    if (static_cast<std::size_t>(known.at(i).refusal) != i) return false;
  return true;
}
static_assert(in_order(), "the list follows the order of the enum");

}  // namespace

std::string_view name(Refusal refusal) { return find(refusal).name; }
int http_status(Refusal refusal) { return find(refusal).status; }
