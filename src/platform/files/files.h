// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Files, kept under the SHA-256 of their content: the same file is kept once, and a file never changes. Memory stays
// flat whatever the size. A file is durable (bytes, name and folder fsynced) before `keep` returns.
namespace files {

struct Kept {
  std::string sha256;      // 64 lower-case hex digits
  std::uint64_t size = 0;  // bytes
  std::string media_type;  // by content (libmagic), never by name: "application/pdf"
};

// The disk has no room. Nothing half written stays.
struct Full : std::exception {
  char const* what() const noexcept override { return "the file store is full"; }
};

// A file under way: bytes arrive in order, over several connections and across restarts if need be (tus). What was
// acknowledged by `sync` survives a crash.
class Incoming {
 public:
  virtual ~Incoming() = default;
  virtual void write(std::span<char const>) = 0;      // throws Full
  virtual std::uint64_t offset() const = 0;
  virtual void sync() = 0;                            // fdatasync
  // Hashes (as it went, or again from disk after a restart), finds the type, fsyncs, renames into place.
  virtual Kept keep() = 0;
  virtual std::string path() const = 0;               // for a virus scanner, before keep()
};

class Store {
 public:
  virtual ~Store() = default;
  // `name`: one of our own ids. A new file, or the bytes so far of the one begun under that name.
  virtual std::unique_ptr<Incoming> begin(std::string const& name) = 0;
  virtual std::unique_ptr<Incoming> resume(std::string const& name) = 0;  // null when there is none
  virtual void forget(std::string const& name) = 0;
  // Where the bytes are, for sendfile; nothing when the store does not have them.
  virtual std::optional<std::string> path(std::string_view sha256) const = 0;
  virtual std::uint64_t size(std::string_view sha256) const = 0;
  // Every kept digest, in order, by folder: for the job that removes what no row refers to.
  virtual void each(std::function<void(std::string const& sha256)> const&) const = 0;
  virtual void remove(std::string_view sha256) = 0;
};

// A folder: <folder>/kept/ab/cd/abcd…, <folder>/incoming/<name>. Makes what is missing; throws one clear sentence.
std::unique_ptr<Store> open_disk(std::string const& folder);

// The type of content by its first bytes (libmagic); office files inside a ZIP are told apart.
std::string media_type_of(std::string const& path);

// The types an installation takes when it sets none: PDF, images (JPEG, PNG, TIFF, WebP, HEIC), text, CSV, XML, office
// files (OOXML, ODF, old Office), ZIP, ASiC, mail (RFC 822), DWG/DXF, GeoJSON/JSON.
std::set<std::string> const& default_media_types();

// A name for a file as somebody sent it: the last part of any path, no control characters, at most 255 bytes of UTF-8,
// never empty, ".", or "..". What a browser may not be trusted with stays outside.
std::string clean_file_name(std::string_view name);

struct ScanReport {
  bool clean = true;
  std::string found;  // the signature's name: "Eicar-Test-Signature"
};
// Virus scan by clamd over its socket (INSTREAM, so clamd needs no access to the folder). `address`: unix:/path or
// host:port. Throws std::runtime_error with what was attempted when clamd does not answer within `seconds_max`.
ScanReport scan(std::string const& address, std::string const& path, int seconds_max = 120);

}  // namespace files
