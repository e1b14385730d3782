// SPDX-License-Identifier: EUPL-1.2
#include "contracts/words.h"

#include <gtest/gtest.h>

using contracts::cut_word;
using contracts::typed_words;
using contracts::words_of;

namespace {

TEST(Words, a_text_becomes_its_words_with_the_parts_of_numbers_beside_them) {
  EXPECT_EQ(words_of("Weg (Gent), AWV/2026-014!"), " weg gent awv/2026-014 awv 2026 014 ");
  EXPECT_EQ(words_of("Élan: l’été – «m³»\xC2\xA0"
                     "5…"),
            " élan l été m³ 5 ");
  EXPECT_EQ(words_of("over\xC2\xAD"
                     "eenkomst."),
            " overeenkomst ");
  EXPECT_EQ(words_of("- einde. ... _"), " einde ");
  EXPECT_EQ(words_of(""), " ");
}

TEST(Words, what_one_types_is_parted_like_a_text) {
  auto const typed = typed_words("  L'Entreprise, (100%) en_dan nog een");
  EXPECT_EQ(typed[0].from, "l");
  EXPECT_EQ(typed[1].from, "entreprise");
  EXPECT_EQ(typed[1].like, "% entreprise%");
  EXPECT_EQ(typed[2].like, "% 100!%%");
  EXPECT_EQ(typed_words("en_dan")[0].like, "% en!_dan%");
  EXPECT_EQ(typed_words(" ( ) ")[0].from, "");
  EXPECT_EQ(typed_words("")[2].like, "%");
}

TEST(Words, the_bounds_of_a_word_hold_all_that_begins_with_it_and_nothing_else) {
  auto const typed = typed_words("brug")[0];
  for (std::string const word : {"brug", "bruggen", "brugé", "brug\xF0\x9F\x8C\x89"})
    EXPECT_TRUE(typed.from <= word && word < typed.before) << word;
  for (std::string const word : {"bru", "brtg", "bruh", "b"}) EXPECT_FALSE(typed.from <= word && word < typed.before) << word;
}

TEST(Words, a_word_is_cut_between_its_characters) {
  EXPECT_EQ(cut_word("brug"), "brug");
  EXPECT_EQ(cut_word(std::string(64, 'a')).size(), 64U);
  EXPECT_EQ(cut_word(std::string(63, 'a') + "é").size(), 63U);
  EXPECT_EQ(typed_words(std::string(100, 'a'))[0].from.size(), 64U);
}

}  // namespace
