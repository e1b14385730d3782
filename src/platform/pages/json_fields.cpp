// SPDX-License-Identifier: EUPL-1.2
#include "platform/pages/json_fields.h"

#include <boost/json/basic_parser_impl.hpp>

#include <charconv>
#include <map>
#include <vector>

namespace pages {
namespace {

namespace json = boost::json;

constexpr std::size_t name_bytes_max = 200;
constexpr int exponent_max = 30;
constexpr std::size_t nodes_max = 400'000;

// "1.5e3" → "1500"; text that has no exponent, or a wild one, stays as it is.
std::string without_exponent(std::string_view text) {
  auto const at = text.find_first_of("eE");
  if (at == std::string_view::npos) return std::string{text};
  auto exponent_text = text.substr(at + 1);
  if (exponent_text.starts_with('+')) exponent_text.remove_prefix(1);
  int exponent = 0;
  auto const read = std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
  if (read.ec != std::errc{} || exponent > exponent_max || exponent < -exponent_max) return std::string{text};
  auto number = text.substr(0, at);
  bool const negative = number.starts_with('-');
  if (negative) number.remove_prefix(1);
  auto const point = std::min(number.find('.'), number.size());
  std::string digits{number.substr(0, point)};
  if (point < number.size()) digits += number.substr(point + 1);
  auto places = static_cast<int>(digits.size()) - static_cast<int>(point) - exponent;
  if (places < 0) digits.append(static_cast<std::size_t>(-places), '0');
  places = std::max(places, 0);
  while (std::cmp_less_equal(digits.size(), places)) digits.insert(0, 1, '0');
  while (places > 0 && digits.back() == '0') {
    digits.pop_back();
    --places;
  }
  if (places > 0) digits.insert(digits.size() - static_cast<std::size_t>(places), 1, '.');
  auto const first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  digits.erase(0, digits[first] == '.' ? first - 1 : first);
  return negative ? "-" + digits : digits;
}

// Hears the parser and writes each leaf under its full name. Every on_… answers false to stop.
struct Flattener {
  static constexpr std::size_t max_object_size = std::size_t(-1), max_array_size = std::size_t(-1), max_key_size = std::size_t(-1),
                               max_string_size = std::size_t(-1);
  using Error = boost::system::error_code;
  using Part = json::string_view;

  // Where the parser is: the length of the name up to here, and the place within a list.
  struct Level {
    std::size_t name_size;
    bool is_list;
    std::size_t next = 0;
  };

  Fields& out;
  JsonKinds* kinds;
  std::size_t leaves_left;
  std::string name;
  std::string value;
  std::vector<Level> levels;

  bool stop(Error& error) {
    error = json::make_error_code(json::error::extra_data);
    return false;
  }

  // Within a list: ".0", ".1" … in front of each element.
  bool begin_element(Error& error) {
    if (levels.empty() || !levels.back().is_list) return true;
    auto& level = levels.back();
    name.resize(level.name_size);
    name.append(1, '.').append(std::to_string(level.next++));
    return name.size() <= name_bytes_max || stop(error);
  }

  // Every node counts, so that empty ones have a limit as well.
  bool node(JsonKind kind, Error& error) {
    if (kinds == nullptr || levels.empty()) return true;
    return kinds->size() < nodes_max && kinds->try_emplace(name, kind).second ? true : stop(error);
  }

  bool leaf(JsonKind kind, std::string text, Error& error) {
    if (!node(kind, error)) return false;
    if (levels.empty() || leaves_left == 0 || text.find('\0') != std::string::npos) return stop(error);
    --leaves_left;
    out.insert_or_assign(name, std::move(text));
    return true;
  }

