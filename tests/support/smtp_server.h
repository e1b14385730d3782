// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <string>
#include <string_view>
#include <vector>

// A real SMTP server (npm smtp-server, tests/support/node/smtp_server.mjs) as a child process on a free loopback port.
// Takes the account "zegel" with the password "a secret with ë"; without an account everything is welcome too.
class SmtpServer {
 public:
  // What arrived, as an independent MIME reader understood it.
  struct Letter {
    std::string from, to, user, subject, sender, message_id, date, text, html;
    std::string parts;    // the content types in their order: "multipart/alternative text/plain text/html"
    std::string headers;  // their names in lower case, in their order
    std::string raw;
    bool secure = false;
  };
  static constexpr int always = -1;

  SmtpServer();
  ~SmtpServer();
  SmtpServer(SmtpServer const&) = delete;
  SmtpServer& operator=(SmtpServer const&) = delete;

  std::string const& url() const { return url_; }                  // smtp://localhost:…, with STARTTLS
  std::string const& secure_url() const { return secure_url_; }    // smtps://localhost:…
  std::string const& certificate() const { return certificate_; }  // a file: give it as ca_file

  // At CONNECT, STARTTLS, AUTH, MAIL, RCPT, DATA (the answer to a whole letter) or QUIT the server gives this reply
  // ("451 4.3.0 Later"), or "silence", or "drop"s the connection; "hide" does not offer STARTTLS. `to` limits it to one address.
  void fault(std::string_view at, std::string_view how, int times = always, std::string_view to = {});
  void clear();  // no faults, no letters
  std::vector<Letter> arrived();

 private:
  std::string ask(std::string const& line);
  std::string read_line();
  void stop() noexcept;

  int process_ = -1;
  int to_server_ = -1;
  int from_server_ = -1;
  std::string unread_;
  std::string url_, secure_url_, certificate_;
};
