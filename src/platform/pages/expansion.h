// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/language.h"

#include <ctemplate/per_expand_data.h>

#include <functional>
#include <string_view>

namespace pages {

// What a modifier may know about the page that it works in. Only for the .cpp files of this folder.
struct Expansion : ctemplate::PerExpandData {
  using FindText = std::function<std::string_view(Language, std::string_view key)>;
  Expansion(Language in, bool is_html, FindText const& texts) : language{in}, html{is_html}, find_text{texts} {}
  Language language;
  bool html;
  FindText const& find_text;
};

}  // namespace pages
