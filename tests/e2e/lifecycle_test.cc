// Команди життєвого циклу так, як їх запускає людина: Ctrl-C і дві команди водночас.

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "base/file.h"
#include "platform.h"
#include "runtime/state.h"

namespace techmarket::e2e {
namespace {

class Lifecycle : public testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_PLATFORM();
    log_ = log_file("lifecycle");
    std::filesystem::remove(log_);
  }
  void TearDown() override {
    if (log_.empty()) return;
    std::filesystem::remove(log_);
    EXPECT_EQ(techmarket({"status", "--runtime", "local", "--json"}).exit_code, 0) << "everything still runs";
  }
  std::string said() const { return read_file(log_).value_or(""); }

  /// techmarket ARGUMENTS… з відкритим вводом, у який ніхто не пише; вивід іде в log_.
  pid_t start_before_a_silent_user(const std::vector<std::string>& arguments) const {
    int input[2];
    if (::pipe2(input, O_CLOEXEC) != 0) return -1;
    const pid_t child = ::fork();
    if (child != 0) {
      ::close(input[0]);
      silent_ = input[1];
      return child;
    }
    std::vector<char*> argv = {const_cast<char*>(TECHMARKET_PROGRAM)};
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    const int output = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(input[0], 0);
    ::dup2(output, 1);
    ::dup2(output, 2);
    if (::chdir(TECHMARKET_SOURCE_DIR) == 0) ::execv(TECHMARKET_PROGRAM, argv.data());
    ::_exit(127);
  }

  /// Надсилає SIGINT і чекає кінця.
  static void expect_interrupted(pid_t process) {
    const auto asked = std::chrono::steady_clock::now();
    ::kill(process, SIGINT);
    EXPECT_EQ(wait_for(process), 130);
    EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(5));
  }

  std::filesystem::path log_;
  mutable int silent_ = -1;
};

TEST_F(Lifecycle, CtrlCAtTheQuestionOfCleanRemovesNothing) {
  const pid_t clean = start_before_a_silent_user({"clean", "--runtime", "local"});
  ASSERT_TRUE(eventually([this] { return said().contains("Type 'yes'"); })) << said();
  expect_interrupted(clean);
  ::close(silent_);
  EXPECT_TRUE(said().contains("nothing was removed")) << said();
}

TEST_F(Lifecycle, CtrlCEndsAFollowedLog) {
  const pid_t logs = start_techmarket({"logs", "dwh-db", "--follow"}, log_);
  ASSERT_TRUE(eventually([this] { return !said().empty(); }));
  expect_interrupted(logs);
  EXPECT_FALSE(said().contains("error:")) << said();
}

TEST_F(Lifecycle, CtrlCEndsTheWaitForAnotherCommandWhichIsNamed) {
  const runtime::StateLayout state(std::getenv("TECHMARKET_STATE_DIR"));
  const auto lock = runtime::StateLock::acquire(state, "clean");
  ASSERT_TRUE(lock) << lock.error().message;
  for (const char* command : {"up", "down"}) {
    std::filesystem::remove(log_);
    const pid_t waiting = start_techmarket({command, "--runtime", "local"}, log_);
    ASSERT_TRUE(eventually([this] {
      return said().contains("waiting for another command: techmarket clean");
    })) << said();
    expect_interrupted(waiting);
  }
}

}  // namespace
}  // namespace techmarket::e2e
