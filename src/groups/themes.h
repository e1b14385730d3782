// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/language.h"
#include "platform/db/db.h"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// Themes: what the documents of a contract are divided into; rights are given per theme.
//
// Eight are Zegel's own. An installation may call them otherwise, leave them out of its forms, and add eight of its own: its
// list of document types says so (src/types/data/types.toml).
//
// Invariants
//  1. A theme keeps its place for good: rights are kept by place. An own theme that moves in the list or leaves it stops the
//     start (keep_places); to be rid of one it is no longer offered.
//  2. Rights on a theme that is not offered stay as they are, and its documents stay readable.
//  3. A list once in use stays in memory for good: names of it stand in answers under way.
namespace groups {

// The places 8 to 15 are an installation's own, in the order of its list.
enum class Theme : unsigned char { invoicing, general, performance_bond, execution, planning, changes, defaults, acceptance };
constexpr std::size_t standard_themes_count = 8, own_themes_max = 8, themes_max = standard_themes_count + own_themes_max;

struct ListedTheme {
  std::string key;
  std::array<std::string, languages.size()> names;  // in the order of Language; empty: as Zegel calls it
  bool is_offered = true;
};

class ThemeList {
 public:
  // Of those that an installation lists; Zegel's own need not be among them. Throws std::runtime_error with one sentence,
  // without a full stop: a key twice, too many, an own one without names, one that Zegel needs and that is not offered.
  explicit ThemeList(std::vector<ListedTheme> const& listed = {});
  std::span<Theme const> all() const { return all_; }
  std::optional<Theme> find(std::string_view key) const;
  ListedTheme const& at(Theme theme) const { return themes_.at(static_cast<std::size_t>(theme)); }
  std::span<ListedTheme const> own() const { return std::span{themes_}.subspan(standard_themes_count); }

 private:
  std::vector<ListedTheme> themes_;  // by place
  std::vector<Theme> all_;
};

// The list in use: Zegel's own until use() gives another, at the start, before anybody is served.
ThemeList const& theme_list();
void use(ThemeList);
// Writes down which place an own theme has, the first time. Throws std::runtime_error with one sentence, without a full stop,
// when one is elsewhere in the list than before, or no longer in it.
void keep_places(db::Engine&, ThemeList const&);

// Those of the list in use, by place.
struct Themes {
  Theme const* begin() const { return theme_list().all().data(); }
  Theme const* end() const { return begin() + size(); }
  std::size_t size() const { return theme_list().all().size(); }
  Theme operator[](std::size_t place) const { return theme_list().all()[place]; }
  Theme back() const { return theme_list().all().back(); }
};
inline constexpr Themes themes;

std::string_view name(Theme);  // its key
std::optional<Theme> parse_theme(std::string_view key);
// Whether rights on it are given and documents of it made.
bool is_offered(Theme);

}  // namespace groups
