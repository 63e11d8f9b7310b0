#include "base/process.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/file.h"

namespace techmarket {
namespace {

TEST(Process, FeedsInputAndReadsBothOutputs) {
  const auto done = run({.argv = {"sh", "-c", "cat; echo problem >&2; exit 3"}, .input = "hello"});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->exit_code, 3);
  EXPECT_EQ(done->output, "hello");
  EXPECT_EQ(done->errors, "problem\n");
}

TEST(Process, MovesMoreThanAPipeHolds) {
  const std::string large(1 << 20, 'x');
  const auto done = run({.argv = {"cat"}, .input = large});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->output, large);
}

TEST(Process, SurvivesAReaderThatLeavesEarly) {
  const auto done = run({.argv = {"true"}, .input = std::string(1 << 20, 'x')});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->exit_code, 0);
}

TEST(Process, MissingProgramIsAConfigurationError) {
  const auto done = run({.argv = {"no-such-program-here"}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::configuration);
}

TEST(Process, CheckedRunReportsTheEndOfStderr) {
  const auto done = run_checked({.argv = {"sh", "-c", "echo boom >&2; exit 1"}});
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message.find("boom"), std::string::npos);
}

TEST(Process, DaemonDoesNotSeeOurEnvironment) {
  ::setenv("TECHMARKET_DATABASE_PASSWORD", "secret", 1);
  const auto log =
      std::filesystem::temp_directory_path() / fmt::format("techmarket-daemon-{}.log", ::getpid());
  const auto process = start_daemon(
      {.argv = {"env"}, .directory = "/", .log = log, .user = {}, .environment = {{"ADDED", "yes"}}});
  ASSERT_TRUE(process);
  ::waitpid(*process, nullptr, 0);
  const std::string seen = read_file(log).value();
  ::unsetenv("TECHMARKET_DATABASE_PASSWORD");
  std::filesystem::remove(log);
  EXPECT_TRUE(seen.contains("PATH=")) << seen;
  EXPECT_TRUE(seen.contains("ADDED=yes")) << seen;
  EXPECT_FALSE(seen.contains("secret")) << seen;
}

}  // namespace
}  // namespace techmarket
