// SPDX-License-Identifier: EUPL-1.2
#include "correspondence/correspondence.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

using correspondence::Values;
using dossier::State;
using dossier::Status;
using evidence::Deed;
using evidence::View;
using support::mistakes_of;
using support::refusal_of;
using support::TestHouse;

namespace {

// A contract with every type, on which els sends for the authority, and sara and lotte send and draft for the contractor.
struct Work : TestHouse {
  ContractId contract;
  Work() : contract{another_contract()} {
    auto const group = [&](evidence::Actor const& by, char const* name, groups::Level level, PersonId const& member) {
      as(by, [&](Deed& deed) {
        groups::NewGroup wanted{name, "", "test", {}, false, {member}};
        for (auto theme : groups::themes) wanted.rights[theme] = level;
        contracts::link_group(deed, contract, groups::create(deed, wanted));
      });
    };
    group(els, "all themes", groups::Level::send, els.person);
    group(els, "drafts", groups::Level::draft, bram.person);
    group(karim, "all themes", groups::Level::send, sara.person);
    group(karim, "all drafts", groups::Level::draft, lotte.person);
  }

  DocumentId drafted(evidence::Actor const& by, std::string const& type, Values values, std::optional<DocumentId> replies_to = {}) {
    return as(by, [&](Deed& deed) {
      return correspondence::begin(deed, contract, correspondence::type_to_begin(type), {"Over " + type, "REF-1", std::move(values)}, replies_to).id;
    });
  }
  dossier::Document send(evidence::Actor const& by, DocumentId const& id) {
    return as(by, [&](Deed& deed) { return correspondence::send(deed, id); });
  }
  DocumentId sent(evidence::Actor const& by, std::string const& type, Values values, std::optional<DocumentId> replies_to = {}) {
    auto const id = drafted(by, type, std::move(values), std::move(replies_to));
    send(by, id);
    return id;
  }
  DocumentId notice() { return sent(els, "default_notice", {{"on", "2026-03-02"}, {"facts", "Scheur in de verharding"}, {"remedy", "Herstellen"}}); }
  dossier::Opened document(evidence::Actor const& by, DocumentId const& id) {
    return see(by, [&](View& view) { return dossier::open(view, id); });
  }
  State state(DocumentId const& id) { return dossier::state_of(document(els, id), brussels_day(clock().now())); }
  std::vector<std::string> titles(evidence::Actor const& by, dossier::Wanted const& wanted) {
    return see(by, [&](View& view) {
      std::vector<std::string> found;
      for (auto const& row : dossier::find(view, contracts::open(view, contract), wanted).rows) found.push_back(row.type);
      return found;
    });
  }
  template <class Act>
  std::optional<Refusal> refused(evidence::Actor const& by, Act act) {
    return refusal_of([&] { as(by, act); });
  }
};

Fields entered(std::initializer_list<std::pair<std::string const, std::string>> fields) { return Fields{fields}; }

}  // namespace

TEST(Correspondence, what_is_entered_is_read_by_the_type_and_all_mistakes_come_at_once) {
  auto const& type = correspondence::type_to_begin("bond_proof");
  auto const draft = take(correspondence::read_draft(
      entered({{"title", " Borg  stelling "}, {"fields.bond_form", "cash"}, {"fields.amount", "6.180,00"}, {"fields.on", "2/3/2026"}}), type, false));
  EXPECT_EQ(draft.title, "Borg stelling");
  EXPECT_EQ(draft.values, (Values{{"amount", "6180.00"}, {"bond_form", "cash"}, {"on", "2026-03-02"}}));
  auto const wrong = std::get<std::vector<Mistake>>(correspondence::read_draft(
      entered({{"reference", std::string(61, 'x')}, {"fields.bond_form", "gold"}, {"fields.amount", "veel"}, {"fields.on", "31/02/2026"}, {"fields.zz", "1"}}),
      type, false));
  std::vector<std::string> found;
  for (auto const& mistake : wrong) found.push_back(mistake.field + ' ' + mistake.code);
  EXPECT_EQ(found, (std::vector<std::string>{"reference too_long", "fields.bond_form unknown", "fields.amount not_a_number", "fields.on not_a_date",
                                             "fields.zz unknown"}));
}

