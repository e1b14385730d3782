// SPDX-License-Identifier: EUPL-1.2
#include "app/commands.h"
#include "app/accounts.h"
#include "app/demo.h"
#include "app/door.h"
#include "app/api/openapi.h"
#include "app/operator.h"
#include "base/refusal.h"
#include "notifications/outbox.h"
#include "organisations/register.h"
#include "platform/http/http.h"
#include "platform/log/log.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>

namespace app {
namespace {

constexpr auto version = "0.1.0";
constexpr int dead_shown_max = 500;

// SIGINT and SIGTERM are waited for, never handled in the middle of something.
sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

void must_keep_themes(House& house) {
  try {
    groups::keep_places(house.engine(), groups::theme_list());
  } catch (std::runtime_error const& error) {
    auto const& file = house.settings().document_types;
    throw BadSetting{file.empty() ? fmt::format("Setting document_types must name the list that this database knows: {}.", error.what())
                                  : fmt::format("The document types in {} cannot be used: {}.", file, error.what())};
  }
}

// The schema of the database is this binary's and its themes are those of the list, or the house does not open.
void must_be_migrated(House& house) {
  if (int const missing = db::missing_migrations(house.engine(), db::migrations()); missing > 0)
    throw BadSetting{fmt::format("The database lacks migrations ({}): run zegel migrate first.", missing)};
  must_keep_themes(house);
}

int serve(Settings const& settings, bool demo) {
  auto const signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before any thread is made, so that all of them inherit it
  House house{settings};
  if (demo) {
    db::migrate(house.engine(), db::migrations());
    must_keep_themes(house);
    fill_demo(house);
  } else {
    must_be_migrated(house);
  }
  Door door{house};
  http::Server server{settings.http, door};
  server.start();
  house.start_jobs();
  fmt::print("Zegel listens on http://{}:{}\n", settings.http.address, server.port());
  std::fflush(stdout);
  int received = 0;
  sigwait(&signals, &received);
  logs::info("stopping: requests under way are finished first");
  server.stop();
  house.stop_jobs();
  return 0;
}

int import(Settings const& settings, std::string const& path, bool forced) {
  House house{settings};
  must_be_migrated(house);
  organisations::ImportReport report;
  evidence::Actor const nobody;
  house.as(nobody, [&](evidence::Deed& deed) {
    report = organisations::import_register(
        deed, path,
        [](std::int64_t rows, std::string_view file) {
          fmt::print(stderr, "\r{:>12} rows, {:<30}", rows, file);
          std::fflush(stderr);
        },
        forced ? organisations::Succession::forced : organisations::Succession::required);
  });
  fmt::print(stderr, "\n");
  fmt::print("Extract {} ({}) of {}: {} rows taken, {} broken rows left out.\n", report.extract_number, report.extract_type, report.snapshot_on,
             report.rows, report.broken);
  for (auto const& row : report.broken_rows) fmt::print("{}:{}: {}\n", row.file, row.line, row.reason);
  return 0;
}

// The dead letters: to be looked at, and to be posted once more.
int mail(House& house, CLI::App const& command, std::string const& id) {
  if (command.got_subcommand("retry")) {
    int count = 0;
    house.engine().act_now([&](db::Tx& tx) { count = notifications::retry(tx, id, house.now()); });
    fmt::print("{} mails wait to be posted again.\n", count);
    return id.empty() || count > 0 ? 0 : 1;
  }
  std::vector<notifications::Kept> found;
  house.engine().look([&](db::Tx& tx) { found = notifications::dead(tx, dead_shown_max); });
  for (auto const& each : found) fmt::print("{} {} {:<32} {:<28} {}\n", each.id, each.created_at, each.address, each.event, each.last_word);
  fmt::print("{} dead mails.\n", found.size());
  return 0;
}

// Everything the command line can say.
struct Line {
  Settings settings;
  std::string config, path;
  bool forced = false;
  NewAccount account;
  AccountOrganisation organisation;
  OperatorLine operator_line;
  std::string mail;
};

// The flags come after file and environment, so that they win; CLI11 calls this once all is parsed.
void add_serving_flags(CLI::App& command, std::map<std::string, std::string>& flags) {
  for (auto const& [flag, name, about] : std::initializer_list<std::array<char const*, 3>>{
           {"--address", "address", "address to listen on"},
           {"--port", "port", "port to listen on; 0 takes a free one"},
           {"--threads", "threads", "threads that serve"},
           {"--folder", "folder", "files, the SQLite database and the secret"},
           {"--database", "database", "a path, or postgres://…"},
           {"--base-url", "base_url", "what links in mail begin with"},
           {"--log-level", "log_level", "debug, info, warn or error"}})
    command.add_option_function<std::string>(flag, [&flags, name = std::string{name}](std::string const& text) { flags[name] = text; }, about);
}

int dispatch(CLI::App& cli, Line& line, std::map<std::string, std::string> const& flags) {
  auto const said = [&](char const* name) { return cli.got_subcommand(name); };
  if (said("version")) return fmt::print("zegel {}\n", version), 0;
  if (said("openapi")) return fmt::print("{}\n", openapi()), 0;
  line.settings = read_settings(line.config);
  if (said("demo")) {
    line.settings.demo = true;
    if (line.settings.folder == Settings{}.folder) line.settings.folder = "data/demo";
  }
  for (auto const& [name, text] : flags) set(line.settings, name, text);
  complete(line.settings);
  logs::open(line.settings.log_level);
  if (said("serve")) return serve(line.settings, false);
  if (said("demo")) return serve(line.settings, true);
  if (said("import-register")) return import(line.settings, line.path, line.forced);
  House house{line.settings};
  if (said("migrate")) {
    fmt::print("{} migrations ran.\n", db::migrate(house.engine(), db::migrations()));
    return 0;
  }
  must_be_migrated(house);
  if (said("backup")) {
    house.engine().backup(line.path);
    fmt::print("The database was copied to {}; copy {}/files and {}/secret beside it.\n", line.path, line.settings.folder, line.settings.folder);
    return 0;
  }
  if (said("mail")) return mail(house, *cli.get_subcommand("mail"), line.mail);
  if (auto const done = run_operator(house, cli, line.operator_line)) return *done;
  if (said("organisation")) return add_organisation(house, line.organisation);
  auto const& user = *cli.get_subcommand("user");
  if (user.got_subcommand("add")) return add_user(house, line.account);
  if (user.got_subcommand("password")) return change_password(house, line.account.login);
  if (user.got_subcommand("end")) return end_user(house, line.account.login);
  return list_users(house);
}

}  // namespace

int run(int count, char** values) {
  CLI::App cli{"Zegel: open e-Contracting", "zegel"};
  cli.require_subcommand(1);
  Line line;
  std::map<std::string, std::string> flags;
  cli.add_option("--config", line.config, "settings in TOML")->envname("ZEGEL_CONFIG");
  add_serving_flags(cli, flags);
  cli.fallthrough();
  cli.add_subcommand("serve", "serve until SIGINT or SIGTERM");
  cli.add_subcommand("demo", "serve believable data; anybody may sign in as anybody");
  cli.add_subcommand("migrate", "bring the database up to date");
  cli.add_subcommand("openapi", "print the description of the API");
  cli.add_subcommand("version", "print the version");
  auto* const importing = cli.add_subcommand("import-register", "load an extract of the company register (KBO open data)");
  importing->add_option("path", line.path, "the ZIP, or a folder with its files")->required();
  importing->add_flag("--force", line.forced, "also when the extract is not the next one");
  auto* const backing = cli.add_subcommand("backup", "copy the SQLite database while it is in use");
  backing->add_option("path", line.path, "a new file")->required();
  auto* const organisation = cli.add_subcommand("organisation", "organisations");
  add_organisation_options(*organisation->add_subcommand("add", "register an organisation"), line.organisation);
  organisation->require_subcommand(1);
  add_operator_commands(cli, line.operator_line);
  auto* const mails = cli.add_subcommand("mail", "mail that could not be delivered");
  mails->require_subcommand(1);
  mails->add_subcommand("list", "the dead letters, newest first");
  mails->add_subcommand("retry", "post one again, or all of them")->add_option("id", line.mail);
  auto* const user = cli.add_subcommand("user", "accounts, until better means of signing in stand");
  user->require_subcommand(1);
  add_user_options(*user->add_subcommand("add", "open an account; the password is read from standard input"), line.account);
  user->add_subcommand("password", "set a password, read from standard input")->add_option("--login", line.account.login)->required();
  user->add_subcommand("end", "end somebody's work relations and sessions")->add_option("--login", line.account.login)->required();
  user->add_subcommand("list", "who has an account");
  try {
    cli.parse(count, values);
    return dispatch(cli, line, flags);
  } catch (CLI::ParseError const& error) {
    return cli.exit(error);
  } catch (Refused const& refused) {
    fmt::print(stderr, "zegel: refused: {}\n", name(refused.why));
  } catch (Mistaken const& mistaken) {
    for (auto const& mistake : mistaken.mistakes) fmt::print(stderr, "zegel: {}: {}\n", mistake.field, mistake.code);
  } catch (std::exception const& error) {
    fmt::print(stderr, "zegel: {}\n", error.what());
  }
  return 1;
}

}  // namespace app
