// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>

#include "platform/mail/mail.h"
#include "tests/support/smtp_server.h"

namespace {

using mail::Outcome;

// One server for all; each test starts without faults and letters.
class Smtp : public testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = std::make_unique<SmtpServer>(); }
  static void TearDownTestSuite() { server_.reset(); }
  void SetUp() override { server_->clear(); }

  static SmtpServer& server() { return *server_; }

  static mail::Settings settings() {
    mail::Settings settings;
    settings.url = server().url();
    settings.ca_file = server().certificate();
    settings.from = "Zegel <zegel@example.org>";
    settings.seconds_max = 20;
    return settings;
  }

  static mail::Mail letter() {
    return {.message_id = "0192-abc@zegel.example.org",
            .to = "an@example.org",
            .subject = "A claim was sent",
            .text = "Good day\n\nA claim was sent.\n",
            .html = "<p>Good day</p><p>A claim was sent.</p>",
            .date = "Mon, 02 Mar 2026 10:00:00 +0100"};
  }

  static mail::Report send(mail::Mail const& mail) { return mail::open_smtp(settings())->send(mail); }

 private:
  inline static std::unique_ptr<SmtpServer> server_;
};

TEST_F(Smtp, a_letter_arrives_as_text_and_html_over_tls) {
  auto const report = send(letter());
  ASSERT_EQ(report.outcome, Outcome::sent) << report.detail;
  auto const letters = server().arrived();
  ASSERT_EQ(letters.size(), 1u);
  auto const& one = letters[0];
  EXPECT_TRUE(one.secure);
  EXPECT_EQ(one.from, "zegel@example.org");
  EXPECT_EQ(one.to, "an@example.org");
  EXPECT_EQ(one.sender, "Zegel");
  EXPECT_EQ(one.subject, "A claim was sent");
  EXPECT_EQ(one.message_id, "<0192-abc@zegel.example.org>");
  EXPECT_EQ(one.date, "2026-03-02T09:00:00.000Z");
  EXPECT_EQ(one.parts, "multipart/alternative text/plain text/html");
  EXPECT_EQ(one.text, "Good day\n\nA claim was sent.\n");
  EXPECT_EQ(one.html, "<p>Good day</p><p>A claim was sent.</p>");
  for (auto const* name : {"date", "from", "to", "subject", "message-id", "auto-submitted", "mime-version", "content-type"}) {
    auto const found = " " + one.headers + " ";
    auto const place = found.find(" " + std::string{name} + " ");
    ASSERT_NE(place, std::string::npos) << name << " in " << one.headers;
    EXPECT_EQ(found.find(" " + std::string{name} + " ", place + 1), std::string::npos) << name << " comes twice";
  }
}

TEST_F(Smtp, a_subject_keeps_its_accents_euro_signs_and_length) {
  for (std::string const subject : {"Schuldvordering 3 van Wegenbouw Daniëls: € 12.345,67", "=?UTF-8?B?bm90IGEgd29yZA==?=", ""}) {
    server().clear();
    auto mail = letter();
    mail.subject = subject;
    auto const report = send(mail);
    ASSERT_EQ(report.outcome, Outcome::sent) << report.detail;
    auto const subject_there = server().arrived().at(0).subject;
    EXPECT_EQ(subject_there, subject);
  }
  auto mail = letter();
  mail.subject.clear();
  for (int i = 0; i < 40; ++i) mail.subject += "één €uro 𝄞 ";
  mail.subject += "slot";
  ASSERT_EQ(send(mail).outcome, Outcome::sent);
  auto const there = server().arrived().back();
  EXPECT_EQ(there.subject, mail.subject);
  EXPECT_EQ(there.message_id, "<0192-abc@zegel.example.org>");
  mail.subject = "";
  for (int i = 0; i < 2000; ++i) mail.subject += "€";
  ASSERT_EQ(send(mail).outcome, Outcome::sent);
  std::string cut;
  for (int i = 0; i < 300; ++i) cut += "€";
  EXPECT_EQ(server().arrived().back().subject, cut + "…");
}

