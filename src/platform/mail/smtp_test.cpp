// SPDX-License-Identifier: EUPL-1.2
// The settings; the letters themselves go to a real server in tests/adapters/smtp_test.cpp.
#include <gtest/gtest.h>

#include <stdexcept>

#include "platform/mail/mail.h"

namespace {

mail::Settings good() {
  mail::Settings settings;
  settings.url = "smtp://mail.example.org:587";
  settings.from = "Zegel <zegel@example.org>";
  return settings;
}

TEST(Mail, good_settings_are_taken) {
  EXPECT_NO_THROW(mail::open_smtp(good()));
  for (auto const* from : {"zegel@example.org", "\"Wegen, en Verkeer\" <zegel@example.org>", "Dépôt <zegel@example.org>"}) {
    auto settings = good();
    settings.from = from;
    EXPECT_NO_THROW(mail::open_smtp(settings)) << from;
  }
}

TEST(Mail, a_server_that_does_not_speak_smtp_is_a_bad_setting) {
  for (auto const* url :
       {"", "mail.example.org", "http://example.org", "file:///etc/passwd", "smtp://", "smtp://user:secret@example.org"}) {
    auto settings = good();
    settings.url = url;
    EXPECT_THROW(mail::open_smtp(settings), std::invalid_argument) << url;
  }
}

TEST(Mail, a_sender_that_is_no_address_is_a_bad_setting) {
  for (auto const* from : {"", "Zegel", "Zegel <zegel>", "Zegel <zegel@example.org", "Zegel\r\nBcc: x@example.org <zegel@example.org>",
                           "Zegel <zegel@example.org>\n", "a\"b <zegel@example.org>"}) {
    auto settings = good();
    settings.from = from;
    EXPECT_THROW(mail::open_smtp(settings), std::invalid_argument) << from;
  }
}

TEST(Mail, a_password_never_travels_in_the_clear) {
  auto settings = good();
  settings.user = "zegel";
  settings.password = "secret";
  settings.starttls = false;
  EXPECT_THROW(mail::open_smtp(settings), std::invalid_argument);
  settings.url = "smtps://mail.example.org";
  EXPECT_NO_THROW(mail::open_smtp(settings));
  settings.url = "smtp://localhost:1025";
  EXPECT_NO_THROW(mail::open_smtp(settings));
}

TEST(Mail, a_time_limit_is_a_limit) {
  auto settings = good();
  settings.seconds_max = 0;
  EXPECT_THROW(mail::open_smtp(settings), std::invalid_argument);
}

}  // namespace
