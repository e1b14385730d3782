// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "app/house.h"

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

// What an operator tells everybody: outages, the terms of use, the texts of pages. Each gives 0, or throws.
namespace app {

struct OperatorLine {
  std::string id, from, until, page, language, file;
  std::vector<std::string> texts, files;  // "nl=…"
  std::int64_t version = 0;
};

void add_operator_commands(CLI::App&, OperatorLine&);
// Does what the line says; nothing when it says none of these commands.
std::optional<int> run_operator(House&, CLI::App const&, OperatorLine const&);

// "2026-03-07 18:00" in Brussels, or an instant with a Z; nothing for an hour that does not exist. Of an hour that comes twice,
// the first.
std::optional<Instant> parse_brussels(std::string_view text);

}  // namespace app
