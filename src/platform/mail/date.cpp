// SPDX-License-Identifier: EUPL-1.2
#include "platform/mail/mail.h"

#include <fmt/format.h>

#include <array>

namespace mail {

std::string date(Instant instant) {
  using namespace std::chrono;
  constexpr std::array names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  auto const day = floor<days>(instant);
  year_month_day const calendar{day};
  hh_mm_ss const time{floor<seconds>(instant - day)};
  return fmt::format("{}, {:02d} {} {} {:02d}:{:02d}:{:02d} +0000", names.at(weekday{day}.c_encoding()), unsigned{calendar.day()},
                     months.at(unsigned{calendar.month()} - 1), int{calendar.year()}, time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

}  // namespace mail
