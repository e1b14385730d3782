// SPDX-License-Identifier: EUPL-1.2
#include "platform/texts/child.h"

#include "platform/texts/confine.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
extern "C" {  // glibc 2.36 forgets to say so
#include <sys/pidfd.h>
}

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace texts {
namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr int lowest_priority = 19, not_started = 127;
constexpr std::size_t block_bytes = 64 * 1024;

[[noreturn]] void fail(char const* what) { throw std::system_error{errno, std::generic_category(), what}; }

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_{fd} {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor const&) = delete;
  Descriptor& operator=(Descriptor const&) = delete;
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

void limit(__rlimit_resource what, std::size_t most) {
  rlimit const both{most, most};
  ::setrlimit(what, &both);
}

// What the new process does before it becomes the program; nothing here may allocate, for other threads may hold locks.
[[noreturn]] void become(char* const* command, int nothing, int output, pid_t parent, ChildLimits const& limits,
                         ReadableFiles const& files) {
  static char path[] = "PATH=/usr/bin:/bin", language[] = "LC_ALL=C.UTF-8";
  static char* const environment[] = {path, language, nullptr};
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(not_started);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (::dup2(nothing, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(nothing, 2) < 0) ::_exit(not_started);
  files.are_all();
  if (::close_range(3, ~0U, 0) != 0) ::_exit(not_started);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  limit(RLIMIT_CPU, static_cast<std::size_t>(limits.processor_seconds_max));
  limit(RLIMIT_AS, limits.memory_bytes_max);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
  ::setpriority(PRIO_PROCESS, 0, lowest_priority);
  forbid_calls();
  ::execve(command[0], command, environment);
  ::_exit(not_started);
}

// One that was started, and will have ended and been waited for when this goes.
class Child {
 public:
  explicit Child(pid_t pid) : pid_{pid}, handle_{::pidfd_open(pid, 0)} {
    if (handle_.get() >= 0) return;
    auto const why = errno;
    ::kill(pid_, SIGKILL);
    wait();
    errno = why;
    fail("cannot watch a process");
  }
  ~Child() {
    if (is_ended_) return;
    kill();
    wait();
  }
  Child(Child const&) = delete;
  Child& operator=(Child const&) = delete;

  // The handle names this process and no later one with its number, so the order of things does not matter.
  void kill() const { ::pidfd_send_signal(handle_.get(), SIGKILL, nullptr, 0); }
  int handle() const { return handle_.get(); }
  int wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    is_ended_ = true;
    return status;
  }

 private:
  pid_t const pid_;
  Descriptor handle_;
  bool is_ended_ = false;
};

// Until there is something to read, or the process has ended; false when the time is over first.
bool ready(int fd, SteadyClock::time_point deadline) {
  for (;;) {
    auto const left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
    pollfd watched{fd, POLLIN, 0};
    auto const count = ::poll(&watched, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
    if (count >= 0) return count > 0;
    if (errno != EINTR) fail("cannot wait for a process");
  }
}

// Reads until the other end is closed (exited), and otherwise says why it stopped reading.
ChildRun::End read_all(int fd, SteadyClock::time_point deadline, std::size_t bytes_max, std::string& output) {
  std::array<char, block_bytes> block;
  while (ready(fd, deadline)) {
    auto const got = ::read(fd, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("cannot read from a process");
    if (got == 0) return ChildRun::End::exited;
    output.append(block.data(), std::min(static_cast<std::size_t>(got), bytes_max - output.size()));
    if (output.size() == bytes_max) return ChildRun::End::enough;
  }
  return ChildRun::End::too_late;
}

}  // namespace

ChildRun run_child(std::vector<std::string> const& command, std::string const& file, ChildLimits const& limits, std::stop_token stop) {
  auto words = command;
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::array<std::string, 2> const readable{command.front(), file};
  ReadableFiles const files{readable};
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail("cannot make a pipe");
  Descriptor from{ends[0]}, to{ends[1]};
  Descriptor const nothing{::open("/dev/null", O_RDWR | O_CLOEXEC)};
  if (nothing.get() < 0) fail("cannot open /dev/null");
  auto const deadline = SteadyClock::now() + limits.time_max;
  auto const self = ::getpid(), pid = ::fork();
  if (pid < 0) fail("cannot make a process");
  if (pid == 0) become(arguments.data(), nothing.get(), to.get(), self, limits, files);
  Child child{pid};
  to.close();
  std::stop_callback const kill_it{stop, [&child] { child.kill(); }};
  ChildRun run;
  run.end = read_all(from.get(), deadline, limits.output_bytes_max, run.output);
  if (run.end == ChildRun::End::exited && !ready(child.handle(), deadline)) run.end = ChildRun::End::too_late;
  if (run.end != ChildRun::End::exited) child.kill();
  auto const status = child.wait();
  if (run.end != ChildRun::End::exited) return run;
  if (WIFEXITED(status)) {
    run.code = WEXITSTATUS(status);
  } else {
    run.end = stop.stop_requested() ? ChildRun::End::stopped : ChildRun::End::killed;
    run.code = WTERMSIG(status);
  }
  return run;
}

}  // namespace texts
