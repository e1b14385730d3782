// SPDX-License-Identifier: EUPL-1.2
#include "base/refusal.h"
#include "platform/db/db.h"
#include "platform/db/engine.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <new>
#include <thread>
#include <unordered_map>

namespace db {
namespace {

constexpr std::size_t readers_max = 16;
constexpr std::size_t acts_a_commit_max = 64;
constexpr std::size_t statements_max = 512;     // a connection
constexpr std::size_t loaded_values_max = 120;  // in one INSERT: more is not faster
constexpr int busy_milliseconds_max = 10'000;   // another process writes: a command beside the server
constexpr int log_pages_checkpoint = 1'000;     // 4 MB: carried over to the database file
constexpr int log_pages_restart = 16'000;       // 64 MB: readers kept the log from starting over; wait for them
constexpr int steps_between_looks_at_the_clock = 100'000;
constexpr auto database_mode = S_IRUSR | S_IWUSR;  // SQLite gives the log the same

enum class Kind { memory, writer, reader, copier };

struct Statement {
  sqlite3_stmt* handle = nullptr;
  std::vector<std::size_t> takes;  // for each parameter of SQLite, which value it takes
  std::size_t values = 0;
  bool reads = false;
  std::uint64_t used = 0;
};

class Sqlite final : public Connection {
 public:
  Sqlite(std::string const& path, Kind kind);
  ~Sqlite() override;
  Sqlite(Sqlite const&) = delete;
  Sqlite& operator=(Sqlite const&) = delete;

  std::vector<Row> run(std::string_view sql, std::span<Parameter const> values) override;
  void run_script(std::string_view sql) override;
  void load(std::string_view table, std::span<std::string_view const> columns, NextRow const& next_row) override;

  // Runs `work` and leaves nothing behind.
  void look(Engine::Work const& work);
  // Runs `work` in a transaction of its own; or tells why not.
  std::exception_ptr act(Engine::Work const& work);
  // Runs all of them in one transaction; false: it failed as a whole, and nothing happened.
  bool act_together(std::vector<Act> const& acts, std::vector<std::exception_ptr>& errors);
  bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
  // Writes all of it to the new file `path`; what was deleted does not come along.
  void copy_to(std::string const& path);
  // Becomes a copy of `other`, page by page.
  void become(Sqlite& other);
  // Carries the log over to the database file when it has grown.
  void checkpoint();
  void optimize();

 private:
  void check(int code, std::string_view sql) {
    if (code != SQLITE_OK) fail(code, sql);
  }
  [[noreturn]] void fail(int code, std::string_view sql);
  [[noreturn]] void fail_as(int code, std::string_view sql);
  void set(char const* pragmas) { check(sqlite3_exec(handle_, pragmas, nullptr, nullptr, nullptr), pragmas); }
  Statement& statement(std::string_view sql);
  Statement prepare(std::string_view sql);
  void forget_oldest();
  void bind(Statement const& statement, std::span<Parameter const> values, std::string_view sql);
  void bind_one(sqlite3_stmt* handle, int at, Parameter value, std::string_view sql);
  Row read(sqlite3_stmt* handle, std::string_view sql);
  void step(std::string_view sql) { run(sql, {}); }
  std::exception_ptr work_of(Engine::Work const& work);
  void undo() noexcept;
  static int is_too_late(void* self);

