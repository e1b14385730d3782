// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "platform/http/http.h"
#include "platform/mail/mail.h"

#include <cstdint>
#include <set>
#include <stdexcept>
#include <string>

namespace app {

// Everything an operator can set: by flag, by environment (ZEGEL_PORT), or in a TOML file (port = 8080); the first that
// says something wins. docs/operations.md has a line for each.
struct Settings {
  http::Settings http;
  std::string base_url;                    // what links in mail begin with; "http://localhost:<port>" when empty
  std::string folder = "/var/lib/zegel";   // files, the SQLite database, the secret
  std::string database;                    // a path or postgres://…; "<folder>/zegel.db" when empty
  int database_connections = 8;            // PostgreSQL only
  std::string installation = "Zegel";      // the fixed name that mails come from
  std::string helpdesk;                    // an address people can ask for help
  bool brand_flanders = false;
  bool demo = false;
  mail::Settings mail;                     // no url: mail waits in the database
  std::string mail_bounce_secret;          // whoever posts returned mail must know it; empty: nobody may
  bool webhook_private = false;            // webhooks may call machines on private networks, also without TLS
  std::string webhook_ca_file;             // empty: the system's
  std::string clamd;                       // unix:/path or host:port; empty: no virus scan
  std::set<std::string> media_types;       // empty: the standard list
  std::uint64_t upload_bytes_max = 4ULL << 30;
  std::string document_types;              // a TOML file with the installation's own list; empty: the shipped one
  std::string log_level = "info";
};

// One clear sentence about a setting that cannot be.
struct BadSetting : std::runtime_error {
  using runtime_error::runtime_error;
};

// Defaults, then the file (empty: none), then the environment. Unknown names are a BadSetting.
Settings read_settings(std::string const& toml_path);
// One setting by its name in the file; BadSetting when there is none of that name or the text does not fit.
void set(Settings&, std::string const& name, std::string const& text);
// Fills what follows from the rest and checks it all.
void complete(Settings&);

}  // namespace app
