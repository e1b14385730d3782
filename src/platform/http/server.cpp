// SPDX-License-Identifier: EUPL-1.2
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio.hpp>
#include <condition_variable>
#include <future>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <unordered_set>

#include "platform/http/answer.h"
#include "platform/http/buffers.h"
#include "platform/http/http.h"
#include "platform/http/mailbox.h"
#include "platform/http/parser.h"

// How it works. One io_context, run by settings.threads threads. Each connection is one coroutine that reads a head,
// reads the body, asks the handler and writes the answer, one request after the other; so nothing of a connection is
// touched by two threads at once, except what stands behind its `door_`: the socket's waits, which the sweeper ends when
// their deadline has passed. Reads go through Asio; writes are tried at once on the native socket, and only what the
// kernel does not take is waited for.
namespace http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
template <class T>
using Awaitable = asio::awaitable<T, Executor>;
constexpr auto plainly = asio::as_tuple(asio::deferred);

constexpr std::size_t body_reserve_bytes_max = 1024 * 1024;
constexpr std::size_t sendfile_bytes_max = 1024 * 1024;
constexpr std::size_t turn_bytes_max = 8 * 1024 * 1024;  // sent in one go before others get a turn
constexpr std::uint64_t linger_bytes_max = 64 * 1024 * 1024;
constexpr std::chrono::seconds linger_time_max{5};
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

// When the handler has no words either.
Response bare_500() {
  Response response;
  response.status = 500;
  return response;
}

// The rest of a coroutine that waits for its answer.
template <class Resume>
struct Sleeping final : Mailbox::Sleeper {
  explicit Sleeping(Resume given) : resume{std::move(given)} {}
  void wake() override { asio::post(std::move(resume)); }
  Resume resume;
};

class Connection;

// What the connections of one server share.
struct Edge {
  Edge(Settings given, Handler& its_handler) : settings{std::move(given)}, handler{its_handler}, io{std::max(settings.threads, 1)} {}

  bool add(Connection* connection) {
    std::lock_guard lock{mutex};
    if (connections.size() >= settings.limits.connections_max) return false;
    connections.insert(connection);
    open = connections.size();
    return true;
  }
  void remove(Connection* connection) {
    std::lock_guard lock{mutex};
    connections.erase(connection);
    open = connections.size();
    if (connections.empty()) empty.notify_all();
  }
  // Sinks whose answer did not come before the server gave up: somebody may still be at work in them.
  void keep(std::unique_ptr<BodySink> sink) {
    std::lock_guard lock{mutex};
    orphans.push_back(std::move(sink));
  }

  Settings settings;
  Handler& handler;
  BufferPool buffers;
  std::atomic<bool> stopping{false};
  std::mutex mutex;
  std::condition_variable empty;
  std::unordered_set<Connection*> connections;
  std::atomic<std::size_t> open{0};
  std::vector<std::unique_ptr<BodySink>> orphans;
  asio::io_context io;  // last: its coroutines go first
};

enum class Fate { fine, refused, broken, lost };
enum class Wait { done, expired, ended, lost };

struct Body {
  std::unique_ptr<BodySink> sink;
  std::string text;
  std::uint64_t bytes = 0, bytes_max = 0;
  Clock::time_point begun = Clock::now();
};

class Connection {
 public:
  Connection(Edge& edge, Socket socket) : edge_{edge}, limits_{edge.settings.limits}, socket_{std::move(socket)}, parser_{limits_} {}

  Awaitable<void> run();
  void sweep(Clock::time_point now);
  void close_if_idle();
  void cut();

 private:
  template <class Signature, class Start>
  auto guarded(Clock::time_point until, bool idle, Start start);
  bool settle();
  Awaitable<Wait> read(std::span<char>, std::size_t& count, Clock::time_point until, bool idle = false);
  Awaitable<bool> wait_writable();

