// SPDX-License-Identifier: EUPL-1.2
#include "dossier/dossier.h"
#include "platform/crypto/crypto.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

using dossier::Status;
using evidence::Deed;
using evidence::View;
using groups::Level;
using groups::Theme;
using support::refusal_of;
using support::TestHouse;
using Kind = dossier::AttachmentKind;

namespace {

dossier::Opened opened(TestHouse& house, evidence::Actor const& actor, DocumentId const& id) {
  return house.see(actor, [&](View& view) { return dossier::open(view, id); });
}

dossier::NewAttachment a_file(TestHouse& house, std::string name = "bijlage.pdf", std::string_view bytes = "%PDF-1.4 bijlage") {
  return {Kind::supporting_document, std::move(name), house.a_file(bytes)};
}

dossier::Attachment attach(TestHouse& house, evidence::Actor const& by, DocumentId const& id, dossier::NewAttachment const& file) {
  return house.as(by, [&](Deed& deed) { return dossier::attach(deed, id, file); });
}

std::vector<dossier::Attachment> attachments(TestHouse& house, DocumentId const& id) {
  return house.see(house.sara, [&](View& view) { return dossier::attachments(view, id); });
}

// A document without anything of its type's room, so that its content is what the test says.
DocumentId bare_draft(TestHouse& house, std::string const& title = "T", std::optional<ContractId> contract = {}) {
  return house.as(house.sara, [&](Deed& deed) { return dossier::create_draft(deed, contract.value_or(house.road), "payment_claim", title).id; });
}

dossier::Document send(TestHouse& house, DocumentId const& id, Shape content = Shape::Object{}) {
  return house.as(house.sara, [&](Deed& deed) { return dossier::send(deed, dossier::open(deed, id), std::move(content)); });
}

dossier::Page list(TestHouse& house, evidence::Actor const& actor, std::optional<std::string> after = {}) {
  return house.see(actor, [&](View& view) { return dossier::list(view, contracts::open(view, house.road), after); });
}

std::optional<Refusal> refused(TestHouse& house, evidence::Actor const& actor, std::function<void(Deed&)> const& act) {
  return refusal_of([&] { house.as(actor, act); });
}

}  // namespace

// ---------------------------------------------------------------- the drawing

