// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <array>
#include <string>
#include <string_view>

namespace crypto {

std::string sha256_hex(std::string_view bytes);
std::string hmac_sha256_hex(std::string_view key, std::string_view bytes);
bool same(std::string_view a, std::string_view b);  // in constant time
// `bytes` random bytes, base64url without padding.
std::string random_token(std::size_t bytes);
// Plain base64 (RFC 4648 §4); "" when it is none.
std::string from_base64(std::string_view text);
// AES-256-GCM; key 32 bytes; result base64url(nonce + text + tag). `open` returns false when it was tampered with.
std::string seal(std::string_view key, std::string_view text);
bool unseal(std::string_view key, std::string_view sealed, std::string& text);
// Argon2id in its encoded form ($argon2id$v=19$m=65536,t=3,p=1$…). `cheap` is for tests only.
std::string hash_password(std::string_view password, bool cheap = false);
bool password_fits(std::string_view password, std::string_view hash);

}  // namespace crypto
