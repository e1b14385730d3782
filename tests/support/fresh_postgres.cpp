// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/fresh_postgres.h"

#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace support {

std::unique_ptr<db::Engine> engine_of_the_environment() {
  auto const engine = std::getenv("ZEGEL_TEST_ENGINE");
  if (!engine || std::string_view{engine} != "postgres") return nullptr;
  auto const given = std::getenv("ZEGEL_TEST_POSTGRES");
  if (!given || !*given)
    throw std::runtime_error{"ZEGEL_TEST_POSTGRES is not set: export ZEGEL_TEST_POSTGRES=$(script/postgres start /tmp/zegel-postgres)"};
  static int number = 0;
  std::string const address = given;
  auto const schema = "house_" + std::to_string(::getpid()) + "_" + std::to_string(++number);
  db::open_postgres(address, 2)->act_now([&](db::Tx& tx) { tx.connection().run_script("CREATE SCHEMA " + schema); });
  return db::open_postgres(address + (address.find('?') == std::string::npos ? "?" : "&") + "options=-c%20search_path%3D" + schema, 4);
}

}  // namespace support
