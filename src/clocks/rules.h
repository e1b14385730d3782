// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "contracts/contracts.h"

#include <array>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// The rules: which terms the law gives, as dated data (rules.toml, built into the binary). What a rule says is explained
// there. A rule is in force for a contract by the day on which that was published.
namespace clocks {

using contracts::Side;

using Names = std::array<std::string, languages.size()>;  // in the order of Language
inline std::string const& in(Language language, Names const& names) { return names.at(static_cast<std::size_t>(language)); }

enum class Starts { contract, document, payment };
enum class Ends { answer, any, itself };
enum class Count { calendar, working };
std::string_view name(Count);

struct StopKind {
  std::string key;
  Side side = Side::contractor;  // which records it
};

struct Rule {
  std::string key, article;
  bool found = false;
  groups::Theme theme = groups::Theme::general;
  Day from;
  std::optional<Day> to;
  std::set<contracts::Subject> subjects;  // empty: all
  std::int64_t award_cents_min = 0;
  Starts starts = Starts::document;
  std::set<std::string, std::less<>> start_types;
  std::string start_day;
  Ends ends = Ends::answer;
  std::set<std::string, std::less<>> end_types;
  int days = 0;
  Count count = Count::calendar;
  Side side = Side::authority;
  bool expires = false;
  std::vector<StopKind> stops;
  Names name, waits_for, about;

  bool is_for(Day published_on, contracts::Subject, std::int64_t award_cents) const;
  StopKind const* find_stop(std::string_view key) const;
  // Whether one of the answers to a document of that type ends it.
  bool is_ended_by_answer_to(types::Type const&) const;
};

constexpr int term_days_max = 730;
constexpr std::size_t rules_max = 100;

// One clear sentence about data that is wrong.
struct BadRules : std::runtime_error {
  using runtime_error::runtime_error;
};
std::vector<Rule> read_rules(std::string_view toml);

// The rules that are built in; BadRules at the first call when they are wrong, which is at the start of the house.
std::span<Rule const> rules();
// The rule of that name for such a contract; nothing when there is none.
Rule const* find_rule(std::string_view key, Day published_on, contracts::Subject, std::int64_t award_cents);
// A rule of that name, for a clock whose rule has changed since.
Rule const* any_rule(std::string_view key);

}  // namespace clocks
