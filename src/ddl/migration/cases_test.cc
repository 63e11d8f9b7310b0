// Еталонні плани tests/cases/migrate. TECHMARKET_UPDATE_CASES=1 переписує очікуване тим, що вийшло.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ddl/testing/migration_case.h"

namespace techmarket::ddl {
namespace {

class MigrationCase : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(MigrationCase, GivesTheExpectedPlan) {
  auto file = read_case(GetParam());
  ASSERT_TRUE(file) << file.error().message;
  const auto input = testing::migration_case(*file);
  ASSERT_TRUE(input) << input.error().message;
  for (const auto dialect : {schema::Dialect::mysql, schema::Dialect::postgres})
    for (auto& [title, expected] : file->sections) {
      if (title != testing::section_name(dialect)) continue;
      const std::string actual = testing::planned_text(*input, dialect);
      if (updating_cases())
        expected = actual;
      else
        EXPECT_EQ(actual, expected);
    }
  if (updating_cases()) {
    ASSERT_TRUE(write_file(file->path, file->text()));
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, MigrationCase, ::testing::ValuesIn(techmarket::case_paths("migrate")),
                         [](const auto& test) { return case_test_name(test.param); });

}  // namespace
}  // namespace techmarket::ddl
