// SPDX-License-Identifier: EUPL-1.2
#include "platform/http/parser.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "platform/http/words.h"

namespace http {
namespace {

namespace beast = boost::beast;
using beast::error_code;
using beast::string_view;

Method method_of(beast::http::verb verb) {
  switch (verb) {
    case beast::http::verb::get: return Method::get;
    case beast::http::verb::head: return Method::head;
    case beast::http::verb::post: return Method::post;
    case beast::http::verb::put: return Method::put;
    case beast::http::verb::patch: return Method::patch;
    case beast::http::verb::delete_: return Method::remove;
    case beast::http::verb::options: return Method::options;
    default: return Method::other;  // the other verbs of HTTP
  }
}

constexpr std::size_t path_bytes_told_max = 200;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// RFC 3986 authority without user: enough to keep blanks, paths and lists out.
bool is_host(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view{"-._~:[]%!$&'()*+;="}.find(c) != std::string_view::npos;
  });
}

// What Beast tells while it reads a head: kept in a Head, with the refusals that are ours.
class Reader final : public beast::http::basic_parser<true> {
 public:
  Reader(Limits const& limits, Head& head) : limits_{limits}, head_{head} {
    body_limit(boost::none);  // the server counts the body itself, against the plan
    header_limit(limits.header_bytes_max + 1);
  }

  int refusal = 400;
  bool line_done = false, expects_continue = false;
  bool expects_other = false;
  bool coding_unknown = false;
  int hosts = 0;
  int version = 11;
  std::string_view piece;

 private:
  void refuse(int status, error_code& ec) {
    refusal = status;
    ec = beast::http::error::bad_value;
  }

  void on_request_impl(beast::http::verb verb, string_view, string_view target, int number, error_code& ec) override {
    line_done = true;
    version = number;
    head_.method = method_of(verb);
    if (target.size() > limits_.target_bytes_max) return refuse(414, ec);
    head_.target.assign(target.data(), target.size());
  }

  void on_field_impl(beast::http::field field, string_view name, string_view value, error_code& ec) override {
    if (++fields_ > limits_.headers_max) return refuse(431, ec);
    if (is_header_done()) return;  // a trailer: read and left
    auto& [key, text] = head_.headers.emplace_back(std::string{name.data(), name.size()}, std::string{value.data(), value.size()});
    for (char& c : key)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    if (field == beast::http::field::host) {
      if (++hosts > 1 || !is_host(text)) return refuse(400, ec);
    } else if (field == beast::http::field::content_length) {
      if (head_.content_length || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return refuse(400, ec);
      head_.content_length = *content_length_of(text);
    } else if (field == beast::http::field::transfer_encoding) {
      if (!beast::iequals(value, "chunked")) coding_unknown = true;
    } else if (field == beast::http::field::expect && version == 11) {
      (beast::iequals(value, "100-continue") ? expects_continue : expects_other) = true;
    }
  }

  static std::optional<std::uint64_t> content_length_of(std::string_view text) {
    std::uint64_t value = 0;  // Beast has seen to it that this fits
    for (char c : text) value = value * 10 + static_cast<std::uint64_t>(c - '0');
    return value;
  }

  void on_header_impl(error_code&) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
  std::size_t on_body_impl(string_view body, error_code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code&) override {
    piece = {body.data(), body.size()};
    return body.size();
  }
  void on_finish_impl(error_code&) override {}
  void on_response_impl(int, string_view, int, error_code&) override {}

  Limits const& limits_;
  Head& head_;
  std::size_t fields_ = 0;
};

}  // namespace

struct Parser::Inside {
  explicit Inside(Limits const& given) : limits{given} {}

  Limits const& limits;
  Head head;
  std::optional<Reader> reader;
  std::size_t head_bytes = 0;
  int refusal = 400;
  bool keep_alive = false;

  // What is refused is answered in the manner of its address, so far as that can be told: `bytes` begin with the request's
  // line when its target was not taken yet.
  Step refuse(int status, std::string_view bytes = {}) {
    refusal = status;
    if (!head.path.empty()) return Step::refused;
    std::string_view target = head.target;
    if (target.empty()) {
      auto const line = bytes.substr(0, std::min(bytes.find("\r\n"), path_bytes_told_max + 32));
      target = line.substr(std::min(line.find(' '), line.size()));
      target.remove_prefix(std::min(target.find_first_not_of(' '), target.size()));
    }
    auto const is_plain = [](char c) { return c > ' ' && c < 0x7F && c != '%' && c != '?' && c != '#'; };
    auto const end = std::ranges::find_if_not(target, is_plain);
    if (target.starts_with('/')) head.path.assign(target.begin(), std::min(end, target.begin() + std::min(target.size(), path_bytes_told_max)));
    return Step::refused;
  }

  // Why Beast would not go on; `bytes` begin where it stopped.
  int judge(error_code ec, std::string_view bytes) const {
    if (ec == beast::http::error::header_limit) return too_long(bytes);
    if (ec != beast::http::error::bad_version) return reader->refusal;
    auto line = bytes.substr(0, bytes.find("\r\n"));
    auto at = line.rfind(" HTTP/");
    if (at == line.npos || line.size() != at + 9 || line[at + 7] != '.') return 400;
    auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    auto version = line.substr(at + 6);
    bool known = version == "1.1" || version == "1.0";  // then it was the target that Beast stumbled over
    return is_digit(version[0]) && is_digit(version[2]) && !known ? 505 : 400;
  }

