// SPDX-License-Identifier: EUPL-1.2
#include "platform/db/db.h"

#include "base/refusal.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <future>

// What needs SQLite only. What all engines promise is told in tests/adapters/db_test.cpp.
namespace {

namespace fs = std::filesystem;
using db::Tx;

class SqliteFile : public testing::Test {
 protected:
  ~SqliteFile() override {
    engine_.reset();
    fs::remove_all(folder_);
  }
  void run(std::string const& script) {
    engine_->act_now([&](Tx& tx) { tx.connection().run_script(script); });
  }
  std::int64_t number(db::Sql sql) {
    std::int64_t found = 0;
    engine_->look([&](Tx& tx) { found = tx.one(sql).number(0); });
    return found;
  }

  fs::path folder_ = fs::temp_directory_path() / ("zegel_sqlite_" + std::to_string(::getpid()));
  std::string path_ = (folder_ / "zegel.db").string();
  std::unique_ptr<db::Engine> engine_ = (fs::create_directories(folder_), db::open_sqlite(path_));
};

// Answers how many times it was asked.
class Counting : public db::Connection {
 public:
  std::vector<db::Row> run(std::string_view, std::span<db::Parameter const>) override {
    return {db::Row{std::vector<db::Value>{++asked_}}};
  }
  void run_script(std::string_view) override {}
  void load(std::string_view, std::span<std::string_view const>, db::NextRow const&) override {}

