// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "evidence/deed.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

// Texts of pages that the operator may change, in four languages, each with its earlier versions.
namespace service {

constexpr std::array<std::string_view, 3> pages_with_texts{"help", "accessibility", "privacy"};

struct PageText {
  std::int64_t version = 0;
  std::string body, set_at;
};

// not_found for a page that has no such text. Mistakes: text (too_long, unreadable). An empty text brings the built-in one
// back. Records page_text_changed.
void set_page_text(evidence::Deed&, std::string const& page, Language, std::string const& body);
// The newest; nothing when the built-in one stands there.
std::optional<PageText> page_text(db::Tx&, std::string const& page, Language);

// What is wrong with such a text: "missing", "too_long", "unreadable" (no UTF-8, or with control characters); "" when nothing.
std::string_view flaw_of(std::string_view body, std::size_t bytes_max);

}  // namespace service
