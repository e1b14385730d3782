// SPDX-License-Identifier: EUPL-1.2
#include "app/operator.h"
#include "base/part.h"
#include "base/refusal.h"
#include "platform/pages/pages.h"
#include "service/terms.h"
#include "service/texts.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <fstream>
#include <iterator>

namespace app {
namespace {

using service::Texts;
using namespace std::chrono;

std::string read_file(std::string const& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw BadSetting{"The file " + path + " cannot be read."};
  std::string text(service::text_bytes_max + 1, '\0');  // what is longer is refused as too long
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

// "nl=…": the text in each language; for files, what stands in them.
Texts texts_in(std::vector<std::string> const& given, char const* flag, bool files) {
  Texts texts;
  for (auto const& each : given) {
    auto const language = each.size() > 3 && each[2] == '=' ? parse_language(std::string_view{each}.substr(0, 2)) : std::nullopt;
    if (!language) throw BadSetting{fmt::format("{} is nl=…, fr=…, de=… or en=…, not {}.", flag, each)};
    texts.at(static_cast<std::size_t>(*language)) = files ? read_file(each.substr(3)) : each.substr(3);
  }
  return texts;
}

std::optional<Instant> instant_in(std::string const& text, char const* flag) {
  if (text.empty()) return std::nullopt;
  auto const instant = parse_brussels(text);
  if (!instant) throw BadSetting{fmt::format("{} is a day and an hour in Brussels, as in \"2026-03-07 18:00\", not \"{}\".", flag, text)};
  return instant;
}

void show(service::Outage const& outage, Instant now) {
  fmt::print("{}  {:<9}  {} - {}  {}\n", outage.id.text, service::name(outage.phase(now)), pages::when(Language::nl, to_text(outage.starts_at)),
             pages::when(Language::nl, to_text(outage.ends_at)), outage.texts.front().substr(0, outage.texts.front().find('\n')));
}

int list_outages(House& house) {
  house.engine().look([&](db::Tx& tx) {
    for (auto const& outage : service::coming(tx, house.now())) show(outage, house.now());
    for (auto const& outage : service::past(tx, house.now(), {}).rows) show(outage, house.now());
  });
  return 0;
}

int outage(House& house, CLI::App const& command, OperatorLine const& line) {
  if (command.got_subcommand("list")) return list_outages(house);
  auto const from = instant_in(line.from, "--from"), until = instant_in(line.until, "--until");
  auto const texts = texts_in(line.texts, "--text", false);
  auto const shown = house.as({}, [&](evidence::Deed& deed) {
    if (command.got_subcommand("announce")) return service::announce(deed, {from.value_or(Instant{}), until.value_or(Instant{}), texts});
    auto const id = id_from<OutageId>(line.id);
    return command.got_subcommand("change") ? service::change(deed, id, from, until, texts) : service::end_outage(deed, id);
  });
  show(shown, house.now());
  return 0;
}

int terms(House& house, CLI::App const& command, OperatorLine const& line) {
  if (command.got_subcommand("list")) {
    house.engine().look([](db::Tx& tx) {
      for (auto const& each : service::terms_versions(tx)) fmt::print("{:>4}  from {}  published {}\n", each.version, each.from_on, each.published_at);
    });
    return 0;
  }
  auto const from = parse_day(line.from);
  if (!from) throw BadSetting{"--from is a day, as in 2026-04-01, not \"" + line.from + "\"."};
  auto const texts = texts_in(line.files, "--file", true);
  house.as({}, [&](evidence::Deed& deed) { service::publish(deed, line.version, *from, texts); });
  fmt::print("Version {} of the terms of use holds from {} on; everybody is asked to accept it.\n", line.version, to_text(*from));
  return 0;
}

int text(House& house, CLI::App const& command, OperatorLine const& line) {
  if (line.page == "terms") throw BadSetting{"The terms of use have versions that people accept: zegel terms publish."};
  auto const language = parse_language(line.language);
  if (!language) throw BadSetting{"The language is nl, fr, de or en, not " + line.language + "."};
  if (command.got_subcommand("show")) {
    house.engine().look([&](db::Tx& tx) {
      auto const found = service::page_text(tx, line.page, *language);
      fmt::print("{}", found ? found->body : std::string{"(the built-in text)\n"});
    });
    return 0;
  }
  bool const resets = command.got_subcommand("reset");
  house.as({}, [&](evidence::Deed& deed) { service::set_page_text(deed, line.page, *language, resets ? std::string{} : read_file(line.file)); });
  fmt::print("The page {} was changed in {}.\n", line.page, name(*language));
  return 0;
}

void add_outage_options(CLI::App& command, OperatorLine& line, bool all) {
  command.add_option("--from", line.from, "start, in Brussels: \"2026-03-07 18:00\"")->required(all);
  command.add_option("--until", line.until, "expected end")->required(all);
  command.add_option("--text", line.texts, "nl=…, fr=…, de=… and en=…: what is away, and why")->required(all);
}

}  // namespace

std::optional<Instant> parse_brussels(std::string_view text) {
  if (auto const instant = parse_instant(text)) return instant;
  auto const space = text.find_first_of(" T");
  if (space == std::string_view::npos || text.size() != space + 6 || text[space + 3] != ':') return std::nullopt;
  auto const day = parse_day(text.substr(0, space));
  int digits[4], i = 0;
  for (auto at : {1, 2, 4, 5}) {
    auto const c = text[space + static_cast<std::size_t>(at)];
    if (c < '0' || c > '9') return std::nullopt;
    digits[i++] = c - '0';
  }
  int const hour = digits[0] * 10 + digits[1], minute = digits[2] * 10 + digits[3];
  if (!day || hour > 23 || minute > 59) return std::nullopt;
  for (auto const ahead : {hours{2}, hours{1}}) {
    Instant const instant = *day + hours{hour} + minutes{minute} - ahead;
    auto const local = brussels_time(instant);
    if (local.day == *day && local.hour == hour && local.minute == minute) return instant;
  }
  return std::nullopt;
}

void add_operator_commands(CLI::App& cli, OperatorLine& line) {
  auto* const outages = cli.add_subcommand("outage", "outages of the service, for everybody to see");
  outages->require_subcommand(1);
  add_outage_options(*outages->add_subcommand("announce", "announce an outage; who subscribed gets a mail"), line, true);
  auto* const changing = outages->add_subcommand("change", "change what is not over");
  changing->add_option("id", line.id)->required();
  add_outage_options(*changing, line, false);
  outages->add_subcommand("end", "end what goes on, cancel what is planned")->add_option("id", line.id)->required();
  outages->add_subcommand("list", "outages to come, and the newest that are over");
  auto* const terms_of_use = cli.add_subcommand("terms", "the terms of use");
  terms_of_use->require_subcommand(1);
  auto* const publishing = terms_of_use->add_subcommand("publish", "publish a version, which everybody has to accept");
  publishing->add_option("--version", line.version, "higher than the last")->required();
  publishing->add_option("--from", line.from, "the day from which it holds")->required();
  publishing->add_option("--file", line.files, "nl=FILE, fr=FILE, de=FILE and en=FILE")->required();
  terms_of_use->add_subcommand("list", "the versions");
  auto* const texts = cli.add_subcommand("text", "texts of the pages help, accessibility and privacy");
  texts->require_subcommand(1);
  for (auto const& [command, about] : {std::pair{"set", "put a text in the place of the one before"}, {"show", "print the text"},
                                       {"reset", "back to the built-in text"}}) {
    auto* const each = texts->add_subcommand(command, about);
    each->add_option("page", line.page)->required();
    each->add_option("language", line.language)->required();
    if (std::string_view{command} == "set") each->add_option("file", line.file)->required();
  }
}

std::optional<int> run_operator(House& house, CLI::App const& cli, OperatorLine const& line) {
  if (cli.got_subcommand("outage")) return outage(house, *cli.get_subcommand("outage"), line);
  if (cli.got_subcommand("terms")) return terms(house, *cli.get_subcommand("terms"), line);
  if (cli.got_subcommand("text")) return text(house, *cli.get_subcommand("text"), line);
  return std::nullopt;
}

}  // namespace app
