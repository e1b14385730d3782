// SPDX-License-Identifier: EUPL-1.2
#include "notifications/webhooks.h"
#include "platform/crypto/crypto.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

#include <deque>

using evidence::Deed;
using evidence::View;
using support::mistakes_of;
using support::refusal_of;
using support::TestHouse;

namespace {

class ScriptedCaller final : public outgoing::Caller {
 public:
  struct Call {
    std::string address, body;
    std::vector<std::string> headers;
  };
  std::deque<outgoing::Posted> script;  // when it is over: 200
  std::vector<Call> seen;
  outgoing::Posted post(std::string const& address, std::string const& body, std::vector<std::string> const& headers) override {
    seen.push_back({address, body, headers});
    if (script.empty()) return {200, "HTTP 200"};
    auto const posted = script.front();
    script.pop_front();
    return posted;
  }
};

notifications::Made a_webhook(TestHouse& house, std::vector<std::string> events = {"contract_created", "taken_into_treatment"}) {
  return house.as(house.karim, [&](Deed& deed) {
    return notifications::add(deed, {"https://systems.klinker.example/zegel", events}, house.house().key());
  });
}

int deliver(TestHouse& house, ScriptedCaller& caller) {
  return notifications::deliver(house.house().engine(), caller, house.clock(), house.house().key());
}

std::string states(TestHouse& house) {
  std::string text;
  for (auto const& row : house.rows("SELECT status, attempts FROM webhook_deliveries ORDER BY id"))
    text += row.text(0) + ' ' + std::to_string(row.number(1)) + '\n';
  return text;
}

}  // namespace

TEST(Webhooks, a_call_is_signed_over_time_and_body) {
  TestHouse house;
  auto const made = a_webhook(house);
  auto const document = house.in_treatment();
  ScriptedCaller caller;
  EXPECT_EQ(deliver(house, caller), 1);
  EXPECT_EQ(deliver(house, caller), 0);
  ASSERT_EQ(caller.seen.size(), 1U);
  auto const& call = caller.seen[0];
  EXPECT_EQ(call.address, "https://systems.klinker.example/zegel");
  ASSERT_EQ(call.headers.size(), 2U);
  EXPECT_EQ(call.headers[0], "Zegel-Signature: t=1772442000,v1=" + crypto::hmac_sha256_hex(made.secret, "1772442000." + call.body));
  EXPECT_TRUE(call.headers[1].starts_with("Zegel-Delivery: "));
  for (auto const& piece : {std::string{"\"event\":\"taken_into_treatment\""}, "\"documentId\":\"" + document.text + '"',
                            "\"contractId\":\"" + house.road.text + '"', "\"link\":\"https://zegel.example/documents/" + document.text + '"'})
    EXPECT_NE(call.body.find(piece), std::string::npos) << piece << " in " << call.body;
  for (std::string const word : {"els", "Test", "Weg en fietspad", house.els.person.text.c_str(), house.sara.person.text.c_str()})
    EXPECT_EQ(call.body.find(word), std::string::npos) << word;
  EXPECT_EQ(states(house), "sent 1\n");
}

TEST(Webhooks, only_the_chosen_events_of_the_own_organisation_are_told) {
  TestHouse house;
  a_webhook(house, {"contract_created"});
  house.in_treatment();
  EXPECT_EQ(states(house), "");
  house.another_contract("Kaai", "0860915976");  // of another contractor
  EXPECT_EQ(states(house), "");
  house.another_contract();
  EXPECT_EQ(states(house), "waiting 0\n");
}

TEST(Webhooks, what_cannot_be_delivered_goes_again_after_growing_pauses_under_the_same_id) {
  TestHouse house;
  a_webhook(house);
  house.another_contract();
  ScriptedCaller caller;
  std::vector<std::int64_t> pauses;
  for (auto const& answer : {outgoing::Posted{500, ""}, outgoing::Posted{0, "refused"}, outgoing::Posted{302, ""}, outgoing::Posted{404, ""}}) {
    caller.script.push_back(answer);
    ASSERT_EQ(deliver(house, caller), 1);
    auto const due = *parse_instant(house.rows("SELECT due_at FROM webhook_deliveries").at(0).text(0));
    pauses.push_back(std::chrono::duration_cast<std::chrono::minutes>(due - house.clock().now()).count());
    EXPECT_EQ(deliver(house, caller), 0) << "not before its time";
    house.clock().set(to_text(due));
  }
  EXPECT_EQ(pauses, (std::vector<std::int64_t>{1, 2, 4, 8}));
  EXPECT_EQ(deliver(house, caller), 1);
  EXPECT_EQ(states(house), "sent 5\n");
  for (auto const& call : caller.seen) {
    EXPECT_EQ(call.headers[1], caller.seen[0].headers[1]);
    EXPECT_EQ(call.body, caller.seen[0].body);
  }
  EXPECT_NE(caller.seen[0].headers[0], caller.seen[4].headers[0]) << "each attempt is signed with its own time";
}

TEST(Webhooks, a_system_that_is_gone_is_not_called_again) {
  TestHouse house;
  a_webhook(house);
  house.another_contract();
  ScriptedCaller caller;
  caller.script = {{410, "HTTP 410"}};
  EXPECT_EQ(deliver(house, caller), 1);
  EXPECT_EQ(states(house), "dead 1\n");
}

TEST(Webhooks, the_twelfth_failure_is_the_last) {
  TestHouse house;
  a_webhook(house);
  house.another_contract();
  ScriptedCaller caller;
  for (int attempt = 0; attempt < notifications::deliveries_attempts_max; ++attempt) {
    caller.script.push_back({500, ""});
    ASSERT_EQ(deliver(house, caller), 1);
    house.clock().pass(std::chrono::hours{7});
  }
  EXPECT_EQ(states(house), "dead 12\n");
}

