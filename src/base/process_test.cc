#include "base/process.h"

#include <signal.h>
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

class ChildTest : public testing::Test {
 protected:
  const std::filesystem::path output_ =
      std::filesystem::temp_directory_path() / ("techmarket-child-" + std::to_string(::getpid()));
  void TearDown() override { std::filesystem::remove(output_); }

  /// Номер, який програма написала першим рядком.
  pid_t said() const {
    std::string text;
    while (!text.contains('\n')) text = read_file(output_).value_or("");
    return std::stoi(text);
  }
  /// Мертвого, якого ще ніхто не поховав, теж немає: команди в нього вже порожні.
  static bool gone(pid_t process) {
    return read_file("/proc/" + std::to_string(process) + "/cmdline").value_or("").empty();
  }
};

TEST_F(ChildTest, TellsItsEndAndItsWords) {
  auto child =
      Child::start({.argv = {"sh", "-c", "echo out; echo problem >&2; exit 5"}, .output_file = output_});
  ASSERT_TRUE(child);
  while (!child->exit_code()) {
  }
  EXPECT_EQ(child->exit_code(), 5);
  EXPECT_EQ(child->errors(), "problem\n");
  EXPECT_EQ(read_file(output_), "out\n");
  EXPECT_EQ(std::filesystem::status(output_).permissions(), std::filesystem::perms(0600));
}

TEST_F(ChildTest, DiesWithItsObject) {
  pid_t process = 0;
  {
    auto child = Child::start({.argv = {"sh", "-c", "echo $$; exec sleep 600"}, .output_file = output_});
    ASSERT_TRUE(child);
    process = said();
    EXPECT_FALSE(child->exit_code());
    EXPECT_NE(::getpgid(process), ::getpgrp()) << "Ctrl-C of the terminal is not for it";
  }
  EXPECT_TRUE(gone(process));
}

TEST_F(ChildTest, DiesWithAProcessThatWasKilled) {
  const pid_t owner = ::fork();
  if (owner == 0) {
    const auto child =
        Child::start({.argv = {"sh", "-c", "echo $$; exec sleep 600"}, .output_file = output_});
    for (;;) ::pause();
  }
  const pid_t process = said();
  ::kill(owner, SIGKILL);
  ::waitpid(owner, nullptr, 0);
  while (!gone(process)) ::usleep(1000);  // крок опитування; без PDEATHSIG тест не скінчився б
}

}  // namespace
}  // namespace techmarket
