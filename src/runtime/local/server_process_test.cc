#include "runtime/local/server_process.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/process.h"

namespace techmarket::runtime::local {
namespace {

/// Процес, який чекає і має в командному рядку аргумент, що відрізняє його від усіх інших. Він зупиняє себе
/// сам: дитина, яку він створив би для sleep, мить мала б той самий командний рядок.
class Sleeper {
 public:
  Sleeper() : marker(fmt::format("--datadir=/nowhere/{}", ::getpid())) {
    const auto started = start_daemon(
        {.argv = {"sh", "-c", "kill -STOP $$", marker}, .directory = "/", .log = "/dev/null", .user = {}});
    if (started) pid = *started;
  }
  ~Sleeper() {
    if (pid <= 0) return;
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
  Sleeper(const Sleeper&) = delete;
  Sleeper& operator=(const Sleeper&) = delete;

  std::string marker;
  pid_t pid = -1;
};

TEST(ServerProcess, IsFoundByItsArgument) {
  const Sleeper sleeper;
  ASSERT_GT(sleeper.pid, 0);
  const auto found = ServerProcess::find(sleeper.marker);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->pid(), sleeper.pid);
  EXPECT_TRUE(found->has_argument("-c"));
  EXPECT_FALSE(found->has_argument("--port=1"));
}

TEST(ServerProcess, AJustStartedChildIsWatchedEvenBeforeItsArgumentsAreSeen) {
  for (int round = 0; round < 50; ++round) {
    const Sleeper sleeper;
    ASSERT_GT(sleeper.pid, 0);
    const auto child = ServerProcess::child(sleeper.pid);
    ASSERT_TRUE(child) << child.error().message;
    EXPECT_FALSE(child->wait_for_exit(std::chrono::milliseconds(0)));
  }
}

TEST(ServerProcess, AChildThatHasDiedIsReportedAsGone) {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(1);
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT), 0);
  const auto child = ServerProcess::child(pid);
  ASSERT_TRUE(child) << child.error().message;
  EXPECT_TRUE(child->wait_for_exit(std::chrono::milliseconds(0)));
}

TEST(ServerProcess, APartOfTheArgumentIsNotEnough) {
  const Sleeper sleeper;
  ASSERT_GT(sleeper.pid, 0);
  EXPECT_FALSE(ServerProcess::find(sleeper.marker.substr(0, sleeper.marker.size() - 1)));
}

TEST(ServerProcess, AReusedPidIsNotOurs) {
  EXPECT_FALSE(ServerProcess::open(::getpid(), "--datadir=/nowhere/else"));
  EXPECT_FALSE(ServerProcess::open(1, "--datadir=/nowhere/else"));
}

TEST(ServerProcess, ADeadProcessIsNotFoundEvenWhileItsParentDoesNotWait) {
  const Sleeper sleeper;
  ASSERT_GT(sleeper.pid, 0);
  const auto found = ServerProcess::find(sleeper.marker);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->wait_for_exit(std::chrono::milliseconds(0)));
  ASSERT_TRUE(found->signal(SIGKILL));
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(sleeper.pid), &info, WEXITED | WNOWAIT), 0);
  EXPECT_FALSE(ServerProcess::find(sleeper.marker)) << "a zombie is not a server";
  EXPECT_TRUE(found->wait_for_exit(std::chrono::milliseconds(1000)));
  EXPECT_TRUE(found->signal(SIGTERM)) << "stopping what is gone is no error";
}

}  // namespace
}  // namespace techmarket::runtime::local
