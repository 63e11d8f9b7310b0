#include "base/guarded.h"

#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <new>
#include <stdexcept>
#include <system_error>
#include <thread>

#include <gtest/gtest.h>

namespace techmarket {
namespace {

Error failure_of(void (*work)()) {
  const Status done = guarded([&]() -> Status { return work(), Status(); });
  EXPECT_FALSE(done);
  return done ? Error{} : done.error();
}

TEST(Guarded, TurnsExceptionsIntoErrors) {
  EXPECT_TRUE(guarded([]() -> Status { return {}; }));
  EXPECT_EQ(guarded([]() -> Result<int> { return 7; }).value(), 7);

  const Error memory = failure_of([] { throw std::bad_alloc(); });
  EXPECT_EQ(memory.kind, ErrorKind::retryable);
  EXPECT_EQ(memory.message, "not enough memory");
  EXPECT_NE(memory.hint.find("--threads"), std::string::npos);
  EXPECT_TRUE(lacks_resources(memory));

  const Error threads = failure_of(
      [] { throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again)); });
  EXPECT_EQ(threads.kind, ErrorKind::retryable);
  EXPECT_NE(threads.message.find("cannot start a thread"), std::string::npos);

  const Error bug = failure_of([] { throw std::out_of_range("at"); });
  EXPECT_EQ(bug.kind, ErrorKind::fatal);
  EXPECT_EQ(bug.message, "internal error: at");
  EXPECT_FALSE(lacks_resources(bug));
  EXPECT_EQ(failure_of([] { throw 5; }).kind, ErrorKind::fatal);
}

TEST(StartThreads, RunsTheBodyInEach) {
  std::atomic<int> runs = 0;
  auto threads = start_threads(3, [&] { ++runs; });
  EXPECT_EQ(threads.size(), 3u);
  threads.clear();
  EXPECT_EQ(runs, 3);
}

// Межа адрес тут гірша за межу процесів, яка root не зупиняє: стек нового потоку не вміщується.
void limit_memory() {
  const rlimit limit{std::size_t{1} << 20, std::size_t{1} << 20};
  ::setrlimit(RLIMIT_AS, &limit);
}

TEST(GuardedDeathTest, NoThreadAtAllIsAnError) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer needs more addresses than the limit leaves";
#endif
  EXPECT_EXIT(
      {
        limit_memory();
        const auto none = guarded([]() -> Status { return start_threads(2, [] {}).clear(), Status(); });
        ::_exit(!none && lacks_resources(none.error()) ? 0 : 1);
      },
      ::testing::ExitedWithCode(0), "");
}

TEST(GuardedDeathTest, TheLastResortNeverAborts) {
  EXPECT_EXIT(
      {
        install_last_resort();
        std::thread([] { throw std::bad_alloc(); }).join();
      },
      ::testing::ExitedWithCode(75), "not enough memory\n  hint: ");
  EXPECT_EXIT(
      {
        install_last_resort();
        std::thread([] { throw std::runtime_error("x"); }).join();
      },
      ::testing::ExitedWithCode(2), "internal error");
  EXPECT_EXIT(
      {
        install_last_resort();
        std::terminate();
      },
      ::testing::ExitedWithCode(2), "internal error");
}

}  // namespace
}  // namespace techmarket
