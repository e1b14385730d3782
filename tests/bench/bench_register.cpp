// SPDX-License-Identifier: EUPL-1.2
// Writes an extract of a made-up company register in the official layout, and an update to it; prints the rows of both.
//
//   bench_register EXTRACT.zip UPDATE.zip ENTERPRISES
#include "tests/support/register_extract.h"

#include <fmt/format.h>

#include <cstdlib>

int main(int count, char** words) {
  if (count != 4) {
    fmt::print(stderr, "bench_register EXTRACT.zip UPDATE.zip ENTERPRISES\n");
    return 2;
  }
  support::RegisterExtract extract{.enterprises = std::atoll(words[3]), .number = 200};
  fmt::print("{}\n", support::write_register_extract(words[1], extract));
  ++extract.number;
  fmt::print("{}\n", support::write_register_update(words[2], extract, extract.enterprises / 10, extract.enterprises / 100));
  return 0;
}
