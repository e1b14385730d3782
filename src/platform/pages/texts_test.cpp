// SPDX-License-Identifier: EUPL-1.2
#include "base/refusal.h"
#include "platform/built_in.h"
#include "platform/pages/pages.h"
#include "platform/pages/templates.h"
#include "platform/pages/texts.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace {

// Keys of text/<language>.po.
std::set<std::string> keys_of(Language language) {
  std::set<std::string> keys;
  std::ifstream file{std::string{SOURCE_FOLDER "/text/"}.append(name(language)) + ".po"};
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("msgid \"") && line.size() > 8) keys.insert(line.substr(7, line.size() - 8));
  return keys;
}

// What stands between `open` and the next '}', each time.
std::set<std::string> all(std::string_view source, std::string_view open) {
  std::set<std::string> found;
  for (auto at = source.find(open); at != std::string_view::npos; at = source.find(open, at)) {
    at += open.size();
    found.emplace(source.substr(at, source.find('}', at) - at));
  }
  return found;
}

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; }

// Names of attributes that stand before `sign` without a quote in between: " on…=" or " x={{".
std::set<std::string> attributes(std::string_view source, std::string_view sign) {
  std::set<std::string> found;
  for (auto at = source.find(sign); at != std::string_view::npos; at = source.find(sign, at + 1)) {
    auto begin = at;
    while (begin > 0 && is_name(source[begin - 1])) --begin;
    if (begin < at && begin > 0 && (source[begin - 1] == ' ' || source[begin - 1] == '\n')) found.emplace(source.substr(begin, at - begin));
  }
  return found;
}

}  // namespace

TEST(Texts, every_key_is_translated_in_four_languages) {
  auto const keys = keys_of(Language::nl);
  EXPECT_GT(keys.size(), 100U);
  for (auto const language : languages) {
    EXPECT_EQ(keys_of(language), keys) << name(language);
    for (auto const& key : keys) EXPECT_TRUE(pages::has_text(language, key)) << name(language) << ' ' << key;
  }
}

TEST(Texts, every_translation_names_the_same_members) {
  for (auto const& key : keys_of(Language::nl)) {
    auto const members = [&](Language language) { return all(pages::find_text(language, key), "{"); };
    for (auto const language : languages) EXPECT_EQ(members(language), members(Language::nl)) << name(language) << ' ' << key;
  }
}

TEST(Texts, every_text_of_a_template_exists) {
  for (auto const& page : built_in::pages())
    for (auto const& key : all(page.bytes, "{t:"))
      for (auto const language : languages) EXPECT_TRUE(pages::has_text(language, key)) << page.name << ' ' << name(language) << ' ' << key;
}

TEST(Texts, every_refusal_says_what_is_wrong_and_what_to_do) {
  for (int i = 0; i <= static_cast<int>(Refusal::busy); ++i) {
    auto const key = "refusal." + std::string{name(static_cast<Refusal>(i))};
    for (auto const language : languages) {
      EXPECT_TRUE(pages::has_text(language, key)) << key;
      EXPECT_TRUE(pages::has_text(language, key + ".help")) << key;
    }
  }
}

TEST(Texts, members_are_filled_in_and_a_missing_key_shows_itself) {
  EXPECT_EQ(pages::text(Language::nl, "common.save"), "Bewaren");
  EXPECT_EQ(pages::text(Language::fr, "common.save"), "Enregistrer");
  EXPECT_EQ(pages::text(Language::nl, "not.there", {{"number", "3"}}), "not.there");
  EXPECT_FALSE(pages::has_text(Language::nl, "not.there"));
  EXPECT_FALSE(pages::has_text(Language::nl, ""));
  EXPECT_FALSE(pages::has_text(Language::nl, std::string(1000, 'k')));
}

TEST(Pages, every_template_parses_in_four_languages) {
  Shape const frame{Shape::Object{}};
  for (auto const& page : built_in::pages()) {
    if (page.name == "layout/page") continue;
    for (auto const language : languages) {
      EXPECT_NO_THROW(pages::page(page.name, language, {}, frame)) << page.name;
      EXPECT_NO_THROW(pages::part(page.name, language, {})) << page.name;
    }
  }
}

TEST(Pages, templates_keep_to_the_strict_content_policy) {
  // Nothing inline, nothing from elsewhere, and every value of an attribute between quotes: escaping relies on it.
  for (auto const& page : built_in::pages()) {
    for (auto const forbidden : {"<style", " style=", "=\"http:", "=\"https:", "=\"//", "javascript:"})
      EXPECT_EQ(page.bytes.find(forbidden), std::string_view::npos) << page.name << ": " << forbidden;
    for (auto at = page.bytes.find("<script"); at != std::string_view::npos; at = page.bytes.find("<script", at + 1))
      EXPECT_NE(page.bytes.substr(at, page.bytes.find('>', at) - at).find(" src=\""), std::string_view::npos) << page.name;
    for (auto const& name : attributes(page.bytes, "=\"")) EXPECT_FALSE(name.starts_with("on")) << page.name << ": " << name;
    EXPECT_EQ(attributes(page.bytes, "={{"), std::set<std::string>{}) << page.name;
  }
}

TEST(Pages, every_asset_of_a_template_is_built_in_under_a_name_with_its_digest) {
  std::set<std::string_view> names;
  for (auto const& file : built_in::assets()) names.insert(file.name);
  for (auto const& page : built_in::pages())
    for (auto const& asset : all(page.bytes, "{asset:")) {
      auto const address = pages::asset(asset);
      ASSERT_TRUE(address.starts_with("/assets/")) << address;
      EXPECT_NE(address, "/assets/" + asset) << page.name;
      EXPECT_TRUE(names.contains(std::string_view{address}.substr(8))) << address;
    }
}

TEST(Pages, the_layout_greets_in_the_language_of_the_page) {
  Shape const frame{Shape::Object{{"title", "T"}, {"demo", true}, {"user", Shape::Object{{"name", "<Jan>"}}}, {"formToken", "abc"}}};
  auto const page = pages::page("layout/refusal", Language::fr, Shape::Object{{"title", "Non"}, {"status", 404}}, frame);
  EXPECT_NE(page.find("<html lang=\"fr\">"), std::string::npos);
  EXPECT_NE(page.find("&lt;Jan&gt;"), std::string::npos);
  EXPECT_NE(page.find("name=\"formToken\" value=\"abc\""), std::string::npos);
  EXPECT_NE(page.find("Se déconnecter"), std::string::npos);
  EXPECT_EQ(page.find("{t:"), std::string::npos);
  EXPECT_EQ(page.find("{{"), std::string::npos);
}
