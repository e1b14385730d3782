// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "platform/http/http.h"

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace support {

// A system that is called by webhooks, on a free loopback port. Answers 200, or the statuses of its script.
class HookServer final : private http::Handler {
 public:
  struct Call {
    std::string path, body, signature, delivery, type;
  };

  HookServer() : server_{settings(), *this} { server_.start(); }
  ~HookServer() override { server_.stop(); }
  std::string address() const { return "http://127.0.0.1:" + std::to_string(server_.port()) + "/zegel"; }
  void answers(std::deque<int> script) {
    std::lock_guard lock{mutex_};
    script_ = std::move(script);
  }
  std::vector<Call> calls() {
    std::lock_guard lock{mutex_};
    return calls_;
  }

 private:
  static http::Settings settings() {
    http::Settings settings;
    settings.port = 0;
    settings.threads = 1;
    return settings;
  }
  http::Plan plan(http::Head const&) override { return {1 << 20, nullptr}; }
  void handle(http::Request&& request, http::Respond respond) override {
    http::Response response;
    {
      std::lock_guard lock{mutex_};
      calls_.push_back({request.path, request.body, std::string{request.header("zegel-signature")}, std::string{request.header("zegel-delivery")},
                        std::string{request.header("content-type")}});
      if (!script_.empty()) {
        response.status = script_.front();
        script_.pop_front();
      }
    }
    if (response.status == 302) response.headers.emplace_back("location", "/elsewhere");
    respond(std::move(response));
  }
  http::Response refuse(http::Head const&, int status) override {
    http::Response response;
    response.status = status;
    return response;
  }
  http::Response broken(http::Head const& head, std::exception_ptr) override { return refuse(head, 500); }

  std::mutex mutex_;
  std::deque<int> script_;
  std::vector<Call> calls_;
  http::Server server_;
};

}  // namespace support
