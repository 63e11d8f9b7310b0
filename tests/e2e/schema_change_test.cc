// Стовпець DBML перейменовано, додано чи вилучено: кожна команда каже, що не так, до першого рядка.

#include <gtest/gtest.h>

#include "platform.h"

namespace techmarket::e2e {
namespace {

class SchemaChange : public testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_PLATFORM();
    fill_default_world();
    rows_ = mysql_int("orders-db", "SELECT COUNT(*) FROM customers");
  }
  void TearDown() override {
    if (!platform_is_up()) return;
    EXPECT_EQ(mysql_int("orders-db", "SELECT COUNT(*) FROM customers"), rows_);
  }
  std::int64_t rows_ = 0;
  ProjectCopy copy_;
};

TEST_F(SchemaChange, RenamedColumnIsNamedWithASuggestion) {
  copy_.replace("docs/db/orders_mysql.dbml", "  phone ", "  phone_number ");
  const auto lint = techmarket({"schema", "lint"}, copy_.path());
  EXPECT_EQ(lint.exit_code, 1) << lint.errors;
  EXPECT_NE((lint.output + lint.errors).find("03_orders_schema.sql"), std::string::npos) << lint.errors;
  const auto generated = techmarket({"generate", "--yes"}, copy_.path());
  EXPECT_EQ(generated.exit_code, 65) << generated.errors;
  EXPECT_NE(generated.errors.find("orders_mysql.dbml:"), std::string::npos) << generated.errors;
  EXPECT_NE(generated.errors.find("'phone'"), std::string::npos) << generated.errors;
  EXPECT_NE(generated.errors.find("did you mean 'phone_number'?"), std::string::npos) << generated.errors;
}

TEST_F(SchemaChange, AddedNullableColumnBreaksNothingButIsMentioned) {
  copy_.replace("docs/db/orders_mysql.dbml", "  phone ", "  loyalty_card varchar(20) [null]\n  phone ");
  const auto generated = techmarket({"generate", "--yes"}, copy_.path());
  EXPECT_EQ(generated.exit_code, 0) << generated.errors;
  EXPECT_NE(generated.errors.find("'customers.loyalty_card'"), std::string::npos) << generated.errors;
  const auto drift = techmarket({"schema", "check"}, copy_.path());
  EXPECT_EQ(drift.exit_code, 1) << drift.errors;
  EXPECT_NE(drift.output.find("loyalty_card"), std::string::npos) << drift.output;
}

TEST_F(SchemaChange, AddedRequiredColumnStopsTheLoad) {
  copy_.replace("docs/db/orders_mysql.dbml", "  phone ", "  loyalty_card varchar(20) [not null]\n  phone ");
  const auto generated = techmarket({"generate", "--yes"}, copy_.path());
  EXPECT_EQ(generated.exit_code, 65) << generated.errors;
  EXPECT_NE(generated.errors.find("'customers.loyalty_card'"), std::string::npos) << generated.errors;
}

TEST_F(SchemaChange, RemovedColumnThatTheWarehouseReadsIsReported) {
  copy_.replace("docs/db/dwh_postgres.dbml", "  sku                 varchar(64)   [not null]\n", "");
  const auto loaded = techmarket({"etl", "run"}, copy_.path());
  EXPECT_EQ(loaded.exit_code, 65) << loaded.errors;
  EXPECT_NE(loaded.errors.find("sku"), std::string::npos) << loaded.errors;
}

TEST_F(SchemaChange, BrokenDbmlStopsTheBuildAndWritesNothing) {
  copy_.replace("docs/db/payments_mysql.dbml", "Table payments {", "Tabel payments {");
  const auto built = techmarket({"schema", "build"}, copy_.path());
  EXPECT_EQ(built.exit_code, 65) << built.errors;
  EXPECT_NE(built.errors.find("payments_mysql.dbml:"), std::string::npos) << built.errors;
  EXPECT_NE(built.errors.find('^'), std::string::npos) << built.errors;
}

TEST_F(SchemaChange, BuiltSchemaOfAnUnchangedCopyIsTheCommittedOne) {
  EXPECT_EQ(techmarket({"schema", "build", "--check"}, copy_.path()).exit_code, 0);
}

}  // namespace
}  // namespace techmarket::e2e
