// Описка у випадку — помилка, а не тиха відсутність перевірки.
#include "support/case_file.h"

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace techmarket::support {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;

class CaseFileTest : public ::testing::Test {
 protected:
  void TearDown() override { fs::remove_all(folder_); }

  Result<CaseFile> read(const std::string& kind, const std::string& text) {
    const fs::path path = folder_ / kind / "a.case";
    EXPECT_TRUE(write_file(path, text));
    return read_case(path);
  }

  std::string error(const std::string& kind, const std::string& text) {
    const auto file = read(kind, text);
    return file ? "" : file.error().message;
  }

  fs::path folder_ = fs::temp_directory_path() / fmt::format("techmarket-case-file-{}", ::getpid());
};

TEST_F(CaseFileTest, SectionsComeInTheOrderOfTheFileWithoutTheSeparatingLine) {
  const auto file = read("dbml", "=== input\nTable t\n\n=== file a.dbml\n\n=== errors\nno\n");
  ASSERT_TRUE(file) << file.error().message;
  using Section = std::pair<std::string, std::string>;
  EXPECT_THAT(file->sections, ::testing::ElementsAre(Section{"input", "Table t\n"},
                                                     Section{"file a.dbml", ""}, Section{"errors", "no\n"}));
}

TEST_F(CaseFileTest, AMisspeltSectionIsNamedWithItsLine) {
  const auto file = read("sql", "=== input\nTable t\n\n=== postgers\nCREATE\n");
  ASSERT_FALSE(file);
  EXPECT_THAT(file.error().message, EndsWith("sql/a.case:4: unknown section 'postgers'"));
  EXPECT_EQ(file.error().hint, "did you mean 'postgres'?");
}

TEST_F(CaseFileTest, ASectionOfAnotherKindIsUnknown) {
  EXPECT_THAT(error("fmt", "=== input\na\n\n=== output\na\n\n=== data\nb\n"),
              EndsWith("fmt/a.case:7: unknown section 'data'"));
}

TEST_F(CaseFileTest, ASecondSectionOfTheSameNameWouldNeverBeCompared) {
  EXPECT_THAT(error("fmt", "=== input\na\n\n=== output\na\n\n=== output\nb\n"),
              EndsWith("fmt/a.case:7: a second section 'output'"));
}

TEST_F(CaseFileTest, TextBeforeTheFirstSectionIsNotLost) {
  EXPECT_THAT(error("fmt", "==== input\na\n"), EndsWith("fmt/a.case:1: text before the first section"));
}

TEST_F(CaseFileTest, ACaseWithoutAnExpectationIsNoCase) {
  if (updating_cases()) GTEST_SKIP() << "expectations are being written";
  for (const auto& kind : kCaseKinds) {
    std::string text;
    for (const auto& name : kind.needed) text += "=== " + name + "\n";
    EXPECT_THAT(error(kind.folder, text), ::testing::HasSubstr("a.case: expects nothing")) << kind.folder;
    EXPECT_EQ(error(kind.folder, text + "=== " + kind.expected.front() + "\n"), "") << kind.folder;
  }
}

TEST_F(CaseFileTest, ACaseWithoutItsInputIsNoCase) {
  EXPECT_THAT(error("migrate", "=== before\na\n\n=== mysql\nb\n"),
              EndsWith("migrate/a.case: no section 'after'"));
}

TEST_F(CaseFileTest, AFolderNobodyReadsHoldsNoCases) {
  EXPECT_THAT(error("sqll", "=== input\na\n"), EndsWith("no kind of case is 'sqll'"));
  for (const auto& entry : fs::directory_iterator(fs::path(TECHMARKET_SOURCE_DIR) / "tests/cases")) {
    if (!entry.is_directory()) continue;
    EXPECT_FALSE(case_paths(entry.path().filename().string()).empty()) << entry.path();
    for (const auto& path : case_paths(entry.path().filename().string())) {
      const auto file = read_case(path);
      EXPECT_TRUE(file) << file.error().message;
    }
  }
}

}  // namespace
}  // namespace techmarket::support
