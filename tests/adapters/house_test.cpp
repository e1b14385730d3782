// SPDX-License-Identifier: EUPL-1.2
// The whole house with real peers: a virus scanner, a mail server.
#include "notifications/outbox.h"
#include "tests/support/smtp_server.h"
#include "tests/support/visitor.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>

using support::OpenHouse;
using support::Visitor;

namespace {

// Put together here, so that no scanner stumbles over this file.
std::string eicar() { return std::string{"X5O!P%@AP[4\\PZX54(P^)7CC)7}$"} + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*"; }

}  // namespace

TEST(House, an_infected_file_is_stopped_told_and_written_in_the_book) {
  auto const clamd = std::getenv("ZEGEL_TEST_CLAMD");
  ASSERT_TRUE(clamd && *clamd) << "ZEGEL_TEST_CLAMD is not set: export ZEGEL_TEST_CLAMD=$(script/clamd start /tmp/zegel-clamd)";
  OpenHouse house{nullptr, [&](app::Settings& settings) { settings.clamd = clamd; }};
  auto sara = Visitor::browser(house, house.sara);
  auto const id = house.drafted(house.sara).text;
  auto const stopped = sara.upload("/documents/" + id + "/attachments", {}, "factuur.txt", eicar());
  EXPECT_EQ(stopped.status, 422);
  EXPECT_TRUE(stopped.has("virus")) << stopped.body;
  EXPECT_FALSE(Visitor::system(house, house.sara).get("/api/v1/documents/" + id).has("sha256"));
  EXPECT_EQ(house.rows("SELECT count(*) FROM events WHERE event = 'attachment_infected'").at(0).number(0), 1);
  EXPECT_EQ(sara.upload("/documents/" + id + "/attachments", {}, "schoon.txt", "schoon").status, 303);
}

TEST(House, a_new_contract_is_told_to_the_contractor_by_real_mail) {
  SmtpServer server;
  OpenHouse house{nullptr, [&](app::Settings& settings) {
                    settings.mail.url = server.url();
                    settings.mail.ca_file = server.certificate();
                    settings.mail.from = "Zegel <zegel@zegel.example>";
                  }};
  EXPECT_GE(house.house().post_mail(), 1);  // the contract of the cast
  auto const arrived = server.arrived();
  ASSERT_EQ(arrived.size(), 1U);
  EXPECT_EQ(arrived[0].to, "karim@0426994097.example");
  EXPECT_TRUE(arrived[0].secure);
  EXPECT_NE(arrived[0].text.find("Agentschap Wegen"), std::string::npos);
  EXPECT_EQ(arrived[0].text.find("els"), std::string::npos) << "the other side never learns which person acted";
  EXPECT_EQ(house.rows("SELECT count(*) FROM mails WHERE status = 'waiting'").at(0).number(0), 0);
}

TEST(House, mail_that_the_server_refuses_for_now_is_tried_again_and_none_is_lost) {
  SmtpServer server;
  OpenHouse house{nullptr, [&](app::Settings& settings) {
                    settings.mail.url = server.url();
                    settings.mail.ca_file = server.certificate();
                    settings.mail.from = "Zegel <zegel@zegel.example>";
                  }};
  server.fault("RCPT", "451 4.3.2 later", 1);
  house.house().post_mail();
  EXPECT_GE(house.rows("SELECT count(*) FROM mails WHERE status = 'waiting' AND attempts = 1").at(0).number(0), 1);
  house.clock().pass(std::chrono::hours{1});
  house.house().post_mail();
  EXPECT_EQ(house.rows("SELECT count(*) FROM mails WHERE status <> 'sent'").at(0).number(0), 0);
}

// Everything that can go wrong, to four people at once: each mail arrives, and arrives once, but for the one whose answer was lost.
TEST(House, whatever_the_mail_server_does_no_mail_is_lost_and_none_is_doubled_but_where_its_answer_was_lost) {
  SmtpServer server;
  OpenHouse house{nullptr, [&](app::Settings& settings) {
                    settings.mail.url = server.url();
                    settings.mail.ca_file = server.certificate();
                    settings.mail.from = "Zegel <zegel@zegel.example>";
                    settings.mail.seconds_max = 2;
                  }};
  house.in_treatment();  // told to lotte, pieter and sara; before, the claim to els and bram, the contract to karim
  server.fault("CONNECT", "drop", 1);
  server.fault("RCPT", "451 4.3.0 Greylisted", 2, "sara@0426994097.example");
  server.fault("DATA", "drop", 1, "lotte@0426994097.example");
  server.fault("DATA", "554 5.6.0 Looks like spam", 1, "pieter@0426994097.example");
  server.fault("MAIL", "silence", 1);
  server.fault("RCPT", "550 5.1.1 No such user", SmtpServer::always, "bram@0316380841.example");
  for (int hour = 0; hour < 8; ++hour) {
    house.house().post_mail();
    house.clock().pass(std::chrono::hours{1});
  }
  EXPECT_EQ(house.rows("SELECT count(*) FROM mails WHERE status = 'waiting'").at(0).number(0), 0);
  std::map<std::string, int> times;
  for (auto const& letter : server.arrived()) ++times[letter.message_id];
  for (auto const& mail : house.rows("SELECT id, address, status FROM mails")) {
    auto const to = mail.text(1).substr(0, mail.text(1).find('@'));
    EXPECT_EQ(mail.text(2), to == "bram" ? "dead" : "sent") << to;
    EXPECT_EQ(times["<" + mail.text(0) + "@zegel.example>"], to == "bram" ? 0 : to == "lotte" ? 2 : 1) << to;
  }
  EXPECT_EQ(house.rows("SELECT address FROM bounced_addresses").at(0).text(0), "bram@0316380841.example");
  server.clear();
  int retried = 0;
  house.house().engine().act_now([&](db::Tx& tx) { retried = notifications::retry(tx, "", house.clock().now()); });
  EXPECT_EQ(retried, 1);
  EXPECT_EQ(house.house().post_mail(), 1);
  EXPECT_EQ(server.arrived().at(0).to, "bram@0316380841.example") << "the operator posts a dead letter again";
}
