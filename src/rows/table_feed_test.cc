// Потік шматків, який можна почати спочатку: так частка повторює транзакцію, яку сервер відкотив.

#include "rows/table_feed.h"

#include <algorithm>
#include <new>

#include <gtest/gtest.h>

namespace techmarket::rows {
namespace {

TEST(TableFeed, GivesTheSameBytesAfterARestart) {
  TableSource table{.service = "", .table = "t", .columns = {"id"}, .write = {}};
  table.units = table.expected_rows = 100'000;
  table.write = [](Range range, RowBuffer& out) {
    for (std::uint64_t row = range.first; row < range.last; ++row) {
      out.begin_row();
      out.integer(row);
      out.end_field();
      out.end_row();
    }
  };
  Workers workers(3);
  const std::atomic<bool> stopped = false;
  for (const int chunks_before : {0, 1, 7, 1'000}) {
    Progress progress("test", table.units, ProgressStyle::silent);
    TableFeed feed(table, workers, progress, stopped);
    const auto read = [&](int chunks) {
      std::string text;
      for (int i = 0; i < chunks; ++i) {
        const auto chunk = feed.next();
        if (!chunk || chunk->empty()) break;
        text += *chunk;
      }
      return text;
    };
    const std::string start = read(chunks_before);
    feed.restart();
    const std::string whole = read(1'000);
    EXPECT_TRUE(whole.starts_with(start));
    EXPECT_EQ(std::ranges::count(whole, '\n'), 100'000);
    EXPECT_EQ(feed.rows(), 100'000u);
    EXPECT_EQ(progress.done(), 100'000u) << "repeated rows are not progress";
  }
}

// Виняток у робочому потоці — помилка того, хто читає, а не abort і не вічне чекання.
TEST(TableFeed, AnExceptionOfAWorkerReachesTheReader) {
  TableSource table{.service = "", .table = "t", .columns = {"id"}, .write = {}};
  table.units = table.expected_rows = 100'000;
  table.write = [](Range range, RowBuffer& out) {
    if (range.first > 50'000) throw std::bad_alloc();
    out.begin_row();
    out.integer(range.first);
    out.end_field();
    out.end_row();
  };
  Workers workers(2);
  const std::atomic<bool> stopped = false;
  Progress progress("test", table.units, ProgressStyle::silent);
  TableFeed feed(table, workers, progress, stopped);
  const Status drained = feed.drain();
  ASSERT_FALSE(drained);
  EXPECT_EQ(drained.error().kind, ErrorKind::retryable);
  EXPECT_EQ(drained.error().message, "not enough memory");
}

}  // namespace
}  // namespace techmarket::rows
