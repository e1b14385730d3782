// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>
#include <cstdint>

#include "platform/files/files.h"

namespace files {
namespace {

constexpr std::size_t name_bytes_max = 255, extension_bytes_max = 32;
constexpr char32_t not_a_character = 0xFFFD;

// The next code point, taken off the front; U+FFFD for a byte that begins none (overlong forms and surrogates too).
char32_t next(std::string_view& text) {
  auto const first = static_cast<unsigned char>(text.front());
  std::size_t const more = first < 0x80 ? 0 : first >> 5 == 0b110 ? 1 : first >> 4 == 0b1110 ? 2 : first >> 3 == 0b11110 ? 3 : 4;
  constexpr std::array<char32_t, 4> least{0, 0x80, 0x800, 0x10000};
  char32_t point = more == 0 ? first : first & (0x3Fu >> more);
  auto good = more < 4 && more < text.size();
  for (std::size_t i = 1; good && i <= more; ++i) {
    auto const byte = static_cast<unsigned char>(text[i]);
    good = byte >> 6 == 0b10;
    point = point << 6 | (byte & 0x3F);
  }
  good = good && point >= least[more] && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
  text.remove_prefix(good ? more + 1 : 1);
  return good ? point : not_a_character;
}

void append(std::string& text, char32_t point) {
  auto const tail = [&](int shift) { text += static_cast<char>(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0 | point >> 6);
    tail(0);
  } else if (point < 0x10000) {
    text += static_cast<char>(0xE0 | point >> 12);
    tail(6), tail(0);
  } else {
    text += static_cast<char>(0xF0 | point >> 18);
    tail(12), tail(6), tail(0);
  }
}

// Control characters, line ends, marks that turn the direction of writing ("fdp.exe" shown as "exe.pdf"), and marks
// nobody sees.
bool is_unseen(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF0 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF) ||
         (c & 0xFFFE) == 0xFFFE;
}

// Windows gives these a meaning of its own.
bool is_reserved(char32_t c) { return c < 0x80 && std::string_view{"<>:\"|?*"}.find(static_cast<char>(c)) != std::string_view::npos; }

std::string visible(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    auto const point = next(text);
    if (is_unseen(point)) continue;
    if (point == 0xA0)
      shown += ' ';
    else if (is_reserved(point))
      shown += '_';
    else
      append(shown, point);
  }
  return shown;
}

std::string_view last_part(std::string_view path) {
  while (path.ends_with('/') || path.ends_with('\\')) path.remove_suffix(1);
  auto const slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string trimmed(std::string const& text) {
  auto const first = text.find_first_not_of(' ');
  auto const last = text.find_last_not_of(" .");
  if (first == std::string::npos || last == std::string::npos) return {};
  return text.substr(first, last + 1 - first);
}

// CON, NUL, COM1 … are devices on Windows, whatever the extension.
bool is_device(std::string_view name) {
  std::string stem{name.substr(0, name.find('.'))};
  while (stem.ends_with(' ')) stem.pop_back();
  std::ranges::transform(stem, stem.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  if (stem == "CON" || stem == "PRN" || stem == "AUX" || stem == "NUL") return true;
  return stem.size() == 4 && (stem.starts_with("COM") || stem.starts_with("LPT")) && stem[3] >= '0' && stem[3] <= '9';
}

std::string_view cut(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) >> 6) == 0b10) --bytes_max;
  return text.substr(0, bytes_max);
}

std::string shortened(std::string const& name) {
  if (name.size() <= name_bytes_max) return name;
  auto const dot = name.rfind('.');
  if (dot == std::string::npos || name.size() - dot > extension_bytes_max) return trimmed(std::string{cut(name, name_bytes_max)});
  auto const extension = name.substr(dot);
  return std::string{cut(std::string_view{name}.substr(0, dot), name_bytes_max - extension.size())} + extension;
}

}  // namespace

std::string clean_file_name(std::string_view name) {
  auto clean = trimmed(visible(last_part(name)));
  if (clean.empty()) return "unnamed";
  if (is_device(clean)) clean.insert(0, "_");
  return shortened(clean);
}

}  // namespace files
