// SPDX-License-Identifier: EUPL-1.2
#include "clocks/feed.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

using namespace clocks;
using evidence::Deed;
using evidence::View;
using support::refusal_of;
using support::TestHouse;

namespace {

MadeAddress made_by(TestHouse& house, evidence::Actor const& actor) {
  return house.as(actor, [](Deed& deed) { return make_address(deed); });
}

std::string fetched(TestHouse& house, std::string const& token) {
  std::string text;
  house.house().engine().look([&](db::Tx& tx) { text = feed(tx, token, house.clock().now(), "https://zegel.example").text; });
  return text;
}

// The lines of a calendar, unfolded; fails the test where a line is too long, is broken within a character or ends otherwise.
std::vector<std::string> unfolded(std::string const& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    auto const end = text.find("\r\n", at);
    if (end == std::string::npos) {
      ADD_FAILURE() << "the last line has no end";
      break;
    }
    auto const line = text.substr(at, end - at);
    EXPECT_LE(line.size(), 75U) << line;
    EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
    bool const goes_on = line.starts_with(' ');
    EXPECT_NE(static_cast<unsigned char>(line[goes_on ? 1 : 0]) & 0xC0, 0x80) << "broken within a character: " << line;
    if (goes_on && !lines.empty())
      lines.back() += line.substr(1);
    else
      lines.push_back(line);
    at = end + 2;
  }
  return lines;
}

