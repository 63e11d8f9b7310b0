// Байти за описом формату. Що PostgreSQL читає їх так само, перевіряє run_test.cc: там факти йдуть цим
// форматом.

#include "warehouse/copy_binary.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace techmarket::warehouse {
namespace {

/// Рядок з одного поля має саме ці байти. @param hex шістнадцяткові цифри, пробіли — для ока
template <class Value>
void expect_bytes(Value value, std::string_view hex) {
  char buffer[BinaryRow::kFieldCount + BinaryRow::kLongestField];
  BinaryRow row(buffer, 1);
  row.field(value);
  std::string written;
  for (const char* at = buffer; at != row.end(); ++at)
    written += fmt::format("{:02x}", static_cast<unsigned char>(*at));
  EXPECT_EQ(written, replace_all(hex, " ", ""));
}

TEST(BinaryRow, StartsWithTheNumberOfFields) {
  char buffer[BinaryRow::kFieldCount];
  const BinaryRow row(buffer, 12);
  EXPECT_EQ(row.end() - buffer, 2);
  EXPECT_EQ(buffer[0], 0);
  EXPECT_EQ(buffer[1], 12);
}

TEST(BinaryRow, WritesIntegersInNetworkOrder) {
  expect_bytes(std::int32_t{0}, "0001 00000004 00000000");
  expect_bytes(std::int32_t{1}, "0001 00000004 00000001");
  expect_bytes(std::int32_t{-2}, "0001 00000004 fffffffe");
  expect_bytes(std::numeric_limits<std::int32_t>::max(), "0001 00000004 7fffffff");
  expect_bytes(DateKey{20160229}, "0001 00000004 01339ee5");
}

TEST(BinaryRow, WritesUuidsAsTheirSixteenBytes) {
  expect_bytes(*parse_uuid("00112233-4455-4677-8899-aabbccddeeff"),
               "0001 00000010 0011223344554677 8899aabbccddeeff");
}

// numeric: довжина, кількість цифр, вага, знак, масштаб, цифри за основою 10000.
TEST(BinaryRow, WritesMoneyAsNumericDigits) {
  expect_bytes(Money{0}, "0001 0000000a 0001 ffff 0000 0002 0000");
  expect_bytes(Money{1}, "0001 0000000a 0001 ffff 0000 0002 0064");
  expect_bytes(Money{-3}, "0001 0000000a 0001 ffff 4000 0002 012c");
  expect_bytes(Money{100}, "0001 0000000c 0002 0000 0000 0002 0001 0000");
  expect_bytes(Money{4'199'999}, "0001 0000000e 0003 0001 0000 0002 0004 07cf 26ac");
  expect_bytes(Money{-4'199'999}, "0001 0000000e 0003 0001 4000 0002 0004 07cf 26ac");
  expect_bytes(Money{99'999'999'999'999}, "0001 00000010 0004 0002 0000 0002 270f 270f 270f 26ac");
}

TEST(BinaryRow, HasRoomForTheLargestMoney) {
  // 92233720368547758.07: п'ять цифр гривень і одна копійок.
  expect_bytes(Money{std::numeric_limits<std::int64_t>::max()},
               "0001 00000014 0006 0004 0000 0002 0009 08b9 1c23 1ac6 1e4e 02bc");
}

TEST(BinaryRow, HeaderAndTrailerAreThoseOfTheFormat) {
  EXPECT_EQ(kBinaryHeader.size(), 19u);
  EXPECT_EQ(kBinaryHeader.substr(0, 6), "PGCOPY");
  EXPECT_EQ(kBinaryTrailer, "\xff\xff");
}

}  // namespace
}  // namespace techmarket::warehouse
