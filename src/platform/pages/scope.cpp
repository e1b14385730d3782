// SPDX-License-Identifier: EUPL-1.2
#include "platform/pages/scope.h"

#include <charconv>

namespace pages {
namespace {

std::string_view view(ctemplate::TemplateString const& text) { return {text.data(), text.size()}; }

// Most names differ in length or first letter: no call for those.
bool equal(std::string_view a, std::string_view b) { return a.size() == b.size() && a.front() == b.front() && a == b; }

bool is_something(Shape const* shape) {
  if (shape == nullptr || shape->is_null()) return false;
  if (auto const* flag = std::get_if<bool>(&shape->value())) return *flag;
  if (auto const* text = std::get_if<std::string>(&shape->value())) return !text->empty();
  if (auto const* list = std::get_if<Shape::List>(&shape->value())) return !list->empty();
  return true;
}

}  // namespace

// The elements of a section, one after the other, in one Scope that moves along.
class Scope::Steps final : public ctemplate::TemplateDictionaryInterface::Iterator {
 public:
  Steps() : next_{nullptr}, end_{nullptr}, scope_{nullptr, nullptr} {}
  Steps(Shape const* begin, Shape const* end, Scope const* around) : next_{begin}, end_{end}, scope_{nullptr, around} {}

  bool HasNext() const override { return next_ != end_; }
  ctemplate::TemplateDictionaryInterface const& Next() override {
    scope_.shape_ = next_++;
    return scope_;
  }

 private:
  Shape const* next_;
  Shape const* end_;
  Scope scope_;
};

// "mistake_quantity": the text of the first of "mistakes" about the field "quantity"; within an element of a list whose
// "at" is "lines.0", about the field "lines.0.quantity".
Shape const* Scope::find_mistake(std::string_view field) const {
  auto const* mistakes = find("mistakes");
  auto const* list = mistakes == nullptr ? nullptr : std::get_if<Shape::List>(&mistakes->value());
  if (list == nullptr || list->empty()) return nullptr;
  auto const* at = find("at");
  auto const* prefix = at == nullptr ? nullptr : std::get_if<std::string>(&at->value());
  for (auto const& mistake : *list) {
    auto const* name = std::get_if<std::string>(&mistake.at("field").value());
    if (name == nullptr) continue;
    bool const fits = prefix == nullptr ? *name == field
                                        : name->size() == prefix->size() + 1 + field.size() && name->starts_with(*prefix) &&
                                              (*name)[prefix->size()] == '.' && name->ends_with(field);
    if (fits) return &mistake.at("text");
  }
  return nullptr;
}

Shape const* Scope::find(std::string_view name) const {
  if (name.starts_with("mistake_")) return find_mistake(name.substr(8));
  for (auto const* scope = this; scope != nullptr; scope = scope->around_) {
    auto const* object = std::get_if<Shape::Object>(&scope->shape_->value());
    if (object == nullptr) {
      if (name == "item") return scope->shape_;
      continue;
    }
    for (auto const& [key, member] : *object)
      if (equal(key, name)) return &member;
  }
  return nullptr;
}

// "documents" and "has_documents" when there are any, "no_documents" and "not_documents" when there are none.
bool Scope::is_shown(std::string_view section) const {
  if (section.starts_with("has_")) return is_something(find(section.substr(4)));
  if (section.starts_with("no_")) return !is_something(find(section.substr(3)));
  if (section.starts_with("not_")) return !is_something(find(section.substr(4)));
  return is_something(find(section));
}

ctemplate::TemplateString Scope::GetValue(Text const& variable) const {
  auto const* found = find(view(variable));
  if (found == nullptr) return {"", 0};
  if (auto const* text = std::get_if<std::string>(&found->value())) return {text->data(), text->size()};
  if (auto const* number = std::get_if<std::int64_t>(&found->value())) {
    auto const end = std::to_chars(digits_.data(), digits_.data() + digits_.size(), *number).ptr;
    return {digits_.data(), static_cast<std::size_t>(end - digits_.data())};
  }
  if (auto const* flag = std::get_if<bool>(&found->value())) return *flag ? Text{"true", 4} : Text{"false", 5};
  return {"", 0};
}

bool Scope::IsHiddenSection(Text const& name) const {
  if (page_ != nullptr && view(name) == page_section) return false;
  return !is_shown(view(name));
}

// No elements means: once, in the scope around it.
Scope::Iterator* Scope::CreateSectionIterator(Text const& section) const {
  auto const name = view(section);
  if (page_ != nullptr && name == page_section) return new Steps{page_->shape_, page_->shape_ + 1, page_->around_};
  if (name.find('_') != std::string_view::npos) return new Steps;  // has_, no_, not_
  auto const* found = find(name);
  if (found == nullptr) return new Steps;
  if (auto const* list = std::get_if<Shape::List>(&found->value())) return new Steps{list->data(), list->data() + list->size(), this};
  if (std::holds_alternative<Shape::Object>(found->value())) return new Steps{found, found + 1, this};
  return new Steps;
}

Scope::Iterator* Scope::CreateTemplateIterator(Text const&) const { return new Steps; }

}  // namespace pages
