// SPDX-License-Identifier: EUPL-1.2
#include "base/refusal.h"
#include "platform/db/db.h"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <limits>
#include <thread>

// One suite for the three ways a database can be: SQLite in a file, SQLite in memory, PostgreSQL.
namespace {

namespace fs = std::filesystem;
using db::Tx;

enum class Kind { file, memory, postgres };

testing::AssertionResult says(std::string const& text, std::string_view words) {
  return (text.find(words) != text.npos ? testing::AssertionSuccess() : testing::AssertionFailure()) << text;
}

std::string name_of(testing::TestParamInfo<Kind> const& kind) {
  switch (kind.param) {
    case Kind::file: return "sqlite_file";
    case Kind::memory: return "sqlite_memory";
    case Kind::postgres: return "postgres";
  }
  return {};
}

// A new, empty database for each test: a file, the memory, a schema.
class Database : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    static int number = 0;
    auto own = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++number);
    switch (GetParam()) {
      case Kind::memory: address_ = ":memory:"; break;
      case Kind::file:
        folder_ = fs::temp_directory_path() / ("zegel_" + own);
        fs::create_directories(folder_);
        address_ = (folder_ / "zegel.db").string();
        break;
      case Kind::postgres: {
        auto given = std::getenv("ZEGEL_TEST_POSTGRES");
        ASSERT_TRUE(given && *given) << "ZEGEL_TEST_POSTGRES is not set, and these tests need a PostgreSQL:\n"
                                        "  export ZEGEL_TEST_POSTGRES=$(script/postgres start /tmp/zegel-postgres)\n"
                                        "and, afterwards, script/postgres stop /tmp/zegel-postgres";
        house_ = given;
        schema_ = own;
        in_house("CREATE SCHEMA " + schema_);
        address_ =
            house_ + (house_.find('?') == house_.npos ? "?" : "&") + "application_name=" + own + "&options=-c%20search_path%3D" + schema_;
        break;
      }
    }
    engine_ = open();
    run("CREATE TABLE things (id TEXT PRIMARY KEY, n BIGINT, words TEXT)");
  }

  void TearDown() override {
    engine_.reset();
    if (!folder_.empty()) fs::remove_all(folder_);
    if (!schema_.empty()) in_house("DROP SCHEMA " + schema_ + " CASCADE");
  }

  std::unique_ptr<db::Engine> open(int connections = 6) const { return db::open(address_, connections); }
  bool is_postgres() const { return GetParam() == Kind::postgres; }

  void run(std::string const& script) {
    engine_->act_now([&](Tx& tx) { tx.connection().run_script(script); });
  }
  void add(std::string const& id, std::int64_t n = 0) {
    engine_->act_now([&](Tx& tx) { tx.run("INSERT INTO things (id, n) VALUES ($1, $2)", {id, n}); });
  }
  static std::int64_t count(db::Engine& engine) {
    std::int64_t found = 0;
    engine.look([&](Tx& tx) { found = tx.one("SELECT count(*) FROM things").number(0); });
    return found;
  }
  std::int64_t count() { return count(*engine_); }
  bool has(std::string const& id) {
    bool found = false;
    engine_->look([&](Tx& tx) { found = tx.maybe("SELECT 1 FROM things WHERE id = $1", {id}).has_value(); });
    return found;
  }

  // Holds every thread that acts, so that what is queued meanwhile waits together.
  class Held {
   public:
    Held(db::Engine& engine, int threads) {
      for (int i = 0; i < threads; ++i) {
        auto started = std::make_shared<std::promise<void>>();
        engine.act([started, release = released_](Tx&) { started->set_value(), release.wait(); }, [](std::exception_ptr) {});
        started->get_future().wait();
      }
    }
    ~Held() { release(); }
    void release() {
      if (!std::exchange(is_released_, true)) release_.set_value();
    }

   private:
    std::promise<void> release_;
    std::shared_future<void> released_ = release_.get_future().share();
    bool is_released_ = false;
  };

  fs::path folder_;
  std::string address_;
  std::unique_ptr<db::Engine> engine_;

 private:
  void in_house(std::string const& script) {
    db::open(house_, 2)->act_now([&](Tx& tx) { tx.connection().run_script(script); });
  }
  std::string house_, schema_;
};
INSTANTIATE_TEST_SUITE_P(Engines, Database, testing::Values(Kind::file, Kind::memory, Kind::postgres), name_of);

