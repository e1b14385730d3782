// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "platform/db/db.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string_view>
#include <vector>

// What both engines share. Included only by the .cpp files of this folder.
namespace db {

constexpr std::size_t acts_waiting_max = 10'000;
constexpr int look_seconds_max = 30;  // a statement that reads longer is broken off
constexpr int free_seconds_max = 30;  // so long a look waits for a connection before it hears `busy`
constexpr std::size_t statement_bytes_shown_max = 160;

struct Act {
  Engine::Work work;
  Engine::Done done;
};

// Calls `done`; one that throws is logged, for the engine's thread must go on.
void finish(Act& act, std::exception_ptr error) noexcept;

// The acts that wait, oldest first.
class Queue {
 public:
  // Without room, or closed: tells `done` that the house is busy, on this thread.
  void put(Engine::Work work, Engine::Done done);
  // Waits for at least one and takes up to `most`. Nothing: closed, and all are taken.
  std::vector<Act> take(std::size_t most);
  void close();

 private:
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Act> acts_;
  bool closed_ = false;
};

// Marks this thread as being in a transaction. A second one inside it could wait for itself, so that is a bug.
class Inside {
 public:
  Inside();
  ~Inside();
  Inside(Inside const&) = delete;
  Inside& operator=(Inside const&) = delete;
  static void forbid(char const* what);
};

// A statement's address and length: literals live as long as the process. The holder of a cache compares the text too.
struct Literal {
  char const* data;
  std::size_t size;
  explicit Literal(std::string_view sql) : data{sql.data()}, size{sql.size()} {}
  bool operator==(Literal const&) const = default;
};
struct LiteralHash {
  std::size_t operator()(Literal const& literal) const noexcept {
    return std::hash<void const*>{}(literal.data) ^ (literal.size * 0x9E3779B97F4A7C15u);
  }
};

// Tests make a house each. An empty database in memory that is to have the same migrations (`key`) as an earlier one
// becomes its copy, which takes a tenth of the time. False: there is none, or this is another kind of database.
bool start_as_copy(Engine& engine, std::string const& key);
void keep_for_copies(Engine& engine, std::string const& key);

// "no such table: x, in: SELECT …": never with values, which may be personal.
std::string told(std::string_view message, std::string_view sql);
// Texts with a zero byte are cut by PostgreSQL: nobody may store one.
void check_text(std::string_view text);
// Names of tables and columns cannot be bound, so they are looked at.
void check_name(std::string_view name);

}  // namespace db