 private:
  std::int64_t asked_ = 0;
};

TEST(Tx, a_look_asks_the_same_once) {
  Counting engine;
  Tx look{engine, Tx::Kind::look};
  auto const ask = [&](db::Sql sql, db::Parameters values) { return look.same(sql, values).number(0); };
  EXPECT_EQ(ask("SELECT $1", {"a"}), 1);
  EXPECT_EQ(ask("SELECT $1", {"a"}), 1);
  EXPECT_EQ(ask("SELECT $1", {"b"}), 2) << "another value";
  EXPECT_EQ(ask("SELECT $1", {1}), 3) << "another kind of value";
  EXPECT_EQ(ask("SELECT $1", {"a", "a"}), 4) << "more values";
  EXPECT_EQ(ask("SELECT $1 AS b", {"a"}), 5) << "another statement";
  EXPECT_EQ(look.one("SELECT $1", {"a"}).number(0), 6) << "who does not say that it is the same";
  EXPECT_EQ(ask("SELECT $1", {"b"}), 2);
  EXPECT_EQ(Tx(engine, Tx::Kind::look).same("SELECT $1", {"a"}).number(0), 7) << "another look";
}

TEST(Tx, a_look_keeps_few_answers_and_is_right_about_the_others) {
  Counting engine;
  Tx look{engine, Tx::Kind::look};
  for (std::int64_t n = 1; n <= 100; ++n) EXPECT_EQ(look.same("SELECT $1", {n}).number(0), n);
  EXPECT_EQ(look.same("SELECT $1", {1}).number(0), 1);
  EXPECT_EQ(look.same("SELECT $1", {100}).number(0), 101);
}

TEST(Tx, an_act_asks_each_time) {
  Counting engine;
  Tx act{engine, Tx::Kind::act};
  for (std::int64_t n = 1; n <= 3; ++n) EXPECT_EQ(act.same("SELECT $1", {"a"}).number(0), n);
}

TEST_F(SqliteFile, the_writer_waits_for_the_disk_and_watches_references) {
  engine_->act_now([](Tx& tx) {
    EXPECT_EQ(tx.one("PRAGMA journal_mode").text(0), "wal");
    EXPECT_EQ(tx.one("PRAGMA synchronous").number(0), 2) << "FULL: each commit is fsynced";
    EXPECT_EQ(tx.one("PRAGMA foreign_keys").number(0), 1);
    EXPECT_EQ(tx.one("PRAGMA trusted_schema").number(0), 0);
  });
  engine_->look([](Tx& tx) { EXPECT_EQ(tx.one("PRAGMA query_only").number(0), 1); });
}

TEST_F(SqliteFile, only_its_owner_may_read_the_database) {
  run("CREATE TABLE t (n BIGINT)");
  for (auto end : {"", "-wal", "-shm"})
    EXPECT_EQ(fs::status(path_ + end).permissions(), fs::perms::owner_read | fs::perms::owner_write) << end;
}

TEST_F(SqliteFile, the_log_is_carried_over_when_the_engine_closes) {
  run("CREATE TABLE t (n BIGINT)");
  engine_.reset();
  EXPECT_FALSE(fs::exists(path_ + "-wal"));
}

TEST_F(SqliteFile, the_log_does_not_grow_without_end) {
  run("CREATE TABLE t (words TEXT)");
  std::string words(1'000'000, 'x');
  for (int i = 0; i < 20; ++i) engine_->act_now([&](Tx& tx) { tx.run("INSERT INTO t (words) VALUES ($1)", {words}); });
  EXPECT_LT(fs::file_size(path_ + "-wal"), 8'000'000u) << "20 MB were written";
}

TEST_F(SqliteFile, a_full_disk_is_told_as_such_and_harms_no_neighbour) {
  run("CREATE TABLE t (words TEXT)");
  run("PRAGMA max_page_count = 100");
  std::promise<void> started, release;
  engine_->act([&](Tx&) { started.set_value(), release.get_future().wait(); }, [](std::exception_ptr) {});
  started.get_future().wait();
  std::array<std::promise<void>, 3> ends;
  for (std::size_t i = 0; i < 3; ++i)
    engine_->act([size = i == 1 ? 1'000'000u : 10u](Tx& tx) { tx.run("INSERT INTO t (words) VALUES ($1)", {std::string(size, 'x')}); },
                 [&end = ends.at(i)](std::exception_ptr error) { error ? end.set_exception(error) : end.set_value(); });
  release.set_value();
  EXPECT_NO_THROW(ends[0].get_future().get());
  EXPECT_THROW(ends[1].get_future().get(), db::Full);
  EXPECT_NO_THROW(ends[2].get_future().get());
  EXPECT_EQ(number("SELECT count(*) FROM t"), 2);
}

TEST_F(SqliteFile, acts_that_wait_together_share_a_commit) {
  run("CREATE TABLE t (n BIGINT)");
  std::promise<void> started, release;
  engine_->act([&](Tx&) { started.set_value(), release.get_future().wait(); }, [](std::exception_ptr) {});
  started.get_future().wait();
  // Each tells how many rows had been committed when it was done: a reader sees them come all at once.
  std::vector<std::promise<std::int64_t>> ends(20);
  for (auto& end : ends)
    engine_->act([](Tx& tx) { tx.run("INSERT INTO t (n) VALUES (1)"); },
                 [&](std::exception_ptr) { end.set_value(number("SELECT count(*) FROM t")); });
  release.set_value();
  for (auto& end : ends) EXPECT_EQ(end.get_future().get(), 20);
}

TEST_F(SqliteFile, a_text_in_double_quotes_is_a_name) {
  EXPECT_THROW(engine_->look([](Tx& tx) { tx.all("SELECT \"no such column\""); }), std::runtime_error);
}

TEST_F(SqliteFile, a_question_mark_is_no_parameter) {
  EXPECT_THROW(engine_->look([](Tx& tx) { tx.all("SELECT ?", {"a"}); }), std::logic_error);
}

TEST_F(SqliteFile, a_script_cannot_end_the_transaction) {
  EXPECT_ANY_THROW(run("CREATE TABLE t (n BIGINT); COMMIT"));
  run("CREATE TABLE other (n BIGINT)");
  EXPECT_EQ(number("SELECT count(*) FROM other"), 0);
}

TEST_F(SqliteFile, readers_go_on_while_the_writer_is_busy) {
  run("CREATE TABLE t (n BIGINT)");
  std::promise<void> started, release, ended;
  engine_->act(
      [&](Tx& tx) {
        tx.run("INSERT INTO t (n) VALUES (1)");
        started.set_value();
        release.get_future().wait();
      },
      [&](std::exception_ptr) { ended.set_value(); });
  started.get_future().wait();
  EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
  release.set_value();
  ended.get_future().wait();
  EXPECT_EQ(number("SELECT count(*) FROM t"), 1);
}

TEST(Sqlite, a_folder_that_is_not_there_is_told) {
  EXPECT_THROW(db::open_sqlite("/nowhere/zegel.db"), std::runtime_error);
  EXPECT_THROW(db::open_sqlite(""), std::runtime_error);
}

TEST(Sqlite, a_file_that_is_no_database_is_told) {
  auto path = fs::temp_directory_path() / ("zegel_no_database_" + std::to_string(::getpid()));
  std::ofstream{path} << std::string(10'000, 'x');
  EXPECT_THROW(db::open_sqlite(path.string()), std::runtime_error);
  fs::remove(path);
}

TEST(Sqlite, each_memory_is_a_house_of_its_own) {
  auto one = db::open_sqlite(":memory:"), other = db::open_sqlite(":memory:");
  one->act_now([](Tx& tx) { tx.run("CREATE TABLE t (n BIGINT)"); });
  other->act_now([](Tx& tx) { tx.run("CREATE TABLE t (n BIGINT)"); });
  EXPECT_EQ(one->name(), "sqlite");
}

TEST(Open, the_address_tells_the_engine) {
  EXPECT_EQ(db::open(":memory:", 4)->name(), "sqlite");
  EXPECT_THROW(db::open("postgres://127.0.0.1:1/nothing", 2), std::runtime_error);
  EXPECT_THROW(db::open("postgresql://127.0.0.1:1/nothing", 2), std::runtime_error);
}

TEST(Migrations, out_of_order_or_for_an_unknown_engine_are_a_bug) {
  auto engine = db::open_sqlite(":memory:");
  using List = std::vector<db::Migration>;
  EXPECT_THROW(db::migrate(*engine, List{{"0002_b", "SELECT 1"}, {"0001_a", "SELECT 1"}}), std::logic_error);
  EXPECT_THROW(db::migrate(*engine, List{{"0001_a", "SELECT 1"}, {"0001_a.sqlite", "SELECT 1"}}), std::logic_error);
  EXPECT_THROW(db::migrate(*engine, List{{"0001_a.oracle", "SELECT 1"}}), std::logic_error);
  EXPECT_EQ(db::missing_migrations(*engine, List{}), 0);
}

TEST(Migrations, a_house_made_after_another_is_a_clean_one) {
  std::vector<db::Migration> all{{"0001_a", "CREATE TABLE a (n BIGINT)"}, {"0002_b", "INSERT INTO a (n) VALUES (1)"}};
  auto has_table = [](db::Engine& engine, db::Value const& name) {
    bool found = false;
    engine.look([&](Tx& tx) { found = tx.maybe("SELECT 1 FROM sqlite_master WHERE name = $1", {name}).has_value(); });
    return found;
  };
  auto count = [](db::Engine& engine) {
    std::int64_t rows = 0;
    engine.look([&](Tx& tx) { rows = tx.one("SELECT count(*) FROM a").number(0); });
    return rows;
  };
  auto odd = db::open_sqlite(":memory:");
  odd->act_now([](Tx& tx) { tx.run("CREATE TABLE before (n BIGINT)"); });
  EXPECT_EQ(db::migrate(*odd, all), 2);
  for (int i = 0; i < 3; ++i) {
    auto engine = db::open_sqlite(":memory:");
    EXPECT_EQ(db::migrate(*engine, all), 2);
    EXPECT_EQ(db::migrate(*engine, all), 0);
    EXPECT_FALSE(has_table(*engine, "before"));
    engine->act_now([](Tx& tx) { tx.run("INSERT INTO a (n) VALUES (2)"); });
    EXPECT_EQ(count(*engine), 2);
  }
  auto longer = db::open_sqlite(":memory:");
  all.push_back({"0003_c", "DELETE FROM a"});
  EXPECT_EQ(db::migrate(*longer, all), 3);
  EXPECT_EQ(count(*longer), 0);
}

TEST(Migrations, those_built_in_run_on_a_new_database) {
  auto engine = db::open_sqlite(":memory:");
  EXPECT_EQ(static_cast<std::size_t>(db::migrate(*engine, db::migrations())),
            static_cast<std::size_t>(db::missing_migrations(*db::open_sqlite(":memory:"), db::migrations())));
  EXPECT_EQ(db::missing_migrations(*engine, db::migrations()), 0);
}

}  // namespace