TEST(Correspondence, a_document_that_lacks_what_its_type_requires_is_not_sent) {
  Work house;
  auto const id = house.drafted(house.els, "default_notice", {{"on", "2026-03-02"}});
  EXPECT_EQ(mistakes_of([&] { house.send(house.els, id); }), (std::vector<std::string>{"fields.facts missing", "fields.remedy missing"}));
  auto const letter = house.drafted(house.els, "letter", {{"message", "Dag"}, {"answer_by", "2026-03-01"}});
  EXPECT_EQ(mistakes_of([&] { house.send(house.els, letter); }), std::vector<std::string>{"fields.answer_by in_the_past"});
}

TEST(Correspondence, a_notice_a_defence_and_a_decision_close_the_thread) {
  Work house;
  auto const notice = house.notice();
  EXPECT_EQ(house.document(house.sara, notice).due_on, "2026-03-17");  // fifteen days after Monday 2 March
  EXPECT_EQ(house.state(notice), State::outstanding);
  auto const defence = house.sent(house.sara, "defence", {{"defence", "Overmacht"}}, notice);
  EXPECT_EQ(house.document(house.els, notice).status, Status::answered);
  EXPECT_TRUE(house.document(house.els, notice).answered_at);
  auto const decision = house.sent(house.els, "sanction_decision", {{"measure", "none"}, {"explanation", "Aanvaard"}}, defence);
  for (auto const& id : {notice, defence}) {
    EXPECT_EQ(house.document(house.sara, id).status, Status::settled);
    EXPECT_EQ(house.state(id), State::closed);
  }
  EXPECT_EQ(house.document(house.sara, decision).status, Status::sent);
  auto const told = house.rows("SELECT event FROM events WHERE document_id = $1 ORDER BY position", {notice.text});
  std::vector<std::string> events;
  for (auto const& row : told) events.push_back(row.text(0));
  EXPECT_EQ(events, (std::vector<std::string>{"draft_created", "document_sent", "document_answered", "document_closed"}));
}

TEST(Correspondence, a_term_rolls_over_to_the_next_working_day_and_then_it_is_overdue) {
  Work house;
  house.clock().set("2026-03-20T09:00:00.000Z");  // fifteen days later is Saturday 4 April, then Easter and Easter Monday
  auto const notice = house.notice();
  EXPECT_EQ(house.document(house.els, notice).due_on, "2026-04-07");
  house.clock().set("2026-04-07T20:00:00.000Z");
  EXPECT_EQ(house.state(notice), State::outstanding);
  house.clock().set("2026-04-08T09:00:00.000Z");
  EXPECT_EQ(house.state(notice), State::overdue);
  house.sent(house.sara, "defence", {{"defence", "Te laat"}}, notice);
  EXPECT_EQ(house.state(notice), State::answered);
}

TEST(Correspondence, only_what_the_type_allows_answers_and_only_while_it_can) {
  Work house;
  auto const notice = house.notice();
  EXPECT_EQ(house.refused(house.sara, [&](Deed& deed) {
    correspondence::begin(deed, house.contract, correspondence::type_to_begin("letter"), {"x", "", {}}, notice);
  }), Refusal::reply_not_allowed);
  auto const late = house.drafted(house.sara, "defence", {{"defence", "x"}}, notice);
  house.as(house.els, [&](Deed& deed) { dossier::close(deed, notice, "Hersteld vastgesteld"); });
  EXPECT_EQ(house.refused(house.sara, [&](Deed& deed) { correspondence::send(deed, late); }), Refusal::reply_not_allowed);
  EXPECT_TRUE(house.see(house.sara, [&](View& view) { return dossier::replies_to(dossier::open(view, notice)); }).empty());
}

