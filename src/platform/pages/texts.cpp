// SPDX-License-Identifier: EUPL-1.2
#include "platform/pages/texts.h"

#include "platform/built_in.h"
#include "platform/pages/pages.h"

#include <boost/locale/gnu_gettext.hpp>
#include <boost/locale/message.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <locale>
#include <stdexcept>
#include <vector>

namespace {

namespace gettext = boost::locale::gnu_gettext;
using Facet = boost::locale::message_format<char>;

constexpr std::size_t key_bytes_max = 120;

std::atomic<pages::OwnTexts const*> own_texts{nullptr};

// A catalogue in Boost.Locale's reader, which asks for files: it gets the built-in bytes.
std::locale open(built_in::File const& catalogue) {
  gettext::messages_info info;
  info.language = std::string{catalogue.name};
  info.encoding = "UTF-8";
  info.domains.emplace_back("zegel");
  info.paths.emplace_back("");
  info.callback = [bytes = catalogue.bytes](std::string const&, std::string const&) {
    return std::vector<char>{bytes.begin(), bytes.end()};
  };
  auto* texts = gettext::create_messages_facet<char>(info);
  if (texts == nullptr) throw std::runtime_error{"the texts in " + info.language + " cannot be read"};
  return {std::locale::classic(), texts};
}

// The catalogue of a language, read at its first use: a house that speaks Dutch alone never reads the others. Null when it is
// not built in. Kept until the process ends: texts outlive every thread.
template <Language language>
Facet const* facet() {
  static std::locale const* const locale = [] {
    for (auto const& catalogue : built_in::catalogues())
      if (catalogue.name == name(language)) return new std::locale{open(catalogue)};
    return static_cast<std::locale*>(nullptr);
  }();
  static auto const* const found = locale == nullptr ? nullptr : &std::use_facet<Facet>(*locale);
  return found;
}

Facet const* facet_of(Language language) {
  switch (language) {
    case Language::nl: return facet<Language::nl>();
    case Language::fr: return facet<Language::fr>();
    case Language::de: return facet<Language::de>();
    case Language::en: return facet<Language::en>();
  }
  return nullptr;
}

}  // namespace

namespace pages {

void say(OwnTexts texts) {
  static auto& all = *new std::deque<OwnTexts>;
  own_texts.store(texts.empty() ? nullptr : &all.emplace_back(std::move(texts)), std::memory_order_release);
}

std::string_view find_text(Language language, std::string_view key) {
  if (auto const* own = own_texts.load(std::memory_order_acquire))
    if (auto const found = own->find(key); found != own->end()) return found->second.at(static_cast<std::size_t>(language));
  if (key.empty() || key.size() >= key_bytes_max) return {};
  std::array<char, key_bytes_max> id{};
  key.copy(id.data(), key.size());
  auto const* texts = facet_of(language);
  auto const* found = texts == nullptr ? nullptr : texts->get(0, nullptr, id.data());
  return found == nullptr ? std::string_view{} : std::string_view{found};
}

bool has_text(Language language, std::string_view key) { return !find_text(language, key).empty(); }

std::string text(Language language, std::string_view key, std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  auto const found = find_text(language, key);
  if (found.empty()) return std::string{key};
  std::string filled;
  for (std::size_t at = 0; at < found.size();) {
    auto const open = found.find('{', at);
    auto const close = open == std::string_view::npos ? open : found.find('}', open);
    if (close == std::string_view::npos) return filled.append(found.substr(at));
    filled += found.substr(at, open - at);
    auto const name = found.substr(open + 1, close - open - 1);
    auto const* member = std::find_if(members.begin(), members.end(), [&](auto const& pair) { return pair.first == name; });
    filled += member == members.end() ? found.substr(open, close - open + 1) : member->second;
    at = close + 1;
  }
  return filled;
}

}  // namespace pages
