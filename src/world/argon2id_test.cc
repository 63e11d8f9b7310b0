#include "world/argon2id.h"

#include <argon2.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "base/random.h"

namespace techmarket::world {
namespace {

ArgonTag by_library(std::string_view password, const ArgonSalt& salt) {
  ArgonTag tag;
  EXPECT_EQ(argon2id_hash_raw(kArgonPasses, kArgonMemoryKiB, kArgonLanes, password.data(), password.size(),
                              salt.data(), salt.size(), tag.data(), tag.size()),
            ARGON2_OK);
  return tag;
}

std::vector<ArgonSalt> random_salts(std::size_t count) {
  const RandomStream random(Seed{1}, "salts");
  std::vector<ArgonSalt> salts(count);
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t half = 0; half < 2; ++half) {
      const std::uint64_t word = random.at(i, half);
      std::memcpy(salts[i].data() + 8 * half, &word, sizeof word);
    }
  return salts;
}

class Argon2id : public ::testing::TestWithParam<std::size_t> {};

TEST_P(Argon2id, AgreesWithTheLibrary) {
  const auto salts = random_salts(203);  // не кратне жодній ширині
  for (const std::string_view password :
       {"techmarket", "", "a", "password that is exactly 64 bytes long, the longest one allowed."}) {
    std::vector<ArgonTag> tags(salts.size());
    if (!argon2id_with_width(GetParam(), password, salts, tags)) GTEST_SKIP() << "not on this processor";
    for (std::size_t i = 0; i < salts.size(); ++i) ASSERT_EQ(tags[i], by_library(password, salts[i])) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, Argon2id, ::testing::Values(2, 4, 8), ::testing::PrintToStringParamName());

TEST(Argon2idBatch, AnyNumberOfSaltsGivesTheSameHashes) {
  const auto salts = random_salts(19);
  std::vector<ArgonTag> all(salts.size());
  argon2id("techmarket", salts, all);
  for (std::size_t count = 0; count <= salts.size(); ++count) {
    std::vector<ArgonTag> some(count);
    argon2id("techmarket", std::span(salts).first(count), some);
    EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin())) << count;
  }
}

}  // namespace
}  // namespace techmarket::world
