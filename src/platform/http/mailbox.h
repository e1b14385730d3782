// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "platform/http/http.h"

namespace http {

// Where a connection waits for the handler's answer, and where any thread leaves it. Outlives the connection as long
// as somebody holds a Respond; one for all requests of the connection, told apart by their number.
class Mailbox {
 public:
  struct Sleeper {
    virtual ~Sleeper() = default;
    virtual void wake() = 0;  // must not run anything of the connection at once
  };

  std::uint64_t begin() {
    std::lock_guard lock{mutex_};
    ready_ = false;
    answer_.reset();
    return ++number_;
  }
  // Nothing: the last copy of the Respond was destroyed unused.
  void deliver(std::uint64_t number, std::optional<Response> answer) {
    std::lock_guard lock{mutex_};
    if (number != number_ || ready_) return;
    answer_ = std::move(answer);
    wake();
  }
  // The server stops and waits no longer; what comes later is dropped.
  void give_up() {
    std::lock_guard lock{mutex_};
    given_up_ = true;
    if (!ready_) wake();
  }
  bool ready() {
    std::lock_guard lock{mutex_};
    return ready_ || given_up_;
  }
  std::optional<Response> take() {
    std::lock_guard lock{mutex_};
    ready_ = true;
    return std::exchange(answer_, std::nullopt);
  }
  // Woken once, when the answer is there, perhaps before this returns.
  void sleep(std::unique_ptr<Sleeper> sleeper) {
    std::lock_guard lock{mutex_};
    sleeper_ = std::move(sleeper);
    if (ready_ || given_up_) wake();
  }

 private:
  // Under the lock: the connection takes the lock too before it ends, so the io_context is there while we post.
  void wake() {
    ready_ = true;
    if (auto sleeper = std::move(sleeper_)) sleeper->wake();
  }

  std::mutex mutex_;
  std::uint64_t number_ = 0;
  bool ready_ = false, given_up_ = false;
  std::optional<Response> answer_;
  std::unique_ptr<Sleeper> sleeper_;
};

// What the copies of one Respond share.
class Ticket {
 public:
  Ticket(std::shared_ptr<Mailbox> mailbox, std::uint64_t number) : mailbox_{std::move(mailbox)}, number_{number} {}
  ~Ticket() {
    if (!used_) mailbox_->deliver(number_, std::nullopt);
  }
  Ticket(Ticket const&) = delete;
  Ticket& operator=(Ticket const&) = delete;
  void answer(Response response) {
    if (!used_.exchange(true)) mailbox_->deliver(number_, std::move(response));
  }

 private:
  std::shared_ptr<Mailbox> mailbox_;
  std::uint64_t number_;
  std::atomic<bool> used_{false};
};

}  // namespace http
