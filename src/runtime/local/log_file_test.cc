#include "runtime/local/log_file.h"

#include <unistd.h>

#include <gtest/gtest.h>

#include "base/file.h"

namespace techmarket::runtime::local {
namespace {

std::string last(const std::string& text, std::size_t count) {
  const auto path = std::filesystem::temp_directory_path() / ("techmarket-log-" + std::to_string(::getpid()));
  EXPECT_TRUE(write_file(path, text));
  const std::string lines = last_lines(path, count);
  std::filesystem::remove(path);
  return lines;
}

TEST(LastLines, ReturnsWholeLinesFromTheEnd) {
  EXPECT_EQ(last("a\nb\nc\n", 2), "b\nc\n");
  EXPECT_EQ(last("a\nb\nc", 2), "b\nc");
  EXPECT_EQ(last("a\nb\n", 5), "a\nb\n");
  EXPECT_EQ(last("a\n\n\n", 2), "\n\n");
  EXPECT_EQ(last("", 3), "");
  EXPECT_EQ(last("a\n", 0), "");
}

TEST(LastLines, ReadsBackAsFarAsLongLinesNeed) {
  const std::string longest(100'000, 'x');
  EXPECT_EQ(last("first\n" + longest + "\n" + longest + "\n", 2), longest + "\n" + longest + "\n");
}

TEST(LastLines, AMissingFileIsEmpty) {
  EXPECT_EQ(last_lines("/no/such/log", 3), "");
}

}  // namespace
}  // namespace techmarket::runtime::local