TEST_F(Smtp, no_line_is_too_long_and_all_of_it_is_ascii) {
  auto mail = letter();
  mail.subject = std::string(900, 'x');
  mail.text = std::string(5000, 'y') + "\nhallo één €\n";
  auto own = settings();
  own.from = "Agentschap Wegen en Verkeer, afdeling Één <zegel@example.org>";
  auto const report = mail::open_smtp(own)->send(mail);
  ASSERT_EQ(report.outcome, Outcome::sent) << report.detail;
  auto const one = server().arrived().at(0);
  EXPECT_EQ(one.sender, "Agentschap Wegen en Verkeer, afdeling Één");
  EXPECT_EQ(one.subject, mail.subject);
  EXPECT_EQ(one.text, mail.text);
  for (std::size_t start = 0; start < one.raw.size();) {
    auto const end = one.raw.find("\r\n", start);
    ASSERT_NE(end, std::string::npos);
    EXPECT_LE(end - start, 100u) << one.raw.substr(start, end - start);
    start = end + 2;
  }
  EXPECT_TRUE(std::all_of(one.raw.begin(), one.raw.end(), [](char c) { return static_cast<unsigned char>(c) < 128; }));
}

TEST_F(Smtp, a_line_that_starts_with_a_dot_stays_whole) {
  auto mail = letter();
  mail.text = ".\n..\n.one\nlast line\n.\n";
  mail.html = "<p>\n.\n</p>\r\n.\r\nMAIL FROM:<x@example.org>\r\n";
  auto const report = send(mail);
  ASSERT_EQ(report.outcome, Outcome::sent) << report.detail;
  auto const letters = server().arrived();
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(letters[0].text, mail.text);
  EXPECT_EQ(letters[0].html, "<p>\n.\n</p>\n.\nMAIL FROM:<x@example.org>\n");
}

