#include "base/io_error.h"

#include <cerrno>

#include <gtest/gtest.h>

#include "base/free_space.h"
#include "base/process.h"

namespace techmarket {
namespace {

TEST(IoError, AFullDiskMayBeRepeatedWhateverTheCallerThinks) {
  for (const int code : {ENOSPC, EDQUOT}) {
    const Error error = io_error(code, ErrorKind::configuration, "/a: cannot write", "ask someone").error();
    EXPECT_EQ(error.kind, ErrorKind::retryable);
    EXPECT_EQ(error.hint, kFreeSpaceHint);
    EXPECT_TRUE(error.message.starts_with("/a: cannot write: ")) << error.message;
  }
  for (const int code : {EACCES, EROFS, EIO, EPIPE}) {
    const Error error = io_error(code, ErrorKind::configuration, "/a", "ask someone").error();
    EXPECT_EQ(error.kind, ErrorKind::configuration);
    EXPECT_EQ(error.hint, "ask someone");
  }
}

TEST(IoError, OtherProgramsSayItInTheirOwnWords) {
  for (const char* words : {"pg_dump: error: could not write to file: No space left on device",
                            "mysqldump: Got errno 28 on write", "Error writing file 'x' (Errcode: 28 \"…\")",
                            "(errno: 122)", "cp: error writing 'b': Disk quota exceeded"})
    EXPECT_TRUE(says_disk_full(words)) << words;
  for (const char* words : {"", "errno: 281", "errno: 2", "Errcode: 13 \"Permission denied\"", "28"})
    EXPECT_FALSE(says_disk_full(words)) << words;
}

TEST(IoError, AProgramThatRanOutOfDiskMayBeRunAgain) {
  const auto run = run_checked({.argv = {"dd", "if=/dev/zero", "of=/dev/full", "count=1"}});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind, ErrorKind::retryable) << run.error().message;
  EXPECT_EQ(run.error().hint, kFreeSpaceHint);
  const auto other = run_checked({.argv = {"sh", "-c", "exit 3"}});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, ErrorKind::fatal);
}

TEST(FreeSpace, TooLittleIsRefusedWithFolderNeedAndRoom) {
  const SpaceNeed huge{.folder = "/tmp/techmarket/not/there/yet", .bytes = 1ull << 60};
  const Status refused = check_space(huge);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::retryable);
  EXPECT_TRUE(refused.error().message.starts_with(
      "/tmp/techmarket/not/there/yet: not enough disk space: about 1048576.0 TiB are needed, "))
      << refused.error().message;
  EXPECT_TRUE(check_space({.folder = huge.folder, .bytes = 1}));
  EXPECT_TRUE(check_space({.folder = huge.folder, .bytes = huge.bytes, .reclaimed = huge.bytes}));
}

TEST(FreeSpace, BytesAreReadable) {
  EXPECT_EQ(bytes_text(0), "0 B");
  EXPECT_EQ(bytes_text(1023), "1023 B");
  EXPECT_EQ(bytes_text(1536), "1.5 KiB");
  EXPECT_EQ(bytes_text(60ull << 20), "60.0 MiB");
}

}  // namespace
}  // namespace techmarket