namespace {

constexpr std::array statuses{Status::draft,    Status::ready,              Status::sent,    Status::in_treatment, Status::supplements_asked,
                              Status::accepted, Status::accepted_partially, Status::refused, Status::withdrawn,    Status::settled};

// A claim in that status, with a supplement under way where it was asked for.
DocumentId claim_in(TestHouse& house, Status status) {
  auto const id = house.drafted(house.sara);
  auto const sara = [&](auto act) { house.as(house.sara, act); };
  auto const els = [&](auto act) { house.as(house.els, act); };
  if (status == Status::draft) return id;
  if (status == Status::ready) return sara([&](Deed& deed) { dossier::put_ready(deed, id); }), id;
  sara([&](Deed& deed) { payments::send_claim(deed, id); });
  if (status == Status::sent) return id;
  if (status == Status::withdrawn) return sara([&](Deed& deed) { dossier::withdraw(deed, id); }), id;
  els([&](Deed& deed) { payments::take_into_treatment(deed, id); });
  if (status == Status::supplements_asked) els([&](Deed& deed) { payments::ask_supplements(deed, id, "Keuringsverslag"); });
  if (status == Status::accepted || status == Status::settled) els([&](Deed& deed) { payments::accept(deed, id); });
  if (status == Status::accepted_partially) els([&](Deed& deed) { payments::accept_partially(deed, id, {{{1, 1, "x"}}, {}, ""}); });
  if (status == Status::refused) els([&](Deed& deed) { payments::refuse_claim(deed, id, payments::Ground::wrong_period, "x"); });
  if (status == Status::settled) els([&](Deed& deed) { payments::request_invoice(deed, id, {"45", "", 1}); });
  return id;
}

struct Step {
  char const* name;
  bool by_authority;
  std::function<void(Deed&, TestHouse&, DocumentId const&)> take;
};

std::vector<Step> steps() {
  using namespace payments;
  using Id = DocumentId;
  return {
      {"save", false, [](Deed& d, TestHouse& h, Id const& id) { save_claim(d, id, dossier::open(d, id).version, h.a_claim()); }},
      {"attach", false, [](Deed& d, TestHouse& h, Id const& id) { dossier::attach(d, id, a_file(h)); }},
      {"put_ready", false, [](Deed& d, TestHouse&, Id const& id) { dossier::put_ready(d, id); }},
      {"return_to_draft", false, [](Deed& d, TestHouse&, Id const& id) { dossier::return_to_draft(d, id); }},
      {"remove", false, [](Deed& d, TestHouse&, Id const& id) { remove_draft(d, id); }},
      {"send", false, [](Deed& d, TestHouse&, Id const& id) { send_claim(d, id); }},
      {"withdraw", false, [](Deed& d, TestHouse&, Id const& id) { dossier::withdraw(d, id); }},
      {"take", true, [](Deed& d, TestHouse&, Id const& id) { take_into_treatment(d, id); }},
      {"ask_supplements", true, [](Deed& d, TestHouse&, Id const& id) { ask_supplements(d, id, "Keuringsverslag"); }},
      {"send_supplement", false,
       [](Deed& d, TestHouse& h, Id const& id) {
         auto const supplement = begin_supplement(d, id, "Keuringsverslag").id;
         dossier::attach(d, supplement, a_file(h));
         send_supplement(d, supplement);
       }},
      {"accept", true, [](Deed& d, TestHouse&, Id const& id) { accept(d, id); }},
      {"accept_partially", true, [](Deed& d, TestHouse&, Id const& id) { accept_partially(d, id, {{{1, 1, "x"}}, {}, ""}); }},
      {"refuse", true, [](Deed& d, TestHouse&, Id const& id) { refuse_claim(d, id, Ground::wrong_period, "x"); }},
      {"request_invoice", true, [](Deed& d, TestHouse&, Id const& id) { request_invoice(d, id, {"45", "", 1}); }},
  };
}

struct Undone {};

// The status that a step leads to, "gone", or why it is refused; undone afterwards.
std::string outcome(TestHouse& house, Step const& step, DocumentId const& id) {
  std::string found;
  try {
    house.as(step.by_authority ? house.els : house.sara, [&](Deed& deed) {
      step.take(deed, house, id);
      auto const row = deed.tx.maybe("SELECT status FROM documents WHERE id = $1", {id.text});
      found = row ? row->text(0) : "gone";
      throw Undone{};
    });
  } catch (Undone const&) {
  } catch (Refused const& refused) {
    found = refused.why == Refusal::already_sent ? "SENT" : refused.why == Refusal::wrong_step ? "-" : std::string{name(refused.why)};
  }
  return found;
}

// Where each step leads from each status. SENT: already_sent. -: wrong_step. Who decides does not find the other side's draft.
constexpr auto drawing = R"(
                  draft      ready      sent         in_treatment       supplements_asked accepted accepted_partially refused withdrawn settled
save              draft      draft      SENT         SENT               SENT              SENT     SENT               SENT    SENT      SENT
attach            draft      ready      SENT         SENT               SENT              SENT     SENT               SENT    SENT      SENT
put_ready         ready      -          SENT         SENT               SENT              SENT     SENT               SENT    SENT      SENT
return_to_draft   -          draft      SENT         SENT               SENT              SENT     SENT               SENT    SENT      SENT
remove            gone       gone       SENT         SENT               SENT              SENT     SENT               SENT    SENT      SENT
send              sent       sent       SENT         SENT               SENT              SENT     SENT               SENT    SENT      SENT
withdraw          -          -          withdrawn    -                  -                 -        -                  -       -         -
take              not_found  not_found  in_treatment -                  -                 -        -                  -       -         -
ask_supplements   not_found  not_found  -            supplements_asked  -                 -        -                  -       -         -
send_supplement   -          -          -            -                  in_treatment      -        -                  -       -         -
accept            not_found  not_found  -            accepted           -                 -        -                  -       -         -
accept_partially  not_found  not_found  -            accepted_partially -                 -        -                  -       -         -
refuse            not_found  not_found  -            refused            -                 -        -                  -       -         -
request_invoice   not_found  not_found  -            -                  -                 settled  settled            -       -         -
)";

}  // namespace

