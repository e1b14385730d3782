// SPDX-License-Identifier: EUPL-1.2
#include "base/refusal.h"
#include "platform/db/db.h"
#include "platform/db/engine.h"
#include "platform/log/log.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <random>
#include <shared_mutex>
#include <thread>
#include <unordered_map>

namespace db {
namespace {

constexpr int runs_max = 20;    // of one act, when it conflicts with others
constexpr int runs_beside = 3;  // then it waits until it is the only one of this process
constexpr int runs_unreachable_max = 3;
constexpr int connections_min = 2;             // one looks, one acts
constexpr std::size_t statements_max = 1'000;  // a connection; beyond it, something makes statements at run time
constexpr std::size_t load_bytes_sent = 64 * 1024;

// The connection is gone, and with it what was not committed.
struct Lost : std::runtime_error {
  using runtime_error::runtime_error;
};
// A UNIQUE that said no. Under SERIALIZABLE it may be the first sign of a conflict: the second run sees the other's row.
struct Taken : Constraint {
  using Constraint::Constraint;
};

using Result = std::unique_ptr<PGresult, decltype([](PGresult* result) { PQclear(result); })>;

using Handle = std::unique_ptr<PGconn, decltype([](PGconn* connection) { PQfinish(connection); })>;

struct Statement {
  std::string text;
  std::string name;
  bool ready = false;  // the server knows it
};

std::string without_line_end(char const* text) {
  std::string made{text ? text : ""};
  while (!made.empty() && (made.back() == '\n' || made.back() == ' ')) made.pop_back();
  return made;
}

class Postgres final : public Connection {
 public:
  explicit Postgres(std::string address) : address_{std::move(address)} { connect(); }
  Postgres(Postgres const&) = delete;
  Postgres& operator=(Postgres const&) = delete;

  std::vector<Row> run(std::string_view sql, std::span<Parameter const> values) override;
  void run_script(std::string_view sql) override;
  void load(std::string_view table, std::span<std::string_view const> columns, NextRow const& next_row) override;

  // `how` travels with the first statement, so that it costs no journey of its own.
  void begin(std::string_view how);
  void commit();
  // Ends a look, or undoes an act. Nobody waits for the answer: it is read before the next one.
  void leave() noexcept;
  // The first failure of this transaction: nothing may follow it, even if the work hid it.
  std::exception_ptr spoiled() const { return spoiled_; }
  bool commit_is_unsure() const { return commit_is_unsure_; }

 private:
  enum class Awaited { prepared, executed, synced };
  struct Expected {
    Awaited what;
    Statement* statement = nullptr;
  };

  void connect();
  Statement& statement(std::string_view sql);
  void send(std::string_view sql, std::span<Parameter const> values);
  void send_begin();
  Result exchange(std::string_view sql, std::span<Parameter const> values);
  Result collect(std::string_view sql);
  Result simple(std::string const& sql);
  template <class Work>
  void outside_pipeline(std::string_view sql, Work const& work);
  void sent(int ok) {
    if (ok != 1) lose(without_line_end(PQerrorMessage(handle_.get())));
  }
  [[noreturn]] void lose(std::string const& why) {
    broken_ = true;
    throw Lost{"the connection to PostgreSQL was lost: " + why};
  }
  [[noreturn]] void fail(PGresult const* result, std::string_view sql);
  template <class Work>
  auto spoiling(Work const& work) {
    if (spoiled_) std::rethrow_exception(spoiled_);
    try {
      return work();
    } catch (...) {
      spoiled_ = std::current_exception();
      throw;
    }
  }

