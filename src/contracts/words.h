// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "contracts/contracts.h"

#include <array>
#include <string>

// Finding a contract by the beginnings of its words.
namespace contracts {

// " weg gent awv/2026/001 …": lower case, each word after a space, the parts of numbers too.
std::string search_words(NewContract const&, std::string const& other_party, std::string const& own_reference);

// Any text in the same form: each word after a space, punctuation away, the parts of words with / - . _ beside the whole.
std::string words_of(std::string_view text);

// The first three words that were typed, parted as words_of() parts a text: as a LIKE pattern (escape sign '!') for a text in its
// form, and as the bounds of the single words that begin with it, in the order of bytes. "%" and "" where fewer were typed.
struct TypedWord {
  std::string like = "%", from, before;
};
std::array<TypedWord, 3> typed_words(std::string const& search);
// Of a single word, where each is kept in a row of its own; longer ones are cut between characters.
constexpr std::size_t word_bytes_max = 64;
std::string_view cut_word(std::string_view);

// What was typed, as three LIKE patterns (escape sign '!'); "%" where fewer words were typed, further words are left out.
std::array<std::string, 3> search_patterns(std::string const& search);

// Whether each of the first three words of `search` begins a word of the name.
bool has_words(std::string_view name, std::string_view search);

}  // namespace contracts
