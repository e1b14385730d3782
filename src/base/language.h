// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <array>
#include <optional>
#include <string_view>

enum class Language { nl, fr, de, en };

constexpr std::array languages{Language::nl, Language::fr, Language::de, Language::en};

constexpr std::string_view name(Language language) {
  switch (language) {
    case Language::nl: return "nl";
    case Language::fr: return "fr";
    case Language::de: return "de";
    case Language::en: return "en";
  }
  return "nl";
}

constexpr std::optional<Language> parse_language(std::string_view text) {
  for (auto language : languages)
    if (name(language) == text) return language;
  return std::nullopt;
}