  std::string address_;
  Handle handle_;
  bool broken_ = false;
  bool commit_is_unsure_ = false;
  std::string_view begin_;   // how the present transaction begins
  bool begin_owed_ = false;  // it has not been sent yet
  bool ended_ = false;       // by its COMMIT, whatever came of it
  std::exception_ptr spoiled_;
  std::unordered_map<Literal, Statement, LiteralHash> statements_;
  std::size_t statements_made_ = 0;
  std::vector<Expected> expected_;
};

void Postgres::connect() {
  handle_.reset();
  statements_.clear();
  expected_.clear();
  // What stands before dbname may be overruled by the address, what stands behind it not.
  std::array<char const*, 8> const names{"connect_timeout",  "tcp_user_timeout", "keepalives_idle", "target_session_attrs",
                                         "application_name", "dbname",           "client_encoding", nullptr};
  std::array<char const*, 8> const values{"5", "15000", "30", "read-write", "zegel", address_.c_str(), "UTF8", nullptr};
  handle_.reset(PQconnectdbParams(names.data(), values.data(), 1));
  if (PQstatus(handle_.get()) != CONNECTION_OK) {
    broken_ = true;
    throw Lost{"PostgreSQL cannot be reached: " + without_line_end(PQerrorMessage(handle_.get()))};
  }
  PQsetNoticeProcessor(
      handle_.get(), [](void*, char const* notice) { logs::warn(fmt::format("PostgreSQL: {}", without_line_end(notice))); }, nullptr);
  // A commit is answered after it is on disk, whatever the server's default; more than that (remote_apply) is left alone.
  simple(
      "SET client_min_messages = warning; SET TIME ZONE 'UTC'; SET idle_in_transaction_session_timeout = '60s';"
      "SET statement_timeout = '" +
      std::to_string(look_seconds_max) +
      "s';"
      "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')");
  if (PQenterPipelineMode(handle_.get()) != 1) lose(without_line_end(PQerrorMessage(handle_.get())));
  broken_ = false;
}

// ---- failures

void Postgres::fail(PGresult const* result, std::string_view sql) {
  auto field = [&](int which) {
    auto text = PQresultErrorField(result, which);
    return std::string{text ? text : ""};
  };
  auto state = field(PG_DIAG_SQLSTATE);
  // Without the detail, which shows values.
  auto message = field(PG_DIAG_MESSAGE_PRIMARY);
  if (message.empty()) message = without_line_end(PQresultErrorMessage(result));
  bool gone = PQstatus(handle_.get()) == CONNECTION_BAD || state == "57P01" || state == "57P02" || state == "57P03" || state == "25P03";
  // Our statements are not, or no longer, what the server has: begin anew. A standby: look for the primary.
  bool stale = state == "26000" || (state == "0A000" && message.find("cached plan") != std::string::npos);
  bool looking = begin_.find("READ ONLY") != std::string_view::npos;
  if (gone || stale || (state == "25006" && !looking)) lose(message);
  message = told("[" + state + "] " + message, sql);
  if (state == "40001" || state == "40P01") throw Conflict{message};
  if (state == "23505") throw Taken{message};
  if (state.starts_with("23")) throw Constraint{message};
  if (state == "53100") throw Full{message};
  if (state == "25006") throw std::logic_error{told("a look only reads", sql)};
  throw std::runtime_error{message};
}

// ---- statements

Statement& Postgres::statement(std::string_view sql) {
  auto [found, is_new] = statements_.try_emplace(Literal{sql});
  auto& kept = found->second;
  // A new one, or an address that was used for another text before: not a literal, but never the wrong statement.
  if (is_new || kept.text != sql) kept = {std::string{sql}, "s" + std::to_string(++statements_made_), false};
  return kept;
}

void Postgres::send(std::string_view sql, std::span<Parameter const> values) {
  auto& kept = statement(sql);
  if (!kept.ready) {
    sent(PQsendPrepare(handle_.get(), kept.name.c_str(), kept.text.c_str(), 0, nullptr));
    expected_.push_back({Awaited::prepared, &kept});
  }
  std::string texts;  // each with a zero byte at its end
  std::vector<std::size_t> places;
  places.reserve(values.size());
  for (auto const& value : values) {
    places.push_back(texts.size());
    if (value.kind() == Parameter::Kind::number) fmt::format_to(std::back_inserter(texts), "{}", value.number());
    texts.append(value.text()).push_back('\0');
  }
  std::vector<char const*> pointers;
  pointers.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    pointers.push_back(values[i].kind() == Parameter::Kind::null ? nullptr : texts.data() + places[i]);
  sent(PQsendQueryPrepared(handle_.get(), kept.name.c_str(), static_cast<int>(values.size()), pointers.data(), nullptr, nullptr, 0));
  expected_.push_back({Awaited::executed, &kept});
}

void Postgres::send_begin() {
  if (begin_owed_) send(begin_, {});
}

// Reads all that is owed. Answers before the last but one synchronisation belong to the end of an earlier transaction.
Result Postgres::collect(std::string_view sql) {
  Result answer, failure;
  auto expected = std::exchange(expected_, {});
  for (std::size_t i = 0; i < expected.size(); ++i) {
    Result result{PQgetResult(handle_.get())};
    if (!result) lose(without_line_end(PQerrorMessage(handle_.get())));
    auto status = PQresultStatus(result.get());
    if (PQstatus(handle_.get()) == CONNECTION_BAD) fail(result.get(), sql);
    if (expected[i].what == Awaited::synced) {
      if (status != PGRES_PIPELINE_SYNC) lose("an answer out of turn");
      if (i + 1 == expected.size()) break;
      answer.reset();
      failure.reset();
      continue;
    }
    if (status == PGRES_FATAL_ERROR) {
      failure = std::move(result);
    } else if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
      if (expected[i].what == Awaited::prepared)
        expected[i].statement->ready = true;
      else
        answer = std::move(result);
    }
    if (Result{PQgetResult(handle_.get())}) lose("an answer out of turn");
  }
  if (failure) fail(failure.get(), sql);
  return answer;
}

Result Postgres::exchange(std::string_view sql, std::span<Parameter const> values) {
  bool nothing_yet = begin_owed_;
  try {
    send_begin();
    send(sql, values);
    sent(PQpipelineSync(handle_.get()));
    expected_.push_back({Awaited::synced});
    auto answer = collect(sql);
    begin_owed_ = false;
    return answer;
  } catch (Lost const&) {
    // It was lost before this transaction did anything, as after a restart of the server: a new one will do.
    if (!nothing_yet) throw;
    connect();
    send_begin();
    send(sql, values);
    sent(PQpipelineSync(handle_.get()));
    expected_.push_back({Awaited::synced});
    auto answer = collect(sql);
    begin_owed_ = false;
    return answer;
  } catch (...) {
    begin_owed_ = false;
    throw;
  }
}

// How to read a column; throws for what would be a fraction.
bool is_number(PGresult const* result, int column, std::string_view sql) {
  constexpr Oid boolean = 16, bytes = 17, int8 = 20, int2 = 21, int4 = 23, float4 = 700, float8 = 701, numeric = 1700;
  switch (PQftype(result, column)) {
    case boolean:
    case int8:
    case int2:
    case int4: return true;
    case bytes:
    case float4:
    case float8:
    case numeric:
      throw std::logic_error{told(std::string{"the column "} + PQfname(result, column) +
                                      " is neither a whole number nor text: cast it (a sum: CAST(sum(x) AS BIGINT))",
                                  sql)};
    default: return false;
  }
}

std::vector<Row> rows_of(PGresult const* result, std::string_view sql) {
  auto columns = static_cast<std::size_t>(PQnfields(result));
  std::vector<bool> numbers(columns);
  for (std::size_t i = 0; i < columns; ++i) numbers[i] = is_number(result, static_cast<int>(i), sql);
  std::vector<Row> rows;
  auto count = PQntuples(result);
  rows.reserve(static_cast<std::size_t>(count));
  for (int r = 0; r < count; ++r) {
    std::vector<Value> values;
    values.reserve(columns);
    for (std::size_t i = 0; i < columns; ++i) {
      auto column = static_cast<int>(i);
      std::string_view text{PQgetvalue(result, r, column), static_cast<std::size_t>(PQgetlength(result, r, column))};
      if (PQgetisnull(result, r, column)) {
        values.emplace_back();
      } else if (!numbers[i]) {
        values.emplace_back(std::in_place_type<std::string>, text);
      } else if (text == "t" || text == "f") {
        values.emplace_back(std::int64_t{text == "t"});
      } else {
        std::int64_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        values.emplace_back(number);
      }
    }
    rows.emplace_back(std::move(values));
  }
  return rows;
}

std::vector<Row> Postgres::run(std::string_view sql, std::span<Parameter const> values) {
  for (auto const& value : values) check_text(value.text());
  auto answer = spoiling([&] { return exchange(sql, values); });
  return rows_of(answer.get(), sql);
}

// One or more statements without values, the old way.
Result Postgres::simple(std::string const& sql) {
  Result result{PQexec(handle_.get(), sql.c_str())};
  auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN) fail(result.get(), sql);
  return result;
}

