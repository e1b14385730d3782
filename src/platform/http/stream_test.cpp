// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/http/http.h"
#include "platform/http/test_client.h"

namespace {

using http::Request;
using http::Respond;
using http::Response;
using http::Stream;
using http::test::Client;

// Answers every request with a new stream.
struct Streaming final : http::Handler {
  std::mutex mutex;
  std::vector<std::shared_ptr<Stream>> streams;
  http::Plan plan(http::Head const&) override { return {}; }
  void handle(Request&&, Respond respond) override {
    Response response;
    response.headers.emplace_back("content-type", "text/event-stream");
    response.stream = std::make_shared<Stream>();
    {
      std::lock_guard lock{mutex};
      streams.push_back(response.stream);
    }
    respond(std::move(response));
  }
  Response refuse(http::Head const&, int status) override {
    Response response;
    response.status = status;
    return response;
  }
  Response broken(http::Head const& head, std::exception_ptr) override { return refuse(head, 500); }
  std::shared_ptr<Stream> stream(std::size_t at = 0) {
    std::lock_guard lock{mutex};
    return streams.at(at);
  }
};

struct Place {
  Streaming handler;
  http::Server server;
  explicit Place(int threads = 2) : server{settings(threads), handler} { server.start(); }
  static http::Settings settings(int threads) {
    http::Settings settings;
    settings.port = 0;
    settings.threads = threads;
    settings.limits.drain_time_max = std::chrono::milliseconds{30'000};
    return settings;
  }
};

constexpr auto ask = "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n";

// Until nobody listens any more; the client's patience ends a test that waits in vain.
void wait_until_over(Stream& stream) {
  auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!stream.is_over() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
}

}  // namespace

TEST(HttpStream, what_is_sent_now_and_then_arrives_now_and_then) {
  Place place;
  Client client{place.server.port()};
  client.send(ask);
  auto const head = client.until("\r\n\r\n");
  EXPECT_NE(head.find("HTTP/1.1 200"), std::string::npos);
  EXPECT_EQ(head.find("content-length"), std::string::npos);
  EXPECT_NE(head.find("connection: close"), std::string::npos);
  auto const stream = place.handler.stream();
  for (std::string const text : {"data: 1\n\n", ":\n\n", "data: 2\n\n"}) {
    EXPECT_TRUE(stream->send(text));
    EXPECT_EQ(client.until(text), text);
  }
  stream->end();
  EXPECT_TRUE(client.is_closed());
  EXPECT_FALSE(stream->send("more"));
}

TEST(HttpStream, what_was_sent_before_its_end_still_arrives) {
  Place place;
  Client client{place.server.port()};
  client.send(ask);
  client.until("\r\n\r\n");
  place.handler.stream()->send("last words");
  place.handler.stream()->end();
  EXPECT_EQ(client.until("last words"), "last words");
  EXPECT_TRUE(client.is_closed());
}

TEST(HttpStream, who_went_away_is_noticed_at_once) {
  Place place;
  Client client{place.server.port()};
  client.send(ask);
  client.until("\r\n\r\n");
  auto const stream = place.handler.stream();
  client.close();
  wait_until_over(*stream);
  EXPECT_TRUE(stream->is_over());
}

TEST(HttpStream, who_does_not_read_is_let_go) {
  Place place;
  Client client{place.server.port(), 4096};
  client.send(ask);
  client.until("\r\n\r\n");
  auto const stream = place.handler.stream();
  std::string const much(16 * 1024, 'x');
  int sent = 0;
  while (stream->send(much) && sent < 100'000) ++sent;
  EXPECT_LT(sent, 100'000);
}

TEST(HttpStream, streams_end_when_the_server_stops) {
  Place place;
  Client first{place.server.port()}, second{place.server.port()};
  for (auto* client : {&first, &second}) {
    client->send(ask);
    client->until("\r\n\r\n");
  }
  auto const start = std::chrono::steady_clock::now();
  place.server.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{10}) << "not waited for until the drain's end";
  EXPECT_TRUE(first.is_closed());
  EXPECT_TRUE(second.is_closed());
  EXPECT_TRUE(place.handler.stream(0)->is_over());
}

TEST(HttpStream, many_streams_need_no_thread_of_their_own) {
  Place place{1};
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 50; ++i) {
    clients.push_back(std::make_unique<Client>(place.server.port()));
    clients.back()->send(ask);
    clients.back()->until("\r\n\r\n");
  }
  for (std::size_t i = 0; i < clients.size(); ++i) place.handler.stream(i)->send("to " + std::to_string(i) + "\n");
  for (std::size_t i = 0; i < clients.size(); ++i) EXPECT_EQ(clients[i]->until("\n"), "to " + std::to_string(i) + "\n");
}
