// SPDX-License-Identifier: EUPL-1.2
#include "actions/actions.h"
#include "calendar/calendar.h"
#include "correspondence/correspondence.h"
#include "dossier/dossier_web.h"
#include "platform/pages/pages.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

using actions::Kind;
using evidence::Deed;
using evidence::View;
using support::refusal_of;
using support::TestHouse;

namespace {

std::vector<actions::Action> seen_by(TestHouse& house, evidence::Actor const& actor, actions::Scope scope = actions::Scope::all) {
  return house.see(actor, [&](View& view) { return actions::list(view, {.scope = scope}).rows; });
}

// Those that he may do, of the first page.
std::vector<actions::Action> open_for(TestHouse& house, evidence::Actor const& actor) {
  auto found = seen_by(house, actor);
  std::erase_if(found, [](actions::Action const& action) { return !action.may_do; });
  return found;
}

int held_by(TestHouse& house, evidence::Actor const& actor) {
  return house.see(actor, [](View& view) { return actions::held_count(view); });
}

// Who holds what is to be done about the document, as a colleague sees it.
std::string holder_of(TestHouse& house, evidence::Actor const& actor, DocumentId const& document) {
  auto const found = house.see(actor, [&](View& view) { return actions::of_document(view, document); });
  return found.empty() ? "no action" : found.front().holder ? found.front().holder->name : "nobody";
}

// A second one who sends claims, beside sara and karim.
void let_zoe_send(TestHouse& house) {
  house.as(house.karim, [&](Deed& deed) { groups::add_member(deed, house.senders, house.road, house.zoe.person); });
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

// The request to invoice a claim of €1,000.00.
DocumentId invoice_requested(TestHouse& house) {
  auto const claim = house.in_treatment();
  return house.as(house.els, [&](Deed& deed) {
    payments::accept(deed, claim);
    return payments::request_invoice(deed, claim, {"45", "", 100'000}).id;
  });
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

TEST(Actions, a_document_that_waits_for_an_answer_asks_the_other_side_until_it_has_one) {
  TestHouse house;
  auto const contract = house.another_contract();
  auto const link = [&](evidence::Actor const& by, groups::Level level, PersonId const& member) {
    house.as(by, [&](Deed& deed) {
      groups::NewGroup group{.name = new_id(), .email = "", .description = "test", .rights = {}, .members = {member}};
      for (auto theme : groups::themes) group.rights[theme] = level;
      contracts::link_group(deed, contract, groups::create(deed, group));
    });
  };
  link(house.els, groups::Level::send, house.els.person);
  link(house.karim, groups::Level::send, house.sara.person);
  link(house.karim, groups::Level::draft, house.lotte.person);
  link(house.karim, groups::Level::read, house.zoe.person);
  auto const sent = [&](evidence::Actor const& by, std::string_view type, correspondence::Values values, std::optional<DocumentId> answers = {}) {
    return house.as(by, [&](Deed& deed) {
      auto const& which = correspondence::type_to_begin(type);
      auto const id = correspondence::begin(deed, contract, which, {"Stuk", "", std::move(values)}, std::move(answers)).id;
      correspondence::send(deed, id);
      return id;
    });
  };
  correspondence::Values const notice{{"on", "2026-03-02"}, {"facts", "Scheur"}, {"remedy", "Herstellen"}};
  auto const answered = sent(house.els, "default_notice", notice);
  EXPECT_EQ(asked(house), "answer: karim sara lotte");
  EXPECT_EQ(open_for(house, house.lotte).at(0).due_on, "2026-03-17");
  sent(house.sara, "defence", {{"defence", "Het was de vorst"}}, answered);
  EXPECT_EQ(asked(house), "answer: els") << "the defence waits for a decision";
  sent(house.els, "letter", {{"message", "Ter kennisgeving"}});
  EXPECT_EQ(asked(house), "answer: els") << "a letter waits for nothing";
  auto const withdrawn = sent(house.els, "default_notice", notice), closed = sent(house.els, "default_notice", notice);
  EXPECT_EQ(asked(house), "answer: els karim karim sara sara lotte lotte");
  house.as(house.els, [&](Deed& deed) { dossier::withdraw(deed, withdrawn); });
  house.as(house.els, [&](Deed& deed) { dossier::close(deed, closed, "hersteld"); });
  EXPECT_EQ(asked(house), "answer: els");
  EXPECT_EQ(outcomes(house), "answer done\nanswer open\nanswer lapsed\nanswer done\n");
}

TEST(Actions, the_invoice_is_done_when_it_is_reported_and_its_payment_is_asked_for) {
  TestHouse house;
  auto const request = invoice_requested(house);
  EXPECT_EQ(asked(house), "invoice: karim sara");
  auto const tell = [&](evidence::Actor const& by, char const* type, DocumentId const& answers, correspondence::Values values) {
    return house.as(by, [&](Deed& deed) {
      auto const id = correspondence::begin(deed, house.road, correspondence::type_to_begin(type), {"x", "", std::move(values)}, answers).id;
      correspondence::send(deed, id);
      return id;
    });
  };
  auto const invoice = tell(house.sara, "invoice", request, {{"invoice_number", "7"}, {"on", "2026-03-02"}, {"amount", "1210.00"}});
  EXPECT_EQ(asked(house), "answer: els");
  tell(house.els, "payment_notice", invoice, {{"on", "2026-03-02"}, {"amount", "1210.00"}});
  EXPECT_EQ(asked(house), "");
}

TEST(Actions, a_day_on_which_the_authority_closes_moves_the_day_of_an_action) {
  TestHouse house;
  invoice_requested(house);
  auto const due = [&] { return house.rows("SELECT due_on FROM actions WHERE kind = 'invoice'").at(0).text(0); };
  EXPECT_EQ(due(), "2026-03-09");
  house.as(house.els, [&](Deed& deed) { calendar::close_on(deed, {*parse_day("2026-03-09"), "brugdag"}); });
  EXPECT_EQ(due(), "2026-03-10");
}

TEST(Actions, an_invoice_request_that_is_closed_asks_for_no_invoice_any_more) {
  TestHouse house;
  auto const request = invoice_requested(house);
  EXPECT_EQ(asked(house), "invoice: karim sara");
  house.as(house.els, [&](Deed& deed) { dossier::close(deed, request, "gefactureerd via Peppol"); });
  EXPECT_EQ(asked(house), "");
  EXPECT_EQ(house.rows("SELECT outcome FROM actions WHERE kind = 'invoice'").at(0).text(0), "lapsed") << "nobody invoiced";
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

TEST(Actions, the_oldest_come_first_twenty_five_to_a_page) {
  TestHouse house;
  auto const first = house.sent();
  house.as(house.sara, [&](Deed& deed) {
    for (int i = 0; i < 59; ++i) payments::send_claim(deed, payments::begin_claim(deed, house.road, house.a_claim()).id);
  });
  std::vector<std::size_t> sizes;
  std::set<std::string> seen;
  actions::Wanted wanted;
  do {
    auto const page = house.see(house.els, [&](View& view) { return actions::list(view, wanted); });
    if (sizes.empty()) {
      EXPECT_EQ(page.rows.front().document, first);
    }
    sizes.push_back(page.rows.size());
    for (auto const& row : page.rows) seen.insert(row.id.text);
    wanted.after = page.next;
  } while (wanted.after);
  EXPECT_EQ(sizes, (std::vector<std::size_t>{25, 25, 10}));
  EXPECT_EQ(seen.size(), 60U);
  EXPECT_EQ(seen_by(house, house.bram).size(), 0U);
  EXPECT_EQ(seen_by(house, house.ana).size(), 25U) << "an administrator sees what others have to do";
  EXPECT_EQ(seen_by(house, house.ingrid).size(), 0U);
}

TEST(Actions, a_list_of_one_contract_has_no_other) {
  TestHouse house;
  auto const bridge = house.another_contract();
  auto const there = house.as(house.karim, [&](Deed& deed) {
    auto const id = payments::begin_claim(deed, bridge, house.a_claim()).id;
    payments::send_claim(deed, id);
    return id;
  });
  house.sent();
  auto const of = [&](evidence::Actor const& who, ContractId const& contract) {
    return house.see(who, [&](View& view) { return actions::list(view, {.contract = contract}).rows; });
  };
  ASSERT_EQ(of(house.ana, bridge).size(), 1U);
  EXPECT_EQ(of(house.ana, bridge).front().document, there);
  EXPECT_EQ(of(house.els, house.road).size(), 1U);
  EXPECT_EQ(of(house.ingrid, bridge).size(), 0U);
}

TEST(Actions, who_comes_second_is_told_who_holds_it_and_since_when) {
  TestHouse house;
  let_zoe_send(house);
  auto const id = ready(house);
  auto const action = open_for(house, house.sara).at(0).id;
  house.as(house.sara, [&](Deed& deed) { actions::take(deed, action); });
  house.clock().set("2026-03-02T11:00:00.000Z");
  try {
    house.as(house.zoe, [&](Deed& deed) { actions::take(deed, action); });
    FAIL() << "zoe took it as well";
  } catch (actions::HeldByOther const& held) {
    EXPECT_EQ(held.why, Refusal::held_by_other);
    EXPECT_EQ(held.holder.person, house.sara.person);
    EXPECT_EQ(held.holder.name, "sara Test");
    EXPECT_EQ(held.holder.since, "2026-03-02T09:00:00.000Z");
  }
  EXPECT_EQ(refusal_of([&] { house.as(house.karim, [&](Deed& deed) { actions::assign(deed, action, house.zoe.person); }); }),
            Refusal::held_by_other);
  EXPECT_EQ(holder_of(house, house.lotte, id), "no action") << "who may not do it does not see it";
  EXPECT_EQ(holder_of(house, house.zoe, id), "sara Test");
  EXPECT_EQ(seen_by(house, house.sara, actions::Scope::mine).size(), 1U);
  EXPECT_EQ(seen_by(house, house.zoe, actions::Scope::mine).size(), 0U);
  EXPECT_EQ(seen_by(house, house.zoe, actions::Scope::waiting).size(), 0U);
  EXPECT_EQ(held_by(house, house.sara), 1);
  EXPECT_EQ(held_by(house, house.zoe), 0);
  auto const events = house.rows("SELECT count(*) FROM events WHERE event = 'action_assigned'").at(0).number(0);
  house.as(house.sara, [&](Deed& deed) { actions::take(deed, action); });
  EXPECT_EQ(house.rows("SELECT count(*) FROM events WHERE event = 'action_assigned'").at(0).number(0), events) << "again is nothing new";
}

TEST(Actions, only_who_may_do_it_takes_it) {
  TestHouse house;
  house.sent();
  auto const action = open_for(house, house.els).at(0).id;
  auto const taken_by = [&](evidence::Actor const& who) {
    return refusal_of([&] { house.as(who, [&](Deed& deed) { actions::take(deed, action); }); });
  };
  EXPECT_EQ(taken_by(house.ana), Refusal::not_allowed);
  EXPECT_EQ(taken_by(house.bram), Refusal::not_found);
  EXPECT_EQ(taken_by(house.sara), Refusal::not_found) << "the other side does not know of it";
  EXPECT_EQ(taken_by(house.ingrid), Refusal::not_found);
  EXPECT_EQ(taken_by(house.els), std::nullopt);
}

TEST(Actions, an_administrator_gives_it_to_somebody_who_may_do_it) {
  TestHouse house;
  let_zoe_send(house);
  auto const id = ready(house);
  auto const action = open_for(house, house.sara).at(0).id;
  auto const assigned = [&](evidence::Actor const& by, PersonId const& to) {
    house.as(by, [&](Deed& deed) { actions::assign(deed, action, to); });
  };
  EXPECT_EQ(refusal_of([&] { assigned(house.sara, house.zoe.person); }), Refusal::not_allowed);
  EXPECT_EQ(support::mistakes_of([&] { assigned(house.karim, house.lotte.person); }), std::vector<std::string>{"assignee may_not_do"});
  EXPECT_EQ(support::mistakes_of([&] { assigned(house.karim, house.els.person); }), std::vector<std::string>{"assignee may_not_do"});
  auto const offered = house.see(house.karim, [&](View& view) { return actions::candidates(view, actions::open(view, action)); });
  std::string names;
  for (auto const& each : offered) names += each.name + ' ';
  EXPECT_EQ(names, "karim Test sara Test zoe Test ");
  EXPECT_EQ(refusal_of([&] { house.see(house.sara, [&](View& view) { return actions::candidates(view, actions::open(view, action)); }); }),
            Refusal::not_allowed);
  assigned(house.karim, house.zoe.person);
  EXPECT_EQ(holder_of(house, house.sara, id), "zoe Test");
  auto const line = house.rows("SELECT person_id, particulars, chain FROM events WHERE event = 'action_assigned'").at(0);
  EXPECT_EQ(line.text(0), house.karim.person.text);
  EXPECT_EQ(line.text(1), "{\"actionId\":\"" + action.text + "\",\"personId\":\"" + house.zoe.person.text + "\"}");
  EXPECT_EQ(line.text(2), house.road.text);
}

TEST(Actions, what_is_released_is_there_for_the_next_one_with_the_reason) {
  TestHouse house;
  let_zoe_send(house);
  auto const id = ready(house);
  auto const action = open_for(house, house.sara).at(0).id;
  auto const released = [&](evidence::Actor const& by) {
    return refusal_of([&] { house.as(by, [&](Deed& deed) { actions::release(deed, action, "met verlof"); }); });
  };
  EXPECT_EQ(released(house.karim), Refusal::wrong_step) << "nobody holds it";
  house.as(house.sara, [&](Deed& deed) { actions::take(deed, action); });
  EXPECT_EQ(released(house.zoe), Refusal::not_allowed);
  EXPECT_EQ(released(house.els), Refusal::not_found);
  EXPECT_EQ(released(house.karim), std::nullopt);
  EXPECT_EQ(holder_of(house, house.zoe, id), "nobody");
  EXPECT_EQ(house.see(house.zoe, [&](View& view) { return actions::open(view, action); }).released_reason, "met verlof");
  house.as(house.zoe, [&](Deed& deed) { actions::take(deed, action); });
  EXPECT_EQ(released(house.zoe), std::nullopt) << "one gives back what one holds";
  auto const lines = house.rows("SELECT particulars FROM events WHERE event = 'action_released' ORDER BY position");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines.at(0).text(0),
            "{\"actionId\":\"" + action.text + "\",\"personId\":\"" + house.sara.person.text + "\",\"kind\":\"send\",\"reason\":\"met verlof\"}");
}

TEST(Actions, a_holder_who_may_no_longer_do_it_does_not_count) {
  TestHouse house;
  let_zoe_send(house);
  auto const id = ready(house);
  auto const action = open_for(house, house.sara).at(0).id;
  house.as(house.zoe, [&](Deed& deed) { actions::take(deed, action); });
  EXPECT_EQ(held_by(house, house.zoe), 1);
  house.as(house.karim, [&](Deed& deed) { groups::remove_member(deed, house.senders, house.road, house.zoe.person); });
  EXPECT_EQ(holder_of(house, house.sara, id), "nobody");
  EXPECT_EQ(held_by(house, house.zoe), 0);
  EXPECT_EQ(seen_by(house, house.sara, actions::Scope::waiting).size(), 1U);
  EXPECT_EQ(refusal_of([&] { house.as(house.karim, [&](Deed& deed) { actions::release(deed, action, ""); }); }), Refusal::wrong_step);
  house.as(house.sara, [&](Deed& deed) { actions::take(deed, action); });
  EXPECT_EQ(holder_of(house, house.karim, id), "sara Test");
  house.as({}, [&](Deed& deed) { people::end_all_work_relations(deed, house.sara.person); });
  EXPECT_EQ(holder_of(house, house.karim, id), "nobody");
  house.as(house.karim, [&](Deed& deed) { actions::take(deed, action); });
  EXPECT_EQ(holder_of(house, house.karim, id), "karim Test");
}

TEST(Actions, who_has_the_right_does_the_step_though_a_colleague_holds_it) {
  TestHouse house;
  let_zoe_send(house);
  auto const id = ready(house);
  auto const action = open_for(house, house.sara).at(0).id;
  house.as(house.sara, [&](Deed& deed) { actions::take(deed, action); });
  house.as(house.zoe, [&](Deed& deed) { payments::send_claim(deed, id); });
  EXPECT_EQ(outcomes(house), "send done\ntreat open\n");
  EXPECT_EQ(held_by(house, house.sara), 0);
  auto const closed = house.see(house.sara, [&](View& view) { return actions::open(view, action); });
  EXPECT_EQ(closed.outcome, "done");
  EXPECT_EQ(closed.holder->person, house.sara.person);
  EXPECT_EQ(refusal_of([&] { house.as(house.zoe, [&](Deed& deed) { actions::take(deed, action); }); }), Refusal::wrong_step);
  EXPECT_EQ(refusal_of([&] { house.as(house.sara, [&](Deed& deed) { actions::release(deed, action, ""); }); }), Refusal::wrong_step);
}

TEST(Actions, the_other_side_does_not_learn_who_holds_what) {
  TestHouse house;
  auto const id = house.sent();
  auto const action = open_for(house, house.els).at(0).id;
  house.as(house.els, [&](Deed& deed) {
    actions::take(deed, action);
    actions::release(deed, action, "ziek");
  });
  auto const history = [&](evidence::Actor const& who) {
    return pages::json(house.see(who, [&](View& view) { return dossier::shape_of(view, dossier::open(view, id)).at("history"); }));
  };
  EXPECT_NE(history(house.bram).find("action_released"), std::string::npos);
  EXPECT_EQ(history(house.sara).find("action_"), std::string::npos);
  EXPECT_EQ(holder_of(house, house.karim, id), "no action");
}

TEST(Actions, the_day_that_the_law_sets_goes_along_and_stands_still_with_the_clock) {
  TestHouse house;
  auto const id = house.in_treatment();
  auto const due = [&] { return open_for(house, house.els).at(0).due_on.value_or("none"); };
  EXPECT_EQ(due(), "2026-04-01");
  house.as(house.els, [&](Deed& deed) { payments::ask_supplements(deed, id, "Keuringsverslag"); });
  EXPECT_EQ(due(), "none");
  house.clock().set("2026-03-12T09:00:00.000Z");
  auto const answer = supplement(house, id);
  house.as(house.sara, [&](Deed& deed) { payments::send_supplement(deed, answer); });
  EXPECT_EQ(due(), "2026-04-13");
}

TEST(Actions, what_concerns_no_document_asks_nothing) {
  TestHouse house;
  house.as(house.karim, [&](Deed& deed) { contracts::set_own_reference(deed, house.road, "x"); });
  house.drafted(house.sara);
  EXPECT_EQ(asked(house), "");
  EXPECT_EQ(outcomes(house), "");
}

TEST(Actions, what_one_may_no_longer_do_is_no_longer_among_ones_own) {
  TestHouse house;
  house.sent();
  auto const action = open_for(house, house.els).at(0);
  house.as(house.els, [&](Deed& deed) { actions::take(deed, action.id); });
  EXPECT_EQ(seen_by(house, house.els, actions::Scope::mine).size(), 1U);
  house.as(house.ana, [&](Deed& deed) { groups::remove(deed, house.inspectors); });
  EXPECT_TRUE(seen_by(house, house.els, actions::Scope::mine).empty());
}

TEST(Actions, a_document_tells_of_nothing_that_is_done) {
  TestHouse house;
  auto const id = house.in_treatment();
  house.as(house.els, [&](Deed& deed) { payments::accept(deed, id); });
  auto const told = house.see(house.els, [&](View& view) { return actions::of_document(view, id); });
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().kind, Kind::request_invoice);
}

TEST(Actions, after_an_acceptance_the_clock_says_by_when_the_invoice_is_asked_for_and_sent) {
  TestHouse house;
  auto const id = house.in_treatment();
  auto const due = [&] {
    auto const row = house.rows("SELECT due_on FROM actions WHERE closed_at IS NULL").at(0);
    return row.is_null(0) ? std::string{"never"} : row.text(0);
  };
  auto const clock = [&] {
    return house.see(house.els, [&](View& view) { return payments::clock_of(payments::open_claim(view, id), view.now); });
  };
  house.as(house.els, [&](Deed& deed) { payments::accept(deed, id); });
  EXPECT_EQ(due(), to_text(clock().payment_due.value()));
  house.as(house.els, [&](Deed& deed) { payments::request_invoice(deed, id, {"45", "", 1}); });
  EXPECT_EQ(due(), to_text(clock().invoice_due.value()));
}
