// SPDX-License-Identifier: EUPL-1.2
#include "app/streams.h"
#include "identity/identity.h"
#include "notifications/notices.h"

#include <algorithm>

namespace app {

void Streams::drop_ended() {
  std::erase_if(listeners_, [](Listener const& each) {
    auto const stream = each.stream.lock();
    return !stream || stream->is_over();
  });
}

std::shared_ptr<http::Stream> Streams::open(std::string const& token) {
  std::lock_guard lock{mutex_};
  drop_ended();
  auto const is_its = [&](Listener const& each) { return each.token == token; };
  if (std::cmp_greater_equal(std::count_if(listeners_.begin(), listeners_.end(), is_its), of_a_session_max)) {
    auto const oldest = std::find_if(listeners_.begin(), listeners_.end(), is_its);
    if (auto const stream = oldest->stream.lock()) stream->end();
    listeners_.erase(oldest);
  }
  if (listeners_.size() >= streams_max) return nullptr;
  auto stream = std::make_shared<http::Stream>();
  listeners_.push_back({token, stream, {}, {}});
  return stream;
}

std::size_t Streams::count() {
  std::lock_guard lock{mutex_};
  drop_ended();
  return listeners_.size();
}

void Streams::tell(db::Engine& engine, Instant now) {
  std::map<std::string, std::optional<int>> unread;  // by session; nothing: the session is over
  {
    std::lock_guard lock{mutex_};
    drop_ended();
    for (auto const& each : listeners_) unread.emplace(each.token, std::nullopt);
  }
  if (unread.empty()) return;
  engine.look([&](db::Tx& tx) {
    for (auto& [token, count] : unread)
      if (auto const session = identity::resume(tx, token, now)) {
        evidence::View view{tx, session->actor, now};
        count = notifications::unread_count(view);
      }
  });
  std::lock_guard lock{mutex_};
  for (auto& each : listeners_) {
    auto const found = unread.find(each.token);
    auto const stream = each.stream.lock();
    if (found == unread.end() || !stream) continue;
    if (!found->second) {
      stream->end();
    } else if (each.told != found->second) {
      stream->send("event: unread\ndata: " + std::to_string(*found->second) + "\n\n");
      each.told = found->second;
      each.heard = now;
    } else if (now - each.heard >= silence_max) {
      stream->send(":\n\n");
      each.heard = now;
    }
  }
}

}  // namespace app
