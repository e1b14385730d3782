// SPDX-License-Identifier: EUPL-1.2
#include "evidence/deed.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using evidence::Deed;
using evidence::Entry;
using evidence::Event;
using evidence::Line;
using evidence::View;
using support::TestHouse;

namespace {

constexpr auto last_event = Event::invoice_requested;

bool intact(TestHouse& house) {
  return house.see(house.els, [&](View& view) { return evidence::intact(view, house.road); });
}

std::vector<Line> lines(TestHouse& house, evidence::Actor const& reader, DocumentId const& document, int count = 200) {
  return house.see(reader, [&](View& view) { return evidence::lines_about(view, document, count); });
}

std::vector<Event> events(std::vector<Line> const& found) {
  std::vector<Event> all;
  for (auto const& line : found) all.push_back(line.event);
  return all;
}

std::int64_t lines_of(TestHouse& house, std::string const& chain) {
  return house.rows("SELECT count(*) FROM events WHERE chain = $1", {chain}).at(0).number(0);
}

// Whether the road's chain is still intact after somebody who owns the database has changed it. Nothing stays changed.
struct Undone {};
bool intact_after(TestHouse& house, std::vector<std::pair<db::Sql, std::vector<db::Value>>> const& changes) {
  bool result = true;
  try {
    house.house().engine().act_now([&](db::Tx& tx) {
      for (auto const& [sql, values] : changes) tx.all(sql, values);
      View view{tx, house.els, house.clock().now()};
      result = evidence::intact(view, house.road);
      throw Undone{};
    });
  } catch (Undone const&) {
  }
  return result;
}

}  // namespace

TEST(Evidence, every_deed_on_a_contract_adds_a_line_and_the_chain_stays_intact) {
  TestHouse house;
  auto const before = lines_of(house, house.road.text);
  house.in_treatment();  // draft_created, document_sent, taken_into_treatment
  EXPECT_EQ(lines_of(house, house.road.text), before + 3);
  EXPECT_TRUE(intact(house));
}

TEST(Evidence, a_chain_that_is_longer_than_one_reading_is_followed_to_its_end) {
  TestHouse house;
  house.as(house.els, [&](Deed& deed) {
    for (int i = 0; i < 520; ++i) deed.record({Event::own_reference_changed, house.road, {}});
  });
  EXPECT_TRUE(intact(house));
  EXPECT_FALSE(intact_after(house, {{"UPDATE events SET at = '2026-01-01T00:00:00.000Z' WHERE chain = $1 AND position = 515", {house.road.text}}}));
}

TEST(Evidence, a_change_in_any_column_of_any_line_shows) {
  TestHouse house;
  house.in_treatment();
  auto const count = lines_of(house, house.road.text);
  struct Forgery {
    char const* column;
    db::Sql sql;
  };
  for (auto const& [column, sql] : {
           Forgery{"chain", "UPDATE events SET chain = 'elsewhere' WHERE chain = $1 AND position = $2"},
           Forgery{"position", "UPDATE events SET position = position + 1000 WHERE chain = $1 AND position = $2"},
           Forgery{"event", "UPDATE events SET event = 'claim_accepted' WHERE chain = $1 AND position = $2"},
           Forgery{"at", "UPDATE events SET at = '2026-03-02T09:00:00.001Z' WHERE chain = $1 AND position = $2"},
           Forgery{"organisation_id", "UPDATE events SET organisation_id = 'x' WHERE chain = $1 AND position = $2"},
           Forgery{"person_id", "UPDATE events SET person_id = 'x' WHERE chain = $1 AND position = $2"},
           Forgery{"document_id", "UPDATE events SET document_id = 'x' WHERE chain = $1 AND position = $2"},
           Forgery{"particulars", "UPDATE events SET particulars = particulars || ' ' WHERE chain = $1 AND position = $2"},
           Forgery{"salt", "UPDATE events SET salt = salt || 'A' WHERE chain = $1 AND position = $2"},
           Forgery{"digest", "UPDATE events SET digest = $3 WHERE chain = $1 AND position = $2 AND $3 <> ''"},
       })
    for (std::int64_t position = 1; position <= count; ++position) {
      // A last line that is gone is what the chain alone cannot show; see below.
      if (position == count && (std::string_view{column} == "chain")) continue;
      std::vector<db::Value> values{house.road.text, position};
      if (std::string_view{column} == "digest") values.emplace_back(std::string(64, 'a'));
      EXPECT_FALSE(intact_after(house, {{sql, values}})) << column << " of line " << position;
    }
  EXPECT_TRUE(intact(house));
}

