// SPDX-License-Identifier: EUPL-1.2
#include "history/history.h"
#include "actions/actions.h"
#include "clocks/clocks.h"
#include "correspondence/correspondence.h"
#include "history/history_web.h"
#include "messages/messages.h"
#include "platform/pages/pages.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

#include <set>

using evidence::Actor;
using evidence::Deed;
using evidence::Event;
using evidence::View;
using groups::Level;
using groups::Theme;
using support::refusal_of;
using support::TestHouse;

namespace {

history::Page page(TestHouse& house, Actor const& reader, ContractId const& contract, std::string const& after = {}) {
  return house.see(reader, [&](View& view) { return history::list(view, contracts::open(view, contract), after); });
}

// "document_sent De Klinker sara Test: Vorderingsstaat 1", newest first; what stands behind the colon: the document, the group, the
// colleague.
std::vector<std::string> told(TestHouse& house, Actor const& reader) {
  std::vector<std::string> all;
  for (auto const& row : page(house, reader, house.road).rows) {
    auto text = std::string{evidence::name(row.event)} + ' ' + row.organisation_name;
    if (!row.person_name.empty()) text += ' ' + row.person_name;
    if (row.subject) text += ": " + (row.subject->id ? row.subject->title : row.subject->type);
    if (!row.group_name.empty()) text += ": " + row.group_name;
    if (!row.person_told.empty()) text += ": " + row.person_told;
    all.push_back(std::move(text));
  }
  return all;
}

// Those that came since.
std::vector<std::string> since(std::vector<std::string> now, std::vector<std::string> const& before) {
  now.resize(now.size() - before.size());
  return now;
}

std::vector<Event> events(history::Page const& page) {
  std::vector<Event> all;
  for (auto const& row : page.rows) all.push_back(row.event);
  return all;
}

bool has(history::Page const& page, Event event) {
  auto const all = events(page);
  return std::find(all.begin(), all.end(), event) != all.end();
}

// Everything that a side does for itself on the contract; `sends` may send there, `administers` keeps the groups.
void do_inner_things(TestHouse& house, Actor const& sends, Actor const& administers, PersonId const& colleague, std::string const& type) {
  house.as(administers, [&](Deed& deed) {
    contracts::set_own_reference(deed, house.road, "Onze zaak 7");
    contracts::set_address(deed, house.road, "werf@example.org");
    auto const group = groups::create(deed, {"tijdelijk", "", "test", {{Theme::invoicing, Level::draft}}, false, {}});
    contracts::link_group(deed, house.road, group);
    groups::add_member(deed, group, house.road, colleague);
    groups::remove_member(deed, group, house.road, colleague);
    contracts::unlink_group(deed, house.road, group);
  });
  auto const draft = house.as(sends, [&](Deed& deed) { return dossier::create_draft(deed, house.road, type, "Geheim ontwerp").id; });
  house.as(sends, [&](Deed& deed) { dossier::save(deed, dossier::open(deed, draft), 1, "Geheim ontwerp 2", {}); });
  auto const file = house.as(sends, [&](Deed& deed) {
    return dossier::attach(deed, draft, {dossier::AttachmentKind::supporting_document, "plan.pdf", house.a_file("%PDF-1.4")}).id;
  });
  house.as(sends, [&](Deed& deed) { dossier::detach(deed, file); });
  house.as(sends, [&](Deed& deed) { dossier::put_ready(deed, draft); });
  house.as(sends, [&](Deed& deed) { dossier::return_to_draft(deed, draft, "Nog niet goed"); });
  house.as(sends, [&](Deed& deed) { dossier::remove(deed, draft); });
}

std::optional<Refusal> refusal(TestHouse& house, Actor const& actor) {
  return refusal_of([&] {
    house.see(actor, [&](View& view) {
      http::Ask ask;
      ask.parts = {house.road.text};
      return history::show(view, ask);
    });
  });
}

void fill(TestHouse& house, Actor const& by, int count) {
  house.as(by, [&](Deed& deed) {
    for (int i = 0; i < count; ++i) deed.record({Event::own_reference_changed, house.road, {}});
  });
}

// All types go through the road, and els sends on every theme; of the contractor, users still know of invoicing alone.
void open_all_themes(TestHouse& house) {
  house.as(house.els, [&](Deed& deed) {
    contracts::set_types(deed, house.road, contracts::types());
    groups::NewGroup all{"all themes", "", "test", {}, false, {house.els.person}};
    for (auto const theme : groups::themes) all.rights[theme] = Level::send;
    contracts::link_group(deed, house.road, groups::create(deed, all));
  });
}

}  // namespace

