// SPDX-License-Identifier: EUPL-1.2
#include "actions/actions.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

using actions::Kind;
using evidence::Deed;
using evidence::View;
using support::TestHouse;

namespace {

std::vector<actions::Action> open_for(TestHouse& house, evidence::Actor const& actor) {
  return house.see(actor, [](View& view) { return actions::open_for(view); });
}

// "send: sara karim · treat: els", by kind, each with those of the cast who have it.
std::string asked(TestHouse& house) {
  std::pair<char const*, evidence::Actor const*> const cast[]{{"els", &house.els},     {"bram", &house.bram},   {"ana", &house.ana},
                                                              {"karim", &house.karim}, {"sara", &house.sara},   {"lotte", &house.lotte},
                                                              {"pieter", &house.pieter}, {"zoe", &house.zoe}, {"ingrid", &house.ingrid}};
  std::map<Kind, std::string> found;
  for (auto const& [name, actor] : cast)
    for (auto const& action : open_for(house, *actor)) (found[action.kind] += ' ') += name;
  std::string text;
  for (auto const& [kind, names] : found) text += (text.empty() ? "" : " · ") + std::string{actions::name(kind)} + ":" + names;
  return text;
}

std::string outcomes(TestHouse& house) {
  std::string text;
  for (auto const& row : house.rows("SELECT kind, coalesce(outcome, 'open') FROM actions ORDER BY id")) text += row.text(0) + ' ' + row.text(1) + '\n';
  return text;
}

dossier::NewAttachment a_file(TestHouse& house) { return {dossier::AttachmentKind::supporting_document, "a.pdf", house.a_file("%PDF-1.4")}; }

DocumentId ready(TestHouse& house) {
  auto const id = house.drafted(house.lotte);
  house.as(house.lotte, [&](Deed& deed) { dossier::put_ready(deed, id); });
  return id;
}

DocumentId supplement(TestHouse& house, DocumentId const& claim) {
  auto const id = house.as(house.lotte, [&](Deed& deed) { return payments::begin_supplement(deed, claim, "Keuringsverslag").id; });
  house.as(house.lotte, [&](Deed& deed) { dossier::attach(deed, id, a_file(house)); });
  return id;
}

}  // namespace

TEST(Actions, a_claim_asks_one_side_and_then_the_other_until_its_invoice) {
  TestHouse house;
  EXPECT_EQ(asked(house), "");
  auto const id = ready(house);
  EXPECT_EQ(asked(house), "send: karim sara");
  house.as(house.sara, [&](Deed& deed) { payments::send_claim(deed, id); });
  EXPECT_EQ(asked(house), "treat: els");
  house.as(house.els, [&](Deed& deed) { payments::take_into_treatment(deed, id); });
  EXPECT_EQ(asked(house), "treat: els");
  house.as(house.els, [&](Deed& deed) { payments::ask_supplements(deed, id, "Keuringsverslag"); });
  EXPECT_EQ(asked(house), "treat: els · supplement: karim sara lotte");
  auto const answer = supplement(house, id);
  house.as(house.sara, [&](Deed& deed) { payments::send_supplement(deed, answer); });
  EXPECT_EQ(asked(house), "treat: els");
  house.as(house.els, [&](Deed& deed) { payments::accept(deed, id); });
  EXPECT_EQ(asked(house), "request_invoice: els");
  house.as(house.els, [&](Deed& deed) { payments::request_invoice(deed, id, {"45", "", 1}); });
  EXPECT_EQ(asked(house), "invoice: karim sara");
  EXPECT_EQ(outcomes(house), "send done\ntreat done\nsupplement done\nrequest_invoice done\ninvoice open\n");
}

TEST(Actions, a_partial_acceptance_asks_for_an_invoice_request_and_a_refusal_for_nothing) {
  TestHouse house;
  auto const part = house.in_treatment(), refused = house.in_treatment();
  house.as(house.els, [&](Deed& deed) {
    payments::accept_partially(deed, part, {{{1, 1, "x"}}, {}, ""});
    payments::refuse_claim(deed, refused, payments::Ground::wrong_period, "x");
  });
  EXPECT_EQ(asked(house), "request_invoice: els");
  EXPECT_EQ(outcomes(house), "treat done\ntreat done\nrequest_invoice open\n");
}

