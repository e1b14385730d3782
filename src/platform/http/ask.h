// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/language.h"
#include "base/parsed.h"
#include "base/shape.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What the rooms' web functions speak: an Ask comes in, an Answer goes out. The door (app/door.cpp) makes the one from a
// request and dresses the other as JSON or as a page.
namespace http {

// What a web function may need to know of the installation.
struct Installation {
  std::string_view key;         // 32 bytes that seal what is secret
  bool plain_webhooks = false;  // http:// as well as https://
  std::string_view base_url, name;  // for a mail written in answer: what its links begin with, who sends it
};

struct Ask {
  std::vector<std::string> parts;    // what stands for {…} in the route's path, in order
  Fields fields;                     // query and body together; the body wins
  std::vector<Mistake> mistakes;     // a form shown again: what was wrong with `fields`
  bool is_json = false;              // numbers come as JSON has them, not as people write them
  bool again = false;                // a form shown again: fill it from `fields`
  Language language = Language::nl;
  std::string range, if_none_match;  // for downloads
  std::string remote;                // the address it came from
  Installation installation;

  std::string const& part(std::size_t at) const { return parts.at(at); }
  std::string_view field(std::string_view name) const { return ::field(fields, name); }
  std::optional<std::string> maybe(std::string_view name) const {
    auto const text = field(name);
    return text.empty() ? std::nullopt : std::optional{std::string{text}};
  }
  // The code of the mistake in that field; "" when there is none.
  std::string_view mistake(std::string_view name) const {
    for (auto const& mistake : mistakes)
      if (mistake.field == name) return mistake.code;
    return {};
  }
};

// A kept file to be downloaded under a name.
struct Download {
  std::string sha256, name, media_type;
  std::uint64_t size = 0;
};

// A file that is made for this answer alone: an export.
struct Made {
  std::string bytes, name, media_type;
};

struct Answer {
  Shape body = Shape::Object{};
  std::string_view page;            // the template that dresses it: "contracts/contract"
  int status = 200;                 // of the API; 201 goes with `location`
  std::string location;             // where the thing made or changed is: "/documents/…" (303 on pages)
  std::string_view notice;          // said on the page that follows: text "notice.<notice>"
  std::optional<Download> download;
  std::optional<Made> made;
};

}  // namespace http