TEST(Correspondence, an_answer_may_be_of_a_type_that_the_contract_did_not_enable) {
  Work house;
  house.as(house.els, [&](Deed& deed) { contracts::set_types(deed, house.contract, {"default_notice", "payment_claim"}); });
  auto const notice = house.notice();
  EXPECT_EQ(house.refused(house.sara, [&](Deed& deed) {
    correspondence::begin(deed, house.contract, correspondence::type_to_begin("defence"), {"x", "", {}}, std::nullopt);
  }), Refusal::not_found);
  EXPECT_NO_THROW(house.sent(house.sara, "defence", {{"defence", "x"}}, notice));
}

TEST(Correspondence, nobody_sees_the_other_sides_draft_nor_learns_who_wrote_it) {
  Work house;
  auto const draft = house.drafted(house.els, "service_order", {{"order", "Begin"}});
  for (auto const* actor : {&house.sara, &house.karim, &house.ingrid, &house.zoe})
    EXPECT_EQ(house.refused(*actor, [&](Deed& deed) { correspondence::open(deed, draft); }), Refusal::not_found);
  house.send(house.els, draft);
  EXPECT_NO_THROW(house.document(house.sara, draft));
  EXPECT_EQ(house.refused(house.ingrid, [&](Deed& deed) { correspondence::open(deed, draft); }), Refusal::not_found);
  auto const lines = house.see(house.sara, [&](View& view) { return evidence::lines_about(view, draft); });
  for (auto const& line : lines) EXPECT_FALSE(line.person);
}

TEST(Correspondence, a_side_begins_what_it_sends_and_people_do_what_their_level_allows) {
  Work house;
  auto const begin = [&](evidence::Actor const& by, char const* type) {
    return house.refused(by, [&](Deed& deed) {
      correspondence::begin(deed, house.contract, correspondence::type_to_begin(type), {"x", "", {}}, std::nullopt);
    });
  };
  EXPECT_EQ(begin(house.sara, "default_notice"), Refusal::not_allowed);
  EXPECT_EQ(begin(house.els, "defence"), Refusal::not_allowed);
  EXPECT_EQ(begin(house.bram, "default_notice"), std::nullopt);
  EXPECT_EQ(begin(house.ingrid, "letter"), Refusal::not_found);
  EXPECT_EQ(begin(house.els, "love_letter"), Refusal::not_found);
  EXPECT_EQ(mistakes_of([&] { correspondence::type_to_begin("payment_claim"); }), std::vector<std::string>{"type own_form"});
  auto const draft = house.drafted(house.lotte, "letter", {{"message", "Dag"}});
  EXPECT_EQ(house.refused(house.lotte, [&](Deed& deed) { correspondence::send(deed, draft); }), Refusal::not_allowed);
  house.as(house.lotte, [&](Deed& deed) { dossier::put_ready(deed, draft); });
  house.as(house.sara, [&](Deed& deed) { dossier::return_to_draft(deed, draft, "Graag korter"); });
  auto const lines = house.see(house.lotte, [&](View& view) { return evidence::lines_about(view, draft); });
  EXPECT_EQ(lines.back().reason(), "Graag korter");
  EXPECT_NO_THROW(house.send(house.sara, draft));
}

TEST(Correspondence, a_draft_that_stands_ready_is_for_its_own_side_to_send) {
  Work house;
  auto const draft = house.drafted(house.bram, "service_order", {{"order", "Begin"}});
  house.as(house.bram, [&](Deed& deed) { dossier::put_ready(deed, draft); });
  auto const asked = house.rows("SELECT organisation_id FROM actions WHERE document_id = $1", {draft.text});
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked.front().text(0), house.agency.id.text);
}

