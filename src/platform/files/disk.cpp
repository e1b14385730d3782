// SPDX-License-Identifier: EUPL-1.2
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "platform/files/files.h"

namespace files {
namespace {

constexpr std::uint64_t write_back_bytes = 8 * 1024 * 1024;  // the disk begins on these while the next ones arrive
constexpr std::size_t read_bytes = 256 * 1024;

[[noreturn]] void fail(std::string const& attempted) {
  if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG) throw Full{};
  throw std::system_error{errno, std::generic_category(), attempted};
}

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_{fd} {}
  Descriptor(Descriptor&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

void sync_folder(std::string const& path) {
  Descriptor const folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (folder.get() < 0 || ::fsync(folder.get()) != 0) fail("fsync " + path);
}

void make_folder(std::string const& path) {
  if (::mkdir(path.c_str(), 0750) != 0 && errno != EEXIST) fail("mkdir " + path);
}

// The folders below kept/ that are known to be on disk. One that is merely there may be another thread's, or a crashed
// process's, that never reached the disk: whoever is first to need it tells the disk about it.
class Lasting {
 public:
  // Is the folder of this digest's first `digits` (2 or 4) known to be on disk?
  bool holds(std::string_view sha256, std::size_t digits) {
    std::lock_guard const lock{mutex_};
    return digits == 2 ? firsts_.test(index(sha256, 2)) : seconds_.test(index(sha256, 4));
  }
  void add(std::string_view sha256) {
    std::lock_guard const lock{mutex_};
    firsts_.set(index(sha256, 2));
    seconds_.set(index(sha256, 4));
  }

 private:
  static std::size_t index(std::string_view sha256, std::size_t digits) {
    std::size_t number = 0;
    std::from_chars(sha256.data(), sha256.data() + digits, number, 16);
    return number;
  }
  std::mutex mutex_;
  std::bitset<256> firsts_;
  std::bitset<65'536> seconds_;
};

class Digest {
 public:
  Digest() : context_{::EVP_MD_CTX_new()} {
    if (!context_ || ::EVP_DigestInit_ex(context_, ::EVP_sha256(), nullptr) != 1) throw std::runtime_error{"no SHA-256"};
  }
  ~Digest() { ::EVP_MD_CTX_free(context_); }
  Digest(Digest const&) = delete;
  Digest& operator=(Digest const&) = delete;

  void add(char const* bytes, std::size_t count) {
    if (::EVP_DigestUpdate(context_, bytes, count) != 1) throw std::runtime_error{"SHA-256 failed"};
  }
  std::string hex() {
    std::array<unsigned char, 32> bytes{};
    if (::EVP_DigestFinal_ex(context_, bytes.data(), nullptr) != 1) throw std::runtime_error{"SHA-256 failed"};
    std::string text;
    for (auto const byte : bytes) {
      text += "0123456789abcdef"[byte >> 4];
      text += "0123456789abcdef"[byte & 15];
    }
    return text;
  }

 private:
  EVP_MD_CTX* context_;
};

std::string digest_of(int fd) {
  Digest digest;
  std::vector<char> buffer(read_bytes);
  ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  for (off_t at = 0;;) {
    auto const n = ::pread(fd, buffer.data(), buffer.size(), at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("read back an incoming file");
    if (n == 0) return digest.hex();
    digest.add(buffer.data(), static_cast<std::size_t>(n));
    at += n;
  }
}

bool is_digest(std::string_view text) {
  return text.size() == 64 && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

void check_name(std::string const& name) {
  auto const plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  };
  if (name.empty() || name.size() > 128 || !std::ranges::all_of(name, plain))
    throw std::invalid_argument{"an incoming file is named by one of our own ids"};
}

// kept/ab/cd below the folder of the store, for a digest that begins with abcd.
struct Place {
  std::string top, first, second, file;
  Place(std::string const& folder, std::string_view sha256)
      : top{folder + "/kept"},
        first{fmt::format("{}/{}", top, sha256.substr(0, 2))},
        second{fmt::format("{}/{}", first, sha256.substr(2, 2))},
        file{fmt::format("{}/{}", second, sha256)} {}
};

// Several may be open on one name (a connection that dropped, and the one that goes on). Bytes are only ever added, and
// only by one whose offset is the end of the file; so what each has hashed is what stands on disk.
class DiskIncoming final : public Incoming {
 public:
  DiskIncoming(std::string folder, std::string path, Descriptor fd, std::shared_ptr<Lasting> lasting)
      : folder_{std::move(folder)}, path_{std::move(path)}, fd_{std::move(fd)}, lasting_{std::move(lasting)} {
    struct stat status {};
    if (::fstat(fd_.get(), &status) != 0) fail("stat " + path_);
    offset_ = written_back_ = static_cast<std::uint64_t>(status.st_size);
    if (offset_ == 0) digest_ = std::make_unique<Digest>();
  }

  void write(std::span<char const> bytes) override {
    if (bytes.empty()) return;
    Turn const turn{*this};
    for (std::size_t done = 0; done < bytes.size();) {
      auto const n = ::pwrite(fd_.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset_ + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) take_back("write " + path_);
      done += static_cast<std::size_t>(n);
    }
    if (digest_) digest_->add(bytes.data(), bytes.size());
    offset_ += bytes.size();
    if (offset_ - written_back_ >= write_back_bytes) {
      ::sync_file_range(fd_.get(), static_cast<off_t>(written_back_), static_cast<off_t>(offset_ - written_back_), SYNC_FILE_RANGE_WRITE);
      written_back_ = offset_;
    }
  }

  std::uint64_t offset() const override { return offset_; }
  std::string path() const override { return path_; }

  void sync() override {
    sync_bytes();
    // The name as well, once: a new file is nothing without it.
    if (!std::exchange(name_synced_, true)) sync_folder(folder_ + "/incoming");
  }

  Kept keep() override {
    Turn const turn{*this};
    Kept kept{digest_ ? digest_->hex() : digest_of(fd_.get()), offset_, media_type_of(path_)};
    digest_.reset();
    if (::fchmod(fd_.get(), 0440) != 0) fail("chmod " + path_);
    sync_bytes();
    move_to(Place{folder_, kept.sha256}, kept.sha256);
    return kept;
  }

 private:
  // Nobody else writes to this name meanwhile, and the file is still the one that was opened.
  class Turn {
   public:
    explicit Turn(DiskIncoming const& incoming) : fd_{incoming.fd_.get()} {
      while (::flock(fd_, LOCK_EX) != 0)
        if (errno != EINTR) fail("lock " + incoming.path_);
      struct stat mine {
      }, named{};
      auto const same = ::fstat(fd_, &mine) == 0 && ::stat(incoming.path_.c_str(), &named) == 0 && mine.st_ino == named.st_ino &&
                        mine.st_dev == named.st_dev && static_cast<std::uint64_t>(mine.st_size) == incoming.offset_;
      if (same) return;
      ::flock(fd_, LOCK_UN);
      throw std::runtime_error{fmt::format("{} went on elsewhere, or was kept or forgotten", incoming.path_)};
    }
    ~Turn() { ::flock(fd_, LOCK_UN); }
    Turn(Turn const&) = delete;
    Turn& operator=(Turn const&) = delete;

   private:
    int fd_;
  };

  // After a failed fdatasync nobody knows what stands on disk, and a second one would not tell: the file goes.
  void sync_bytes() {
    if (::fdatasync(fd_.get()) == 0) return;
    auto const why = errno;
    ::unlink(path_.c_str());
    errno = why;
    fail("fdatasync " + path_);
  }

  [[noreturn]] void take_back(std::string const& attempted) {
    auto const why = errno;
    if (::ftruncate(fd_.get(), static_cast<off_t>(offset_)) != 0) ::unlink(path_.c_str());
    errno = why;
    fail(attempted);
  }

  // The bytes are on disk already. Folders first, then the name; then the disk is told about all of them at once: the
  // first fsync writes the journal, the others find nothing left to do.
  void move_to(Place const& place, std::string const& sha256) {
    make_folder(place.first);
    make_folder(place.second);
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, place.file.c_str(), RENAME_NOREPLACE) != 0) {
      if (errno != EEXIST) fail(fmt::format("rename {} to {}", path_, place.file));
      keep_once(place);
    }
    sync_folder(place.second);
    if (lasting_->holds(sha256, 4)) return;
    sync_folder(place.first);
    if (!lasting_->holds(sha256, 2)) sync_folder(place.top);
    lasting_->add(sha256);
  }

  // The same file came before. Its time becomes now, so that a sweep by age leaves it to its new owner.
  void keep_once(Place const& place) {
    struct stat there {};
    auto const whole = ::stat(place.file.c_str(), &there) == 0 && static_cast<std::uint64_t>(there.st_size) == offset_ &&
                       ::utimensat(AT_FDCWD, place.file.c_str(), nullptr, 0) == 0;
    if (!whole) {  // damaged, or swept away between the two calls
      if (::rename(path_.c_str(), place.file.c_str()) != 0) fail(fmt::format("rename {} to {}", path_, place.file));
      return;
    }
    if (::unlink(path_.c_str()) != 0) fail("remove " + path_);
  }

  std::string folder_, path_;
  Descriptor fd_;
  std::shared_ptr<Lasting> lasting_;
  std::uint64_t offset_ = 0, written_back_ = 0;
  std::unique_ptr<Digest> digest_;  // null: there are bytes from before, hashed again by keep()
  bool name_synced_ = false;
};

std::vector<std::string> names_in(std::string const& folder) {
  std::vector<std::string> names;
  std::error_code gone;
  for (auto const& entry : std::filesystem::directory_iterator{folder, gone}) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

class DiskStore final : public Store {
 public:
  explicit DiskStore(std::string folder) : folder_{std::move(folder)} {}

  std::unique_ptr<Incoming> begin(std::string const& name) override { return open(name, O_CREAT); }

  std::unique_ptr<Incoming> resume(std::string const& name) override { return open(name, 0); }

  void forget(std::string const& name) override {
    check_name(name);
    auto const path = incoming(name);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail("remove " + path);
  }

  std::optional<std::string> path(std::string_view sha256) const override {
    if (!is_digest(sha256)) return {};
    Place const place{folder_, sha256};
    if (::access(place.file.c_str(), F_OK) != 0) return {};
    return place.file;
  }

  std::uint64_t size(std::string_view sha256) const override {
    if (!is_digest(sha256)) throw std::invalid_argument{"not a SHA-256 digest"};
    return std::filesystem::file_size(Place{folder_, sha256}.file);
  }

  void each(std::function<void(std::string const&)> const& visit) const override {
    auto const top = folder_ + "/kept";
    for (auto const& first : names_in(top))
      for (auto const& second : names_in(fmt::format("{}/{}", top, first)))
        for (auto const& name : names_in(fmt::format("{}/{}/{}", top, first, second)))
          if (is_digest(name)) visit(name);
  }

  void remove(std::string_view sha256) override {
    if (!is_digest(sha256)) throw std::invalid_argument{"not a SHA-256 digest"};
    Place const place{folder_, sha256};
    if (::unlink(place.file.c_str()) != 0 && errno != ENOENT) fail("remove " + place.file);
  }

 private:
  std::string incoming(std::string const& name) const { return fmt::format("{}/incoming/{}", folder_, name); }

  std::unique_ptr<Incoming> open(std::string const& name, int flags) const {
    check_name(name);
    auto path = incoming(name);
    Descriptor fd{::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0640)};
    if (fd.get() < 0 && errno == ENOENT && !flags) return {};
    if (fd.get() < 0) fail("open " + path);
    return std::make_unique<DiskIncoming>(folder_, std::move(path), std::move(fd), lasting_);
  }

  std::string folder_;
  std::shared_ptr<Lasting> lasting_ = std::make_shared<Lasting>();
};

}  // namespace

std::unique_ptr<Store> open_disk(std::string const& folder) {
  std::error_code wrong;
  for (auto const* part : {"kept", "incoming"}) {
    auto const path = fmt::format("{}/{}", folder, part);
    std::filesystem::create_directories(path, wrong);
    if (!wrong && ::access(path.c_str(), R_OK | W_OK | X_OK) != 0) wrong = {errno, std::generic_category()};
    if (wrong) throw std::runtime_error{fmt::format("the file store cannot use the folder {}: {}", path, wrong.message())};
  }
  sync_folder(folder);
  return std::make_unique<DiskStore>(folder);
}

}  // namespace files
