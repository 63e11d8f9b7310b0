#include "datagen/password.h"

#include <argon2.h>
#include <openssl/sha.h>

#include <array>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

namespace techmarket::datagen {

std::string password_hash(std::string_view password, std::uint64_t salt_high, std::uint64_t salt_low) {
  constexpr std::uint32_t kPasses = 1, kMemoryKiB = 8, kLanes = 1;
  constexpr std::size_t kHashLength = 32, kEncodedLength = 128;
  std::array<unsigned char, 16> salt;
  for (std::size_t byte = 0; byte < 8; ++byte) {
    salt[byte] = static_cast<unsigned char>(salt_high >> (56 - 8 * byte));
    salt[8 + byte] = static_cast<unsigned char>(salt_low >> (56 - 8 * byte));
  }
  std::array<char, kEncodedLength> encoded;
  const int code =
      argon2id_hash_encoded(kPasses, kMemoryKiB, kLanes, password.data(), password.size(), salt.data(),
                            salt.size(), kHashLength, encoded.data(), encoded.size());
  if (code != ARGON2_OK) std::abort();  // параметри сталі: не вдатися може лише виділення 8 КіБ
  return encoded.data();
}

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::string hex;
  for (const unsigned char byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace techmarket::datagen
