// SPDX-License-Identifier: EUPL-1.2
#include "platform/crypto/crypto.h"

#include <argon2.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <algorithm>
#include <climits>
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace crypto {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t sealed_bytes_max = 64 << 20;
constexpr std::size_t password_bytes_max = 4096;

[[noreturn]] void fail(char const* what) {
  auto const code = ERR_get_error();
  ERR_clear_error();
  auto text = std::string{"OpenSSL cannot "} + what;
  if (char const* reason = code ? ERR_reason_error_string(code) : nullptr) text += std::string{": "} + reason;
  throw std::runtime_error{text};
}

unsigned char const* octets(std::string_view bytes) { return reinterpret_cast<unsigned char const*>(bytes.data()); }
unsigned char* octets(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

std::string hex(unsigned char const* bytes, std::size_t size) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text(size * 2, '0');
  for (std::size_t i = 0; i < size; ++i) {
    text[i * 2] = digits[bytes[i] >> 4];
    text[i * 2 + 1] = digits[bytes[i] & 15];
  }
  return text;
}

std::string base64url(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends with a zero
  text.resize(static_cast<std::size_t>(EVP_EncodeBlock(octets(text), octets(bytes), static_cast<int>(bytes.size()))));
  while (!text.empty() && text.back() == '=') text.pop_back();
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

// Takes only what base64url() writes: one text for one value.
bool read_base64url(std::string_view text, std::string& bytes) {
  if (text.size() % 4 == 1 || text.size() > sealed_bytes_max * 2) return false;
  std::string padded{text};
  std::replace(padded.begin(), padded.end(), '-', '+');
  std::replace(padded.begin(), padded.end(), '_', '/');
  auto const padding = (4 - padded.size() % 4) % 4;
  padded.append(padding, '=');
  bytes.assign(padded.size() / 4 * 3 + 1, '\0');
  auto const size = EVP_DecodeBlock(octets(bytes), octets(std::string_view{padded}), static_cast<int>(padded.size()));
  if (size < static_cast<int>(padding)) return false;
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return base64url(bytes) == text;
}

EVP_MD const* sha256() {
  static std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> const digest{EVP_MD_fetch(nullptr, "SHA256", nullptr), &EVP_MD_free};
  if (!digest) fail("find SHA-256");
  return digest.get();
}

// HMAC() looks both algorithms up by name at each call, which takes longer than the digest: each thread keeps one that has them.
EVP_MAC_CTX* hmac_sha256() {
  using Hmac = std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)>;
  thread_local Hmac const kept = [] {
    std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> const algorithm{EVP_MAC_fetch(nullptr, "HMAC", nullptr), &EVP_MAC_free};
    if (!algorithm) fail("find HMAC");
    Hmac made{EVP_MAC_CTX_new(algorithm.get()), &EVP_MAC_CTX_free};
    char digest[] = "SHA256";
    OSSL_PARAM const settings[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
    if (!made || EVP_MAC_CTX_set_params(made.get(), settings) != 1) fail("make an HMAC");
    return made;
  }();
  return kept.get();
}

EVP_CIPHER const* aes_256_gcm() {
  static std::unique_ptr<EVP_CIPHER, decltype(&EVP_CIPHER_free)> const cipher{EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr),
                                                                              &EVP_CIPHER_free};
  if (!cipher) fail("find AES-256-GCM");
  return cipher.get();
}

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;
Cipher cipher() {
  Cipher made{EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free};
  if (!made) fail("make a cipher");
  return made;
}

void check_key(std::string_view key) {
  if (key.size() != key_bytes) throw std::invalid_argument{"a key to seal with has 32 bytes"};
}

std::string random_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  if (size > INT_MAX || RAND_bytes(octets(bytes), static_cast<int>(size)) != 1) fail("give random bytes");
  return bytes;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest, &size, sha256(), nullptr) != 1) fail("take a SHA-256");
  return hex(digest, size);
}

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  std::size_t size = 0;
  auto* const hmac = hmac_sha256();
  auto const* start = octets(key.empty() ? std::string_view{""} : key);  // a null key is the key of last time
  if (EVP_MAC_init(hmac, start, key.size(), nullptr) != 1 || EVP_MAC_update(hmac, octets(bytes), bytes.size()) != 1 ||
      EVP_MAC_final(hmac, digest, &size, sizeof digest) != 1)
    fail("take an HMAC");
  return hex(digest, size);
}

