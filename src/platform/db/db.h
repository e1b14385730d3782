// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <concepts>
#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// The one door to the database. One SQL text serves SQLite and PostgreSQL; only the .cpp files of this folder know
// which of the two stands behind it.
//
//   look: a transaction that reads. Many at once; each sees one snapshot.
//   act:  a transaction that changes. Runs again from the start when the engine reports a conflict, so the work
//         touches nothing but its Tx. `done` is called once, after the change is durable (fsynced) or rolled back.
//
// On SQLite one thread writes: acts that wait together share one commit (each in its own savepoint, so a refused one
// leaves nothing behind). On PostgreSQL several connections write at SERIALIZABLE.
namespace db {

// A statement. Only made from a literal, so no input becomes SQL. Parameters are $1 … $n, in any order, and may be
// repeated. What a text needs to run on both engines:
//   no `::` casts, no "quoted texts", no reserved word as a name; a LIMIT takes a parameter;
//   a sum is CAST(sum(x) AS BIGINT): PostgreSQL gives NUMERIC, and a column with fractions throws std::logic_error;
//   a parameter that stands alone is cast, for PostgreSQL reads its type from what is beside it:
//   CAST($1 AS TEXT) IS NULL, SELECT CAST($2 AS BIGINT), CAST($1 AS BIGINT) + 1.
// After a statement failed, nothing follows it in its transaction, even if the failure was caught.
struct Sql {
  std::string_view text;
  template <std::size_t size>
  consteval Sql(char const (&literal)[size]) : text{literal, size - 1} {}  // NOLINT(google-explicit-constructor)
};

// Literals end to end, for statements that have a part in common: constexpr auto newest = db::join(columns, " ORDER BY id DESC");
// a statement is then newest.text. A part is a literal, a constexpr array of one, or the text of what was joined.
template <std::size_t size>
struct Joined {
  char text[size] = {};
};
template <std::size_t... sizes>
consteval auto join(char const (&...literals)[sizes]) {
  Joined<(sizes + ...) - sizeof...(sizes) + 1> whole;
  std::size_t at = 0;
  auto const append = [&](char const* literal, std::size_t size) {
    for (std::size_t i = 0; i + 1 < size; ++i) whole.text[at++] = literal[i];
  };
  (append(literals, sizes), ...);
  return whole;
}

using Value = std::variant<std::monostate, std::int64_t, std::string>;

inline Value null() { return {}; }
// NULL for nothing.
inline Value maybe(std::optional<std::string> text) { return text ? Value{std::move(*text)} : Value{}; }
inline Value maybe(std::optional<std::int64_t> number) { return number ? Value{*number} : Value{}; }

// What a statement is given: NULL, a whole number or a text, which is looked at and not copied. Made in the call, where what it
// looks at outlives it; what is put together before the call is a vector of Values.
class Parameter {
 public:
  enum class Kind : unsigned char { null, number, text };
  // NOLINTBEGIN(google-explicit-constructor)
  Parameter(std::string const& text) : Parameter{std::string_view{text}} {}
  Parameter(std::string_view text) : kind_{Kind::text}, text_{text.data() ? text : std::string_view{""}} {}
  Parameter(char const* text) : Parameter{std::string_view{text}} {}
  template <std::signed_integral Number>
  Parameter(Number number) : kind_{Kind::number}, number_{number} {}
  Parameter(Value const& value) : kind_{static_cast<Kind>(value.index())} {
    if (auto number = std::get_if<std::int64_t>(&value)) number_ = *number;
    if (auto text = std::get_if<std::string>(&value)) text_ = *text;
  }
  // NOLINTEND(google-explicit-constructor)
  Kind kind() const { return kind_; }
  std::int64_t number() const { return number_; }
  std::string_view text() const { return text_; }

 private:
  Kind kind_;
  std::int64_t number_ = 0;
  std::string_view text_;
};
using Parameters = std::initializer_list<Parameter>;

// One row: each column NULL, a whole number (BIGINT, INTEGER, boolean) or text.
class Row {
 public:
  explicit Row(std::vector<Value> values) : values_{std::move(values)} {}
  bool is_null(std::size_t column) const { return std::holds_alternative<std::monostate>(values_.at(column)); }
  // NULL reads as "" and 0; a value of the other kind is a bug and throws.
  std::string const& text(std::size_t column) const;
  std::int64_t number(std::size_t column) const;
  std::string take(std::size_t column);  // text() that is not needed here any more: moved out, and "" from then on
  std::optional<std::string> maybe_text(std::size_t column) const;
  std::optional<std::int64_t> maybe_number(std::size_t column) const;

