// SPDX-License-Identifier: EUPL-1.2
#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "platform/files/files.h"

// The INSTREAM command of clamd(8): "zINSTREAM\0", then chunks of a length (4 bytes, network order) and the bytes, then a
// length of zero; the answer is one line that ends in NUL.
namespace files {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t chunk_bytes = 1024 * 1024, answer_bytes_max = 4'096;

struct Open {
  int fd = -1;
  Open() = default;
  explicit Open(int opened) : fd{opened} {}
  ~Open() { close(); }
  Open(Open const&) = delete;
  Open& operator=(Open const&) = delete;
  void close() {
    if (fd >= 0) ::close(std::exchange(fd, -1));
  }
};

class Talk {
 public:
  Talk(std::string address, int seconds_max) : address_{std::move(address)}, until_{Clock::now() + std::chrono::seconds{seconds_max}} {
    if (address_.starts_with("unix:"))
      connect_unix(address_.substr(5));
    else
      connect_host();
  }

  // False when clamd answers before the end (too large a file) or has hung up: what it says tells why.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      if (await(POLLOUT | POLLIN) & POLLIN) return false;
      auto const n = ::send(socket_.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n < 0 && hung_up()) return false;
      if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }

  bool send_file(int file, std::size_t count) {
    while (count > 0) {
      if (await(POLLOUT | POLLIN) & POLLIN) return false;
      auto const n = ::sendfile(socket_.fd, file, nullptr, count);
      if (n < 0 && hung_up()) return false;
      if (n == 0) broken("the file became shorter while it was scanned");
      if (n > 0) count -= static_cast<std::size_t>(n);
    }
    return true;
  }

  std::string answer() {
    std::string text;
    std::array<char, 512> buffer{};
    while (text.size() < answer_bytes_max) {
      await(POLLIN);
      auto const n = ::recv(socket_.fd, buffer.data(), buffer.size(), 0);
      if (n < 0 && !hung_up()) continue;
      if (n <= 0) break;
      text.append(buffer.data(), static_cast<std::size_t>(n));
      if (auto const end = text.find('\0'); end != std::string::npos) return text.substr(0, end);
    }
    if (text.empty()) broken("it hung up without an answer");
    return text;
  }

  [[noreturn]] void broken(std::string const& why) const {
    throw std::runtime_error{fmt::format("virus scan by clamd at {}: {}", address_, why)};
  }

 private:
  static bool hung_up() { return errno != EAGAIN && errno != EINTR; }

  short await(short what) const {
    auto const left = std::chrono::ceil<std::chrono::milliseconds>(until_ - Clock::now()).count();
    pollfd waiting{socket_.fd, what, 0};
    auto const ready = left > 0 ? ::poll(&waiting, 1, static_cast<int>(left)) : 0;
    if (ready == 0) broken("no answer in time");
    if (ready < 0 && errno != EINTR) broken(std::strerror(errno));
    return waiting.revents;
  }

  bool connect(int family, sockaddr const* to, socklen_t bytes) {
    socket_.close();
    socket_.fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket_.fd < 0) broken(std::strerror(errno));
    auto wrong = ::connect(socket_.fd, to, bytes) == 0 ? 0 : errno;
    if (wrong == EINPROGRESS) {
      await(POLLOUT);
      socklen_t size = sizeof wrong;
      ::getsockopt(socket_.fd, SOL_SOCKET, SO_ERROR, &wrong, &size);
    }
    errno = wrong;
    return wrong == 0;
  }

  void connect_unix(std::string const& path) {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    if (path.size() >= sizeof to.sun_path) broken("the path of the socket is too long");
    path.copy(to.sun_path, path.size());
    if (!connect(AF_UNIX, reinterpret_cast<sockaddr const*>(&to), sizeof to)) broken(std::strerror(errno));
  }

  void connect_host() {
    auto const colon = address_.rfind(':');
    if (colon == std::string::npos) broken("the address is neither unix:/path nor host:port");
    auto host = address_.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    addrinfo hints{}, *found = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (auto const wrong = ::getaddrinfo(host.c_str(), address_.substr(colon + 1).c_str(), &hints, &found)) broken(::gai_strerror(wrong));
    auto connected = false;
    for (auto const* one = found; one && !connected; one = one->ai_next) connected = connect(one->ai_family, one->ai_addr, one->ai_addrlen);
    auto const why = errno;
    ::freeaddrinfo(found);
    if (!connected) broken(std::strerror(why));
  }

  std::string address_;
  Clock::time_point until_;
  Open socket_;
};

std::string length(std::size_t count) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(count >> shift & 0xFF);
  return bytes;
}

// Stops half-way when clamd does; its answer tells why.
void stream(Talk& talk, int file) {
  if (!talk.send({"zINSTREAM\0", 10})) return;
  auto left = static_cast<std::size_t>(::lseek(file, 0, SEEK_END));
  ::lseek(file, 0, SEEK_SET);
  while (left > 0) {
    auto const count = std::min(left, chunk_bytes);
    if (!talk.send(length(count)) || !talk.send_file(file, count)) return;
    left -= count;
  }
  talk.send(length(0));
}

}  // namespace

ScanReport scan(std::string const& address, std::string const& path, int seconds_max) {
  Open const file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0) throw std::runtime_error{fmt::format("virus scan: cannot open {}: {}", path, std::strerror(errno))};
  Talk talk{address, seconds_max};
  stream(talk, file.fd);
  std::string_view const answer_start = "stream: ";
  auto answer = talk.answer();
  if (answer.starts_with(answer_start)) answer.erase(0, answer_start.size());
  if (answer == "OK") return {};
  std::string_view const found = " FOUND";
  if (answer.ends_with(found)) return {false, answer.substr(0, answer.size() - found.size())};
  talk.broken(answer);
}

}  // namespace files