TEST(Webhooks, what_waits_for_a_removed_one_is_not_delivered) {
  TestHouse house;
  auto const made = a_webhook(house);
  house.another_contract();
  house.as(house.karim, [&](Deed& deed) { notifications::remove(deed, made.id); });
  ScriptedCaller caller;
  EXPECT_EQ(deliver(house, caller), 0);
  house.another_contract();
  EXPECT_EQ(deliver(house, caller), 0);
  EXPECT_EQ(states(house), "dead 0\n");
  EXPECT_EQ(house.rows("SELECT count(*) FROM events WHERE event = 'webhook_added' OR event = 'webhook_removed'").at(0).number(0), 2);
}

TEST(Webhooks, one_that_is_removed_while_it_is_called_stays_removed) {
  TestHouse house;
  auto const made = a_webhook(house);
  house.another_contract();
  struct RemovingCaller final : outgoing::Caller {
    std::function<void()> remove;
    outgoing::Posted post(std::string const&, std::string const&, std::vector<std::string> const&) override {
      remove();
      return {500, "HTTP 500"};
    }
  } caller;
  caller.remove = [&] { house.as(house.karim, [&](Deed& deed) { notifications::remove(deed, made.id); }); };
  EXPECT_EQ(notifications::deliver(house.house().engine(), caller, house.clock(), house.house().key()), 1);
  EXPECT_EQ(states(house), "dead 0\n");
}

TEST(Webhooks, what_is_over_is_forgotten_after_thirty_days_and_what_waits_is_not) {
  TestHouse house;
  a_webhook(house);
  house.another_contract();
  ScriptedCaller caller;
  EXPECT_EQ(deliver(house, caller), 1);
  house.another_contract("Sluis");
  house.clock().pass(std::chrono::hours{24 * 30});
  house.house().clear_uploads();
  EXPECT_EQ(states(house), "sent 1\nwaiting 0\n");
  house.clock().pass(std::chrono::milliseconds{1});
  house.house().clear_uploads();
  EXPECT_EQ(states(house), "waiting 0\n");
}

TEST(Webhooks, a_deed_that_is_undone_calls_nobody) {
  TestHouse house;
  a_webhook(house, {"taken_into_treatment"});
  auto const id = house.in_treatment();
  EXPECT_EQ(refusal_of([&] { house.as(house.els, [&](Deed& deed) { payments::take_into_treatment(deed, id); }); }), Refusal::wrong_step);
  EXPECT_EQ(states(house), "waiting 0\n");
}

TEST(Webhooks, they_are_for_administrators_of_their_own_organisation) {
  TestHouse house;
  auto const made = a_webhook(house);
  for (auto const* actor : {&house.sara, &house.lotte}) {
    EXPECT_EQ(refusal_of([&] { house.see(*actor, [&](View& view) { return notifications::webhooks(view); }); }), Refusal::not_allowed);
    EXPECT_EQ(refusal_of([&] { house.as(*actor, [&](Deed& deed) { notifications::remove(deed, made.id); }); }), Refusal::not_allowed);
    EXPECT_EQ(refusal_of([&] { house.as(*actor, [&](Deed& deed) { notifications::add(deed, {"https://x.example", {}}, house.house().key()); }); }),
              Refusal::not_allowed);
  }
  for (auto const* actor : {&house.els, &house.ingrid}) {
    EXPECT_EQ(refusal_of([&] { house.as(*actor, [&](Deed& deed) { notifications::remove(deed, made.id); }); }), Refusal::not_found);
    EXPECT_EQ(refusal_of([&] { house.see(*actor, [&](View& view) { return notifications::deliveries(view, made.id); }); }), Refusal::not_found);
  }
}

TEST(Webhooks, an_organisation_has_ten_at_most) {
  TestHouse house;
  for (std::size_t i = 0; i < notifications::webhooks_max; ++i) a_webhook(house);
  EXPECT_EQ(mistakes_of([&] { a_webhook(house); }), (std::vector<std::string>{"address too_many"}));
}

TEST(Webhooks, the_secret_is_not_in_the_database) {
  TestHouse house;
  auto const made = a_webhook(house);
  EXPECT_GE(made.secret.size(), 40U);
  EXPECT_EQ(support::columns_holding(house, made.secret), std::vector<std::string>{});
}

TEST(Webhooks, an_address_is_https_and_nothing_else) {
  auto const mistakes = [](std::string address, bool plain = false) {
    auto const parsed = notifications::read_webhook({{"address", std::move(address)}, {"events.0", "document_sent"}}, plain);
    auto const found = std::get_if<std::vector<Mistake>>(&parsed);
    return found ? found->at(0).code : std::string{};
  };
  for (auto const* address : {"https://systems.example.org", "https://systems.example.org:8443/zegel?x=1", "https://[2001:db8::1]/"})
    EXPECT_EQ(mistakes(address), "") << address;
  for (auto const* address : {"http://systems.example.org", "ftp://x.example", "file:///etc/passwd", "https://", "https:///x", "https://a@b.example",
                              "https://x.example/#a", "https://x.example/a b", "https://x.example/\r\nHost: y", "javascript:alert(1)", "x.example"})
    EXPECT_EQ(mistakes(address), "not_an_address") << address;
  EXPECT_EQ(mistakes(""), "missing");
  EXPECT_EQ(mistakes("https://x.example/" + std::string(500, 'x')), "too_long");
  EXPECT_EQ(mistakes("http://systems.example.org", true), "");
  auto const unknown = notifications::read_webhook({{"address", "https://x.example"}, {"events.0", "signed_in"}}, false);
  EXPECT_TRUE(std::holds_alternative<std::vector<Mistake>>(unknown)) << "an event that nobody is told of";
}
