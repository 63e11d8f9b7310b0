#include "runtime/local/server_process.h"

#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
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

  /// Ознаки сервера, програмою якого була б ця оболонка.
  ProcessSignature signature() const {
    return {.argument = marker, .programs = {"sh", "dash", "bash", "busybox"}, .owners = {::geteuid()}};
  }

  std::string marker;
  pid_t pid = -1;
};

ProcessSignature nowhere() {
  return {
      .argument = "--datadir=/nowhere/else", .programs = {"server_process_test"}, .owners = {::geteuid()}};
}

TEST(ServerProcess, IsFoundByItsProgramArgumentAndOwner) {
  const Sleeper sleeper;
  ASSERT_GT(sleeper.pid, 0);
  const auto found = ServerProcess::find(sleeper.signature());
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
  ProcessSignature part = sleeper.signature();
  part.argument.pop_back();
  EXPECT_FALSE(ServerProcess::find(part));
}

// `vim --datadir=/…`, `tail -f …`, `sleep` із таким аргументом: написати його може хто завгодно.
TEST(ServerProcess, AnotherProgramWithTheSameArgumentIsNotAServer) {
  const Sleeper sleeper;
  ASSERT_GT(sleeper.pid, 0);
  ASSERT_TRUE(ServerProcess::find(sleeper.signature()));
  for (const char* program : {"mariadbd", "mysqld", "postgres", "php", "s", "shell"}) {
    ProcessSignature other = sleeper.signature();
    other.programs = {program};
    EXPECT_FALSE(ServerProcess::find(other)) << program;
    EXPECT_FALSE(ServerProcess::open(sleeper.pid, other)) << program;
  }
}

// Ім'я програми в argv[0] пише сам процес; виконуваний файл — ядро.
TEST(ServerProcess, ANameGivenToItselfProvesNothing) {
  const std::string marker = fmt::format("--datadir=/nowhere/renamed/{}", ::getpid());
  const auto pid = start_daemon({.argv = {"bash", "-c", "exec -a mariadbd sh -c 'kill -STOP $$' " + marker},
                                 .directory = "/",
                                 .log = "/dev/null",
                                 .user = {}});
  ASSERT_TRUE(pid);
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(*pid), &info, WSTOPPED | WNOWAIT), 0);
  ASSERT_EQ(command_line(*pid).front(), "mariadbd");
  EXPECT_FALSE(ServerProcess::find({.argument = marker, .programs = {"mariadbd"}, .owners = {::geteuid()}}));
  ::kill(*pid, SIGKILL);
  ::waitpid(*pid, nullptr, 0);
}

TEST(ServerProcess, AProcessOfAnotherUserIsNotOurs) {
  const Sleeper sleeper;
  ASSERT_GT(sleeper.pid, 0);
  ProcessSignature other = sleeper.signature();
  other.owners = {::geteuid() + 1};
  EXPECT_FALSE(ServerProcess::find(other));
  other.owners.push_back(::geteuid());
  EXPECT_TRUE(ServerProcess::find(other));
}

TEST(ServerProcess, AVersionInTheProgramsNameIsNoDifference) {
  const Sleeper sleeper;
  ASSERT_GT(sleeper.pid, 0);
  const std::string real = std::filesystem::read_symlink(fmt::format("/proc/{}/exe", sleeper.pid)).filename();
  ProcessSignature shorter = sleeper.signature();
  shorter.programs = {real.substr(0, real.find_last_not_of("0123456789.") + 1)};
  EXPECT_TRUE(ServerProcess::find(shorter));
}

TEST(ServerProcess, AReusedPidIsNotOurs) {
  EXPECT_FALSE(ServerProcess::open(::getpid(), nowhere()));
  EXPECT_FALSE(ServerProcess::open(1, nowhere()));
}

// Ctrl-C під час чекання: poll повертається одразу, але ні процес не скінчився, ні час не вийшов.
TEST(ServerProcess, ASignalDoesNotEndTheWait) {
  const Sleeper sleeper;
  ASSERT_GT(sleeper.pid, 0);
  const auto child = ServerProcess::child(sleeper.pid);
  ASSERT_TRUE(child);
  struct sigaction action {
  }, previous{};
  action.sa_handler = [](int) {};
  ::sigaction(SIGALRM, &action, &previous);
  itimerval timer{.it_interval = {0, 20'000}, .it_value = {0, 20'000}};
  ::setitimer(ITIMER_REAL, &timer, nullptr);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_FALSE(child->wait_for_exit(std::chrono::milliseconds(300)));
  EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(300));
  timer = {};
  ::setitimer(ITIMER_REAL, &timer, nullptr);
  ::sigaction(SIGALRM, &previous, nullptr);
}

TEST(ServerProcess, ADeadProcessIsNotFoundEvenWhileItsParentDoesNotWait) {
  const Sleeper sleeper;
  ASSERT_GT(sleeper.pid, 0);
  const auto found = ServerProcess::find(sleeper.signature());
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->wait_for_exit(std::chrono::milliseconds(0)));
  ASSERT_TRUE(found->signal(SIGKILL));
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(sleeper.pid), &info, WEXITED | WNOWAIT), 0);
  EXPECT_FALSE(ServerProcess::find(sleeper.signature())) << "a zombie is not a server";
  EXPECT_TRUE(found->wait_for_exit(std::chrono::milliseconds(1000)));
  EXPECT_TRUE(found->signal(SIGTERM)) << "stopping what is gone is no error";
}

}  // namespace
}  // namespace techmarket::runtime::local
