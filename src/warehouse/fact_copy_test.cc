#include "warehouse/fact_copy.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "warehouse/copy_binary.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {
namespace {

Fact sample() {
  Fact fact;
  fact.order_id = *parse_uuid("00000000-0000-4000-8000-000000000001");
  fact.order_item_id = *parse_uuid("10000000-0000-4000-8000-000000000001");
  fact.date = {20251231};
  fact.product = 1;
  fact.customer = 2;
  fact.employee = 3;
  fact.region = 4;
  fact.quantity = 5;
  fact.revenue = {100'00};
  fact.discount = {7};
  fact.cost = {120'00};
  return fact;
}

TEST(FactCopy, WritesEachFieldIntoTheColumnOfItsName) {
  std::string text;
  encode(sample(), CopyFormat::text, text);
  ASSERT_TRUE(text.ends_with('\n'));
  const auto fields = split(std::string_view(text).substr(0, text.size() - 1), '\t');
  std::map<std::string_view, std::string_view> by_column;
  ASSERT_EQ(fields.size(), fact_columns().size());
  for (std::size_t i = 0; i < fields.size(); ++i) by_column[fact_columns()[i].name] = fields[i];
  const std::map<std::string_view, std::string_view> expected = {
      {"order_id", "00000000-0000-4000-8000-000000000001"},
      {"order_item_id", "10000000-0000-4000-8000-000000000001"},
      {"date_key", "20251231"},
      {"product_key", "1"},
      {"customer_key", "2"},
      {"employee_key", "3"},
      {"region_key", "4"},
      {"quantity", "5"},
      {"revenue", "100.00"},
      {"discount_amount", "0.07"},
      {"cost", "120.00"},
      {"margin", "-20.07"}};
  EXPECT_EQ(by_column, expected);
}

TEST(FactCopy, NamesTheColumnsItWrites) {
  EXPECT_EQ(copy_statement(kFactTable, CopyFormat::binary),
            "COPY fact_sales (order_id, order_item_id, date_key, product_key, customer_key, employee_key, "
            "region_key, quantity, revenue, discount_amount, cost, margin) FROM STDIN WITH (FORMAT "
            "binary)");
  EXPECT_TRUE(copy_statement("other", CopyFormat::text).ends_with("WITH (FORMAT text)"));
}

TEST(FactCopy, BinaryRowsFollowEachOther) {
  std::string one, two;
  encode(sample(), CopyFormat::binary, one);
  // 12 полів: два uuid, шість int, чотири numeric: 100.00, 0.07, 120.00 і від'ємна маржа −20.07.
  EXPECT_EQ(one.size(), 2u + 2 * 20 + 6 * 8 + 16 + 14 + 16 + 16);
  EXPECT_EQ(one.substr(0, 2), std::string_view("\0\14", 2));
  two = one;
  encode(sample(), CopyFormat::binary, two);
  EXPECT_EQ(two, one + one);
}

TEST(FactCopy, OnlyTheBinaryStreamHasAHeaderAndATrailer) {
  EXPECT_EQ(copy_header(CopyFormat::binary), kBinaryHeader);
  EXPECT_EQ(copy_trailer(CopyFormat::binary), kBinaryTrailer);
  EXPECT_TRUE(copy_header(CopyFormat::text).empty());
  EXPECT_TRUE(copy_trailer(CopyFormat::text).empty());
}

}  // namespace
}  // namespace techmarket::warehouse
