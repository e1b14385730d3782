// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace app {

// What an operator watches, in the words of Prometheus (prometheus-cpp).
struct Measures {
  struct Job {
    std::string name;
    std::int64_t runs = 0, failures = 0;
  };
  // What is counted when somebody asks.
  struct Now {
    std::int64_t mails_waiting = 0, mails_dead = 0, files_waiting = 0;
    std::vector<Job> jobs;
  };
  Measures();
  ~Measures();
  void note(int status, std::chrono::microseconds took);
  std::string text(Now const&);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace app
