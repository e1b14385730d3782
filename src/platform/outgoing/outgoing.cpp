// SPDX-License-Identifier: EUPL-1.2
#include "platform/outgoing/outgoing.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>

namespace outgoing {
namespace {

struct Net {
  std::uint32_t first;
  int bits;
};
constexpr std::uint32_t net(std::uint32_t a, std::uint32_t b = 0, std::uint32_t c = 0) { return a << 24 | b << 16 | c << 8; }
// What is not of the public internet (RFC 6890 and its registry).
constexpr std::array not_public{Net{net(0), 8},          Net{net(10), 8},          Net{net(100, 64), 10}, Net{net(127), 8},
                                Net{net(169, 254), 16},  Net{net(172, 16), 12},    Net{net(192, 0, 0), 24}, Net{net(192, 0, 2), 24},
                                Net{net(192, 88, 99), 24}, Net{net(192, 168), 16}, Net{net(198, 18), 15}, Net{net(198, 51, 100), 24},
                                Net{net(203, 0, 113), 24}, Net{net(224), 4},       Net{net(240), 4}};

bool is_public(std::uint32_t address) {
  return std::none_of(not_public.begin(), not_public.end(), [address](Net const& each) { return (address ^ each.first) >> (32 - each.bits) == 0; });
}

// Global unicast alone (2000::/3), without what wraps another address or is for documentation.
bool is_public(in6_addr const& address) {
  auto const* bytes = address.s6_addr;
  if ((bytes[0] & 0xE0) != 0x20) return false;
  if (bytes[0] == 0x20 && bytes[1] == 0x02) return false;                                                      // 6to4
  if (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0D && bytes[3] == 0xB8) return false;              // documentation
  return !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 0x02);                                           // Teredo and others
}

bool is_public(sockaddr const* address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, address, sizeof four);
    return is_public(ntohl(four.sin_addr.s_addr));
  }
  if (address->sa_family != AF_INET6) return false;
  sockaddr_in6 six{};
  std::memcpy(&six, address, sizeof six);
  return is_public(six.sin6_addr);
}

struct Call {
  bool private_addresses = false, was_refused = false;
  std::size_t bytes_left = 0;
};

curl_socket_t open_socket(void* user, curlsocktype, curl_sockaddr* address) {
  auto& call = *static_cast<Call*>(user);
  if (!call.private_addresses && !is_public(&address->addr)) {
    call.was_refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t swallow(char*, std::size_t size, std::size_t count, void* user) {
  auto& left = static_cast<Call*>(user)->bytes_left;
  if (size * count > left) return 0;
  left -= size * count;
  return size * count;
}

using Curl = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Lines = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

template <class Value>
void set(Curl const& curl, CURLoption option, Value value) {
  if (auto const code = curl_easy_setopt(curl.get(), option, value); code != CURLE_OK)
    throw std::runtime_error{std::string{"libcurl cannot take a setting: "} + curl_easy_strerror(code)};
}

class Curly final : public Caller {
 public:
  explicit Curly(Limits limits) : limits_{std::move(limits)} {
    static auto const ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready != CURLE_OK) throw std::runtime_error{"libcurl cannot start"};
  }

  Posted post(std::string const& address, std::string const& body, std::vector<std::string> const& headers) override {
    Curl const curl{curl_easy_init(), &curl_easy_cleanup};
    if (!curl) throw std::bad_alloc{};
    Lines lines{nullptr, &curl_slist_free_all};
    for (auto const& header : headers) add(lines, header);
    for (auto const* header : {"Content-Type: application/json", "Expect:"}) add(lines, header);
    Call call{limits_.private_addresses, false, limits_.answer_bytes_max};
    std::array<char, CURL_ERROR_SIZE> error{};
    set(curl, CURLOPT_URL, address.c_str());
    set(curl, CURLOPT_PROTOCOLS_STR, limits_.plain_http ? "http,https" : "https");
    set(curl, CURLOPT_PROXY, "");
    set(curl, CURLOPT_NOSIGNAL, 1L);
    set(curl, CURLOPT_FOLLOWLOCATION, 0L);
    set(curl, CURLOPT_TIMEOUT_MS, limits_.seconds_max * 1000L);
    set(curl, CURLOPT_QUICK_EXIT, 1L);
    set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!limits_.ca_file.empty()) set(curl, CURLOPT_CAINFO, limits_.ca_file.c_str());
    set(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(curl, CURLOPT_USERAGENT, "Zegel");
    set(curl, CURLOPT_HTTPHEADER, lines.get());
    set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    set(curl, CURLOPT_POSTFIELDS, body.c_str());
    set(curl, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    set(curl, CURLOPT_OPENSOCKETDATA, &call);
    set(curl, CURLOPT_WRITEFUNCTION, &swallow);
    set(curl, CURLOPT_WRITEDATA, &call);
    set(curl, CURLOPT_ERRORBUFFER, error.data());
    auto const code = curl_easy_perform(curl.get());
    if (call.was_refused) return {0, "the address is not of the public internet"};
    if (code != CURLE_OK) return {0, error[0] != '\0' ? error.data() : curl_easy_strerror(code)};
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    return {static_cast<int>(status), "HTTP " + std::to_string(status)};
  }

 private:
  static void add(Lines& lines, std::string const& line) {
    auto* const longer = curl_slist_append(lines.get(), line.c_str());
    if (!longer) throw std::bad_alloc{};
    static_cast<void>(lines.release());
    lines.reset(longer);
  }

  Limits limits_;
};

}  // namespace

std::unique_ptr<Caller> open(Limits limits) { return std::make_unique<Curly>(std::move(limits)); }

bool is_public_address(std::string const& address) {
  in_addr four{};
  if (inet_pton(AF_INET, address.c_str(), &four) == 1) return is_public(ntohl(four.s_addr));
  in6_addr six{};
  return inet_pton(AF_INET6, address.c_str(), &six) == 1 && is_public(six);
}

}  // namespace outgoing