 private:
  std::vector<Value> values_;
};

// The engine could not serialise this transaction with another: run it again.
struct Conflict : std::runtime_error {
  using runtime_error::runtime_error;
};
// A CHECK, UNIQUE, NOT NULL or foreign key said no. Verbs check first; this is the net under them.
struct Constraint : std::runtime_error {
  using runtime_error::runtime_error;
};
// The disk or the quota is full.
struct Full : std::runtime_error {
  using runtime_error::runtime_error;
};

// Fills `row` with one value a column and returns true; false: there are no more. `row` keeps what the previous call
// left in it, so that its strings can be written over.
using NextRow = std::function<bool(std::vector<Value>& row)>;

// One connection, as an engine implements it. Keeps its prepared statements.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual std::vector<Row> run(std::string_view sql, std::span<Parameter const> values) = 0;
  // Several statements without parameters, separated by semicolons: migrations.
  virtual void run_script(std::string_view sql) = 0;
  // Appends many rows: COPY on PostgreSQL, a prepared INSERT on SQLite. Names are made of a-z, 0-9 and _.
  virtual void load(std::string_view table, std::span<std::string_view const> columns, NextRow const& next_row) = 0;
};

class Tx {
 public:
  enum class Kind { look, act };
  Tx(Connection& connection, Kind kind) : connection_{connection}, kind_{kind} {}
  std::vector<Row> all(Sql sql, Parameters values = {}) { return connection_.run(sql.text, {values.begin(), values.size()}); }
  std::vector<Row> all(Sql sql, std::vector<Parameter> const& values) { return connection_.run(sql.text, values); }
  std::vector<Row> all(Sql sql, std::vector<Value> const& values) {
    return connection_.run(sql.text, std::vector<Parameter>(values.begin(), values.end()));
  }
  std::optional<Row> maybe(Sql sql, Parameters values = {});
  // A row was promised: its absence is a bug.
  Row one(Sql sql, Parameters values = {});
  // one(), for what is asked over and over: a look reads one snapshot, so the engine is asked once for the same values (the first
  // few are kept until the look ends). In an act it is asked each time.
  Row same(Sql sql, Parameters values);
  void run(Sql sql, Parameters values = {}) { all(sql, values); }
  // Appends what `next_row` gives until it returns false: tx.load("offices", {"id", "name"}, [&](auto& row) { … }).
  // On SQLite the one writer is busy meanwhile: load large sets in acts of some ten thousand rows.
  void load(Sql table, std::initializer_list<Sql> columns, NextRow const& next_row);
  Connection& connection() { return connection_; }

 private:
  struct Kept {
    std::string_view sql;
    std::vector<Value> values;
    Row row;
  };
  Connection& connection_;
  Kind kind_;
  std::vector<Kept> kept_;
};

class Engine {
 public:
  using Work = std::function<void(Tx&)>;
  using Done = std::function<void(std::exception_ptr)>;  // nullptr: durable

  virtual ~Engine() = default;
  // Runs `work` on this thread in a transaction that only reads. Passes on what `work` throws.
  virtual void look(Work const& work) = 0;
  // Queues `work`; `done` runs on a thread of the engine and must not block or throw. With 10,000 waiting it is called
  // at once, on this thread, with Refused{Refusal::busy}. Closing the engine first does what waits.
  virtual void act(Work work, Done done) = 0;
  // The same, waiting for the end on this thread (commands, jobs, tests). Passes on what `work` throws.
  void act_now(Work work);
  // Writes a copy of the whole database, at one moment, to a new file; nobody waits for it. SQLite only: for
  // PostgreSQL it throws and names pg_dump.
  virtual void backup(std::string const& path) = 0;
  virtual std::string_view name() const = 0;  // "sqlite" | "postgres"
};

// path: a file, or ":memory:" (one shared connection; for tests). Readers wait for nothing.
std::unique_ptr<Engine> open_sqlite(std::string const& path);
// address: a libpq connection string; `connections` are opened at once.
std::unique_ptr<Engine> open_postgres(std::string const& address, int connections);
// "postgres://…" / "postgresql://…" or a path.
std::unique_ptr<Engine> open(std::string const& database, int connections);

struct Migration {
  std::string_view name;  // "0001_house"; ".sqlite" / ".postgres" before ".sql" restricts it to one engine
  std::string_view sql;
};
// The migrations built into this binary, in order (generated from migrations/).
std::span<Migration const> migrations();

// Brings the schema up to date: each migration in one transaction, its name and SHA-256 kept in `migrations`.
// Throws with one clear sentence when the database holds a migration that this binary does not know or whose text
// differs, or lacks one before the last that ran. Nodes that start together take turns. Returns how many ran.
int migrate(Engine&, std::span<Migration const>);
// How many are still to run; throws as above.
int missing_migrations(Engine&, std::span<Migration const>);

}  // namespace db
