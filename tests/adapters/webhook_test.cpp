// SPDX-License-Identifier: EUPL-1.2
// Webhooks through the whole house to a real HTTP server.
#include "notifications/webhooks.h"
#include "platform/crypto/crypto.h"
#include "tests/support/hook_server.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

using evidence::Deed;
using support::HookServer;
using support::TestHouse;

namespace {

notifications::Made a_webhook(TestHouse& house, std::string const& address) {
  return house.as(house.karim, [&](Deed& deed) { return notifications::add(deed, {address, {"contract_created"}}, house.house().key()); });
}

std::string last_word(TestHouse& house) { return house.rows("SELECT last_word FROM webhook_deliveries").at(0).text(0); }

}  // namespace

TEST(Webhook, a_system_hears_of_an_event_and_can_check_who_calls) {
  HookServer system;
  TestHouse house{nullptr, [](app::Settings& settings) { settings.webhook_private = true; }};
  auto const made = a_webhook(house, system.address());
  house.another_contract();
  EXPECT_EQ(house.house().call_webhooks(), 1);
  auto const calls = system.calls();
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].path, "/zegel");
  EXPECT_EQ(calls[0].type, "application/json");
  EXPECT_EQ(calls[0].signature, notifications::signature(made.secret, house.clock().now(), calls[0].body));
  EXPECT_EQ(house.rows("SELECT status FROM webhook_deliveries").at(0).text(0), "sent");
}

TEST(Webhook, a_system_that_stumbles_gets_the_same_delivery_again_and_none_is_lost) {
  HookServer system;
  TestHouse house{nullptr, [](app::Settings& settings) { settings.webhook_private = true; }};
  a_webhook(house, system.address());
  system.answers({503, 302, 500});
  house.another_contract();
  for (int attempt = 0; attempt < 4; ++attempt) {
    EXPECT_EQ(house.house().call_webhooks(), 1);
    house.clock().pass(std::chrono::hours{1});
  }
  EXPECT_EQ(house.house().call_webhooks(), 0);
  auto const calls = system.calls();
  ASSERT_EQ(calls.size(), 4U) << "a redirect is not followed";
  for (auto const& call : calls) {
    EXPECT_EQ(call.path, "/zegel");
    EXPECT_EQ(call.delivery, calls[0].delivery);
  }
  EXPECT_EQ(house.rows("SELECT status FROM webhook_deliveries").at(0).text(0), "sent");
}

TEST(Webhook, a_machine_inside_is_not_called_unless_the_operator_says_so) {
  HookServer system;
  TestHouse house{nullptr, [](app::Settings& settings) { settings.demo = true; }};
  a_webhook(house, system.address());
  house.another_contract();
  EXPECT_EQ(house.house().call_webhooks(), 1);
  EXPECT_TRUE(system.calls().empty());
  EXPECT_EQ(last_word(house), "the address is not of the public internet");
}

TEST(Webhook, a_system_that_is_not_there_is_called_again_later) {
  TestHouse house{nullptr, [](app::Settings& settings) { settings.webhook_private = true; }};
  a_webhook(house, "http://127.0.0.1:1/");
  house.another_contract();
  EXPECT_EQ(house.house().call_webhooks(), 1);
  EXPECT_EQ(house.rows("SELECT status FROM webhook_deliveries").at(0).text(0), "waiting");
  EXPECT_FALSE(last_word(house).empty());
}
