#include "runtime/activity.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <future>
#include <optional>

#include <fmt/format.h>

namespace techmarket::runtime {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

constexpr std::array kAll = {Work::down, Work::clean,  Work::generate, Work::generate_share, Work::simulate,
                             Work::etl,  Work::verify, Work::backup,   Work::migrate,        Work::expect};

class ActivityTest : public testing::Test {
 protected:
  ActivityTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "techmarket-activity-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
  }
  ~ActivityTest() override { std::filesystem::remove_all(root_); }
  void SetUp() override {
    ASSERT_TRUE(write_instance(state(), {.port_offset = 0, .runtime = "local", .desired = Desired::up}));
  }
  StateLayout state() const { return StateLayout(root_); }
  Result<Activity> begin(Work work) const { return Activity::begin(work, state(), 0ms); }

  std::filesystem::path root_;
};

TEST_F(ActivityTest, EveryPairIsTogetherOrRefusedByName) {
  int pairs = 0;
  for (const Work first : kAll)
    for (const Work second : kAll) {
      SCOPED_TRACE(fmt::format("{}, then {}", command_of(first), command_of(second)));
      const auto one = begin(first);
      ASSERT_TRUE(one) << one.error().message;
      EXPECT_TRUE(at_work(first, state()));
      const auto two = begin(second);
      EXPECT_EQ(two.has_value(), together(first, second));
      EXPECT_EQ(together(first, second), together(second, first));
      if (!two) {
        EXPECT_EQ(two.error().kind, ErrorKind::retryable);
        EXPECT_THAT(two.error().message, HasSubstr(fmt::format("`{}`", command_of(first))));
      }
      ++pairs;
    }
  EXPECT_EQ(pairs, 100);
}

// Половина світу, згублена межа знімка або «розбіжність», якої немає, — ціна кожної з цих пар.
TEST_F(ActivityTest, WhatMustNeverRunTogether) {
  for (const Work other : kAll) {
    EXPECT_FALSE(together(Work::generate, other)) << command_of(other);
    EXPECT_FALSE(together(Work::down, other)) << command_of(other);
    EXPECT_FALSE(together(Work::clean, other)) << command_of(other);
    EXPECT_FALSE(together(Work::migrate, other)) << command_of(other);
  }
  EXPECT_FALSE(together(Work::simulate, Work::verify));
  EXPECT_FALSE(together(Work::etl, Work::verify));
  EXPECT_FALSE(together(Work::etl, Work::etl));
  EXPECT_FALSE(together(Work::simulate, Work::simulate));
}

TEST_F(ActivityTest, WaitsForTheOtherToEnd) {
  std::optional<Activity> first = begin(Work::generate).value();
  auto second = std::async(std::launch::async, [&] { return Activity::begin(Work::verify, state(), 60s); });
  EXPECT_EQ(second.wait_for(100ms), std::future_status::timeout);
  first.reset();
  EXPECT_TRUE(second.get());
}

TEST_F(ActivityTest, AKilledCommandHoldsNothing) {
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = begin(Work::etl);
    for (;;) ::pause();
  }
  while (!at_work(Work::etl, state())) {
  }
  EXPECT_FALSE(begin(Work::verify));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(begin(Work::verify));
}

TEST_F(ActivityTest, TheStateLockIsAnotherLock) {
  const auto work = begin(Work::etl);
  ASSERT_TRUE(work);
  { EXPECT_TRUE(StateLock::acquire(state(), "restart of dead services")); }
  EXPECT_FALSE(begin(Work::down)) << "the lock of the state folder came and went";
}

TEST_F(ActivityTest, WithoutAnInstanceThereIsNothingToHold) {
  const StateLayout nowhere(root_ / "nowhere");
  EXPECT_TRUE(Activity::begin(Work::generate, nowhere, 0ms));
  EXPECT_TRUE(Activity::begin(Work::verify, nowhere, 0ms));
  EXPECT_FALSE(std::filesystem::exists(nowhere.root()));
}

TEST_F(ActivityTest, CleanMayRemoveTheFileOfThoseWhoWait) {
  const auto cleaning = begin(Work::clean);
  ASSERT_TRUE(cleaning);
  std::filesystem::remove(state().lock());
  EXPECT_TRUE(begin(Work::verify)) << "a new file is a new instance";
}

}  // namespace
}  // namespace techmarket::runtime
