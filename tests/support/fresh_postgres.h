// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "platform/db/db.h"

#include <memory>
#include <string>

namespace support {

// With ZEGEL_TEST_ENGINE=postgres in the environment every test house stands on a schema of its own in the cluster that
// ZEGEL_TEST_POSTGRES names, so that rooms and stories run on both engines; otherwise on SQLite in memory.
bool is_postgres_wanted();

// Such a schema. Making its tables is most of what a house costs, so when it is gone it is left to the next copy.
class PostgresSchema {
 public:
  static std::unique_ptr<PostgresSchema> make();           // new and empty
  static std::unique_ptr<PostgresSchema> make_for_copy();  // perhaps one that was left, with whatever stands in it
  ~PostgresSchema();
  PostgresSchema(PostgresSchema const&) = delete;
  PostgresSchema& operator=(PostgresSchema const&) = delete;
  std::unique_ptr<db::Engine> open() const;
  // With the tables of the migrations, and the rows of another that has them.
  std::unique_ptr<db::Engine> open_as_copy(PostgresSchema const& original);

 private:
  PostgresSchema(std::string name, bool has_tables) : name_{std::move(name)}, has_tables_{has_tables} {}
  std::string name_;
  bool has_tables_;
};

}  // namespace support
