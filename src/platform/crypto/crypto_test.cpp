// SPDX-License-Identifier: EUPL-1.2
#include "platform/crypto/crypto.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

namespace {

std::string const key(32, 'k');

TEST(Crypto, a_sha256_is_the_one_of_fips_180) {
  EXPECT_EQ(crypto::sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(crypto::sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(crypto::sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Crypto, an_hmac_is_the_one_of_rfc_4231) {
  EXPECT_EQ(crypto::hmac_sha256_hex(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(crypto::hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(crypto::hmac_sha256_hex(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(crypto::hmac_sha256_hex("", ""), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Crypto, two_texts_are_the_same_only_when_every_byte_is) {
  EXPECT_TRUE(crypto::same("", ""));
  EXPECT_TRUE(crypto::same("zegel", "zegel"));
  EXPECT_FALSE(crypto::same("zegel", "zegem"));
  EXPECT_FALSE(crypto::same("zegel", "zege"));
}

TEST(Crypto, a_random_token_fits_in_a_url_and_never_comes_twice) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    auto const token = crypto::random_token(32);
    EXPECT_EQ(token.size(), 43u);
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), std::string::npos);
    seen.insert(token);
  }
  EXPECT_EQ(seen.size(), 1000u);
}

TEST(Crypto, what_was_sealed_opens_with_its_own_key_only) {
  for (auto const& text : {std::string{}, std::string{"85.07.30-033.28"}, std::string(100000, 'x'), std::string("a\0b", 3)}) {
    auto const sealed = crypto::seal(key, text);
    std::string opened = "before";
    EXPECT_TRUE(crypto::unseal(key, sealed, opened));
    EXPECT_EQ(opened, text);
    opened = "before";
    EXPECT_FALSE(crypto::unseal(std::string(32, 'l'), sealed, opened));
    EXPECT_EQ(opened, "before");
  }
}

TEST(Crypto, the_same_text_is_never_sealed_the_same_way_twice) { EXPECT_NE(crypto::seal(key, "zegel"), crypto::seal(key, "zegel")); }

TEST(Crypto, whoever_changes_one_sign_of_what_was_sealed_is_found_out) {
  auto const sealed = crypto::seal(key, "one sign");
  std::string opened;
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto tampered = sealed;
    tampered[i] = tampered[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(crypto::unseal(key, tampered, opened)) << i;
    EXPECT_FALSE(crypto::unseal(key, sealed.substr(0, i), opened)) << i;
  }
  EXPECT_FALSE(crypto::unseal(key, sealed + "A", opened));
  EXPECT_FALSE(crypto::unseal(key, sealed + "=", opened));
  EXPECT_FALSE(crypto::unseal(key, " " + sealed, opened));
  EXPECT_FALSE(crypto::unseal(key, "not base64 at all!", opened));
}

TEST(Crypto, a_text_that_another_program_sealed_opens) {  // AES-256-GCM test case 14 of the specification of GCM
  std::string opened;
  std::string const sealed = "AAAAAAAAAAAAAAAAzqdAPU1ga24HTsXTuvOdGNDRyKeZmWvwJluYtdSKuRk";
  EXPECT_TRUE(crypto::unseal(std::string(32, '\0'), sealed, opened));
  EXPECT_EQ(opened, std::string(16, '\0'));
}

TEST(Crypto, a_key_of_another_length_is_a_bug_and_not_an_answer) {
  std::string opened;
  EXPECT_THROW(crypto::seal("short", "text"), std::invalid_argument);
  EXPECT_THROW(crypto::unseal("short", "text", opened), std::invalid_argument);
}

TEST(Crypto, a_password_fits_its_own_hash_only) {
  auto const hash = crypto::hash_password("correct horse", true);
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$")) << hash;
  EXPECT_EQ(hash.find('\0'), std::string::npos);
  EXPECT_TRUE(crypto::password_fits("correct horse", hash));
  EXPECT_FALSE(crypto::password_fits("correct horsf", hash));
  EXPECT_FALSE(crypto::password_fits("", hash));
  EXPECT_NE(hash, crypto::hash_password("correct horse", true));
}

TEST(Crypto, a_real_hash_costs_what_was_promised) {
  auto const hash = crypto::hash_password("dear");
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << hash;
  EXPECT_TRUE(crypto::password_fits("dear", hash));
}

TEST(Crypto, a_hash_made_by_the_argon2_command_is_known) {  // echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1, from its test suite
  EXPECT_TRUE(crypto::password_fits("password", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"));
}

TEST(Crypto, nothing_fits_what_is_not_a_hash) {
  for (auto const* hash : {"", "plain", "$argon2id$", "$argon2i$v=19$m=16,t=2,p=1$c29tZXNhbHQ$AAAA"})
    EXPECT_FALSE(crypto::password_fits("plain", hash));
  EXPECT_FALSE(crypto::password_fits(std::string(5000, 'x'), crypto::hash_password("x", true)));
  EXPECT_THROW(crypto::hash_password(std::string(5000, 'x'), true), std::length_error);
}

}  // namespace
