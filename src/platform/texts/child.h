// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

// A program of the system that reads what strangers made, in a process apart: no input, no environment, no file of ours but one,
// no network (platform/texts/confine.h), little memory and time, at low priority. It dies with us.
namespace texts {

struct ChildLimits {
  std::chrono::milliseconds time_max;  // by the clock
  int processor_seconds_max = 0;
  std::size_t memory_bytes_max = 0;
  std::size_t output_bytes_max = 0;
};

struct ChildRun {
  enum class End {
    exited,    // by itself, with `code`
    enough,    // ended by us: it had written all that is taken
    too_late,  // ended by us
    stopped,   // ended by the token
    killed,    // by a signal, its own fault or a limit: `code`
  };
  End end = End::exited;
  int code = 0;
  std::string output;  // what it wrote
};

// `command`: the path of the program and its arguments; `file`: the one that it may read, or "". Throws std::system_error when no process
// can be made.
ChildRun run_child(std::vector<std::string> const& command, std::string const& file, ChildLimits const&, std::stop_token stop);

}  // namespace texts