bool same(std::string_view a, std::string_view b) { return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0; }

std::string from_base64(std::string_view text) {
  if (text.size() % 4 != 0 || text.size() > 64 * 1024) return {};
  std::string bytes(text.size() / 4 * 3, '\0');
  auto const size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), reinterpret_cast<unsigned char const*>(text.data()),
                                    static_cast<int>(text.size()));
  if (size < 0) return {};
  // EVP counts the padding as bytes.
  for (auto end = text; end.ends_with('='); end.remove_suffix(1)) bytes.pop_back();
  return bytes;
}

std::string random_token(std::size_t bytes) { return base64url(random_bytes(bytes)); }

std::string seal(std::string_view key, std::string_view text) {
  check_key(key);
  if (text.size() > sealed_bytes_max) throw std::length_error{"this text is too long to seal in one piece"};
  auto sealed = random_bytes(nonce_bytes);
  sealed.resize(nonce_bytes + text.size() + tag_bytes);
  auto const context = cipher();
  auto* const nonce = octets(sealed);
  auto* const body = nonce + nonce_bytes;
  int written = 0;
  int rest = 0;
  bool const done = EVP_EncryptInit_ex2(context.get(), aes_256_gcm(), octets(key), nonce, nullptr) == 1 &&
                    EVP_EncryptUpdate(context.get(), body, &written, octets(text), static_cast<int>(text.size())) == 1 &&
                    EVP_EncryptFinal_ex(context.get(), body + written, &rest) == 1 &&
                    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_bytes, body + text.size()) == 1;
  if (!done) fail("seal");
  return base64url(sealed);
}

bool unseal(std::string_view key, std::string_view sealed, std::string& text) {
  check_key(key);
  std::string bytes;
  if (!read_base64url(sealed, bytes) || bytes.size() < nonce_bytes + tag_bytes) return false;
  auto const size = bytes.size() - nonce_bytes - tag_bytes;
  auto const context = cipher();
  auto* const nonce = octets(bytes);
  auto* const body = nonce + nonce_bytes;
  std::string opened(size + 1, '\0');
  int written = 0;
  int rest = 0;
  bool const ready = EVP_DecryptInit_ex2(context.get(), aes_256_gcm(), octets(key), nonce, nullptr) == 1 &&
                     EVP_DecryptUpdate(context.get(), octets(opened), &written, body, static_cast<int>(size)) == 1 &&
                     EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_bytes, body + size) == 1;
  if (!ready) fail("open what was sealed");
  if (EVP_DecryptFinal_ex(context.get(), octets(opened) + written, &rest) != 1) {
    ERR_clear_error();
    return false;
  }
  opened.resize(size);
  text = std::move(opened);
  return true;
}

std::string hash_password(std::string_view password, bool cheap) {
  if (password.size() > password_bytes_max) throw std::length_error{"this password is too long"};
  std::uint32_t const turns = cheap ? 1 : 3;
  std::uint32_t const memory_kib = cheap ? 64 : 65536;
  auto const salt = random_bytes(16);
  constexpr std::size_t hash_bytes = 32;
  std::string encoded(argon2_encodedlen(turns, memory_kib, 1, 16, hash_bytes, Argon2_id), '\0');
  auto const result = argon2id_hash_encoded(turns, memory_kib, 1, password.data(), password.size(), salt.data(), salt.size(), hash_bytes,
                                            encoded.data(), encoded.size());
  if (result != ARGON2_OK) throw std::runtime_error{std::string{"Argon2 cannot hash: "} + argon2_error_message(result)};
  encoded.resize(encoded.find('\0'));
  return encoded;
}

bool password_fits(std::string_view password, std::string_view hash) {
  if (password.size() > password_bytes_max) return false;
  std::string const encoded{hash};
  auto const result = argon2id_verify(encoded.c_str(), password.data(), password.size());
  if (result == ARGON2_MEMORY_ALLOCATION_ERROR) throw std::runtime_error{"no memory to verify a password"};
  return result == ARGON2_OK;
}

}  // namespace crypto
