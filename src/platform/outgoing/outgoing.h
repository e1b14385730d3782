// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace outgoing {

// Posts small JSON texts to systems elsewhere (libcurl). Follows no redirect, uses no proxy, and speaks to public addresses
// only: what counts is the address that the name has when it is called, so a name that moves to a machine inside is refused.
struct Limits {
  bool plain_http = false;         // http:// as well as https://
  bool private_addresses = false;  // also loopback, private and link-local networks
  int seconds_max = 10;
  std::size_t answer_bytes_max = 64 << 10;  // what comes after is not read, and the answer does not count
  std::string ca_file;                      // empty: the system's
};

struct Posted {
  int status = 0;      // of the answer; 0: there was none
  std::string detail;  // why not, for the operator; nothing of the answer's content
};

class Caller {
 public:
  virtual ~Caller() = default;
  virtual Posted post(std::string const& address, std::string const& body, std::vector<std::string> const& headers) = 0;
};
std::unique_ptr<Caller> open(Limits);

// Whether an address in text form (IPv4 or IPv6) is of the public internet.
bool is_public_address(std::string const& address);

}  // namespace outgoing
