// SPDX-License-Identifier: EUPL-1.2
#include "base/time.h"
#include "platform/built_in.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/db/engine.h"

#include <algorithm>
#include <map>

namespace db {
namespace {

struct Wanted {
  std::string name;  // without the engine
  std::string_view sql;
  std::string sha256;
};

std::vector<Wanted> for_engine(Engine const& engine, std::span<Migration const> migrations) {
  std::vector<Wanted> wanted;
  for (auto const& migration : migrations) {
    auto name = migration.name;
    if (auto dot = name.rfind('.'); dot != name.npos) {
      auto only = name.substr(dot + 1);
      if (only != "sqlite" && only != "postgres") throw std::logic_error{"no engine is called so: " + std::string{name}};
      if (only != engine.name()) continue;
      name = name.substr(0, dot);
    }
    if (!wanted.empty() && wanted.back().name >= name) throw std::logic_error{"migrations out of order: " + std::string{name}};
    wanted.push_back({std::string{name}, migration.sql, crypto::sha256_hex(migration.sql)});
  }
  return wanted;
}

bool has_table(Engine const& engine, Tx& tx) {
  if (engine.name() == "postgres")
    return tx.maybe("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'migrations'").has_value();
  return tx.maybe("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'").has_value();
}

// How many of `wanted`, from the front, this database already holds.
std::size_t already_there(Tx& tx, std::vector<Wanted> const& wanted) {
  std::map<std::string, std::string> there;
  for (auto const& row : tx.all("SELECT name, sha256 FROM migrations")) there.emplace(row.text(0), row.text(1));
  std::size_t count = 0;
  for (auto const& migration : wanted) {
    auto found = there.find(migration.name);
    if (found == there.end()) break;
    if (found->second != migration.sha256)
      throw std::runtime_error{"the migration " + migration.name + " was changed after it ran on this database: there its SHA-256 is " +
                               found->second + ", here " + migration.sha256};
    there.erase(found);
    ++count;
  }
  if (there.empty()) return count;
  auto const& stranger = there.begin()->first;
  if (std::ranges::any_of(wanted, [&](auto const& migration) { return migration.name == stranger; }))
    throw std::runtime_error{"the migration " + wanted[count].name + " did not run on this database, although the later " + stranger +
                             " did"};
  throw std::runtime_error{"the database holds the migration " + stranger +
                           ", which this version of Zegel does not know: start the version that made it"};
}

std::size_t already_there(Engine& engine, std::vector<Wanted> const& wanted) {
  std::size_t count = 0;
  engine.look([&](Tx& tx) { count = has_table(engine, tx) ? already_there(tx, wanted) : 0; });
  return count;
}

}  // namespace

std::span<Migration const> migrations() {
  static auto const all = [] {
    std::vector<Migration> made;
    for (auto const& file : built_in::migrations()) made.push_back({file.name, file.bytes});
    return made;
  }();
  return all;
}

int missing_migrations(Engine& engine, std::span<Migration const> migrations) {
  auto wanted = for_engine(engine, migrations);
  return static_cast<int>(wanted.size() - already_there(engine, wanted));
}

int migrate(Engine& engine, std::span<Migration const> migrations) {
  auto wanted = for_engine(engine, migrations);
  auto there = already_there(engine, wanted);
  if (there == wanted.size()) return 0;
  std::string key;
  for (auto const& migration : wanted) key += migration.name + ' ' + migration.sha256 + '\n';
  if (start_as_copy(engine, key)) return static_cast<int>(wanted.size());
  engine.act_now([&](Tx& tx) {
    // Two nodes that make the table at the same moment would collide, IF NOT EXISTS or not.
    if (engine.name() == "postgres") tx.run("SELECT pg_advisory_xact_lock(2053465965)");
    tx.run("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL)");
  });
  auto now = to_text(MachineClock{}.now());
  int ran = 0;
  while (there < wanted.size()) {
    bool mine = false;
    engine.act_now([&](Tx& tx) {
      // Another node may be starting too. LOCK comes before the snapshot is taken, so what it did is seen.
      if (engine.name() == "postgres") tx.run("LOCK TABLE migrations IN ACCESS EXCLUSIVE MODE");
      there = already_there(tx, wanted);
      mine = there < wanted.size();
      if (!mine) return;
      auto const& next = wanted[there];
      tx.connection().run_script(next.sql);
      tx.run("INSERT INTO migrations (name, sha256, applied_at) VALUES ($1, $2, $3)", {next.name, next.sha256, now});
    });
    if (!mine) break;
    ++there;
    ++ran;
  }
  keep_for_copies(engine, key);
  return ran;
}

}  // namespace db
