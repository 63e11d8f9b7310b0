#include "world/password.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <span>

#include <fmt/format.h>

namespace techmarket::world {
namespace {

std::string base64(std::span<const unsigned char> bytes) {
  std::string text(4 * (bytes.size() / 3 + 1) + 1, '\0');  // EVP дописує нульовий байт
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text.substr(0, text.find('='));
}

}  // namespace

std::string phc_string(const ArgonSalt& salt, const ArgonTag& tag) {
  return fmt::format("$argon2id$v={}$m={},t={},p={}${}${}", kArgonVersion, kArgonMemoryKiB, kArgonPasses,
                     kArgonLanes, base64(salt), base64(tag));
}

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::string hex;
  for (const unsigned char byte : digest)
    for (const int digit : {byte >> 4, byte & 15}) hex += "0123456789abcdef"[digit];
  return hex;
}

}  // namespace techmarket::world
