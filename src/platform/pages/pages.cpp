// SPDX-License-Identifier: EUPL-1.2
#include "platform/pages/pages.h"

#include "platform/built_in.h"
#include "platform/pages/json_fields.h"
#include "platform/pages/templates.h"
#include "platform/pages/texts.h"

#include <stdexcept>

namespace pages {
namespace {

// What web/build.mjs wrote: plain name → name with the digest of its content.
Fields const& manifest() {
  static auto const read = [] {
    Fields names;
    for (auto const& file : built_in::assets())
      if (file.name == "manifest.json" && !json_fields(file.bytes, names)) throw std::runtime_error{"the list of assets cannot be read"};
    return names;
  }();
  return read;
}

Templates const& built_in_templates() {
  // Never destroyed: pages are still made by threads that end after main.
  static auto const& templates = *new Templates{built_in::pages(), find_text, asset};
  return templates;
}

}  // namespace

std::string page(std::string_view name, Language language, Shape const& body, Shape const& frame) {
  return built_in_templates().fill(name, language, body, &frame);
}

std::string part(std::string_view name, Language language, Shape const& body) {
  return built_in_templates().fill(name, language, body, nullptr);
}

std::string asset(std::string_view name) {
  auto const hashed = field(manifest(), name);
  return std::string{"/assets/"}.append(hashed.empty() ? name : hashed);
}

}  // namespace pages
