// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/fresh_postgres.h"

#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace support {
namespace {

std::string cluster() {
  auto const given = std::getenv("ZEGEL_TEST_POSTGRES");
  if (!given || !*given)
    throw std::runtime_error{"ZEGEL_TEST_POSTGRES is not set: export ZEGEL_TEST_POSTGRES=$(script/postgres start /tmp/zegel-postgres)"};
  return given;
}

// Those that have tables, and that nobody uses any more.
std::vector<std::string>& left() {
  static std::vector<std::string> names;
  return names;
}

// The rows of every table become those of the same table of another schema; references are kept, so they need no check.
std::string take_over_rows(std::string const& from) {
  return "SET LOCAL session_replication_role = replica;"
         "DO $$ DECLARE t text; BEGIN"
         "  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP"
         "    EXECUTE format('DELETE FROM %I', t);"
         "    EXECUTE format('INSERT INTO %I SELECT * FROM " +
         from +
         ".%I', t, t);"
         "  END LOOP;"
         "END $$";
}

void run(db::Engine& engine, std::string const& script) {
  engine.act_now([&](db::Tx& tx) { tx.connection().run_script(script); });
}

}  // namespace

bool is_postgres_wanted() {
  auto const engine = std::getenv("ZEGEL_TEST_ENGINE");
  return engine && std::string_view{engine} == "postgres";
}

std::unique_ptr<PostgresSchema> PostgresSchema::make() {
  static int number = 0;
  auto name = "house_" + std::to_string(::getpid()) + "_" + std::to_string(++number);
  run(*db::open_postgres(cluster(), 2), "CREATE SCHEMA " + name);
  return std::unique_ptr<PostgresSchema>{new PostgresSchema{std::move(name), false}};
}

std::unique_ptr<PostgresSchema> PostgresSchema::make_for_copy() {
  if (left().empty()) return make();
  std::unique_ptr<PostgresSchema> schema{new PostgresSchema{left().back(), true}};
  left().pop_back();
  return schema;
}

PostgresSchema::~PostgresSchema() {
  if (has_tables_) left().push_back(name_);
}

std::unique_ptr<db::Engine> PostgresSchema::open() const {
  auto const address = cluster();
  return db::open_postgres(address + (address.find('?') == std::string::npos ? "?" : "&") + "options=-c%20search_path%3D" + name_, 4);
}

std::unique_ptr<db::Engine> PostgresSchema::open_as_copy(PostgresSchema const& original) {
  auto engine = open();
  if (!has_tables_) db::migrate(*engine, db::migrations());
  has_tables_ = true;
  run(*engine, take_over_rows(original.name_));
  return engine;
}

}  // namespace support
