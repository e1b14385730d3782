// SPDX-License-Identifier: EUPL-1.2
#include "platform/http/answer.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <charconv>
#include <ctime>

namespace http {
namespace {

template <class Number>
void append_number(std::string& out, Number number) {
  std::array<char, 24> text;
  auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  out.append(text.data(), end);
}

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7), made once a second on each thread.
std::string_view date() {
  thread_local std::time_t made = 0;
  thread_local std::array<char, 32> text{};
  constexpr std::size_t length = 29;
  if (auto now = std::time(nullptr); now != made) {
    std::tm parts{};
    gmtime_r(&now, &parts);
    constexpr char const* days[]{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr char const* months[]{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::array<char, 64> pattern{};  // no locale in it: the names are put in by hand
    std::strftime(pattern.data(), pattern.size(), "..., %d ... %Y %H:%M:%S GMT", &parts);
    std::copy_n(pattern.data(), length, text.data());
    std::copy_n(days[parts.tm_wday], 3, text.data());
    std::copy_n(months[parts.tm_mon], 3, text.data() + 8);
    made = now;
  }
  return {text.data(), length};
}

bool is(std::string_view name, std::string_view lower) {
  return std::ranges::equal(name, lower, [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

bool is_ours(std::string_view name) {
  return is(name, "content-length") || is(name, "date") || is(name, "connection") || is(name, "transfer-encoding");
}

void append_clean(std::string& out, std::string_view text) {
  auto control = [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; };
  auto start = out.size();
  out += text;
  std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), control, ' ');
}

}  // namespace

std::uint64_t body_size(Response const& response) {
  if (response.file) return response.file->size;
  return response.static_body.empty() ? response.body.size() : response.static_body.size();
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

void write_head(std::string& out, Response const& response, Manner manner) {
  out += "HTTP/1.1 ";
  append_number(out, response.status);
  out += ' ';
  auto known = boost::beast::http::int_to_status(static_cast<unsigned>(response.status));
  if (known != boost::beast::http::status::unknown) {
    auto reason = boost::beast::http::obsolete_reason(known);
    out.append(reason.data(), reason.size());
  }
  out += "\r\n";
  for (auto const& [name, value] : response.headers) {
    if (is_ours(name)) continue;
    append_clean(out, name);
    out += ": ";
    append_clean(out, value);
    out += "\r\n";
  }
  if (may_have_body(response.status) && !manner.open_end) {
    out += "content-length: ";
    append_number(out, body_size(response));
    out += "\r\n";
  }
  if (manner.close) {
    out += "connection: close\r\n";
  } else if (manner.tell_keep_alive) {
    out += "connection: keep-alive\r\n";
  }
  out += "date: ";
  out += date();
  out += "\r\n\r\n";
}

}  // namespace http
