// SPDX-License-Identifier: EUPL-1.2
#include "app/api/schemas.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

// Is what came in what a route takes?
namespace app {
namespace {

using Kind = Type::Kind;
using pages::JsonKind;
using Known = std::vector<Field>;

constexpr std::size_t misfits_max = 100;

// The fields of a schema, or those that a route says itself; read once on each thread.
Known const& known(std::string_view takes) {
  thread_local std::unordered_map<std::string_view, Known> read;
  auto const found = read.find(takes);
  if (found != read.end()) return found->second;
  return read.emplace(takes, fields_of(is_schema(takes) ? schema(takes).fields : takes)).first->second;
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

using Fault = std::optional<Mistake>;
Fault mistake(Path const& path, std::string_view code) { return Mistake{std::string{path.so_far()}, std::string{code}}; }

bool has_words(Type const& type) { return type.kind == Kind::named && !schema(type.name).words.empty(); }

// May that stand where the type belongs? A null may anywhere: it leaves the field out.
bool may_be(JsonKind given, Type const& type) {
  if (given == JsonKind::null) return true;
  switch (type.kind) {
    case Kind::list: return given == JsonKind::list;
    case Kind::map:
    case Kind::object: return given == JsonKind::object;
    case Kind::named: return given == (has_words(type) ? JsonKind::text : JsonKind::object);
    case Kind::boolean: return given == JsonKind::boolean;
    case Kind::integer:
    case Kind::cents: return given == JsonKind::number;
    case Kind::decimal:
    case Kind::value: return given == JsonKind::number || given == JsonKind::text;
    case Kind::text:
    case Kind::id:
    case Kind::day:
    case Kind::instant:
    case Kind::digest:
    case Kind::constant: return given == JsonKind::text;
    case Kind::file: return false;
  }
  return false;
}

bool is_file(Type const& type) { return type.kind == Kind::file || (type.kind == Kind::list && is_file(type.element.front())); }

// What is wrong where the path leads, if anything is; what leads there was looked at before.
Fault fault(Path& path, JsonKind given, Known const& fields);

Fault fault(Path& path, JsonKind given, Type const& type) {
  if (path.is_over()) return may_be(given, type) ? Fault{} : mistake(path, "wrong_kind");
  if (type.kind == Kind::named && !has_words(type)) return fault(path, given, known(type.name));
  if (type.kind == Kind::object) return fault(path, given, type.fields);
  if (type.kind != Kind::list && type.kind != Kind::map) return mistake(path, "wrong_kind");
  path.next();
  return fault(path, given, type.element.front());
}

Fault fault(Path& path, JsonKind given, Known const& fields) {
  auto const name = path.next();
  auto const found = std::find_if(fields.begin(), fields.end(), [&](Field const& field) { return field.name == name; });
  if (found == fields.end() || is_file(found->type)) return mistake(path, "unknown_name");
  return fault(path, given, found->type);
}

bool is_told(std::string_view name, std::vector<Mistake> const& found) {
  return std::any_of(found.begin(), found.end(), [&](Mistake const& each) { return is_within(name, each.field); });
}

}  // namespace

bool is_within(std::string_view name, std::string_view whole) {
  return name.starts_with(whole) && (name.size() == whole.size() || name[whole.size()] == '.');
}

std::vector<Mistake> misfits(pages::JsonKinds const& given, std::string_view takes) {
  std::vector<Mistake> found;
  auto const& fields = known(takes);
  for (auto const& [name, kind] : given) {
    if (name == "formToken") continue;  // of a browser: the door has read it
    Path path{name};
    auto wrong = fault(path, kind, fields);
    if (!wrong || is_told(name, found)) continue;
    found.push_back(std::move(*wrong));
    if (found.size() == misfits_max) break;
  }
  return found;
}

}  // namespace app
