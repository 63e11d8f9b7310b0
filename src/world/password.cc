#include "world/password.h"

#include <openssl/evp.h>

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

}  // namespace techmarket::world
