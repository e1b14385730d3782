// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/time.h"
#include "platform/db/db.h"
#include "platform/http/http.h"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace app {

// The pages that listen for notices (server-sent events): each hears how many its reader has not read, when that changes.
//
//   event: unread        data: 3        (text/event-stream; between them, every quarter of a minute, an empty comment)
//
// A stream belongs to a session and ends with it. What is told is worked out by the rights of the moment.
class Streams {
 public:
  static constexpr std::size_t streams_max = 1000, of_a_session_max = 6;
  static constexpr std::chrono::seconds silence_max{15};

  // Nothing when there are too many altogether; a session's oldest makes room for its newest.
  std::shared_ptr<http::Stream> open(std::string const& token);
  void tell(db::Engine&, Instant now);
  std::size_t count();

 private:
  struct Listener {
    std::string token;
    std::weak_ptr<http::Stream> stream;
    std::optional<int> told;
    Instant heard{};
  };
  void drop_ended();

  std::mutex mutex_;
  std::vector<Listener> listeners_;  // oldest first
};

}  // namespace app