  sqlite3* handle_ = nullptr;
  std::unordered_map<Literal, Statement, LiteralHash> statements_;
  std::uint64_t clock_ = 0;
  bool looking_ = false;
  std::exception_ptr spoiled_;  // the first failure of this transaction: as on PostgreSQL, nothing may follow it
  int log_pages_ = 0;
  std::chrono::steady_clock::time_point deadline_;
};

Sqlite::Sqlite(std::string const& path, Kind kind) {
  // Counting its memory would make every thread wait at one lock; nobody reads the count.
  static int const quiet = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(quiet);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (kind == Kind::memory || kind == Kind::writer) flags |= SQLITE_OPEN_CREATE;
  auto code = sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr);
  if (code != SQLITE_OK) {
    auto message = handle_ ? std::string{sqlite3_errmsg(handle_)} : std::string{"out of memory"};
    sqlite3_close(handle_);
    throw std::runtime_error{"cannot open the database " + path + ": " + message};
  }
  try {
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
    // "x" is a name and never a text, as on PostgreSQL.
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_busy_timeout(handle_, busy_milliseconds_max);
    switch (kind) {
      case Kind::memory: set("PRAGMA temp_store = MEMORY"); break;
      case Kind::writer:
        set("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096;"
            "PRAGMA journal_size_limit = 67108864");
        sqlite3_wal_hook(
            handle_, [](void* self, sqlite3*, char const*, int pages) { return static_cast<Sqlite*>(self)->log_pages_ = pages, SQLITE_OK; },
            this);
        break;
      case Kind::reader:
        set("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -1024");
        sqlite3_progress_handler(handle_, steps_between_looks_at_the_clock, is_too_late, this);
        break;
      case Kind::copier: break;
    }
  } catch (...) {
    sqlite3_close(handle_);
    throw;
  }
}

Sqlite::~Sqlite() {
  for (auto& [literal, statement] : statements_) sqlite3_finalize(statement.handle);
  sqlite3_close(handle_);
}

int Sqlite::is_too_late(void* self) { return std::chrono::steady_clock::now() > static_cast<Sqlite*>(self)->deadline_ ? 1 : 0; }

// ---- statements

void Sqlite::fail(int code, std::string_view sql) {
  try {
    fail_as(code, sql);
  } catch (...) {
    if (!spoiled_) spoiled_ = std::current_exception();
    throw;
  }
}

void Sqlite::fail_as(int code, std::string_view sql) {
  auto message = told(sqlite3_errmsg(handle_), sql);
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: throw Conflict{message};
    case SQLITE_CONSTRAINT: throw Constraint{message};
    case SQLITE_FULL: throw Full{message};
    case SQLITE_NOMEM: throw std::bad_alloc{};
    case SQLITE_READONLY:
      if (looking_) throw std::logic_error{told("a look only reads", sql)};
      break;
    case SQLITE_IOERR:
      if (auto error = sqlite3_system_errno(handle_); error == ENOSPC || error == EDQUOT) throw Full{message};
      break;
    default: break;
  }
  throw std::runtime_error{message};
}

Statement Sqlite::prepare(std::string_view sql) {
  Statement made;
  char const* rest = nullptr;
  check(sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &made.handle, &rest), sql);
  std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owner{made.handle, sqlite3_finalize};
  sqlite3_stmt* second = nullptr;
  auto length = static_cast<int>(sql.data() + sql.size() - rest);
  check(sqlite3_prepare_v3(handle_, rest, length, 0, &second, nullptr), sql);
  sqlite3_finalize(second);
  if (!made.handle || second) throw std::logic_error{told("one statement at a time", sql)};
  for (int at = 1; at <= sqlite3_bind_parameter_count(made.handle); ++at) {
    auto name = sqlite3_bind_parameter_name(made.handle, at);
    auto number = name && name[0] == '$' ? std::atoi(name + 1) : 0;
    if (number < 1 || number > 999) throw std::logic_error{told("parameters are $1, $2 …", sql)};
    made.takes.push_back(static_cast<std::size_t>(number - 1));
    made.values = std::max(made.values, static_cast<std::size_t>(number));
  }
  made.reads = sqlite3_stmt_readonly(made.handle) != 0;
  owner.release();
  return made;
}

Statement& Sqlite::statement(std::string_view sql) {
  auto [found, is_new] = statements_.try_emplace(Literal{sql});
  auto& kept = found->second;
  // An address that was used for another text before: not a literal, and no reason to run the wrong statement.
  if (!is_new && !sql.starts_with(sqlite3_sql(kept.handle))) {
    sqlite3_finalize(std::exchange(kept.handle, nullptr));
    is_new = true;
  }
  if (is_new) {
    try {
      kept = prepare(sql);
    } catch (...) {
      statements_.erase(found);
      throw;
    }
  }
  kept.used = ++clock_;
  if (statements_.size() > statements_max) forget_oldest();
  return kept;
}

void Sqlite::forget_oldest() {
  auto oldest = std::ranges::min_element(statements_, {}, [](auto const& entry) { return entry.second.used; });
  sqlite3_finalize(oldest->second.handle);
  statements_.erase(oldest);
}

void Sqlite::bind_one(sqlite3_stmt* handle, int at, Parameter value, std::string_view sql) {
  switch (value.kind()) {
    case Parameter::Kind::null: check(sqlite3_bind_null(handle, at), sql); break;
    case Parameter::Kind::number: check(sqlite3_bind_int64(handle, at, value.number()), sql); break;
    case Parameter::Kind::text:
      check_text(value.text());
      check(sqlite3_bind_text64(handle, at, value.text().data(), value.text().size(), SQLITE_STATIC, SQLITE_UTF8), sql);
      break;
  }
}