TEST(Correspondence, a_save_over_an_older_version_is_refused) {
  Work house;
  auto const draft = house.drafted(house.lotte, "letter", {{"message", "Eerst"}});
  auto const save = [&](evidence::Actor const& by, std::int64_t version, char const* text) {
    return house.refused(by, [&](Deed& deed) { correspondence::save(deed, draft, version, {"Brief", "", {{"message", text}}}); });
  };
  EXPECT_EQ(save(house.lotte, 1, "Van Lotte"), std::nullopt);
  EXPECT_EQ(save(house.sara, 1, "Van Sara"), Refusal::stale_version);
  auto const kept = house.see(house.sara, [&](View& view) { return correspondence::open(view, draft); });
  EXPECT_EQ(kept.values.at("message"), "Van Lotte");
}

TEST(Correspondence, what_was_sent_never_changes_and_is_corrected_by_a_new_document) {
  Work house;
  auto const wrong = house.sent(house.els, "service_order", {{"order", "Graaf links"}});
  auto const digest = house.document(house.els, wrong).digest;
  EXPECT_EQ(house.refused(house.els, [&](Deed& deed) { correspondence::save(deed, wrong, 1, {"x", "", {}}); }), Refusal::already_sent);
  EXPECT_EQ(house.refused(house.els, [&](Deed& deed) { correspondence::remove(deed, wrong); }), Refusal::already_sent);
  EXPECT_EQ(house.refused(house.sara, [&](Deed& deed) { correspondence::correct(deed, wrong); }), Refusal::not_allowed);
  auto const right = house.as(house.els, [&](Deed& deed) { return correspondence::correct(deed, wrong).id; });
  house.as(house.els, [&](Deed& deed) { correspondence::save(deed, right, 1, {"Bevel", "", {{"order", "Graaf rechts"}}}); });
  house.send(house.els, right);
  EXPECT_EQ(house.document(house.sara, right).corrects, wrong.text);
  EXPECT_EQ(house.document(house.els, wrong).digest, digest);
  EXPECT_EQ(house.see(house.sara, [&](View& view) { return correspondence::open(view, wrong); }).values.at("order"), "Graaf links");
}

TEST(Correspondence, an_answer_is_waited_for_at_the_correction_and_not_at_what_it_corrects) {
  Work house;
  auto const wrong = house.notice();
  EXPECT_EQ(house.state(wrong), State::outstanding);
  auto const right = house.as(house.els, [&](Deed& deed) { return correspondence::correct(deed, wrong).id; });
  EXPECT_EQ(house.state(wrong), State::outstanding) << "a draft corrects nothing yet";
  house.send(house.els, right);
  EXPECT_EQ(house.state(wrong), State::closed);
  EXPECT_EQ(house.state(right), State::outstanding);
  EXPECT_EQ(house.see(house.sara, [&](View& view) { return dossier::replies_to(dossier::open(view, wrong)).size(); }), 0U);
}

TEST(Correspondence, it_is_withdrawn_only_before_treatment) {
  Work house;
  auto const first = house.notice(), second = house.notice();
  house.as(house.els, [&](Deed& deed) { dossier::withdraw(deed, first, "Verkeerde opdracht"); });
  EXPECT_EQ(house.state(first), State::withdrawn);
  EXPECT_EQ(house.refused(house.els, [&](Deed& deed) { correspondence::take_into_treatment(deed, second); }), Refusal::not_allowed);
  house.as(house.sara, [&](Deed& deed) { correspondence::take_into_treatment(deed, second); });
  EXPECT_EQ(house.refused(house.els, [&](Deed& deed) { dossier::withdraw(deed, second); }), Refusal::wrong_step);
  EXPECT_EQ(house.refused(house.sara, [&](Deed& deed) {
    correspondence::begin(deed, house.contract, correspondence::type_to_begin("defence"), {"x", "", {}}, first);
  }), Refusal::reply_not_allowed);
}

