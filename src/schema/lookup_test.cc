#include "schema/lookup.h"

#include <gtest/gtest.h>

namespace techmarket::schema {
namespace {

/// Те саме у вузькій таблиці й у широкій: перша перебирається, друга має перелік.
class LookupOf : public ::testing::TestWithParam<int> {
 protected:
  LookupOf() {
    for (int i = 0; i < GetParam(); ++i)
      table_.columns.push_back({.name = "c" + std::to_string(i), .type = {}});
    table_.columns[0].unique = true;
    table_.indexes = {{.parts = {{.text = "c1"}, {.text = "c2"}}, .unique = true},
                      {.parts = {{.text = "c1"}, {.text = "lower(c3)", .expression = true}}, .unique = true},
                      {.parts = {{.text = "c3"}}},
                      {.parts = {{.text = "c2"}, {.text = "c3"}}, .primary_key = true}};
    for (int i = 0; i < GetParam(); ++i) enum_.values.push_back({.name = "v" + std::to_string(i)});
    lookup_.add(table_);
    lookup_.add(enum_);
  }

  Table table_;
  Enum enum_{.name = {}, .values = {}};
  Lookup lookup_;
};

TEST_P(LookupOf, FindsColumns) {
  EXPECT_EQ(lookup_.column(table_, "c3"), &table_.columns[3]);
  EXPECT_EQ(lookup_.column(table_, "C3"), nullptr);
}

TEST_P(LookupOf, KnowsWhatIsUniqueInAnyOrder) {
  using Names = std::vector<std::string>;
  EXPECT_TRUE(lookup_.is_unique(table_, Names{"c0"}));
  EXPECT_TRUE(lookup_.is_unique(table_, Names{"c2", "c1"}));
  EXPECT_TRUE(lookup_.is_unique(table_, Names{"c3", "c2"}));
  for (const Names& names : {Names{}, Names{"c1"}, Names{"c3"}, Names{"c0", "c1"}, Names{"c1", "c2", "c3"}})
    EXPECT_FALSE(lookup_.is_unique(table_, names)) << names.size();
}

TEST_P(LookupOf, KnowsThePrimaryKey) {
  EXPECT_TRUE(lookup_.is_in_key(table_, "c2"));
  EXPECT_FALSE(lookup_.is_in_key(table_, "c1"));
}

TEST_P(LookupOf, KnowsEnumValues) {
  EXPECT_TRUE(lookup_.has_value(enum_, "v3"));
  EXPECT_FALSE(lookup_.has_value(enum_, "V3"));
}

INSTANTIATE_TEST_SUITE_P(NarrowAndWide, LookupOf, ::testing::Values(4, 40));

}  // namespace
}  // namespace techmarket::schema