// Some things PostgreSQL does not do in a pipeline.
template <class Work>
void Postgres::outside_pipeline(std::string_view sql, Work const& work) {
  exchange("SET LOCAL statement_timeout = 0", {});
  if (PQexitPipelineMode(handle_.get()) != 1) lose(without_line_end(PQerrorMessage(handle_.get())));
  try {
    work();
  } catch (Lost const&) {
    throw;
  } catch (...) {
    if (PQenterPipelineMode(handle_.get()) != 1) broken_ = true;
    throw;
  }
  auto status = PQtransactionStatus(handle_.get());
  if (PQenterPipelineMode(handle_.get()) != 1) lose(without_line_end(PQerrorMessage(handle_.get())));
  if (status != PQTRANS_INTRANS) throw std::logic_error{told("a script does not end the transaction", sql)};
}

void Postgres::run_script(std::string_view sql) {
  spoiling([&] { outside_pipeline(sql, [&] { simple(std::string{sql}); }); });
}

// ---- many rows

// As COPY reads it: columns between tabs, \N for NULL.
void add_copied(std::string& out, Value const& value) {
  if (auto number = std::get_if<std::int64_t>(&value)) {
    std::array<char, 24> digits;
    out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), *number).ptr);
    return;
  }
  auto text = std::get_if<std::string>(&value);
  if (!text) {
    out += "\\N";
    return;
  }
  check_text(*text);
  std::string_view rest{*text};
  for (auto at = rest.find_first_of("\\\n\r\t"); at != rest.npos; at = rest.find_first_of("\\\n\r\t")) {
    out += rest.substr(0, at);
    switch (rest[at]) {
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\\': out += "\\\\"; break;
    }
    rest.remove_prefix(at + 1);
  }
  out += rest;
}

