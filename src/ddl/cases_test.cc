// Еталонні випадки tests/cases/sql. TECHMARKET_UPDATE_CASES=1 переписує очікуване тим, що вийшло.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dbml/parse.h"
#include "ddl/emit.h"
#include "support/dbml_case.h"

namespace techmarket::ddl {
namespace {

class SqlCase : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(SqlCase, GivesTheExpectedText) {
  auto file = support::read_case(GetParam());
  ASSERT_TRUE(file) << file.error().message;
  const auto parsed = dbml::parse(*file->section("input"), file->name() + ".dbml");
  ASSERT_TRUE(parsed.ok()) << dbml::render_all(parsed, false);

  for (const auto dialect : {schema::Dialect::mysql, schema::Dialect::postgres})
    for (auto& [title, expected] : file->sections) {
      if (title != support::section_name(dialect)) continue;
      const std::string actual = emit(parsed.database, dialect, {});
      if (support::updating_cases())
        expected = actual;
      else
        EXPECT_EQ(actual, expected);
    }
  if (support::updating_cases()) {
    ASSERT_TRUE(write_file(file->path, file->text()));
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, SqlCase, ::testing::ValuesIn(support::case_paths()),
                         [](const auto& test) { return test.param.stem().string(); });

TEST(SqlCases, AreMany) {
  EXPECT_GE(support::case_paths().size(), 100U);
}

}  // namespace
}  // namespace techmarket::ddl
