// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <string>
#include <string_view>

// A text of several lines as somebody entered it: line ends become '\n', other control characters go, and so does what is
// empty at the end.
std::string many_lines(std::string_view text);

// A text of one line: every stretch of white space, also that of other keyboards, becomes one blank; what begins or ends the
// line, and what has no width, goes.
std::string one_line(std::string_view text);