void Postgres::load(std::string_view table, std::span<std::string_view const> columns, NextRow const& next_row) {
  check_name(table);
  if (columns.empty()) throw std::logic_error{"nothing to load without columns"};
  std::string sql = "COPY " + std::string{table} + " (";
  for (auto column : columns) {
    check_name(column);
    if (sql.back() != '(') sql += ", ";
    sql += column;
  }
  sql += ") FROM STDIN";
  auto copy = [&] {
    simple(sql);
    try {
      std::string out;
      std::vector<Value> row;
      while (next_row(row)) {
        if (row.size() != columns.size()) throw std::logic_error{"a row to load has other columns: " + std::string{table}};
        for (std::size_t i = 0; i < row.size(); ++i) {
          if (i > 0) out += '\t';
          add_copied(out, row[i]);
        }
        out += '\n';
        if (out.size() < load_bytes_sent) continue;
        sent(PQputCopyData(handle_.get(), out.data(), static_cast<int>(out.size())));
        out.clear();
      }
      if (!out.empty()) sent(PQputCopyData(handle_.get(), out.data(), static_cast<int>(out.size())));
    } catch (...) {
      PQputCopyEnd(handle_.get(), "the rows stopped coming");
      while (Result{PQgetResult(handle_.get())}) continue;
      throw;
    }
    sent(PQputCopyEnd(handle_.get(), nullptr));
    Result failure;
    while (Result result{PQgetResult(handle_.get())})
      if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) failure = std::move(result);
    if (failure) fail(failure.get(), sql);
  };
  spoiling([&] { outside_pipeline(sql, copy); });
}

// ---- transactions

void Postgres::begin(std::string_view how) {
  if (statements_.size() > statements_max) broken_ = true;
  begin_ = how;
  begin_owed_ = true;
  ended_ = false;
  commit_is_unsure_ = false;
  spoiled_ = nullptr;
  if (broken_) connect();
}

void Postgres::commit() {
  if (begin_owed_) return;            // it did nothing
  ended_ = commit_is_unsure_ = true;  // from here on the server may have it
  send("COMMIT", {});
  sent(PQpipelineSync(handle_.get()));
  expected_.push_back({Awaited::synced});
  auto answer = collect("COMMIT");
  if (std::string_view{PQcmdStatus(answer.get())} != "COMMIT") throw std::runtime_error{"PostgreSQL undid what it was to commit"};
  commit_is_unsure_ = false;
}

void Postgres::leave() noexcept {
  try {
    if (begin_owed_ || ended_ || broken_) return;
    send("ROLLBACK", {});
    sent(PQpipelineSync(handle_.get()));
    expected_.push_back({Awaited::synced});
  } catch (...) {
    broken_ = true;
  }
}

// ---- the engine

void wait_a_little(int run) {
  thread_local std::minstd_rand random{std::random_device{}()};
  auto most = 500 << std::min(run, 6);
  std::this_thread::sleep_for(std::chrono::microseconds{std::uniform_int_distribution<int>{0, most}(random)});
}

// Acts run beside each other; one that lost too often has the floor to itself, or a busy row would starve it.
class Floor {
 public:
  void enter(bool alone) {
    std::unique_lock turn{turn_};  // who waits to be alone holds up those who come after
    if (alone)
      floor_.lock();
    else
      floor_.lock_shared();
  }
  void leave(bool alone) {
    if (alone)
      floor_.unlock();
    else
      floor_.unlock_shared();
  }