  bool prepare();
  Awaitable<bool> one_request();
  Awaitable<Fate> read_head();
  void note_remote();
  Awaitable<Fate> read_body(Body&);
  Awaitable<Fate> read_measured(Body&, std::uint64_t length);
  Awaitable<Fate> read_chunked(Body&);
  Fate feed(Body&, std::string_view piece);
  Fate judge(Wait);
  Awaitable<Fate> ask(Body&, Response& answer);
  Fate put_question(Body&, std::uint64_t number);
  Response own_answer(Fate);

  Awaitable<bool> answer(Response);
  Awaitable<bool> send(std::string_view head, std::string_view body, int flags);
  Awaitable<bool> send_file(File const&, FileRange const&);
  Awaitable<bool> send_stream(Stream&);
  Awaitable<bool> wait_for_more();
  void poke();
  Awaitable<void> linger();
  Fate refuse(int status) {
    refusal_ = status;
    return Fate::refused;
  }
  Clock::time_point in(std::chrono::milliseconds time) const { return Clock::now() + time; }
  Clock::time_point next_piece_by(Body const&) const;

  Edge& edge_;
  Limits const& limits_;
  Socket socket_;
  int handle_ = -1;
  Parser parser_;
  Bytes input_;
  std::string remote_, out_;
  std::shared_ptr<Mailbox> mailbox_ = std::make_shared<Mailbox>();
  bool body_unread_ = false;
  int refusal_ = 0;
  std::exception_ptr failure_;

  std::mutex door_;  // guards what follows, and the socket where a wait begins or is ended
  Clock::time_point deadline_ = Clock::time_point::max();
  bool idle_ = false, expired_ = false, cut_ = false, poked_ = false;
};

// ---- waiting

// A wait on the socket that the sweeper, stop() or cut() can end.
template <class Signature, class Start>
auto Connection::guarded(Clock::time_point until, bool idle, Start start) {
  return asio::async_initiate<decltype(plainly) const&, Signature>(
      [this, until, idle, start](auto handler) {
        std::lock_guard lock{door_};
        if (cut_ || (idle && (edge_.stopping || poked_))) {
          asio::post(socket_.get_executor(), [handler = std::move(handler)]() mutable {
            if constexpr (std::is_same_v<Signature, void(error_code)>) {
              std::move(handler)(error_code{asio::error::operation_aborted});
            } else {
              std::move(handler)(error_code{asio::error::operation_aborted}, std::size_t{0});
            }
          });
          return;
        }
        deadline_ = until;
        idle_ = idle;
        start(std::move(handler));
      },
      plainly);
}

// After a wait: whether it was the sweeper who ended it.
bool Connection::settle() {
  std::lock_guard lock{door_};
  deadline_ = Clock::time_point::max();
  idle_ = false;
  return std::exchange(expired_, false);
}

