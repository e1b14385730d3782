// SPDX-License-Identifier: EUPL-1.2
#include "service/texts.h"
#include "base/parsed.h"
#include "base/refusal.h"
#include "platform/crypto/crypto.h"
#include "service/terms.h"

#include <algorithm>

namespace service {
namespace {

// How many bytes the character takes that begins here; 0 when this is no UTF-8.
std::size_t character_length(std::string_view text) {
  auto const first = static_cast<unsigned char>(text.front());
  std::size_t const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return 0;
  return length;
}

}  // namespace

std::string_view flaw_of(std::string_view body, std::size_t bytes_max) {
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return "missing";
  if (body.size() > bytes_max) return "too_long";
  for (std::size_t length = 0; !body.empty(); body.remove_prefix(length)) {
    length = character_length(body);
    auto const c = static_cast<unsigned char>(body.front());
    bool const is_control = (c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
    if (length == 0 || is_control) return "unreadable";
  }
  return {};
}

void set_page_text(evidence::Deed& deed, std::string const& page, Language language, std::string const& body) {
  if (std::find(pages_with_texts.begin(), pages_with_texts.end(), page) == pages_with_texts.end()) refuse(Refusal::not_found);
  if (auto const flaw = flaw_of(body, text_bytes_max); !body.empty() && !flaw.empty()) throw Mistaken{{{"text", std::string{flaw}}}};
  std::string const in{name(language)};
  auto const last = deed.tx.maybe("SELECT version FROM page_texts WHERE page = $1 AND language = $2 ORDER BY version DESC LIMIT 1", {page, in});
  deed.tx.run("INSERT INTO page_texts (page, language, version, body, digest, set_at) VALUES ($1, $2, $3, $4, $5, $6)",
              {page, in, last ? last->number(0) + 1 : std::int64_t{1}, body, crypto::sha256_hex(body), deed.now_text()});
  deed.record({evidence::Event::page_text_changed, {}, {}, Shape::Object{{"page", page}, {"language", in}}});
}

std::optional<PageText> page_text(db::Tx& tx, std::string const& page, Language language) {
  auto const row = tx.maybe("SELECT version, body, set_at FROM page_texts WHERE page = $1 AND language = $2 ORDER BY version DESC LIMIT 1",
                            {page, std::string{name(language)}});
  if (!row || row->text(1).empty()) return std::nullopt;
  return PageText{row->number(0), row->text(1), row->text(2)};
}

}  // namespace service