  bool number(Part part, Error& error) {
    value.append(part.data(), part.size());
    auto text = without_exponent(value);
    value.clear();
    return begin_element(error) && leaf(JsonKind::number, std::move(text), error);
  }

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error& error) {
    if (!begin_element(error) || !node(JsonKind::object, error)) return false;
    levels.push_back({name.size(), false});
    return true;
  }
  bool on_object_end(std::size_t, Error&) {
    levels.pop_back();
    return true;
  }
  bool on_array_begin(Error& error) {
    if (levels.empty() || !begin_element(error)) return stop(error);
    if (!node(JsonKind::list, error)) return false;
    levels.push_back({name.size(), true});
    return true;
  }
  bool on_array_end(std::size_t, Error&) {
    levels.pop_back();
    return true;
  }
  bool on_key_part(Part part, std::size_t, Error& error) {
    value.append(part.data(), part.size());
    return value.size() <= name_bytes_max || stop(error);
  }
  bool on_key(Part part, std::size_t total, Error& error) {
    if (!on_key_part(part, total, error)) return false;
    name.resize(levels.back().name_size);
    if (!name.empty()) name += '.';
    name += value;
    bool const sound = value.find('\0') == std::string::npos && name.size() <= name_bytes_max && (kinds == nullptr || value.find('.') == std::string::npos);
    value.clear();
    return sound || stop(error);
  }
  bool on_string_part(Part part, std::size_t, Error&) {
    value.append(part.data(), part.size());
    return true;
  }
  bool on_string(Part part, std::size_t, Error& error) {
    value.append(part.data(), part.size());
    auto text = std::move(value);
    value.clear();
    return begin_element(error) && leaf(JsonKind::text, std::move(text), error);
  }
  bool on_number_part(Part part, Error&) {
    value.append(part.data(), part.size());
    return true;
  }
  bool on_int64(std::int64_t, Part part, Error& error) { return number(part, error); }
  bool on_uint64(std::uint64_t, Part part, Error& error) { return number(part, error); }
  bool on_double(double, Part part, Error& error) { return number(part, error); }
  bool on_bool(bool flag, Error& error) { return begin_element(error) && leaf(JsonKind::boolean, flag ? "true" : "false", error); }
  bool on_null(Error& error) { return !levels.empty() && begin_element(error) ? node(JsonKind::null, error) : stop(error); }
  bool on_comment_part(Part, Error&) { return true; }
  bool on_comment(Part, Error&) { return true; }
};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// True for well-formed UTF-8 without a zero byte.
bool is_sound_text(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    auto const byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    auto const lead = byte(at);
    if (lead == 0) return false;
    std::size_t const more = lead < 0x80 ? 0 : lead < 0xC2 ? 9 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : lead < 0xF5 ? 3 : 9;
    if (more == 9) return false;
    for (std::size_t i = 1; i <= more; ++i)
      if ((byte(at + i) & 0xC0U) != 0x80U) return false;
    auto const second = byte(at + 1);
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
        (lead == 0xF4 && second > 0x8F))
      return false;
    at += more + 1;
  }
  return true;
}

// Plus is a space, %41 is A; false for a broken percent code or unsound text.
bool decode(std::string_view text, std::string& out) {
  out.clear();
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at] == '+' ? ' ' : text[at];
      continue;
    }
    if (at + 2 >= text.size()) return false;
    auto const high = hex_digit(text[at + 1]), low = hex_digit(text[at + 2]);
    if (high < 0 || low < 0) return false;
    out += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return is_sound_text(out);
}

}  // namespace

namespace {

bool read(std::string_view body, Fields& out, JsonKinds* kinds, int depth_max, std::size_t fields_max) {
  json::parse_options options;
  options.max_depth = static_cast<std::size_t>(depth_max);
  json::basic_parser<Flattener> parser{options, Flattener{out, kinds, fields_max, {}, {}, {}}};
  boost::system::error_code error;
  auto const read = parser.write_some(false, body.data(), body.size(), error);
  return !error && read == body.size() && parser.done();
}

}  // namespace

bool json_fields(std::string_view body, Fields& out, int depth_max, std::size_t fields_max) {
  return read(body, out, nullptr, depth_max, fields_max);
}

bool json_fields(std::string_view body, Fields& out, JsonKinds& kinds, int depth_max, std::size_t fields_max) {
  return read(body, out, &kinds, depth_max, fields_max);
}

bool form_fields(std::string_view body, Fields& out, std::size_t fields_max) {
  std::map<std::string, std::size_t, std::less<>> gathered;
  std::string name, value;
  while (!body.empty()) {
    auto const end = body.find('&');
    auto const pair = body.substr(0, end);
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
    if (pair.empty()) continue;
    auto const equals = pair.find('=');
    if (!decode(pair.substr(0, equals), name) || name.size() > name_bytes_max) return false;
    if (!decode(equals == std::string_view::npos ? "" : pair.substr(equals + 1), value)) return false;
    if (name.ends_with("[]")) {
      name.resize(name.size() - 2);
      auto const position = gathered[name]++;
      name.append(1, '.').append(std::to_string(position));
    }
    if (fields_max-- == 0) return false;
    out.insert_or_assign(name, value);
  }
  return true;
}

}  // namespace pages