TEST(Dossier, every_step_is_taken_from_where_the_drawing_says_and_from_nowhere_else) {
  TestHouse house;
  std::istringstream text{drawing};
  std::string word;
  std::vector<DocumentId> claims;
  for (auto status : statuses) {
    text >> word;
    ASSERT_EQ(word, dossier::name(status));
    claims.push_back(claim_in(house, status));
    ASSERT_EQ(opened(house, house.sara, claims.back()).status, status);
  }
  for (auto const& step : steps()) {
    text >> word;
    ASSERT_EQ(word, step.name);
    for (std::size_t i = 0; i < statuses.size(); ++i) {
      text >> word;
      EXPECT_EQ(outcome(house, step, claims[i]), word) << step.name << " from " << dossier::name(statuses.at(i));
    }
  }
  EXPECT_FALSE(text >> word);
}

TEST(Dossier, an_answer_to_another_document_is_not_withdrawn) {
  TestHouse house;
  auto const claim = claim_in(house, Status::supplements_asked);
  auto const supplement = house.as(house.sara, [&](Deed& deed) { return payments::begin_supplement(deed, claim, "Keuringsverslag").id; });
  attach(house, house.sara, supplement, a_file(house));
  house.as(house.sara, [&](Deed& deed) { payments::send_supplement(deed, supplement); });
  // The claim went on with it: it cannot be as if it never came.
  EXPECT_EQ(refused(house, house.sara, [&](Deed& deed) { dossier::withdraw(deed, supplement); }), Refusal::wrong_step);
  house.as(house.els, [&](Deed& deed) { payments::accept(deed, claim); });
  auto const request = house.as(house.els, [&](Deed& deed) { return payments::request_invoice(deed, claim, {"45", "", 1}).id; });
  EXPECT_EQ(refused(house, house.els, [&](Deed& deed) { dossier::withdraw(deed, request); }), Refusal::wrong_step);
}

TEST(Dossier, two_who_take_the_same_step_are_not_both_right) {
  TestHouse house;
  auto const id = claim_in(house, Status::sent);
  house.as(house.els, [&](Deed& deed) { dossier::step(deed, id, {Status::sent}, Status::in_treatment); });
  EXPECT_EQ(refused(house, house.els, [&](Deed& deed) { dossier::step(deed, id, {Status::sent}, Status::in_treatment); }), Refusal::wrong_step);
  EXPECT_EQ(refused(house, house.els, [&](Deed& deed) { dossier::step(deed, {new_id()}, {Status::sent}, Status::in_treatment); }), Refusal::wrong_step);
}

// ---------------------------------------------------------------- drafts

TEST(Dossier, a_draft_is_seen_by_its_own_side_alone) {
  TestHouse house;
  auto const id = house.drafted(house.lotte);
  for (auto const* actor : {&house.karim, &house.sara, &house.lotte, &house.pieter}) EXPECT_EQ(opened(house, *actor, id).status, Status::draft);
  for (auto const* actor : {&house.els, &house.bram, &house.ana, &house.zoe, &house.ingrid})
    EXPECT_EQ(refusal_of([&] { opened(house, *actor, id); }), Refusal::not_found);
  EXPECT_TRUE(list(house, house.els).rows.empty());
  EXPECT_EQ(list(house, house.pieter).rows.size(), 1U);
}

