// SPDX-License-Identifier: EUPL-1.2
#include "clocks/rules.h"
#include "platform/built_in.h"

// Rooms do not catch: what cannot be read comes back as an error. The library in Debian throws, so it is compiled in here.
#undef TOML_HEADER_ONLY
#undef TOML_SHARED_LIB
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>

namespace clocks {
namespace {

constexpr std::array known_keys{"key",       "theme",     "article", "mark",    "from", "to",    "subjects", "award_from", "starts", "start_types", "start_day",
                                "ends",      "end_types", "days",    "count",   "side", "expires", "stops",  "name",       "waits_for", "about"};

// One rule of the file, read with a sentence for whatever is wrong with it.
class Reader {
 public:
  Reader(toml::table const& table, std::size_t at) : table_{table}, where_{"Rule " + std::to_string(at)} {
    where_ += " (" + table_["key"].value_or(std::string{"without a key"}) + ")";
    for (auto const& [key, value] : table_)
      if (std::find(known_keys.begin(), known_keys.end(), key.str()) == known_keys.end()) bad("has an unknown entry \"" + std::string{key.str()} + "\"");
  }

  [[noreturn]] void bad(std::string const& what) const { throw BadRules{where_ + " of the legal terms " + what + "."}; }

  std::string text(char const* key, bool required = true) const {
    auto const found = table_[key].value<std::string>();
    if (table_.contains(key) && !found) bad(std::string{"has no text as "} + key);
    if (required && (!found || found->empty())) bad(std::string{"lacks "} + key);
    return found.value_or(std::string{});
  }

  template <class Choice, std::size_t size>
  Choice one_of(char const* key, std::array<std::pair<std::string_view, Choice>, size> const& choices) const { return chosen(key, text(key), choices); }

  template <class Choice, std::size_t size>
  Choice chosen(char const* key, std::string const& text, std::array<std::pair<std::string_view, Choice>, size> const& choices) const {
    for (auto const& [name, choice] : choices)
      if (name == text) return choice;
    bad("has " + text + " as " + key);
  }

  std::optional<Day> day(char const* key) const {
    if (!table_.contains(key)) return std::nullopt;
    auto const found = table_[key].value<toml::date>();
    if (!found) bad(std::string{"has no day as "} + key);
    return Day{std::chrono::year{found->year} / found->month / found->day};
  }

  std::int64_t number(char const* key, std::int64_t least, std::int64_t most) const {
    auto const found = table_[key].value<std::int64_t>();
    if (!found || *found < least || *found > most)
      bad(std::string{"needs "} + key + " from " + std::to_string(least) + " to " + std::to_string(most));
    return *found;
  }

  bool flag(char const* key) const {
    if (table_.contains(key) && !table_[key].is_boolean()) bad(std::string{"has neither true nor false as "} + key);
    return table_[key].value_or(false);
  }

  std::set<std::string, std::less<>> texts(char const* key) const {
    std::set<std::string, std::less<>> found;
    if (!table_.contains(key)) return found;
    auto const list = table_[key].as_array();
    if (!list) bad(std::string{"has no list as "} + key);
    for (auto const& each : *list) {
      auto const one = each.value<std::string>();
      if (!one || one->empty()) bad(std::string{"has something that is no text in "} + key);
      found.insert(*one);
    }
    return found;
  }

  Names names(char const* key) const {
    Names names;
    auto const found = table_[key].as_table();
    for (auto language : languages) {
      auto& name = names.at(static_cast<std::size_t>(language));
      if (found) name = (*found)[::name(language)].value_or(std::string{});
      if (name.empty()) bad(std::string{"lacks "} + key + " in " + std::string{::name(language)});
    }
    return names;
  }

  std::vector<StopKind> stops() const;

