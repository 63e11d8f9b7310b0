#include "runtime/local/data_evidence.h"

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(DataEvidence, TablesAreNamedAsTheFileNamesThem) {
  EXPECT_THAT(created_tables("-- CREATE TABLE in a comment\n"
                             "CREATE SCHEMA \"etl\";\n"
                             "CREATE TABLE `auth users` (\n  id int\n);\n"
                             "create table if not exists plain(id int);\n"
                             "CREATE TABLE \"etl\".\"runs\" (\n"
                             "CREATE INDEX i ON t (a);\n"),
              ElementsAre("`auth users`", "plain", "\"etl\".\"runs\""));
  EXPECT_THAT(created_tables(""), IsEmpty());
}

TEST(DataEvidence, EverySchemaOfTheProjectIsUnderstood) {
  const std::pair<const char*, std::size_t> files[] = {{"01_auth_schema.sql", 5},
                                                       {"02_catalog_schema.sql", 2},
                                                       {"03_orders_schema.sql", 5},
                                                       {"04_payments_schema.sql", 1}};
  for (const auto& [file, tables] : files) {
    const auto sql = read_file(fs::path(TECHMARKET_SOURCE_DIR) / "database/init" / file);
    ASSERT_TRUE(sql);
    EXPECT_EQ(created_tables(*sql).size(), tables) << file;
  }
}

TEST(DataEvidence, TheEngineIsReadFromTheData) {
  std::string pattern = fs::temp_directory_path() / "techmarket-evidence-XXXXXX";
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  const fs::path folder = pattern;
  EXPECT_EQ(engine_of_data(folder), "");
  ASSERT_TRUE(write_file(folder / "aria_log_control", "x"));
  EXPECT_EQ(engine_of_data(folder), "MariaDB");
  ASSERT_TRUE(write_file(folder / "mysql.ibd", "x"));
  EXPECT_EQ(engine_of_data(folder), "MySQL");
  ASSERT_TRUE(write_file(folder / "PG_VERSION", "15\n"));
  EXPECT_EQ(engine_of_data(folder), "PostgreSQL 15");
  EXPECT_EQ(postgres_major(folder), 15);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace techmarket::runtime::local
