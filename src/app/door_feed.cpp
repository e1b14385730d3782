// SPDX-License-Identifier: EUPL-1.2
#include "app/door.h"
#include "clocks/feed.h"
#include "platform/crypto/crypto.h"

// The calendar feed: /calendar/<secret>.ics, for a calendar that knows nothing but that address. What it gives is decided with
// the rights that its maker has at this moment.
namespace app {
namespace {

http::Response calendar_response(std::string text, http::Head const& head) {
  http::Response response;
  auto const etag = '"' + crypto::sha256_hex(text).substr(0, 32) + '"';
  response.headers.emplace_back("etag", etag);
  response.headers.emplace_back("cache-control", "private, no-cache");
  response.headers.emplace_back("x-content-type-options", "nosniff");
  response.headers.emplace_back("content-security-policy", "sandbox; default-src 'none'");
  response.headers.emplace_back("referrer-policy", "no-referrer");
  response.headers.emplace_back("x-robots-tag", "noindex");
  if (head.header("if-none-match") == etag) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("content-type", "text/calendar; charset=utf-8");
  response.headers.emplace_back("content-disposition", "inline; filename=\"zegel.ics\"");
  response.body = std::move(text);
  return response;
}

}  // namespace

bool Door::handle_feed(http::Request const& request, http::Respond const& respond) {
  constexpr std::string_view before = "/calendar/", after = ".ics";
  std::string_view const path = request.path;
  bool const reads = request.method == http::Method::get || request.method == http::Method::head;
  if (!reads || path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after)) return false;
  std::string const token{path.substr(before.size(), path.size() - before.size() - after.size())};
  clocks::Feed feed;
  house_.engine().look([&](db::Tx& tx) { feed = clocks::feed(tx, token, house_.now(), house_.settings().base_url); });
  auto response = calendar_response(std::move(feed.text), request);
  if (feed.noted_today) {
    respond(std::move(response));
    return true;
  }
  // The day of use is a help for its maker: that it could not be noted is no reason to give no calendar.
  house_.engine().act([token, now = house_.now()](db::Tx& tx) { clocks::note_use(tx, token, now); },
                      [respond, response = std::move(response)](std::exception_ptr) { respond(response); });
  return true;
}

}  // namespace app
