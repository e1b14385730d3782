// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <cstddef>
#include <memory>
#include <string_view>

#include "platform/http/http.h"

namespace http {

// Cuts what comes from one connection into requests. The head's grammar and the chunks are Beast's; what Zegel refuses
// beyond that (request smuggling, limits, targets) stands in parser.cpp. Knows no sockets.
class Parser {
 public:
  enum class Step { more, done, refused };

  explicit Parser(Limits const&);
  ~Parser();

  // Ready for the next request.
  void begin();
  // Takes bytes of a head from the front of `bytes`; `used` are done with, the others must be offered again with what
  // comes after them. refused: see refusal().
  Step head(std::string_view bytes, std::size_t& used);
  // After a head with a chunked body: the same, for at most one `piece` of the body (a view into `bytes`).
  Step chunk(std::string_view bytes, std::size_t& used, std::string_view& piece);

  // No more comes; `bytes` are those of a head that was begun.
  void break_off(std::string_view bytes);

  int refusal() const;  // the HTTP status
  Head& request();      // complete when head() was done, else as far as it came
  bool chunked() const;
  bool keep_alive() const;
  bool is_old() const;            // HTTP/1.0
  bool expects_continue() const;  // Expect: 100-continue

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace http
