// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// TOML as plain data, for files that an operator writes. What it means is for the room.
namespace toml_file {

struct Node {
  using List = std::vector<Node>;
  using Table = std::vector<std::pair<std::string, Node>>;  // by key
  std::variant<std::string, std::int64_t, bool, List, Table> value;

  Table const* table() const { return std::get_if<Table>(&value); }
  List const* list() const { return std::get_if<List>(&value); }
  std::string const* text() const { return std::get_if<std::string>(&value); }
  // The member of a table; null when it is not there or this is no table.
  Node const* at(std::string_view key) const;
};

// what() is one sentence without a full stop: "line 3: …".
struct Unreadable : std::runtime_error {
  using runtime_error::runtime_error;
};

// Texts, whole numbers, true and false, lists and tables; anything else (a date, a fraction) is Unreadable.
Node read(std::string_view toml);

}  // namespace toml_file
