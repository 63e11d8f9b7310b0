#include "base/line_diff.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

namespace techmarket {
namespace {

std::string diff(std::string_view a, std::string_view b) {
  return unified_diff(a, b, "a", "b");
}

TEST(LineDiff, EqualTextsHaveNoDifference) {
  EXPECT_EQ(diff("a\nb\n", "a\nb\n"), "");
  EXPECT_EQ(diff("", ""), "");
}

TEST(LineDiff, ShowsTheChangeInItsContext) {
  EXPECT_EQ(diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nX\n6\n7\n8\n9\n"),
            "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n");
}

TEST(LineDiff, FarChangesAreSeparate) {
  std::string before, after;
  for (int i = 1; i <= 20; ++i) {
    before += std::to_string(i) + "\n";
    after += i == 3 ? "" : i == 18 ? "18\nnew\n" : std::to_string(i) + "\n";
  }
  EXPECT_EQ(
      diff(before, after),
      "--- a\n+++ b\n@@ -1,6 +1,5 @@\n 1\n 2\n-3\n 4\n 5\n 6\n@@ -16,5 +15,6 @@\n 16\n 17\n 18\n+new\n 19\n"
      " 20\n");
}

TEST(LineDiff, AppearingAndVanishingText) {
  EXPECT_EQ(diff("", "a\n"), "--- a\n+++ b\n@@ -0,0 +1 @@\n+a\n");
  EXPECT_EQ(diff("a\n", ""), "--- a\n+++ b\n@@ -1 +0,0 @@\n-a\n");
}

TEST(LineDiff, SaysThatTheLastLineHasNoNewline) {
  EXPECT_EQ(diff("a", "a\n"), "--- a\n+++ b\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
}

// Якщо різницю застосувати, вийде другий текст.
std::string patched(const std::string& before, const std::string& difference) {
  std::string after;
  std::size_t line = 0;
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < before.size();) {
    const auto end = before.find('\n', at) + 1;
    lines.push_back(before.substr(at, end - at));
    at = end;
  }
  for (std::size_t at = difference.find("@@"); at < difference.size();) {
    const auto end = difference.find('\n', at) + 1;
    const std::string text = difference.substr(at, end - at);
    at = end;
    if (text.starts_with("@@")) {
      const auto first = std::stoul(text.substr(4));
      const bool nothing = text.substr(4, text.find(' ', 4) - 4).ends_with(",0");
      while (line + 1 < first + (nothing ? 1 : 0)) after += lines[line++];
    } else if (text[0] == '+') {
      after += text.substr(1);
    } else {
      if (text[0] == ' ') after += text.substr(1);
      EXPECT_EQ(text.substr(1), lines.at(line));
      ++line;
    }
  }
  while (line < lines.size()) after += lines[line++];
  return after;
}

TEST(LineDiff, AppliedToTheFirstTextGivesTheSecond) {
  const RandomStream random(Seed{7}, "line-diff");
  for (std::uint64_t row = 0; row < 2000; ++row) {
    SCOPED_TRACE("row " + std::to_string(row));
    std::uint64_t field = 0;
    const auto pick = [&](std::size_t bound) { return below(random.at(row, ++field), bound); };
    std::string before, after;
    for (std::size_t i = 0, n = pick(30); i < n; ++i)
      before += std::string(1, static_cast<char>('a' + pick(4))) + "\n";
    for (std::size_t i = 0, n = pick(30); i < n; ++i)
      after += std::string(1, static_cast<char>('a' + pick(4))) + "\n";
    const auto difference = diff(before, after);
    ASSERT_EQ(patched(before, difference), after) << before << "---\n" << difference;
  }
}

TEST(LineDiff, VeryDifferentTextsAreReplaced) {
  std::string before, after;
  for (int i = 0; i < 3000; ++i) {
    before += "a" + std::to_string(i) + "\n";
    after += "b" + std::to_string(i) + "\n";
  }
  const auto difference = diff(before, after);
  EXPECT_EQ(patched(before, difference), after);
}

}  // namespace
}  // namespace techmarket