// The entries, each its properties by name; checks that nothing but entries stands in the calendar.
std::vector<std::map<std::string, std::string>> events(std::string const& text) {
  std::vector<std::map<std::string, std::string>> found;
  bool inside = false;
  auto const lines = unfolded(text);
  EXPECT_EQ(lines.front(), "BEGIN:VCALENDAR");
  EXPECT_EQ(lines.back(), "END:VCALENDAR");
  for (auto const& line : lines) {
    if (line == "BEGIN:VEVENT") {
      EXPECT_FALSE(inside);
      inside = true;
      found.emplace_back();
    } else if (line == "END:VEVENT") {
      inside = false;
    } else if (inside) {
      auto const colon = line.find(':');
      EXPECT_TRUE(found.back().emplace(line.substr(0, colon), line.substr(colon + 1)).second) << "twice: " << line;
    }
  }
  for (auto const& event : found)
    for (auto const* name : {"UID", "SEQUENCE", "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "SUMMARY"}) EXPECT_TRUE(event.contains(name)) << name;
  return found;
}

}  // namespace

TEST(Feed, texts_are_escaped_and_lines_are_folded_between_characters) {
  EXPECT_EQ(escaped("a;b,c\\d\ne\r\x01"), "a\\;b\\,c\\\\d\\ne");
  std::string folded;
  append_line(folded, std::string(75, 'a'));
  EXPECT_EQ(folded, std::string(75, 'a') + "\r\n");
  folded.clear();
  append_line(folded, std::string(76, 'a'));
  EXPECT_EQ(folded, std::string(75, 'a') + "\r\n a\r\n");
  for (std::size_t before = 70; before < 80; ++before) {
    auto const line = std::string(before, 'a') + "é€😀é€😀é€😀é€😀é€😀é€😀é€😀é€😀é€😀é€😀é€😀é€😀";
    folded.clear();
    append_line(folded, line);
    EXPECT_EQ(unfolded(folded), std::vector<std::string>{line});
  }
}

TEST(Feed, a_claim_is_an_entry_of_one_day_that_names_no_person) {
  TestHouse house;
  auto draft = house.a_claim();
  draft.title = "Staat; 1, met \\ en een heel lange titel over asfalt, kantstroken, riolering en groenaanleg langs de gewestweg — maart";
  auto const id = house.as(house.sara, [&](Deed& deed) { return payments::begin_claim(deed, house.road, draft).id; });
  auto const token = made_by(house, house.els).token;
  EXPECT_TRUE(events(fetched(house, token)).empty()) << "a draft of the other side is nobody's term";
  house.as(house.sara, [&](Deed& deed) { payments::send_claim(deed, id); });
  auto const text = fetched(house, token);
  auto const found = events(text);
  ASSERT_EQ(found.size(), 1U);
  auto const& event = found.front();
  EXPECT_EQ(event.at("DTSTART;VALUE=DATE"), "20260401");
  EXPECT_EQ(event.at("DTEND;VALUE=DATE"), "20260402");
  EXPECT_EQ(event.at("DTSTAMP"), "20260302T090000Z");
  EXPECT_EQ(event.at("SEQUENCE"), "0");
  EXPECT_TRUE(event.at("SUMMARY").starts_with("Betaling: 1 Staat\\; 1\\, met \\\\ en een")) << event.at("SUMMARY");
  EXPECT_TRUE(event.at("URL").starts_with("https://zegel.example/clocks/"));
  for (auto const* secret : {"sara", "els", "Test", "1000", "Asfalt"}) EXPECT_EQ(text.find(secret), std::string::npos) << secret;
}

TEST(Feed, an_entry_keeps_its_name_and_counts_its_changes) {
  TestHouse house;
  auto const id = house.in_treatment();
  auto const token = made_by(house, house.sara).token;
  auto const before = events(fetched(house, token)).at(0);
  EXPECT_EQ(fetched(house, token), fetched(house, token));
  house.clock().set("2026-03-05T09:00:00.000Z");
  EXPECT_EQ(events(fetched(house, token)).at(0), before) << "what did not change reads the same on another day";
  house.as(house.els, [&](Deed& deed) { payments::ask_supplements(deed, id, "Meetstaat"); });
  auto const after = events(fetched(house, token)).at(0);
  EXPECT_EQ(after.at("UID"), before.at("UID"));
  EXPECT_EQ(after.at("SEQUENCE"), "1");
  EXPECT_EQ(after.at("DTSTAMP"), "20260305T090000Z");
}

TEST(Feed, the_address_reads_what_its_maker_may_read_at_that_moment) {
  TestHouse house;
  house.sent();
  auto const sara = made_by(house, house.sara).token, zoe = made_by(house, house.zoe).token, ingrid = made_by(house, house.ingrid).token;
  EXPECT_EQ(events(fetched(house, sara)).size(), 1U);
  EXPECT_TRUE(events(fetched(house, zoe)).empty()) << "in no group";
  EXPECT_TRUE(events(fetched(house, ingrid)).empty()) << "another organisation";
  house.as(house.karim, [&](Deed& deed) { groups::remove(deed, house.senders); });
  EXPECT_TRUE(events(fetched(house, sara)).empty());
  house.clock().set("2027-06-01T09:00:00.000Z");  // everybody's work relation is over
  EXPECT_TRUE(events(fetched(house, sara)).empty());
}

TEST(Feed, the_secret_is_kept_as_a_digest_alone_and_ends_when_it_is_revoked) {
  TestHouse house;
  auto const made = made_by(house, house.sara);
  EXPECT_GE(made.token.size(), 43U);
  EXPECT_TRUE(columns_holding(house, made.token).empty());
  EXPECT_EQ(refusal_of([&] { fetched(house, "somebody-elses"); }), Refusal::not_found);
  EXPECT_EQ(refusal_of([&] { fetched(house, std::string(65, 'a')); }), Refusal::not_found);
  for (auto const* other : {&house.karim, &house.els})
    EXPECT_EQ(refusal_of([&] { house.as(*other, [&](Deed& deed) { revoke_address(deed, made.id); }); }), Refusal::not_found);
  house.as(house.sara, [&](Deed& deed) { revoke_address(deed, made.id); });
  EXPECT_EQ(refusal_of([&] { fetched(house, made.token); }), Refusal::link_ended);
  EXPECT_EQ(house.rows("SELECT event FROM events WHERE event LIKE 'calendar_address%' ORDER BY position").size(), 2U);
}

TEST(Feed, its_maker_sees_the_last_day_on_which_it_was_used) {
  TestHouse house;
  auto const made = made_by(house, house.sara);
  auto const noted = [&] {
    bool today = false;
    house.house().engine().look([&](db::Tx& tx) { today = feed(tx, made.token, house.clock().now(), "").noted_today; });
    return today;
  };
  auto const used = [&] { return house.see(house.sara, [](View& view) { return addresses(view).at(0).used_on; }); };
  EXPECT_FALSE(noted());
  EXPECT_EQ(used(), std::nullopt);
  house.house().engine().act_now([&](db::Tx& tx) { note_use(tx, made.token, house.clock().now()); });
  EXPECT_EQ(used(), "2026-03-02");
  EXPECT_TRUE(noted());
  house.clock().set("2026-03-02T23:00:00.000Z");  // midnight in Brussels
  EXPECT_FALSE(noted());
}

TEST(Feed, one_person_has_at_most_ten_addresses_in_use) {
  TestHouse house;
  for (int i = 0; i < addresses_max; ++i) made_by(house, house.sara);
  EXPECT_EQ(support::mistakes_of([&] { made_by(house, house.sara); }), std::vector<std::string>{" too_many"});
  made_by(house, house.lotte);
}
