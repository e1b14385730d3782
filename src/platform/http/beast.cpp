// SPDX-License-Identifier: EUPL-1.2
// Asio and Beast compiled once (…_SEPARATE_COMPILATION), so that the other files here compile faster.
#ifndef BOOST_ASIO_SEPARATE_COMPILATION
#error "compile platform/http with BOOST_ASIO_SEPARATE_COMPILATION and BOOST_BEAST_SEPARATE_COMPILATION"
#endif
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
#pragma GCC diagnostic pop
