// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "evidence/deed.h"
#include "identity/identity.h"
#include "service/outages.h"

#include <optional>
#include <string>
#include <vector>

// Terms of use: published by the operator in versions, each from a day on, and accepted by every person once a version, on
// behalf of the organisation that he acts for at that moment. What is kept of it: person, organisation, version, time, and
// the digest of the text that was shown.
//
//   publish ─▶ announced ──its day, in Brussels──▶ present ──the next one's day──▶ earlier
//
// Until somebody accepted the present version he may look at everything that is his, and do nothing (terms_not_accepted):
// periods run by law whatever somebody accepted, so nobody may be kept from reading. Signing out, going on for another
// organisation, and accepting are no such deeds. Without a published version nothing is asked, and the built-in text stands
// at /terms. Decision 16.
//
// Invariants
//  1. Versions are numbered upwards, and their days do not go back. A text that was published never changes.
//  2. Whether something must be accepted stands in the session (identity::Session::terms_due), so that no request asks the
//     database for it: it is written at sign-in (by signed_in in the book), when a version is published, and when one
//     is accepted.
namespace service {

constexpr std::size_t text_bytes_max = 200'000;

struct Terms {
  std::int64_t version = 0;
  std::string from_on, body, digest;
};
struct TermsVersion {
  std::int64_t version = 0;
  std::string from_on, published_at;
};

// Mistakes: version (not_next), from (wrong_order), text.nl … (missing, too_long, unreadable). Records page_text_changed.
void publish(evidence::Deed&, std::int64_t version, Day from, Texts const&);
// The version that holds on that day; nothing when none was published yet.
std::optional<Terms> present_terms(db::Tx&, Day today, Language);
std::optional<Terms> find_terms(db::Tx&, std::int64_t version, Language);
std::vector<TermsVersion> terms_versions(db::Tx&);  // newest first, at most 500

// Accepts the present version, as it reads in that language. Mistake: version (newer_version) when another one is present by
// now. Accepting what was accepted changes nothing. Records terms_accepted.
void accept_terms(evidence::Deed&, std::int64_t version, Language);
bool has_accepted(evidence::View&, std::int64_t version);
// Called for every entry of the book: whoever signs in is told what he must still accept.
void follow_sign_in(evidence::Deed&, evidence::Entry const&);

}  // namespace service
