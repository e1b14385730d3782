// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Extracts of the company register in the official layout, made up, of any size: for tests and for the bench.
namespace support {

// The number of the index-th made-up enterprise or establishment, as ten digits with check digits that fit.
std::string made_enterprise_number(std::int64_t index);
std::string made_establishment_number(std::int64_t index);

struct RegisterExtract {
  std::int64_t enterprises = 1000;  // each with one or two names and a seat; every second one with an establishment
  std::int64_t number = 136;
};

// A full extract: a ZIP when `path` ends in ".zip", else a folder (made when it is not there). Returns the rows in its
// tables, which is about four and a half for every enterprise.
std::int64_t write_register_extract(std::string const& path, RegisterExtract const&);

// The update after it: each of the first `changed` enterprises is replaced by itself under another name
// ("Vernieuwd 1 …"), the `removed` after these go. Returns the rows.
std::int64_t write_register_update(std::string const& path, RegisterExtract const&, std::int64_t changed, std::int64_t removed);

// Files as they are, in this order: a ZIP when `path` ends in ".zip", else a folder.
void write_extract_files(std::string const& path, std::vector<std::pair<std::string, std::string>> const& files);

}  // namespace support