 private:
  toml::table const& table_;
  std::string where_;
};

constexpr std::array sides{std::pair{std::string_view{"authority"}, Side::authority}, std::pair{std::string_view{"contractor"}, Side::contractor}};

std::vector<StopKind> Reader::stops() const {
  std::vector<StopKind> found;
  auto const list = table_["stops"].as_array();
  if (table_.contains("stops") && !list) bad("has no list as stops");
  if (!list) return found;
  for (auto const& each : *list) {
    auto const stop = each.as_table();
    if (!stop) bad("has a stop without key and side");
    auto const key = (*stop)["key"].value_or(std::string{});
    if (key.empty()) bad("has a stop without a key");
    found.push_back({key, chosen("side of a stop", (*stop)["side"].value_or(std::string{}), sides)});
  }
  return found;
}

std::set<contracts::Subject> subjects_in(Reader const& read) {
  using contracts::Subject;
  constexpr std::array subjects{std::pair{std::string_view{"works"}, Subject::works}, std::pair{std::string_view{"supplies"}, Subject::supplies},
                                std::pair{std::string_view{"services"}, Subject::services}};
  std::set<Subject> found;
  for (auto const& each : read.texts("subjects")) found.insert(read.chosen("subject", each, subjects));
  return found;
}

Rule read_rule(Reader const& read, bool has_award) {
  constexpr std::array marks{std::pair{std::string_view{"found"}, true}, std::pair{std::string_view{"unverified"}, false}};
  constexpr std::array starts{std::pair{std::string_view{"contract"}, Starts::contract}, std::pair{std::string_view{"document"}, Starts::document},
                              std::pair{std::string_view{"payment"}, Starts::payment}};
  constexpr std::array ends{std::pair{std::string_view{"answer"}, Ends::answer}, std::pair{std::string_view{"any"}, Ends::any},
                            std::pair{std::string_view{"itself"}, Ends::itself}};
  constexpr std::array counts{std::pair{std::string_view{"calendar"}, Count::calendar}, std::pair{std::string_view{"working"}, Count::working}};
  Rule rule;
  rule.key = read.text("key");
  if (rule.key.size() > 40 || rule.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string::npos) read.bad("has a key that is no key");
  rule.article = read.text("article");
  rule.found = read.one_of("mark", marks);
  auto const theme = groups::parse_theme(read.text("theme"));
  if (!theme) read.bad("has an unknown theme");
  rule.theme = *theme;
  auto const from = read.day("from");
  if (!from) read.bad("lacks from");
  rule.from = *from;
  rule.to = read.day("to");
  if (rule.to && *rule.to < rule.from) read.bad("ends before it begins");
  rule.subjects = subjects_in(read);
  if (has_award) rule.award_cents_min = read.number("award_from", 0, 1'000'000'000) * 100;
  rule.starts = read.one_of("starts", starts);
  rule.start_types = read.texts("start_types");
  if (rule.starts == Starts::document && rule.start_types.empty()) read.bad("lacks start_types");
  rule.start_day = read.text("start_day", false);
  rule.ends = read.one_of("ends", ends);
  rule.end_types = read.texts("end_types");
  if (rule.ends == Ends::itself && rule.start_day.empty()) read.bad("ends with itself and lacks start_day");
  if (rule.ends != Ends::itself && rule.starts != Starts::payment && rule.end_types.empty()) read.bad("lacks end_types");
  if (rule.starts == Starts::contract && rule.ends != Ends::any) read.bad("starts with the contract, so any document of end_types must end it");
  rule.days = static_cast<int>(read.number("days", 1, term_days_max));
  rule.count = read.one_of("count", counts);
  rule.side = read.one_of("side", sides);
  rule.expires = read.flag("expires");
  rule.stops = read.stops();
  rule.name = read.names("name");
  rule.waits_for = read.names("waits_for");
  rule.about = read.names("about");
  return rule;
}

bool overlap(Rule const& a, Rule const& b) {
  if (a.key != b.key || (a.to && *a.to < b.from) || (b.to && *b.to < a.from)) return false;
  if (a.subjects.empty() || b.subjects.empty()) return true;
  return std::any_of(a.subjects.begin(), a.subjects.end(), [&](auto subject) { return b.subjects.contains(subject); });
}

}  // namespace

std::string_view name(Count count) { return count == Count::working ? "working" : "calendar"; }

bool Rule::is_for(Day published_on, contracts::Subject subject, std::int64_t award_cents) const {
  return published_on >= from && (!to || published_on <= *to) && (subjects.empty() || subjects.contains(subject)) && award_cents >= award_cents_min;
}

bool Rule::is_ended_by_answer_to(types::Type const& type) const {
  return std::any_of(type.answers.begin(), type.answers.end(), [&](auto const& answer) { return end_types.contains(answer); });
}

StopKind const* Rule::find_stop(std::string_view wanted) const {
  auto const kind = std::find_if(stops.begin(), stops.end(), [&](StopKind const& each) { return each.key == wanted; });
  return kind == stops.end() ? nullptr : &*kind;
}

std::vector<Rule> read_rules(std::string_view text) {
  auto const parsed = toml::parse(text);
  if (!parsed) {
    auto const& error = parsed.error();
    throw BadRules{"The legal terms cannot be read: line " + std::to_string(error.source().begin.line) + ": " + std::string{error.description()} + "."};
  }
  auto const& file = parsed.table();
  auto const list = file["rules"].as_array();
  if (!list || list->empty() || file.size() != 1) throw BadRules{"The legal terms must be a list of [[rules]] and nothing else."};
  if (list->size() > rules_max) throw BadRules{"There are more than " + std::to_string(rules_max) + " legal terms."};
  std::vector<Rule> found;
  for (auto const& each : *list) {
    auto const table = each.as_table();
    if (!table) throw BadRules{"Rule " + std::to_string(found.size() + 1) + " of the legal terms is no table."};
    Reader const read{*table, found.size() + 1};
    auto rule = read_rule(read, table->contains("award_from"));
    for (auto const& other : found)
      if (overlap(rule, other)) read.bad("is in force together with another of the same key");
    found.push_back(std::move(rule));
  }
  return found;
}

std::span<Rule const> rules() {
  static auto const shipped = [] {
    for (auto const& [name, bytes] : built_in::data())
      if (name == "clocks/rules") return read_rules(bytes);
    throw BadRules{"The legal terms are not built in."};
  }();
  return shipped;
}

Rule const* find_rule(std::string_view key, Day published_on, contracts::Subject subject, std::int64_t award_cents) {
  for (auto const& rule : rules())
    if (rule.key == key && rule.is_for(published_on, subject, award_cents)) return &rule;
  return nullptr;
}

Rule const* any_rule(std::string_view key) {
  for (auto const& rule : rules())
    if (rule.key == key) return &rule;
  return nullptr;
}

}  // namespace clocks