TEST(Dossier, a_document_is_begun_by_its_own_side_with_the_right_to_draft_and_when_its_type_is_enabled) {
  TestHouse house;
  auto const begin = [&](evidence::Actor const& actor, std::string const& type) {
    return refused(house, actor, [&](Deed& deed) { dossier::create_draft(deed, house.road, type, "T"); });
  };
  EXPECT_EQ(begin(house.lotte, "payment_claim"), std::nullopt);
  EXPECT_EQ(begin(house.pieter, "payment_claim"), Refusal::not_allowed);
  EXPECT_EQ(begin(house.els, "payment_claim"), Refusal::not_allowed);
  EXPECT_EQ(begin(house.sara, "invoice_request"), Refusal::not_allowed);
  EXPECT_EQ(begin(house.zoe, "payment_claim"), Refusal::not_found);
  EXPECT_EQ(begin(house.sara, "love_letter"), Refusal::not_found);
  house.house().engine().act_now([](db::Tx& tx) { tx.run("DELETE FROM enabled_types WHERE type = 'payment_claim'"); });
  EXPECT_EQ(begin(house.sara, "payment_claim"), Refusal::not_found);
}

TEST(Dossier, a_version_counts_every_save_and_an_old_one_is_refused) {
  TestHouse house;
  auto const id = bare_draft(house);
  auto const save = [&](std::int64_t version) {
    return house.as(house.sara, [&](Deed& deed) { return dossier::save(deed, dossier::open(deed, id), version, "T" + std::to_string(version), 5); });
  };
  EXPECT_EQ(save(1), 2);
  EXPECT_EQ(save(2), 3);
  EXPECT_EQ(refusal_of([&] { save(2); }), Refusal::stale_version);
  EXPECT_EQ(opened(house, house.sara, id).title, "T2");
  EXPECT_EQ(opened(house, house.sara, id).amount_cents, 5);
}

TEST(Dossier, what_was_saved_meanwhile_is_not_sent_unseen) {
  TestHouse house;
  auto const id = bare_draft(house);
  auto const seen = opened(house, house.sara, id);
  house.as(house.lotte, [&](Deed& deed) { dossier::save(deed, dossier::open(deed, id), 1, "Anders", {}); });
  EXPECT_EQ(refused(house, house.sara, [&](Deed& deed) { dossier::send(deed, seen, Shape::Object{}); }), Refusal::stale_version);
}

TEST(Dossier, a_draft_that_is_removed_takes_its_files_along_and_stays_in_the_book) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  attach(house, house.sara, id, a_file(house));
  house.as(house.sara, [&](Deed& deed) { dossier::begin_upload(deed, id, Kind::supporting_document, "x.pdf", 10); });
  house.as(house.lotte, [&](Deed& deed) { payments::remove_draft(deed, id); });
  EXPECT_EQ(refusal_of([&] { opened(house, house.sara, id); }), Refusal::not_found);
  for (auto const& sql : {db::Sql{"SELECT 1 FROM attachments"}, db::Sql{"SELECT 1 FROM uploads"}, db::Sql{"SELECT 1 FROM claims"}})
    EXPECT_TRUE(house.rows(sql).empty()) << sql.text;
  EXPECT_EQ(house.rows("SELECT 1 FROM events WHERE event = 'draft_deleted' AND document_id = $1", {id.text}).size(), 1U);
}

// ---------------------------------------------------------------- sending

TEST(Dossier, numbers_are_the_next_of_the_contract_without_a_gap) {
  TestHouse house;
  auto const other = house.another_contract();
  house.as(house.karim, [&](Deed& deed) { groups::link(deed, house.senders, other); });
  EXPECT_EQ(send(house, bare_draft(house)).number, 1);
  auto const draft = bare_draft(house);
  EXPECT_EQ(refused(house, house.pieter, [&](Deed& deed) { dossier::send(deed, dossier::open(deed, draft), Shape::Object{}); }), Refusal::not_allowed);
  EXPECT_EQ(send(house, bare_draft(house)).number, 2);
  EXPECT_EQ(send(house, bare_draft(house, "T", other)).number, 1);
  EXPECT_EQ(send(house, bare_draft(house)).number, 3);
  auto const claim = claim_in(house, Status::settled);  // the claim 4, its invoice request 5
  EXPECT_EQ(opened(house, house.els, claim).number, 4);
  EXPECT_EQ(send(house, bare_draft(house)).number, 6);
}

