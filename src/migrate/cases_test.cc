// Еталонні плани tests/cases/migrate. TECHMARKET_UPDATE_CASES=1 переписує очікуване тим, що вийшло.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/migration_case.h"

namespace techmarket::migrate {
namespace {

class MigrationCase : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(MigrationCase, GivesTheExpectedPlan) {
  auto file = support::read_case(GetParam());
  ASSERT_TRUE(file) << file.error().message;
  const auto input = support::migration_case(*file);
  ASSERT_TRUE(input) << input.error().message;
  for (const auto dialect : {schema::Dialect::mysql, schema::Dialect::postgres})
    for (auto& [title, expected] : file->sections) {
      if (title != support::section_name(dialect)) continue;
      const std::string actual = support::planned_text(*input, dialect);
      if (support::updating_cases())
        expected = actual;
      else
        EXPECT_EQ(actual, expected);
    }
  if (support::updating_cases()) {
    ASSERT_TRUE(write_file(file->path, file->text()));
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, MigrationCase, ::testing::ValuesIn(support::case_paths("migrate")),
                         [](const auto& test) { return support::case_test_name(test.param); });

}  // namespace
}  // namespace techmarket::migrate