TEST_F(Smtp, a_mail_that_can_be_ended_says_so_to_the_mail_program) {
  auto mail = letter();
  mail.unsubscribe = "https://zegel.example.org/outages/unsubscriptions/0123456789abcdefghijklmnopqrstuvwxyz_-ABCDE";
  ASSERT_EQ(send(mail).outcome, Outcome::sent);
  auto const raw = server().arrived().at(0).raw;
  EXPECT_NE(raw.find("\r\nList-Unsubscribe: <" + mail.unsubscribe + ">\r\n"), std::string::npos) << raw;
  EXPECT_NE(raw.find("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), std::string::npos);
  for (auto const* none : {"", "mailto:x@example.org", "https://a\r\nBcc: x@example.org", "https://a>, <https://b"}) {
    server().clear();
    mail.unsubscribe = none;
    ASSERT_EQ(send(mail).outcome, Outcome::sent);
    EXPECT_EQ(server().arrived().at(0).headers.find("list-unsubscribe"), std::string::npos) << none;
  }
}

TEST_F(Smtp, a_subject_cannot_bring_a_header_of_its_own) {
  auto mail = letter();
  mail.subject = "Hello\r\nBcc: other@example.org\r\n\r\nbody";
  ASSERT_EQ(send(mail).outcome, Outcome::sent);
  auto const one = server().arrived().at(0);
  EXPECT_EQ(one.to, "an@example.org");
  EXPECT_EQ(one.headers.find("bcc"), std::string::npos) << one.headers;
  EXPECT_EQ(one.subject, "Hello Bcc: other@example.org body");
}

TEST_F(Smtp, a_letter_whose_address_or_headers_are_wrong_never_leaves) {
  auto const never = [](auto change) {
    auto mail = letter();
    change(mail);
    auto const report = send(mail);
    EXPECT_EQ(report.outcome, Outcome::never) << report.detail;
    EXPECT_FALSE(report.detail.empty());
  };
  for (auto const* to :
       {"", "an", "@example.org", "an@", "an@example.org\r\nRCPT TO:<x@example.org>", "an@example.org\n", "An <an@example.org>",
        "an@example.org,bob@example.org", "a n@example.org", "an@exa mple.org", "an..b@example.org", ".an@example.org", "an@-example.org",
        "an@example..org", "an@[127.0.0.1]", "an@ex\xc3\xa4mple.org", "an>@example.org", "an@b@example.org"}) {
    never([&](mail::Mail& mail) { mail.to = to; });
  }
  never([](mail::Mail& mail) { mail.to = std::string(65, 'a') + "@example.org"; });
  never([](mail::Mail& mail) { mail.to = "a@" + std::string(64, 'b') + ".org"; });
  never([](mail::Mail& mail) { mail.to = std::string("an@example.org\0x", 16); });
  never([](mail::Mail& mail) { mail.message_id = "a@b\r\nBcc: other@example.org"; });
  never([](mail::Mail& mail) { mail.message_id = ""; });
  never([](mail::Mail& mail) { mail.date = "today\r\nBcc: other@example.org"; });
  never([](mail::Mail& mail) { mail.text = std::string(2 << 20, 'x'); });
  EXPECT_TRUE(server().arrived().empty());
}

TEST_F(Smtp, a_server_that_is_busy_once_gets_the_same_letter_later) {
  server().fault("RCPT", "451 4.3.0 Greylisted", 1);
  auto const mail = letter();
  auto const first = send(mail);
  EXPECT_EQ(first.outcome, Outcome::later) << first.detail;
  EXPECT_NE(first.detail.find("451 4.3.0 Greylisted"), std::string::npos) << first.detail;
  EXPECT_EQ(send(mail).outcome, Outcome::sent);
  EXPECT_EQ(server().arrived().size(), 1u);
}

TEST_F(Smtp, an_address_that_the_server_does_not_know_is_given_up) {
  server().fault("RCPT", "550 5.1.1 No such user", SmtpServer::always, "gone@example.org");
  auto mail = letter();
  mail.to = "gone@example.org";
  auto const report = send(mail);
  EXPECT_EQ(report.outcome, Outcome::never);
  EXPECT_NE(report.detail.find("550 5.1.1 No such user"), std::string::npos) << report.detail;
  EXPECT_EQ(send(letter()).outcome, Outcome::sent);
}

TEST_F(Smtp, only_a_refused_address_is_given_up_and_not_a_refused_house) {
  struct Case {
    char const* at;
    char const* reply;
    Outcome outcome;
  };
  for (auto const& one : {Case{"RCPT", "551 5.1.6 Moved", Outcome::never}, Case{"RCPT", "553 5.1.3 Not an address", Outcome::never},
                          Case{"RCPT", "554 No mailbox here", Outcome::never}, Case{"RCPT", "552 5.2.2 Mailbox full", Outcome::later},
                          Case{"RCPT", "554 5.7.1 Relay access denied", Outcome::later}, Case{"RCPT", "452 4.5.3 Too many", Outcome::later},
                          Case{"CONNECT", "554 5.7.1 You are on a list", Outcome::later},
                          Case{"MAIL", "550 5.1.8 Sender unknown", Outcome::later}, Case{"MAIL", "421 4.3.2 Closing", Outcome::later},
                          Case{"DATA", "452 4.3.1 Disk full", Outcome::later}, Case{"DATA", "554 5.6.0 Looks like spam", Outcome::later}}) {
    server().clear();
    server().fault(one.at, one.reply);
    auto const report = send(letter());
    EXPECT_EQ(report.outcome, one.outcome) << one.at << ' ' << one.reply << " -> " << report.detail;
    EXPECT_NE(report.detail.find(std::string{one.reply}.substr(0, 3)), std::string::npos) << report.detail;
    EXPECT_TRUE(server().arrived().empty());
  }
}

TEST_F(Smtp, a_letter_whose_answer_was_lost_goes_again_under_the_same_id) {
  server().fault("DATA", "drop", 1);
  auto const mail = letter();
  auto const first = send(mail);
  EXPECT_EQ(first.outcome, Outcome::later) << first.detail;
  EXPECT_EQ(send(mail).outcome, Outcome::sent);
  auto const letters = server().arrived();
  ASSERT_EQ(letters.size(), 2u);
  EXPECT_EQ(letters[0].message_id, letters[1].message_id);
}

TEST_F(Smtp, a_server_that_falls_silent_costs_no_more_than_the_limit) {
  auto own = settings();
  own.seconds_max = 1;
  for (auto const* at : {"DATA", "MAIL"}) {
    server().clear();
    server().fault(at, "silence");
    auto const start = std::chrono::steady_clock::now();
    auto const report = mail::open_smtp(own)->send(letter());
    EXPECT_EQ(report.outcome, Outcome::later) << report.detail;
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{4});
  }
}

TEST_F(Smtp, a_server_without_a_farewell_has_taken_the_letter_all_the_same) {
  server().fault("QUIT", "silence");
  auto own = settings();
  own.seconds_max = 1;
  auto const start = std::chrono::steady_clock::now();
  auto const report = mail::open_smtp(own)->send(letter());
  EXPECT_EQ(report.outcome, Outcome::sent) << report.detail;
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{4});
}