TEST(Dossier, a_digest_is_that_of_the_document_its_content_and_its_files) {
  TestHouse house;
  auto const id = bare_draft(house, "Vordering \"1\"");
  auto const file = attach(house, house.sara, id, a_file(house));
  auto const sent = send(house, id, Shape::Object{{"netCents", 100}});
  auto const text = R"({"document":")" + id.text + R"(","contract":")" + house.road.text +
                    R"(","number":1,"type":"payment_claim","title":"Vordering \"1\"","sentAt":"2026-03-02T09:00:00.000Z","content":{"netCents":100},)" +
                    R"("attachments":[{"kind":"supporting_document","name":"bijlage.pdf","sha256":")" + file.sha256 + R"(","size":16}]})";
  EXPECT_EQ(sent.digest, crypto::sha256_hex(text));
  EXPECT_EQ(opened(house, house.els, id).digest, sent.digest);
  auto const told = house.rows("SELECT particulars FROM events WHERE event = 'document_sent'").at(0).text(0);
  EXPECT_EQ(told, R"({"number":1,"type":"payment_claim","digest":")" + *sent.digest + R"("})");
}

TEST(Dossier, a_digest_changes_with_everything_it_covers) {
  // One document in one house, sent with one difference each time, and each time all of it is undone.
  TestHouse house;
  auto const id = bare_draft(house);
  attach(house, house.sara, id, a_file(house));
  struct Undone {};
  std::set<std::string> digests;
  auto const sent = [&](std::function<void(Deed&)> const& difference, Shape const& content = Shape::Object{{"a", 1}}) {
    auto const send_and_undo = [&](Deed& deed) {
      difference(deed);
      digests.insert(*dossier::send(deed, dossier::open(deed, id), content).digest);
      throw Undone{};
    };
    EXPECT_THROW(house.as(house.sara, send_and_undo), Undone);
  };
  auto const same = [](Deed&) {};
  sent(same);
  sent(same);
  EXPECT_EQ(digests.size(), 1U);
  sent(same, Shape::Object{{"a", 2}});
  sent(same, Shape::Object{{"b", 1}});
  sent([&](Deed& deed) { dossier::save(deed, dossier::open(deed, id), 1, "U", {}); });
  sent([](Deed& deed) { deed.now += std::chrono::milliseconds{1}; });
  auto const another = a_file(house);
  sent([&](Deed& deed) { dossier::attach(deed, id, another); });
  sent([&](Deed& deed) {  // so that this one becomes number 2
    auto const before = dossier::create_draft(deed, house.road, "payment_claim", "T").id;
    dossier::send(deed, dossier::open(deed, before), Shape::Object{});
  });
  auto const replaced = [&](std::string const& name, std::string_view bytes, Kind kind) {
    auto file = a_file(house, name, bytes);
    file.kind = kind;
    sent([&](Deed& deed) {
      dossier::detach(deed, dossier::attachments(deed, id).at(0).id);
      dossier::attach(deed, id, file);
    });
  };
  replaced("bijlage.pdf", "%PDF-1.4 bijlage!", Kind::supporting_document);
  replaced("ander.pdf", "%PDF-1.4 bijlage", Kind::supporting_document);
  replaced("bijlage.pdf", "%PDF-1.4 bijlage", Kind::detailed_statement);
  EXPECT_EQ(digests.size(), 10U);
}

TEST(Dossier, a_sent_document_is_seen_at_once_by_both_sides_and_by_no_stranger) {
  TestHouse house;
  auto const id = house.sent();
  for (auto const* actor : {&house.els, &house.bram, &house.ana, &house.karim, &house.pieter}) EXPECT_EQ(opened(house, *actor, id).status, Status::sent);
  for (auto const* actor : {&house.zoe, &house.ingrid}) EXPECT_EQ(refusal_of([&] { opened(house, *actor, id); }), Refusal::not_found);
  EXPECT_TRUE(opened(house, house.sara, id).is_own());
  EXPECT_FALSE(opened(house, house.els, id).is_own());
}

