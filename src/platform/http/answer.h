// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "platform/http/http.h"

#include <cstdint>
#include <string>

// Writing the head of an answer.
namespace http {

struct Manner {
  bool close = false;            // the connection is closed after this answer
  bool tell_keep_alive = false;  // HTTP/1.0 that asked to be kept
  bool open_end = false;         // the body lasts until the connection is closed: no length
};

std::uint64_t body_size(Response const&);
bool may_have_body(int status);
// Appends status line and headers, the empty line included.
void write_head(std::string& out, Response const&, Manner);

}  // namespace http
