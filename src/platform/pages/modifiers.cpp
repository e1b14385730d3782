// SPDX-License-Identifier: EUPL-1.2
#include "platform/pages/modifiers.h"

#include "base/numbers.h"
#include "platform/pages/escape.h"
#include "platform/pages/expansion.h"
#include "platform/pages/show.h"

#include <ctemplate/template_emitter.h>
#include <ctemplate/template_modifiers.h>

#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <string>

namespace pages {
namespace {

// What a modifier writes with: the page's language, and text that comes from outside escaped.
struct Pen {
  std::string& out;
  Expansion const& page;
  Language language() const { return page.language; }
  void outside(std::string_view text) const {
    if (page.html)
      append_escaped(out, text);
    else
      out += text;
  }
};

// What `write(pen, value, argument)` makes of a value. It answers for the escaping itself (see add), which saves ctemplate a
// second pass over every amount and date.
template <class Write>
class Modifier final : public ctemplate::TemplateModifier {
 public:
  explicit Modifier(Write write) : write_{write} {}
  void Modify(char const* in, std::size_t size, ctemplate::PerExpandData const* data, ctemplate::ExpandEmitter* out,
              std::string const& argument) const override {
    // Every expansion of this house carries an Expansion; see templates.cpp.
    auto const& expansion = *static_cast<Expansion const*>(data);
    thread_local std::string text;
    text.clear();
    write_(Pen{text, expansion}, std::string_view{in, size}, std::string_view{argument});
    out->Emit(text.data(), text.size());
  }

 private:
  Write write_;
};

// XSS-safe: everything that comes from outside goes through Pen::outside; the rest is digits and signs made here. Holds
// within elements and quoted attributes; texts_test.cpp sees to it that no template has an unquoted one.
template <class Write>
void add(char const* name, Write write) {
  if (!ctemplate::AddXssSafeModifier(name, new Modifier<Write>{write})) throw std::logic_error{std::string{"modifier twice: "} + name};
}

// One that takes a whole number; anything else (null is "") is shown as it is.
template <class Write>
void add_number(char const* name, Write write) {
  add(name, [write](Pen const& pen, std::string_view value, std::string_view) {
    std::int64_t number = 0;
    auto const end = value.data() + value.size();
    auto const read = std::from_chars(value.data(), end, number);
    if (read.ec == std::errc{} && read.ptr == end)
      write(pen.out, pen.language(), number);
    else
      pen.outside(value);
  });
}

void text_of(Pen const& pen, std::string_view value, std::string_view argument) {
  if (value.empty()) return;
  if (argument.starts_with('=')) argument.remove_prefix(1);
  thread_local std::string key;
  key.assign(argument).append(value);
  auto const found = pen.page.find_text(pen.page.language, key);
  pen.outside(found.empty() ? std::string_view{key} : found);
}

void day_of(Pen const& pen, std::string_view value, std::string_view) {
  if (!show::day(pen.out, value)) pen.outside(value);
}

void moment_of(Pen const& pen, std::string_view value, std::string_view) {
  if (!show::when(pen.out, value)) pen.outside(value);
}

void enterprise_of(Pen const& pen, std::string_view value, std::string_view) { pen.outside(show_enterprise_number(value)); }

}  // namespace

void add_modifiers() {
  add("x-day", day_of);
  add("x-when", moment_of);
  add("x-kbo", enterprise_of);
  add("x-t=", text_of);
  add_number("x-euro", [](std::string& out, Language language, std::int64_t value) { show::euro(out, language, value); });
  add_number("x-decimal3", [](std::string& out, Language language, std::int64_t value) { show::decimal(out, language, value, 3, 0); });
  add_number("x-decimal4", [](std::string& out, Language language, std::int64_t value) { show::decimal(out, language, value, 4, 2); });
  add_number("x-bytes", [](std::string& out, Language language, std::int64_t value) { show::bytes(out, language, value); });
  add_number("x-entry2", [](std::string& out, Language, std::int64_t value) { show::entry(out, value, 2, 2); });
  add_number("x-entry3", [](std::string& out, Language, std::int64_t value) { show::entry(out, value, 3, 0); });
  add_number("x-entry4", [](std::string& out, Language, std::int64_t value) { show::entry(out, value, 4, 2); });
}

}  // namespace pages