TEST(Actions, what_was_put_ready_lapses_when_the_draft_goes_another_way) {
  TestHouse house;
  auto const lapses = [&](std::function<void(Deed&, DocumentId const&)> const& act) {
    auto const id = ready(house);
    EXPECT_EQ(asked(house), "send: karim sara");
    house.as(house.lotte, [&](Deed& deed) { act(deed, id); });
    EXPECT_EQ(asked(house), "");
    return house.rows("SELECT outcome FROM actions WHERE document_id = $1", {id.text}).at(0).text(0);
  };
  EXPECT_EQ(lapses([](Deed& deed, DocumentId const& id) { dossier::return_to_draft(deed, id); }), "lapsed");
  EXPECT_EQ(lapses([&](Deed& deed, DocumentId const& id) { payments::save_claim(deed, id, 1, house.a_claim()); }), "lapsed");
  EXPECT_EQ(lapses([](Deed& deed, DocumentId const& id) { payments::remove_draft(deed, id); }), "lapsed");
}

TEST(Actions, what_lapsed_is_asked_again_when_it_is_put_ready_again) {
  TestHouse house;
  auto const id = ready(house);
  house.as(house.lotte, [&](Deed& deed) { dossier::return_to_draft(deed, id); });
  house.as(house.lotte, [&](Deed& deed) { dossier::put_ready(deed, id); });
  EXPECT_EQ(asked(house), "send: karim sara");
  EXPECT_EQ(outcomes(house), "send lapsed\nsend open\n");
}

TEST(Actions, a_claim_that_is_withdrawn_asks_nobody_any_more) {
  TestHouse house;
  auto const id = house.sent();
  EXPECT_EQ(asked(house), "treat: els");
  house.as(house.sara, [&](Deed& deed) { dossier::withdraw(deed, id); });
  EXPECT_EQ(asked(house), "");
  EXPECT_EQ(outcomes(house), "treat lapsed\n");
}

TEST(Actions, a_supplement_that_is_put_ready_asks_the_senders_beside_the_claim) {
  TestHouse house;
  auto const id = house.in_treatment();
  house.as(house.els, [&](Deed& deed) { payments::ask_supplements(deed, id, "Keuringsverslag"); });
  auto const answer = supplement(house, id);
  house.as(house.lotte, [&](Deed& deed) { dossier::put_ready(deed, answer); });
  EXPECT_EQ(asked(house), "send: karim sara · treat: els · supplement: karim sara lotte");
  house.as(house.sara, [&](Deed& deed) { payments::send_supplement(deed, answer); });
  EXPECT_EQ(asked(house), "treat: els");  // a supplement is no second claim to treat
}

TEST(Actions, who_may_do_it_is_decided_when_one_looks) {
  TestHouse house;
  ready(house);
  EXPECT_EQ(asked(house), "send: karim sara");
  house.as(house.karim, [&](Deed& deed) {
    auto group = groups::open(deed, house.drafters);
    group.rights[groups::Theme::invoicing] = groups::Level::send;
    groups::change(deed, house.drafters, group, group.version);
    groups::add_member(deed, house.senders, house.road, house.zoe.person);
  });
  EXPECT_EQ(asked(house), "send: karim sara lotte zoe");
  house.as(house.karim, [&](Deed& deed) { groups::remove(deed, house.senders); });
  EXPECT_EQ(asked(house), "send: karim lotte");
  house.clock().set("2028-01-01T09:00:00.000Z");
  EXPECT_EQ(asked(house), "send: karim");  // a legal representative until further notice
}

TEST(Actions, an_action_says_what_where_and_for_whom) {
  TestHouse house;
  auto const id = house.sent();
  auto const action = open_for(house, house.els).at(0);
  EXPECT_EQ(action.kind, Kind::treat);
  EXPECT_EQ(action.contract, house.road);
  EXPECT_EQ(action.document, id);
  EXPECT_EQ(action.contract_title, "Weg en fietspad");
  EXPECT_EQ(action.document_title, "Vorderingsstaat 1");
  EXPECT_EQ(action.other_party, "De Klinker");
  EXPECT_EQ(action.opened_at, "2026-03-02T09:00:00.000Z");
}

TEST(Actions, the_oldest_come_first_and_no_more_than_a_hundred) {
  TestHouse house;
  auto const first = house.sent();
  house.as(house.sara, [&](Deed& deed) {
    for (int i = 0; i < 104; ++i) payments::send_claim(deed, payments::begin_claim(deed, house.road, house.a_claim()).id);
  });
  auto const found = open_for(house, house.els);
  ASSERT_EQ(found.size(), 100U);
  EXPECT_EQ(found.front().document, first);
  EXPECT_EQ(house.see(house.els, [](View& view) { return actions::count_for(view); }), 100);
  EXPECT_EQ(house.see(house.bram, [](View& view) { return actions::count_for(view); }), 0);
}

TEST(Actions, what_concerns_no_document_asks_nothing) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) { contracts::set_own_reference(deed, house.road, "x"); });
  house.drafted(house.sara);
  EXPECT_EQ(asked(house), "");
  EXPECT_EQ(outcomes(house), "");
}
