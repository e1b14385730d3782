// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "types/types.h"

#include <fstream>
#include <iterator>
#include <string>

namespace support {

// The shipped list of document types with these lines before it, in use for as long as the test.
class OwnThemes {
 public:
  explicit OwnThemes(std::string const& themes) { types::use(types::read(themes + shipped())); }
  ~OwnThemes() { types::use(types::read(shipped())); }
  OwnThemes(OwnThemes const&) = delete;
  OwnThemes& operator=(OwnThemes const&) = delete;

  static std::string listed(std::string const& key, std::string const& name, std::string const& more = "") {
    std::string text = "[[themes]]\nkey = \"" + key + "\"\n" + more;
    for (auto const* language : {"nl", "fr", "de", "en"}) text += std::string{language} + " = \"" + name + "\"\n";
    return text;
  }
  static std::string shipped() {
    std::ifstream file{SOURCE_FOLDER "/src/types/data/types.toml"};
    return {std::istreambuf_iterator<char>{file}, {}};
  }
};

}  // namespace support
