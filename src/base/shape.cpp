// SPDX-License-Identifier: EUPL-1.2
#include "base/shape.h"

Shape const& Shape::at(std::string_view key) const {
  static Shape const nothing;
  if (auto object = std::get_if<Object>(&value_))
    for (auto const& [name, member] : *object)
      if (name == key) return member;
  return nothing;
}

Shape& Shape::with(std::string_view key, Shape member) {
  if (is_null()) value_ = Object{};
  std::get<Object>(value_).emplace_back(key, std::move(member));
  return *this;
}
