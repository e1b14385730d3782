// SPDX-License-Identifier: EUPL-1.2
#include "platform/http/http.h"

namespace http {

bool Stream::send(std::string_view text) {
  std::lock_guard lock{mutex_};
  if (over_) return false;
  if (waiting_.size() + text.size() > waiting_bytes_max)
    over_ = true;
  else
    waiting_ += text;
  if (wake_) wake_();
  return !over_;
}

void Stream::end() {
  std::lock_guard lock{mutex_};
  over_ = true;
  if (wake_) wake_();
}

bool Stream::is_over() const {
  std::lock_guard lock{mutex_};
  return over_;
}

void Stream::attach(std::function<void()> wake) {
  std::lock_guard lock{mutex_};
  wake_ = std::move(wake);
}

Stream::Piece Stream::take() {
  std::lock_guard lock{mutex_};
  return {std::exchange(waiting_, {}), over_};
}

void Stream::detach() {
  std::lock_guard lock{mutex_};
  wake_ = {};
  over_ = true;
}

}  // namespace http
