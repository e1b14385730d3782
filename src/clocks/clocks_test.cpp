// SPDX-License-Identifier: EUPL-1.2
#include "clocks/clocks.h"
#include "correspondence/correspondence.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

using namespace clocks;
using evidence::Deed;
using evidence::Event;
using evidence::View;
using groups::Level;
using groups::Theme;
using support::mistakes_of;
using support::refusal_of;
using support::TestHouse;

namespace {

Day day(std::string_view text) { return *parse_day(text); }

// A house with a contract of €124,530 in works, awarded on 20 February 2026, that exchanges the documents of every theme; els
// may send on all of them, bram reads invoicing alone.
struct Site : TestHouse {
  ContractId works;
  int sent_so_far = 0;

  explicit Site(char const* awarded = "2026-02-20", std::int64_t award_cents = 124'530'00, contracts::Subject subject = contracts::Subject::works) {
    works = as(els, [&](Deed& deed) {
      contracts::NewContract wanted{.specification_number = "AWV/2026/020", .dossier_number = "AWV/2026/020-1", .lot = "", .title = "Brug over de Leie"};
      wanted.contractor_number = "0426994097";
      wanted.subject = subject;
      wanted.award_on = day(awarded);
      wanted.published_on = day("2026-01-05");
      wanted.award_cents = award_cents;
      wanted.types = {"payment_claim", "invoice_request", "bond_proof", "insurance_certificate", "default_notice", "defence"};
      return contracts::create(deed, wanted).id;
    });
    link(els, {els.person}, Level::send, {groups::themes.begin(), groups::themes.end()});
    link(els, {bram.person}, Level::read, {Theme::invoicing});
    link(karim, {sara.person}, Level::send, {Theme::invoicing, Theme::defaults});
    link(karim, {lotte.person}, Level::draft, {Theme::performance_bond});
  }

  void link(evidence::Actor const& by, std::vector<PersonId> members, Level level, std::vector<Theme> const& on) {
    as(by, [&](Deed& deed) {
      groups::NewGroup group{.name = new_id(), .email = "", .description = "test", .rights = {}, .members = std::move(members)};
      for (auto theme : on) group.rights[theme] = level;
      contracts::link_group(deed, works, groups::create(deed, group));
    });
  }

  // A document of a type that has no form here, as its room would leave it: sent, or a draft.
  DocumentId put(evidence::Actor const& by, std::string const& type, Theme theme, std::optional<DocumentId> replies_to = {}, bool send = true) {
    return as(by, [&](Deed& deed) { return put_by(deed, type, theme, std::move(replies_to), send); });
  }
  DocumentId put_by(Deed& deed, std::string const& type, Theme theme, std::optional<DocumentId> replies_to, bool send) {
    DocumentId const id{new_id()};
    auto const number = send ? db::Value{std::int64_t{100 + ++sent_so_far}} : db::null();
    deed.tx.run(R"(INSERT INTO documents (id, contract_id, number, type, theme, side, organisation_id, title, status, version, replies_to_id,
                                          reference, awaits, created_at, saved_at, sent_at, digest)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, '', $14, $11, $11, $12, $13))",
                {id.text, works.text, number, type, std::string{groups::name(theme)},
                 std::string{deed.actor.organisation == agency.id ? "authority" : "contractor"}, deed.actor.organisation.text, "Stuk " + type,
                 std::string{send ? "sent" : "draft"}, replies_to ? db::Value{replies_to->text} : db::null(), deed.now_text(),
                 send ? db::Value{deed.now_text()} : db::null(), send ? db::Value{std::string(64, 'a')} : db::null(),
                 std::int64_t{types::find(type)->awaits_answer}});
    if (send) deed.record({Event::document_sent, works, id, Shape::Object{{"type", type}}});
    return id;
  }
  DocumentId notice() { return put(els, "default_notice", Theme::defaults); }

  std::string answer_day(DocumentId const& id) { return rows("SELECT due_on FROM documents WHERE id = $1", {id.text}).at(0).text(0); }

  // The clocks of the contract as somebody sees them: "defence 2026-03-17 running · …", what has ended behind a bar.
  std::string seen(evidence::Actor const& actor) {
    return see(actor, [&](View& view) {
      auto const found = on_contract(view, contracts::open(view, works));
      std::string text;
      for (auto const* part : {&found.running, &found.ended}) {
        if (part == &found.ended && !found.ended.empty()) text += " |";
        for (auto const& clock : *part)
          text += (text.empty() ? "" : " ") + clock.rule + ' ' + to_text(clock.due_on) + ' ' + std::string{name(clock.state(brussels_day(view.now)))};
      }
      return text;
    });
  }

  clocks::Clock only(evidence::Actor const& actor, std::string const& rule) {
    return see(actor, [&](View& view) {
      for (auto const& clock : on_contract(view, contracts::open(view, works)).running)
        if (clock.rule == rule) return clock;
      throw std::logic_error{"no clock of " + rule};
    });
  }

  void close_on(std::string_view text) {
    as(els, [&](Deed& deed) { calendar::close_on(deed, {day(text), "brugdag"}); });
  }
};

