// SPDX-License-Identifier: EUPL-1.2
#include "app/door.h"
#include "app/streams.h"
#include "notifications/outbox.h"
#include "platform/crypto/crypto.h"

// Notices as they come (server-sent events), and mail that came back.
namespace app {

bool Door::handle_notices(http::Request const& request, Caller& who, http::Respond const& respond) {
  if (request.method == http::Method::get && who.path == "/notices/stream" && !who.is_api) {
    house_.engine().look([&](db::Tx& tx) { resume(tx, who, true); });
    auto stream = house_.streams().open(who.token);
    if (!stream) ::refuse(Refusal::busy);
    http::Response response;
    response.headers = {{"content-type", "text/event-stream; charset=utf-8"},
                        {"cache-control", "private, no-store"},
                        {"x-content-type-options", "nosniff"},
                        {"x-accel-buffering", "no"}};
    response.stream = std::move(stream);
    respond(std::move(response));
    house_.something_was_done();  // the first count
    return true;
  }
  if (request.method != http::Method::post || who.path != "/mail/bounces" || who.is_api) return false;
  auto const& secret = house_.settings().mail_bounce_secret;
  if (secret.empty()) ::refuse(Refusal::not_found);
  if (!crypto::same(request.header("authorization"), "Bearer " + secret)) ::refuse(Refusal::not_signed_in);
  if (request.body.size() > notifications::returned_bytes_max) ::refuse(Refusal::request_too_large);
  notifications::take_back(house_.engine(), house_.clock(), request.body);
  http::Response response;
  response.status = 204;
  respond(std::move(response));
  return true;
}

}  // namespace app
