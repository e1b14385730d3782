// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/language.h"
#include "base/shape.h"
#include "platform/built_in.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace pages {

// A set of templates: each is translated and parsed at its first use in a language, then kept; filling one takes no lock
// of ours. Throws for a name that is not there and for a template that does not parse.
class Templates {
 public:
  using FindText = std::function<std::string_view(Language, std::string_view key)>;
  using FindAsset = std::function<std::string(std::string_view name)>;

  // `files` must outlive this.
  Templates(std::span<built_in::File const> files, FindText, FindAsset);
  ~Templates();

  // Inside "layout/page" when there is a frame.
  std::string fill(std::string_view name, Language, Shape const& body, Shape const* frame) const;

  // The template as ctemplate gets it: translated, with what it includes. For tests.
  std::string source(std::string_view name, Language, bool in_layout) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace pages