TEST(Correspondence, the_list_is_filtered_sorted_searched_and_paged) {
  Work house;
  auto const notice = house.notice();
  house.sent(house.els, "letter", {{"message", "Werfvergadering op dinsdag"}, {"answer_by", "2026-03-05"}});
  house.sent(house.sara, "facts_report", {{"on", "2026-03-01"}, {"facts", "Onbekende leiding"}, {"influence", "Tien dagen"}});
  house.drafted(house.sara, "letter", {{"message", "Nog niet af"}});
  using Names = std::vector<std::string>;
  EXPECT_EQ(house.titles(house.els, {}), (Names{"facts_report", "letter", "default_notice"}));
  EXPECT_EQ(house.titles(house.sara, {}), (Names{"letter", "facts_report", "letter", "default_notice"}));
  dossier::Wanted wanted;
  wanted.sort = dossier::Sort::due;
  EXPECT_EQ(house.titles(house.els, wanted), (Names{"letter", "default_notice", "facts_report"}));
  wanted.sort = dossier::Sort::oldest;
  EXPECT_EQ(house.titles(house.els, wanted), (Names{"default_notice", "letter", "facts_report"}));
  wanted = {};
  wanted.theme = groups::Theme::changes;
  EXPECT_EQ(house.titles(house.els, wanted), Names{"facts_report"});
  wanted = {};
  wanted.side = contracts::Side::contractor;
  wanted.state = State::draft;
  EXPECT_EQ(house.titles(house.sara, wanted), Names{"letter"});
  EXPECT_EQ(house.titles(house.els, wanted), Names{});
  for (auto const* words : {"dinsdag", "ref-1 letter", "WERFverg"}) {
    wanted = {};
    wanted.search = words;
    EXPECT_EQ(house.titles(house.els, wanted).front(), "letter") << words;
  }
  wanted = {};
  wanted.theme = groups::Theme::general;
  wanted.search = "2";  // its number
  EXPECT_EQ(house.titles(house.els, wanted), Names{"letter"});
  wanted = {};
  wanted.search = "100%";
  EXPECT_TRUE(house.titles(house.els, wanted).empty());
  for (auto sort : {dossier::Sort::newest, dossier::Sort::oldest, dossier::Sort::due}) {
    Names all;
    wanted = {};
    wanted.sort = sort;
    for (int pages = 0; pages < 10; ++pages) {
      auto const page = house.see(house.sara, [&](View& view) { return dossier::find(view, contracts::open(view, house.contract), wanted, 1); });
      for (auto const& row : page.rows) all.push_back(row.id.text);
      if (!page.next) break;
      wanted.after = *page.next;
    }
    EXPECT_EQ(all.size(), 4U) << dossier::name(sort);
    EXPECT_EQ((std::set<std::string>{all.begin(), all.end()}).size(), 4U) << dossier::name(sort);
  }
  auto const counts = house.see(house.els, [&](View& view) { return dossier::counts(view, contracts::open(view, house.contract)); });
  EXPECT_EQ(counts.at(State::outstanding), 3);
  EXPECT_EQ(house.state(notice), State::outstanding);
}

TEST(Correspondence, a_list_shows_no_theme_that_one_may_not_read) {
  Work house;
  house.notice();
  auto const seen = house.see(house.pieter, [&](View& view) { return groups::rights_on(view, house.contract).any(); });
  EXPECT_FALSE(seen);
  house.as(house.karim, [&](Deed& deed) {
    groups::NewGroup const planners{"planners", "", "t", {{groups::Theme::planning, groups::Level::read}}, false, {house.pieter.person}};
    contracts::link_group(deed, house.contract, groups::create(deed, planners));
  });
  EXPECT_TRUE(house.titles(house.pieter, {}).empty());
  EXPECT_TRUE(house.see(house.pieter, [&](View& view) { return dossier::counts(view, contracts::open(view, house.contract)); }).empty());
}

