// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

// What the house does by itself: sending mail, sealing the book, removing files that nothing refers to.
//
// A job runs when it starts, when its interval has passed since the end of its last run, and soon after wake(). Each job has
// a thread of its own, so a slow mail server does not hold up the seal; a job never overlaps with itself. An exception
// is logged with all its causes and counted; the job runs again next time. What a job must do has to be in the database:
// wake() is a hint after a commit and may get lost with the process.
namespace jobs {

struct Count {
  std::string name;
  std::int64_t runs = 0;      // ended, well or not
  std::int64_t failures = 0;  // ended by an exception
  std::chrono::microseconds last{0};
};

class Runner {
 public:
  // A long job looks at its token between two pieces of work and returns soon after a stop was asked for.
  using Work = std::function<void(std::stop_token)>;

  Runner();
  ~Runner();  // stops
  Runner(Runner const&) = delete;
  Runner& operator=(Runner const&) = delete;

  // Before start() only. Throws std::logic_error for a name that exists, an interval of nothing, or after start().
  void add(std::string name, std::chrono::milliseconds interval, Work work);
  void start();
  // From any thread, without waiting. Woken during a run, the job runs once more after it.
  void wake(std::string_view name);
  // Runs the job here and now, after a run that is under way; exceptions reach the caller. For tests and commands,
  // whether started or not.
  void run(std::string_view name);
  // Asks every job to stop and waits for the runs under way; nothing runs by itself afterwards. Twice does no harm.
  void stop();

  std::vector<Count> counts() const;  // in the order of add()

 private:
  struct Job;
  Job& job(std::string_view name) const;

  std::vector<std::unique_ptr<Job>> jobs_;
  bool started_ = false;
};

}  // namespace jobs
