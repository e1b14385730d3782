// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "clocks/clocks.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The feed: the same clocks for somebody's own calendar (RFC 5545), at a secret address. The address is a key: whoever has it
// reads what its maker may read at that moment, so it is shown once, kept as a digest, and can be revoked.
//
//   make_address ─▶ in use ── revoke_address ─▶ revoked: link_ended for whoever still asks
//
// An entry holds the rule's name, the title and number of the document, the contract and the article: no person, and nothing
// of what a document says.
namespace clocks {

constexpr std::int64_t addresses_max = 10;  // in use, of one person for one organisation
constexpr int feed_days_back = 92;

struct Address {
  AddressId id;
  std::string made_at;
  std::optional<std::string> used_on, revoked_at;
};

struct MadeAddress {
  AddressId id;
  std::string token;  // for the last time
};
// For the actor himself and the organisation he acts for. no_access without any right there; too many: Mistaken. Records
// calendar_address_made.
MadeAddress make_address(evidence::Deed&);
// The actor's own, newest first; at most 50.
std::vector<Address> addresses(evidence::View&);
// Records calendar_address_revoked; not_found for somebody else's.
void revoke_address(evidence::Deed&, AddressId const&);

struct Feed {
  std::string text;         // text/calendar, with CRLF
  bool noted_today = true;  // false: note_use is to be called
};
// What stands behind an address now. not_found, or link_ended when it was revoked. `base_url` begins the links.
Feed feed(db::Tx&, std::string_view token, Instant now, std::string_view base_url);
// The last day on which the address was used; writes nothing in the book.
void note_use(db::Tx&, std::string_view token, Instant now);

// ---- the format, for feed() and its tests

// Backslash, semicolon, comma and line ends, as RFC 5545 §3.3.11 has them; other control characters are left out.
std::string escaped(std::string_view text);
// Lines of at most 75 octets, never within a character, each ended by CRLF (§3.1).
void append_line(std::string& calendar, std::string_view line);

}  // namespace clocks
