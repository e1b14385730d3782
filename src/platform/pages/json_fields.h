// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/parsed.h"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

// What came in, as Fields, whatever way it came. Both refuse what is not UTF-8, a zero byte (PostgreSQL keeps none) and a
// name of more than 200 bytes. `out` is left half filled when the answer is false.
namespace pages {

// {"lines":[{"quantity":1.50}]} is "lines.0.quantity" = "1.50": numbers keep the text they came in, an exponent is written
// out. true and false are "true" and "false"; null, {} and [] are absent. False for bad JSON, anything but an object at the
// top, more than `depth_max` levels or more than `fields_max` leaves.
bool json_fields(std::string_view body, Fields& out, int depth_max = 8, std::size_t fields_max = 200'000);

// What stood at each name, also where nothing is left of it in Fields.
enum class JsonKind { object, list, text, number, boolean, null };
using JsonKinds = std::map<std::string, JsonKind, std::less<>>;
// The same for a request, told with its kinds. False, too, for a name that stands twice in an object or has a dot: it would be taken
// for another.
bool json_fields(std::string_view body, Fields& out, JsonKinds& kinds, int depth_max = 8, std::size_t fields_max = 200'000);

// application/x-www-form-urlencoded. The last value of a name counts, but "files[]" is gathered as "files.0", "files.1" …
bool form_fields(std::string_view body, Fields& out, std::size_t fields_max = 200'000);

}  // namespace pages
