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

namespace {

// The bytes of white space at the beginning of the text; 0 when it begins with something else.
std::size_t white_space(std::string_view text) {
  auto const c = static_cast<unsigned char>(text.front());
  if (c <= 0x20 || c == 0x7F) return 1;
  if (text.starts_with("\u00A0")) return 2;
  if (text.starts_with("\u202F") || text.starts_with("\u205F") || text.starts_with("\u3000")) return 3;
  bool const is_wide = text.size() >= 3 && text.starts_with("\xE2\x80") && static_cast<unsigned char>(text[2]) <= 0x8A;  // U+2000 to U+200A
  return is_wide ? 3 : 0;
}

bool has_no_width(std::string_view text) { return text.starts_with("\u200B") || text.starts_with("\u2060") || text.starts_with("\uFEFF"); }

}  // namespace

std::string one_line(std::string_view text) {
  std::string line;
  bool pending = false;
  while (!text.empty()) {
    if (auto const bytes = white_space(text)) {
      pending = !line.empty();
      text.remove_prefix(bytes);
    } else if (has_no_width(text)) {
      text.remove_prefix(3);
    } else {
      if (pending) line += ' ';
      pending = false;
      line += text.front();
      text.remove_prefix(1);
    }
  }
  return line;
}
