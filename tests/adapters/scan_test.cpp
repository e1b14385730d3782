// SPDX-License-Identifier: EUPL-1.2
#include <archive.h>
#include <archive_entry.h>
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "platform/files/files.h"

// Virus scan by a real clamd: script/clamd start FOLDER prints the address for ZEGEL_TEST_CLAMD.
namespace {

namespace fs = std::filesystem;

class Scan : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "zegel-scan-XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  void TearDown() override { fs::remove_all(folder_); }

  static std::string clamd() {
    auto const* address = std::getenv("ZEGEL_TEST_CLAMD");
    if (!address) throw std::runtime_error{"ZEGEL_TEST_CLAMD is not set: script/clamd start FOLDER prints it"};
    return address;
  }

  std::string file(std::string const& content, std::string const& name = "file") const {
    auto const path = folder_ + '/' + name;
    std::ofstream{path, std::ios::binary} << content;
    return path;
  }

  std::string zip_with(std::string const& content) const {
    auto const path = folder_ + "/file.zip";
    auto* zip = ::archive_write_new();
    ::archive_write_set_format_zip(zip);
    ::archive_write_open_filename(zip, path.c_str());
    auto* entry = ::archive_entry_new();
    ::archive_entry_set_pathname(entry, "inside.txt");
    ::archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    ::archive_entry_set_filetype(entry, AE_IFREG);
    ::archive_write_header(zip, entry);
    ::archive_write_data(zip, content.data(), content.size());
    ::archive_entry_free(entry);
    ::archive_write_free(zip);
    return path;
  }

  // The test file of the anti-virus industry, put together here so that no scanner stops this source.
  static std::string eicar() { return std::string{"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-"} + "STANDARD-ANTIVIRUS-" + "TEST-FILE!$H+H*"; }

  std::string folder_;
};

// Takes one connection on loopback, reads what INSTREAM sends, and answers.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer) : listener_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener_, 1);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    if (!answer.empty()) thread_ = std::thread{[this, answer] { serve(answer); }};
  }
  ~OneAnswer() {
    if (thread_.joinable()) thread_.join();
    ::close(listener_);
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  std::string const& received() {
    thread_.join();
    return received_;
  }

 private:
  void serve(std::string const& answer) {
    auto const connection = ::accept(listener_, nullptr, nullptr);
    auto const take = [&](std::size_t count) {
      std::string bytes(count, '\0');
      return ::recv(connection, bytes.data(), count, MSG_WAITALL) == static_cast<ssize_t>(count) ? bytes : std::string{};
    };
    if (take(10) == std::string{"zINSTREAM\0", 10}) {
      for (;;) {
        std::size_t length = 0;
        for (auto const byte : take(4)) length = length << 8 | static_cast<unsigned char>(byte);
        if (length == 0) break;
        received_ += take(length);
      }
    }
    ::send(connection, answer.data(), answer.size() + 1, MSG_NOSIGNAL);
    ::close(connection);
  }

  int listener_;
  std::uint16_t port_ = 0;
  std::string received_;
  std::thread thread_;
};

std::string what_of(auto const& act) try {
  act();
  return "nothing was thrown";
} catch (std::runtime_error const& wrong) {
  return wrong.what();
}

TEST_F(Scan, a_clean_file_is_clean) {
  auto const report = files::scan(clamd(), file("een gewone schuldvordering\n"));
  EXPECT_TRUE(report.clean);
  EXPECT_EQ(report.found, "");
  EXPECT_TRUE(files::scan(clamd(), file("")).clean);
  EXPECT_TRUE(files::scan(clamd(), file(std::string(5'000'000, 'a'))).clean);
}

TEST_F(Scan, the_eicar_file_is_found_by_name) {
  auto const report = files::scan(clamd(), file(eicar()));
  EXPECT_FALSE(report.clean);
  EXPECT_TRUE(report.found.starts_with("Eicar")) << report.found;
}

TEST_F(Scan, the_eicar_file_is_found_inside_a_zip) { EXPECT_FALSE(files::scan(clamd(), zip_with(eicar())).clean); }

TEST_F(Scan, a_file_larger_than_clamd_takes_is_not_called_clean) {
  auto const path = file("");
  fs::resize_file(path, 200'000'000);
  auto const wrong = what_of([&] { files::scan(clamd(), path); });
  EXPECT_NE(wrong.find("size limit exceeded"), std::string::npos) << wrong;
}

TEST_F(Scan, every_byte_arrives_over_tcp_too) {
  std::string content;
  for (int i = 0; i < 500'000; ++i) content += std::to_string(i);
  OneAnswer clamd{"stream: OK"};
  EXPECT_TRUE(files::scan(clamd.address(), file(content)).clean);
  EXPECT_EQ(clamd.received(), content);
}

TEST_F(Scan, an_answer_that_is_neither_is_told) {
  OneAnswer clamd{"stream: Can't allocate memory ERROR"};
  auto const wrong = what_of([&] { files::scan(clamd.address(), file("x")); });
  EXPECT_EQ(wrong, "virus scan by clamd at " + clamd.address() + ": Can't allocate memory ERROR");
}

TEST_F(Scan, a_clamd_that_is_silent_is_given_up) {
  OneAnswer const clamd{""};
  auto const start = std::chrono::steady_clock::now();
  auto const wrong = what_of([&] { files::scan(clamd.address(), file("x"), 1); });
  EXPECT_NE(wrong.find("no answer in time"), std::string::npos) << wrong;
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{3});
}

TEST_F(Scan, no_clamd_is_told_with_its_address) {
  for (auto const& address : {"unix:" + folder_ + "/nothing.sock", std::string{"127.0.0.1:1"}, std::string{"nowhere"}}) {
    auto const wrong = what_of([&] { files::scan(address, file("x"), 5); });
    EXPECT_TRUE(wrong.starts_with("virus scan by clamd at " + address + ": ")) << wrong;
  }
}

}  // namespace
