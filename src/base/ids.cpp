// SPDX-License-Identifier: EUPL-1.2
#include "base/ids.h"

#include <sys/random.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <stdexcept>

namespace {

// 48 bits of milliseconds and 12 bits of counter, so that ids made in one process sort by age.
std::uint64_t next_tick() {
  static std::atomic<std::uint64_t> last{0};
  auto const ms = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count());
  auto seen = last.load();
  for (;;) {
    auto const next = std::max(ms << 12, seen + 1);
    if (last.compare_exchange_weak(seen, next)) return next;
  }
}

std::uint64_t random_word() {
  thread_local std::array<std::uint64_t, 64> pool;
  thread_local std::size_t left = 0;
  if (left == 0) {
    if (getrandom(pool.data(), sizeof pool, 0) != static_cast<ssize_t>(sizeof pool)) throw std::runtime_error{"no random numbers"};
    left = pool.size();
  }
  return pool.at(--left);
}

}  // namespace

std::string new_id() {
  auto const tick = next_tick();
  auto const high = ((tick >> 12) << 16) | 0x7000U | (tick & 0xFFFU);
  auto const low = (random_word() & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (int i = 0; i < 32; ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) text += '-';
    auto const word = i < 16 ? high : low;
    text += digits[(word >> (60 - 4 * (i % 16))) & 15U];
  }
  return text;
}

bool is_id(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool const hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    auto const c = text[i];
    if (hyphen ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}
