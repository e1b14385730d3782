// SPDX-License-Identifier: EUPL-1.2
// The whole house with real peers: a virus scanner, a mail server.
#include "tests/support/smtp_server.h"
#include "tests/support/visitor.h"

#include <gtest/gtest.h>

#include <cstdlib>
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
