// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <limits>

#include "platform/http/http.h"

namespace http {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Digits only; a number too large to hold is the largest one, which lies past the end of any file.
std::optional<std::uint64_t> digits(std::string_view text) {
  constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
  if (text.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    auto digit = static_cast<std::uint64_t>(c - '0');
    value = value > (largest - digit) / 10 ? largest : value * 10 + digit;
  }
  return value;
}

bool is_bytes(std::string_view unit) {
  return std::ranges::equal(unit, std::string_view{"bytes"}, [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

}  // namespace

ByteRange parse_range(std::string_view header, std::uint64_t size) {
  using Kind = ByteRange::Kind;
  auto equals = header.find('=');
  if (equals == header.npos || !is_bytes(trim(header.substr(0, equals)))) return {};
  auto range = trim(header.substr(equals + 1));
  auto dash = range.find('-');
  if (dash == range.npos || range.find(',') != range.npos) return {};
  auto from = trim(range.substr(0, dash)), to = trim(range.substr(dash + 1));
  if (from.empty()) {
    auto last = digits(to);
    if (!last) return {};
    if (*last == 0 || size == 0) return {Kind::unsatisfiable, 0, 0};
    auto length = std::min(*last, size);
    return {Kind::part, size - length, length};
  }
  auto first = digits(from);
  auto last = to.empty() ? std::optional{std::numeric_limits<std::uint64_t>::max()} : digits(to);
  if (!first || !last || *last < *first) return {};
  if (*first >= size) return {Kind::unsatisfiable, 0, 0};
  return {Kind::part, *first, std::min(*last, size - 1) - *first + 1};
}

}  // namespace http
