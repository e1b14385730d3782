// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// What a handler answers, as plain data: nothing, yes/no, a whole number, text, a list or an object. The API writes it
// as JSON, the page fills its template with it, so a page can never show more than the API gives.
// Keys are literals in camelCase. Money is whole cents ("amountCents"), days and instants are text (base/time.h).
class Shape {
 public:
  struct Member;
  using List = std::vector<Shape>;
  // Object{{"id", id}, {"title", title}} moves what it is given: an answer of thousands of texts is made without copying one.
  struct Object : std::vector<std::pair<std::string_view, Shape>> {
    Object() = default;
    Object(std::initializer_list<Member>);  // NOLINT(google-explicit-constructor)
  };
  using Value = std::variant<std::monostate, bool, std::int64_t, std::string, List, Object>;

  Shape() = default;
  Shape(bool value) : value_{value} {}                                                      // NOLINT
  Shape(int value) : value_{std::int64_t{value}} {}                                         // NOLINT
  Shape(std::int64_t value) : value_{value} {}                                              // NOLINT
  Shape(std::string value) : value_{std::move(value)} {}                                    // NOLINT
  Shape(std::string_view value) : value_{std::string{value}} {}                             // NOLINT
  Shape(char const* value) : value_{std::string{value}} {}                                  // NOLINT
  Shape(List value) : value_{std::move(value)} {}                                           // NOLINT
  Shape(Object value) : value_{std::move(value)} {}                                         // NOLINT
  template <class T>
  Shape(std::optional<T> value) { if (value) *this = Shape{std::move(*value)}; }            // NOLINT

  Value const& value() const { return value_; }
  Value& value() { return value_; }
  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  // The member of an object; null when it is not there or this is no object.
  Shape const& at(std::string_view key) const;
  // Adds a member; this must be an object or null.
  Shape& with(std::string_view key, Shape member);

 private:
  Value value_;
};

struct Shape::Member {
  std::string_view key;
  mutable Shape value;  // a braced list is constant, but its members are nobody else's
};

inline Shape::Object::Object(std::initializer_list<Member> members) {
  reserve(members.size() + 2);  // what is told besides comes with()
  for (auto const& member : members) emplace_back(member.key, std::move(member.value));
}