void Sqlite::bind(Statement const& statement, std::span<Parameter const> values, std::string_view sql) {
  if (values.size() != statement.values)
    throw std::logic_error{
        told("it takes " + std::to_string(statement.values) + " values and was given " + std::to_string(values.size()), sql)};
  for (std::size_t i = 0; i < statement.takes.size(); ++i)
    bind_one(statement.handle, static_cast<int>(i + 1), values[statement.takes[i]], sql);
}

Row Sqlite::read(sqlite3_stmt* handle, std::string_view sql) {
  auto count = sqlite3_column_count(handle);
  std::vector<Value> values;
  values.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    switch (sqlite3_column_type(handle, i)) {
      case SQLITE_NULL: values.emplace_back(); break;
      case SQLITE_INTEGER: values.emplace_back(std::int64_t{sqlite3_column_int64(handle, i)}); break;
      case SQLITE_TEXT: {
        auto text = reinterpret_cast<char const*>(sqlite3_column_text(handle, i));
        values.emplace_back(std::in_place_type<std::string>, text, static_cast<std::size_t>(sqlite3_column_bytes(handle, i)));
        break;
      }
      default:
        throw std::logic_error{
            told(std::string{"the column "} + sqlite3_column_name(handle, i) + " is neither a whole number nor text: cast it", sql)};
    }
  }
  return Row{std::move(values)};
}

std::vector<Row> Sqlite::run(std::string_view sql, std::span<Parameter const> values) {
  if (spoiled_) std::rethrow_exception(spoiled_);
  auto& kept = statement(sql);
  if (looking_ && !kept.reads) throw std::logic_error{told("a look only reads", sql)};
  bind(kept, values, sql);
  std::vector<Row> rows;
  int code = SQLITE_OK;
  try {
    while ((code = sqlite3_step(kept.handle)) == SQLITE_ROW) rows.push_back(read(kept.handle, sql));
    if (code != SQLITE_DONE) fail(code, sql);
  } catch (...) {
    sqlite3_reset(kept.handle);
    throw;
  }
  sqlite3_reset(kept.handle);
  return rows;
}

// A migration tells what holds on this engine alone in a comment, which the other passes by: /* on SQLite: … */.
std::string on_sqlite(std::string_view sql) {
  constexpr std::string_view opens = "/* on SQLite: ", closes = " */";
  std::string text;
  for (auto at = sql.find(opens); at != std::string_view::npos; at = sql.find(opens)) {
    auto const end = sql.find(closes, at);
    if (end == std::string_view::npos) break;
    text += sql.substr(0, at);
    text += sql.substr(at + opens.size(), end - at - opens.size());
    sql.remove_prefix(end + closes.size());
  }
  return text += sql;
}

void Sqlite::run_script(std::string_view sql) {
  if (spoiled_) std::rethrow_exception(spoiled_);
  if (looking_) throw std::logic_error{told("a look only reads", sql)};
  auto text = on_sqlite(sql);
  check(sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr), sql);
  if (!in_transaction()) throw std::logic_error{told("a script does not end the transaction", sql)};
}

void Sqlite::load(std::string_view table, std::span<std::string_view const> columns, NextRow const& next_row) {
  if (spoiled_) std::rethrow_exception(spoiled_);
  if (looking_) throw std::logic_error{"a look only reads; not so: load"};
  check_name(table);
  std::string names, one;
  for (auto column : columns) {
    check_name(column);
    names += (names.empty() ? "" : ", ") + std::string{column};
    one += one.empty() ? "?" : ", ?";
  }
  if (columns.empty()) throw std::logic_error{"nothing to load without columns"};
  auto several = std::max<std::size_t>(1, loaded_values_max / columns.size());
  auto insert = [&](std::size_t count) {
    std::string sql = "INSERT INTO " + std::string{table} + " (" + names + ") VALUES ";
    for (std::size_t i = 0; i < count; ++i) sql += (i ? ", (" : "(") + one + ")";
    sqlite3_stmt* handle = nullptr;
    check(sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &handle, nullptr), sql);
    return std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>{handle, sqlite3_finalize};
  };
  auto put = [&](sqlite3_stmt* handle, std::span<std::vector<Value> const> rows) {
    int at = 0;
    for (auto const& row : rows)
      for (auto const& value : row) bind_one(handle, ++at, value, table);
    if (auto code = sqlite3_step(handle); code != SQLITE_DONE) fail(code, table);
    check(sqlite3_reset(handle), table);
  };
  auto statement = insert(several);
  std::vector<std::vector<Value>> rows(several);
  std::size_t filled = 0;
  while (next_row(rows[filled])) {
    if (rows[filled].size() != columns.size()) throw std::logic_error{"a row to load has other columns: " + std::string{table}};
    if (++filled < several) continue;
    put(statement.get(), rows);
    filled = 0;
  }
  if (filled > 0) put(insert(filled).get(), std::span{rows}.first(filled));
}