constexpr auto from_award = "performance_bond 2026-03-23 running insurance 2026-03-23 running";

NewStop a_stop(char const* from, char const* to) { return {"contractor_closed", "bouwverlof", day(from), day(to)}; }

}  // namespace

// ---------------------------------------------------------------- what starts and ends a clock

TEST(Clocks, the_award_starts_the_bond_and_the_insurance) {
  Site site;
  EXPECT_EQ(site.seen(site.els), from_award);  // 22 March is a Sunday
  EXPECT_EQ(site.seen(site.karim), from_award);
  auto const bond = site.only(site.karim, "performance_bond");
  EXPECT_EQ(bond.side, Side::contractor);
  EXPECT_EQ(to_text(bond.started_on), "2026-02-20");
}

TEST(Clocks, a_term_that_was_over_before_the_contract_came_here_does_not_start) {
  Site site{"2025-12-01"};
  EXPECT_EQ(site.seen(site.els), "");
}

TEST(Clocks, a_small_contract_asks_for_no_bond) {
  Site site{"2026-02-20", 49'999'99};
  EXPECT_EQ(site.seen(site.els), "insurance 2026-03-23 running");
}

TEST(Clocks, a_contract_that_exchanges_no_proof_of_the_bond_has_no_clock_for_it) {
  TestHouse house;
  EXPECT_TRUE(house.rows("SELECT id FROM clocks").empty());
}

TEST(Clocks, a_default_notice_gives_fifteen_days_from_its_sending) {
  Site site;
  site.notice();
  EXPECT_EQ(to_text(site.only(site.karim, "defence").due_on), "2026-03-17");
  site.clock().set("2026-03-17T22:30:00.000Z");  // half past eleven in the evening in Brussels
  EXPECT_EQ(site.only(site.karim, "defence").state(brussels_day(site.clock().now())), State::running);
  site.clock().set("2026-03-17T23:00:00.000Z");
  EXPECT_EQ(site.only(site.karim, "defence").state(brussels_day(site.clock().now())), State::expired);
}

TEST(Clocks, fifteen_days_end_on_a_working_day_of_the_authority) {
  struct Case {
    char const *sent_at, *due_on;
    std::vector<char const*> closed = {};
  };
  for (auto const& [sent_at, due_on, closed] : {
           Case{"2026-03-02T22:30:00.000Z", "2026-03-17"},  // half past eleven in the evening
           Case{"2026-03-02T23:00:00.000Z", "2026-03-18"},  // midnight in Brussels is the next day
           Case{"2026-03-06T09:00:00.000Z", "2026-03-23"},  // past a weekend
           Case{"2026-03-20T09:00:00.000Z", "2026-04-07"},  // past Easter Monday
           Case{"2026-04-16T09:00:00.000Z", "2026-05-04"},  // past Labour Day, a Friday
           Case{"2026-04-29T09:00:00.000Z", "2026-05-15"},  // past Ascension
           Case{"2026-04-29T09:00:00.000Z", "2026-05-18", {"2026-05-15"}},
           Case{"2026-05-10T09:00:00.000Z", "2026-05-26"},  // past Whit Monday
           Case{"2026-06-26T09:00:00.000Z", "2026-07-13"},  // 11 July is a Saturday
           Case{"2026-06-26T09:00:00.000Z", "2026-07-14", {"2026-07-13"}},
           Case{"2026-06-26T09:00:00.000Z", "2026-07-13", {"2026-07-10"}},
           Case{"2026-10-27T09:00:00.000Z", "2026-11-12"},  // past Armistice Day
           Case{"2026-12-10T09:00:00.000Z", "2026-12-28"},
           Case{"2026-12-10T09:00:00.000Z", "2027-01-04", {"2026-12-28", "2026-12-29", "2026-12-30", "2026-12-31"}},
       }) {
    Site site;
    for (auto const* each : closed) site.close_on(each);
    site.clock().set(sent_at);
    site.notice();
    EXPECT_EQ(to_text(site.only(site.karim, "defence").due_on), due_on) << "sent at " << sent_at;
  }
}

TEST(Clocks, days_that_stand_still_are_added_wherever_they_lie) {
  struct Case {
    char const *from, *to, *due_on;
  };
  for (auto const& [from, to, due_on] : {Case{"2026-02-10", "2026-02-25", "2026-03-27"},    // what lies before the award adds nothing
                                         Case{"2026-03-09", "2026-03-15", "2026-03-30"},
                                         Case{"2026-03-21", "2026-03-23", "2026-03-25"},
                                         Case{"2026-03-23", "2026-03-24", "2026-03-25"},    // the last day itself
                                         Case{"2026-03-14", "2026-04-30", "2026-05-11"}}) {  // 9 May is a Saturday
    Site site;
    auto const id = site.only(site.karim, "performance_bond").id;
    site.as(site.karim, [&](Deed& deed) { stop(deed, id, a_stop(from, to)); });
    EXPECT_EQ(to_text(site.only(site.els, "performance_bond").due_on), due_on) << from;
  }
}

