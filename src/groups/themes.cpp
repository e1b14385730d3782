// SPDX-License-Identifier: EUPL-1.2
#include "groups/themes.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <set>

namespace groups {
namespace {

constexpr std::array<std::string_view, standard_themes_count> standard_keys{"invoicing", "general", "performance_bond", "execution",
                                                                            "planning",  "changes", "defaults",         "acceptance"};

std::atomic<ThemeList const*> in_use{nullptr};

// Messages about nothing else are general, claims are invoicing.
bool is_needed(std::size_t place) { return place == static_cast<std::size_t>(Theme::general) || place == static_cast<std::size_t>(Theme::invoicing); }

}  // namespace

ThemeList::ThemeList(std::vector<ListedTheme> const& listed) {
  for (auto const key : standard_keys) themes_.push_back({.key = std::string{key}, .names = {}, .is_offered = true});
  std::set<std::string_view> seen;
  for (auto const& theme : listed) {
    if (!seen.insert(theme.key).second) throw std::runtime_error{"the theme " + theme.key + " is there twice"};
    if (auto const known = find(theme.key)) {
      if (!theme.is_offered && is_needed(static_cast<std::size_t>(*known))) throw std::runtime_error{"the theme " + theme.key + " must be offered"};
      themes_.at(static_cast<std::size_t>(*known)) = theme;
      continue;
    }
    if (themes_.size() == themes_max) throw std::runtime_error{"there may be at most " + std::to_string(own_themes_max) + " themes of one's own"};
    if (std::find(theme.names.begin(), theme.names.end(), "") != theme.names.end())
      throw std::runtime_error{"the theme " + theme.key + " must have a name in each language"};
    themes_.push_back(theme);
  }
  for (std::size_t place = 0; place < themes_.size(); ++place) all_.push_back(static_cast<Theme>(place));
}

std::optional<Theme> ThemeList::find(std::string_view key) const {
  auto const found = std::find_if(themes_.begin(), themes_.end(), [&](ListedTheme const& theme) { return theme.key == key; });
  if (found == themes_.end()) return std::nullopt;
  return static_cast<Theme>(found - themes_.begin());
}

ThemeList const& theme_list() {
  if (auto const* given = in_use.load(std::memory_order_acquire)) return *given;
  static auto const* const standard = new ThemeList;
  return *standard;
}

void use(ThemeList list) {
  static auto& all = *new std::deque<ThemeList>;  // those of before as well
  in_use.store(&all.emplace_back(std::move(list)), std::memory_order_release);
}

void keep_places(db::Engine& engine, ThemeList const& list) {
  std::vector<std::string> kept;
  engine.look([&](db::Tx& tx) {
    for (auto const& row : tx.all("SELECT key FROM own_themes ORDER BY place")) kept.push_back(row.text(0));
  });
  auto const own = list.own();
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (i >= own.size() || own[i].key != kept[i])
      throw std::runtime_error{"own theme number " + std::to_string(i + 1) + " must stay " + kept[i] +
                               ", which has that place in the database (offered = false takes it out of the forms)"};
  if (own.size() == kept.size()) return;
  engine.act_now([&](db::Tx& tx) {
    for (auto i = kept.size(); i < own.size(); ++i)
      tx.run("INSERT INTO own_themes (place, key) VALUES ($1, $2)", {static_cast<std::int64_t>(standard_themes_count + i), own[i].key});
  });
}

std::string_view name(Theme theme) { return theme_list().at(theme).key; }
std::optional<Theme> parse_theme(std::string_view key) { return theme_list().find(key); }
bool is_offered(Theme theme) { return theme_list().at(theme).is_offered; }

}  // namespace groups