TEST(History, each_side_reads_how_the_contract_began_and_its_own_groups) {
  TestHouse house;
  EXPECT_EQ(told(house, house.karim),
            (std::vector<std::string>{"group_linked De Klinker karim Test: readers", "group_linked De Klinker karim Test: drafters",
                                      "group_linked De Klinker karim Test: senders", "contract_created Agentschap Wegen"}));
  EXPECT_EQ(told(house, house.els),
            (std::vector<std::string>{"group_linked Agentschap Wegen els Test: onlookers", "group_linked Agentschap Wegen els Test: inspectors",
                                      "contract_created Agentschap Wegen els Test"}));
}

TEST(History, the_steps_of_a_document_are_told_to_both_with_the_organisation_of_the_other_side) {
  TestHouse house;
  auto const contractor = told(house, house.sara), authority = told(house, house.bram);
  auto const claim = house.in_treatment();
  house.as(house.els, [&](Deed& deed) { payments::accept(deed, claim); });
  EXPECT_EQ(since(told(house, house.sara), contractor),
            (std::vector<std::string>{"claim_accepted Agentschap Wegen: Vorderingsstaat 1", "taken_into_treatment Agentschap Wegen: Vorderingsstaat 1",
                                      "document_sent De Klinker sara Test: Vorderingsstaat 1",
                                      "draft_created De Klinker sara Test: Vorderingsstaat 1"}));
  EXPECT_EQ(since(told(house, house.bram), authority),
            (std::vector<std::string>{"claim_accepted Agentschap Wegen els Test: Vorderingsstaat 1",
                                      "taken_into_treatment Agentschap Wegen els Test: Vorderingsstaat 1",
                                      "document_sent De Klinker: Vorderingsstaat 1"}));
}

TEST(History, nothing_that_a_side_does_for_itself_is_told_to_the_other) {
  TestHouse house;
  open_all_themes(house);
  auto const authority = told(house, house.els);
  do_inner_things(house, house.sara, house.karim, house.zoe.person, "payment_claim");
  EXPECT_EQ(told(house, house.els), authority);

  auto const contractor = told(house, house.karim);
  do_inner_things(house, house.els, house.els, house.bram.person, "service_order");
  EXPECT_EQ(told(house, house.karim), contractor);
  EXPECT_GE(told(house, house.els).size(), authority.size() + 10) << "the own side reads it";
}

TEST(History, who_holds_an_action_stays_with_the_own_side) {
  TestHouse house;
  house.sent();
  auto const contractor = told(house, house.karim), authority = told(house, house.bram);
  auto const treat = house.see(house.els, [&](View& view) { return actions::list(view).rows.at(0).id; });
  house.as(house.els, [&](Deed& deed) { actions::take(deed, treat); });
  house.as(house.els, [&](Deed& deed) { actions::release(deed, treat, "Met verlof"); });
  EXPECT_EQ(told(house, house.karim), contractor);
  EXPECT_EQ(since(told(house, house.bram), authority),
            (std::vector<std::string>{"action_released Agentschap Wegen els Test: Vorderingsstaat 1: els Test",
                                      "action_assigned Agentschap Wegen els Test: Vorderingsstaat 1: els Test"}));
}

TEST(History, an_event_that_nobody_called_common_is_the_business_of_its_own_side) {
  std::set<Event> const common{Event::contract_created,   Event::contract_types_changed,   Event::document_sent, Event::document_withdrawn,
                               Event::taken_into_treatment, Event::supplements_asked,      Event::supplements_sent, Event::claim_accepted,
                               Event::claim_accepted_partially, Event::claim_refused,      Event::invoice_requested, Event::document_answered,
                               Event::document_closed,    Event::message_sent,             Event::term_changed};
  for (auto i = 0; i <= static_cast<int>(Event::contract_types_changed); ++i) {
    auto const event = static_cast<Event>(i);
    EXPECT_EQ(evidence::is_inner(event), !common.contains(event)) << evidence::name(event);
  }
}

TEST(History, groups_and_their_members_are_told_to_administrators_as_on_the_page_of_the_groups) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) { groups::add_member(deed, house.senders, house.road, house.zoe.person); });
  EXPECT_EQ(told(house, house.karim).front(), "contract_member_added De Klinker karim Test: senders: zoe Test");
  EXPECT_EQ(told(house, house.sara), std::vector<std::string>{"contract_created Agentschap Wegen"});
  EXPECT_EQ(told(house, house.zoe), std::vector<std::string>{"contract_created Agentschap Wegen"});
  EXPECT_TRUE(has(page(house, house.ana, house.road), Event::group_linked)) << "an administrator who is no user";
}

