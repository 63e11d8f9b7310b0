#include "base/file.h"

#include <unistd.h>

#include <gtest/gtest.h>

namespace techmarket {
namespace {

class File : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "file-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(File, WritesIntoFoldersThatDoNotExistYet) {
  const auto path = folder_ / "a" / "b" / "text";
  ASSERT_TRUE(write_file(path, "hello"));
  EXPECT_EQ(read_file(path), "hello");
}

TEST_F(File, ReplacesTheTargetOfALinkAndKeepsTheLink) {
  ASSERT_TRUE(write_file(folder_ / "real", "old"));
  std::filesystem::create_symlink("real", folder_ / "link");
  ASSERT_TRUE(write_file(folder_ / "link", "new"));
  EXPECT_TRUE(std::filesystem::is_symlink(folder_ / "link"));
  EXPECT_EQ(read_file(folder_ / "real"), "new");
}

TEST_F(File, ADeviceIsWrittenToAndNotReplaced) {
  ASSERT_TRUE(write_file("/dev/null", "text"));
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST_F(File, AFullDiskLeavesTheOldFileAlone) {
  const auto written = write_file("/dev/full", "text");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::retryable);
  EXPECT_NE(written.error().hint.find("disk space"), std::string::npos);
}

TEST_F(File, ReadingAFolderOrNothingSaysSo) {
  EXPECT_NE(read_file(folder_).error().message.find("is a directory"), std::string::npos);
  EXPECT_NE(read_file(folder_ / "absent").error().message.find("No such file"), std::string::npos);
}

}  // namespace
}  // namespace techmarket