// What needs a reader beside the writer.
class SharedDatabase : public Database {};
INSTANTIATE_TEST_SUITE_P(Engines, SharedDatabase, testing::Values(Kind::file, Kind::postgres), name_of);

class PostgresDatabase : public Database {};
INSTANTIATE_TEST_SUITE_P(Engines, PostgresDatabase, testing::Values(Kind::postgres), name_of);

// ---- values

TEST_P(Database, a_value_comes_back_as_it_went_in) {
  std::vector<std::string> texts{
      "", "plain", "€ é ß 𝄞 – Überweisung", "tab\tline\nreturn\rback\\slash 'one' \"two\" $1 ; --", "\\N", std::string(1'000'000, 'x')};
  for (auto const& text : texts) {
    for (auto number :
         {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
      engine_->act_now([&](Tx& tx) {
        tx.run("INSERT INTO things (id, n, words) VALUES ('it', $1, $2) ON CONFLICT (id) DO UPDATE SET n = $1, words = $2", {number, text});
      });
      engine_->look([&](Tx& tx) {
        auto row = tx.one("SELECT n, words FROM things WHERE n = $1 AND words = $2", {number, text});
        EXPECT_EQ(row.number(0), number);
        EXPECT_EQ(row.text(1), text);
      });
    }
  }
}

TEST_P(Database, nothing_is_not_an_empty_text) {
  engine_->act_now([](Tx& tx) {
    tx.run("INSERT INTO things (id, n, words) VALUES ($1, $2, $3)", {"none", db::null(), db::null()});
    tx.run("INSERT INTO things (id, n, words) VALUES ($1, $2, $3)", {"some", std::int64_t{0}, ""});
  });
  engine_->look([](Tx& tx) {
    auto none = tx.one("SELECT n, words FROM things WHERE id = $1", {"none"});
    EXPECT_TRUE(none.is_null(0));
    EXPECT_EQ(none.number(0), 0);
    EXPECT_EQ(none.text(1), "");
    EXPECT_EQ(none.maybe_number(0), std::nullopt);
    EXPECT_EQ(none.maybe_text(1), std::nullopt);
    auto some = tx.one("SELECT n, words FROM things WHERE id = $1", {"some"});
    EXPECT_EQ(some.maybe_number(0), 0);
    EXPECT_EQ(some.maybe_text(1), "");
  });
}

TEST_P(Database, expressions_have_the_type_that_is_asked) {
  for (int i = 1; i <= 3; ++i) add(std::to_string(i), i);
  engine_->look([](Tx& tx) {
    auto row = tx.one(
        "SELECT count(*), max(n), CAST(sum(n) AS BIGINT), min(id), max(words), CAST(CASE WHEN 1 < 2 THEN 1 ELSE 0 END AS INTEGER) FROM "
        "things");
    EXPECT_EQ(row.number(0), 3);
    EXPECT_EQ(row.number(1), 3);
    EXPECT_EQ(row.number(2), 6);
    EXPECT_EQ(row.text(3), "1");
    EXPECT_TRUE(row.is_null(4));
    EXPECT_EQ(row.number(5), 1);
    EXPECT_EQ(tx.all("SELECT n > 2, n FROM things ORDER BY n").at(2).number(0), 1);
    EXPECT_THROW(row.number(3), std::logic_error);
    EXPECT_THROW(row.text(0), std::logic_error);
  });
}

TEST_P(Database, a_fraction_is_a_bug_in_the_statement) {
  EXPECT_THROW(engine_->look([](Tx& tx) { tx.one("SELECT 1.5"); }), std::logic_error);
  EXPECT_THROW(engine_->look([](Tx& tx) { tx.one("SELECT CAST(1 AS DOUBLE PRECISION)"); }), std::logic_error);
}

TEST_P(Database, values_may_be_used_in_any_order_and_more_than_once) {
  engine_->look([](Tx& tx) {
    auto row = tx.one("SELECT CAST($2 AS TEXT), CAST($1 AS BIGINT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($1 AS BIGINT) + 1",
                      {std::int64_t{7}, "two", "three"});
    EXPECT_EQ(row.text(0), "two");
    EXPECT_EQ(row.number(1), 7);
    EXPECT_EQ(row.text(2), "two");
    EXPECT_EQ(row.text(3), "three");
    EXPECT_EQ(row.number(4), 8);
  });
}

TEST_P(Database, too_few_or_too_many_values_are_a_bug) {
  EXPECT_ANY_THROW(engine_->look([](Tx& tx) { tx.all("SELECT n FROM things WHERE id = $1"); }));
  EXPECT_ANY_THROW(engine_->look([](Tx& tx) { tx.all("SELECT n FROM things WHERE id = $1", {"a", "b"}); }));
  EXPECT_EQ(count(), 0);
}

TEST_P(Database, a_text_with_a_zero_byte_is_not_cut_but_refused) {
  EXPECT_THROW(add(std::string{"a\0b", 3}), std::invalid_argument);
  EXPECT_EQ(count(), 0);
}

TEST_P(Database, one_statement_at_a_time) {
  EXPECT_ANY_THROW(engine_->act_now([](Tx& tx) { tx.run("INSERT INTO things (id) VALUES ('a'); INSERT INTO things (id) VALUES ('b')"); }));
  EXPECT_EQ(count(), 0);
}

TEST_P(Database, a_changing_statement_returns_rows) {
  engine_->act_now([](Tx& tx) {
    auto row = tx.one("INSERT INTO things (id, n) VALUES ($1, $2) RETURNING id, n + 1", {"a", std::int64_t{1}});
    EXPECT_EQ(row.text(0), "a");
    EXPECT_EQ(row.number(1), 2);
    EXPECT_FALSE(tx.maybe("UPDATE things SET n = 3 WHERE id = $1 AND n = 9 RETURNING id", {"a"}));
    EXPECT_THROW(tx.one("SELECT 1 FROM things WHERE id = 'b'"), std::logic_error);
  });
}

// ---- what a statement says no to

TEST_P(Database, each_kind_of_constraint_is_told_apart_from_a_breakdown) {
  run("CREATE TABLE parts (id TEXT PRIMARY KEY, thing_id TEXT NOT NULL REFERENCES things (id), status TEXT CHECK (status IN ('new', "
      "'old')))");
  add("a");
  auto part = [&](db::Value id, db::Value thing, db::Value status) {
    engine_->act_now([&](Tx& tx) { tx.run("INSERT INTO parts (id, thing_id, status) VALUES ($1, $2, $3)", {id, thing, status}); });
  };
  part("p", "a", "new");
  EXPECT_THROW(part("p", "a", "new"), db::Constraint);
  EXPECT_THROW(part("q", "nobody", "new"), db::Constraint);
  EXPECT_THROW(part("q", db::null(), "new"), db::Constraint);
  EXPECT_THROW(part("q", "a", "other"), db::Constraint);
  EXPECT_THROW(engine_->act_now([](Tx& tx) { tx.run("DELETE FROM things"); }), db::Constraint);
  EXPECT_THROW(engine_->act_now([](Tx& tx) { tx.run("INSERT INTO nowhere VALUES (1)"); }), std::runtime_error);
  EXPECT_EQ(count(), 1);
}

TEST_P(Database, what_went_wrong_is_told_without_values) {
  add("secret-of-somebody");
  try {
    add("secret-of-somebody");
    FAIL() << "the same id twice";
  } catch (db::Constraint const& error) {
    EXPECT_FALSE(says(error.what(), "secret"));
    EXPECT_TRUE(says(error.what(), "INSERT INTO things"));
  }
}

TEST_P(Database, a_failure_that_the_work_hides_still_undoes_it) {
  add("a");
  auto hide = [&] {
    engine_->act_now([](Tx& tx) {
      tx.run("INSERT INTO things (id) VALUES ('b')");
      try {
        tx.run("INSERT INTO things (id) VALUES ('a')");
      } catch (db::Constraint const&) {
      }
    });
  };
  EXPECT_THROW(hide(), db::Constraint);
  EXPECT_FALSE(has("b"));
  add("c");
  EXPECT_EQ(count(), 2);
}

TEST_P(Database, a_look_changes_nothing) {
  EXPECT_THROW(engine_->look([](Tx& tx) { tx.run("INSERT INTO things (id) VALUES ('a')"); }), std::logic_error);
  EXPECT_EQ(count(), 0);
}

TEST_P(Database, a_look_passes_on_what_the_work_throws) {
  EXPECT_THROW(engine_->look([](Tx&) { refuse(Refusal::not_found); }), Refused);
  EXPECT_THROW(engine_->look([](Tx& tx) { tx.all("SELECT nothing FROM nowhere"); }), std::runtime_error);
  EXPECT_EQ(count(), 0);
}

TEST_P(Database, a_transaction_inside_another_is_a_bug) {
  EXPECT_THROW(engine_->look([&](Tx&) { add("a"); }), std::logic_error);
  EXPECT_THROW(engine_->look([&](Tx&) { count(); }), std::logic_error);
  EXPECT_THROW(engine_->act_now([&](Tx&) { count(); }), std::logic_error);
  EXPECT_THROW(engine_->act_now([&](Tx&) { add("a"); }), std::logic_error);
  EXPECT_EQ(count(), 0);
}

// ---- many at once

TEST_P(Database, a_refused_act_leaves_nothing_and_its_neighbours_stay) {
  add("taken");
  constexpr std::size_t acts = 40;
  std::vector<std::promise<void>> ends(acts);
  Held held{*engine_, is_postgres() ? 3 : 1};
  for (std::size_t i = 0; i < acts; ++i) {
    auto work = [i](Tx& tx) {
      tx.run("INSERT INTO things (id, n) VALUES ($1, 1)", {"act " + std::to_string(i)});
      if (i % 4 == 1) refuse(Refusal::wrong_step);
      if (i % 4 == 2) tx.run("INSERT INTO things (id) VALUES ('taken')");
      if (i % 4 == 3) throw std::runtime_error{"broken"};
    };
    engine_->act(work, [&end = ends[i]](std::exception_ptr error) { error ? end.set_exception(error) : end.set_value(); });
  }
  held.release();
  for (std::size_t i = 0; i < acts; ++i) {
    auto end = ends[i].get_future();
    switch (i % 4) {
      case 0: EXPECT_NO_THROW(end.get()); break;
      case 1: EXPECT_THROW(end.get(), Refused); break;
      case 2: EXPECT_THROW(end.get(), db::Constraint); break;
      case 3: EXPECT_THROW(end.get(), std::runtime_error); break;
    }
    EXPECT_EQ(has("act " + std::to_string(i)), i % 4 == 0) << i;
  }
}

TEST_P(Database, a_reference_that_only_fails_at_the_commit_harms_its_own_act_alone) {
  run("CREATE TABLE parts (id TEXT PRIMARY KEY, thing_id TEXT NOT NULL REFERENCES things (id) DEFERRABLE INITIALLY DEFERRED)");
  std::promise<void> good, bad;
  Held held{*engine_, is_postgres() ? 3 : 1};
  auto end = [](std::promise<void>& promise) {
    return [&promise](std::exception_ptr error) { error ? promise.set_exception(error) : promise.set_value(); };
  };
  engine_->act([](Tx& tx) { tx.run("INSERT INTO things (id) VALUES ('good')"); }, end(good));
  engine_->act([](Tx& tx) { tx.run("INSERT INTO parts (id, thing_id) VALUES ('p', 'nobody')"); }, end(bad));
  held.release();
  EXPECT_NO_THROW(good.get_future().get());
  EXPECT_THROW(bad.get_future().get(), db::Constraint);
  EXPECT_TRUE(has("good"));
}

TEST_P(Database, a_counter_raised_by_many_at_once_is_exact) {
  add("counter", 0);
  std::vector<std::unique_ptr<db::Engine>> others;
  std::vector<db::Engine*> engines{engine_.get(), engine_.get()};
  if (GetParam() != Kind::memory) {
    others.push_back(open());  // as another process
    engines.push_back(others.back().get());
  }
  std::atomic<int> left = 1'000;
  auto raise = [](Tx& tx) {
    auto n = tx.one("SELECT n FROM things WHERE id = 'counter'").number(0);
    tx.run("UPDATE things SET n = $1 WHERE id = 'counter'", {n + 1});
  };
  std::vector<std::future<void>> ends;
  for (auto engine : engines)
    ends.push_back(std::async(std::launch::async, [&, engine] {
      while (left-- > 0) engine->act_now(raise);
    }));
  for (auto& end : ends) end.get();
  engine_->look([](Tx& tx) { EXPECT_EQ(tx.one("SELECT n FROM things WHERE id = 'counter'").number(0), 1'000); });
}

TEST_P(Database, acts_beyond_the_longest_queue_hear_that_the_house_is_busy) {
  std::atomic<int> kept = 0, busy = 0;
  {
    auto engine = open(2);
    Held held{*engine, 1};
    for (int i = 0; i < 10'010; ++i)
      engine->act([](Tx&) {},
                  [&](std::exception_ptr error) {
                    if (!error) return void(++kept);
                    try {
                      std::rethrow_exception(error);
                    } catch (Refused const& refused) {
                      if (refused.why == Refusal::busy) ++busy;
                    }
                  });
    EXPECT_EQ(busy, 10);
    held.release();
  }
  EXPECT_EQ(kept, 10'000);
}

TEST_P(Database, an_engine_that_closes_first_does_what_waits) {
  std::atomic<int> kept = 0;
  for (int i = 0; i < 200; ++i)
    engine_->act([i](Tx& tx) { tx.run("INSERT INTO things (id) VALUES ($1)", {std::to_string(i)}); },
                 [&](std::exception_ptr error) { kept += !error; });
  engine_.reset();
  EXPECT_EQ(kept, 200);
  if (GetParam() != Kind::memory) {
    EXPECT_EQ(count(*open()), 200);
  }
}

TEST_P(SharedDatabase, a_look_sees_one_moment) {
  add("a");
  engine_->look([&](Tx& tx) {
    EXPECT_EQ(tx.one("SELECT count(*) FROM things").number(0), 1);
    std::thread{[&] { add("b"); }}.join();
    EXPECT_EQ(tx.one("SELECT count(*) FROM things").number(0), 1);
    EXPECT_FALSE(tx.maybe("SELECT 1 FROM things WHERE id = 'b'"));
  });
  EXPECT_EQ(count(), 2);
}

TEST_P(SharedDatabase, more_looks_than_connections_take_turns) {
  std::atomic<int> seen = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 40; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n) seen += count() == 0;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(seen, 800);
}

TEST_P(SharedDatabase, what_was_acknowledged_survives_a_killed_process) {
  engine_.reset();  // no threads of ours go along into the child
  std::array<int, 2> pipe;
  ASSERT_EQ(::pipe(pipe.data()), 0);
  auto child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto engine = open();
    for (std::int64_t i = 0;; ++i)
      engine->act(
          [i](Tx& tx) {
            tx.run("INSERT INTO things (id, n) VALUES ($1, $2)", {std::to_string(i), i});
          },
          [&, i](std::exception_ptr error) {
            if (!error && ::write(pipe[1], &i, sizeof i) != sizeof i) ::_exit(1);
          });
  }
  ::close(pipe[1]);
  std::vector<std::int64_t> acknowledged;
  for (std::int64_t i = 0; ::read(pipe[0], &i, sizeof i) == sizeof i;) {
    acknowledged.push_back(i);
    if (acknowledged.size() == 500) ::kill(child, SIGKILL);
  }
  ::close(pipe[0]);
  ::waitpid(child, nullptr, 0);
  ASSERT_GE(acknowledged.size(), 500u);
  engine_ = open();
  for (auto i : acknowledged) ASSERT_TRUE(has(std::to_string(i))) << i;
}

// ---- statements that are kept

TEST_P(Database, an_address_used_for_another_text_does_not_run_the_old_statement) {
  engine_->look([](Tx& tx) {
    std::string text = "SELECT 1 AS n";
    EXPECT_EQ(tx.connection().run(text, {}).at(0).number(0), 1);
    text[7] = '2';
    EXPECT_EQ(tx.connection().run(text, {}).at(0).number(0), 2);
  });
}

TEST_P(Database, a_kept_statement_follows_a_changed_table) {
  add("a", 1);
  auto columns = [&] {
    engine_->look([](Tx& tx) { EXPECT_EQ(tx.one("SELECT * FROM things").text(0), "a"); });
    engine_->act_now([](Tx& tx) { EXPECT_EQ(tx.one("SELECT * FROM things").text(0), "a"); });
  };
  columns();
  run("ALTER TABLE things ADD COLUMN more TEXT");
  columns();
}

TEST_P(Database, more_statements_than_are_kept_still_run) {
  std::vector<std::string> texts;
  for (int i = 0; i < 1'100; ++i) texts.push_back("SELECT " + std::to_string(i));
  for (int turn = 0; turn < 2; ++turn)
    engine_->look([&](Tx& tx) {
      for (int i = 0; i < 1'100; ++i) ASSERT_EQ(tx.connection().run(texts[static_cast<std::size_t>(i)], {}).at(0).number(0), i);
    });
}

// ---- many rows

db::NextRow rows(int count) {
  return [i = 0, count](std::vector<db::Value>& row) mutable {
    if (i == count) return false;
    row = {"id " + std::to_string(i), std::int64_t{i},
           i % 3 ? db::Value{"tab\t back\\slash\nline\r\\N é" + std::to_string(i)} : db::null()};
    ++i;
    return true;
  };
}

TEST_P(Database, many_rows_are_loaded_as_they_are) {
  engine_->act_now([](Tx& tx) { tx.load("things", {"id", "n", "words"}, rows(10'007)); });
  EXPECT_EQ(count(), 10'007);
  engine_->look([](Tx& tx) {
    EXPECT_EQ(tx.one("SELECT words FROM things WHERE n = 10000").text(0), "tab\t back\\slash\nline\r\\N é10000");
    EXPECT_TRUE(tx.one("SELECT words FROM things WHERE id = 'id 9999'").is_null(0));
    EXPECT_EQ(tx.one("SELECT CAST(sum(n) AS BIGINT) FROM things").number(0), 10'007LL * 10'006 / 2);
  });
}

TEST_P(Database, no_rows_may_be_loaded) {
  engine_->act_now([](Tx& tx) { tx.load("things", {"id", "n", "words"}, rows(0)); });
  EXPECT_EQ(count(), 0);
}

TEST_P(Database, a_load_that_stops_half_way_leaves_nothing) {
  auto stop = [](Tx& tx) {
    tx.load("things", {"id", "n", "words"}, [next = rows(5'000), i = 0](std::vector<db::Value>& row) mutable {
      if (++i == 4'000) refuse(Refusal::wrong_step);
      return next(row);
    });
  };
  EXPECT_THROW(engine_->act_now(stop), Refused);
  EXPECT_EQ(count(), 0);
  auto twice = [](Tx& tx) {
    tx.load("things", {"id"}, [i = 0](std::vector<db::Value>& row) mutable {
      row = {std::to_string(i++ % 3'000)};
      return i < 5'000;
    });
  };
  EXPECT_THROW(engine_->act_now(twice), db::Constraint);
  EXPECT_EQ(count(), 0);
  add("a");
  EXPECT_EQ(count(), 1);
}

TEST_P(Database, a_load_names_only_tables_and_columns) {
  EXPECT_THROW(engine_->act_now([](Tx& tx) { tx.load("things; DROP TABLE things", {"id"}, rows(0)); }), std::logic_error);
  EXPECT_THROW(engine_->act_now([](Tx& tx) { tx.load("things", {"id) --"}, rows(0)); }), std::logic_error);
  EXPECT_THROW(engine_->act_now([](Tx& tx) { tx.load("things", {"id", "n"}, rows(1)); }), std::logic_error);
  EXPECT_EQ(count(), 0);
}

// ---- migrations

constexpr db::Migration first{"0001_first", "CREATE TABLE first (id TEXT PRIMARY KEY); CREATE INDEX first_id ON first (id);"};
constexpr db::Migration second{"0002_second", "-- a remark; with a semicolon\nINSERT INTO first (id) VALUES ('a;b');"};
constexpr db::Migration second_changed{"0002_second", "INSERT INTO first (id) VALUES ('c');"};
constexpr db::Migration third_sqlite{"0003_third.sqlite", "INSERT INTO first (id) VALUES (sqlite_version());"};
constexpr db::Migration third_postgres{"0003_third.postgres", "INSERT INTO first (id) VALUES (version());"};
constexpr db::Migration broken{"0004_broken", "INSERT INTO first (id) VALUES ('half'); INSERT INTO nowhere VALUES (1);"};

std::string why_not(db::Engine& engine, std::vector<db::Migration> const& migrations) {
  try {
    db::migrate(engine, migrations);
  } catch (std::runtime_error const& error) {
    EXPECT_THROW(db::missing_migrations(engine, migrations), std::runtime_error);
    return error.what();
  }
  return "it ran";
}

TEST_P(Database, migrations_run_once) {
  std::vector all{first, second, third_postgres, third_sqlite};
  EXPECT_EQ(db::missing_migrations(*engine_, all), 3);
  EXPECT_EQ(db::migrate(*engine_, std::vector{first}), 1);
  EXPECT_EQ(db::missing_migrations(*engine_, all), 2);
  EXPECT_EQ(db::migrate(*engine_, all), 2);
  EXPECT_EQ(db::migrate(*engine_, all), 0);
  EXPECT_EQ(db::missing_migrations(*engine_, all), 0);
  engine_->look([](Tx& tx) {
    EXPECT_EQ(tx.one("SELECT count(*) FROM first").number(0), 2);
    auto row = tx.one("SELECT sha256, applied_at FROM migrations WHERE name = '0003_third'");
    EXPECT_EQ(row.text(0).size(), 64u);
    EXPECT_EQ(row.text(1).size(), 24u);
  });
}

TEST_P(Database, a_changed_migration_is_refused) {
  db::migrate(*engine_, std::vector{first, second});
  EXPECT_TRUE(says(why_not(*engine_, {first, second_changed}), "0002_second was changed after it ran"));
}

TEST_P(Database, a_migration_that_this_binary_does_not_know_is_refused) {
  db::migrate(*engine_, std::vector{first, second});
  EXPECT_TRUE(says(why_not(*engine_, {first}), "0002_second, which this version of Zegel does not know"));
}

TEST_P(Database, a_migration_put_before_one_that_ran_is_refused) {
  db::migrate(*engine_, std::vector{first, third_postgres, third_sqlite});
  EXPECT_TRUE(says(why_not(*engine_, {first, second, third_postgres, third_sqlite}), "0002_second did not run"));
}

TEST_P(Database, a_broken_migration_leaves_nothing) {
  EXPECT_THROW(db::migrate(*engine_, std::vector{first, second, broken}), std::runtime_error);
  EXPECT_EQ(db::missing_migrations(*engine_, std::vector{first, second, broken}), 1);
  engine_->look([](Tx& tx) { EXPECT_EQ(tx.one("SELECT count(*) FROM first").number(0), 1); });
}

TEST_P(Database, the_migrations_of_this_binary_run) {
  auto missing = db::missing_migrations(*engine_, db::migrations());
  EXPECT_GT(missing, 0);
  EXPECT_EQ(db::migrate(*engine_, db::migrations()), missing);
  EXPECT_EQ(db::missing_migrations(*engine_, db::migrations()), 0);
}

TEST_P(SharedDatabase, nodes_that_start_together_migrate_once) {
  std::vector<std::future<int>> nodes;
  for (int i = 0; i < 4; ++i)
    nodes.push_back(std::async(std::launch::async, [&] {
      return db::migrate(*open(2), std::vector{first, second, third_postgres, third_sqlite});
    }));
  int ran = 0;
  for (auto& node : nodes) ran += node.get();
  EXPECT_EQ(ran, 3);
}

// ---- copies

TEST_P(Database, a_backup_is_the_database_of_one_moment) {
  add("a", 1);
  auto copy = fs::temp_directory_path() / ("zegel_copy_" + std::to_string(::getpid()) + ".db");
  fs::remove(copy);
  if (is_postgres()) {
    EXPECT_THROW(engine_->backup(copy.string()), std::runtime_error);
    return;
  }
  engine_->backup(copy.string());
  EXPECT_THROW(engine_->backup(copy.string()), std::runtime_error) << "a copy is not written over";
  EXPECT_EQ(fs::status(copy).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  add("b", 2);
  EXPECT_EQ(count(*db::open_sqlite(copy.string())), 1);
  for (auto end : {"", "-wal", "-shm", ".part"}) fs::remove(copy.string() + end);
}

// ---- PostgreSQL's own

TEST_P(PostgresDatabase, an_act_that_meets_a_conflict_runs_again) {
  add("counter", 0);
  int runs = 0;
  engine_->act_now([&](Tx& tx) {
    auto n = tx.one("SELECT n FROM things WHERE id = 'counter'").number(0);
    if (++runs == 1) std::thread{[&] { run("UPDATE things SET n = n + 10"); }}.join();
    tx.run("UPDATE things SET n = $1 WHERE id = 'counter'", {n + 1});
  });
  EXPECT_EQ(runs, 2);
  engine_->look([](Tx& tx) { EXPECT_EQ(tx.one("SELECT n FROM things").number(0), 11); });
}

TEST_P(PostgresDatabase, two_acts_that_each_check_first_do_not_both_pass) {
  add("on call 1", 1);
  add("on call 2", 1);
  int runs = 0;
  auto leave = [](Tx& tx, char const* id, auto const& meanwhile) {
    if (tx.one("SELECT count(*) FROM things WHERE n = 1").number(0) < 2) refuse(Refusal::wrong_step);
    meanwhile();
    tx.run("UPDATE things SET n = 0 WHERE id = $1", {id});
  };
  auto other = [&] { engine_->act_now([&](Tx& tx) { leave(tx, "on call 1", [] {}); }); };
  auto late = [&](Tx& tx) {
    bool first_run = ++runs == 1;
    leave(tx, "on call 2", [&] {
      if (first_run) std::thread{other}.join();
    });
  };
  EXPECT_THROW(engine_->act_now(late), Refused);
  EXPECT_EQ(runs, 2);
}

TEST_P(PostgresDatabase, who_loses_a_race_for_a_name_hears_the_rule_and_not_the_constraint) {
  int runs = 0;
  auto take = [&](Tx& tx) {
    if (tx.maybe("SELECT 1 FROM things WHERE id = 'name'")) refuse(Refusal::name_taken);
    if (++runs == 1) std::thread{[&] { add("name"); }}.join();
    tx.run("INSERT INTO things (id) VALUES ('name')");
  };
  EXPECT_THROW(engine_->act_now(take), Refused);
}

TEST_P(PostgresDatabase, a_connection_that_was_lost_between_two_transactions_is_not_noticed) {
  add("a");
  EXPECT_EQ(count(), 1);
  {
    auto other = db::open(address_, 2);
    other->act_now([](Tx& tx) {
      tx.all(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = "
          "current_setting('application_name')");
    });
  }
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(count(), 1 + i);
    add("b" + std::to_string(i));
  }
}

TEST_P(PostgresDatabase, an_act_that_loses_its_connection_runs_again) {
  int runs = 0;
  engine_->act_now([&](Tx& tx) {
    tx.run("INSERT INTO things (id) VALUES ('a')");
    if (++runs == 1) tx.all("SELECT pg_terminate_backend(pg_backend_pid())");
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(count(), 1);
}

TEST_P(PostgresDatabase, an_act_lost_during_its_commit_is_not_run_again) {
  // A trigger that runs at the commit takes the connection down.
  run("CREATE FUNCTION end_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM "
      "pg_sleep(1); RETURN NULL; END';"
      "CREATE CONSTRAINT TRIGGER end_it AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION end_it()");
  int runs = 0;
  auto work = [&](Tx& tx) {
    ++runs;
    tx.run("INSERT INTO things (id) VALUES ('a')");
  };
  EXPECT_THROW(engine_->act_now(work), std::runtime_error);
  EXPECT_EQ(runs, 1);
}

TEST_P(PostgresDatabase, a_commit_waits_for_the_disk_whatever_the_server_says) {
  auto engine = db::open(address_ + "%20-c%20synchronous_commit%3Doff", 2);
  engine->look([](Tx& tx) {
    EXPECT_EQ(tx.one("SHOW synchronous_commit").text(0), "on");
    EXPECT_EQ(tx.one("SHOW statement_timeout").text(0), "30s");
    EXPECT_EQ(tx.one("SHOW idle_in_transaction_session_timeout").text(0), "1min");
    EXPECT_EQ(tx.one("SHOW transaction_isolation").text(0), "repeatable read");
  });
  engine->act_now([](Tx& tx) { EXPECT_EQ(tx.one("SHOW transaction_isolation").text(0), "serializable"); });
}

TEST_P(PostgresDatabase, a_statement_is_prepared_once_a_connection) {
  auto engine = db::open(address_, 2);
  for (int i = 0; i < 5; ++i) count(*engine);
  engine->look([](Tx& tx) {
    EXPECT_EQ(tx.one("SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT count(*) FROM things'").number(0), 1);
    EXPECT_EQ(tx.one("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'BEGIN%'").number(0), 1);
  });
}

TEST_P(PostgresDatabase, an_address_without_a_server_is_told_without_its_password) {
  try {
    db::open("postgresql://zegel:opensesame@127.0.0.1:1/zegel", 2);
    FAIL() << "nothing listens there";
  } catch (std::runtime_error const& error) {
    EXPECT_TRUE(says(error.what(), "PostgreSQL cannot be reached"));
    EXPECT_FALSE(says(error.what(), "opensesame"));
  }
}

}  // namespace
