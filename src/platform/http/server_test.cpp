// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <thread>

#include "platform/http/http.h"
#include "platform/http/test_client.h"

namespace {

using namespace std::chrono_literals;
using http::Head;
using http::Request;
using http::Respond;
using http::Response;
using http::test::Client;
using http::test::Reply;

Response text(std::string body, int status = 200) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

// What a sink saw.
struct Seen {
  std::atomic<std::uint64_t> bytes{0};
  std::atomic<bool> finished{false};
  std::promise<void> abandoned;
};

class CountingSink final : public http::BodySink {
 public:
  CountingSink(Seen& seen, bool fails) : seen_{seen}, fails_{fails} {}
  void write(std::span<char const> piece) override {
    seen_.bytes += piece.size();
    if (fails_) throw std::runtime_error{"the disk is full"};
  }
  void finish(Respond respond) override {
    seen_.finished = true;
    respond(text(std::to_string(seen_.bytes), 201));
  }
  void abandoned() noexcept override { seen_.abandoned.set_value(); }

 private:
  Seen& seen_;
  bool fails_;
};

// A handler made of functions; by default it repeats what it was asked.
struct House final : http::Handler {
  std::function<http::Plan(Head const&)> on_plan = [](Head const&) { return http::Plan{1000, nullptr}; };
  std::function<void(Request&&, Respond)> on_request = [](Request&& request, Respond respond) {
    respond(text(std::string{name(request.method)} + " " + request.path + "?" + request.query + " " + request.body));
  };
  http::Plan plan(Head const& head) override { return on_plan(head); }
  void handle(Request&& request, Respond respond) override { on_request(std::move(request), std::move(respond)); }
  Response refuse(Head const& head, int status) override { return text("refused " + head.path, status); }
  Response broken(Head const& head, std::exception_ptr why) override {
    try {
      std::rethrow_exception(why);
    } catch (std::exception const& error) {
      return text("broken " + head.path + ": " + error.what(), 500);
    }
  }
};

http::Settings small() {
  http::Settings settings;
  settings.port = 0;
  settings.threads = 3;
  settings.limits.header_bytes_max = 2000;
  settings.limits.target_bytes_max = 500;
  settings.limits.headers_max = 20;
  settings.limits.drain_time_max = 5s;
  return settings;
}

struct Edge {
  explicit Edge(http::Settings settings = small()) : server{settings, house} { server.start(); }
  House house;
  http::Server server;
  Client client() const { return Client{server.port()}; }
  Reply ask(std::string_view request) const { return client().ask(request); }
};

std::string get(std::string_view target, std::string_view more = "") {
  return "GET " + std::string{target} + " HTTP/1.1\r\nHost: zegel.test\r\n" + std::string{more} + "\r\n";
}
std::string post(std::string_view target, std::string_view body) {
  return "POST " + std::string{target} + " HTTP/1.1\r\nHost: zegel.test\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string{body};
}
std::string chunked(std::string_view target, std::string_view chunks) {
  return "POST " + std::string{target} + " HTTP/1.1\r\nHost: zegel.test\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string{chunks};
}

std::string all_but_one(std::string request) {
  request.pop_back();
  return request;
}

// Waits for what another thread does; false when it takes a failed test's time.
template <class Condition>
bool soon(Condition condition) {
  auto const until = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

// ---- ordinary requests

TEST(Http, answers_with_the_headers_of_the_edge) {
  Edge edge;
  auto reply = edge.ask(get("/contracts/%C3%A9t%C3%A9?after=a%20b"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "GET /contracts/été?after=a%20b ");
  EXPECT_EQ(reply.header("date").size(), 29U);
  EXPECT_TRUE(reply.header("date").ends_with(" GMT"));
  EXPECT_EQ(reply.header("server"), "");
  EXPECT_EQ(reply.header("connection"), "");
}

TEST(Http, one_connection_carries_many_requests) {
  Edge edge;
  auto client = edge.client();
  for (int i = 0; i < 100; ++i) {
    auto number = std::to_string(i);
    EXPECT_EQ(client.ask(i % 2 ? get("/" + number) : post("/" + number, "b" + number)).body,
              i % 2 ? "GET /" + number + "? " : "POST /" + number + "? b" + number);
  }
  EXPECT_EQ(edge.server.connections(), 1U);
}

TEST(Http, requests_sent_together_are_answered_in_order) {
  Edge edge;
  std::vector<std::thread> later;
  edge.house.on_request = [&](Request&& request, Respond respond) {
    if (request.path.size() % 2) return respond(text(request.path + request.body));
    later.emplace_back([respond, answer = request.path + request.body] { respond(text(answer)); });
  };
  {
    auto client = edge.client();
    std::string all;
    for (int i = 0; i < 60; ++i)
      all += i % 3 == 0   ? get("/" + std::to_string(i))
             : i % 3 == 1 ? post("/" + std::to_string(i), "!")
                          : chunked("/" + std::to_string(i), "1\r\n!\r\n0\r\n\r\n");
    client.send(all);
    for (int i = 0; i < 60; ++i) EXPECT_EQ(client.read().body, "/" + std::to_string(i) + (i % 3 ? "!" : ""));
  }
  for (auto& thread : later) thread.join();
}

TEST(Http, a_request_may_come_byte_by_byte) {
  Edge edge;
  auto client = edge.client();
  for (auto const& request : {post("/a?b", "body"), chunked("/a?b", "2;x=y\r\nbo\r\n2\r\ndy\r\n0\r\nTrailer: 1\r\n\r\n")}) {
    for (char c : request) ASSERT_TRUE(client.send({&c, 1}));
    EXPECT_EQ(client.read().body, "POST /a?b body");
  }
}

TEST(Http, the_handler_sees_the_head) {
  Edge edge;
  std::promise<Request> seen;
  edge.house.on_request = [&](Request&& request, Respond respond) {
    seen.set_value(request);
    respond(text(""));
  };
  edge.ask("PATCH /a?b=c HTTP/1.1\r\nHOST: zegel.test\r\nX-One:  1 \r\nCookie: a\r\nCookie: b\r\nContent-Length: 2\r\n\r\nhi");
  auto request = seen.get_future().get();
  EXPECT_EQ(request.method, http::Method::patch);
  EXPECT_EQ(request.target, "/a?b=c");
  EXPECT_EQ(request.query, "b=c");
  EXPECT_EQ(request.remote, "127.0.0.1");
  EXPECT_EQ(request.header("host"), "zegel.test");
  EXPECT_EQ(request.header("x-one"), "1");
  EXPECT_EQ(request.header("cookie"), "a");
  EXPECT_EQ(request.headers.size(), 5U);
  EXPECT_EQ(request.content_length, 2U);
  EXPECT_TRUE(request.has_body);
  EXPECT_EQ(request.body, "hi");
}

TEST(Http, the_word_of_a_trusted_proxy_is_the_last_one) {
  auto settings = small();
  settings.trust_proxy = true;
  Edge edge{settings};
  edge.house.on_request = [](Request&& request, Respond respond) { respond(text(request.remote)); };
  EXPECT_EQ(edge.ask(get("/", "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 6.6.6.6, 192.0.2.7\r\n")).body, "192.0.2.7");
  EXPECT_EQ(edge.ask(get("/", "X-Forwarded-For: 1.1.1.1, nonsense\r\n")).body, "127.0.0.1");
  EXPECT_EQ(edge.ask(get("/")).body, "127.0.0.1");
}

TEST(Http, an_untrusted_proxy_is_not_heard) {
  Edge edge;
  edge.house.on_request = [](Request&& request, Respond respond) { respond(text(request.remote)); };
  EXPECT_EQ(edge.ask(get("/", "X-Forwarded-For: 192.0.2.7\r\n")).body, "127.0.0.1");
}

TEST(Http, a_head_request_gets_the_length_and_no_body) {
  Edge edge;
  auto client = edge.client();
  client.send("HEAD /abc HTTP/1.1\r\nHost: z\r\n\r\n");
  auto reply = client.read(true);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("content-length"), "11");
  EXPECT_EQ(client.ask(get("/next")).body, "GET /next? ");
}

TEST(Http, no_body_goes_with_204_and_304) {
  Edge edge;
  edge.house.on_request = [](Request&& request, Respond respond) { respond(text("surplus", request.path == "/a" ? 204 : 304)); };
  auto client = edge.client();
  auto reply = client.ask(get("/a"));
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.header("content-length"), "");
  EXPECT_EQ(client.ask(get("/b")).status, 304);
  EXPECT_EQ(client.ask(get("/a")).status, 204);
}

TEST(Http, an_unknown_method_is_the_handlers_question) {
  Edge edge;
  EXPECT_EQ(edge.ask("BREW /pot HTTP/1.1\r\nHost: z\r\n\r\n").body, "other /pot? ");
  EXPECT_EQ(edge.ask("OPTIONS * HTTP/1.1\r\nHost: z\r\n\r\n").body, "OPTIONS *? ");
  EXPECT_EQ(edge.ask("DELETE /a HTTP/1.1\r\nHost: z\r\n\r\n").body, "DELETE /a? ");
}

TEST(Http, a_whole_address_as_target_names_path_and_host) {
  Edge edge;
  edge.house.on_request = [](Request&& request, Respond respond) {
    respond(text(request.path + " " + std::string{request.header("host")}));
  };
  EXPECT_EQ(edge.ask("GET http://other.test:80/a/b?c HTTP/1.1\r\nHost: z\r\n\r\n").body, "/a/b other.test:80");
  EXPECT_EQ(edge.ask("GET http://other.test HTTP/1.1\r\nHost: z\r\n\r\n").body, "/ other.test");
}

TEST(Http, an_old_client_is_answered_and_let_go_unless_it_asks_to_stay) {
  Edge edge;
  auto client = edge.client();
  auto reply = client.ask("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(reply.header("connection"), "keep-alive");
  EXPECT_EQ(client.ask("GET /b HTTP/1.0\r\n\r\n").header("connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST(Http, a_client_that_wants_to_close_is_let_go) {
  Edge edge;
  auto client = edge.client();
  EXPECT_EQ(client.ask(get("/", "Connection: close\r\n")).header("connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST(Http, the_handler_may_close) {
  Edge edge;
  edge.house.on_request = [](Request&&, Respond respond) {
    auto response = text("bye");
    response.close = true;
    respond(std::move(response));
  };
  auto client = edge.client();
  EXPECT_EQ(client.ask(get("/")).header("connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST(Http, a_client_that_only_stops_sending_still_gets_its_answer) {
  Edge edge;
  auto client = edge.client();
  client.send(get("/a"));
  client.end_sending();
  EXPECT_EQ(client.read().body, "GET /a? ");
  EXPECT_TRUE(client.is_closed());
}

TEST(Http, input_in_a_header_of_an_answer_stays_one_header) {
  Edge edge;
  edge.house.on_request = [](Request&&, Respond respond) {
    auto response = text("x");
    response.headers = {{"location", "/a\r\nset-cookie: b"}, {"Content-Length", "99"}, {"Connection", "upgrade"}};
    respond(std::move(response));
  };
  auto reply = edge.ask(get("/"));
  EXPECT_EQ(reply.header("location"), "/a  set-cookie: b");
  EXPECT_EQ(reply.header("Content-Length"), "");
  EXPECT_EQ(reply.body, "x");
}

TEST(Http, a_static_body_is_sent_as_it_stands) {
  Edge edge;
  static std::string const style(300'000, 's');
  edge.house.on_request = [](Request&&, Respond respond) {
    Response response;
    response.static_body = style;
    respond(std::move(response));
  };
  EXPECT_EQ(edge.ask(get("/")).body, style);
}

// ---- what is refused

void expect_refused(Edge& edge, std::string_view request, int status) {
  auto client = edge.client();
  auto reply = client.ask(request);
  EXPECT_EQ(reply.status, status) << request.substr(0, 200);
  EXPECT_TRUE(reply.body.starts_with("refused")) << request.substr(0, 200);
  EXPECT_EQ(reply.header("connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST(HttpRefusal, garbage_is_refused) {
  Edge edge;
  for (auto request :
       {"\x16\x03\x01\x02\x01\r\n\r\n", "hello\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n",
        " GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\nHost: z\n\n", "GET / FTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost : z\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: z\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\nHost: z\r\n: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: z\r\nx: a\x01z\r\n\r\n", "GET / HTTP/1.1\r\nHost: z\r\nx: a\rb\r\n\r\n"})
    expect_refused(edge, request, 400);
}

TEST(HttpRefusal, targets_that_name_nothing_are_refused) {
  Edge edge;
  for (auto target : {"/%", "/%zz", "/a%4", "/a%00b", "/?a=%00", "/%0d%0a", "/%ff", "/\xC3", "/a#b", "relative", "*", "http://",
                      "http://a b/", "ftp://a/", "a.test:443"})
    expect_refused(edge, get(target), 400);
  expect_refused(edge, std::string{"GET /a"} + '\0' + "b HTTP/1.1\r\nHost: z\r\n\r\n", 400);
  expect_refused(edge, "CONNECT a.test:443 HTTP/1.1\r\nHost: z\r\n\r\n", 400);
}

TEST(HttpRefusal, there_is_one_host) {
  Edge edge;
  expect_refused(edge, "GET / HTTP/1.1\r\n\r\n", 400);
  expect_refused(edge, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400);
  expect_refused(edge, "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400);
  expect_refused(edge, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400);
}

TEST(HttpRefusal, a_body_has_one_length) {
  Edge edge;
  for (auto lengths :
       {"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        "Content-Length: 4\r\nContent-Length: 5\r\n", "Content-Length: 4\r\nContent-Length: 4\r\n", "Content-Length: 4, 4\r\n",
        "Content-Length: -1\r\n", "Content-Length: +4\r\n", "Content-Length: 4x\r\n", "Content-Length: 0x4\r\n", "Content-Length:\r\n",
        "Content-Length: 99999999999999999999\r\n", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding : chunked\r\n"})
    expect_refused(edge, "POST / HTTP/1.1\r\nHost: z\r\n" + std::string{lengths} + "\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: z\r\n\r\n",
                   400);
  for (auto coding : {"gzip", "identity", "chunked, chunked", "chunked, gzip", "xchunked"})
    expect_refused(edge, "POST / HTTP/1.1\r\nHost: z\r\nTransfer-Encoding: " + std::string{coding} + "\r\n\r\n0\r\n\r\n", 501);
  expect_refused(edge, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
}

TEST(HttpRefusal, broken_chunks_are_refused) {
  Edge edge;
  for (auto chunks : {"x\r\n", "\r\n", "-1\r\na\r\n", "2\r\nabc\r\n0\r\n\r\n", "1\r\na0\r\n\r\n", "1\na\r\n0\r\n\r\n",
                      "11111111111111111\r\na", "0\r\nContent-Length: 4\r\n\r\n", "0\r\nbad trailer\r\n\r\n"})
    expect_refused(edge, chunked("/", chunks), 400);
  expect_refused(edge, chunked("/", "1;" + std::string(3000, 'x')), 400);
}

TEST(HttpRefusal, other_versions_are_refused) {
  Edge edge;
  expect_refused(edge, "GET / HTTP/2.0\r\nHost: z\r\n\r\n", 505);
  expect_refused(edge, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
}

TEST(HttpRefusal, heads_have_limits) {
  Edge edge;
  EXPECT_EQ(edge.ask(get("/" + std::string(499, 'a'))).status, 200);
  expect_refused(edge, get("/" + std::string(500, 'a')), 414);
  expect_refused(edge, get("/" + std::string(3000, 'a')), 414);
  expect_refused(edge, get("/", "x: " + std::string(3000, 'a') + "\r\n"), 431);
  expect_refused(edge, std::string(3000, 'a'), 400);
  std::string many;
  for (int i = 0; i < 19; ++i) many += "x: y\r\n";
  EXPECT_EQ(edge.ask(get("/", many)).status, 200);
  expect_refused(edge, get("/", many + "x: y\r\n"), 431);
}

// The handler answers an address of the API otherwise than a page.
TEST(HttpRefusal, what_is_refused_is_told_with_the_beginning_of_its_address) {
  Edge edge;
  auto const told = [&](std::string_view request) { return edge.ask(request).body; };
  EXPECT_EQ(told(get("/api/v1/a%zz")), "refused /api/v1/a");
  EXPECT_EQ(told(get("/api/v1/a%00?b")), "refused /api/v1/a");
  EXPECT_EQ(told(get("/api/v1/\xC3")), "refused /api/v1/");
  EXPECT_EQ(told(get("/api/v1?a=%00")), "refused /api/v1");
  EXPECT_EQ(told(get("/api/v1/a", "Host: two\r\n")), "refused /api/v1/a");
  EXPECT_EQ(told(get("/api/v1/a", "Expect: x\r\n")), "refused /api/v1/a");
  EXPECT_EQ(told(get("/api/v1/a", "Transfer-Encoding: gzip\r\n")), "refused /api/v1/a");
  EXPECT_EQ(told(get("/api/v1/a", "x: " + std::string(3000, 'a') + "\r\n")), "refused /api/v1/a");
  EXPECT_EQ(told("GET /api/v1/a HTTP/2.0\r\n\r\n"), "refused /api/v1/a");
  EXPECT_EQ(told("GET /api/v1/a HTTP/1.1\r\nno colon\r\n\r\n"), "refused /api/v1/a");
  EXPECT_EQ(told(get("/" + std::string(3000, 'a'))), "refused /" + std::string(199, 'a'));
  EXPECT_EQ(told(get("/" + std::string(600, 'a'))), "refused /" + std::string(199, 'a'));
  EXPECT_EQ(told("GET  /api/v1/a HTTP/1.1\r\n\r\n"), "refused /api/v1/a");
  EXPECT_EQ(told(get("relative")), "refused ");
  EXPECT_EQ(told("hello\r\n\r\n"), "refused ");
}

TEST(HttpRefusal, ten_megabytes_of_head_get_an_answer) {
  Edge edge;
  std::string const line = "x: " + std::string(1000, 'a') + "\r\n";
  std::string head = get("/");
  head.resize(head.size() - 2);
  for (int i = 0; i < 10'000; ++i) head += line;
  expect_refused(edge, head, 431);
  expect_refused(edge, "GET /" + std::string(10'000'000, 'a'), 414);
}

TEST(HttpRefusal, a_body_above_the_plan_is_refused) {
  Edge edge;
  EXPECT_EQ(edge.ask(post("/", std::string(1000, 'b'))).status, 200);
  expect_refused(edge, post("/", std::string(1001, 'b')), 413);
  expect_refused(edge, post("/", std::string(5'000'000, 'b')), 413);
  expect_refused(edge, chunked("/", "3e8\r\n" + std::string(1000, 'b') + "\r\n1\r\nb\r\n0\r\n\r\n"), 413);
  expect_refused(edge, chunked("/", "500000\r\n" + std::string(0x500000, 'b') + "\r\n0\r\n\r\n"), 413);
}

TEST(HttpRefusal, half_a_request_is_refused_when_the_client_stops) {
  Edge edge;
  for (std::string const& request :
       {std::string{"GET / HT"}, get("/").substr(0, 30), all_but_one(post("/", "body")), chunked("/", "5\r\nab")}) {
    auto client = edge.client();
    client.send(request);
    client.end_sending();
    EXPECT_EQ(client.read().status, 400) << request;
    EXPECT_TRUE(client.is_closed());
  }
}

// ---- bodies

TEST(HttpBody, a_client_that_waits_for_it_is_told_to_go_on) {
  Edge edge;
  auto client = edge.client();
  client.send("PUT /a HTTP/1.1\r\nHost: z\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(client.read().status, 100);
  EXPECT_EQ(client.ask("body").body, "PUT /a? body");
  client.send("PUT /a HTTP/1.1\r\nHost: z\r\nExpect: 100-continue\r\nContent-Length: 4000\r\n\r\n");
  EXPECT_EQ(client.read().status, 413);
  EXPECT_EQ(edge.ask("PUT /a HTTP/1.1\r\nHost: z\r\nExpect: miracles\r\nContent-Length: 4\r\n\r\n").status, 417);
}

TEST(HttpBody, a_sink_gets_a_body_of_any_size) {
  Edge edge;
  std::string const body(9'000'000, 'b');
  for (bool in_chunks : {false, true}) {
    Seen seen;
    edge.house.on_plan = [&](Head const&) { return http::Plan{10'000'000, std::make_unique<CountingSink>(seen, false)}; };
    auto client = edge.client();
    auto reply = client.ask(in_chunks ? chunked("/", "895440\r\n" + body + "\r\n0\r\n\r\n") : post("/", body));
    EXPECT_EQ(reply.status, 201);
    EXPECT_EQ(reply.body, "9000000");
    EXPECT_EQ(client.ask(post("/", "")).body, "9000000");
  }
}

TEST(HttpBody, an_empty_body_reaches_its_sink_too) {
  Edge edge;
  Seen seen;
  edge.house.on_plan = [&](Head const&) { return http::Plan{10, std::make_unique<CountingSink>(seen, false)}; };
  EXPECT_EQ(edge.ask(post("/", "")).status, 201);
  EXPECT_EQ(edge.ask(chunked("/", "0\r\n\r\n")).status, 201);
}

TEST(HttpBody, a_sink_learns_that_the_client_is_gone) {
  Edge edge;
  for (bool reset : {false, true}) {
    Seen seen;
    edge.house.on_plan = [&](Head const&) { return http::Plan{1000, std::make_unique<CountingSink>(seen, false)}; };
    auto client = edge.client();
    client.send(all_but_one(post("/", std::string(100, 'b'))));
    EXPECT_TRUE(soon([&] { return seen.bytes == 99; }));
    reset ? client.reset() : client.close();
    EXPECT_EQ(seen.abandoned.get_future().wait_for(10s), std::future_status::ready);
    EXPECT_FALSE(seen.finished);
  }
}

TEST(HttpBody, a_sink_learns_that_the_body_was_too_long) {
  Edge edge;
  Seen seen;
  edge.house.on_plan = [&](Head const&) { return http::Plan{5, std::make_unique<CountingSink>(seen, false)}; };
  expect_refused(edge, chunked("/", "6\r\n123456\r\n0\r\n\r\n"), 413);
  EXPECT_EQ(seen.abandoned.get_future().wait_for(10s), std::future_status::ready);
  EXPECT_FALSE(seen.finished);
}

TEST(HttpBody, a_sink_that_fails_ends_the_request) {
  Edge edge;
  Seen seen;
  edge.house.on_plan = [&](Head const&) { return http::Plan{10'000'000, std::make_unique<CountingSink>(seen, true)}; };
  auto client = edge.client();
  auto reply = client.ask(post("/up", std::string(3'000'000, 'b')));
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.body, "broken /up: the disk is full");
  EXPECT_TRUE(client.is_closed());
}

// ---- the handler

TEST(HttpHandler, what_it_throws_is_answered) {
  Edge edge;
  edge.house.on_request = [](Request&& request, Respond) {
    auto const taken = std::move(request);
    throw std::runtime_error{"no database"};
  };
  auto client = edge.client();
  auto reply = client.ask(get("/a"));
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.body, "broken /a: no database");
  EXPECT_EQ(client.ask(get("/b")).body, "broken /b: no database");
}

TEST(HttpHandler, what_its_plan_throws_is_answered) {
  Edge edge;
  edge.house.on_plan = [](Head const&) -> http::Plan { throw std::runtime_error{"no room"}; };
  EXPECT_EQ(edge.ask(post("/a", "body")).body, "broken /a: no room");
}

TEST(HttpHandler, an_answer_that_is_let_go_is_an_error) {
  Edge edge;
  edge.house.on_request = [](Request&& request, Respond respond) {
    if (request.path == "/now") return;
    auto copy = respond;
    std::thread{[kept = std::move(respond)]() mutable { kept = nullptr; }}.detach();
  };
  auto client = edge.client();
  EXPECT_EQ(client.ask(get("/now")).status, 500);
  EXPECT_EQ(client.ask(get("/later")).status, 500);
  EXPECT_EQ(client.ask(get("/now")).status, 500);
}

TEST(HttpHandler, only_its_first_answer_counts) {
  Edge edge;
  std::vector<Respond> kept;
  edge.house.on_request = [&](Request&& request, Respond respond) {
    for (auto& old : kept) old(text("late"));
    kept.push_back(respond);
    if (request.path == "/throws") throw std::runtime_error{"after all"};
    respond(text("first"));
    respond(text("second"));
  };
  auto client = edge.client();
  EXPECT_EQ(client.ask(get("/")).body, "first");
  EXPECT_EQ(client.ask(get("/throws")).body, "broken /throws: after all");
  EXPECT_EQ(client.ask(get("/")).body, "first");
}

TEST(HttpHandler, a_slow_one_does_not_stop_the_others) {
  Edge edge;
  std::promise<void> release;
  auto released = release.get_future().share();
  edge.house.on_request = [&](Request&& request, Respond respond) {
    if (request.path == "/slow") released.wait();
    respond(text(request.path));
  };
  auto one = edge.client(), two = edge.client();
  one.send(get("/slow"));
  two.send(get("/slow"));
  EXPECT_EQ(edge.ask(get("/fast")).body, "/fast");
  release.set_value();
  EXPECT_EQ(one.read().body, "/slow");
  EXPECT_EQ(two.read().body, "/slow");
}

TEST(HttpHandler, an_answer_that_makes_no_sense_is_an_error) {
  Edge edge;
  edge.house.on_request = [](Request&&, Respond respond) { respond(text("x", 77)); };
  EXPECT_EQ(edge.ask(get("/")).status, 500);
}

// ---- files

struct TemporaryFile {
  explicit TemporaryFile(std::string const& content) {
    auto handle = ::mkstemp(path.data());
    ::close(handle);
    std::ofstream{path, std::ios::binary} << content;
  }
  ~TemporaryFile() { ::unlink(path.c_str()); }
  std::string path = std::filesystem::temp_directory_path() / "zegel-http-XXXXXX";
};

std::string numbers(std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += std::to_string(i) + ",";
  return all;
}

TEST(HttpFile, a_file_or_a_part_of_it_is_sent) {
  auto const content = numbers(200'000);
  TemporaryFile file{content};
  Edge edge;
  edge.house.on_request = [&](Request&& request, Respond respond) {
    Response response;
    response.file = request.path == "/part" ? http::FileRange{file.path, 1000, 2000} : http::FileRange{file.path, 0, content.size()};
    respond(std::move(response));
  };
  auto client = edge.client();
  EXPECT_EQ(client.ask(get("/whole")).body, content);
  EXPECT_EQ(client.ask(get("/part")).body, content.substr(1000, 2000));
  client.send("HEAD /whole HTTP/1.1\r\nHost: z\r\n\r\n");
  EXPECT_EQ(client.read(true).header("content-length"), std::to_string(content.size()));
  EXPECT_EQ(client.ask(get("/part")).body, content.substr(1000, 2000));
}

TEST(HttpFile, one_that_is_not_there_or_too_short_is_an_error) {
  TemporaryFile file{"short"};
  auto const folder = std::filesystem::temp_directory_path().string();
  Edge edge;
  edge.house.on_request = [&](Request&& request, Respond respond) {
    Response response;
    response.file = http::FileRange{request.path == "/gone" ? file.path + "-gone" : request.path == "/folder" ? folder : file.path, 1, 5};
    respond(std::move(response));
  };
  auto client = edge.client();
  for (auto path : {"/gone", "/folder", "/short"}) EXPECT_EQ(client.ask(get(path)).status, 500) << path;
}

// ---- time

http::Settings hasty() {
  auto settings = small();
  settings.limits.header_time_max = settings.limits.body_stall_max = settings.limits.write_stall_max = 150ms;
  settings.limits.idle_time_max = 150ms;
  return settings;
}

TEST(HttpTime, an_idle_connection_is_closed_without_a_word) {
  Edge edge{hasty()};
  auto fresh = edge.client(), used = edge.client();
  EXPECT_EQ(used.ask(get("/")).status, 200);
  EXPECT_TRUE(fresh.is_closed());
  EXPECT_TRUE(used.is_closed());
}

TEST(HttpTime, half_a_head_is_answered_408) {
  Edge edge{hasty()};
  expect_refused(edge, "GET / HTTP/1.1\r\nHos", 408);
  EXPECT_EQ(edge.ask("GET /api/v1/a HTTP/1.1\r\nHos").body, "refused /api/v1/a");
}

TEST(HttpTime, a_head_that_drips_does_not_gain_time) {
  auto settings = hasty();
  settings.limits.idle_time_max = 30ms;
  settings.limits.header_time_max = 400ms;
  Edge edge{settings};
  auto client = edge.client();
  client.send("GET / HTTP/1.1\r\n");
  std::atomic<bool> over{false};
  int drops = 0;
  std::thread drip{[&] {  // a drop each time an idle connection is closed
    for (; !over && client.send("a"); ++drops) EXPECT_TRUE(edge.client().is_closed());
  }};
  EXPECT_EQ(client.read().status, 408);
  over = true;
  drip.join();
  EXPECT_LE(drops, 400 / 30 + 2);
}

TEST(HttpTime, a_body_that_stalls_is_answered_408) {
  Edge edge{hasty()};
  for (bool in_chunks : {false, true}) {
    Seen seen;
    edge.house.on_plan = [&](Head const&) { return http::Plan{1000, std::make_unique<CountingSink>(seen, false)}; };
    expect_refused(edge, in_chunks ? chunked("/", "5\r\nab") : all_but_one(post("/", "12345")), 408);
    EXPECT_EQ(seen.abandoned.get_future().wait_for(10s), std::future_status::ready);
  }
}

TEST(HttpTime, a_body_that_drips_is_answered_408) {
  auto settings = hasty();
  settings.limits.idle_time_max = 30ms;
  settings.limits.body_stall_max = 10s;
  settings.limits.body_grace = 400ms;
  Edge edge{settings};
  edge.house.on_plan = [](Head const&) { return http::Plan{1'000'000, nullptr}; };
  for (bool in_chunks : {false, true}) {
    auto client = edge.client();
    client.send(in_chunks ? chunked("/", "") : all_but_one(post("/", std::string(1'000'000, 'b'))).substr(0, 100));
    std::atomic<bool> over{false};
    std::thread drip{[&] {  // a drop each time an idle connection is closed
      while (!over && client.send(in_chunks ? "1\r\na\r\n" : "a")) EXPECT_TRUE(edge.client().is_closed());
    }};
    EXPECT_EQ(client.read().status, 408);
    over = true;
    drip.join();
  }
}

TEST(HttpTime, what_came_of_a_body_earns_time_for_the_rest) {
  auto settings = hasty();
  settings.limits.body_stall_max = 10s;
  settings.limits.body_grace = 50ms;
  settings.limits.body_bytes_per_second_min = 1000;
  Edge edge{settings};
  edge.house.on_plan = [](Head const&) { return http::Plan{100'000, nullptr}; };
  auto client = edge.client();
  auto const request = post("/", std::string(100'000, 'b'));
  client.send(request.substr(0, 90'000));
  for (auto idle = edge.client(); !idle.is_closed();) {
  }
  client.send(request.substr(90'000));
  EXPECT_EQ(client.read().status, 200);
}

TEST(HttpTime, a_client_that_reads_nothing_is_dropped) {
  TemporaryFile file{std::string(30'000'000, 'f')};
  Edge edge{hasty()};
  static std::string const large(30'000'000, 's');
  edge.house.on_request = [&](Request&& request, Respond respond) {
    Response response;
    if (request.path == "/file") response.file = http::FileRange{file.path, 0, 30'000'000};
    response.static_body = large;
    respond(std::move(response));
  };
  Client body{edge.server.port(), 4096}, sent_file{edge.server.port(), 4096};
  body.send(get("/body"));
  sent_file.send(get("/file"));
  EXPECT_TRUE(soon([&] { return edge.server.connections() == 0; }));
}

TEST(HttpTime, a_slow_answer_is_waited_for) {
  std::thread later;
  Edge edge{hasty()};
  edge.house.on_request = [&](Request&&, Respond respond) {
    later = std::thread{[&edge, respond] {
      for (int i = 0; i < 2; ++i) EXPECT_TRUE(edge.client().is_closed());  // twice the time of every limit
      respond(text("at last"));
    }};
  };
  EXPECT_EQ(edge.ask(get("/")).body, "at last");
  later.join();
}

// ---- many, and the end

TEST(HttpServer, one_connection_too_many_is_closed_at_once) {
  auto settings = small();
  settings.limits.connections_max = 2;
  Edge edge{settings};
  auto one = edge.client(), two = edge.client();
  EXPECT_EQ(one.ask(get("/")).status, 200);
  EXPECT_EQ(two.ask(get("/")).status, 200);
  EXPECT_TRUE(edge.client().is_closed());
  one.close();
  EXPECT_TRUE(soon([&] { return edge.server.connections() < 2; }));
  EXPECT_EQ(edge.ask(get("/")).status, 200);
}

TEST(HttpServer, clients_that_leave_midway_harm_nobody) {
  TemporaryFile file{std::string(2'000'000, 'f')};
  std::mutex mutex;
  std::vector<std::thread> later;
  Edge edge;
  edge.house.on_plan = [](Head const&) { return http::Plan{1'000'000, nullptr}; };
  edge.house.on_request = [&](Request&& request, Respond respond) {
    if (request.path == "/drop") return;
    if (request.path == "/throw") throw std::runtime_error{"no"};
    Response response = text(std::string(10'000, 'x'));
    if (request.path == "/file") response.file = http::FileRange{file.path, 0, 2'000'000};
    if (request.path != "/later") return respond(std::move(response));
    std::lock_guard lock{mutex};
    later.emplace_back([respond, response]() mutable { respond(std::move(response)); });
  };
  std::vector<std::string> requests{get("/"),
                                    get("/file"),
                                    get("/later"),
                                    get("/drop"),
                                    get("/throw"),
                                    post("/", std::string(100'000, 'b')),
                                    chunked("/", "5\r\n12345\r\n0\r\n\r\n"),
                                    "garbage\r\n\r\n"};
  std::vector<std::thread> crowd;
  for (unsigned person = 0; person < 8; ++person) {
    crowd.emplace_back([&, person] {
      for (unsigned i = 0; i < 60; ++i) {
        auto client = edge.client();
        auto const& request = requests[(person + i) % requests.size()];
        auto all = request + get("/") + request;
        client.send(std::string_view{all}.substr(0, all.size() * (i % 5 + 1) / 5));
        if (i % 3 == 0) {
          client.end_sending();
          EXPECT_NE(client.read().status, 0);
        }
        if (i % 2) client.reset();
      }
    });
  }
  for (auto& person : crowd) person.join();
  EXPECT_EQ(edge.ask(get("/")).status, 200);
  edge.server.stop();
  EXPECT_EQ(edge.server.connections(), 0U);
  for (auto& thread : later) thread.join();
}

TEST(HttpServer, starts_and_stops_many_times) {
  House house;
  for (int i = 0; i < 50; ++i) {
    http::Server server{small(), house};
    if (i % 5 == 0) continue;  // never started
    server.start();
    Client client{server.port()}, idle{server.port()};
    EXPECT_EQ(client.ask(get("/a")).status, 200);
    if (i % 2) server.stop();
  }
}

TEST(HttpServer, starts_in_ten_milliseconds) {
  House house;
  auto settings = small();
  settings.threads = 8;
  auto const before = std::chrono::steady_clock::now();
  http::Server server{settings, house};
  server.start();
  EXPECT_EQ(Client{server.port()}.ask(get("/")).status, 200);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);  // 10 ms on a machine that is not busy
}

TEST(HttpServer, a_request_under_way_is_finished_before_it_stops) {
  Edge edge;
  std::promise<Respond> asked;
  edge.house.on_request = [&](Request&&, Respond respond) { asked.set_value(std::move(respond)); };
  auto client = edge.client(), idle = edge.client();
  client.send(get("/"));
  auto respond = asked.get_future().get();
  std::thread stopping{[&] { edge.server.stop(); }};
  EXPECT_TRUE(idle.is_closed());
  EXPECT_THROW(edge.client(), std::runtime_error);
  respond(text("done"));
  auto reply = client.read();
  EXPECT_EQ(reply.body, "done");
  EXPECT_EQ(reply.header("connection"), "close");
  stopping.join();
}

// A sink that answers never, or after the server has stopped.
class PatientSink final : public http::BodySink {
 public:
  explicit PatientSink(std::promise<Respond>& asked) : asked_{asked} {}
  void write(std::span<char const>) override {}
  void finish(Respond respond) override { asked_.set_value(std::move(respond)); }

 private:
  std::promise<Respond>& asked_;
};

TEST(HttpServer, an_answer_that_does_not_come_holds_up_the_stop_only_so_long) {
  auto settings = small();
  settings.limits.drain_time_max = 100ms;
  House house;
  std::promise<Respond> asked;
  house.on_plan = [&](Head const&) { return http::Plan{10, std::make_unique<PatientSink>(asked)}; };
  Respond respond;
  {
    http::Server server{settings, house};
    server.start();
    Client client{server.port()}, half{server.port()};
    half.send("GET / HT");
    client.send(post("/", "body"));
    respond = asked.get_future().get();
    server.stop();
    EXPECT_TRUE(client.is_closed());
    EXPECT_TRUE(half.is_closed());
  }
  respond(text("too late"));
}

TEST(HttpServer, says_in_one_sentence_why_it_cannot_listen) {
  House house;
  http::Server first{small(), house};
  auto settings = small();
  settings.port = first.port();
  auto sentence = [&] {
    try {
      http::Server second{settings, house};
    } catch (std::runtime_error const& error) {
      return std::string{error.what()};
    }
    return std::string{};
  };
  EXPECT_EQ(sentence(), "Cannot listen on 127.0.0.1:" + std::to_string(settings.port) + ": Address already in use.");
  settings.address = "nowhere";
  settings.port = 80;
  EXPECT_EQ(sentence(), "Cannot listen on nowhere:80: nowhere is not an IP address.");
}

}  // namespace
