// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <string>
#include <string_view>

// A text of several lines as somebody entered it: line ends become '\n', other control characters go, and so does what is
// empty at the end.
std::string many_lines(std::string_view text);
