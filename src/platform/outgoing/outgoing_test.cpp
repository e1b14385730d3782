// SPDX-License-Identifier: EUPL-1.2
#include "platform/outgoing/outgoing.h"

#include <gtest/gtest.h>

TEST(Outgoing, what_is_of_the_public_internet_is_known_by_its_address) {
  for (auto const* address : {"8.8.8.8", "193.190.0.1", "172.32.0.1", "100.128.0.1", "2a00:1450:4001::1", "2001:4860:4860::8888"})
    EXPECT_TRUE(outgoing::is_public_address(address)) << address;
  for (auto const* address :
       {"127.0.0.1", "127.255.0.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "255.255.255.255", "::1", "::", "::ffff:127.0.0.1", "fe80::1",
        "fd00::1", "ff02::1", "2001:db8::1", "2002:7f00:1::1", "2001::1", "64:ff9b::7f00:1", "localhost", "", "1.2.3"})
    EXPECT_FALSE(outgoing::is_public_address(address)) << address;
}

TEST(Outgoing, an_address_inside_is_not_called) {
  auto const caller = outgoing::open({.plain_http = true, .seconds_max = 5});
  for (auto const* address : {"http://127.0.0.1:1/", "http://localhost:1/", "http://[::1]:1/", "http://2130706433/", "http://0x7f.1/"}) {
    auto const posted = caller->post(address, "{}", {});
    EXPECT_EQ(posted.status, 0) << address;
    EXPECT_EQ(posted.detail, "the address is not of the public internet") << address;
  }
}

TEST(Outgoing, nothing_is_called_in_the_clear_unless_that_was_said) {
  auto const caller = outgoing::open({.private_addresses = true, .seconds_max = 5});
  for (auto const* address : {"http://127.0.0.1:1/", "file:///etc/hostname", "ftp://127.0.0.1/", "gopher://127.0.0.1/"}) {
    auto const posted = caller->post(address, "{}", {});
    EXPECT_EQ(posted.status, 0) << address;
    EXPECT_NE(posted.detail.find("rotocol"), std::string::npos) << posted.detail;
  }
}
