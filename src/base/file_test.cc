#include "base/file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
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

// Колись ім'я тимчасового файлу було «<ім'я>.<pid>.tmp», і він відкривався за посиланням: сусід у спільній
// теці діставав перезаписаним той файл, на який показав.
TEST_F(File, APlantedTemporaryLinkIsNotFollowed) {
  ASSERT_TRUE(write_file(folder_ / "victim", "precious"));
  for (const std::string& name : {fmt::format("text.{}.tmp", ::getpid()), std::string("text.tmp")})
    std::filesystem::create_symlink("victim", folder_ / name);
  ASSERT_TRUE(write_file(folder_ / "text", "new"));
  EXPECT_EQ(read_file(folder_ / "victim"), "precious");
  EXPECT_EQ(read_file(folder_ / "text"), "new");
}

TEST_F(File, LeavesNothingBesideTheFile) {
  ASSERT_TRUE(write_file(folder_ / "text", "old", 0600));
  ASSERT_TRUE(write_file(folder_ / "text", "new", 0600));
  struct stat info {};
  ASSERT_EQ(::stat((folder_ / "text").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const auto files = std::filesystem::directory_iterator(folder_);
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
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