TEST_F(Smtp, a_letter_does_not_travel_in_the_clear) {
  server().fault("STARTTLS", "hide", 1);
  auto const hidden = send(letter());
  EXPECT_EQ(hidden.outcome, Outcome::later) << hidden.detail;
  server().fault("STARTTLS", "454 4.7.0 TLS not available", 1);
  auto const refused = send(letter());
  EXPECT_EQ(refused.outcome, Outcome::later) << refused.detail;
  EXPECT_TRUE(server().arrived().empty());
  auto own = settings();
  own.starttls = false;
  EXPECT_EQ(mail::open_smtp(own)->send(letter()).outcome, Outcome::sent);
  EXPECT_FALSE(server().arrived().at(0).secure);
}

TEST_F(Smtp, a_server_with_a_certificate_that_nobody_vouches_for_gets_nothing) {
  auto own = settings();
  own.ca_file.clear();
  auto const report = mail::open_smtp(own)->send(letter());
  EXPECT_EQ(report.outcome, Outcome::later);
  EXPECT_NE(report.detail.find("certificate"), std::string::npos) << report.detail;
  EXPECT_TRUE(server().arrived().empty());
}

TEST_F(Smtp, an_account_signs_in_and_its_secret_is_told_to_nobody) {
  auto own = settings();
  own.user = "zegel";
  own.password = "a secret with ë";
  EXPECT_EQ(mail::open_smtp(own)->send(letter()).outcome, Outcome::sent);
  EXPECT_EQ(server().arrived().at(0).user, "zegel");
  own.password = "another";
  auto const report = mail::open_smtp(own)->send(letter());
  EXPECT_EQ(report.outcome, Outcome::later) << report.detail;
  EXPECT_EQ(report.detail.find("another"), std::string::npos) << report.detail;
  EXPECT_NE(report.detail.find("535"), std::string::npos) << report.detail;
}

TEST_F(Smtp, smtps_speaks_tls_from_the_first_byte) {
  auto own = settings();
  own.url = server().secure_url();
  auto const report = mail::open_smtp(own)->send(letter());
  EXPECT_EQ(report.outcome, Outcome::sent) << report.detail;
  EXPECT_TRUE(server().arrived().at(0).secure);
}

TEST_F(Smtp, a_server_that_is_not_there_or_hangs_up_is_tried_again_later) {
  server().fault("CONNECT", "drop", 1);
  EXPECT_EQ(send(letter()).outcome, Outcome::later);
  auto own = settings();
  own.url = "smtp://127.0.0.1:1";
  auto const report = mail::open_smtp(own)->send(letter());
  EXPECT_EQ(report.outcome, Outcome::later);
  EXPECT_FALSE(report.detail.empty());
}

TEST_F(Smtp, a_letter_without_html_and_one_with_broken_bytes_still_arrive) {
  auto mail = letter();
  mail.html.clear();
  mail.subject = "broken \xff bytes \xe2\x82";
  ASSERT_EQ(send(mail).outcome, Outcome::sent);
  auto const one = server().arrived().at(0);
  EXPECT_EQ(one.parts, "multipart/alternative text/plain");
  EXPECT_EQ(one.subject, "broken \ufffd bytes \ufffd\ufffd");
}

}  // namespace
