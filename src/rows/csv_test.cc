#include <string>

#include <gtest/gtest.h>

#include "rows/csv.h"

namespace techmarket::rows {
namespace {

TEST(Csv, QuotesOnlyWhatNeedsIt) {
  std::string csv;
  append_csv("1\t\\N\tNULL\ta,b\tsay \"hi\"\ttab\\tnl\\nback\\\\\n2\tx\ty\tz\tw\tv\n", {0, 1, 2, 3, 4, 5},
             csv);
  EXPECT_EQ(csv, "1,NULL,\"NULL\",\"a,b\",\"say \"\"hi\"\"\",\"tab\tnl\nback\\\"\n2,x,y,z,w,v\n");
}

TEST(Csv, PutsFieldsInTheOrderOfTheTable) {
  std::string csv;
  append_csv("1\t2\t3\n", {2, 0, 1}, csv);
  EXPECT_EQ(csv, "3,1,2\n");
}

}  // namespace
}  // namespace techmarket::rows
