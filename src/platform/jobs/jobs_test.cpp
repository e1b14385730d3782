// SPDX-License-Identifier: EUPL-1.2
#include "platform/jobs/jobs.h"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <semaphore>
#include <sstream>
#include <stdexcept>

namespace {

using namespace std::chrono_literals;
constexpr auto patience = 30s;

// Counts up in one thread, waits in another.
class Tally {
 public:
  void add() {
    std::lock_guard const lock{mutex_};
    ++number_;
    changed_.notify_all();
  }
  bool reaches(int number) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, patience, [&] { return number_ >= number; });
  }
  int number() {
    std::lock_guard const lock{mutex_};
    return number_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int number_ = 0;
};

TEST(Jobs, a_job_runs_at_the_start_and_each_time_it_is_woken) {
  Tally runs;
  jobs::Runner runner;
  runner.add("post", 1h, [&](std::stop_token) { runs.add(); });
  EXPECT_EQ(runs.number(), 0);
  runner.start();
  ASSERT_TRUE(runs.reaches(1));
  runner.wake("post");
  ASSERT_TRUE(runs.reaches(2));
  runner.wake("post");
  ASSERT_TRUE(runs.reaches(3));
  runner.stop();
  EXPECT_EQ(runs.number(), 3);
}

TEST(Jobs, a_job_runs_again_when_its_interval_has_passed) {
  Tally runs;
  jobs::Runner runner;
  runner.add("seal", 1ms, [&](std::stop_token) { runs.add(); });
  runner.start();
  EXPECT_TRUE(runs.reaches(5));
}

TEST(Jobs, a_job_that_is_woken_during_its_run_runs_once_more_and_never_twice_at_once) {
  std::binary_semaphore entered{0};
  std::binary_semaphore leave{0};
  std::atomic<int> inside{0};
  std::atomic<bool> overlapped{false};
  Tally runs;
  jobs::Runner runner;
  runner.add("post", 1h, [&](std::stop_token) {
    if (++inside > 1) overlapped = true;
    entered.release();
    leave.acquire();
    --inside;
    runs.add();
  });
  runner.start();
  entered.acquire();
  for (int i = 0; i < 5; ++i) runner.wake("post");
  leave.release();
  entered.acquire();
  leave.release();
  ASSERT_TRUE(runs.reaches(2));
  runner.stop();
  EXPECT_EQ(runs.number(), 2);
  EXPECT_FALSE(overlapped);
}

TEST(Jobs, a_job_that_fails_is_logged_with_its_causes_and_tried_again) {
  std::ostringstream log;
  auto const before = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
  Tally runs;
  jobs::Runner runner;
  runner.add("post", 1h, [&](std::stop_token) {
    runs.add();
    if (runs.number() == 2) throw 42;
    if (runs.number() > 2) return;
    try {
      throw std::runtime_error{"the disk is full"};
    } catch (...) {
      std::throw_with_nested(std::runtime_error{"cannot take a letter"});
    }
  });
  runner.start();
  ASSERT_TRUE(runs.reaches(1));
  runner.wake("post");
  ASSERT_TRUE(runs.reaches(2));
  runner.wake("post");
  ASSERT_TRUE(runs.reaches(3));
  runner.stop();
  spdlog::set_default_logger(before);
  EXPECT_NE(log.str().find("job post failed: cannot take a letter: the disk is full"), std::string::npos) << log.str();
  auto const counts = runner.counts();
  ASSERT_EQ(counts.size(), 1u);
  EXPECT_EQ(counts[0].name, "post");
  EXPECT_EQ(counts[0].runs, 3);
  EXPECT_EQ(counts[0].failures, 2);
}

TEST(Jobs, a_slow_job_does_not_hold_up_another) {
  std::latch done{1};
  Tally others;
  jobs::Runner runner;
  runner.add("slow", 1h, [&](std::stop_token) { done.wait(); });
  runner.add("quick", 1h, [&](std::stop_token) { others.add(); });
  runner.start();
  EXPECT_TRUE(others.reaches(1));
  runner.wake("quick");
  EXPECT_TRUE(others.reaches(2));
  done.count_down();
}

TEST(Jobs, a_stop_reaches_a_job_that_waits_and_one_that_works) {
  std::binary_semaphore working{0};
  jobs::Runner runner;
  runner.add("waits", 1h, [](std::stop_token) {});
  runner.add("works", 1h, [&](std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock{mutex};
    working.release();
    never.wait(lock, stop, [] { return false; });
  });
  runner.start();
  working.acquire();
  auto const begin = std::chrono::steady_clock::now();
  runner.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, patience);
  runner.stop();
  EXPECT_EQ(runner.counts()[1].runs, 1);
}

TEST(Jobs, a_test_runs_a_job_by_hand_and_hears_what_went_wrong) {
  int runs = 0;
  jobs::Runner runner;
  runner.add("post", 1h, [&](std::stop_token) {
    if (++runs == 2) throw std::runtime_error{"no"};
  });
  runner.run("post");
  EXPECT_THROW(runner.run("post"), std::runtime_error);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(runner.counts()[0].runs, 2);
  EXPECT_EQ(runner.counts()[0].failures, 1);
  EXPECT_GE(runner.counts()[0].last.count(), 0);
}

TEST(Jobs, a_job_that_is_not_well_named_is_a_bug) {
  jobs::Runner runner;
  runner.add("post", 1h, [](std::stop_token) {});
  EXPECT_THROW(runner.add("post", 1h, [](std::stop_token) {}), std::logic_error);
  EXPECT_THROW(runner.add("other", 0ms, [](std::stop_token) {}), std::logic_error);
  EXPECT_THROW(runner.add("other", 1h, nullptr), std::logic_error);
  EXPECT_THROW(runner.wake("other"), std::logic_error);
  runner.start();
  EXPECT_THROW(runner.add("late", 1h, [](std::stop_token) {}), std::logic_error);
}

}  // namespace