// ---- transactions

void Sqlite::undo() noexcept {
  spoiled_ = nullptr;
  looking_ = false;
  if (in_transaction()) sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Sqlite::look(Engine::Work const& work) {
  Inside guard;
  deadline_ = std::chrono::steady_clock::now() + std::chrono::seconds{look_seconds_max};
  step("BEGIN");
  looking_ = true;
  try {
    Tx tx{*this, Tx::Kind::look};
    work(tx);
    step("COMMIT");
    looking_ = false;
  } catch (...) {
    undo();
    throw;
  }
}

// What `work` threw; also when it hid a failure of the engine.
std::exception_ptr Sqlite::work_of(Engine::Work const& work) {
  try {
    Tx tx{*this, Tx::Kind::act};
    work(tx);
  } catch (...) {
    if (!spoiled_) return std::current_exception();
  }
  return std::exchange(spoiled_, nullptr);
}

std::exception_ptr Sqlite::act(Engine::Work const& work) {
  try {
    step("BEGIN IMMEDIATE");
    auto error = work_of(work);
    if (!error) {
      step("COMMIT");
      return nullptr;
    }
    undo();
    return error;
  } catch (...) {
    auto error = std::current_exception();
    undo();
    return error;
  }
}

bool Sqlite::act_together(std::vector<Act> const& acts, std::vector<std::exception_ptr>& errors) {
  try {
    step("BEGIN IMMEDIATE");
    for (std::size_t i = 0; i < acts.size(); ++i) {
      step("SAVEPOINT act");
      errors[i] = work_of(acts[i].work);
      if (errors[i]) step("ROLLBACK TO act");
      step("RELEASE act");
    }
    step("COMMIT");
    return true;
  } catch (...) {  // the commit failed, or a full disk took the savepoint away with all the rest
    undo();
    return false;
  }
}

void Sqlite::copy_to(std::string const& path) {
  try {
    run("VACUUM INTO $1", std::array{Parameter{path}});
  } catch (...) {
    undo();
    throw;
  }
}

void Sqlite::become(Sqlite& other) {
  auto copying = sqlite3_backup_init(handle_, "main", other.handle_, "main");
  if (!copying) throw std::runtime_error{sqlite3_errmsg(handle_)};
  sqlite3_backup_step(copying, -1);
  if (sqlite3_backup_finish(copying) != SQLITE_OK) throw std::runtime_error{sqlite3_errmsg(handle_)};
}

void Sqlite::checkpoint() {
  if (log_pages_ < log_pages_checkpoint) return;
  // What is not carried over now is at the next turn; its failure harms no act.
  auto mode = log_pages_ < log_pages_restart ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_RESTART;
  log_pages_ = 0;
  sqlite3_wal_checkpoint_v2(handle_, nullptr, mode, nullptr, nullptr);
}

void Sqlite::optimize() { sqlite3_exec(handle_, "PRAGMA analysis_limit = 400; PRAGMA optimize", nullptr, nullptr, nullptr); }

// ---- the engine

std::string made_private(std::string const& path) {
  if (path.empty()) throw std::runtime_error{"the database needs a path"};
  if (path == ":memory:") return path;
  int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, database_mode);
  if (file < 0) throw std::system_error{errno, std::generic_category(), "cannot open the database " + path};
  ::close(file);
  return path;
}

class SqliteEngine final : public Engine {
 public:
  explicit SqliteEngine(std::string const& path)
      : path_{made_private(path)}, in_memory_{path == ":memory:"}, writer_{path, in_memory_ ? Kind::memory : Kind::writer}, thread_{[this] {
          write();
        }} {}

  ~SqliteEngine() override {
    queue_.close();
    thread_.join();
    readers_.clear();
    if (!in_memory_) writer_.optimize();
  }

  void look(Work const& work) override {
    Inside::forbid("a look");
    if (in_memory_) {
      std::lock_guard lock{writing_};
      writer_.look(work);
      return;
    }
    auto reader = take_reader();
    try {
      reader->look(work);
    } catch (...) {
      give_back(std::move(reader));
      throw;
    }
    give_back(std::move(reader));
  }

  void act(Work work, Done done) override { queue_.put(std::move(work), std::move(done)); }

  void backup(std::string const& path) override;
  std::string_view name() const override { return "sqlite"; }

  bool start_as_copy(std::string const& key);
  void keep_for_copies(std::string const& key);

