// SPDX-License-Identifier: EUPL-1.2
#include "platform/jobs/jobs.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "base/refusal.h"
#include "platform/log/log.h"

namespace jobs {
namespace {

// What happened and what caused it, outermost first.
std::string chain(std::exception const& error) {
  auto const* refused = dynamic_cast<Refused const*>(&error);
  auto text = refused ? "refused: " + std::string{name(refused->why)} : std::string{error.what()};
  try {
    std::rethrow_if_nested(error);
  } catch (std::exception const& cause) {
    text += ": " + chain(cause);
  } catch (...) {
    text += ": something that is no exception";
  }
  return text;
}

}  // namespace

struct Runner::Job {
  Job(std::string own_name, std::chrono::milliseconds own_interval, Work own_work)
      : count{std::move(own_name)}, interval{own_interval}, work{std::move(own_work)} {}

  // Exceptions reach the caller, counted.
  void run_once(std::stop_token stop) {
    std::lock_guard const alone{running};
    auto const begin = std::chrono::steady_clock::now();
    try {
      work(stop);
      ended(begin, false);
    } catch (...) {
      ended(begin, true);
      throw;
    }
  }

  void ended(std::chrono::steady_clock::time_point begin, bool failed) {
    std::lock_guard const lock{mutex};
    ++count.runs;
    if (failed) ++count.failures;
    count.last = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
  }

  void live(std::stop_token stop) {
    while (!stop.stop_requested()) {
      try {
        run_once(stop);
      } catch (std::exception const& error) {
        logs::error(fmt::format("job {} failed: {}", count.name, chain(error)));
      } catch (...) {
        logs::error(fmt::format("job {} failed: something that is no exception", count.name));
      }
      std::unique_lock lock{mutex};
      knock.wait_for(lock, stop, interval, [this] { return woken; });
      woken = false;
    }
  }

  mutable std::mutex mutex;  // guards count and woken
  Count count;
  bool woken = false;
  std::condition_variable_any knock;
  std::mutex running;
  std::chrono::milliseconds const interval;
  Work const work;
  std::jthread thread;  // last: ends before the rest goes
};

Runner::Runner() = default;
Runner::~Runner() { stop(); }

void Runner::add(std::string name, std::chrono::milliseconds interval, Work work) {
  auto const same = [&](auto const& one) { return one->count.name == name; };
  if (started_) throw std::logic_error{"the jobs have started: too late for " + name};
  if (!work || interval <= std::chrono::milliseconds{0}) throw std::logic_error{"a job has work and an interval: " + name};
  if (std::any_of(jobs_.begin(), jobs_.end(), same)) throw std::logic_error{"there are two jobs with the name " + name};
  jobs_.push_back(std::make_unique<Job>(std::move(name), interval, std::move(work)));
}

void Runner::start() {
  if (started_) throw std::logic_error{"the jobs have started already"};
  started_ = true;
  for (auto& one : jobs_) {
    one->thread = std::jthread{[&job = *one](std::stop_token stop) { job.live(std::move(stop)); }};
  }
}

void Runner::wake(std::string_view name) {
  auto& one = job(name);
  {
    std::lock_guard const lock{one.mutex};
    one.woken = true;
  }
  one.knock.notify_one();
}

void Runner::run(std::string_view name) {
  auto& one = job(name);
  one.run_once(one.thread.get_stop_token());
}

void Runner::stop() {
  for (auto& one : jobs_) one->thread.request_stop();
  for (auto& one : jobs_) {
    if (one->thread.joinable()) one->thread.join();
  }
}

std::vector<Count> Runner::counts() const {
  std::vector<Count> counts;
  for (auto const& one : jobs_) {
    std::lock_guard const lock{one->mutex};
    counts.push_back(one->count);
  }
  return counts;
}

Runner::Job& Runner::job(std::string_view name) const {
  auto const found = std::find_if(jobs_.begin(), jobs_.end(), [&](auto const& one) { return one->count.name == name; });
  if (found == jobs_.end()) throw std::logic_error{"there is no job with the name " + std::string{name}};
  return **found;
}

}  // namespace jobs
