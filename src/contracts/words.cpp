// SPDX-License-Identifier: EUPL-1.2
#include "contracts/words.h"

#include <algorithm>

namespace contracts {
namespace {

constexpr std::size_t search_bytes_max = 200;

// ASCII letters and the two-byte Latin capitals (À-Þ) in lower case; every other byte stays.
std::string lower(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  bool latin = false;
  for (unsigned char c : text) {
    if (latin && c >= 0x80 && c <= 0x9E && c != 0x97) c = static_cast<unsigned char>(c + 0x20);
    latin = c == 0xC3;
    if (c >= 'A' && c <= 'Z') c = static_cast<unsigned char>(c + 0x20);
    result += static_cast<char>(c);
  }
  return result;
}

}  // namespace

std::string search_words(NewContract const& contract, std::string const& other_party, std::string const& own_reference) {
  std::string words;
  for (auto const& part : {contract.title, contract.specification_number, contract.dossier_number, contract.lot, other_party, own_reference})
    if (!part.empty()) (words += ' ') += lower(part);
  // "AWV/2026-014" is also found by "2026" and "014".
  std::string parts;
  for (auto const& number : {contract.specification_number, contract.dossier_number})
    for (char c : number) parts += c == '/' || c == '-' || c == '.' ? ' ' : c;
  return words + ' ' + lower(parts);
}

std::string words_of(std::string_view text) {
  constexpr std::string_view parting = " \t\r\n\"'()[]{}<>,;:!?", within = "/-._";
  std::string words = " ", word, parts;
  bool has_parts = false;
  auto close = [&] {
    if (!word.empty()) (words += word) += ' ';
    if (has_parts) (words += parts) += ' ';
    word.clear();
    parts.clear();
    has_parts = false;
  };
  for (char c : lower(text)) {
    if (c == '\0' || parting.find(c) != std::string_view::npos) {
      close();
      continue;
    }
    bool const parts_here = within.find(c) != std::string_view::npos;
    has_parts = has_parts || parts_here;
    word += c;
    parts += parts_here ? ' ' : c;
  }
  close();
  return words;
}

std::array<std::string, 3> search_patterns(std::string const& search) {
  std::array<std::string, 3> patterns{"%", "%", "%"};
  std::size_t at = 0;
  std::string word;
  auto close = [&] {
    if (!word.empty() && at < patterns.size()) patterns.at(at++) = "% " + word + "%";
    word.clear();
  };
  for (char c : lower(std::string_view{search}.substr(0, search_bytes_max))) {
    if (c == ' ' || c == '\t' || c == '\n') {
      close();
      continue;
    }
    if (c == '%' || c == '_' || c == '!') word += '!';
    if (c != '\0') word += c;
  }
  close();
  return patterns;
}

bool has_words(std::string_view name, std::string_view search) {
  auto const words = ' ' + lower(name);
  auto const wanted = lower(search.substr(0, search_bytes_max));
  int taken = 0;
  for (std::size_t at = 0; at < wanted.size() && taken < 3;) {
    auto const end = std::min(wanted.find_first_of(" \t\n", at), wanted.size());
    if (end > at && words.find(' ' + wanted.substr(at, end - at)) == std::string::npos) return false;
    taken += end > at ? 1 : 0;
    at = end + 1;
  }
  return true;
}

}  // namespace contracts
