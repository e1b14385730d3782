// SPDX-License-Identifier: EUPL-1.2
#include "platform/toml/toml.h"

#include <toml++/toml.h>

#include <algorithm>

namespace toml_file {
namespace {

[[noreturn]] void unreadable(toml::source_region const& where, std::string const& why) {
  throw Unreadable{"line " + std::to_string(where.begin.line) + ": " + why};
}

Node plain(toml::node const& node) {
  if (auto text = node.value_exact<std::string>()) return {*text};
  if (auto number = node.value_exact<std::int64_t>()) return {*number};
  if (auto yes = node.value_exact<bool>()) return {*yes};
  if (auto list = node.as_array()) {
    Node::List all;
    for (auto const& each : *list) all.push_back(plain(each));
    return {std::move(all)};
  }
  if (auto table = node.as_table()) {
    Node::Table all;
    for (auto const& [key, member] : *table) all.emplace_back(std::string{key.str()}, plain(member));
    return {std::move(all)};
  }
  unreadable(node.source(), "only texts, whole numbers, true and false, lists and tables may stand here");
}

}  // namespace

Node const* Node::at(std::string_view key) const {
  auto const* members = table();
  if (!members) return nullptr;
  auto const found = std::find_if(members->begin(), members->end(), [&](auto const& member) { return member.first == key; });
  return found == members->end() ? nullptr : &found->second;
}

Node read(std::string_view text) {
  try {
    return plain(toml::parse(text));
  } catch (toml::parse_error const& error) {
    unreadable(error.source(), std::string{error.description()});
  }
}

}  // namespace toml_file
