// SPDX-License-Identifier: EUPL-1.2
#include "app/api/schemas.h"
#include "app/routes.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

// Is what came in what a route takes?
namespace app {
namespace {

using Kind = Type::Kind;
using Known = std::vector<Field>;

constexpr std::size_t misfits_max = 100;

// The fields of every schema, and of every route that says them itself: read once.
Known const& known(std::string_view takes) {
  static auto const all = [] {
    std::unordered_map<std::string_view, Known> map;
    for (auto const& each : schemas()) map.emplace(each.name, fields_of(each.fields));
    for (auto const& route : routes())
      if (!is_schema(route.takes)) map.emplace(route.takes, fields_of(route.takes));
    return map;
  }();
  return all.at(takes);
}

// Follows one name, "lines.0.quantity", from field to field.
class Path {
 public:
  explicit Path(std::string_view name) : name_{name} {}

  bool is_over() const { return at_ > name_.size(); }
  std::string_view next() {
    auto const end = std::min(name_.find('.', at_), name_.size());
    auto const segment = name_.substr(at_, end - at_);
    at_ = end + 1;
    return segment;
  }
  std::string_view so_far() const { return name_.substr(0, at_ - 1); }

 private:
  std::string_view name_;
  std::size_t at_ = 0;
};

bool is_place(std::string_view segment) { return !segment.empty() && segment.find_first_not_of("0123456789") == std::string_view::npos; }

using Fault = std::optional<Mistake>;
Fault mistake(Path const& path, std::string_view code) { return Mistake{std::string{path.so_far()}, std::string{code}}; }

// What is wrong where the path leads, if anything is.
Fault fault(Path& path, Known const& fields);

Fault fault(Path& path, Type const& type) {
  bool const is_words = type.kind == Kind::named && !schema(type.name).words.empty();
  bool const has_parts = type.kind == Kind::list || type.kind == Kind::map || type.kind == Kind::object || (type.kind == Kind::named && !is_words);
  if (path.is_over() == has_parts) return mistake(path, "wrong_kind");
  if (!has_parts) return {};
  if (type.kind == Kind::named) return fault(path, known(type.name));
  if (type.kind == Kind::object) return fault(path, type.fields);
  auto const key = path.next();
  if (type.kind == Kind::list && !is_place(key)) return mistake(path, "wrong_kind");
  return fault(path, type.element.front());
}

bool is_file(Type const& type) { return type.kind == Kind::file || (type.kind == Kind::list && is_file(type.element.front())); }

Fault fault(Path& path, Known const& fields) {
  auto const name = path.next();
  auto const found = std::find_if(fields.begin(), fields.end(), [&](Field const& field) { return field.name == name; });
  if (found == fields.end() || is_file(found->type)) return mistake(path, "unknown_name");
  return fault(path, found->type);
}

}  // namespace

std::vector<Mistake> misfits(Fields const& given, std::string_view takes) {
  std::vector<Mistake> found;
  auto const& fields = known(takes);
  for (auto const& [name, value] : given) {
    if (name == "formToken") continue;  // of a browser: the door has read it
    Path path{name};
    auto wrong = fault(path, fields);
    if (!wrong || (!found.empty() && found.back() == *wrong)) continue;
    found.push_back(std::move(*wrong));
    if (found.size() == misfits_max) break;
  }
  return found;
}

}  // namespace app
