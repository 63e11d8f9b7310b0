#include "runtime/state.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

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

TEST_F(StateTest, AMarkerOfANewerVersionIsAnErrorAndStays) {
  ASSERT_TRUE(write_file(state().instance(), "{\"format\": 2}"));
  const auto instance = read_instance(state());
  ASSERT_FALSE(instance);
  EXPECT_EQ(instance.error().kind, ErrorKind::configuration);
  EXPECT_THAT(instance.error().message, HasSubstr("techmarket-instance.json"));
}

constexpr const char* kDamaged[] = {
    "",
    "{",
    "[]",
    "{\"format\": 1}",
    "{\"format\": 1, \"port_offset\": \"x\"}",
    "{\"format\": 1, \"port_offset\": 0, \"runtime\": 5, \"desired\": \"up\"}"};

TEST_F(StateTest, ADamagedMarkerIsReplacedByItsCopy) {
  const Instance written{.port_offset = 7, .runtime = "local", .desired = Desired::up};
  ASSERT_TRUE(write_instance(state(), written));
  ASSERT_TRUE(write_file(state().data("auth-db") / "ibdata1", "x"));
  const auto expect_restored = [&](const std::string& how) {
    const auto instance = read_instance(state());
    ASSERT_TRUE(instance && *instance) << how;
    EXPECT_EQ((*instance)->port_offset, 7);
    EXPECT_EQ((*instance)->runtime, "local");
    EXPECT_EQ((*instance)->desired, Desired::up);
    EXPECT_FALSE((*instance)->guessed);
    EXPECT_THAT((*instance)->damage, HasSubstr(how));
  };
  for (const char* text : kDamaged) {
    ASSERT_TRUE(write_file(state().instance(), text));
    expect_restored("is damaged");
  }
  fs::remove(state().instance());
  expect_restored("is lost");
  ASSERT_TRUE(write_instance(state(), written));
  EXPECT_EQ((*read_instance(state()))->damage, "");
}

TEST_F(StateTest, WithoutBothMarkersTheFoldersTellTheStory) {
  ASSERT_TRUE(write_file(state().data("auth-db") / "ibdata1", "x"));
  ASSERT_TRUE(write_file(state().data("dwh-db") / "PG_VERSION", "15\n"));
  const auto instance = read_instance(state());
  ASSERT_TRUE(instance && *instance);
  EXPECT_EQ((*instance)->runtime, "local");
  EXPECT_TRUE((*instance)->guessed);
  EXPECT_TRUE(write_instance(state(), **instance)) << "the folder is ours: the marker may be written again";
}

TEST_F(StateTest, AServicesFolderOfSomebodyElseIsNotOurs) {
  ASSERT_TRUE(write_file(state().data("auth-db") / "ibdata1", "x"));
  ASSERT_TRUE(write_file(state().services() / "README", "my microservices"));
  const auto instance = read_instance(state());
  ASSERT_TRUE(instance);
  EXPECT_FALSE(*instance);
  const Status written = write_instance(state(), {});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::configuration);
}

TEST_F(StateTest, ADamagedMarkerWithNothingElseNamesNoRuntime) {
  for (const char* text : kDamaged) {
    ASSERT_TRUE(write_file(state().instance(), text));
    const auto instance = read_instance(state());
    ASSERT_TRUE(instance && *instance) << text;
    EXPECT_EQ((*instance)->runtime, "");
    EXPECT_THAT((*instance)->damage, HasSubstr("techmarket-instance.json is damaged"));
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
  EXPECT_FALSE(fs::exists(state().instance()));
  EXPECT_FALSE(fs::exists(state().root()));
}

mode_t mode_of(const fs::path& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 ? info.st_mode & 07777 : 0;
}

TEST_F(StateTest, PermissionsDoNotDependOnUmask) {
  const mode_t own_folder = ::geteuid() == 0 ? 0711 : 0700;
  for (const mode_t mask : {0000u, 0022u, 0077u}) {
    const mode_t previous = ::umask(mask);
    {
      const auto lock = StateLock::acquire(state(), "up");
      ASSERT_TRUE(lock);
      ASSERT_TRUE(write_instance(state(), {.runtime = "local"}));
    }
    ::umask(previous);
    EXPECT_EQ(mode_of(state().root()), own_folder) << fmt::format("umask {:03o}", mask);
    EXPECT_EQ(mode_of(state().lock()), 0600u);
    EXPECT_EQ(mode_of(state().instance()), 0600u);
    fs::remove_all(state().root());
  }
}

TEST_F(StateTest, ALooseFolderOfOursIsTightened) {
  ASSERT_TRUE(write_instance(state(), {.runtime = "local"}));
  ASSERT_EQ(::chmod(state().root().c_str(), 0777), 0);
  { ASSERT_TRUE(StateLock::acquire(state(), "up")); }
  EXPECT_EQ(mode_of(state().root()) & 0022u, 0u);
}

TEST_F(StateTest, ALockThatIsALinkIsRefusedAndItsTargetKept) {
  ASSERT_TRUE(write_file(folder_ / "victim", "precious"));
  fs::create_directories(state().root());
  fs::create_symlink(folder_ / "victim", state().lock());
  const auto lock = StateLock::acquire(state(), "up");
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().kind, ErrorKind::configuration);
  EXPECT_THAT(lock.error().message, HasSubstr("symbolic link"));
  EXPECT_EQ(read_file(folder_ / "victim"), "precious");
}

