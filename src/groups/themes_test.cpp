// SPDX-License-Identifier: EUPL-1.2
#include "groups/groups.h"
#include "tests/support/own_themes.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

using evidence::Deed;
using evidence::View;
using groups::Level;
using groups::Theme;
using support::OwnThemes;
using support::TestHouse;

namespace {

groups::ListedTheme listed(std::string const& key, bool is_offered = true) { return {key, {"a", "b", "c", "d"}, is_offered}; }

std::string why(std::vector<groups::ListedTheme> const& themes) {
  try {
    groups::ThemeList{themes};
  } catch (std::runtime_error const& wrong) {
    return wrong.what();
  }
  return {};
}

std::string why_not_kept(TestHouse& house, std::vector<groups::ListedTheme> const& themes) {
  try {
    groups::keep_places(house.house().engine(), groups::ThemeList{themes});
  } catch (std::runtime_error const& wrong) {
    return wrong.what();
  }
  return {};
}

}  // namespace

TEST(Themes, an_installation_adds_its_own_after_those_of_zegel) {
  groups::ThemeList const list{{listed("safety"), listed("planning"), listed("heritage")}};
  EXPECT_EQ(list.all().size(), 10U);
  EXPECT_EQ(list.find("planning"), Theme::planning);
  EXPECT_EQ(list.find("safety"), static_cast<Theme>(8));
  EXPECT_EQ(list.find("heritage"), static_cast<Theme>(9));
  EXPECT_FALSE(list.find("asbestos"));
  EXPECT_EQ(list.at(Theme::planning).names[0], "a");
  EXPECT_EQ(list.at(Theme::general).names[0], "") << "what is not listed is called as Zegel calls it";
}

TEST(Themes, a_list_that_cannot_be_is_refused_with_one_sentence) {
  EXPECT_EQ(why({}), "");
  EXPECT_EQ(why({listed("safety"), listed("safety")}), "the theme safety is there twice");
  EXPECT_EQ(why({listed("general", false)}), "the theme general must be offered");
  EXPECT_EQ(why({listed("invoicing", false)}), "the theme invoicing must be offered");
  EXPECT_EQ(why({listed("planning", false)}), "");
  EXPECT_EQ(why({{"safety", {"a", "", "c", "d"}, true}}), "the theme safety must have a name in each language");
  std::vector<groups::ListedTheme> many;
  for (char c = 'a'; c <= 'i'; ++c) many.push_back(listed({c}));
  EXPECT_EQ(why(many), "there may be at most 8 themes of one's own");
  many.pop_back();
  EXPECT_EQ(why(many), "");
}

TEST(Themes, an_own_theme_keeps_its_place_for_good) {
  TestHouse house;
  EXPECT_EQ(why_not_kept(house, {}), "");
  EXPECT_EQ(why_not_kept(house, {listed("safety")}), "");
  EXPECT_EQ(why_not_kept(house, {listed("safety"), listed("heritage")}), "") << "a new one comes at the end";
  EXPECT_EQ(why_not_kept(house, {listed("safety", false), listed("heritage")}), "");
  EXPECT_EQ(why_not_kept(house, {listed("heritage"), listed("safety")}).substr(0, 36), "own theme number 1 must stay safety,");
  EXPECT_EQ(why_not_kept(house, {listed("safety")}).substr(0, 38), "own theme number 2 must stay heritage,");
  EXPECT_EQ(why_not_kept(house, {listed("planning"), listed("safety"), listed("heritage")}), "");
}

TEST(Themes, levels_of_all_themes_are_kept_in_eight_digits) {
  for (std::size_t place = 0; place < groups::themes_max; ++place)
    for (auto level : {Level::none, Level::read, Level::draft, Level::send}) {
      groups::Levels levels{};
      levels.at(place) = level;
      levels.at((place + 8) % groups::themes_max) = Level::draft;
      EXPECT_EQ(groups::digits(levels).size(), 8U);
      EXPECT_EQ(groups::levels_of(groups::digits(levels)), levels);
    }
  EXPECT_EQ(groups::digits(groups::Levels{}), "00000000");
  groups::Levels before;  // as a row has it from before there were own themes
  before.fill(Level::none);
  before[0] = Level::send;
  before[7] = Level::read;
  EXPECT_EQ(groups::levels_of("30000001"), before);
}

