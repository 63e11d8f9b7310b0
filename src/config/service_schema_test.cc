#include "config/service_schema.h"

#include <fstream>

#include <gmock/gmock.h>
#include <unistd.h>

namespace techmarket::config {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ServiceSchemaTest : public ::testing::Test {
 protected:
  ServiceSchemaTest() {
    catalogue_.root = ::testing::TempDir() + "service_schema_" + std::to_string(::getpid());
    std::filesystem::create_directories(catalogue_.root);
    service_.dbml = DbmlPath("shop.dbml");
  }
  ~ServiceSchemaTest() override { std::filesystem::remove_all(catalogue_.root); }

  Result<schema::Database> read(std::string_view text) {
    std::ofstream(catalogue_.root / "shop.dbml") << text;
    return read_schema(catalogue_, service_);
  }

  Catalogue catalogue_;
  Service service_;
};

TEST_F(ServiceSchemaTest, ReadsTheTablesOfTheFile) {
  const auto schema = read("Table goods {\n  id int [pk]\n}\n");
  ASSERT_TRUE(schema) << schema.error().message;
  EXPECT_TRUE(schema->table({.name = "goods"}));
}

TEST_F(ServiceSchemaTest, ABrokenFileIsBadInputAndNamesThePlaceAsTheUserSeesIt) {
  const auto schema = read("Table goods {\n  id\n}\n");
  ASSERT_FALSE(schema);
  EXPECT_EQ(schema.error().kind, ErrorKind::bad_input);
  EXPECT_THAT(schema.error().message, StartsWith(dbml_file(catalogue_, service_).string() + ":2:"));
  EXPECT_THAT(schema.error().message, HasSubstr("missing-type"));
  EXPECT_TRUE(dbml_file(catalogue_, service_).is_relative());
}

TEST_F(ServiceSchemaTest, AMissingFileIsAnError) {
  EXPECT_FALSE(read_schema(catalogue_, service_));
}

}  // namespace
}  // namespace techmarket::config