  int too_long(std::string_view bytes) const {
    if (reader->line_done) return 431;
    auto blank = bytes.find(' ');
    return blank < 32 ? 414 : 400;
  }

  // What only the whole head can tell.
  Step check() {
    if (head_bytes > limits.header_bytes_max) return refuse(431);
    if (reader->version == 11 && reader->hosts == 0) return refuse(400);
    if (reader->coding_unknown) return refuse(reader->chunked() ? 400 : 501);
    if (reader->chunked() && reader->version != 11) return refuse(400);
    if (reader->chunked() && head.content_length) return refuse(400);
    if (reader->expects_other) return refuse(417);
    head.has_body = reader->chunked() || head.content_length.value_or(0) > 0;
    keep_alive = reader->keep_alive();
    return cut_target() ? Step::done : refuse(400);
  }

  bool cut_target() {
    std::string_view target = head.target;
    if (!target.starts_with('/') && target != "*") {
      auto start = target.starts_with("http://") ? 7U : target.starts_with("https://") ? 8U : 0U;
      if (start == 0) return false;
      target.remove_prefix(start);
      auto host = target.substr(0, target.find_first_of("/?#"));
      if (host.empty() || !is_host(host)) return false;
      for (auto& [key, value] : head.headers)
        if (key == "host") value = host;  // RFC 9112 §3.2.2: it goes before the Host header
      target.remove_prefix(host.size());
    } else if (target == "*" && head.method != Method::options) {
      return false;
    }
    auto path = target.substr(0, target.find('?'));
    auto query = path.size() < target.size() ? target.substr(path.size() + 1) : std::string_view{};
    if (target.find('#') != target.npos || query.find("%00") != query.npos || !is_utf8(query)) return false;
    head.query = query;
    bool ok = true;
    if (path.find('%') != path.npos) {
      head.path = percent_decode(path, false, ok);
    } else {
      head.path = path.empty() ? "/" : path;
    }
    ok = ok && is_utf8(head.path) && std::ranges::none_of(head.path, is_control);
    if (!ok) head.path.clear();
    return ok;
  }
};

Parser::Parser(Limits const& limits) : inside_{std::make_unique<Inside>(limits)} { begin(); }
Parser::~Parser() = default;

void Parser::begin() {
  auto& in = *inside_;
  in.head.method = Method::other;
  in.head.target.clear();
  in.head.path.clear();
  in.head.query.clear();
  in.head.headers.clear();
  in.head.content_length.reset();
  in.head.has_body = false;
  in.reader.emplace(in.limits, in.head);
  in.head_bytes = 0;
  in.refusal = 400;
  in.keep_alive = false;
}

Parser::Step Parser::head(std::string_view bytes, std::size_t& used) {
  auto& in = *inside_;
  used = 0;
  while (!in.reader->got_some() && bytes.starts_with("\r\n")) {  // RFC 9112 §2.2: an empty line before a request is skipped
    bytes.remove_prefix(2);
    used += 2;
  }
  in.head_bytes += used;
  if (in.head_bytes > in.limits.header_bytes_max) return in.refuse(400);
  if (bytes.empty() || (!in.reader->got_some() && bytes == "\r")) return Step::more;
  error_code ec;
  auto taken = in.reader->put(boost::asio::const_buffer{bytes.data(), bytes.size()}, ec);
  used += taken;
  in.head_bytes += taken;
  bytes.remove_prefix(taken);
  if (ec == beast::http::error::need_more) {
    if (!in.reader->line_done && bytes.size() > in.limits.target_bytes_max + 64) return in.refuse(in.too_long(bytes), bytes);
    if (in.head_bytes + bytes.size() > in.limits.header_bytes_max) return in.refuse(in.too_long(bytes), bytes);
    return Step::more;
  }
  if (ec) return in.refuse(in.judge(ec, bytes), bytes);
  if (!in.reader->is_header_done()) return Step::more;
  return in.check();
}

Parser::Step Parser::chunk(std::string_view bytes, std::size_t& used, std::string_view& piece) {
  auto& in = *inside_;
  in.reader->piece = {};
  error_code ec;
  used = in.reader->put(boost::asio::const_buffer{bytes.data(), bytes.size()}, ec);
  piece = in.reader->piece;
  if (ec == beast::http::error::need_more) return bytes.size() - used > in.limits.header_bytes_max ? in.refuse(400) : Step::more;
  if (ec) return in.refuse(in.reader->refusal);
  return in.reader->is_done() ? Step::done : Step::more;
}

void Parser::break_off(std::string_view bytes) { inside_->refuse(408, bytes); }
int Parser::refusal() const { return inside_->refusal; }
Head& Parser::request() { return inside_->head; }
bool Parser::chunked() const { return inside_->reader->chunked(); }
bool Parser::keep_alive() const { return inside_->keep_alive; }
bool Parser::is_old() const { return inside_->reader->version == 10; }
bool Parser::expects_continue() const { return inside_->reader->expects_continue; }

}  // namespace http