TEST(Clocks, an_answer_ends_its_own_clock_in_time_or_late) {
  Site site;
  auto const first = site.notice(), second = site.notice();
  site.put(site.karim, "letter", Theme::defaults, first);
  site.put(site.karim, "defence", Theme::defaults);
  EXPECT_EQ(site.rows("SELECT id FROM clocks WHERE rule = 'defence' AND ended_at IS NULL").size(), 2U) << "neither of them answers a notice";
  site.clock().set("2026-03-17T22:30:00.000Z");
  site.put(site.karim, "defence", Theme::defaults, first);
  site.clock().set("2026-03-17T23:00:00.000Z");
  site.put(site.karim, "defence", Theme::defaults, second);
  EXPECT_EQ(site.seen(site.karim), std::string{from_award} + " | defence 2026-03-17 ended_late defence 2026-03-17 in_time");
}

TEST(Clocks, a_term_of_the_contract_ends_with_any_document_of_that_type) {
  Site site;
  site.put(site.karim, "bond_proof", Theme::performance_bond);
  EXPECT_EQ(site.seen(site.karim), "insurance 2026-03-23 running | performance_bond 2026-03-23 in_time");
}

TEST(Clocks, the_notice_of_conclusion_starts_the_clocks_of_the_contract_anew) {
  Site site;
  site.put(site.els, "conclusion_notice", Theme::general);
  EXPECT_EQ(site.seen(site.els), "performance_bond 2026-04-01 running insurance 2026-04-01 running");
  site.put(site.karim, "bond_proof", Theme::performance_bond);
  site.put(site.els, "conclusion_notice", Theme::general);
  EXPECT_EQ(site.seen(site.els), "insurance 2026-04-01 running | performance_bond 2026-04-01 in_time") << "what is there is not asked again";
}

TEST(Clocks, a_draft_starts_and_ends_nothing) {
  Site site;
  site.put(site.els, "default_notice", Theme::defaults, {}, false);
  site.put(site.karim, "bond_proof", Theme::performance_bond, {}, false);
  EXPECT_EQ(site.seen(site.karim), from_award);
}

TEST(Clocks, a_withdrawn_document_lets_its_clock_lapse_and_what_it_ended_run_again) {
  Site site;
  auto const notice = site.notice(), proof = site.put(site.karim, "bond_proof", Theme::performance_bond);
  site.as(site.els, [&](Deed& deed) { deed.record({Event::document_withdrawn, site.works, notice}); });
  site.as(site.karim, [&](Deed& deed) { deed.record({Event::document_withdrawn, site.works, proof}); });
  EXPECT_EQ(site.seen(site.karim), std::string{from_award} + " | defence 2026-03-17 lapsed");
}

TEST(Clocks, a_closed_document_asks_nobody_any_more) {
  Site site;
  auto const notice = site.notice();
  site.as(site.els, [&](Deed& deed) { deed.record({Event::document_closed, site.works, notice}); });
  EXPECT_EQ(site.seen(site.karim), std::string{from_award} + " | defence 2026-03-17 in_time");
}

TEST(Clocks, acceptance_depends_on_the_subject_and_starts_what_follows) {
  Site works, services{"2026-02-20", 10'000'00, contracts::Subject::services};
  auto const asked = works.put(works.karim, "acceptance_request", Theme::acceptance);
  services.put(services.karim, "acceptance_request", Theme::acceptance);
  EXPECT_EQ(to_text(works.only(works.els, "acceptance").due_on), "2026-03-17");
  EXPECT_EQ(to_text(services.only(services.els, "acceptance").due_on), "2026-04-01");
  EXPECT_EQ(works.only(works.els, "acceptance").side, Side::authority);
  works.put(works.els, "provisional_acceptance", Theme::acceptance, asked);
  EXPECT_EQ(works.seen(works.els), "bond_release 2026-03-17 running performance_bond 2026-03-23 running insurance 2026-03-23 running "
                                   "figures 2026-06-01 running | acceptance 2026-03-17 in_time");  // 31 May is a Sunday
}

TEST(Clocks, a_document_that_waits_has_the_day_of_the_clock_that_its_answer_ends) {
  Site works, services{"2026-02-20", 10'000'00, contracts::Subject::services};
  auto const asked = [](Site& site) { return site.put(site.karim, "acceptance_request", Theme::acceptance); };
  EXPECT_EQ(works.answer_day(asked(works)), "2026-03-17");
  EXPECT_EQ(services.answer_day(asked(services)), "2026-04-01") << "thirty days for services";
  EXPECT_EQ(works.answer_day(works.put(works.els, "conclusion_notice", Theme::general)), "2026-04-01");
  EXPECT_EQ(works.answer_day(works.put(works.els, "provisional_acceptance", Theme::acceptance)), "") << "what follows it answers nothing";
}