TEST(Dossier, a_withdrawn_document_keeps_its_number_and_stays_visible) {
  TestHouse house;
  auto const id = claim_in(house, Status::withdrawn);
  auto const seen = opened(house, house.els, id);
  EXPECT_EQ(seen.status, Status::withdrawn);
  EXPECT_EQ(seen.number, 1);
  EXPECT_EQ(send(house, bare_draft(house)).number, 2);
}

// ---------------------------------------------------------------- attachments

TEST(Dossier, an_attachment_is_kept_with_its_digest_type_and_size) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  attach(house, house.lotte, id, a_file(house));
  auto const files = attachments(house, id);
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].name, "bijlage.pdf");
  EXPECT_EQ(files[0].sha256, crypto::sha256_hex("%PDF-1.4 bijlage"));
  EXPECT_EQ(files[0].media_type, "application/pdf");
  EXPECT_EQ(files[0].size, 16);
}

TEST(Dossier, attachments_are_changed_by_those_who_draft_and_only_before_sending) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  auto const file = attach(house, house.sara, id, a_file(house)).id;
  auto const adds = [&](evidence::Actor const& actor) { return refused(house, actor, [&](Deed& deed) { dossier::attach(deed, id, a_file(house)); }); };
  auto const takes = [&](evidence::Actor const& actor) { return refused(house, actor, [&](Deed& deed) { dossier::detach(deed, file); }); };
  EXPECT_EQ(adds(house.pieter), Refusal::not_allowed);
  EXPECT_EQ(takes(house.pieter), Refusal::not_allowed);
  EXPECT_EQ(adds(house.els), Refusal::not_found);
  EXPECT_EQ(takes(house.els), Refusal::not_found);
  EXPECT_EQ(takes(house.ingrid), Refusal::not_found);
  house.as(house.sara, [&](Deed& deed) { payments::send_claim(deed, id); });
  EXPECT_EQ(adds(house.sara), Refusal::already_sent);
  EXPECT_EQ(takes(house.sara), Refusal::already_sent);
  EXPECT_EQ(takes(house.els), Refusal::not_allowed);
  EXPECT_EQ(attachments(house, id).size(), 1U);
}

TEST(Dossier, a_file_that_is_taken_off_is_gone_and_stands_in_the_book) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  auto const file = attach(house, house.sara, id, a_file(house));
  auto const is_referred_to = [&] {
    bool found = false;
    house.house().engine().look([&](db::Tx& tx) { found = dossier::is_referred_to(tx, file.sha256); });
    return found;
  };
  EXPECT_TRUE(is_referred_to());
  house.as(house.sara, [&](Deed& deed) { dossier::detach(deed, file.id); });
  EXPECT_FALSE(is_referred_to());
  EXPECT_EQ(refused(house, house.sara, [&](Deed& deed) { dossier::detach(deed, file.id); }), Refusal::not_found);
  for (auto const* event : {"attachment_added", "attachment_removed"})
    EXPECT_NE(house.rows("SELECT particulars FROM events WHERE event = $1", {std::string{event}}).at(0).text(0).find(file.sha256), std::string::npos);
}

TEST(Dossier, an_empty_file_is_refused) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  EXPECT_EQ(refused(house, house.sara, [&](Deed& deed) { dossier::attach(deed, id, {Kind::supporting_document, "leeg.pdf", {}}); }), Refusal::file_empty);
  EXPECT_EQ(refused(house, house.sara, [&](Deed& deed) { dossier::begin_upload(deed, id, Kind::supporting_document, "leeg.pdf", 0); }), Refusal::file_empty);
}

