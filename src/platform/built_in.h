// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <span>
#include <string_view>
#include <vector>

// What is compiled into the binary (tools/built_in.py): one file to deploy.
namespace built_in {

struct File {
  std::string_view name;
  std::string_view bytes;
};

std::span<File const> pages();       // "contracts/contract", "layout/page"
std::span<File const> catalogues();  // "nl": a gettext .mo
std::span<File const> migrations();  // "0001_house"
std::span<File const> data();        // "types/types": data of a room
std::span<File const> assets();      // "zegel.css", "script.js", "fonts/….woff2"

}  // namespace built_in
