// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/time.h"

#include <memory>
#include <string>

// Sends mail over SMTP (libcurl): MIME with a plain and an HTML part, UTF-8.
namespace mail {

// RFC 5322 §3.3, in UTC: "Mon, 02 Mar 2026 09:00:00 +0000".
std::string date(Instant);

struct Mail {
  std::string message_id;  // without <>; the same for every attempt
  std::string to;
  std::string subject;
  std::string text;
  std::string html;
  std::string date;        // RFC 5322
  std::string unsubscribe{};  // an https address that ends such mails with one POST (RFC 8058); empty: there is none
};

// later: try again (network, 4xx, 5xx about this machine); never: this address will not take it (5xx on the recipient).
enum class Outcome { sent, later, never };
struct Report {
  Outcome outcome = Outcome::later;
  std::string detail;  // what the server or the network said, for the operator
};

class Post {
 public:
  virtual ~Post() = default;
  virtual Report send(Mail const&) = 0;  // blocks at most settings.seconds_max
};

struct Settings {
  std::string url;        // smtp://host:port, smtps://…; STARTTLS is required for smtp:// when `starttls`
  bool starttls = true;
  std::string ca_file;    // empty: the system's
  std::string user, password;
  std::string from;       // "Zegel <zegel@example.org>"
  int seconds_max = 60;
};
std::unique_ptr<Post> open_smtp(Settings);

}  // namespace mail
