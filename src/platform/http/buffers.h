// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <vector>

#include "platform/http/http.h"

namespace http {

constexpr std::size_t input_bytes = 4 * 1024;  // of a connection at rest
constexpr std::size_t input_bytes_kept_max = 64 * 1024;
constexpr std::size_t body_buffer_bytes = 256 * 1024;
constexpr std::size_t body_buffers_kept_max = 16;

// Bytes read and not yet used.
class Bytes {
 public:
  bool empty() const { return begin_ == end_; }
  std::string_view view() const { return {data_.get() + begin_, end_ - begin_}; }
  void drop(std::size_t count) {
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  // Where to read into: at least one byte, and a buffer of at least `size` in all.
  std::span<char> room(std::size_t size = input_bytes) {
    if (end_ == size_ || size_ < size) make_room(size);
    return {data_.get() + end_, size_ - end_};
  }
  void filled(std::size_t count) { end_ += count; }
  void shrink() {
    if (empty() && size_ > input_bytes_kept_max) *this = {};
  }

 private:
  void make_room(std::size_t size) {
    auto kept = end_ - begin_;
    if (size_ < size || begin_ < size_ / 2) {
      size_ = size_ < size ? std::max(size, kept + 1) : 2 * size_;
      auto larger = std::make_unique_for_overwrite<char[]>(size_);
      if (kept) std::memcpy(larger.get(), data_.get() + begin_, kept);
      data_ = std::move(larger);
    } else {
      std::memmove(data_.get(), data_.get() + begin_, kept);
    }
    begin_ = 0;
    end_ = kept;
  }

  std::unique_ptr<char[]> data_;
  std::size_t size_ = 0, begin_ = 0, end_ = 0;
};

// Large buffers for bodies, lent while a body is read: a connection at rest has none.
class BufferPool {
 public:
  class Loan {
   public:
    explicit Loan(BufferPool& pool) : pool_{pool}, data_{pool.take()} {}
    ~Loan() { pool_.give(std::move(data_)); }
    Loan(Loan const&) = delete;
    Loan& operator=(Loan const&) = delete;
    char* data() { return data_.get(); }

   private:
    BufferPool& pool_;
    std::unique_ptr<char[]> data_;
  };

 private:
  std::unique_ptr<char[]> take() {
    {
      std::lock_guard lock{mutex_};
      if (!free_.empty()) {
        auto data = std::move(free_.back());
        free_.pop_back();
        return data;
      }
    }
    return std::make_unique_for_overwrite<char[]>(body_buffer_bytes);
  }
  void give(std::unique_ptr<char[]> data) {
    std::lock_guard lock{mutex_};
    if (free_.size() < body_buffers_kept_max) free_.push_back(std::move(data));
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<char[]>> free_;
};

class File {
 public:
  explicit File(FileRange const& range) : handle_{::open(range.path.c_str(), O_RDONLY | O_CLOEXEC)} {
    if (handle_ < 0) throw std::system_error{errno, std::generic_category(), "cannot open " + range.path};
    struct stat facts {};
    bool whole = ::fstat(handle_, &facts) == 0 && S_ISREG(facts.st_mode) && range.offset <= static_cast<std::uint64_t>(facts.st_size) &&
                 range.size <= static_cast<std::uint64_t>(facts.st_size) - range.offset;
    if (whole) return;
    ::close(handle_);
    throw std::runtime_error{"shorter than the answer says, or no file: " + range.path};
  }
  ~File() { ::close(handle_); }
  File(File const&) = delete;
  File& operator=(File const&) = delete;
  int handle() const { return handle_; }

 private:
  int handle_;
};

}  // namespace http
