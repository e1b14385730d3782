// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <string>
#include <string_view>

namespace pages {

// Text as HTML shows it, within an element or a quoted attribute.
inline void append_escaped(std::string& out, std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string_view name;
    switch (text[at]) {
      case '&': name = "&amp;"; break;
      case '<': name = "&lt;"; break;
      case '>': name = "&gt;"; break;
      case '"': name = "&quot;"; break;
      case '\'': name = "&#39;"; break;
      default: continue;
    }
    out.append(text, begin, at - begin).append(name);
    begin = at + 1;
  }
  out.append(text, begin);
}

}  // namespace pages
