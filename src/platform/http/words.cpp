// SPDX-License-Identifier: EUPL-1.2
#include "platform/http/words.h"

#include <cstdint>

#include "platform/http/http.h"

namespace http {
namespace {

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Length of the UTF-8 character at the front; 0 when there is none (RFC 3629: no overlong forms, no surrogates).
std::size_t character_size(std::string_view text) {
  auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  auto follows = [&](std::size_t at, unsigned low = 0x80, unsigned high = 0xBF) {
    return at < text.size() && byte(at) >= low && byte(at) <= high;
  };
  auto lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    return follows(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && follows(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    return follows(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

bool is_attribute_char(char c) {  // RFC 8187 §3.2.1: attr-char
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view{"!#$&+-.^_`|~"}.find(c) != std::string_view::npos;
}

}  // namespace

std::string_view name(Method method) {
  switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::patch: return "PATCH";
    case Method::remove: return "DELETE";
    case Method::options: return "OPTIONS";
    case Method::other: return "other";
  }
  return "other";
}

std::string_view Head::header(std::string_view wanted) const {
  for (auto const& [key, value] : headers)
    if (key == wanted) return value;
  return {};
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    auto size = character_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string percent_decode(std::string_view text, bool plus_is_space, bool& ok) {
  std::string decoded;
  decoded.reserve(text.size());
  ok = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      int high = i + 1 < text.size() ? hex(text[i + 1]) : -1, low = i + 2 < text.size() ? hex(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        ok = false;
        return {};
      }
      decoded.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      decoded.push_back(plus_is_space && c == '+' ? ' ' : c);
    }
  }
  return decoded;
}

std::string attachment_disposition(std::string_view file_name) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string plain, coded;
  bool same = true;  // the plain form says it all, and filename* is not needed
  while (!file_name.empty()) {
    auto size = character_size(file_name);
    auto c = file_name.front();
    bool unsafe = size == 0 || (size == 1 && (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '/' || c == '\\'));
    if (unsafe) {
      plain += '_', coded += '_';
    } else if (size == 1 && is_attribute_char(c)) {
      plain += c, coded += c;
    } else {
      bool quotable = size == 1 && c != '"' && c != '%';
      plain += quotable ? c : '_';
      same = same && quotable;
      for (char byte : file_name.substr(0, size)) {
        coded += '%';
        coded += digits[static_cast<unsigned char>(byte) >> 4];
        coded += digits[static_cast<unsigned char>(byte) & 15];
      }
    }
    file_name.remove_prefix(size == 0 ? 1 : size);
  }
  if (plain.empty()) return "attachment; filename=\"file\"";
  auto disposition = "attachment; filename=\"" + plain + '"';
  if (!same) disposition += "; filename*=UTF-8''" + coded;
  return disposition;
}

}  // namespace http
