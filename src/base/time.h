// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

// A moment, in UTC, to the millisecond. Stored and sent as "2026-03-02T09:00:00.000Z", which sorts as text.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
// A calendar day, without a zone. Stored and sent as "2026-03-02".
using Day = std::chrono::sys_days;

std::string to_text(Instant);
std::string to_text(Day);
std::optional<Instant> parse_instant(std::string_view text);
// Takes 2026-03-02 and the Belgian 2/3/2026, 02/03/2026, 02-03-2026; nothing for a date that does not exist or lies
// outside 1900-2199.
std::optional<Day> parse_day(std::string_view text);

// The day and the wall clock in Brussels: the law's time (DOMAIN §2.1).
Day brussels_day(Instant);
struct LocalTime {
  Day day;
  int hour, minute;
};
LocalTime brussels_time(Instant);

// Where "now" comes from: the machine, or the hand of a test.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class MachineClock final : public Clock {
 public:
  Instant now() const override { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }
};
