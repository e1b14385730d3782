// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <string>
#include <string_view>

// What the operator reads: one line a happening, on standard error. spdlog writes it; this door keeps its headers out of the
// house, where each source that included them took seconds longer to compile.
namespace logs {

// level: debug, info, warn, error or critical; what lies below it is not written. Times are UTC.
void open(std::string const& level);

void debug(std::string_view line);
void info(std::string_view line);
void warn(std::string_view line);
void error(std::string_view line);
void critical(std::string_view line);

}  // namespace logs
