// SPDX-License-Identifier: EUPL-1.2
#include "platform/log/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace logs {

void open(std::string const& level) {
  auto log = spdlog::stderr_color_mt("zegel");
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  log->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(log);
}

void debug(std::string_view line) { spdlog::debug(line); }
void info(std::string_view line) { spdlog::info(line); }
void warn(std::string_view line) { spdlog::warn(line); }
void error(std::string_view line) { spdlog::error(line); }
void critical(std::string_view line) { spdlog::critical(line); }

}  // namespace logs