TEST(Clocks, other_days_and_closing_days_move_the_day_on_the_document_too) {
  Site site;
  auto const notice = site.notice(), conclusion = site.put(site.els, "conclusion_notice", Theme::general);
  site.as(site.els, [&](Deed& deed) { set_term(deed, site.works, {"defence", "bestek", 20}); });
  EXPECT_EQ(site.answer_day(notice), "2026-03-23");
  site.as(site.els, [&](Deed& deed) { calendar::close_on(deed, {day("2026-03-23"), "brugdag"}); });
  EXPECT_EQ(site.answer_day(notice), "2026-03-24");
  site.as(site.els, [&](Deed& deed) { set_term(deed, site.works, {"insurance", "bestek", 10}); });
  EXPECT_EQ(site.answer_day(conclusion), "2026-03-12") << "the earliest of what it starts";
}

TEST(Clocks, the_form_tells_the_term_of_the_contract) {
  Site site;
  auto const days = [&](char const* type) {
    return site.see(site.els, [&](View& view) { return answer_days(view, contracts::open(view, site.works), *types::find(type)).value_or(0); });
  };
  EXPECT_EQ(days("default_notice"), 15);
  EXPECT_EQ(days("letter"), 0);
  EXPECT_EQ(days("conclusion_notice"), 0) << "that counts from a day in the document";
  site.as(site.els, [&](Deed& deed) { set_term(deed, site.works, {"defence", "bestek", 20}); });
  EXPECT_EQ(days("default_notice"), 20);
}

TEST(Clocks, facts_count_from_the_day_in_their_report) {
  Site site;
  evidence::Followers const with_fields = [](Deed& deed, evidence::Entry const& entry) {
    follow(deed, entry, [](db::Tx&, DocumentId const&, std::string_view field) { return field == "on" ? parse_day("2026-01-30") : std::nullopt; });
  };
  auto const report = [&](char const* now) {
    site.clock().set(now);
    site.house().engine().act_now([&](db::Tx& tx) {
      Deed deed{{tx, site.karim, site.clock().now()}, with_fields};
      site.put_by(deed, "facts_report", Theme::changes, {}, true);
    });
  };
  report("2026-03-02T09:00:00.000Z");  // 1 March, the thirtieth day, is a Sunday
  report("2026-03-03T09:00:00.000Z");
  EXPECT_EQ(site.seen(site.els), std::string{from_award} + " | facts_report 2026-03-02 ended_late facts_report 2026-03-02 in_time");
  site.put(site.karim, "facts_report", Theme::changes);
  EXPECT_EQ(site.rows("SELECT id FROM clocks WHERE rule = 'facts_report'").size(), 2U) << "without the day there is no term";
}

// ---------------------------------------------------------------- payment

TEST(Clocks, the_row_of_a_claim_says_what_its_own_clock_says) {
  TestHouse house;
  auto const id = house.sent();
  auto const fits = [&](std::string_view side, std::int64_t stopped) {
    auto const row = house.rows("SELECT due_on, started_on, side, is_stopped FROM clocks WHERE document_id = $1 AND ended_at IS NULL", {id.text}).at(0);
    auto const clock = house.see(house.els, [&](View& view) { return payments::clock_of(payments::open_claim(view, id), view.now); });
    EXPECT_EQ(row.text(0), to_text(*clock.payment_due));
    EXPECT_EQ(row.text(1), to_text(*clock.started_on));
    EXPECT_EQ(row.text(2), side);
    EXPECT_EQ(row.number(3), stopped);
    return row.text(0);
  };
  EXPECT_EQ(fits("authority", 0), "2026-04-01");
  house.as(house.els, [&](Deed& deed) { payments::take_into_treatment(deed, id); });
  house.clock().set("2026-03-05T09:00:00.000Z");
  house.as(house.els, [&](Deed& deed) { payments::ask_supplements(deed, id, "Meetstaat"); });
  fits("contractor", 1);
  house.clock().set("2026-03-10T09:00:00.000Z");
  auto const answer = house.as(house.sara, [&](Deed& deed) { return payments::begin_supplement(deed, id, "Meetstaat").id; });
  house.as(house.sara, [&](Deed& deed) {
    dossier::attach(deed, answer, {dossier::AttachmentKind::supporting_document, "a.pdf", house.a_file("%PDF-1.4")});
    payments::send_supplement(deed, answer);
  });
  EXPECT_EQ(fits("authority", 0), "2026-04-07");  // five days more: the day after Easter Monday
  house.as(house.els, [&](Deed& deed) { payments::accept(deed, id); });
  EXPECT_EQ(fits("authority", 0), "2026-04-07");
}

