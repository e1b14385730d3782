// SPDX-License-Identifier: EUPL-1.2
#include "base/lines.h"

std::string many_lines(std::string_view text) {
  std::string kept;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const c = static_cast<unsigned char>(text[i]);
    if (c == '\r') {
      kept += '\n';
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    } else if ((c >= 0x20 && c != 0x7F) || c == '\n' || c == '\t') {
      kept += static_cast<char>(c);
    }
  }
  auto const last = kept.find_last_not_of(" \t\n");
  kept.erase(last == std::string::npos ? 0 : last + 1);
  return kept;
}