TEST(Dossier, a_document_holds_two_hundred_files_and_not_one_more) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  auto const file = a_file(house);
  house.as(house.sara, [&](Deed& deed) {
    for (int i = 0; i < dossier::attachments_max; ++i) dossier::attach(deed, id, file);
  });
  EXPECT_EQ(refused(house, house.sara, [&](Deed& deed) { dossier::attach(deed, id, file); }), Refusal::too_many_files);
  EXPECT_EQ(refused(house, house.sara, [&](Deed& deed) { dossier::begin_upload(deed, id, Kind::supporting_document, "x", 1); }), Refusal::too_many_files);
  EXPECT_EQ(attachments(house, id).size(), 200U);
  house.as(house.sara, [&](Deed& deed) {
    dossier::detach(deed, dossier::attachments(deed, id).front().id);
    dossier::attach(deed, id, file);
  });
}

TEST(Dossier, an_attachment_opens_for_those_who_may_read_its_document) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  auto const file = attach(house, house.sara, id, a_file(house)).id;
  auto const opens = [&](evidence::Actor const& actor) {
    return refusal_of([&] { house.see(actor, [&](View& view) { return dossier::open_attachment(view, file); }); });
  };
  EXPECT_EQ(opens(house.pieter), std::nullopt);
  EXPECT_EQ(opens(house.els), Refusal::not_found);
  house.as(house.sara, [&](Deed& deed) { payments::send_claim(deed, id); });
  EXPECT_EQ(opens(house.els), std::nullopt);
  EXPECT_EQ(opens(house.bram), std::nullopt);
  EXPECT_EQ(opens(house.zoe), Refusal::not_found);
  EXPECT_EQ(opens(house.ingrid), Refusal::not_found);
}

// ---------------------------------------------------------------- uploads

namespace {

UploadId begin_upload(TestHouse& house, evidence::Actor const& by, DocumentId const& id) {
  return house.as(by, [&](Deed& deed) { return dossier::begin_upload(deed, id, Kind::detailed_statement, "staat.xlsx", 1000).id; });
}

std::optional<Refusal> opens(TestHouse& house, evidence::Actor const& actor, UploadId const& id) {
  return refusal_of([&] { house.see(actor, [&](View& view) { return dossier::open_upload(view, id); }); });
}

}  // namespace

TEST(Dossier, an_upload_is_its_persons_alone_and_gone_for_everybody_else) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  auto const upload = begin_upload(house, house.sara, id);
  EXPECT_EQ(opens(house, house.sara, upload), std::nullopt);
  for (auto const* actor : {&house.lotte, &house.karim, &house.els, &house.ingrid}) EXPECT_EQ(opens(house, *actor, upload), Refusal::upload_gone);
  auto elsewhere = house.sara;
  elsewhere.organisation = house.vanhove.id;
  EXPECT_EQ(opens(house, elsewhere, upload), Refusal::upload_gone);
  EXPECT_EQ(opens(house, house.sara, UploadId{new_id()}), Refusal::upload_gone);
  auto const found = house.see(house.sara, [&](View& view) { return dossier::open_upload(view, upload); });
  EXPECT_EQ(found.document, id);
  EXPECT_EQ(found.kind, Kind::detailed_statement);
  EXPECT_EQ(found.name, "staat.xlsx");
  EXPECT_EQ(found.size, 1000);
}

TEST(Dossier, an_upload_is_begun_by_those_who_draft) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  EXPECT_EQ(refusal_of([&] { begin_upload(house, house.pieter, id); }), Refusal::not_allowed);
  EXPECT_EQ(refusal_of([&] { begin_upload(house, house.els, id); }), Refusal::not_found);
  EXPECT_EQ(refusal_of([&] { begin_upload(house, house.sara, house.sent()); }), Refusal::already_sent);
}

TEST(Dossier, an_upload_ends_after_a_week_with_the_sending_and_with_the_right) {
  TestHouse house;
  auto const id = house.drafted(house.sara), other = house.drafted(house.sara);
  auto const sent_with = begin_upload(house, house.sara, id), left = begin_upload(house, house.sara, other);
  house.as(house.sara, [&](Deed& deed) { payments::send_claim(deed, id); });
  EXPECT_EQ(opens(house, house.sara, sent_with), Refusal::upload_gone);
  house.clock().pass(std::chrono::hours{24 * 7} - std::chrono::milliseconds{1});
  EXPECT_EQ(opens(house, house.sara, left), std::nullopt);
  house.as(house.karim, [&](Deed& deed) { groups::unlink(deed, house.senders, house.road); });
  EXPECT_EQ(opens(house, house.sara, left), Refusal::not_found);
  house.as(house.karim, [&](Deed& deed) { groups::link(deed, house.senders, house.road); });
  house.clock().pass(std::chrono::milliseconds{1});
  EXPECT_EQ(opens(house, house.sara, left), Refusal::upload_gone);
}