TEST_F(StateTest, AMarkerThatIsALinkIsRefusedAndItsTargetKept) {
  ASSERT_TRUE(write_file(folder_ / "victim", "precious"));
  fs::create_directories(state().root());
  fs::create_symlink(folder_ / "victim", state().instance());
  EXPECT_FALSE(read_instance(state()));
  EXPECT_TRUE(write_instance(state(), {.runtime = "local"})) << "the link itself is replaced";
  EXPECT_EQ(read_file(folder_ / "victim"), "precious");
  EXPECT_FALSE(fs::is_symlink(state().instance()));
}

TEST_F(StateTest, AStateFolderThatIsALinkIsRefused) {
  fs::create_directories(folder_ / "elsewhere");
  fs::create_symlink(folder_ / "elsewhere", state().root());
  const auto expect_refused = [](const auto& refused) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::configuration);
    EXPECT_THAT(refused.error().message, HasSubstr("symbolic link"));
  };
  expect_refused(StateLock::acquire(state(), "up"));
  expect_refused(write_instance(state(), {.runtime = "local"}));
  expect_refused(read_instance(state()));
  EXPECT_TRUE(fs::is_empty(folder_ / "elsewhere"));
}

TEST_F(StateTest, AParentThatEverybodyMayWriteIsRefused) {
  ASSERT_EQ(::chmod(folder_.c_str(), 0777), 0);
  const auto refused = StateLock::acquire(state(), "up");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::configuration);
  EXPECT_THAT(refused.error().message, HasSubstr(folder_.string()));
  EXPECT_FALSE(fs::exists(state().root()));
  ASSERT_EQ(::chmod(folder_.c_str(), 01777), 0);
  EXPECT_TRUE(StateLock::acquire(state(), "up")) << "the sticky bit keeps others away";
}

class ForeignStateTest : public StateTest {
 protected:
  void SetUp() override {
    StateTest::SetUp();
    if (::geteuid() != 0) GTEST_SKIP() << "only root can prepare files of another user";
  }
  static constexpr uid_t kStranger = 65534;
};

TEST_F(ForeignStateTest, AFolderOfAnotherUserIsRefused) {
  fs::create_directories(state().root());
  ASSERT_EQ(::chown(state().root().c_str(), kStranger, kStranger), 0);
  const auto refused = StateLock::acquire(state(), "up");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::configuration);
  EXPECT_THAT(refused.error().message, HasSubstr("belongs to nobody"));
  EXPECT_FALSE(fs::exists(state().lock()));
}

TEST_F(ForeignStateTest, AParentOfAnotherUserIsRefused) {
  ASSERT_EQ(::chown(folder_.c_str(), kStranger, kStranger), 0);
  const auto refused = StateLock::acquire(state(), "up");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("belongs to nobody"));
}

TEST_F(ForeignStateTest, ALockOfAnotherUserIsRefusedAtOnce) {
  ASSERT_TRUE(write_instance(state(), {.runtime = "local"}));
  ASSERT_TRUE(write_file(state().lock(), "techmarket up (pid 1)\n"));
  ASSERT_EQ(::chown(state().lock().c_str(), kStranger, kStranger), 0);
  const auto refused = StateLock::acquire(state(), "up", std::chrono::hours(1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::configuration);
  EXPECT_THAT(refused.error().message, HasSubstr("belongs to nobody"));
}

TEST_F(StateTest, PathsTheServersCannotTakeAreRefusedByName) {
  const std::pair<std::string, std::string> cases[] = {{"a:b", "a colon"},
                                                       {"a\nb", "control character 0x0a"},
                                                       {"a\x7f", "control character 0x7f"},
                                                       {"a\xff", "not valid UTF-8"},
                                                       {std::string(360, 'x'), "bytes long"}};
  for (const auto& [name, why] : cases) {
    const auto refused = read_instance(StateLayout(folder_ / name));
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().kind, ErrorKind::configuration);
    EXPECT_THAT(refused.error().message, HasSubstr(why));
    EXPECT_THAT(refused.error().hint, HasSubstr("TECHMARKET_STATE_DIR"));
  }
}

// Екземпляр, якого clean вилучив, поки інша команда чекала на замок, не оживає, а замок береться на нову
// теку.
TEST_F(StateTest, TheLockSurvivesTheRemovalOfTheFolder) {
  auto first = std::make_optional(StateLock::acquire(state(), "clean"));
  ASSERT_TRUE(*first);
  ASSERT_TRUE(write_instance(state(), {.runtime = "docker"}));
  std::jthread second([this] {
    const auto lock = StateLock::acquire(state(), "up", std::chrono::seconds(60));
    EXPECT_TRUE(lock);
    EXPECT_TRUE(write_instance(state(), {.port_offset = 5, .runtime = "docker"}));
  });
  EXPECT_TRUE(remove_root(state()).value_or(false));
  first.reset();
  second.join();
  const auto instance = read_instance(state());
  ASSERT_TRUE(instance && *instance);
  EXPECT_EQ((*instance)->port_offset, 5);
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
