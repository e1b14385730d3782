// SPDX-License-Identifier: EUPL-1.2
// The rules as a lawyer reads them, tests/golden/clock_rules.txt, and what is refused as a rule. With ZEGEL_GOLDEN_WRITE in the
// environment the table is written anew, for somebody to read.
#include "clocks/rules.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace clocks;

namespace {

constexpr auto golden = SOURCE_FOLDER "/tests/golden/clock_rules.txt";

std::string listed(std::set<std::string, std::less<>> const& words) {
  std::string text;
  for (auto const& word : words) (text += text.empty() ? "" : ", ") += word;
  return text.empty() ? "nothing" : text;
}

std::string starts_of(Rule const& rule) {
  switch (rule.starts) {
    case Starts::contract: return "the award of the contract; anew: " + listed(rule.start_types);
    case Starts::document: return listed(rule.start_types) + " sent";
    case Starts::payment: return "as the clock of the claim: " + listed(rule.start_types);
  }
  return {};
}

std::string ends_of(Rule const& rule) {
  switch (rule.ends) {
    case Ends::answer: return "an answer: " + listed(rule.end_types);
    case Ends::any: return "any on the contract: " + listed(rule.end_types);
    case Ends::itself: return "the same document";
  }
  return {};
}

std::string table() {
  std::ostringstream text;
  text << "# The terms that Zegel counts, from src/clocks/data/rules.toml. Read every difference as a lawyer would.\n";
  for (auto const& rule : rules()) {
    text << "\n" << rule.key << ": " << in(Language::en, rule.name) << "\n  law      " << rule.article << " [" << (rule.found ? "found" : "unverified")
         << "]\n  for      contracts published from " << to_text(rule.from) << (rule.to ? " to " + to_text(*rule.to) : "");
    for (auto subject : rule.subjects) text << ", " << contracts::name(subject);
    if (rule.award_cents_min > 0) text << ", awarded for " << rule.award_cents_min / 100 << " euros or more";
    text << "\n  starts   " << starts_of(rule) << (rule.start_day.empty() ? "" : ", on the day in its field " + rule.start_day);
    text << "\n  ends     " << ends_of(rule) << "\n  term     " << rule.days << ' ' << name(rule.count) << " days, " << contracts::name(rule.side)
         << " must move" << (rule.expires ? "; then the right is over" : "; then it is late");
    text << "\n  theme    " << groups::name(rule.theme) << "\n";
    for (auto const& stop : rule.stops) text << "  stops    " << stop.key << ", says the " << contracts::name(stop.side) << "\n";
  }
  return text.str();
}

// A rule that is right, with one line in another's place.
std::string one_rule(std::string const& key = "", std::string const& line = "") {
  std::vector<std::pair<std::string, std::string>> const lines{{"key", "key = 'defence'"},
                                                               {"theme", "theme = 'defaults'"},
                                                               {"article", "article = 'art. 44'"},
                                                               {"mark", "mark = 'found'"},
                                                               {"from", "from = 2013-07-01"},
                                                               {"starts", "starts = 'document'"},
                                                               {"start_types", "start_types = ['default_notice']"},
                                                               {"ends", "ends = 'answer'"},
                                                               {"end_types", "end_types = ['defence']"},
                                                               {"days", "days = 15"},
                                                               {"count", "count = 'calendar'"},
                                                               {"side", "side = 'contractor'"},
                                                               {"name", "name = { nl = 'n', fr = 'f', de = 'd', en = 'e' }"},
                                                               {"waits_for", "waits_for = { nl = 'n', fr = 'f', de = 'd', en = 'e' }"},
                                                               {"about", "about = { nl = 'n', fr = 'f', de = 'd', en = 'e' }"}};
  std::string text = "[[rules]]\n";
  bool replaced = key.empty();
  for (auto const& [name, kept] : lines) {
    text += (name == key ? line : kept) + "\n";
    replaced = replaced || name == key;
  }
  return replaced ? text : text + line + "\n";
}

std::string complaint(std::string const& toml) {
  try {
    read_rules(toml);
  } catch (BadRules const& bad) {
    return bad.what();
  }
  return "";
}

}  // namespace

TEST(Rules, the_golden_table_says_which_terms_are_counted) {
  auto const text = table();
  if (std::getenv("ZEGEL_GOLDEN_WRITE")) std::ofstream{golden} << text;
  std::ifstream file{golden};
  std::string const expected{std::istreambuf_iterator<char>{file}, {}};
  EXPECT_EQ(text, expected);
}