TEST(Dossier, uploads_whose_time_is_over_are_swept_up_and_no_others) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  auto const old = begin_upload(house, house.sara, id);
  house.clock().pass(std::chrono::hours{24 * 6});
  auto const young = begin_upload(house, house.sara, id);
  house.clock().pass(std::chrono::hours{24});
  std::vector<std::string> dropped;
  house.house().engine().act_now([&](db::Tx& tx) { dropped = dossier::drop_old_uploads(tx, house.clock().now()); });
  EXPECT_EQ(dropped, std::vector{old.text});
  EXPECT_EQ(opens(house, house.sara, young), std::nullopt);
  house.as(house.sara, [&](Deed& deed) { dossier::end_upload(deed, young); });
  EXPECT_EQ(opens(house, house.sara, young), Refusal::upload_gone);
}

TEST(Dossier, as_many_uploads_are_under_way_as_there_may_be_files) {
  TestHouse house;
  auto const id = house.drafted(house.sara);
  house.as(house.sara, [&](Deed& deed) {
    for (int i = 0; i < dossier::attachments_max; ++i) dossier::begin_upload(deed, id, Kind::supporting_document, "x", 1);
  });
  EXPECT_EQ(refusal_of([&] { begin_upload(house, house.sara, id); }), Refusal::too_many_files);
}

// ---------------------------------------------------------------- the list

TEST(Dossier, sixty_documents_come_in_pages_each_once_newest_first_and_drafts_to_their_own_side_only) {
  TestHouse house;
  std::vector<std::string> all, sent;
  for (int i = 0; i < 60; ++i) {
    auto const id = bare_draft(house);
    if (i % 2 == 0) send(house, id);
    all.insert(all.begin(), id.text);
    if (i % 2 == 0) sent.insert(sent.begin(), id.text);
  }
  auto const walked = [&](evidence::Actor const& actor) {
    std::vector<std::string> ids;
    std::optional<std::string> after;
    do {
      auto const page = list(house, actor, after);
      EXPECT_LE(page.rows.size(), 25U);
      for (auto const& row : page.rows) ids.push_back(row.id.text);
      after = page.next;
    } while (after);
    return ids;
  };
  EXPECT_EQ(walked(house.pieter), all);
  EXPECT_EQ(walked(house.bram), sent);
}

TEST(Dossier, who_may_not_read_the_theme_gets_an_empty_list) {
  TestHouse house;
  house.sent();
  house.as(house.karim, [&](Deed& deed) {
    auto const id = groups::create(deed, {"planners", "", "test", {{Theme::planning, Level::send}}, false, {house.zoe.person}});
    groups::link(deed, id, house.road);
  });
  EXPECT_TRUE(list(house, house.zoe).rows.empty());
  EXPECT_EQ(list(house, house.pieter).rows.size(), 1U);
}

TEST(Dossier, the_words_for_kinds_and_types_are_read_back) {
  for (auto kind : {Kind::detailed_statement, Kind::supporting_document}) EXPECT_EQ(dossier::parse_attachment_kind(dossier::name(kind)), kind);
  EXPECT_FALSE(dossier::parse_attachment_kind("staat"));
  EXPECT_TRUE(dossier::sends(*types::find("payment_claim"), contracts::Side::contractor));
  EXPECT_FALSE(dossier::sends(*types::find("payment_claim"), contracts::Side::authority));
  EXPECT_TRUE(dossier::sends(*types::find("invoice_request"), contracts::Side::authority));
  EXPECT_EQ(types::find("x"), nullptr);
}