 private:
  void write() {
    for (auto acts = queue_.take(acts_a_commit_max); !acts.empty(); acts = queue_.take(acts_a_commit_max)) {
      std::vector<std::exception_ptr> errors(acts.size());
      {
        std::lock_guard lock{writing_};
        Inside guard;
        bool together = acts.size() > 1 && writer_.act_together(acts, errors);
        if (!together)
          for (std::size_t i = 0; i < acts.size(); ++i) errors[i] = writer_.act(acts[i].work);
      }
      for (std::size_t i = 0; i < acts.size(); ++i) finish(acts[i], std::move(errors[i]));
      if (!in_memory_) writer_.checkpoint();
    }
  }

  std::unique_ptr<Sqlite> take_reader() {
    std::unique_lock lock{readers_mutex_};
    auto free = [this] { return !readers_.empty() || opened_ < readers_max; };
    if (!reader_free_.wait_for(lock, std::chrono::seconds{free_seconds_max}, free)) refuse(Refusal::busy);
    if (readers_.empty()) {
      ++opened_;
      lock.unlock();
      try {
        return std::make_unique<Sqlite>(path_, Kind::reader);
      } catch (...) {
        give_back(nullptr);
        throw;
      }
    }
    auto reader = std::move(readers_.back());  // the last one used: its statements and pages are warm
    readers_.pop_back();
    return reader;
  }

  // One that did not get out of its transaction is closed.
  void give_back(std::unique_ptr<Sqlite> reader) {
    if (reader && reader->in_transaction()) reader.reset();
    {
      std::lock_guard lock{readers_mutex_};
      if (reader)
        readers_.push_back(std::move(reader));
      else
        --opened_;
    }
    reader_free_.notify_one();
  }

  std::string path_;
  bool in_memory_;
  bool was_empty_ = false;  // before its migrations
  Sqlite writer_;
  std::mutex writing_;  // in memory, looks take turns with the writer
  std::mutex readers_mutex_;
  std::condition_variable reader_free_;
  std::vector<std::unique_ptr<Sqlite>> readers_;
  std::size_t opened_ = 0;
  Queue queue_;
  std::thread thread_;
};

// fsync of a file or a folder.
void make_durable(std::string const& path) {
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) throw std::system_error{errno, std::generic_category(), path};
  auto failed = ::fsync(file) != 0 ? errno : 0;
  ::close(file);
  if (failed) throw std::system_error{failed, std::generic_category(), path};
}

void SqliteEngine::backup(std::string const& path) {
  namespace fs = std::filesystem;
  if (fs::exists(path)) throw std::runtime_error{"there is already a file " + path};
  auto part = path + ".part";
  fs::remove(part);
  made_private(part);  // an empty file is a place SQLite may fill
  try {
    if (in_memory_) {
      std::lock_guard lock{writing_};
      writer_.copy_to(part);
    } else {
      Sqlite{path_, Kind::copier}.copy_to(part);
    }
    make_durable(part);
    fs::rename(part, path);
    auto folder = fs::path{path}.parent_path();
    make_durable(folder.empty() ? "." : folder.string());
  } catch (...) {
    std::error_code ignored;
    fs::remove(part, ignored);
    throw;
  }
}

// The latest database in memory that was migrated, for those that come after it.
struct Original {
  std::mutex mutex;
  std::string key;
  std::unique_ptr<Sqlite> database;
};
Original& original() {
  static Original the_one;
  return the_one;
}

bool SqliteEngine::start_as_copy(std::string const& key) {
  if (!in_memory_) return false;
  std::scoped_lock lock{original().mutex, writing_};
  was_empty_ = writer_.run("SELECT 1 FROM sqlite_master LIMIT 1", {}).empty();
  if (!was_empty_ || original().key != key) return false;
  writer_.become(*original().database);
  return true;
}

void SqliteEngine::keep_for_copies(std::string const& key) {
  if (!in_memory_ || !was_empty_) return;
  std::scoped_lock lock{original().mutex, writing_};
  auto copy = std::make_unique<Sqlite>(":memory:", Kind::memory);
  copy->become(writer_);
  original().database = std::move(copy);
  original().key = key;
}

}  // namespace

bool start_as_copy(Engine& engine, std::string const& key) {
  auto sqlite = dynamic_cast<SqliteEngine*>(&engine);
  return sqlite && sqlite->start_as_copy(key);
}

void keep_for_copies(Engine& engine, std::string const& key) {
  if (auto sqlite = dynamic_cast<SqliteEngine*>(&engine)) sqlite->keep_for_copies(key);
}

std::unique_ptr<Engine> open_sqlite(std::string const& path) { return std::make_unique<SqliteEngine>(path); }

}  // namespace db