TEST(Rules, a_rule_is_in_force_by_the_day_of_publication_the_subject_and_the_amount) {
  using contracts::Subject;
  auto const day = [](char const* text) { return *parse_day(text); };
  auto const* old_bond = find_rule("performance_bond", day("2023-10-31"), Subject::works, 1'000'00);
  ASSERT_TRUE(old_bond);
  EXPECT_EQ(old_bond->award_cents_min, 0);
  EXPECT_FALSE(find_rule("performance_bond", day("2023-11-01"), Subject::works, 49'999'99));
  EXPECT_TRUE(find_rule("performance_bond", day("2023-11-01"), Subject::works, 50'000'00));
  EXPECT_FALSE(find_rule("defence", day("2013-06-30"), Subject::works, 0));
  EXPECT_EQ(find_rule("acceptance", day("2026-01-01"), Subject::works, 0)->days, 15);
  EXPECT_EQ(find_rule("acceptance", day("2026-01-01"), Subject::services, 0)->days, 30);
  EXPECT_FALSE(find_rule("holiday", day("2026-01-01"), Subject::works, 0));
}

TEST(Rules, a_rule_that_is_right_is_read) {
  auto const read = read_rules(one_rule("stops", "stops = [{ key = 'strike', side = 'authority' }]"));
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read.at(0).days, 15);
  EXPECT_EQ(read.at(0).find_stop("strike")->side, Side::authority);
  EXPECT_FALSE(read.at(0).find_stop("rain"));
}

TEST(Rules, no_type_counts_what_a_rule_counts) {
  for (auto const& type : types::all())
    for (auto const& rule : rules())
      EXPECT_FALSE(type.answer_days > 0 && rule.start_types.contains(type.key)) << type.key << " and " << rule.key;
}

TEST(Rules, wrong_data_is_refused_with_one_clear_sentence) {
  auto const rule = [](std::string const& what) { return "Rule 1 (defence) of the legal terms " + what + "."; };
  EXPECT_EQ(complaint(one_rule()), "");
  EXPECT_EQ(complaint(""), "The legal terms must be a list of [[rules]] and nothing else.");
  EXPECT_TRUE(complaint("[[rules]\n").starts_with("The legal terms cannot be read: line 1: "));
  EXPECT_EQ(complaint(one_rule("article", "")), rule("lacks article"));
  EXPECT_EQ(complaint(one_rule("mark", "mark = 'sure'")), rule("has sure as mark"));
  EXPECT_EQ(complaint(one_rule("theme", "theme = 'weather'")), rule("has an unknown theme"));
  EXPECT_EQ(complaint(one_rule("from", "from = '2013'")), rule("has no day as from"));
  EXPECT_EQ(complaint(one_rule("to", "to = 2012-01-01")), rule("ends before it begins"));
  EXPECT_EQ(complaint(one_rule("days", "days = 0")), rule("needs days from 1 to 730"));
  EXPECT_EQ(complaint(one_rule("side", "side = 'both'")), rule("has both as side"));
  EXPECT_EQ(complaint(one_rule("start_types", "")), rule("lacks start_types"));
  EXPECT_EQ(complaint(one_rule("end_types", "end_types = [3]")), rule("has something that is no text in end_types"));
  EXPECT_EQ(complaint(one_rule("ends", "ends = 'itself'")), rule("ends with itself and lacks start_day"));
  EXPECT_EQ(complaint(one_rule("starts", "starts = 'contract'")), rule("starts with the contract, so any document of end_types must end it"));
  EXPECT_EQ(complaint(one_rule("name", "name = { nl = 'n', fr = 'f', de = 'd' }")), rule("lacks name in en"));
  EXPECT_EQ(complaint(one_rule("color", "color = 'red'")), rule("has an unknown entry \"color\""));
  EXPECT_EQ(complaint(one_rule("subjects", "subjects = ['roads']")), rule("has roads as subject"));
  EXPECT_EQ(complaint(one_rule("stops", "stops = [{ side = 'authority' }]")), rule("has a stop without a key"));
  EXPECT_EQ(complaint(one_rule() + one_rule("from", "from = 2020-01-01")),
            "Rule 2 (defence) of the legal terms is in force together with another of the same key.");
}
