// SPDX-License-Identifier: EUPL-1.2
#include "app/settings.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using app::BadSetting;
using app::Settings;

namespace {

// A variable of the environment, for as long as the test.
class Variable {
 public:
  Variable(char const* name, char const* value) : name_{name} { ::setenv(name, value, 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(Variable const&) = delete;
  Variable& operator=(Variable const&) = delete;

 private:
  char const* name_;
};

// A settings file with this text.
class File {
 public:
  explicit File(std::string const& text) { std::ofstream{path()} << text; }
  std::string path() const { return folder_.path() + "/zegel.toml"; }

 private:
  support::Folder folder_;
};

Settings read(std::string const& text) { return app::read_settings(File{text}.path()); }

// What an operator is told; empty when nothing is wrong.
std::string told(std::function<void()> const& act) {
  try {
    act();
  } catch (BadSetting const& bad) {
    return bad.what();
  }
  return {};
}

std::string told_of(std::string const& name, std::string const& text) {
  return told([&] {
    Settings settings;
    app::set(settings, name, text);
    app::complete(settings);
  });
}

std::string replaced(std::string text, std::string const& what, std::string const& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
  return text;
}

}  // namespace

TEST(Settings, each_bad_setting_gives_one_clear_sentence) {
  struct Bad {
    char const *name, *text, *sentence;
  };
  for (auto const& [name, text, sentence] : {
           Bad{"port", "http", "Setting port must be a whole number, not \"http\"."},
           Bad{"port", "", "Setting port must be a whole number, not \"\"."},
           Bad{"port", "-1", "Setting port must be a whole number, not \"-1\"."},
           Bad{"port", "80.5", "Setting port must be a whole number, not \"80.5\"."},
           Bad{"port", "65536", "Setting port must lie between 0 and 65535, and is 65536."},
           Bad{"port", "99999999999999999999999", "Setting port must be a whole number, not \"99999999999999999999999\"."},
           Bad{"threads", "0", "Setting threads must lie between 1 and 256, and is 0."},
           Bad{"threads", "257", "Setting threads must lie between 1 and 256, and is 257."},
           Bad{"database_connections", "1", "Setting database_connections must lie between 2 and 200, and is 1."},
           Bad{"upload_bytes_max", "0", "Setting upload_bytes_max must lie between 1 and 4398046511104, and is 0."},
           Bad{"upload_bytes_max", "2 GB", "Setting upload_bytes_max must be a whole number, not \"2 GB\"."},
           Bad{"trust_proxy", "maybe", "Setting trust_proxy must be true or false, not \"maybe\"."},
           Bad{"brand_flanders", "TRUE", "Setting brand_flanders must be true or false, not \"TRUE\"."},
           Bad{"mail_starttls", "", "Setting mail_starttls must be true or false, not \"\"."},
           Bad{"base_url", "zegel.example.org", "Setting base_url must begin with https:// or http://."},
           Bad{"base_url", "ftp://zegel.example.org", "Setting base_url must begin with https:// or http://."},
           Bad{"folder", "", "Setting folder must name a folder."},
           Bad{"installation", "", "Setting installation must name the installation."},
           Bad{"mail_url", "mail.example.org", "Setting mail_url must begin with smtp:// or smtps://."},
           Bad{"mail_url", "smtp://mail.example.org", "Setting mail_from must hold an e-mail address when mail_url is set."},
           Bad{"helpdesk", "02 553 00 00", "Setting helpdesk must be an e-mail address."},
           Bad{"mail_ca_file", "/nowhere/ca.pem", "Setting mail_ca_file must name a file that can be read, not \"/nowhere/ca.pem\"."},
           Bad{"webhook_ca_file", "/tmp", "Setting webhook_ca_file must name a file that can be read, not \"/tmp\"."},
           Bad{"log_level", "loud", "Setting log_level must be debug, info, warn or error, not \"loud\"."},
           Bad{"media_types", "pdf", "Setting media_types must list types like application/pdf, not \"pdf\"."},
           Bad{"media_types", "application/pdf,,image/png", "Setting media_types must list types like application/pdf, not \"\"."},
       })
    EXPECT_EQ(told_of(name, text), sentence);
}

TEST(Settings, where_clamd_listens_is_a_socket_or_a_host_with_its_port) {
  for (auto const* wrong : {"zz", "localhost", "localhost:"}) EXPECT_NE(told_of("clamd", wrong).find("unix:/path or host:port"), std::string::npos) << wrong;
  for (auto const* right : {"", "unix:/run/clamd.ctl", "localhost:3310", "[::1]:3310"}) EXPECT_EQ(told_of("clamd", right), "") << right;
}

TEST(Settings, a_sentence_ends_the_line_and_stands_alone) {
  for (auto const* name : {"port", "threads", "trust_proxy", "database_connections", "upload_bytes_max", "media_types"}) {
    auto const sentence = told_of(name, "what\nis this");
    EXPECT_TRUE(sentence.ends_with(".")) << sentence;
    EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
  }
}

TEST(Settings, good_settings_are_taken_as_they_are) {
  auto settings = read(R"(
    address = "0.0.0.0"
    port = 8443
    threads = 4
    trust_proxy = true
    base_url = "https://zegel.example.org/"
    folder = "/srv/zegel"
    database = "postgres://zegel@localhost/zegel"
    database_connections = 12
    installation = "Zegel van de Stad"
    helpdesk = "help@example.org"
    brand_flanders = false
    mail_url = "smtps://mail.example.org:465"
    mail_from = "Zegel <zegel@example.org>"
    mail_user = "zegel"
    mail_password = "geheim"
    mail_starttls = false
    mail_ca_file = "/etc/passwd"
    clamd = "unix:/run/clamd"
    media_types = ["application/pdf", "image/png"]
    upload_bytes_max = 2147483648
    log_level = "warn"
  )");
  app::complete(settings);
  EXPECT_EQ(settings.http.address, "0.0.0.0");
  EXPECT_EQ(settings.http.port, 8443);
  EXPECT_EQ(settings.http.threads, 4);
  EXPECT_TRUE(settings.http.trust_proxy);
  EXPECT_EQ(settings.base_url, "https://zegel.example.org");  // links add their own slash
  EXPECT_EQ(settings.folder, "/srv/zegel");
  EXPECT_EQ(settings.database, "postgres://zegel@localhost/zegel");
  EXPECT_EQ(settings.database_connections, 12);
  EXPECT_EQ(settings.installation, "Zegel van de Stad");
  EXPECT_EQ(settings.helpdesk, "help@example.org");
  EXPECT_FALSE(settings.brand_flanders);
  EXPECT_EQ(settings.mail.url, "smtps://mail.example.org:465");
  EXPECT_EQ(settings.mail.from, "Zegel <zegel@example.org>");
  EXPECT_EQ(settings.mail.user + ' ' + settings.mail.password, "zegel geheim");
  EXPECT_FALSE(settings.mail.starttls);
  EXPECT_EQ(settings.mail.ca_file, "/etc/passwd");
  EXPECT_EQ(settings.clamd, "unix:/run/clamd");
  EXPECT_EQ(settings.media_types, (std::set<std::string>{"application/pdf", "image/png"}));
  EXPECT_EQ(settings.upload_bytes_max, 2147483648U);
  EXPECT_EQ(settings.log_level, "warn");
}

TEST(Settings, what_nobody_sets_follows_from_the_rest) {
  Settings settings;
  settings.folder = "/srv/zegel";
  settings.http.port = 8081;
  app::complete(settings);
  EXPECT_EQ(settings.database, "/srv/zegel/zegel.db");
  EXPECT_EQ(settings.base_url, "http://localhost:8081");
  EXPECT_EQ(settings.log_level, "info");
  EXPECT_TRUE(settings.media_types.empty());
}

TEST(Settings, a_flag_wins_over_the_environment_and_that_over_the_file) {
  File const file{"port = 1001\nthreads = 2\nlog_level = \"warn\"\nmedia_types = [\"image/png\"]\nhelpdesk = \"file@example.org\"\n"};
  Variable const port{"ZEGEL_PORT", "1002"}, threads{"ZEGEL_THREADS", "3"}, types{"ZEGEL_MEDIA_TYPES", "application/pdf, text/csv"};
  auto settings = app::read_settings(file.path());
  app::set(settings, "port", "1003");  // as a flag does, after the rest
  EXPECT_EQ(settings.http.port, 1003);
  EXPECT_EQ(settings.http.threads, 3);
  EXPECT_EQ(settings.log_level, "warn");
  EXPECT_EQ(settings.helpdesk, "file@example.org");
  EXPECT_EQ(settings.media_types, (std::set<std::string>{"application/pdf", "text/csv"}));  // one list wins, they are not mixed
}

TEST(Settings, the_environment_alone_will_do) {
  Variable const folder{"ZEGEL_FOLDER", "/srv/other"}, flanders{"ZEGEL_BRAND_FLANDERS", "yes"};
  auto const settings = app::read_settings("");
  EXPECT_EQ(settings.folder, "/srv/other");
  EXPECT_TRUE(settings.brand_flanders);
}

TEST(Settings, a_bad_value_in_the_environment_is_called_by_the_name_it_has_there) {
  Variable const port{"ZEGEL_PORT", "acht"};
  EXPECT_EQ(told([] { app::read_settings(""); }), "Setting ZEGEL_PORT must be a whole number, not \"acht\".");
}

TEST(Settings, an_unknown_name_is_refused) {
  Settings settings;
  EXPECT_EQ(told([&] { app::set(settings, "prot", "80"); }), "Setting prot is not known.");
  EXPECT_EQ(told([&] { app::set(settings, "", ""); }), "Setting  is not known.");
  File const file{"port = 80\nprot = 81\n"};
  EXPECT_EQ(told([&] { app::read_settings(file.path()); }), "Setting prot in " + file.path() + " is not known.");
  EXPECT_EQ(told([&] { app::set(settings, "demo", "true"); }), "Setting demo is not known.");  // a command, not a setting
}

TEST(Settings, a_file_with_a_section_or_a_wrong_kind_of_value_is_refused) {
  EXPECT_NE(told([] { read("[http]\nport = 80\n"); }).find("Setting http in "), std::string::npos);
  EXPECT_EQ(told([] { read("port = 80.5\n"); }), "Setting port must be text, a whole number, true or false, or a list of texts.");
  EXPECT_EQ(told([] { read("port = 2026-03-02\n"); }), "Setting port must be text, a whole number, true or false, or a list of texts.");
  EXPECT_EQ(told([] { read("port = [80, 81]\n"); }), "Setting port must be a whole number, not \"80,81\".");
  EXPECT_EQ(told([] { read("port = \"80\"\n"); }), "");  // a number as text is a number
}

TEST(Settings, a_file_that_is_no_toml_is_refused_with_its_line) {
  File const file{"port = 80\nfolder = \n"};
  auto const sentence = told([&] { app::read_settings(file.path()); });
  EXPECT_TRUE(sentence.starts_with("The settings in " + file.path() + " cannot be read: ")) << sentence;
  EXPECT_TRUE(sentence.ends_with("(line 2).")) << sentence;
  EXPECT_EQ(sentence.find('\n'), std::string::npos);
}

TEST(Settings, a_file_that_is_not_there_is_refused) {
  support::Folder const folder;
  auto const sentence = told([&] { app::read_settings(folder.path() + "/none.toml"); });
  EXPECT_TRUE(sentence.starts_with("The settings in " + folder.path() + "/none.toml cannot be read")) << sentence;
}

TEST(Settings, a_name_of_the_environment_that_is_not_known_stops_the_start) {
  Variable const misspelt{"ZEGEL_BASEURL", "https://zegel.example.org"};
  EXPECT_EQ(told([] { app::read_settings(""); }), "Setting ZEGEL_BASEURL in the environment is not known.");
}

TEST(Settings, the_environment_of_the_tests_holds_no_settings) {
  Variable const engine{"ZEGEL_TEST_SOMETHING", "x"}, binary{"ZEGEL_BINARY", "/usr/bin/zegel"}, config{"ZEGEL_CONFIG", "/etc/zegel.toml"};
  EXPECT_EQ(told([] { app::read_settings(""); }), "");
}

TEST(Settings, a_password_is_never_part_of_a_sentence) {
  Variable const password{"ZEGEL_MAIL_PASSWORD", "zeer-geheim"}, url{"ZEGEL_MAIL_URL", "smtp://mail.example.org"};
  auto const sentence = told([] {
    auto settings = app::read_settings("");
    app::complete(settings);
  });
  EXPECT_FALSE(sentence.empty());
  EXPECT_EQ(sentence.find("geheim"), std::string::npos);
}

TEST(Settings, a_house_does_not_open_on_a_folder_that_cannot_be) {
  support::Folder const folder;
  std::ofstream{folder.path() + "/file"} << "x";
  Settings settings;
  settings.folder = folder.path() + "/file/inside";
  settings.database = ":memory:";
  auto const sentence = replaced(told([&] { app::House house{settings}; }), folder.path(), "F");
  EXPECT_TRUE(sentence.starts_with("The folder F/file/inside cannot be made: ")) << sentence;
}

TEST(Settings, a_secret_of_another_length_is_not_a_secret) {
  support::Folder const folder;
  std::ofstream{folder.path() + "/secret"} << "kort";
  Settings settings;
  settings.folder = folder.path();
  settings.database = ":memory:";
  EXPECT_EQ(replaced(told([&] { app::House house{settings}; }), folder.path(), "F"), "The secret in F/secret must be 32 bytes long; it is 4.");
}

TEST(Settings, the_secret_is_made_once_and_read_by_its_owner_alone) {
  support::Folder const folder;
  Settings settings;
  settings.folder = folder.path();
  settings.database = ":memory:";
  auto const first = app::House{settings}.key(), second = app::House{settings}.key();
  EXPECT_EQ(first.size(), 32U);
  EXPECT_EQ(first, second);
  auto const permissions = std::filesystem::status(folder.path() + "/secret").permissions();
  EXPECT_EQ(permissions, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}
