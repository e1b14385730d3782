// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/shape.h"

#include <ctemplate/template_dictionary_interface.h>

#include <array>
#include <string>
#include <string_view>

// A Shape as ctemplate sees its values: read where it stands, without copying it into a dictionary first. Only for the
// .cpp files of this folder.
namespace pages {

class Scope final : public ctemplate::TemplateDictionaryInterface {
 public:
  // Members of `shape`, then those of `around`. `page` is what the layout's section "the_page" stands for.
  Scope(Shape const* shape, Scope const* around, Scope const* page = nullptr) : shape_{shape}, around_{around}, page_{page} {}

  static constexpr std::string_view page_section = "the_page";

 private:
  using Text = ctemplate::TemplateString;
  class Steps;

  Shape const* find(std::string_view name) const;
  Shape const* find_mistake(std::string_view field) const;
  bool is_shown(std::string_view section) const;

  Text GetValue(Text const& variable) const override;
  bool IsHiddenSection(Text const& name) const override;
  bool IsUnhiddenSection(Text const& name) const override { return !IsHiddenSection(name); }
  Iterator* CreateSectionIterator(Text const& section) const override;
  // ctemplate's own includes are not used: templates.cpp puts the text of one template into another.
  bool IsHiddenTemplate(Text const&) const override { return true; }
  char const* GetIncludeTemplateName(Text const&, int) const override { return ""; }
  Iterator* CreateTemplateIterator(Text const&) const override;
  void DumpToString(std::string*, int) const override {}

  Shape const* shape_;
  Scope const* around_;
  Scope const* page_;
  mutable std::array<char, 24> digits_{};  // of the number last shown
};

}  // namespace pages
