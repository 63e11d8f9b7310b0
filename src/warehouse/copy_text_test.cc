#include "warehouse/copy_text.h"

#include <gtest/gtest.h>

namespace techmarket::warehouse {
namespace {

template <class... Fields>
std::string row(Fields... fields) {
  std::string out;
  CopyText text(out);
  (text.field(fields), ...);
  text.end_row();
  return out;
}

TEST(CopyText, SeparatesFieldsByTabsAndRowsByNewlines) {
  std::string out;
  CopyText text(out);
  text.field("a").field(std::int64_t{-7}).end_row();
  text.field("b").null().end_row();
  EXPECT_EQ(out, "a\t-7\nb\t\\N\n");
}

TEST(CopyText, EscapesWhatTheFormatReserves) {
  EXPECT_EQ(row(std::string_view("a\tb\nc\rd\\e")), "a\\tb\\nc\\rd\\\\e\n");
  EXPECT_EQ(row(std::string_view("\\N")), "\\\\N\n");  // текст, а не NULL
  EXPECT_EQ(row(std::string_view("Ноутбук \"X1\"")), "Ноутбук \"X1\"\n");
}

TEST(CopyText, TellsAnEmptyTextFromNull) {
  EXPECT_EQ(row(std::string_view("")), "\n");
  EXPECT_EQ(row(std::string_view()), "\\N\n");
}

TEST(CopyText, WritesValuesAsTheServerReadsThem) {
  EXPECT_EQ(row(*parse_uuid("B0000000-0000-4000-8000-00000000000F")),
            "b0000000-0000-4000-8000-00000000000f\n");
  EXPECT_EQ(row(date_key(make_date(2016, 2, 29))), "20160229\n");
  EXPECT_EQ(row(Money{-5}, Money{0}, Money{99'999'999'999'999}), "-0.05\t0.00\t999999999999.99\n");
  EXPECT_EQ(row(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808\n");
}

}  // namespace
}  // namespace techmarket::warehouse