 private:
  std::mutex turn_;
  std::shared_mutex floor_;
};

class OnFloor {
 public:
  OnFloor(Floor& floor, bool alone) : floor_{floor}, alone_{alone} { floor_.enter(alone_); }
  ~OnFloor() { floor_.leave(alone_); }
  OnFloor(OnFloor const&) = delete;
  OnFloor& operator=(OnFloor const&) = delete;

 private:
  Floor& floor_;
  bool alone_;
};

// Runs `work` until it is durable, or tells why not.
std::exception_ptr act_on(Postgres& connection, Engine::Work const& work, Floor& floor) {
  bool was_taken = false;
  for (int run = 1;; ++run) {
    try {
      OnFloor place{floor, run > runs_beside};
      connection.begin("BEGIN ISOLATION LEVEL SERIALIZABLE");
      try {
        Tx tx{connection, Tx::Kind::act};
        work(tx);
      } catch (...) {
        if (connection.spoiled()) std::rethrow_exception(connection.spoiled());
        throw;
      }
      if (connection.spoiled()) std::rethrow_exception(connection.spoiled());
      connection.commit();
      return nullptr;
    } catch (Conflict const&) {
      connection.leave();
      if (run >= runs_max) return std::current_exception();
    } catch (Taken const&) {
      connection.leave();
      if (std::exchange(was_taken, true)) return std::current_exception();
    } catch (Lost const&) {
      if (connection.commit_is_unsure())
        return std::make_exception_ptr(
            std::runtime_error{"the connection to PostgreSQL was lost during a commit: it is unknown whether it was kept"});
      if (run >= runs_unreachable_max) return std::current_exception();
    } catch (...) {
      connection.leave();
      return std::current_exception();
    }
    wait_a_little(run);
  }
}

class PostgresEngine final : public Engine {
 public:
  PostgresEngine(std::string const& address, int connections) {
    auto all = std::max(connections, connections_min);
    for (int i = 0; i < all; ++i) (i < all / 2 ? writers_ : readers_).push_back(std::make_unique<Postgres>(address));
    for (auto& writer : writers_) threads_.emplace_back([this, &writer] { write(*writer); });
  }

  ~PostgresEngine() override {
    queue_.close();
    for (auto& thread : threads_) thread.join();
  }

  void look(Work const& work) override {
    Inside guard;
    auto reader = take_reader();
    try {
      reader->begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      Tx tx{*reader, Tx::Kind::look};
      work(tx);
      if (reader->spoiled()) std::rethrow_exception(reader->spoiled());
    } catch (...) {
      give_back(std::move(reader));
      throw;
    }
    give_back(std::move(reader));
  }

  void act(Work work, Done done) override { queue_.put(std::move(work), std::move(done)); }
  void backup(std::string const&) override {
    throw std::runtime_error{"a PostgreSQL database is copied with pg_dump --format=custom, or with its own continuous archiving"};
  }
  std::string_view name() const override { return "postgres"; }

 private:
  void write(Postgres& connection) {
    for (auto acts = queue_.take(1); !acts.empty(); acts = queue_.take(1)) {
      std::exception_ptr error;
      {
        Inside guard;
        error = act_on(connection, acts.front().work, floor_);
      }
      finish(acts.front(), std::move(error));
    }
  }

  std::unique_ptr<Postgres> take_reader() {
    std::unique_lock lock{readers_mutex_};
    if (!reader_free_.wait_for(lock, std::chrono::seconds{free_seconds_max}, [this] { return !readers_.empty(); })) refuse(Refusal::busy);
    auto reader = std::move(readers_.back());  // the last one used: its statements are warm
    readers_.pop_back();
    return reader;
  }

  void give_back(std::unique_ptr<Postgres> reader) {
    reader->leave();
    {
      std::lock_guard lock{readers_mutex_};
      readers_.push_back(std::move(reader));
    }
    reader_free_.notify_one();
  }

  std::mutex readers_mutex_;
  std::condition_variable reader_free_;
  std::vector<std::unique_ptr<Postgres>> readers_;
  std::vector<std::unique_ptr<Postgres>> writers_;
  Floor floor_;
  Queue queue_;
  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<Engine> open_postgres(std::string const& address, int connections) {
  return std::make_unique<PostgresEngine>(address, connections);
}

}  // namespace db
