#include "base/uuid.h"

#include <gtest/gtest.h>

namespace techmarket {
namespace {

TEST(Uuid, CarriesVersionAndVariant) {
  const std::string v4 = to_string(uuid_v4(UINT64_MAX, UINT64_MAX));
  EXPECT_EQ(v4, "ffffffff-ffff-4fff-bfff-ffffffffffff");
  EXPECT_EQ(to_string(uuid_v4(0, 0)), "00000000-0000-4000-8000-000000000000");
}

// Приклад із RFC 9562, додаток A.6.
TEST(Uuid, Version7MatchesTheRfcExample) {
  const Uuid uuid = uuid_v7(0x017F22E279B0, 0xCC3, 0x18C4DC0C0C07398F << 2);
  EXPECT_EQ(to_string(uuid), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST(Uuid, TextRoundTrips) {
  const Uuid uuid = uuid_v4(0x0123456789ABCDEF, 0xFEDCBA9876543210);
  EXPECT_EQ(parse_uuid(to_string(uuid)), uuid);
  EXPECT_EQ(parse_uuid("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"),
            parse_uuid("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"));
  for (const char* bad : {"", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2x79b0-7cc3-98c4-dc0c0c07398f",
                          "g17f22e2-79b0-7cc3-98c4-dc0c0c07398f"})
    EXPECT_EQ(parse_uuid(bad), std::nullopt) << bad;
}

}  // namespace
}  // namespace techmarket
