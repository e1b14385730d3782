// SPDX-License-Identifier: EUPL-1.2
#include "app/settings.h"

#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <sstream>

namespace app {
namespace {

// `why` may hold what was entered: a line break in it would make two sentences of one.
[[noreturn]] void bad(std::string const& name, std::string why) {
  std::replace_if(why.begin(), why.end(), [](unsigned char c) { return c < ' '; }, ' ');
  throw BadSetting{"Setting " + name + " " + why + "."};
}

std::uint64_t whole(std::string const& name, std::string const& text, std::uint64_t min, std::uint64_t max) {
  std::uint64_t value = 0;
  if (text.empty() || text.size() > 18) bad(name, "must be a whole number, not \"" + text + "\"");
  for (char c : text) {
    if (c < '0' || c > '9') bad(name, "must be a whole number, not \"" + text + "\"");
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (value < min || value > max) bad(name, "must lie between " + std::to_string(min) + " and " + std::to_string(max) + ", and is " + text);
  return value;
}

bool yes_or_no(std::string const& name, std::string const& text) {
  if (text == "true" || text == "yes" || text == "1") return true;
  if (text == "false" || text == "no" || text == "0") return false;
  bad(name, "must be true or false, not \"" + text + "\"");
}

// "application/pdf, image/png"; empty: the standard list.
std::set<std::string> media_types(std::string const& name, std::string const& text) {
  std::set<std::string> types;
  std::istringstream list{text};
  for (std::string type; std::getline(list, type, ',');) {
    std::erase(type, ' ');
    auto const slash = type.find('/');
    if (slash == 0 || slash == std::string::npos || slash + 1 == type.size())
      bad(name, "must list types like application/pdf, not \"" + type + "\"");
    types.insert(type);
  }
  return types;
}

using Setter = std::function<void(Settings&, std::string const& name, std::string const& text)>;

Setter text_at(std::string Settings::*member) {
  return [member](Settings& settings, std::string const&, std::string const& text) { settings.*member = text; };
}

// Every setting, by its name in the file; the environment has ZEGEL_ before it, in capitals.
std::map<std::string, Setter> const& known() {
  static std::map<std::string, Setter> const setters{
      {"address", [](Settings& s, auto const&, auto const& text) { s.http.address = text; }},
      {"port", [](Settings& s, auto const& name, auto const& text) { s.http.port = static_cast<std::uint16_t>(whole(name, text, 0, 65535)); }},
      {"threads", [](Settings& s, auto const& name, auto const& text) { s.http.threads = static_cast<int>(whole(name, text, 1, 256)); }},
      {"trust_proxy", [](Settings& s, auto const& name, auto const& text) { s.http.trust_proxy = yes_or_no(name, text); }},
      {"base_url", text_at(&Settings::base_url)},
      {"folder", text_at(&Settings::folder)},
      {"database", text_at(&Settings::database)},
      {"database_connections",
       [](Settings& s, auto const& name, auto const& text) { s.database_connections = static_cast<int>(whole(name, text, 2, 200)); }},
      {"installation", text_at(&Settings::installation)},
      {"helpdesk", text_at(&Settings::helpdesk)},
      {"brand_flanders", [](Settings& s, auto const& name, auto const& text) { s.brand_flanders = yes_or_no(name, text); }},
      {"mail_url", [](Settings& s, auto const&, auto const& text) { s.mail.url = text; }},
      {"mail_from", [](Settings& s, auto const&, auto const& text) { s.mail.from = text; }},
      {"mail_user", [](Settings& s, auto const&, auto const& text) { s.mail.user = text; }},
      {"mail_password", [](Settings& s, auto const&, auto const& text) { s.mail.password = text; }},
      {"mail_starttls", [](Settings& s, auto const& name, auto const& text) { s.mail.starttls = yes_or_no(name, text); }},
      {"mail_ca_file", [](Settings& s, auto const&, auto const& text) { s.mail.ca_file = text; }},
      {"mail_bounce_secret", text_at(&Settings::mail_bounce_secret)},
      {"webhook_private", [](Settings& s, auto const& name, auto const& text) { s.webhook_private = yes_or_no(name, text); }},
      {"webhook_ca_file", text_at(&Settings::webhook_ca_file)},
      {"clamd", text_at(&Settings::clamd)},
      {"media_types", [](Settings& s, auto const& name, auto const& text) { s.media_types = media_types(name, text); }},
      {"upload_bytes_max",
       [](Settings& s, auto const& name, auto const& text) { s.upload_bytes_max = whole(name, text, 1, std::uint64_t{1} << 42); }},
      {"document_types", text_at(&Settings::document_types)},
      {"log_level", text_at(&Settings::log_level)},
  };
  return setters;
}

std::string text_of(std::string const& name, toml::node const& node) {
  if (auto text = node.value_exact<std::string>()) return *text;
  if (auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  if (auto yes = node.value_exact<bool>()) return *yes ? "true" : "false";
  if (auto list = node.as_array()) {
    std::string text;
    for (auto const& each : *list) (text += text.empty() ? "" : ",") += text_of(name, each);
    return text;
  }
  bad(name, "must be text, a whole number, true or false, or a list of texts");
}

void read_file(Settings& settings, std::string const& path) {
  toml::table table;
  try {
    table = toml::parse_file(path);
  } catch (toml::parse_error const& error) {
    throw BadSetting{"The settings in " + path + " cannot be read: " + std::string{error.description()} + " (line " +
                     std::to_string(error.source().begin.line) + ")."};
  }
  for (auto const& [key, node] : table) {
    std::string const name{key.str()};
    auto const found = known().find(name);
    if (found == known().end()) bad(name, "in " + path + " is not known");
    found->second(settings, name, text_of(name, node));
  }
}

// Of the program's own start, and of the project's tests and scripts.
bool is_no_setting(std::string_view variable) {
  constexpr std::array others{"ZEGEL_CONFIG",    "ZEGEL_BINARY",   "ZEGEL_SEED",         "ZEGEL_GOLDEN_WRITE",
                              "ZEGEL_PG_FSYNC",  "ZEGEL_SANITIZE", "ZEGEL_KILL_ROUNDS", "ZEGEL_CLAMD_STREAM"};
  return variable.starts_with("ZEGEL_TEST_") || std::find(others.begin(), others.end(), variable) != others.end();
}

void read_environment(Settings& settings) {
  constexpr std::string_view prefix = "ZEGEL_";
  for (auto each = environ; *each; ++each) {
    std::string_view const entry{*each};
    auto const equals = entry.find('=');
    if (!entry.starts_with(prefix) || equals == std::string_view::npos) continue;
    std::string const variable{entry.substr(0, equals)};
    if (is_no_setting(variable)) continue;
    auto name = variable.substr(prefix.size());
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    auto const found = known().find(name);
    if (found == known().end()) bad(variable, "in the environment is not known");
    found->second(settings, variable, std::string{entry.substr(equals + 1)});
  }
}

void must_be_readable(std::string const& name, std::string const& path) {
  if (!path.empty() && std::ifstream{path}.peek() == std::ifstream::traits_type::eof()) bad(name, "must name a file that can be read, not \"" + path + "\"");
}

}  // namespace

Settings read_settings(std::string const& toml_path) {
  Settings settings;
  if (!toml_path.empty()) read_file(settings, toml_path);
  read_environment(settings);
  return settings;
}

void set(Settings& settings, std::string const& name, std::string const& text) {
  auto const found = known().find(name);
  if (found == known().end()) bad(name, "is not known");
  found->second(settings, name, text);
}

void complete(Settings& settings) {
  if (settings.folder.empty()) bad("folder", "must name a folder");
  if (settings.database.empty()) settings.database = settings.folder + "/zegel.db";
  if (settings.base_url.empty()) settings.base_url = "http://localhost:" + std::to_string(settings.http.port);
  while (settings.base_url.ends_with('/')) settings.base_url.pop_back();
  if (!settings.base_url.starts_with("https://") && !settings.base_url.starts_with("http://")) bad("base_url", "must begin with https:// or http://");
  if (settings.installation.empty()) bad("installation", "must name the installation");
  if (!settings.mail.url.empty()) {
    if (!settings.mail.url.starts_with("smtp://") && !settings.mail.url.starts_with("smtps://"))
      bad("mail_url", "must begin with smtp:// or smtps://");
    if (settings.mail.from.find('@') == std::string::npos) bad("mail_from", "must hold an e-mail address when mail_url is set");
  }
  if (auto const colon = settings.clamd.rfind(':'); !settings.clamd.empty() && (colon == std::string::npos || colon + 1 == settings.clamd.size()))
    bad("clamd", "must be unix:/path or host:port");
  if (!settings.helpdesk.empty() && settings.helpdesk.find('@') == std::string::npos) bad("helpdesk", "must be an e-mail address");
  must_be_readable("mail_ca_file", settings.mail.ca_file);
  must_be_readable("webhook_ca_file", settings.webhook_ca_file);
  if (!settings.mail_bounce_secret.empty() && settings.mail_bounce_secret.size() < 16) bad("mail_bounce_secret", "must have at least 16 characters");
  for (auto const& level : {"debug", "info", "warn", "error"})
    if (settings.log_level == level) return;
  bad("log_level", "must be debug, info, warn or error, not \"" + settings.log_level + "\"");
}

}  // namespace app