// A claim of €1,000.00 of which the invoice was asked; it is to be paid on 1 April at the latest.
struct Invoiced : TestHouse {
  DocumentId claim = in_treatment(), request;
  Invoiced() {
    as(els, [&](Deed& deed) {
      payments::accept(deed, claim);
      request = payments::request_invoice(deed, claim, {"45", "", 1'000'00}).id;
    });
  }
  DocumentId sent(evidence::Actor const& by, char const* type, DocumentId const& answers, char const* on, char const* amount) {
    return as(by, [&](Deed& deed) {
      correspondence::Values values{{"on", on}, {"amount", amount}};
      if (std::string_view{type} == "invoice") values.emplace("invoice_number", "2026/7");
      auto const id = correspondence::begin(deed, road, correspondence::type_to_begin(type), {"Bericht", "", std::move(values)}, answers).id;
      correspondence::send(deed, id);
      return id;
    });
  }
  std::string outcome() {
    auto const all = rows("SELECT coalesce(outcome, 'runs') FROM clocks WHERE document_id = $1 AND rule = 'payment'", {claim.text});
    EXPECT_EQ(all.size(), 1U);
    return all.at(0).text(0);
  }
  std::int64_t paid_cents() {
    return see(sara, [&](View& view) { return payments::open_claim(view, claim).paid_cents; });
  }
  payments::ClockState state() {
    return see(sara, [&](View& view) { return payments::clock_of(payments::open_claim(view, claim), view.now).state; });
  }
};

