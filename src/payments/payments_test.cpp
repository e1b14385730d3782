// SPDX-License-Identifier: EUPL-1.2
#include "payments/payments.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

using dossier::Status;
using evidence::Deed;
using evidence::View;
using support::mistakes_of;
using support::refusal_of;
using support::TestHouse;

namespace {

payments::Claim claim_seen_by(TestHouse& house, evidence::Actor const& actor, DocumentId const& id) {
  return house.see(actor, [&](View& view) { return payments::open_claim(view, id); });
}

dossier::NewAttachment statement(TestHouse& house) { return {dossier::AttachmentKind::detailed_statement, "staat.pdf", house.a_file("%PDF-1.4 staat")}; }

}  // namespace

TEST(Payments, a_claim_goes_from_draft_to_settled) {
  TestHouse house;
  auto const id = house.in_treatment();
  house.as(house.els, [&](Deed& deed) { payments::accept(deed, id); });
  auto const request = house.as(house.els, [&](Deed& deed) { return payments::request_invoice(deed, id, {"4500012345", "", 100'000}); });

  auto const claim = claim_seen_by(house, house.sara, id);
  EXPECT_EQ(claim.document.status, Status::settled);
  EXPECT_EQ(claim.document.number, 1);
  EXPECT_EQ(claim.accepted_cents, 100'000);
  ASSERT_TRUE(claim.invoice_request);
  EXPECT_EQ(claim.invoice_request->order_number, "4500012345");
  EXPECT_EQ(request.number, 2);
}

TEST(Payments, the_other_side_sees_a_claim_at_once_and_never_a_draft) {
  TestHouse house;
  auto const id = house.drafted(house.lotte);
  EXPECT_EQ(refusal_of([&] { claim_seen_by(house, house.els, id); }), Refusal::not_found);
  house.as(house.sara, [&](Deed& deed) { payments::send_claim(deed, id); });
  EXPECT_EQ(claim_seen_by(house, house.els, id).net_cents, 100'000);
}

TEST(Payments, a_stranger_finds_nothing) {
  TestHouse house;
  auto const id = house.sent();
  EXPECT_EQ(refusal_of([&] { claim_seen_by(house, house.ingrid, id); }), Refusal::not_found);
  EXPECT_EQ(refusal_of([&] { claim_seen_by(house, house.zoe, id); }), Refusal::not_found);
}

TEST(Payments, a_claim_without_a_detailed_statement_is_not_sent) {
  TestHouse house;
  auto draft = house.a_claim();
  draft.statement = {};
  auto const id = house.as(house.sara, [&](Deed& deed) { return payments::begin_claim(deed, house.road, draft).id; });
  EXPECT_EQ(mistakes_of([&] { house.as(house.sara, [&](Deed& deed) { payments::send_claim(deed, id); }); }),
            std::vector<std::string>{"lines missing"});
}

TEST(Payments, an_attached_statement_with_a_total_will_do_for_lines) {
  TestHouse house;
  auto draft = house.a_claim();
  draft.statement.lines.clear();
  draft.statement.total_cents = 500'000;
  auto const id = house.as(house.sara, [&](Deed& deed) { return payments::begin_claim(deed, house.road, draft).id; });
  EXPECT_FALSE(mistakes_of([&] { house.as(house.sara, [&](Deed& deed) { payments::send_claim(deed, id); }); }).empty());
  house.as(house.sara, [&](Deed& deed) { dossier::attach(deed, id, statement(house)); });
  house.as(house.sara, [&](Deed& deed) { payments::send_claim(deed, id); });
  EXPECT_EQ(claim_seen_by(house, house.els, id).net_cents, 500'000);
}

TEST(Payments, who_may_only_draft_puts_ready_and_does_not_send) {
  TestHouse house;
  auto const id = house.drafted(house.lotte);
  EXPECT_EQ(refusal_of([&] { house.as(house.lotte, [&](Deed& deed) { payments::send_claim(deed, id); }); }), Refusal::not_allowed);
  house.as(house.lotte, [&](Deed& deed) { dossier::put_ready(deed, id); });
  house.as(house.sara, [&](Deed& deed) { payments::send_claim(deed, id); });
  EXPECT_EQ(claim_seen_by(house, house.pieter, id).document.status, Status::sent);
}

TEST(Payments, who_may_only_read_neither_drafts_nor_decides) {
  TestHouse house;
  EXPECT_EQ(refusal_of([&] { house.drafted(house.pieter); }), Refusal::not_allowed);
  EXPECT_EQ(refusal_of([&] { house.drafted(house.els); }), Refusal::not_allowed);
  auto const id = house.sent();
  EXPECT_EQ(refusal_of([&] { house.as(house.bram, [&](Deed& deed) { payments::take_into_treatment(deed, id); }); }), Refusal::not_allowed);
  EXPECT_EQ(refusal_of([&] { house.as(house.sara, [&](Deed& deed) { payments::take_into_treatment(deed, id); }); }), Refusal::not_allowed);
}

TEST(Payments, a_sent_claim_never_changes) {
  TestHouse house;
  auto const id = house.sent();
  auto const version = claim_seen_by(house, house.sara, id).document.version;
  EXPECT_EQ(refusal_of([&] { house.as(house.sara, [&](Deed& deed) { payments::save_claim(deed, id, version, house.a_claim()); }); }),
            Refusal::already_sent);
  EXPECT_EQ(refusal_of([&] { house.as(house.sara, [&](Deed& deed) { dossier::attach(deed, id, statement(house)); }); }), Refusal::already_sent);
  EXPECT_EQ(refusal_of([&] { house.as(house.sara, [&](Deed& deed) { payments::send_claim(deed, id); }); }), Refusal::already_sent);
  EXPECT_EQ(refusal_of([&] { house.as(house.sara, [&](Deed& deed) { dossier::remove(deed, id); }); }), Refusal::already_sent);
}

TEST(Payments, a_second_save_on_an_old_version_is_told_so) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  EXPECT_EQ(house.as(house.lotte, [&](Deed& deed) { return payments::save_claim(deed, id, 1, house.a_claim()); }), 2);
  EXPECT_EQ(refusal_of([&] { house.as(house.sara, [&](Deed& deed) { payments::save_claim(deed, id, 1, house.a_claim()); }); }),
            Refusal::stale_version);
}

TEST(Payments, accepting_partially_keeps_claimed_and_accepted_beside_each_other) {
  TestHouse house;
  auto const id = house.in_treatment();
  house.as(house.els, [&](Deed& deed) { payments::accept_partially(deed, id, {{{1, 45'000, "Opmeting: 45 m2"}}, {}, ""}); });
  auto const claim = claim_seen_by(house, house.sara, id);
  EXPECT_EQ(claim.document.status, Status::accepted_partially);
  EXPECT_EQ(claim.accepted_cents, 85'000);
  EXPECT_EQ(claim.lines.at(0).amount_cents, 60'000);
  EXPECT_EQ(claim.lines.at(0).accepted_cents, 45'000);
  EXPECT_EQ(claim.lines.at(0).reason, "Opmeting: 45 m2");
  EXPECT_FALSE(claim.lines.at(1).accepted_cents);
}

TEST(Payments, a_lower_amount_needs_a_reason_and_never_exceeds_the_claim) {
  TestHouse house;
  auto const claim = claim_seen_by(house, house.els, house.in_treatment());
  auto const read = [&](Fields const& fields) { return mistakes_of([&] { take(payments::read_partial_acceptance(fields, claim, false)); }); };
  EXPECT_EQ(read({{"lines.1.accepted", "450,00"}}), std::vector<std::string>{"lines.1.reason missing"});
  EXPECT_EQ(read({{"lines.1.accepted", "600,01"}, {"lines.1.reason", "meer"}}), std::vector<std::string>{"lines.1.accepted more_than_claimed"});
  EXPECT_EQ(read({}), std::vector<std::string>{"lines nothing_differs"});
  EXPECT_TRUE(read({{"lines.1.accepted", "0"}, {"lines.1.reason", "niet uitgevoerd"}}).empty());
}

TEST(Payments, a_disagreement_about_an_amount_does_not_touch_the_clock) {
  TestHouse house;
  auto const whole = house.in_treatment(), part = house.in_treatment();
  house.clock().pass(std::chrono::hours{48});
  house.as(house.els, [&](Deed& deed) { payments::accept(deed, whole); });
  house.as(house.els, [&](Deed& deed) { payments::accept_partially(deed, part, {{{1, 1, "x"}}, {}, ""}); });
  auto const due = [&](DocumentId const& id) { return payments::clock_of(claim_seen_by(house, house.sara, id), house.clock().now()).payment_due; };
  ASSERT_TRUE(due(whole));
  EXPECT_EQ(due(whole), due(part));
}

TEST(Payments, the_clock_of_a_new_contract_runs_thirty_days_from_the_sending) {
  TestHouse house;
  auto const clock = payments::clock_of(claim_seen_by(house, house.sara, house.sent()), house.clock().now());
  EXPECT_EQ(clock.state, payments::ClockState::running);
  EXPECT_EQ(clock.waits_for, payments::WaitsFor::authority_treatment);
  ASSERT_TRUE(clock.payment_due);
  EXPECT_EQ(to_text(*clock.payment_due), "2026-04-01");  // 2 March + 30 days, a Wednesday
}

TEST(Payments, supplements_stop_the_clock_and_come_in_a_document_of_their_own) {
  TestHouse house;
  auto const id = house.in_treatment();
  house.as(house.els, [&](Deed& deed) { payments::ask_supplements(deed, id, "Keuringsverslag ontbreekt"); });
  EXPECT_EQ(payments::clock_of(claim_seen_by(house, house.sara, id), house.clock().now()).waits_for, payments::WaitsFor::contractor_supplements);
  house.clock().pass(std::chrono::hours{24 * 7});
  auto const supplement = house.as(house.sara, [&](Deed& deed) { return payments::begin_supplement(deed, id, "Keuringsverslag").id; });
  EXPECT_EQ(mistakes_of([&] { house.as(house.sara, [&](Deed& deed) { payments::send_supplement(deed, supplement); }); }),
            std::vector<std::string>{"attachments no_file"});
  house.as(house.sara, [&](Deed& deed) { dossier::attach(deed, supplement, statement(house)); });
  house.as(house.sara, [&](Deed& deed) { payments::send_supplement(deed, supplement); });
  auto const claim = claim_seen_by(house, house.els, id);
  EXPECT_EQ(claim.document.status, Status::in_treatment);
  EXPECT_EQ(payments::clock_of(claim, house.clock().now()).stopped_days, 7);
}

TEST(Payments, steps_in_the_wrong_order_are_refused) {
  TestHouse house;
  auto const id = house.sent();
  auto const refused = [&](auto verb) { return refusal_of([&] { house.as(house.els, [&](Deed& deed) { verb(deed); }); }); };
  EXPECT_EQ(refused([&](Deed& deed) { payments::accept(deed, id); }), Refusal::wrong_step);
  EXPECT_EQ(refused([&](Deed& deed) { payments::request_invoice(deed, id, {"1", "", 0}); }), Refusal::wrong_step);
  house.as(house.els, [&](Deed& deed) { payments::take_into_treatment(deed, id); });
  EXPECT_EQ(refused([&](Deed& deed) { payments::take_into_treatment(deed, id); }), Refusal::wrong_step);
  EXPECT_EQ(refusal_of([&] { house.as(house.sara, [&](Deed& deed) { dossier::withdraw(deed, id); }); }), Refusal::wrong_step);
}

TEST(Payments, a_refusal_stands_on_a_ground_and_its_clock_never_ran) {
  TestHouse house;
  auto const id = house.in_treatment();
  house.as(house.els, [&](Deed& deed) { payments::refuse_claim(deed, id, payments::Ground::statement_not_detailed, "Geen hoeveelheden"); });
  auto const claim = claim_seen_by(house, house.sara, id);
  EXPECT_EQ(claim.document.status, Status::refused);
  EXPECT_EQ(claim.ground, "statement_not_detailed");
  EXPECT_EQ(payments::clock_of(claim, house.clock().now()).state, payments::ClockState::void_);
}

TEST(Payments, an_invoice_is_requested_once_and_for_no_more_than_was_accepted) {
  TestHouse house;
  auto const id = house.in_treatment();
  house.as(house.els, [&](Deed& deed) { payments::accept(deed, id); });
  auto const request = [&](std::int64_t cents) { house.as(house.els, [&](Deed& deed) { payments::request_invoice(deed, id, {"45", "", cents}); }); };
  EXPECT_EQ(mistakes_of([&] { request(100'001); }), std::vector<std::string>{"amount more_than_accepted"});
  EXPECT_EQ(mistakes_of([&] { request(0); }), std::vector<std::string>{"amount nothing_asked"});
  request(100'000);
  EXPECT_EQ(refusal_of([&] { request(1); }), Refusal::wrong_step);
}

TEST(Payments, a_refused_act_leaves_nothing_behind) {
  TestHouse house;
  auto const id = house.in_treatment();
  auto const before = house.rows("SELECT count(*) FROM events").at(0).number(0);
  house.as(house.els, [&](Deed& deed) { payments::accept(deed, id); });
  EXPECT_FALSE(mistakes_of([&] { house.as(house.els, [&](Deed& deed) { payments::request_invoice(deed, id, {"45", "", 100'001}); }); }).empty());
  EXPECT_EQ(house.rows("SELECT count(*) FROM events").at(0).number(0), before + 1);
  EXPECT_EQ(claim_seen_by(house, house.els, id).document.status, Status::accepted);
}

TEST(Payments, imported_lines_replace_those_of_the_draft) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  payments::ImportedLines imported;
  imported.lines = {{"9", "Meerwerk", "st", 3'000, 100'0000, 30'000}};
  house.as(house.lotte, [&](Deed& deed) { payments::import_into(deed, id, 1, imported, "staat.xlsx"); });
  auto const claim = claim_seen_by(house, house.sara, id);
  ASSERT_EQ(claim.lines.size(), 1U);
  EXPECT_EQ(claim.net_cents, 30'000);
  EXPECT_EQ(claim.document.version, 2);
}
