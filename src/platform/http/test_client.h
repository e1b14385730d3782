// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

// A client that sends exactly what a test says, for tests of the edge.
namespace http::test {

struct Reply {
  int status = 0;  // 0: none came
  std::string head, body;
  std::string header(std::string const& name) const {
    auto at = head.find("\r\n" + name + ": ");
    if (at == head.npos) return {};
    at += name.size() + 4;
    return head.substr(at, head.find("\r\n", at) - at);
  }
};

class Client {
 public:
  explicit Client(std::uint16_t port, int receive_bytes = 0) : handle_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    timeval patience{10, 0};  // a test that waits this long has failed
    ::setsockopt(handle_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(handle_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (receive_bytes) ::setsockopt(handle_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(handle_, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0) throw std::runtime_error{"no connection"};
    int on = 1;
    ::setsockopt(handle_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  ~Client() { close(); }
  Client(Client const&) = delete;
  Client& operator=(Client const&) = delete;

  // False when the server does not take it.
  bool send(std::string_view text) {
    while (!text.empty()) {
      auto sent = ::send(handle_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void end_sending() { ::shutdown(handle_, SHUT_WR); }
  // Closes with a reset, as a machine that goes away does.
  void reset() {
    linger now{1, 0};
    ::setsockopt(handle_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }
  void close() {
    if (handle_ >= 0) ::close(handle_);
    handle_ = -1;
  }

  // The next answer; of a HEAD request it has no body.
  Reply read(bool head_only = false) {
    Reply reply;
    std::size_t end;
    while ((end = held_.find("\r\n\r\n")) == held_.npos)
      if (!more()) return reply;
    reply.head = held_.substr(0, end + 2);
    held_.erase(0, end + 4);
    reply.status = std::stoi(reply.head.substr(9, 3));
    auto length = reply.header("content-length");
    std::size_t size = head_only || length.empty() ? 0 : std::stoul(length);
    while (held_.size() < size && more()) {
    }
    reply.body = held_.substr(0, size);
    held_.erase(0, size);
    return reply;
  }
  // What came up to and with this text; "" when the server closed before, or was silent for too long.
  std::string until(std::string_view text) {
    std::size_t at;
    while ((at = held_.find(text)) == held_.npos)
      if (!more()) return {};
    auto const heard = held_.substr(0, at + text.size());
    held_.erase(0, heard.size());
    return heard;
  }
  Reply ask(std::string_view text) {
    send(text);
    return read();
  }
  // True when the server has closed and nothing more came.
  bool is_closed() { return !more() && held_.empty() && (errno == 0 || errno == ECONNRESET); }

 private:
  bool more() {
    char buffer[65536];
    errno = 0;
    auto got = ::recv(handle_, buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    held_.append(buffer, static_cast<std::size_t>(got));
    return true;
  }

  int handle_;
  std::string held_;
};

}  // namespace http::test
