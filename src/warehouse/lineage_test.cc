#include "warehouse/lineage.h"

#include <gmock/gmock.h>

#include "warehouse/star.h"

namespace techmarket::warehouse {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Lineage only(std::string_view name) {
  const auto found = lineage(name);
  EXPECT_TRUE(found);
  EXPECT_EQ(found->size(), 1u);
  return found->front();
}

TEST(Lineage, TellsHowAMeasureIsComputed) {
  const auto revenue = only("fact_sales.revenue");
  EXPECT_EQ(revenue.column, "fact_sales.revenue");
  EXPECT_EQ(revenue.type, "decimal(14,2)");
  EXPECT_EQ(revenue.history, "");
  EXPECT_EQ(revenue.how, "quantity × unit_price");
  EXPECT_THAT(revenue.sources,
              ElementsAre("orders-db.order_items.quantity", "orders-db.order_items.unit_price"));
}

TEST(Lineage, TellsWhatAColumnOfADimensionIs) {
  const auto region = only("dim_customer.region_key");
  EXPECT_EQ(region.how, "region_key of dim_region");
  EXPECT_EQ(region.history, "scd2");
  EXPECT_EQ(only("dim_customer.email").history, "scd1");
  EXPECT_THAT(region.sources, ElementsAre("orders-db.customers.region_id"));
  EXPECT_EQ(only("sku").how, "as is");
  EXPECT_EQ(only("dim_product.product_id").how, "natural key, as is");
  EXPECT_THAT(only("dim_product.product_key").sources, IsEmpty());
  EXPECT_EQ(only("dim_date.quarter").how, "extract(quarter FROM day)");
}

TEST(Lineage, AMartIsTracedToTheServicesThroughTheFacts) {
  const auto revenue = only("mart_sales_daily.revenue");
  EXPECT_EQ(revenue.type, "decimal(20,2)");
  EXPECT_EQ(revenue.how, "sum of revenue");
  EXPECT_EQ(revenue.sources, only("fact_sales.revenue").sources);
  EXPECT_THAT(only("mart_sales_daily.category_key").sources, ElementsAre("catalog-db.products.category_id"));
  EXPECT_EQ(only("mart_orders_daily.average_order").how, "(revenue − discount_amount) / orders");
}

TEST(Lineage, ANameMayBeATableAColumnOrBoth) {
  EXPECT_EQ(lineage("dim_region")->size(), 6u);
  EXPECT_EQ(lineage("etl.runs")->size(), 14u);
  // dim_region, dim_customer, dim_employee, fact_sales і чотири вітрини
  EXPECT_EQ(lineage("region_key")->size(), 8u);
  std::size_t columns = 0;
  for (const auto& table : tables()) columns += table.columns.size();
  EXPECT_EQ(lineage("")->size(), columns);
}

TEST(Lineage, AnUnknownNameIsAMistakeOfTheCaller) {
  const auto unknown = lineage("fact_sales.revenu");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::usage);
  EXPECT_EQ(unknown.error().message, "the warehouse has no column or table 'fact_sales.revenu'");
  EXPECT_EQ(unknown.error().hint, "did you mean 'fact_sales.revenue'?");
}

}  // namespace
}  // namespace techmarket::warehouse