TEST(Evidence, lines_that_are_taken_out_put_in_or_exchanged_show) {
  TestHouse house;
  house.in_treatment();
  auto const& road = house.road.text;
  EXPECT_FALSE(intact_after(house, {{"DELETE FROM events WHERE chain = $1 AND position = 1", {road}}}));
  EXPECT_FALSE(intact_after(house, {{"DELETE FROM events WHERE chain = $1 AND position = 2", {road}}}));
  EXPECT_FALSE(intact_after(house, {{"DELETE FROM events WHERE chain = $1 AND position = 2", {road}},
                                    {"UPDATE events SET position = -position + 1000 WHERE chain = $1 AND position > 2", {road}},
                                    {"UPDATE events SET position = 999 - position WHERE chain = $1 AND position > 2", {road}}}))
      << "a line is taken out and the next ones move up";
  EXPECT_FALSE(intact_after(house, {{"UPDATE events SET position = 1000 WHERE chain = $1 AND position = 2", {road}},
                                    {"UPDATE events SET position = 2 WHERE chain = $1 AND position = 3", {road}},
                                    {"UPDATE events SET position = 3 WHERE chain = $1 AND position = 1000", {road}}}))
      << "two lines change places";
  EXPECT_FALSE(intact_after(house, {{"INSERT INTO events SELECT chain, position + 100, event, at, organisation_id, person_id, document_id, "
                                     "particulars, salt, digest FROM events WHERE chain = $1 AND position = 1",
                                     {road}}}))
      << "a line is put in";
}

TEST(Evidence, what_is_cut_off_at_the_end_is_not_for_the_chain_to_show) {
  TestHouse house;
  house.in_treatment();
  // A known limit: until somebody outside holds the last digest, a chain without its end is a chain.
  EXPECT_TRUE(intact_after(house, {{"DELETE FROM events WHERE chain = $1 AND position = (SELECT max(position) FROM events WHERE chain = $1)",
                                    {house.road.text}}}));
}

TEST(Evidence, the_same_deed_twice_has_two_digests_and_two_salts) {
  TestHouse house;
  house.as(house.els, [&](Deed& deed) {
    for (int i = 0; i < 2; ++i) deed.record({Event::own_reference_changed, house.road, {}});
  });
  auto const found = house.rows("SELECT salt, digest FROM events WHERE event = 'own_reference_changed' ORDER BY position");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_NE(found[0].text(0), found[1].text(0));
  EXPECT_NE(found[0].text(1), found[1].text(1));
  EXPECT_GE(found[0].text(0).size(), 21U);  // 16 random bytes in base64url: nobody finds the person by trying them all
}

TEST(Evidence, the_other_side_reads_the_organisation_and_never_the_person) {
  TestHouse house;
  auto const id = house.in_treatment();
  for (auto const* reader : {&house.els, &house.sara, &house.karim}) {
    bool own_seen = false, other_seen = false;
    for (auto const& line : lines(house, *reader, id)) {
      bool const own = line.organisation == reader->organisation;
      EXPECT_EQ(line.person.has_value(), own) << evidence::name(line.event);
      EXPECT_FALSE(line.organisation.text.empty());
      (own ? own_seen : other_seen) = true;
    }
    EXPECT_TRUE(own_seen && other_seen);
  }
  auto const own_lines = lines(house, house.karim, id);
  EXPECT_EQ(own_lines.front().person, house.sara.person);
}

TEST(Evidence, lines_are_read_oldest_first_also_within_one_millisecond) {
  TestHouse house;
  auto const id = house.in_treatment();  // the hand clock stood still
  EXPECT_EQ(events(lines(house, house.sara, id)), (std::vector{Event::draft_created, Event::document_sent, Event::taken_into_treatment}));
}

TEST(Evidence, lines_keep_their_order_when_the_clock_is_put_back) {
  TestHouse house;
  auto const id = house.sent();
  house.clock().pass(std::chrono::seconds{-5});
  house.as(house.els, [&](Deed& deed) { payments::take_into_treatment(deed, id); });
  EXPECT_EQ(events(lines(house, house.sara, id)), (std::vector{Event::draft_created, Event::document_sent, Event::taken_into_treatment}));
  EXPECT_TRUE(intact(house));
}

TEST(Evidence, of_many_lines_the_last_are_read) {
  TestHouse house;
  auto const id = house.in_treatment();
  EXPECT_EQ(events(lines(house, house.sara, id, 2)), (std::vector{Event::document_sent, Event::taken_into_treatment}));
  auto const all = lines(house, house.sara, id);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), [](Line const& a, Line const& b) { return a.position < b.position; }));
}

TEST(Evidence, lines_of_another_document_do_not_come_along) {
  TestHouse house;
  auto const first = house.sent(), second = house.drafted(house.sara);
  EXPECT_EQ(events(lines(house, house.sara, second)), std::vector{Event::draft_created});
  EXPECT_EQ(lines(house, house.sara, first).size(), 2U);
}

