// SPDX-License-Identifier: EUPL-1.2
#include "platform/db/db.h"

#include "base/refusal.h"
#include "platform/db/engine.h"
#include "platform/log/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <utility>

namespace db {
namespace {

thread_local bool inside = false;

}  // namespace

// ---- rows

std::string const& Row::text(std::size_t column) const {
  static std::string const nothing;
  if (is_null(column)) return nothing;
  if (auto text = std::get_if<std::string>(&values_.at(column))) return *text;
  throw std::logic_error{"column " + std::to_string(column) + " holds a number, not text"};
}

std::int64_t Row::number(std::size_t column) const {
  if (is_null(column)) return 0;
  if (auto number = std::get_if<std::int64_t>(&values_.at(column))) return *number;
  throw std::logic_error{"column " + std::to_string(column) + " holds text, not a number"};
}

std::string Row::take(std::size_t column) {
  if (auto text = std::get_if<std::string>(&values_.at(column))) return std::exchange(*text, {});
  return text(column);
}

std::optional<std::string> Row::maybe_text(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

std::optional<std::int64_t> Row::maybe_number(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return number(column);
}

// ---- transactions

std::optional<Row> Tx::maybe(Sql sql, Parameters values) {
  auto rows = all(sql, values);
  if (rows.size() > 1) throw std::logic_error{told("more than one row", sql.text)};
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

Row Tx::one(Sql sql, Parameters values) {
  auto row = maybe(sql, values);
  if (!row) throw std::logic_error{told("a row was promised", sql.text)};
  return std::move(*row);
}

namespace {

constexpr std::size_t kept_max = 8;

Value value_of(Parameter const& parameter) {
  switch (parameter.kind()) {
    case Parameter::Kind::number: return parameter.number();
    case Parameter::Kind::text: return std::string{parameter.text()};
    case Parameter::Kind::null: break;
  }
  return {};
}

bool is_same(Value const& value, Parameter const& parameter) {
  if (value.index() != static_cast<std::size_t>(parameter.kind())) return false;
  if (auto number = std::get_if<std::int64_t>(&value)) return *number == parameter.number();
  if (auto text = std::get_if<std::string>(&value)) return *text == parameter.text();
  return true;
}

}  // namespace

Row Tx::same(Sql sql, Parameters values) {
  if (kind_ == Kind::act) return one(sql, values);
  for (auto const& kept : kept_)
    if (kept.sql == sql.text && std::equal(kept.values.begin(), kept.values.end(), values.begin(), values.end(), is_same)) return kept.row;
  auto row = one(sql, values);
  if (kept_.size() < kept_max) {
    std::vector<Value> copied;
    copied.reserve(values.size());
    for (auto const& value : values) copied.push_back(value_of(value));
    kept_.push_back({sql.text, std::move(copied), row});
  }
  return row;
}

void Tx::load(Sql table, std::initializer_list<Sql> columns, NextRow const& next_row) {
  std::vector<std::string_view> names;
  for (auto const& column : columns) names.push_back(column.text);
  connection_.load(table.text, names, next_row);
}

void Engine::act_now(Work work) {
  Inside::forbid("act_now");
  std::promise<void> end;
  auto ended = end.get_future();
  act(std::move(work), [&end](std::exception_ptr error) {
    if (error)
      end.set_exception(std::move(error));
    else
      end.set_value();
  });
  ended.get();
}

std::unique_ptr<Engine> open(std::string const& database, int connections) {
  if (database.starts_with("postgres://") || database.starts_with("postgresql://")) return open_postgres(database, connections);
  return open_sqlite(database);
}

// ---- what both engines share

void finish(Act& act, std::exception_ptr error) noexcept {
  try {
    act.done(std::move(error));
  } catch (std::exception const& wrong) {
    logs::critical(fmt::format("the end of an act threw: {}", wrong.what()));
  } catch (...) {
    logs::critical("the end of an act threw");
  }
}

void Queue::put(Engine::Work work, Engine::Done done) {
  Act act{std::move(work), std::move(done)};
  {
    std::lock_guard lock{mutex_};
    if (!closed_ && acts_.size() < acts_waiting_max) {
      acts_.push_back(std::move(act));
      filled_.notify_one();
      return;
    }
  }
  finish(act, std::make_exception_ptr(Refused{Refusal::busy}));
}

std::vector<Act> Queue::take(std::size_t most) {
  std::unique_lock lock{mutex_};
  filled_.wait(lock, [this] { return closed_ || !acts_.empty(); });
  auto end = acts_.begin() + static_cast<std::ptrdiff_t>(std::min(most, acts_.size()));
  std::vector<Act> taken{std::make_move_iterator(acts_.begin()), std::make_move_iterator(end)};
  acts_.erase(acts_.begin(), end);
  return taken;
}

void Queue::close() {
  std::lock_guard lock{mutex_};
  closed_ = true;
  filled_.notify_all();
}

Inside::Inside() {
  forbid("a transaction");
  inside = true;
}
Inside::~Inside() { inside = false; }
void Inside::forbid(char const* what) {
  if (inside) throw std::logic_error{std::string{what} + " inside a transaction: use the Tx that is there"};
}

std::string told(std::string_view message, std::string_view sql) {
  std::string text{message};
  text += ", in: ";
  text += sql.substr(0, statement_bytes_shown_max);
  if (sql.size() > statement_bytes_shown_max) text += "…";
  return text;
}

void check_text(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) throw std::invalid_argument{"a text with a zero byte is not stored"};
}

void check_name(std::string_view name) {
  bool good =
      !name.empty() && std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
  if (!good) throw std::logic_error{"not a name of a table or column: " + std::string{name}};
}

}  // namespace db
