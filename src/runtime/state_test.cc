#include "runtime/state.h"

#include <unistd.h>

#include <cstdlib>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"

namespace techmarket::runtime {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class StateTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string folder = fs::temp_directory_path() / "techmarket-state-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  void TearDown() override { fs::remove_all(folder_); }
  StateLayout state() const { return StateLayout(folder_ / "state"); }

  fs::path folder_;
};

TEST_F(StateTest, RemembersTheInstance) {
  ASSERT_TRUE(write_instance(state(), {.port_offset = 20000, .runtime = "local", .desired = Desired::up}));
  const auto instance = read_instance(state());
  ASSERT_TRUE(instance && *instance);
  EXPECT_EQ((*instance)->port_offset, 20000);
  EXPECT_EQ((*instance)->runtime, "local");
  EXPECT_EQ((*instance)->desired, Desired::up);
}

TEST_F(StateTest, NoFolderMeansNoInstance) {
  const auto instance = read_instance(state());
  ASSERT_TRUE(instance);
  EXPECT_FALSE(*instance);
}

TEST_F(StateTest, AnEmptyFolderMayBecomeOurs) {
  fs::create_directories(state().root());
  EXPECT_TRUE(write_instance(state(), {.port_offset = 0, .runtime = "local", .desired = Desired::down}));
}

TEST_F(StateTest, AForeignFolderMayNot) {
  ASSERT_TRUE(write_file(state().root() / "photo.jpg", "x"));
  const Status written = write_instance(state(), {});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::configuration);
  EXPECT_THAT(written.error().message, HasSubstr("photo.jpg"));
  EXPECT_FALSE(fs::exists(state().instance()));
}

TEST_F(StateTest, DamagedOrNewerMarkersAreErrors) {
  for (const char* text :
       {"", "{", "[]", "{\"format\": 2}", "{\"format\": 1}", "{\"format\": 1, \"port_offset\": \"x\"}",
        "{\"format\": 1, \"port_offset\": 0, \"runtime\": 5, \"desired\": \"up\"}"}) {
    ASSERT_TRUE(write_file(state().instance(), text));
    const auto instance = read_instance(state());
    ASSERT_FALSE(instance) << text;
    EXPECT_EQ(instance.error().kind, ErrorKind::configuration);
    EXPECT_THAT(instance.error().message, HasSubstr("techmarket-instance.json"));
  }
}

TEST_F(StateTest, OneLockAtATime) {
  {
    const auto first = StateLock::acquire(state(), "up");
    ASSERT_TRUE(first);
    const auto second = StateLock::acquire(state(), "down");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::retryable);
    EXPECT_THAT(second.error().message, HasSubstr(fmt::format("techmarket up (pid {})", ::getpid())));
  }
  EXPECT_TRUE(StateLock::acquire(state(), "down"));
}

TEST_F(StateTest, ForgettingKeepsTheMarkerWhileLocalDataIsThere) {
  ASSERT_TRUE(write_instance(state(), {.port_offset = 5, .runtime = "docker", .desired = Desired::up}));
  fs::create_directories(state().data("auth-db"));
  ASSERT_TRUE(forget_instance(state()));
  const auto instance = read_instance(state());
  ASSERT_TRUE(instance && *instance);
  EXPECT_EQ((*instance)->runtime, "local");
  EXPECT_EQ((*instance)->desired, Desired::down);

  fs::remove_all(state().services());
  ASSERT_TRUE(forget_instance(state()));
  EXPECT_FALSE(fs::exists(state().root()));
}

/// Змінна середовища на час тесту.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    value ? ::setenv(name, value, 1) : ::unsetenv(name);
  }
  ~Variable() { old_ ? ::setenv(name_, old_->c_str(), 1) : ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> old_;
};

TEST(DefaultState, TheVariableWins) {
  const Variable chosen("TECHMARKET_STATE_DIR", "/tmp/somewhere/../here/");
  EXPECT_EQ(default_state().root(), "/tmp/here");
}

TEST(DefaultState, OtherwiseTheUsualPlaceOfTheUser) {
  const Variable none("TECHMARKET_STATE_DIR", nullptr);
  const Variable state_home("XDG_STATE_HOME", "/home/someone/state");
  EXPECT_EQ(default_state().root(),
            ::geteuid() == 0 ? "/var/lib/techmarket" : "/home/someone/state/techmarket");
}

}  // namespace
}  // namespace techmarket::runtime