TEST(Themes, rights_on_an_own_theme_are_rights_like_others) {
  OwnThemes const own{OwnThemes::listed("safety", "Veiligheid")};
  TestHouse house;
  auto const safety = *groups::parse_theme("safety");
  groups::NewGroup wanted{"Veiligheid", "v@klinker.example", "x", {{safety, Level::draft}, {Theme::invoicing, Level::read}}, {}, {house.zoe.person}, {}};
  auto const group = house.as(house.karim, [&](Deed& deed) { return groups::create(deed, wanted); });
  house.as(house.karim, [&](Deed& deed) { groups::link(deed, group, house.road); });
  auto const rights = house.see(house.zoe, [&](View& view) { return groups::rights_on(view, house.road); });
  EXPECT_EQ(rights.on(safety), Level::draft);
  EXPECT_EQ(rights.on(Theme::invoicing), Level::read);
  EXPECT_EQ(rights.on(Theme::general), Level::none);
  auto const told = [&](Theme theme, Level level) {
    return house.see(house.karim, [&](View& view) { return groups::group_addresses(view.tx, house.klinker.id, house.road, theme, level); });
  };
  EXPECT_EQ(told(safety, Level::draft), std::vector<std::string>{"v@klinker.example"});
  EXPECT_TRUE(told(safety, Level::send).empty());
  EXPECT_EQ(house.see(house.karim, [&](View& view) {
    return groups::persons_with(view.tx, house.klinker.id, house.road, safety, Level::read, brussels_day(view.now));
  }), std::vector<PersonId>{house.zoe.person});
}

TEST(Themes, rights_on_a_theme_that_is_no_longer_offered_stay_when_the_group_is_changed) {
  auto const listed = OwnThemes::listed("safety", "Veiligheid");
  TestHouse house;
  GroupId group;
  groups::NewGroup wanted{"Veiligheid", "", "x", {}, {}, {house.zoe.person}, {}};
  {
    OwnThemes const own{listed};
    wanted.rights[*groups::parse_theme("safety")] = Level::send;
    group = house.as(house.karim, [&](Deed& deed) { return groups::create(deed, wanted); });
    house.as(house.karim, [&](Deed& deed) { groups::link(deed, group, house.road); });
  }
  OwnThemes const own{OwnThemes::listed("safety", "Veiligheid", "offered = false\n")};
  auto const read = groups::read_group({{"name", "Veiligheid"}, {"description", "x"}, {"rights.general", "read"},
                                        {"members.0", house.zoe.person.text}});
  house.as(house.karim, [&](Deed& deed) { groups::change(deed, group, take(read), 1); });
  auto const rights = house.see(house.zoe, [&](View& view) { return groups::rights_on(view, house.road); });
  EXPECT_EQ(rights.on(*groups::parse_theme("safety")), Level::send);
  EXPECT_EQ(rights.on(Theme::general), Level::read);

  // It is seen, and may be taken away, but not given.
  auto const say = [&](char const* level, std::int64_t version) {
    auto const said = groups::read_group({{"name", "Veiligheid"}, {"description", "x"}, {"rights.safety", level}, {"members.0", house.zoe.person.text}});
    house.as(house.karim, [&](Deed& deed) { groups::change(deed, group, take(said), version); });
    return house.see(house.zoe, [&](View& view) { return groups::rights_on(view, house.road).on(*groups::parse_theme("safety")); });
  };
  EXPECT_EQ(say("read", 2), Level::read);
  EXPECT_EQ(say("send", 3), Level::read);
  EXPECT_EQ(say("none", 4), Level::none);
  EXPECT_EQ(say("send", 5), Level::none);
}