TEST(Evidence, what_happens_outside_a_contract_stands_in_the_chain_of_the_organisation_or_of_the_house) {
  TestHouse house;
  auto const klinker = lines_of(house, house.klinker.id.text), all = lines_of(house, "house"), road = lines_of(house, house.road.text);
  house.as(house.karim, [&](Deed& deed) { organisations::set_address(deed, "post@klinker.example"); });
  EXPECT_EQ(lines_of(house, house.klinker.id.text), klinker + 1);
  house.as({}, [&](Deed& deed) { people::register_person(deed, {"Nora", "Test", Language::nl, ""}); });
  EXPECT_EQ(lines_of(house, "house"), all + 1);
  EXPECT_EQ(lines_of(house, house.road.text), road);
}

TEST(Evidence, every_event_of_the_catalogue_has_a_word_of_its_own_and_is_read_back) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  evidence::Followers const nobody = [](Deed&, Entry const&) {};
  std::vector<Event> written;
  std::set<std::string_view> words;
  house.house().engine().act_now([&](db::Tx& tx) {
    Deed deed{{tx, house.sara, house.clock().now()}, nobody};
    for (int number = 0; number <= static_cast<int>(last_event); ++number) {
      auto const event = static_cast<Event>(number);
      deed.record({event, house.road, id});
      written.push_back(event);
      words.insert(evidence::name(event));
    }
  });
  auto read = events(lines(house, house.sara, id));
  read.erase(read.begin());  // its own draft_created
  EXPECT_EQ(read, written);
  EXPECT_EQ(words.size(), written.size());
  EXPECT_TRUE(intact(house));
}

TEST(Evidence, a_follower_hears_each_entry_once_and_takes_it_down_with_him) {
  TestHouse house;
  std::vector<Event> heard;
  evidence::Followers const listener = [&](Deed&, Entry const& entry) { heard.push_back(entry.event); };
  evidence::Followers const thrower = [](Deed&, Entry const&) { throw Undone{}; };
  auto const before = lines_of(house, house.road.text);
  auto const record = [&](evidence::Followers const& followers) {
    house.house().engine().act_now([&](db::Tx& tx) {
      Deed deed{{tx, house.sara, house.clock().now()}, followers};
      deed.record({Event::own_reference_changed, house.road, {}});
    });
  };
  record(listener);
  EXPECT_EQ(heard, std::vector{Event::own_reference_changed});
  EXPECT_THROW(record(thrower), Undone);
  EXPECT_EQ(lines_of(house, house.road.text), before + 1);
}

TEST(Evidence, a_line_carries_its_moment_in_utc_to_the_millisecond) {
  TestHouse house;
  house.clock().set("2026-07-01T12:34:56.789Z");
  auto const id = house.drafted(house.sara);
  EXPECT_EQ(lines(house, house.sara, id).at(0).at, "2026-07-01T12:34:56.789Z");
}

TEST(Evidence, a_contract_is_read_backwards_without_what_the_other_side_does_for_itself) {
  TestHouse house;
  house.in_treatment();
  house.as(house.karim, [&](Deed& deed) { contracts::set_own_reference(deed, house.road, "Zaak 7"); });
  auto const read = [&](evidence::Actor const& reader, std::int64_t before, int count) {
    return house.see(reader, [&](View& view) { return evidence::lines_on(view, house.road, before, count); });
  };
  auto const all = read(house.els, evidence::after_all, 100);
  EXPECT_EQ(all.from, 1);
  EXPECT_EQ(events(all.lines), (std::vector{Event::taken_into_treatment, Event::document_sent, Event::group_linked, Event::group_linked,
                                            Event::contract_created}));
  for (auto const& line : all.lines) EXPECT_EQ(line.person.has_value(), line.organisation == house.els.organisation);
  // A stretch counts the lines that it hides too, and the next one goes on where it ended.
  auto const newest = read(house.els, evidence::after_all, 2);
  EXPECT_EQ(events(newest.lines), std::vector{Event::taken_into_treatment});
  auto const older = read(house.els, newest.from, 100);
  EXPECT_EQ(older.lines.size() + 1, all.lines.size());
  EXPECT_EQ(read(house.els, 1, 100).from, 1);
  EXPECT_TRUE(read(house.els, 1, 100).lines.empty());
}

TEST(Evidence, a_bookmark_is_read_by_the_book_that_gave_it_alone) {
  TestHouse house;
  auto const bridge = house.another_contract();
  house.see(house.els, [&](View& view) {
    auto const mark = evidence::bookmark(view, house.road, 12345);
    EXPECT_EQ(evidence::position_of(view, house.road, mark), 12345);
    EXPECT_EQ(evidence::position_of(view, bridge, mark), std::nullopt);
    for (auto const& forged : {mark + "A", mark.substr(1), std::string{"12345"}, std::string{}})
      EXPECT_EQ(evidence::position_of(view, house.road, forged), std::nullopt) << forged;
    EXPECT_EQ(mark.find("12345"), std::string::npos);
    return 0;
  });
}
