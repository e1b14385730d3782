// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// HTTP/1.1 at the edge: reads requests within limits, gives them to one Handler, writes the answers. Knows nothing of
// routes, rights or pages. Inside: Boost.Beast and coroutines; a handler is a plain function on one of the threads.
namespace http {

enum class Method { get, head, post, put, patch, remove, options, other };
std::string_view name(Method);  // "GET" … ; "other" for what HTTP/1.1 allows and Zegel does not know

// The head of a request: complete before the body is read.
struct Head {
  Method method = Method::other;
  std::string target;                                        // as it came: "/contracts?after=…"
  std::string path;                                          // percent-decoded; of a head that is refused its plain beginning, or ""
  std::string query;                                         // raw, without "?"
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, in order
  std::string remote;                                        // address of the peer, or the proxy's word when trusted
  std::optional<std::uint64_t> content_length;               // nothing when absent or chunked
  bool has_body = false;
  // The first value under a lower-case name; "" when absent.
  std::string_view header(std::string_view name) const;
};

struct Request : Head {
  std::string body;  // whole, when the plan was `memory`
};

// Bytes of a file on disk, sent with sendfile(2).
struct FileRange {
  std::string path;
  std::uint64_t offset = 0, size = 0;
};

// An answer that is written now and then, until one side ends it. Whoever holds it may send, from any thread; the connection
// is closed at its end, and when the server stops.
class Stream {
 public:
  static constexpr std::size_t waiting_bytes_max = 64 * 1024;
  // False: nobody listens any more, or so slowly that too much waits; it is over then.
  bool send(std::string_view text);
  void end();  // after what waits has been written
  bool is_over() const;

  // ---- for the connection: `wake` is called, from any thread, when there is something to take
  struct Piece {
    std::string text;
    bool is_last = false;
  };
  void attach(std::function<void()> wake);
  Piece take();
  void detach();

 private:
  mutable std::mutex mutex_;
  std::string waiting_;
  std::function<void()> wake_;
  bool over_ = false;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // content-length, date and connection are added
  std::string body;
  std::string_view static_body;           // instead of body: bytes that live as long as the process
  std::optional<FileRange> file;          // instead of body
  std::shared_ptr<Stream> stream;         // instead of body: as long as it goes on
  bool close = false;                     // close the connection after this answer
};
using Respond = std::function<void(Response)>;  // once, from any thread

// Receives a body piece by piece, on one thread at a time. Throwing ends the request with Handler::broken.
class BodySink {
 public:
  virtual ~BodySink() = default;
  virtual void write(std::span<char const> piece) = 0;
  // The body is complete. Must lead to exactly one `respond`.
  virtual void finish(Respond respond) = 0;
  // The connection was lost or the body was too long or too slow: nothing more comes. Must not throw.
  virtual void abandoned() noexcept {}
};

// What to do with the body of a request whose head has been read.
struct Plan {
  std::uint64_t body_bytes_max = 0;    // more is answered 413 and the connection closed
  std::unique_ptr<BodySink> sink;      // null: gather the body in memory and call Handler::handle
};

class Handler {
 public:
  virtual ~Handler() = default;
  // May throw: answered by broken().
  virtual Plan plan(Head const&) = 0;
  virtual void handle(Request&&, Respond) = 0;
  // The answer for something the edge itself refuses (400, 408, 413, 414, 431, 501, 505 …): pages and API look alike.
  virtual Response refuse(Head const&, int status) = 0;
  // The answer for an exception from plan, handle or a sink.
  virtual Response broken(Head const&, std::exception_ptr) = 0;
};

struct Limits {
  std::uint32_t header_bytes_max = 32 * 1024;                 // the whole head, request line included: 431 / 414
  std::size_t target_bytes_max = 8 * 1024;
  std::size_t headers_max = 100;
  std::size_t connections_max = 4096;                         // further ones are closed at once
  std::chrono::milliseconds header_time_max{15'000};          // from the first byte of a head to its end: 408
  std::chrono::milliseconds idle_time_max{75'000};            // between requests
  std::chrono::milliseconds body_stall_max{30'000};           // without one byte of body: 408
  std::chrono::milliseconds body_grace{60'000};               // after this long a body must have come at … on average: 408
  std::uint64_t body_bytes_per_second_min = 4 * 1024;
  std::chrono::milliseconds write_stall_max{60'000};          // without one byte taken
  std::chrono::milliseconds drain_time_max{10'000};           // stop(): requests under way may finish within this
};

struct Settings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;             // 0: any free one (tests)
  int threads = 8;
  bool trust_proxy = false;              // take Head::remote from X-Forwarded-For's last entry
  Limits limits;
};

class Server {
 public:
  Server(Settings, Handler&);            // binds and listens; throws with one clear sentence
  ~Server();
  std::uint16_t port() const;
  void start();                          // returns at once; threads run
  void stop();                           // no new connections, requests under way end, threads join
  std::size_t connections() const;       // open now, for metrics

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

// Reads a multipart/form-data body piece by piece (RFC 7578). Fields are gathered (each at most field_bytes_max, at most
// fields_max of them); a part with a file name is streamed to `file_begin` / `file_piece` / `file_end`, in order.
// Throws Malformed on a body that is not multipart or ends early.
class Multipart {
 public:
  struct Malformed : std::exception {
    char const* what() const noexcept override { return "malformed multipart body"; }
  };
  struct Events {
    std::function<void(std::string name, std::string value)> field;
    std::function<void(std::string name, std::string file_name)> file_begin;
    std::function<void(std::span<char const>)> file_piece;
    std::function<void()> file_end;
  };
  Multipart(std::string_view content_type, Events, std::size_t field_bytes_max = 64 * 1024, std::size_t fields_max = 2000);
  ~Multipart();
  void write(std::span<char const> piece);
  void finish();

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

// One "bytes=a-b" range of RFC 9110 §14 over a thing of `size` bytes. none: no or an unknown header, or several ranges
// (answer the whole); unsatisfiable: 416.
struct ByteRange {
  enum class Kind { none, part, unsatisfiable } kind = Kind::none;
  std::uint64_t first = 0, size = 0;
};
ByteRange parse_range(std::string_view header, std::uint64_t size);

std::string percent_decode(std::string_view text, bool plus_is_space, bool& ok);
// RFC 6266/8187: attachment; filename="ascii fallback"; filename*=UTF-8''…
std::string attachment_disposition(std::string_view file_name);

}  // namespace http