TEST(Clocks, an_invoice_request_waits_for_its_invoice_until_the_day_of_the_payment_clock) {
  TestHouse house;
  auto const claim = house.in_treatment();
  auto const seen = [&](DocumentId const& id) {
    return house.see(house.sara, [&](View& view) {
      auto const document = dossier::open(view, id);
      auto const action = view.tx.one("SELECT due_on FROM actions WHERE kind = 'invoice' AND document_id = $1", {claim.text});
      return std::string{name(dossier::state_of(document, brussels_day(view.now)))} + ' ' + document.due_on.value_or("-") + ' ' + action.text(0);
    });
  };
  auto const request = house.as(house.els, [&](Deed& deed) {
    payments::accept(deed, claim);
    return payments::request_invoice(deed, claim, {"45", "", 100'000}).id;
  });
  EXPECT_EQ(seen(request), "outstanding 2026-03-09 2026-03-09");
  house.clock().pass(std::chrono::days{8});
  EXPECT_EQ(seen(request), "overdue 2026-03-09 2026-03-09");
  house.as(house.sara, [&](Deed& deed) {
    auto const invoice = correspondence::begin(deed, house.road, correspondence::type_to_begin("invoice"),
                                               {"x", "", {{"invoice_number", "7"}, {"on", "2026-03-10"}, {"amount", "1210.00"}}}, request);
    correspondence::send(deed, invoice.id);
  });
  EXPECT_EQ(seen(request), "closed 2026-03-09 2026-03-09");
}

TEST(Clocks, a_claim_waits_for_its_payment_once_the_invoice_came) {
  Invoiced house;
  auto const waits_for = [&] {
    return house.see(house.sara, [&](View& view) { return payments::clock_of(payments::open_claim(view, house.claim), view.now).waits_for; });
  };
  EXPECT_EQ(waits_for(), payments::WaitsFor::contractor_invoice);
  house.sent(house.sara, "invoice", house.request, "2026-03-02", "1210.00");
  EXPECT_EQ(waits_for(), payments::WaitsFor::authority_payment);
  EXPECT_EQ(house.outcome(), "runs");
}

TEST(Clocks, an_invoice_after_its_day_stops_the_payment_by_its_own_date) {
  Invoiced house;
  auto const due = [&] { return house.rows("SELECT due_on FROM clocks WHERE document_id = $1 AND rule = 'payment'", {house.claim.text}).at(0).text(0); };
  auto const before = due();
  house.clock().set("2026-03-19T09:00:00.000Z");
  house.sent(house.sara, "invoice", house.request, "2026-03-09", "1210.00");
  EXPECT_EQ(due(), before) << "it came in time, another way";
  Invoiced late;
  late.clock().set("2026-03-19T09:00:00.000Z");
  late.sent(late.sara, "invoice", late.request, "2026-03-19", "1210.00");
  EXPECT_EQ(late.rows("SELECT due_on FROM clocks WHERE document_id = $1 AND rule = 'payment'", {late.claim.text}).at(0).text(0),
            "2026-04-13") << "ten days more, and the next working day";
}

TEST(Clocks, a_payment_is_told_also_where_the_request_was_closed) {
  Invoiced house;
  house.as(house.els, [&](Deed& deed) { dossier::close(deed, house.request, "gefactureerd via Peppol"); });
  EXPECT_EQ(house.see(house.sara, [&](View& view) { return payments::clock_of(payments::open_claim(view, house.claim), view.now).waits_for; }),
            payments::WaitsFor::authority_payment);
  house.clock().set("2026-04-20T09:00:00.000Z");
  house.sent(house.els, "payment_notice", house.request, "2026-03-31", "1210.00");
  EXPECT_EQ(house.outcome(), "in_time");
  EXPECT_EQ(house.state(), payments::ClockState::met);
}

TEST(Clocks, a_payment_is_told_also_where_the_contractor_closed_his_invoice) {
  Invoiced house;
  auto const invoice = house.sent(house.sara, "invoice", house.request, "2026-03-02", "1210.00");
  house.as(house.sara, [&](Deed& deed) { dossier::close(deed, invoice, ""); });
  house.sent(house.els, "payment_notice", invoice, "2026-03-31", "1210.00");
  EXPECT_EQ(house.state(), payments::ClockState::met);
}

TEST(Clocks, a_payment_notice_ends_the_term_of_its_claim) {
  Invoiced house;
  auto const invoice = house.sent(house.sara, "invoice", house.request, "2026-03-02", "1210.00");
  EXPECT_EQ(house.outcome(), "runs");
  house.clock().set("2026-04-20T09:00:00.000Z");
  house.sent(house.els, "payment_notice", invoice, "2026-03-31", "1210.00");
  EXPECT_EQ(house.outcome(), "in_time") << "what counts is the day of the payment, not that of the notice";
  EXPECT_EQ(house.state(), payments::ClockState::met);
}

TEST(Clocks, a_payment_in_parts_ends_the_term_on_the_day_that_covers_it) {
  Invoiced house;
  house.sent(house.els, "payment_notice", house.request, "2026-03-20", "999.99");
  EXPECT_EQ(house.outcome(), "runs");
  house.clock().set("2026-04-20T09:00:00.000Z");
  house.sent(house.els, "payment_notice", house.request, "2026-04-02", "0.01");
  EXPECT_EQ(house.outcome(), "late");
  EXPECT_EQ(house.state(), payments::ClockState::lapsed);
  house.sent(house.els, "payment_notice", house.request, "2026-03-30", "5.00");
  EXPECT_EQ(house.outcome(), "late") << "it was paid by then";
}

TEST(Clocks, a_payment_of_the_next_days_ends_the_term_when_it_is_told) {
  Invoiced house;
  house.sent(house.els, "payment_notice", house.request, "2026-03-20", "1000.00");
  EXPECT_EQ(house.outcome(), "in_time");
  EXPECT_EQ(house.state(), payments::ClockState::met);
}

TEST(Clocks, a_payment_notice_that_is_corrected_counts_as_its_correction_says) {
  Invoiced house;
  house.clock().set("2026-04-21T09:00:00.000Z");
  auto const notice = house.sent(house.els, "payment_notice", house.request, "2026-03-20", "1210.00");
  EXPECT_EQ(house.outcome(), "in_time");
  auto const corrected = [&](DocumentId const& wrong, char const* on, char const* amount) {
    return house.as(house.els, [&](Deed& deed) {
      auto const id = correspondence::correct(deed, wrong).id;
      correspondence::save(deed, id, 1, {"Bericht", "", {{"on", on}, {"amount", amount}}});
      correspondence::send(deed, id);
      return id;
    });
  };
  auto const less = corrected(notice, "2026-03-20", "999.99");
  EXPECT_EQ(house.outcome(), "runs");
  EXPECT_EQ(house.paid_cents(), 999'99);
  auto const late = corrected(less, "2026-04-20", "1210.00");
  EXPECT_EQ(house.outcome(), "late");
  EXPECT_EQ(house.paid_cents(), 1210'00);
  house.as(house.els, [&](Deed& deed) { dossier::withdraw(deed, late, "Toch niet"); });
  EXPECT_EQ(house.outcome(), "runs") << "what it corrected stands again";
  EXPECT_EQ(house.paid_cents(), 999'99);
}

TEST(Clocks, only_the_authority_tells_of_a_payment) {
  Invoiced house;
  EXPECT_EQ(refusal_of([&] { house.sent(house.sara, "payment_notice", house.request, "2026-03-20", "1000.00"); }), Refusal::not_allowed);
  EXPECT_EQ(house.outcome(), "runs");
}

TEST(Clocks, a_refused_or_withdrawn_claim_has_no_term) {
  TestHouse house;
  auto const refused = house.in_treatment(), withdrawn = house.sent();
  house.as(house.els, [&](Deed& deed) { payments::refuse_claim(deed, refused, payments::Ground::wrong_period, "x"); });
  house.as(house.sara, [&](Deed& deed) { dossier::withdraw(deed, withdrawn); });
  for (auto const& row : house.rows("SELECT outcome FROM clocks")) EXPECT_EQ(row.text(0), "lapsed");
  EXPECT_EQ(house.rows("SELECT id FROM clocks").size(), 2U);
}

// ---------------------------------------------------------------- closing days

TEST(Clocks, a_closing_day_moves_what_is_due_on_it_and_nothing_else) {
  Site site;
  site.notice();
  auto const claim = site.sent();
  site.close_on("2026-03-17");
  EXPECT_EQ(to_text(site.only(site.karim, "defence").due_on), "2026-03-18");
  EXPECT_EQ(to_text(site.only(site.karim, "insurance").due_on), "2026-03-23");
  site.close_on("2026-04-01");
  auto const due = [&] { return site.rows("SELECT due_on FROM clocks WHERE document_id = $1", {claim.text}).at(0).text(0); };
  EXPECT_EQ(due(), "2026-04-02") << "the clock of a claim follows the same calendar";
  auto const shown = site.see(site.els, [&](View& view) { return payments::clock_of(payments::open_claim(view, claim), view.now).payment_due; });
  EXPECT_EQ(to_text(*shown), "2026-04-02");
  site.as(site.els, [&](Deed& deed) { calendar::open_on(deed, day("2026-04-01")); });
  EXPECT_EQ(due(), "2026-04-01");
  EXPECT_EQ(site.rows("SELECT version FROM clocks WHERE rule = 'insurance'").at(0).number(0), 1);
}

TEST(Clocks, what_has_ended_is_not_moved_by_a_closing_day) {
  Site site;
  auto const notice = site.notice();
  site.put(site.karim, "defence", Theme::defaults, notice);
  site.close_on("2026-03-17");
  EXPECT_EQ(site.seen(site.karim), std::string{from_award} + " | defence 2026-03-17 in_time");
}

// ---------------------------------------------------------------- other days, and stops

TEST(Clocks, an_authority_gives_a_contract_other_days_with_a_reason_that_both_sides_read) {
  Site site;
  site.notice();
  site.as(site.els, [&](Deed& deed) { set_term(deed, site.works, {"defence", "bestek, deel 2", 20}); });
  EXPECT_EQ(to_text(site.only(site.karim, "defence").due_on), "2026-03-23");  // 22 March is a Sunday
  auto const terms = site.see(site.karim, [&](View& view) { return terms_of(view, contracts::open(view, site.works)); });
  auto const defence = std::find_if(terms.begin(), terms.end(), [](Term const& term) { return term.rule->key == "defence"; });
  ASSERT_NE(defence, terms.end());
  EXPECT_EQ(defence->own_days, 20);
  EXPECT_EQ(defence->reason, "bestek, deel 2");
  EXPECT_EQ(site.rows("SELECT particulars FROM events WHERE event = 'term_changed'").at(0).text(0),
            R"({"rule":"defence","days":20,"reason":"bestek, deel 2"})");
  site.as(site.els, [&](Deed& deed) { set_term(deed, site.works, {"defence", "vergissing", {}}); });
  EXPECT_EQ(to_text(site.only(site.karim, "defence").due_on), "2026-03-17");
}

TEST(Clocks, only_an_administrator_of_the_authority_gives_other_days) {
  Site site;
  auto const try_as = [&](evidence::Actor const& actor) {
    return refusal_of([&] { site.as(actor, [&](Deed& deed) { set_term(deed, site.works, {"defence", "x", 20}); }); });
  };
  EXPECT_EQ(try_as(site.karim), Refusal::not_allowed);
  EXPECT_EQ(try_as(site.bram), Refusal::not_allowed);
  EXPECT_EQ(try_as(site.ingrid), Refusal::not_found);
  EXPECT_EQ(mistakes_of([&] { site.as(site.els, [&](Deed& deed) { set_term(deed, site.works, {"payment", "x", 20}); }); }),
            std::vector<std::string>{"rule unknown"});
  EXPECT_EQ(mistakes_of([&] { take(read_term({{"days", "731"}}, false)); }),
            (std::vector<std::string>{"rule missing", "days too_large", "reason missing"}));
}

TEST(Clocks, the_bond_stands_still_while_the_contractor_is_closed) {
  Site site;
  auto const id = site.only(site.karim, "performance_bond").id;
  site.as(site.karim, [&](Deed& deed) { stop(deed, id, a_stop("2026-03-09", "2026-03-15")); });
  EXPECT_EQ(to_text(site.only(site.els, "performance_bond").due_on), "2026-03-30");
  site.as(site.karim, [&](Deed& deed) { stop(deed, id, a_stop("2026-03-27", "2026-03-31")); });
  EXPECT_EQ(to_text(site.only(site.els, "performance_bond").due_on), "2026-04-03");
  auto const seen = site.see(site.els, [&](View& view) { return open(view, id).stops; });
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen.at(0).reason, "bouwverlof");
  // Other days and closing days keep the stops in mind.
  site.close_on("2026-04-03");
  EXPECT_EQ(to_text(site.only(site.els, "performance_bond").due_on), "2026-04-07");
}

TEST(Clocks, a_stop_is_for_the_side_that_the_rule_names_and_for_who_may_send) {
  Site site;
  auto const id = site.only(site.karim, "performance_bond").id;
  auto const insurance = site.only(site.karim, "insurance").id;
  auto const try_as = [&](evidence::Actor const& actor, ClockId const& clock) {
    return refusal_of([&] { site.as(actor, [&](Deed& deed) { stop(deed, clock, a_stop("2026-03-09", "2026-03-15")); }); });
  };
  EXPECT_EQ(try_as(site.els, id), Refusal::not_allowed);
  EXPECT_EQ(try_as(site.lotte, id), Refusal::not_allowed) << "she drafts";
  EXPECT_EQ(try_as(site.sara, id), Refusal::not_found) << "another theme";
  EXPECT_EQ(try_as(site.ingrid, id), Refusal::not_found);
  EXPECT_EQ(mistakes_of([&] { site.as(site.karim, [&](Deed& deed) { stop(deed, insurance, a_stop("2026-03-09", "2026-03-15")); }); }),
            std::vector<std::string>{"kind unknown"});
  site.put(site.karim, "bond_proof", Theme::performance_bond);
  EXPECT_EQ(try_as(site.karim, id), Refusal::wrong_step);
}

TEST(Clocks, a_stop_lies_within_the_term_and_overlaps_no_other) {
  Site site;
  auto const id = site.only(site.karim, "performance_bond").id;
  auto const told = [&](char const* from, char const* to) {
    return mistakes_of([&] { site.as(site.karim, [&](Deed& deed) { stop(deed, id, a_stop(from, to)); }); });
  };
  EXPECT_EQ(told("2026-02-01", "2026-02-20"), std::vector<std::string>{"from outside_term"});
  EXPECT_EQ(told("2026-03-24", "2026-03-28"), std::vector<std::string>{"from outside_term"});
  EXPECT_TRUE(told("2026-03-09", "2026-03-15").empty());
  EXPECT_EQ(told("2026-03-15", "2026-03-20"), std::vector<std::string>{"from overlaps"});
  EXPECT_EQ(mistakes_of([&] { take(read_stop({{"from", "2026-03-10"}, {"to", "2026-03-09"}, {"reason", "x"}, {"kind", "contractor_closed"}})); }),
            std::vector<std::string>{"to wrong_order"});
  EXPECT_EQ(mistakes_of([&] { take(read_stop({{"from", "2026-03-10"}, {"to", "2026-09-09"}, {"reason", "x"}, {"kind", "contractor_closed"}})); }),
            std::vector<std::string>{"to too_far"});
}

// ---------------------------------------------------------------- who sees what

TEST(Clocks, who_may_not_read_the_theme_sees_no_clock_of_it) {
  Site site;
  site.notice();
  auto const id = site.only(site.els, "defence").id;
  EXPECT_EQ(site.seen(site.bram), "") << "invoicing alone";
  EXPECT_EQ(site.seen(site.sara), "defence 2026-03-17 running");
  EXPECT_EQ(site.seen(site.lotte), "performance_bond 2026-03-23 running");
  EXPECT_EQ(site.seen(site.ana), site.seen(site.els)) << "an administrator reads all";
  for (auto const* actor : {&site.bram, &site.lotte, &site.zoe, &site.ingrid})
    EXPECT_EQ(refusal_of([&] { site.see(*actor, [&](View& view) { return open(view, id).days; }); }), Refusal::not_found);
}

TEST(Clocks, the_calendar_is_one_walk_in_pages_by_due_day_with_the_rights_of_the_moment) {
  Site site;
  site.notice();
  auto const walked = [&](evidence::Actor const& actor, bool own, std::size_t at_once) {
    std::string text;
    std::optional<std::string> after;
    do {
      auto const page = site.see(actor, [&](View& view) { return list(view, {day("2026-03-01"), day("2026-03-31"), own}, after, at_once); });
      EXPECT_LE(page.rows.size(), at_once);
      for (auto const& clock : page.rows) text += clock.rule + ' ';
      after = page.next;
    } while (after);
    return text;
  };
  for (std::size_t at_once : {1U, 2U, 500U}) {
    EXPECT_EQ(walked(site.karim, false, at_once), walked(site.els, false, 500));
    EXPECT_EQ(walked(site.karim, true, at_once).substr(0, 8), "defence ");
    EXPECT_EQ(walked(site.els, true, at_once), "");
  }
  EXPECT_EQ(walked(site.sara, false, 1), "defence ");
  EXPECT_EQ(walked(site.ingrid, false, 500), "");
  EXPECT_EQ(walked(site.zoe, false, 500), "");
  site.as(site.karim, [&](Deed& deed) {
    for (auto const& group : groups::list(deed).rows) groups::remove(deed, group.id);
  });
  EXPECT_EQ(walked(site.sara, false, 500), "") << "with the group the right is gone";
}

TEST(Clocks, what_is_late_is_told_but_not_a_right_that_is_over) {
  Site site;
  site.notice();
  site.clock().set("2026-03-30T09:00:00.000Z");
  auto const late_for = [&](evidence::Actor const& actor, bool own) {
    std::string text;
    for (auto const& clock : site.see(actor, [&](View& view) { return late(view, own); })) text += clock.rule + ' ';
    return text;
  };
  EXPECT_EQ(late_for(site.karim, true).size(), std::string{"performance_bond insurance "}.size());
  EXPECT_EQ(late_for(site.els, true), "");
  EXPECT_EQ(late_for(site.els, false).size(), std::string{"performance_bond insurance "}.size());
  EXPECT_EQ(late_for(site.ingrid, false), "");
}
