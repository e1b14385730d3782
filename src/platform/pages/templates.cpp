// SPDX-License-Identifier: EUPL-1.2
#include "platform/pages/templates.h"

#include "platform/pages/escape.h"
#include "platform/pages/expansion.h"
#include "platform/pages/modifiers.h"
#include "platform/pages/scope.h"

#include <ctemplate/template.h>

#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <stdexcept>

namespace pages {
namespace {

constexpr std::string_view layout = "layout/page";
constexpr std::string_view content_place = "{{>content}}";
constexpr int include_depth_max = 8;

bool is_plain_text(std::string_view name) { return name.ends_with(".text"); }

// "number" or "sentAt:x-when": what a text may have between braces.
bool is_member(std::string_view text) {
  if (text.empty() || !((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z'))) return false;
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:=.-") == std::string_view::npos;
}

// A text as part of a template: "{number}" becomes a variable, the rest is escaped.
std::string text_source(std::string_view text, bool escape) {
  std::string out;
  auto const append = [&](std::string_view piece) {
    if (escape)
      append_escaped(out, piece);
    else
      out += piece;
  };
  for (std::size_t at = 0; at < text.size();) {
    auto const open = text.find('{', at);
    auto const close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos || !is_member(text.substr(open + 1, close - open - 1))) {
      auto const end = open == std::string_view::npos ? text.size() : open + 1;
      append(text.substr(at, end - at));
      at = end;
      continue;
    }
    append(text.substr(at, open - at));
    out.append("{{").append(text.substr(open + 1, close - open - 1)).append("}}");
    at = close + 1;
  }
  return out;
}

// Replaces every `open`…`close` by what `value` makes of the words between them.
template <class Value>
std::string replace_marks(std::string_view source, std::string_view open, std::string_view close, Value value) {
  std::string out;
  for (;;) {
    auto const begin = source.find(open);
    auto const end = begin == std::string_view::npos ? begin : source.find(close, begin + open.size());
    if (end == std::string_view::npos) return out.append(source);
    out += source.substr(0, begin);
    out += value(source.substr(begin + open.size(), end - begin - open.size()));
    source.remove_prefix(end + close.size());
  }
}

// Indentation and empty lines stay behind, save where they are part of the text.
std::string without_indentation(std::string_view source) {
  std::string out;
  bool kept = false;
  while (!source.empty()) {
    auto const end = source.find('\n');
    auto line = source.substr(0, end);
    source.remove_prefix(end == std::string_view::npos ? source.size() : end + 1);
    bool const opens = line.find("<pre") != std::string_view::npos || line.find("<textarea") != std::string_view::npos;
    if (!kept) line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (opens) kept = true;
    if (line.find("</pre>") != std::string_view::npos || line.find("</textarea>") != std::string_view::npos) kept = false;
    if (kept || !line.empty()) out.append(line).append(1, '\n');
  }
  return out;
}

}  // namespace

struct Templates::Inside {
  // One parsed template; null until its first use.
  struct Slot {
    std::atomic<ctemplate::Template const*> parsed{nullptr};
    std::atomic<std::size_t> bytes{4096};  // of the last answer: what to reserve for the next
  };
  struct Entry {
    std::string_view source;
    std::array<std::array<Slot, languages.size()>, 2> slots;  // alone, in the layout
  };

  std::map<std::string_view, Entry> entries;
  FindText find_text;
  FindAsset find_asset;
  std::mutex parsing;

  Entry& entry(std::string_view name) {
    auto const found = entries.find(name);
    if (found == entries.end()) throw std::logic_error{"there is no page " + std::string{name}};
    return found->second;
  }

  std::string with_includes(std::string_view source, int depth) {
    if (depth > include_depth_max) throw std::logic_error{"templates include each other without end"};
    return replace_marks(source, "{{>", "}}", [&](std::string_view name) { return with_includes(entry(name).source, depth + 1); });
  }

  std::string source(std::string_view name, Language language, bool in_layout) {
    std::string text{entry(name).source};
    if (in_layout) {
      std::string const begin = "{{#" + std::string{Scope::page_section} + "}}\n", end = "{{/" + std::string{Scope::page_section} + "}}\n";
      std::string whole{entry(layout).source};
      auto const place = whole.find(content_place);
      if (place == std::string::npos) throw std::logic_error{"the layout has no place for the page"};
      text = whole.replace(place, content_place.size(), begin + text + end);
    }
    text = with_includes(text, 0);
    bool const html = !is_plain_text(name);
    if (html) text = replace_marks(text, "<!--", "-->", [](std::string_view) { return std::string{}; });
    text = replace_marks(text, "{t:", "}", [&](std::string_view key) {
      auto const found = find_text(language, key);
      return text_source(found.empty() ? key : found, html);
    });
    text = replace_marks(text, "{asset:", "}", [&](std::string_view asset) { return find_asset(asset); });
    return html ? "{{%AUTOESCAPE context=\"HTML\"}}" + without_indentation(text) : text;
  }

  ctemplate::Template const& parse(Slot& slot, std::string_view name, Language language, bool in_layout) {
    std::lock_guard const lock{parsing};
    if (auto const* parsed = slot.parsed.load(std::memory_order_acquire)) return *parsed;
    auto const text = source(name, language, in_layout);
    auto const* parsed = ctemplate::Template::StringToTemplate(text.data(), text.size(), ctemplate::STRIP_BLANK_LINES);
    if (parsed == nullptr || parsed->state() != ctemplate::TS_READY)
      throw std::logic_error{"page " + std::string{name} + " does not parse"};
    slot.parsed.store(parsed, std::memory_order_release);
    return *parsed;
  }
};

Templates::Templates(std::span<built_in::File const> files, FindText find_text, FindAsset find_asset)
    : inside_{std::make_unique<Inside>()} {
  static std::once_flag once;
  std::call_once(once, add_modifiers);
  for (auto const& file : files) inside_->entries[file.name].source = file.bytes;
  inside_->find_text = std::move(find_text);
  inside_->find_asset = std::move(find_asset);
}

Templates::~Templates() {
  for (auto& [name, entry] : inside_->entries)
    for (auto& variant : entry.slots)
      for (auto& slot : variant) delete slot.parsed.load();
}

std::string Templates::fill(std::string_view name, Language language, Shape const& body, Shape const* frame) const {
  auto& slot = inside_->entry(name).slots.at(frame != nullptr ? 1 : 0).at(static_cast<std::size_t>(language));
  auto const* parsed = slot.parsed.load(std::memory_order_acquire);
  auto const& page = parsed != nullptr ? *parsed : inside_->parse(slot, name, language, frame != nullptr);

  // The layout looks in the frame first, so that no page can stand in for the person who is signed in.
  Scope const outer_body{&body, nullptr};
  Scope const outer_frame{frame, nullptr};
  Scope const inner{&body, frame != nullptr ? &outer_frame : nullptr};
  Scope const whole{frame, &outer_body, &inner};
  Expansion expansion{language, !is_plain_text(name), inside_->find_text};
  std::string out;
  out.reserve(slot.bytes.load(std::memory_order_relaxed));
  if (!page.ExpandWithData(&out, frame != nullptr ? &whole : &inner, &expansion))
    throw std::logic_error{"page " + std::string{name} + " cannot be filled"};
  slot.bytes.store(out.size() + out.size() / 8, std::memory_order_relaxed);
  return out;
}

std::string Templates::source(std::string_view name, Language language, bool in_layout) const {
  return inside_->source(name, language, in_layout);
}

}  // namespace pages
