#include "runtime/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"

namespace techmarket::runtime {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class PrivateFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "techmarket-private-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    ASSERT_TRUE(write_file(folder_ / "victim", "precious"));
  }
  void TearDown() override {
    EXPECT_EQ(read_file(folder_ / "victim"), "precious");
    fs::remove_all(folder_);
  }
  static mode_t mode_of(const fs::path& path) {
    struct stat info {};
    return ::lstat(path.c_str(), &info) == 0 ? info.st_mode & 07777 : 0;
  }
  template <class T>
  static void expect_refused(const Result<T>& result, const std::string& why) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::configuration);
    EXPECT_THAT(result.error().message, HasSubstr(why));
  }

  fs::path folder_;
};

TEST_F(PrivateFile, WritesAndReadsBack) {
  EXPECT_FALSE(read_own(folder_ / "text")->has_value());
  for (const std::string text : {"one", "another, longer"}) {
    ASSERT_TRUE(write_own(folder_ / "text", text));
    EXPECT_EQ(read_own(folder_ / "text"), text);
    EXPECT_EQ(mode_of(folder_ / "text"), 0600u);
  }
  EXPECT_FALSE(fs::exists(folder_ / "text.new"));
}

TEST_F(PrivateFile, LinksAreNeverFollowed) {
  fs::create_symlink("victim", folder_ / "link");
  expect_refused(open_own(folder_ / "link", O_RDWR | O_CREAT), "symbolic link");
  expect_refused(read_own(folder_ / "link"), "symbolic link");
  expect_refused(make_own_folder(folder_ / "link"), "is not a folder");
  fs::create_symlink("victim", folder_ / "text.new");
  fs::create_symlink("victim", folder_ / "text");
  ASSERT_TRUE(write_own(folder_ / "text", "mine"));
  EXPECT_EQ(read_own(folder_ / "text"), "mine");
  EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(folder_ / "text")));
}

// Канал замість журналу чи замка зупинив би програму назавжди.
TEST_F(PrivateFile, APipeIsRefusedWithoutWaiting) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  expect_refused(read_own(folder_ / "pipe"), "not a regular file");
  expect_refused(open_own(folder_ / "pipe", O_WRONLY), "not a regular file");
}

TEST_F(PrivateFile, AFileOfAnotherUserIsRefusedUnlessExpected) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  constexpr uid_t kStranger = 65534;
  ASSERT_TRUE(write_own(folder_ / "theirs", "x", Identity(kStranger, kStranger)));
  expect_refused(read_own(folder_ / "theirs"), "belongs to nobody, not to root");
  EXPECT_EQ(read_own(folder_ / "theirs", kStranger), "x");
  fs::create_directory(folder_ / "folder");
  ASSERT_EQ(::chown((folder_ / "folder").c_str(), kStranger, kStranger), 0);
  expect_refused(make_own_folder(folder_ / "folder"), "belongs to nobody");
}

TEST_F(PrivateFile, FoldersGetTheirPermissionsWhateverTheUmask) {
  for (const mode_t mask : {0000u, 0077u}) {
    const mode_t previous = ::umask(mask);
    EXPECT_TRUE(make_own_folder(folder_ / "ours"));
    EXPECT_TRUE(make_folder(folder_ / "theirs", {.owner = ::geteuid(), .group = ::getegid(), .mode = 0710}));
    ::umask(previous);
    EXPECT_EQ(mode_of(folder_ / "ours"), ::geteuid() == 0 ? 0711u : 0700u);
    EXPECT_EQ(mode_of(folder_ / "theirs"), 0710u);
    ASSERT_EQ(::chmod((folder_ / "ours").c_str(), 0777), 0);  // і наявна тека
  }
}

TEST_F(PrivateFile, DiscardRemovesLinksAndNotTheirTargets) {
  ASSERT_TRUE(write_file(folder_ / "tree/deep/file", "x"));
  fs::create_symlink(folder_, folder_ / "tree/out");
  fs::create_symlink(folder_ / "victim", folder_ / "tree/deep/link");
  ASSERT_TRUE(discard(folder_ / "tree"));
  EXPECT_FALSE(fs::exists(folder_ / "tree"));
  EXPECT_FALSE(fs::exists(folder_ / "tree.trash"));
  fs::create_symlink(folder_, folder_ / "link");
  ASSERT_TRUE(discard(folder_ / "link"));
  EXPECT_FALSE(present(folder_ / "link"));
}

TEST_F(PrivateFile, DiscardFinishesWhatAKilledCommandLeft) {
  ASSERT_TRUE(write_file(folder_ / "tree.trash/half", "x"));
  ASSERT_TRUE(discard(folder_ / "tree")) << "nothing but the trash is there";
  EXPECT_FALSE(fs::exists(folder_ / "tree.trash"));
  ASSERT_TRUE(write_file(folder_ / "tree.trash/half", "x"));
  ASSERT_TRUE(write_file(folder_ / "tree/whole", "x"));
  ASSERT_TRUE(discard(folder_ / "tree"));
  EXPECT_FALSE(fs::exists(folder_ / "tree.trash"));
  EXPECT_FALSE(fs::exists(folder_ / "tree"));
}

}  // namespace
}  // namespace techmarket::runtime