TEST(History, a_document_is_told_to_those_who_may_read_its_theme_now) {
  TestHouse house;
  open_all_themes(house);
  auto const before = told(house, house.pieter);
  auto const order = house.as(house.els, [&](Deed& deed) {
    auto const id = correspondence::begin(deed, house.road, correspondence::type_to_begin("service_order"),
                                          {"Dienstbevel", "", {{"order", "Vandaag beginnen"}}}, {})
                        .id;
    return correspondence::send(deed, id).id;
  });
  auto const tells = [&](Actor const& reader) {
    for (auto const& row : page(house, reader, house.road).rows)
      if (row.subject && row.subject->id == order) return true;
    return false;
  };
  EXPECT_EQ(told(house, house.pieter), before);
  EXPECT_FALSE(tells(house.sara));
  EXPECT_TRUE(tells(house.karim));
  // The right comes, and goes again.
  auto const widen = [&](Level level) {
    house.as(house.karim, [&](Deed& deed) {
      auto const group = groups::open(deed, house.readers);
      groups::NewGroup wanted = group;
      wanted.rights[Theme::execution] = level;
      groups::change(deed, house.readers, wanted, group.version);
    });
  };
  widen(Level::read);
  EXPECT_TRUE(tells(house.pieter));
  widen(Level::none);
  EXPECT_FALSE(tells(house.pieter));
}

TEST(History, a_message_is_told_to_those_who_may_read_its_theme) {
  TestHouse house;
  open_all_themes(house);
  auto const write = [&](Theme theme) {
    house.as(house.els, [&](Deed& deed) { messages::send(deed, house.road, messages::NewMessage{theme, "Goed nieuws", {}}); });
  };
  write(Theme::changes);
  EXPECT_FALSE(has(page(house, house.pieter, house.road), Event::message_sent));
  EXPECT_EQ(told(house, house.karim).front(), "message_sent Agentschap Wegen");
  write(Theme::invoicing);
  EXPECT_EQ(told(house, house.pieter).front(), "message_sent Agentschap Wegen");
  auto const document = house.sent();
  house.as(house.els, [&](Deed& deed) { messages::send(deed, document, messages::NewMessage{{}, "Over de vordering", {}}); });
  EXPECT_EQ(told(house, house.pieter).front(), "message_sent Agentschap Wegen: Vorderingsstaat 1");
}

TEST(History, a_term_is_told_to_those_who_may_read_the_theme_of_its_rule) {
  TestHouse house;
  open_all_themes(house);
  house.as(house.els, [&](Deed& deed) { clocks::set_term(deed, house.road, {"performance_bond", "bestek, deel 2", 40}); });
  auto const line = page(house, house.karim, house.road).rows.front();
  EXPECT_EQ(line.event, Event::term_changed);
  EXPECT_EQ(line.reason(), "bestek, deel 2");
  EXPECT_EQ(field(line.particulars, "days"), "40");
  EXPECT_EQ(line.person_name, "");
  EXPECT_FALSE(has(page(house, house.pieter, house.road), Event::term_changed)) << "he reads invoicing";
}

TEST(History, a_draft_that_was_removed_is_told_to_readers_of_its_theme_by_its_type) {
  TestHouse house;
  auto const draft = house.drafted(house.lotte);
  house.as(house.lotte, [&](Deed& deed) { payments::remove_draft(deed, draft); });
  EXPECT_EQ(told(house, house.pieter),
            (std::vector<std::string>{"draft_deleted De Klinker lotte Test: payment_claim", "draft_created De Klinker lotte Test: payment_claim",
                                      "contract_created Agentschap Wegen"}));
  EXPECT_FALSE(has(page(house, house.els, house.road), Event::draft_deleted));
  // Zoe reads another theme of the same side.
  house.as(house.karim, [&](Deed& deed) {
    auto const id = groups::create(deed, {"uitvoering", "", "test", {{Theme::execution, Level::read}}, false, {house.zoe.person}});
    contracts::link_group(deed, house.road, id);
  });
  EXPECT_EQ(told(house, house.zoe), std::vector<std::string>{"contract_created Agentschap Wegen"});
}