TEST(Correspondence, the_types_of_a_contract_are_changed_by_the_authoritys_administrator) {
  Work house;
  auto const notice = house.notice();
  auto const set = [&](evidence::Actor const& by) {
    return house.refused(by, [&](Deed& deed) { contracts::set_types(deed, house.contract, {"letter"}); });
  };
  EXPECT_EQ(set(house.karim), Refusal::not_allowed);
  EXPECT_EQ(set(house.bram), Refusal::not_allowed);
  EXPECT_EQ(set(house.ingrid), Refusal::not_found);
  EXPECT_EQ(set(house.ana), std::nullopt);
  EXPECT_EQ(house.refused(house.els, [&](Deed& deed) {
    correspondence::begin(deed, house.contract, correspondence::type_to_begin("default_notice"), {"x", "", {}}, std::nullopt);
  }), Refusal::not_found);
  EXPECT_NO_THROW(house.document(house.sara, notice)) << "what was exchanged stays";
}

TEST(Correspondence, what_is_too_long_is_told_by_its_field) {
  auto const told = [](std::string const& type, Fields const& fields) {
    return mistakes_of([&] { take(correspondence::read_draft(fields, correspondence::type_to_begin(type), false)); });
  };
  EXPECT_EQ(told("letter", {{"title", std::string(201, 'x')}}), std::vector<std::string>{"title too_long"});
  EXPECT_EQ(told("letter", {{"fields.message", std::string(20'001, 'x')}}), std::vector<std::string>{"fields.message too_long"});
  EXPECT_EQ(told("leading_official", {{"fields.person", std::string(301, 'x')}}), std::vector<std::string>{"fields.person too_long"});
  EXPECT_EQ(told("letter", {{"title", std::string(200, 'x')}, {"fields.message", std::string(20'000, 'x')}}), std::vector<std::string>{});
}

TEST(Correspondence, a_document_without_a_title_is_not_sent) {
  Work house;
  auto const id = house.as(house.els, [&](Deed& deed) {
    return correspondence::begin(deed, house.contract, correspondence::type_to_begin("letter"), {"", "", {{"message", "Dag"}}}, {}).id;
  });
  EXPECT_EQ(mistakes_of([&] { house.send(house.els, id); }), std::vector<std::string>{"title missing"});
}

TEST(Correspondence, an_answer_may_be_asked_for_today_still) {
  Work house;
  auto const id = house.drafted(house.els, "letter", {{"message", "Dag"}, {"answer_by", "2026-03-02"}});
  EXPECT_EQ(house.send(house.els, id).due_on, "2026-03-02");
}

TEST(Correspondence, an_answer_stands_on_the_contract_of_its_question) {
  Work house;
  auto const other = house.another_contract("Sluis");
  house.as(house.karim, [&](Deed& deed) {
    groups::NewGroup const group{"elsewhere", "", "test", {{groups::Theme::defaults, groups::Level::send}}, false, {house.sara.person}};
    contracts::link_group(deed, other, groups::create(deed, group));
  });
  auto const notice = house.notice();
  EXPECT_EQ(house.refused(house.sara, [&](Deed& deed) {
    correspondence::begin(deed, other, correspondence::type_to_begin("defence"), {"x", "", {}}, notice);
  }), Refusal::not_found);
}

TEST(Correspondence, a_claim_is_no_letter) {
  Work house;
  auto const claim = house.as(house.sara, [&](Deed& deed) { return payments::begin_claim(deed, house.contract, house.a_claim()).id; });
  EXPECT_EQ(house.refused(house.sara, [&](Deed& deed) { correspondence::open(deed, claim); }), Refusal::not_found);
}

TEST(Correspondence, its_own_side_corrects_what_was_sent_and_stands_and_begins_with_what_it_said) {
  Work house;
  auto const letter = house.sent(house.els, "letter", {{"message", "Dinsdag"}});
  EXPECT_EQ(house.refused(house.sara, [&](Deed& deed) { correspondence::correct(deed, letter); }), Refusal::not_allowed);
  auto const draft = house.drafted(house.els, "letter", {{"message", "Nog niet"}});
  EXPECT_EQ(house.refused(house.els, [&](Deed& deed) { correspondence::correct(deed, draft); }), Refusal::wrong_step);
  auto const withdrawn = house.notice();
  house.as(house.els, [&](Deed& deed) { dossier::withdraw(deed, withdrawn, "Verkeerde opdracht"); });
  EXPECT_EQ(house.refused(house.els, [&](Deed& deed) { correspondence::correct(deed, withdrawn); }), Refusal::wrong_step);
  auto const right = house.as(house.els, [&](Deed& deed) { return correspondence::correct(deed, letter).id; });
  auto const seen = house.see(house.els, [&](View& view) { return correspondence::open(view, right); });
  EXPECT_EQ(seen.values, (Values{{"message", "Dinsdag"}}));
  EXPECT_EQ(seen.document.title, "Over letter");
  EXPECT_EQ(seen.document.reference, "REF-1");
}

TEST(Correspondence, who_may_send_takes_what_waits_for_an_answer_into_treatment_and_the_book_has_it) {
  Work house;
  auto const notice = house.notice(), letter = house.sent(house.els, "letter", {{"message", "Ter kennisgeving"}});
  auto const take = [&](evidence::Actor const& by, DocumentId const& id) {
    return house.refused(by, [&](Deed& deed) { correspondence::take_into_treatment(deed, id); });
  };
  EXPECT_EQ(take(house.lotte, notice), Refusal::not_allowed);
  EXPECT_EQ(take(house.sara, letter), Refusal::wrong_step);
  EXPECT_EQ(take(house.sara, notice), std::nullopt);
  auto const lines = house.see(house.els, [&](View& view) { return evidence::lines_about(view, notice); });
  EXPECT_EQ(lines.back().event, evidence::Event::taken_into_treatment);
}

TEST(Correspondence, the_digest_covers_reference_fields_question_and_what_it_corrects) {
  // One draft, sent with one difference each time, and each time all of it is undone.
  Work house;
  auto const question = house.sent(house.els, "letter", {{"message", "Wanneer?"}});
  auto const draft = house.drafted(house.sara, "letter", {{"message", "Dinsdag"}});
  struct Undone {};
  std::set<std::string> digests;
  auto const sent = [&](std::function<void(Deed&)> const& difference) {
    auto const send_and_undo = [&](Deed& deed) {
      difference(deed);
      digests.insert(correspondence::send(deed, draft).digest.value());
      throw Undone{};
    };
    EXPECT_THROW(house.as(house.sara, send_and_undo), Undone);
  };
  auto const saved = [&](std::string const& reference, std::string const& message) {
    sent([&](Deed& deed) { correspondence::save(deed, draft, 1, {"Over letter", reference, {{"message", message}}}); });
  };
  saved("REF-1", "Dinsdag");
  saved("REF-1", "Dinsdag");
  EXPECT_EQ(digests.size(), 1U);
  saved("REF-2", "Dinsdag");
  saved("REF-1", "Woensdag");
  sent([&](Deed& deed) { deed.tx.run("UPDATE documents SET replies_to_id = $2 WHERE id = $1", {draft.text, question.text}); });
  sent([&](Deed& deed) { deed.tx.run("UPDATE documents SET corrects_id = $2 WHERE id = $1", {draft.text, question.text}); });
  EXPECT_EQ(digests.size(), 5U);
}

TEST(Correspondence, lists_show_the_first_amount_that_a_document_names) {
  Work house;
  auto const id = house.drafted(house.sara, "bond_proof", {{"bond_form", "cash"}, {"amount", "6180.00"}, {"on", "2026-03-02"}});
  EXPECT_EQ(house.document(house.sara, id).amount_cents, 618'000);
  house.as(house.sara, [&](Deed& deed) { correspondence::save(deed, id, 1, {"Borg", "", {{"amount", "7000.00"}}}); });
  EXPECT_EQ(house.document(house.sara, id).amount_cents, 700'000);
}
