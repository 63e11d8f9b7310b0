#include "runtime/kubernetes/log_line.h"

#include <gtest/gtest.h>

namespace techmarket::runtime::kubernetes {
namespace {

TEST(LogLine, PartsTheStreamsOfAJob) {
  const LogLine answer = parse_log_line("2026-11-30T21:32:48.123456789Z 1 {\"ok\":true}");
  EXPECT_EQ(answer.time, "2026-11-30T21:32:48.123456789Z");
  EXPECT_TRUE(answer.to_stdout);
  EXPECT_EQ(answer.text, "{\"ok\":true}");
  const LogLine progress = parse_log_line("2026-11-30T21:32:48Z 2   loading  10%");
  EXPECT_FALSE(progress.to_stdout);
  EXPECT_EQ(progress.text, "  loading  10%");
}

TEST(LogLine, TakesALineWithoutAMarkForAForeignVoice) {
  const LogLine shell = parse_log_line("2026-11-30T21:32:48Z exec /usr/local/bin/techmarket: no such file");
  EXPECT_FALSE(shell.to_stdout);
  EXPECT_EQ(shell.text, "exec /usr/local/bin/techmarket: no such file");
  const LogLine bare = parse_log_line("1 answer");
  EXPECT_TRUE(bare.time.empty());
  EXPECT_TRUE(bare.to_stdout);
  EXPECT_EQ(bare.text, "answer");
  EXPECT_TRUE(parse_log_line("").text.empty());
  EXPECT_TRUE(parse_log_line("2026-11-30T21:32:48Z 1 ").text.empty());
}

}  // namespace
}  // namespace techmarket::runtime::kubernetes