TEST(History, the_work_on_a_draft_stands_with_the_document_alone) {
  TestHouse house;
  auto const draft = house.drafted(house.lotte);
  house.as(house.lotte, [&](Deed& deed) { dossier::save(deed, dossier::open(deed, draft), 1, "Vorderingsstaat 1b", {}); });
  EXPECT_EQ(told(house, house.lotte),
            (std::vector<std::string>{"draft_created De Klinker lotte Test: Vorderingsstaat 1b", "contract_created Agentschap Wegen"}));
}

TEST(History, strangers_and_those_without_a_right_are_told_that_there_is_nothing) {
  TestHouse house;
  EXPECT_EQ(refusal(house, house.ingrid), Refusal::not_found) << "another organisation";
  EXPECT_EQ(refusal(house, house.zoe), Refusal::not_found) << "a colleague in no group";
  house.as(house.karim, [&](Deed& deed) { contracts::unlink_group(deed, house.road, house.readers); });
  EXPECT_EQ(refusal(house, house.pieter), Refusal::not_found) << "a right that ended";
}

TEST(History, every_line_comes_once_on_pages_of_twenty_five) {
  TestHouse house;
  fill(house, house.karim, 60);
  std::vector<std::int64_t> positions;
  std::vector<std::size_t> sizes;
  std::string after;
  do {
    auto const found = page(house, house.karim, house.road, after);
    for (auto const& row : found.rows) positions.push_back(row.position);
    sizes.push_back(found.rows.size());
    EXPECT_FALSE(found.is_cut);
    after = found.next.value_or("");
  } while (!after.empty() && sizes.size() < 10);
  EXPECT_EQ(sizes, (std::vector<std::size_t>{25, 25, 14}));  // 60, three groups and the contract
  EXPECT_TRUE(std::is_sorted(positions.rbegin(), positions.rend()));
  EXPECT_EQ(std::set(positions.begin(), positions.end()).size(), positions.size());
}

TEST(History, a_page_is_filled_past_what_the_other_side_does_for_itself) {
  TestHouse house;
  fill(house, house.karim, 30);
  fill(house, house.els, 500);
  auto const found = page(house, house.karim, house.road);
  EXPECT_EQ(found.rows.size(), history::page_rows);
  EXPECT_FALSE(found.is_cut);
  ASSERT_TRUE(found.next);
  EXPECT_EQ(page(house, house.karim, house.road, *found.next).rows.size(), 9U);
}

TEST(History, a_page_looks_at_so_many_lines_and_says_where_to_look_further) {
  TestHouse house;
  fill(house, house.els, history::looked_at_max + 50);
  auto const first = page(house, house.karim, house.road);
  EXPECT_TRUE(first.rows.empty());
  EXPECT_TRUE(first.is_cut);
  ASSERT_TRUE(first.next);
  auto const second = page(house, house.karim, house.road, *first.next);
  EXPECT_EQ(second.rows.size(), 4U);
  EXPECT_FALSE(second.is_cut);
  EXPECT_FALSE(second.next);
}

TEST(History, where_a_page_ended_tells_nobody_how_many_lines_lie_between) {
  TestHouse house;
  fill(house, house.karim, 30);
  auto const next = *page(house, house.karim, house.road).next;
  EXPECT_NE(next, *page(house, house.karim, house.road).next) << "not even that it is the same place";
  EXPECT_GT(next.size(), 36U);
  // What is no bookmark of this contract begins at the newest.
  auto const newest = events(page(house, house.karim, house.road));
  auto const elsewhere = house.another_contract();
  auto const foreign = house.see(house.karim, [&](View& view) { return evidence::bookmark(view, elsewhere, 3); });
  for (auto const& after : {foreign, next + "A", std::string{"3"}, std::string(5000, 'a'), std::string{"'; --"}})
    EXPECT_EQ(events(page(house, house.karim, house.road, after)), newest) << after.substr(0, 60);
  EXPECT_EQ(page(house, house.karim, house.road, next).rows.size(), 9U);
}

TEST(History, what_the_api_gives_of_the_other_side_has_no_person_and_no_position) {
  TestHouse house;
  open_all_themes(house);
  house.in_treatment();
  auto const body = house.see(house.karim, [&](View& view) {
    http::Ask ask;
    ask.parts = {house.road.text};
    return pages::json(history::show(view, ask).body);
  });
  for (auto const* secret : {"els", "bram", "position", "inspectors"}) EXPECT_EQ(body.find(secret), std::string::npos) << secret;
  EXPECT_EQ(body.find(house.els.person.text), std::string::npos);
  EXPECT_NE(body.find("sara Test"), std::string::npos);
}
