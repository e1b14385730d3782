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

// What parts words and, inside a word, its parts.
constexpr std::string_view parting = " \t\r\n\f\v\"'()[]{}<>,;:!?", within = "/-._";
constexpr std::string_view last_character = "\xF4\x8F\xBF\xBF";  // U+10FFFF: no word has it
constexpr std::string_view soft_hyphen = "\xC2\xAD";

bool is_inside_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// How many bytes of a sign in print part words at `at`: quotes, dashes, dots and spaces (U+2000 to U+206F), and « » · and the
// no-break space; 0 for others.
std::size_t printed_sign(std::string_view text, std::size_t at) {
  auto const three = text.substr(at, 3), two = text.substr(at, 2);
  if (three.size() == 3 && (three.starts_with("\xE2\x80") || (three.starts_with("\xE2\x81") && three[2] < '\xB0'))) return 3;
  return two == "\xC2\xA0" || two == "\xC2\xAB" || two == "\xC2\xBB" || two == "\xC2\xB7" ? 2 : 0;
}

// Calls `visit` with each word in lower case, without the signs of `within` around it.
template <class Visit>
void each_word(std::string_view text, Visit const& visit) {
  auto const lowered = lower(text);
  std::string word;
  auto close = [&] {
    word.erase(word.find_last_not_of(within) + 1);
    word.erase(0, word.find_first_not_of(within));
    if (!word.empty()) visit(word);
    word.clear();
  };
  for (std::size_t at = 0; at < lowered.size(); ++at) {
    if (auto const sign = printed_sign(lowered, at); sign > 0) {
      close();
      at += sign - 1;
    } else if (lowered[at] == '\0' || parting.find(lowered[at]) != std::string_view::npos) {
      close();
    } else if (std::string_view{lowered}.substr(at, 2) == soft_hyphen) {
      ++at;
    } else {
      word += lowered[at];
    }
  }
  close();
}

// A word at its beginning, '%' and '_' meaning themselves.
std::string like_pattern(std::string_view word) {
  std::string pattern = "% ";
  for (char c : word) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + '%';
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
  std::string words = " ";
  each_word(text, [&](std::string const& word) {
    (words += word) += ' ';
    if (word.find_first_of(within) == std::string::npos) return;
    for (char c : word) words += within.find(c) == std::string_view::npos ? c : ' ';
    words += ' ';
  });
  return words;
}

std::array<TypedWord, 3> typed_words(std::string const& search) {
  std::array<TypedWord, 3> typed;
  std::size_t at = 0;
  each_word(std::string_view{search}.substr(0, search_bytes_max), [&](std::string const& word) {
    if (at == typed.size()) return;
    std::string const start{cut_word(word)};
    typed.at(at++) = {like_pattern(word), start, start + std::string{last_character}};
  });
  return typed;
}

std::string_view cut_word(std::string_view word) {
  auto size = std::min(word.size(), word_bytes_max);
  while (size > 0 && size < word.size() && is_inside_character(word[size])) --size;
  return word.substr(0, size);
}

std::array<std::string, 3> search_patterns(std::string const& search) {
  std::array<std::string, 3> patterns{"%", "%", "%"};
  std::size_t at = 0;
  std::string word;
  auto close = [&] {
    if (!word.empty() && at < patterns.size()) patterns.at(at++) = like_pattern(word);
    word.clear();
  };
  for (char c : lower(std::string_view{search}.substr(0, search_bytes_max))) {
    if (c == ' ' || c == '\t' || c == '\n')
      close();
    else if (c != '\0')
      word += c;
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