void Connection::sweep(Clock::time_point now) {
  std::lock_guard lock{door_};
  if (deadline_ > now) return;
  expired_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

void Connection::close_if_idle() {
  std::lock_guard lock{door_};
  error_code ignored;
  if (idle_) socket_.cancel(ignored);
}

void Connection::cut() {
  {
    std::lock_guard lock{door_};
    cut_ = true;
    error_code ignored;
    socket_.cancel(ignored);
  }
  mailbox_->give_up();
}

Awaitable<Wait> Connection::read(std::span<char> buffer, std::size_t& count, Clock::time_point until, bool idle) {
  auto [error, got] = co_await guarded<void(error_code, std::size_t)>(until, idle, [this, buffer](auto handler) {
    socket_.async_read_some(asio::buffer(buffer.data(), buffer.size()), std::move(handler));
  });
  bool expired = settle();
  count = got;
  if (!error) co_return Wait::done;
  if (error == asio::error::eof) co_return Wait::ended;
  co_return expired&& error == asio::error::operation_aborted ? Wait::expired : Wait::lost;
}

Awaitable<bool> Connection::wait_writable() {
  auto [error] = co_await guarded<void(error_code)>(in(limits_.write_stall_max), false,
                                                    [this](auto handler) { socket_.async_wait(Socket::wait_write, std::move(handler)); });
  settle();
  co_return !error;
}

// ---- one request

bool Connection::prepare() {
  error_code error;
  socket_.set_option(tcp::no_delay{true}, error);
  if (!error) socket_.native_non_blocking(true, error);
  auto peer = error ? tcp::endpoint{} : socket_.remote_endpoint(error);
  if (error) return false;
  auto address = peer.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  remote_ = address.to_string();
  handle_ = socket_.native_handle();
  return true;
}

Awaitable<void> Connection::run() {
  try {
    if (prepare()) {
      while (co_await one_request()) {
      }
    }
  } catch (std::exception const&) {
    // Out of memory, or a bug: this connection ends, the others live.
  }
  {
    std::lock_guard lock{door_};
    deadline_ = Clock::time_point::max();
    error_code ignored;
    socket_.close(ignored);
  }
  edge_.remove(this);
}

Awaitable<bool> Connection::one_request() {
  failure_ = nullptr;
  body_unread_ = false;
  input_.shrink();
  parser_.begin();
  auto fate = co_await read_head();
  note_remote();
  Response response;
  if (fate == Fate::fine) {
    Body body;
    fate = co_await read_body(body);
    if (fate == Fate::fine) {
      fate = co_await ask(body, response);
    } else if (body.sink && fate != Fate::broken) {
      body.sink->abandoned();
    }
  }
  if (fate == Fate::lost) co_return false;
  if (fate != Fate::fine) response = own_answer(fate);
  co_return co_await answer(std::move(response));
}

Awaitable<Fate> Connection::read_head() {
  bool begun = !input_.empty();
  auto until = in(begun ? limits_.header_time_max : limits_.idle_time_max);
  for (;;) {
    if (!input_.empty()) {
      std::size_t used = 0;
      auto step = parser_.head(input_.view(), used);
      input_.drop(used);
      if (step == Parser::Step::done) co_return Fate::fine;
      if (step == Parser::Step::refused) co_return refuse(parser_.refusal());
    }
    std::size_t count = 0;
    auto wait = co_await read(input_.room(), count, until, !begun);
    if (wait != Wait::done) co_return begun ? judge(wait) : Fate::lost;
    input_.filled(count);
    if (!begun) until = in(limits_.header_time_max);
    begun = true;
  }
}

// A request that was begun and does not come to its end.
Fate Connection::judge(Wait wait) {
  parser_.break_off(input_.view());
  if (wait == Wait::expired) return refuse(408);
  return wait == Wait::ended ? refuse(400) : Fate::lost;
}

void Connection::note_remote() {
  auto& head = parser_.request();
  head.remote = remote_;
  if (!edge_.settings.trust_proxy) return;
  for (auto const& [name, value] : head.headers) {
    if (name != "x-forwarded-for") continue;
    auto last = std::string_view{value}.substr(value.rfind(',') + 1);
    while (last.starts_with(' ')) last.remove_prefix(1);
    error_code error;
    auto address = asio::ip::make_address(last, error);
    head.remote = error ? remote_ : address.to_string();
  }
}

Awaitable<Fate> Connection::read_body(Body& body) {
  auto const& head = parser_.request();
  if (!head.has_body && (head.method == Method::get || head.method == Method::head)) co_return Fate::fine;
  body_unread_ = head.has_body;
  try {
    auto plan = edge_.handler.plan(head);
    body.sink = std::move(plan.sink);
    body.bytes_max = plan.body_bytes_max;
  } catch (...) {
    failure_ = std::current_exception();
    co_return Fate::broken;
  }
  if (!head.has_body) co_return Fate::fine;
  auto length = head.content_length.value_or(0);
  if (length > body.bytes_max) co_return refuse(413);
  if (parser_.expects_continue() && input_.empty() && !co_await send(go_on, {}, 0)) co_return Fate::lost;
  auto fate = parser_.chunked() ? co_await read_chunked(body) : co_await read_measured(body, length);
  body_unread_ = fate != Fate::fine;
  co_return fate;
}

// Who sends a byte now and then does not keep a connection for himself: what came earns time for what follows.
Clock::time_point Connection::next_piece_by(Body const& body) const {
  auto const earned = std::chrono::milliseconds{body.bytes * 1000 / limits_.body_bytes_per_second_min};
  return std::min(in(limits_.body_stall_max), body.begun + limits_.body_grace + earned);
}

Awaitable<Fate> Connection::read_measured(Body& body, std::uint64_t length) {
  if (!body.sink) body.text.reserve(std::min<std::uint64_t>(length, body_reserve_bytes_max));
  auto here = input_.view().substr(0, length);
  if (auto fate = feed(body, here); fate != Fate::fine) co_return fate;
  input_.drop(here.size());
  length -= here.size();
  if (length == 0) co_return Fate::fine;
  BufferPool::Loan buffer{edge_.buffers};
  while (length > 0) {
    std::size_t count = 0;
    auto room = std::min<std::uint64_t>(length, body_buffer_bytes);
    auto wait = co_await read({buffer.data(), room}, count, next_piece_by(body));
    if (wait != Wait::done) co_return judge(wait);
    if (auto fate = feed(body, {buffer.data(), count}); fate != Fate::fine) co_return fate;
    length -= count;
  }
  co_return Fate::fine;
}

Awaitable<Fate> Connection::read_chunked(Body& body) {
  for (;;) {
    auto bytes = input_.view();
    auto step = Parser::Step::more;
    for (std::size_t used = 1; step == Parser::Step::more && used > 0 && !bytes.empty();) {
      std::string_view piece;
      step = parser_.chunk(bytes, used, piece);
      bytes.remove_prefix(used);
      if (auto fate = feed(body, piece); fate != Fate::fine) co_return fate;
    }
    if (step == Parser::Step::refused) co_return refuse(parser_.refusal());
    input_.drop(input_.view().size() - bytes.size());
    if (step == Parser::Step::done) co_return Fate::fine;
    std::size_t count = 0;
    auto wait = co_await read(input_.room(body_buffer_bytes), count, next_piece_by(body));
    if (wait != Wait::done) co_return judge(wait);
    input_.filled(count);
  }
}

Fate Connection::feed(Body& body, std::string_view piece) {
  if (piece.empty()) return Fate::fine;
  body.bytes += piece.size();
  if (body.bytes > body.bytes_max) return refuse(413);
  try {
    if (body.sink) {
      body.sink->write(piece);
    } else {
      body.text += piece;
    }
  } catch (...) {
    failure_ = std::current_exception();
    return Fate::broken;
  }
  return Fate::fine;
}

Fate Connection::put_question(Body& body, std::uint64_t number) {
  Respond respond = [ticket = std::make_shared<Ticket>(mailbox_, number)](Response response) { ticket->answer(std::move(response)); };
  try {
    if (body.sink) {
      body.sink->finish(std::move(respond));
    } else {
      edge_.handler.handle(Request{parser_.request(), std::move(body.text)}, std::move(respond));
    }
  } catch (...) {
    failure_ = std::current_exception();
    return Fate::broken;
  }
  return Fate::fine;
}

Awaitable<Fate> Connection::ask(Body& body, Response& response) {
  auto fate = put_question(body, mailbox_->begin());
  if (fate == Fate::fine && !mailbox_->ready()) {
    co_await asio::async_initiate<asio::deferred_t const&, void()>(
        [this](auto resume) { mailbox_->sleep(std::make_unique<Sleeping<decltype(resume)>>(std::move(resume))); }, asio::deferred);
  }
  auto given = mailbox_->take();
  if (given) {
    response = std::move(*given);
    co_return Fate::fine;
  }
  if (fate == Fate::broken) co_return fate;
  std::unique_lock lock{door_};
  if (cut_) {
    lock.unlock();
    if (body.sink) edge_.keep(std::move(body.sink));
    co_return Fate::lost;
  }
  failure_ = std::make_exception_ptr(std::logic_error{"the handler let go of a request without an answer"});
  co_return Fate::broken;
}

// The answer of the edge itself, in the handler's words.
Response Connection::own_answer(Fate fate) {
  Response response;
  try {
    auto const& head = parser_.request();
    response = fate == Fate::refused ? edge_.handler.refuse(head, refusal_) : edge_.handler.broken(head, failure_);
  } catch (...) {
    response = bare_500();
  }
  if (fate == Fate::refused) response.close = true;
  return response;
}

// ---- the answer

// False: the connection ends here.
Awaitable<bool> Connection::answer(Response response) {
  bool const head_only = parser_.request().method == Method::head;
  std::optional<File> file;
  if (response.status < 200 || response.status > 999) response = bare_500();
  if (response.file && !head_only && may_have_body(response.status)) {
    try {
      file.emplace(*response.file);
    } catch (...) {
      failure_ = std::current_exception();
      response = own_answer(Fate::broken);
      response.file.reset();
    }
  }
  bool const streams = response.stream && !head_only;
  bool const last = response.close || body_unread_ || !parser_.keep_alive() || edge_.stopping || streams;
  out_.clear();
  write_head(out_, response, {.close = last, .tell_keep_alive = parser_.is_old(), .open_end = streams});
  std::string_view body;
  if (!head_only && !response.file && may_have_body(response.status))
    body = response.static_body.empty() ? std::string_view{response.body} : response.static_body;
  bool sent = co_await send(out_, body, file ? MSG_MORE : 0);
  if (streams) {
    if (sent) co_await send_stream(*response.stream);
    response.stream->detach();
    co_return false;
  }
  if (sent && file) sent = co_await send_file(*file, *response.file);
  if (sent && last) co_await linger();
  co_return sent && !last;
}

Awaitable<bool> Connection::send(std::string_view head, std::string_view body, int flags) {
  while (!head.empty() || !body.empty()) {
    std::array<iovec, 2> pieces{{{const_cast<char*>(head.data()), head.size()}, {const_cast<char*>(body.data()), body.size()}}};
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = body.empty() ? 1 : 2;
    auto sent = ::sendmsg(handle_, &message, MSG_DONTWAIT | MSG_NOSIGNAL | flags);
    if (sent < 0) {
      if (errno == EINTR) continue;
      if ((errno != EAGAIN && errno != EWOULDBLOCK) || !co_await wait_writable()) co_return false;
      continue;
    }
    auto of_head = std::min(head.size(), static_cast<std::size_t>(sent));
    head.remove_prefix(of_head);
    body.remove_prefix(static_cast<std::size_t>(sent) - of_head);
  }
  co_return true;
}

Awaitable<bool> Connection::send_file(File const& file, FileRange const& range) {
  auto offset = static_cast<off_t>(range.offset);
  auto left = range.size;
  if (left > sendfile_bytes_max) ::posix_fadvise(file.handle(), offset, static_cast<off_t>(left), POSIX_FADV_SEQUENTIAL);
  std::size_t turn = 0;
  while (left > 0) {
    auto asked = std::min<std::uint64_t>(left, sendfile_bytes_max);
    auto sent = ::sendfile(handle_, file.handle(), &offset, asked);
    if (sent == 0) co_return false;  // the file became shorter
    if (sent < 0) {
      if (errno == EINTR) continue;
      if ((errno != EAGAIN && errno != EWOULDBLOCK) || !co_await wait_writable()) co_return false;
      turn = 0;
      continue;
    }
    left -= static_cast<std::uint64_t>(sent);
    turn += static_cast<std::size_t>(sent);
    if (turn >= turn_bytes_max && left > 0) {
      co_await asio::post(socket_.get_executor(), asio::deferred);
      turn = 0;
    }
  }
  co_return true;
}

// False: the connection was lost.
Awaitable<bool> Connection::send_stream(Stream& stream) {
  struct Ear {
    Stream& stream;
    ~Ear() { stream.detach(); }
  } const ear{stream};
  stream.attach([this] { poke(); });
  for (;;) {
    auto const piece = stream.take();
    if (!piece.text.empty() && !co_await send(piece.text, {}, 0)) co_return false;
    if (piece.is_last || edge_.stopping) co_return true;
    if (!co_await wait_for_more()) co_return false;
  }
}

// Somebody sent to the stream: ends the wait for more, now or when it begins.
void Connection::poke() {
  std::lock_guard lock{door_};
  poked_ = true;
  error_code ignored;
  if (idle_) socket_.cancel(ignored);
}

// Until there is more to send. Who streams has nothing to hear: false when the client goes, or speaks.
Awaitable<bool> Connection::wait_for_more() {
  auto [error] = co_await guarded<void(error_code)>(Clock::time_point::max(), true,
                                                    [this](auto handler) { socket_.async_wait(Socket::wait_read, std::move(handler)); });
  settle();
  {
    std::lock_guard lock{door_};
    poked_ = false;
    if (cut_) co_return false;
  }
  if (error) co_return error == asio::error::operation_aborted;
  char byte = 0;
  co_return ::recv(handle_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

// Says that nothing more comes and reads on for a while: closing with bytes unread would make the kernel reset the
// connection, and the client might never see the answer.
Awaitable<void> Connection::linger() {
  error_code error;
  socket_.shutdown(Socket::shutdown_send, error);
  auto until = in(linger_time_max);
  std::uint64_t total = 0;
  std::optional<BufferPool::Loan> buffer;
  while (!error && total < linger_bytes_max) {
    std::size_t count = 0;
    input_.drop(input_.view().size());
    auto room = buffer ? std::span{buffer->data(), body_buffer_bytes} : input_.room();
    if (co_await read(room, count, until, true) != Wait::done) break;
    if (!buffer && (total += count) > input_bytes_kept_max) buffer.emplace(edge_.buffers);
  }
}

}  // namespace

// ---- the server

struct Server::Inside {
  Inside(Settings settings, Handler& handler)
      : edge{std::move(settings), handler}, strand{asio::make_strand(edge.io)}, acceptor{strand}, timer{strand} {}

  void listen();
  void start();
  void stop();
  void relieve();
  asio::awaitable<void> accept();
  asio::awaitable<void> sweep();
  void welcome(Socket);

  Edge edge;
  asio::strand<Executor> strand;  // of the acceptor and the sweeper
  asio::basic_socket_acceptor<tcp, asio::strand<Executor>> acceptor;
  asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, asio::strand<Executor>> timer;
  std::uint16_t port = 0;
  std::vector<std::thread> threads;

  std::mutex watch;  // of the threads that relieve others
  std::condition_variable watch_free, watch_over;
  bool watched = false, over = false;
  int quiet = 0;
};

void Server::Inside::listen() {
  auto const& settings = edge.settings;
  auto where = settings.address + ":" + std::to_string(settings.port);
  error_code error;
  auto address = asio::ip::make_address(settings.address, error);
  if (error) throw std::runtime_error{"Cannot listen on " + where + ": " + settings.address + " is not an IP address."};
  tcp::endpoint endpoint{address, settings.port};
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(4096, error);
  if (error) throw std::runtime_error{"Cannot listen on " + where + ": " + error.message() + "."};
  port = acceptor.local_endpoint().port();
}

void Server::Inside::start() {
  if (!threads.empty() || edge.stopping) return;
  asio::co_spawn(strand, accept(), asio::detached);
  asio::co_spawn(strand, sweep(), asio::detached);
  // The process's signals are the main thread's. That includes SIGPIPE, which sendfile would raise here.
  sigset_t blocked, before;
  sigfillset(&blocked);
  for (int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS, SIGPROF}) sigdelset(&blocked, fault);
  pthread_sigmask(SIG_SETMASK, &blocked, &before);
  auto const cores = static_cast<int>(std::max(std::thread::hardware_concurrency(), 2U));
  for (int i = 0; i < std::max(edge.settings.threads, 1); ++i) {
    if (i < cores) {
      threads.emplace_back([this] {
        auto work = asio::make_work_guard(edge.io);
        edge.io.run();
      });
    } else {
      threads.emplace_back([this] { relieve(); });
    }
    pthread_setname_np(threads.back().native_handle(), "http");
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Server::Inside::stop() {
  if (threads.empty()) return;
  edge.stopping = true;
  std::promise<void> closed;
  asio::post(strand, [&] {
    error_code ignored;
    acceptor.close(ignored);
    closed.set_value();
  });
  closed.get_future().wait();
  {
    std::unique_lock lock{edge.mutex};
    for (auto connection : edge.connections) connection->close_if_idle();
    auto all_gone = [this] { return edge.connections.empty(); };
    if (!edge.empty.wait_for(lock, edge.settings.limits.drain_time_max, all_gone)) {
      for (auto connection : edge.connections) connection->cut();
      edge.empty.wait(lock, all_gone);
    }
  }
  edge.io.stop();
  {
    std::lock_guard lock{watch};
    over = true;
    watch_free.notify_all();
    watch_over.notify_all();
  }
  for (auto& thread : threads) thread.join();
  threads.clear();
}

// As many threads as there are cores run all the time; more of them awake would only cost switches (measured: 14 µs of
// processor a request with two, 20 with eight). The others look every now and then, one at a time, whether requests wait
// because handlers block, and then help until none waits.
void Server::Inside::relieve() {
  constexpr std::chrono::milliseconds often{2}, seldom{50};
  constexpr int quiet_max = 50;
  for (;;) {
    {
      std::unique_lock lock{watch};
      watch_free.wait(lock, [this] { return !watched || over; });
      watched = true;
      watch_over.wait_for(lock, quiet < quiet_max ? often : seldom, [this] { return over; });
      watched = false;
      watch_free.notify_one();
      if (over) return;
    }
    auto helped = edge.io.poll();
    std::lock_guard lock{watch};
    quiet = helped > 0 ? 0 : std::min(quiet + 1, quiet_max);
  }
}

asio::awaitable<void> Server::Inside::accept() {
  constexpr std::chrono::milliseconds pause{50};
  auto token = asio::as_tuple(asio::use_awaitable);
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(edge.io.get_executor(), token);
    if (edge.stopping) co_return;
    if (!error) {
      welcome(std::move(socket));
    } else if (error != asio::error::connection_aborted) {  // no handles left, mostly: they come back when others close
      asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, asio::strand<Executor>> rest{strand, pause};
      co_await rest.async_wait(token);
    }
  }
}

void Server::Inside::welcome(Socket socket) {
  try {
    auto connection = std::make_unique<Connection>(edge, std::move(socket));
    auto here = connection.get();
    if (!edge.add(here)) return;
    asio::co_spawn(edge.io, here->run(), [owner = std::move(connection)](std::exception_ptr) {});
  } catch (std::exception const&) {
    // No memory for it: closed at once, as one too many is.
  }
}

// Ends the waits whose time is over. One timer for all: a wait costs no timer of its own.
asio::awaitable<void> Server::Inside::sweep() {
  using std::chrono::milliseconds;
  auto const& limits = edge.settings.limits;
  auto shortest = std::min({limits.header_time_max, limits.idle_time_max, limits.body_stall_max, limits.body_grace, limits.write_stall_max});
  auto period = std::clamp(shortest / 4, milliseconds{10}, milliseconds{1000});
  for (;;) {
    timer.expires_after(period);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    auto now = Clock::now();
    std::lock_guard lock{edge.mutex};
    for (auto connection : edge.connections) connection->sweep(now);
  }
}

Server::Server(Settings settings, Handler& handler) : inside_{std::make_unique<Inside>(std::move(settings), handler)} { inside_->listen(); }

Server::~Server() { inside_->stop(); }
std::uint16_t Server::port() const { return inside_->port; }
void Server::start() { inside_->start(); }
void Server::stop() { inside_->stop(); }
std::size_t Server::connections() const { return inside_->edge.open; }

}  // namespace http
