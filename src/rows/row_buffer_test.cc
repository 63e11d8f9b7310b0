#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "rows/row_buffer.h"

namespace techmarket::rows {
namespace {

TEST(RowBuffer, WritesWhatLoadDataReads) {
  RowBuffer buffer;
  buffer.begin_row();
  buffer.text("a\tb\\c\nd");
  buffer.end_field();
  buffer.null();
  buffer.end_field();
  buffer.money({-5});
  buffer.end_field();
  buffer.money({123'456'789});
  buffer.end_field();
  buffer.timestamp({start_of(make_date(2024, 2, 29)).seconds + 3661});
  buffer.end_field();
  buffer.boolean(true);
  buffer.end_field();
  buffer.end_row();
  EXPECT_EQ(buffer.bytes(), "a\\tb\\\\c\\nd\t\\N\t-0.05\t1234567.89\t2024-02-29 01:01:01\t1\n");
  EXPECT_EQ(buffer.rows(), 1u);
}

TEST(RowBuffer, WritesMoneyOfEveryLength) {
  for (std::int64_t scale = 1; scale <= 1'000'000'000'000; scale *= 10)
    for (const std::int64_t kopiykas : {scale - 1, scale, scale + 7, 4 * scale + scale / 3}) {
      for (const Money amount : {Money{kopiykas}, Money{-kopiykas}}) {
        RowBuffer buffer;
        buffer.begin_row();
        buffer.money(amount);
        EXPECT_EQ(buffer.bytes(), to_string(amount));
      }
    }
}

TEST(RowBuffer, GrowsWithoutLosingRowsAndDigestIgnoresTheirOrder) {
  RowBuffer forward, backward;
  const std::string long_text(3'000, 'x');
  constexpr int kRows = 300;
  for (int i = 0; i < kRows; ++i)
    for (auto [buffer, number] : {std::pair(&forward, i), std::pair(&backward, kRows - 1 - i)}) {
      buffer->begin_row();
      buffer->integer(static_cast<std::uint64_t>(number));
      buffer->text(long_text);
      buffer->end_field();
      buffer->end_row();
    }
  EXPECT_EQ(forward.digest(), backward.digest());
  EXPECT_EQ(forward.bytes().size(), backward.bytes().size());
  EXPECT_NE(forward.bytes(), backward.bytes());
  EXPECT_EQ(std::ranges::count(forward.bytes(), '\n'), kRows);
}

}  // namespace
}  // namespace techmarket::rows
