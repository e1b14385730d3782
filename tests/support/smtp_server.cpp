// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/smtp_server.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <system_error>

namespace json = boost::json;

namespace {

constexpr auto patience = std::chrono::seconds{30};
constexpr std::size_t line_bytes_max = 64 << 20;

void close_if_open(int& file) noexcept {
  if (file >= 0) close(file);
  file = -1;
}

std::string text(json::object const& object, std::string_view key) { return json::value_to<std::string>(object.at(key)); }

}  // namespace

SmtpServer::SmtpServer() {
  signal(SIGPIPE, SIG_IGN);  // a server that ended is an error, not the end of the tests
  int in[2];
  int out[2];
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
    throw std::system_error{errno, std::generic_category(), "a pipe to the SMTP server"};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  char node[] = "node";
  char script[] = SOURCE_FOLDER "/tests/support/node/smtp_server.mjs";
  char* arguments[] = {node, script, nullptr};
  auto const failed = posix_spawnp(&process_, node, &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  to_server_ = in[1];
  from_server_ = out[0];
  try {
    if (failed) throw std::system_error{failed, std::generic_category(), "cannot start node for the SMTP server"};
    auto const told = json::parse(read_line()).as_object();
    url_ = "smtp://localhost:" + std::to_string(told.at("port").to_number<int>());
    secure_url_ = "smtps://localhost:" + std::to_string(told.at("securePort").to_number<int>());
    certificate_ = text(told, "certificate");
  } catch (...) {
    stop();
    throw;
  }
}

SmtpServer::~SmtpServer() { stop(); }

// The server ends when its input does, and removes its certificate.
void SmtpServer::stop() noexcept {
  close_if_open(to_server_);
  if (process_ > 0) {
    pollfd end{from_server_, POLLIN, 0};
    if (poll(&end, 1, 10'000) == 0) kill(process_, SIGKILL);
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  process_ = -1;
  close_if_open(from_server_);
}

std::string SmtpServer::read_line() {
  auto const deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    if (auto const end = unread_.find('\n'); end != std::string::npos) {
      auto line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    pollfd waiting{from_server_, POLLIN, 0};
    if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) == 0) throw std::runtime_error{"the SMTP server does not answer"};
    char bytes[65536];
    auto const size = read(from_server_, bytes, sizeof bytes);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0 || unread_.size() > line_bytes_max)
      throw std::runtime_error{"the SMTP server ended; is tests/node_modules there (script/bootstrap test)?"};
    unread_.append(bytes, static_cast<std::size_t>(size));
  }
}

std::string SmtpServer::ask(std::string const& line) {
  auto const question = line + '\n';
  for (std::size_t sent = 0; sent < question.size();) {
    auto const size = write(to_server_, question.data() + sent, question.size() - sent);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) throw std::system_error{errno, std::generic_category(), "the SMTP server does not listen"};
    sent += static_cast<std::size_t>(size);
  }
  return read_line();
}

void SmtpServer::fault(std::string_view at, std::string_view how, int times, std::string_view to) {
  ask(json::serialize(json::object{{"do", "fault"}, {"at", at}, {"how", how}, {"times", times}, {"to", to}}));
}

void SmtpServer::clear() { ask(R"({"do":"clear"})"); }

std::vector<SmtpServer::Letter> SmtpServer::arrived() {
  std::vector<Letter> letters;
  auto const told = json::parse(ask(R"({"do":"arrived"})"));
  for (auto const& value : told.as_array()) {
    auto const& one = value.as_object();
    letters.push_back({.from = text(one, "from"),
                       .to = text(one, "to"),
                       .user = text(one, "user"),
                       .subject = text(one, "subject"),
                       .sender = text(one, "sender"),
                       .message_id = text(one, "messageId"),
                       .date = text(one, "date"),
                       .text = text(one, "text"),
                       .html = text(one, "html"),
                       .parts = text(one, "parts"),
                       .headers = text(one, "headers"),
                       .raw = text(one, "raw"),
                       .secure = one.at("secure").as_bool()});
  }
  return letters;
}
