// План і відмінності — одна й та сама різниця двох схем, тож одне без другого не буває порожнім.

#include "migrate/plan_migration.h"

#include <gtest/gtest.h>

#include "migrate/compare.h"
#include "support/migration_case.h"
#include "support/random_migration.h"
#include "support/round_trip.h"

namespace techmarket::migrate {
namespace {

using schema::Database;
using schema::Dialect;
using support::parse_schema;

class PlanAndDifferences : public ::testing::TestWithParam<Dialect> {
 protected:
  void expect_agreement(const Database& before, const Database& after,
                        const std::vector<RenameFlag>& renames = {}) {
    const std::string differences = to_text(compare(after, before, GetParam()), false);
    const auto plan =
        plan_migration(after, before, predict_physical(before, GetParam()), GetParam(), renames);
    if (!plan) {
      ++refused_;  // неможливе перейменування
      return;
    }
    EXPECT_EQ(plan->empty(), differences.empty()) << to_text(*plan) << "-----\n" << differences;
    ++(differences.empty() ? same_ : different_);
  }

  void expect_agreement_back_and_in_place(const Database& before, const Database& after) {
    expect_agreement(after, before);
    expect_agreement(before, before);
    expect_agreement(after, after);
  }

  int same_ = 0, different_ = 0, refused_ = 0;
};

TEST_P(PlanAndDifferences, AreEmptyTogetherInEveryCase) {
  for (const auto& path : support::case_paths("migrate")) {
    SCOPED_TRACE(path.filename());
    const auto file = support::read_case(path);
    ASSERT_TRUE(file);
    const auto input = support::migration_case(*file);
    ASSERT_TRUE(input) << input.error().message;
    expect_agreement(input->before, input->after, input->renames);
    expect_agreement_back_and_in_place(input->before, input->after);
  }
  EXPECT_GT(same_, 200);
  EXPECT_GT(different_, 200);
  EXPECT_LT(refused_, same_ / 10);
}

TEST_P(PlanAndDifferences, AreEmptyTogetherForRandomSchemas) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    const auto pair = support::random_migration(seed, GetParam());
    const Database before = parse_schema(pair.before), after = parse_schema(pair.after);
    expect_agreement(before, after);
    expect_agreement_back_and_in_place(before, after);
  }
  EXPECT_GE(same_, 120);
  EXPECT_GT(different_, 100);
  EXPECT_EQ(refused_, 0);
}

INSTANTIATE_TEST_SUITE_P(Dialects, PlanAndDifferences, ::testing::Values(Dialect::mysql, Dialect::postgres),
                         [](const auto& test) {
                           return test.param == Dialect::mysql ? "Mysql" : "Postgres";
                         });

}  // namespace
}  // namespace techmarket::migrate
