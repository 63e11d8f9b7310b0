// Зіпсований, загублений, недовилучений, підкладений стан: дані лишаються, чуже не чіпається, а наступна
// команда завжди є. Справжні сервери.

#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>
#include <random>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/interrupt.h"
#include "base/process.h"
#include "runtime/local/service_lifecycle.h"
#include "runtime/local/testing/local_fixture.h"
#include "runtime/private_file.h"

namespace techmarket::runtime::local {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

/// Нащадок, який виконує команду; вихід 0, коли вона вдалася, інакше її код.
class Child {
 public:
  template <class Command>
  explicit Child(Command command) : pid_(::fork()) {
    if (pid_ != 0) return;
    install_interrupt_handler();
    const Status done = command();
    if (!done) fmt::print(stderr, "child: {}\n", done.error().message);
    ::_exit(done ? 0 : exit_code(done.error().kind));
  }
  pid_t pid() const { return pid_; }
  int wait() const {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_;
};

class RecoveryTest : public LocalBackendTest {
 protected:
  Status execute(const std::string& name, const std::string& sql) const {
    const auto endpoint = config::endpoint_of(service(name), "techmarket test");
    if (service(name).is_mysql()) {
      TM_ASSIGN(auto connection, db::mysql::Connection::open(endpoint));
      return connection.execute(sql);
    }
    TM_ASSIGN(auto connection, db::postgres::Connection::open(endpoint));
    return connection.execute(sql);
  }
  /// Рядок, якого схема не створює: доказ, що дані ті самі.
  void add_a_row() const {
    for (const auto& one : catalogue_.services)
      ASSERT_EQ(message(execute(one.name, "INSERT INTO hedgehogs VALUES (2, 'їжак')")), "");
  }
  void expect_the_row() const {
    for (const auto& one : catalogue_.services) EXPECT_EQ(rows(one.name), 2) << one.name.text();
  }
  void expect_refused(const Status& status, const std::string& why) const {
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().kind, ErrorKind::configuration) << status.error().message;
    EXPECT_THAT(status.error().message, HasSubstr(why));
    EXPECT_NE(status.error().hint, "");
  }
  std::string problem(std::size_t index) const {
    const auto report = backend().status();
    return report ? report->services[index].problem : report.error().message;
  }
};

TEST_F(RecoveryTest, ALostOrDamagedMarkCostsNoData) {
  ASSERT_EQ(message(backend().up()), "");
  add_a_row();
  const pid_t pid = process("shop-db")->pid();
  const auto break_marks = [&](bool damage) {
    for (const auto& one : catalogue_.services) {
      if (damage) {
        ASSERT_TRUE(write_file(state().mark(one.name), "{\"schema\": "));
      } else {
        ASSERT_TRUE(fs::remove(state().mark(one.name)));
      }
    }
  };
  for (const bool damage : {false, true}) {
    break_marks(damage);
    EXPECT_EQ(message(backend().up()), "");
    EXPECT_EQ(process("shop-db")->pid(), pid) << "a running server goes on running";
    expect_the_row();
    ASSERT_EQ(look_at(state(), "shop-db")->stage, Stage::complete) << "the mark is written again";
  }
  ASSERT_EQ(message(backend().down()), "");
  break_marks(false);
  EXPECT_THAT(problem(0), HasSubstr("its mark is lost"));
  EXPECT_EQ(message(backend().up()), "");
  expect_the_row();
}

TEST_F(RecoveryTest, DataThatCannotBeProvenCompleteIsLeftAlone) {
  ASSERT_EQ(message(backend().up()), "");
  ASSERT_EQ(message(execute("shop-db", "RENAME TABLE hedgehogs TO kept")), "");
  ASSERT_EQ(message(backend().down()), "");
  ASSERT_TRUE(fs::remove(state().mark("shop-db")));
  for (int again = 0; again < 2; ++again) {
    const Status up = backend().up();
    expect_refused(up, "could not be proven complete");
    EXPECT_THAT(up.error().message, HasSubstr("hedgehogs"));
    EXPECT_FALSE(process("shop-db")) << "a server started for the proof is stopped again";
  }
  EXPECT_TRUE(fs::exists(state().data("shop-db") / "shop_db/kept.ibd"));
  EXPECT_EQ(message(backend().clean()), "");
  EXPECT_EQ(message(backend().up()), "");
  expect_all_ready();
}

TEST_F(RecoveryTest, AnUnfinishedDatabaseIsCreatedAgainAndNeverCalledReady) {
  ASSERT_EQ(message(backend().up()), "");
  for (const auto& one : catalogue_.services) fs::rename(state().mark(one.name), state().creating(one.name));
  EXPECT_EQ(problem(0), "its creation is not finished") << "though its server answers";
  EXPECT_FALSE(backend().status()->ready());
  EXPECT_EQ(message(backend().up()), "");
  expect_all_ready();
}

TEST_F(RecoveryTest, AVanishedDataFolderIsNotReplacedByAnEmptyOne) {
  ASSERT_EQ(message(backend().up()), "");
  ASSERT_EQ(message(backend().down()), "");
  fs::rename(state().data("wall-db"), folder_ / "kept");
  EXPECT_EQ(problem(1), "its data folder is gone");
  expect_refused(backend().up(), "is gone");
  fs::rename(folder_ / "kept", state().data("wall-db"));
  EXPECT_EQ(message(backend().up()), "");
  expect_all_ready();
}

TEST_F(RecoveryTest, EverythingWorksWithoutTheInstanceMarkers) {
  ASSERT_EQ(message(backend().up()), "");
  add_a_row();
  const auto break_markers = [&](bool damage) {
    for (const auto& marker : {state().instance(), state().instance_copy()}) {
      if (damage) {
        ASSERT_TRUE(write_file(marker, "{"));
      } else {
        ASSERT_TRUE(fs::remove(marker));
      }
    }
  };
  for (const bool damage : {false, true}) {
    break_markers(damage);
    EXPECT_TRUE(backend().status()->ready());
    EXPECT_EQ(message(backend().down()), "");
    EXPECT_FALSE(process("shop-db"));
    EXPECT_FALSE(process("wall-db"));
    break_markers(damage);
    EXPECT_EQ(message(backend().up()), "");
    expect_the_row();
  }
  break_markers(false);
  const int port = std::exchange(catalogue_.services[0].port, support::free_port());
  expect_refused(backend().up(), "other ports");
  catalogue_.services[0].port = port;
  EXPECT_EQ(message(backend().up()), "") << "with the right ports nothing is stopped";
  break_markers(false);
  EXPECT_THAT(*backend().clean_target(), HasSubstr(state().root().string()));
  EXPECT_EQ(message(backend().clean()), "");
  EXPECT_FALSE(process("shop-db"));
  EXPECT_FALSE(fs::exists(state().root()));
}

TEST_F(RecoveryTest, DownStopsServersWhoseFolderWasRemoved) {
  ASSERT_EQ(message(backend().up()), "");
  fs::remove_all(state().root());
  EXPECT_EQ(message(backend().down()), "");
  EXPECT_FALSE(process("shop-db"));
  EXPECT_FALSE(process("wall-db"));
  EXPECT_FALSE(fs::exists(state().root()));
}

TEST_F(RecoveryTest, AProcessThatOnlyNamesOurFolderSurvivesDownAndClean) {
  ASSERT_EQ(message(backend().up()), "");
  std::vector<pid_t> lookalikes;
  for (const std::string& argument :
       {process_identity(schema::Dialect::mysql, "shop-db", state()),
        process_identity(schema::Dialect::postgres, "wall-db", state()), state().adminer_page().string()}) {
    const auto started = start_daemon(
        {.argv = {"sh", "-c", "kill -STOP $$", argument}, .directory = "/", .log = "/dev/null", .user = {}});
    ASSERT_TRUE(started);
    lookalikes.push_back(*started);
  }
  EXPECT_EQ(message(backend().down()), "");
  EXPECT_FALSE(process("shop-db"));
  EXPECT_EQ(message(backend().clean()), "");
  for (const pid_t pid : lookalikes) {
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, WNOHANG), 0) << "killed by signal " << WTERMSIG(status);
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
}

TEST_F(RecoveryTest, UpWaitsForServersThatAreStoppingAndStartsThemAgain) {
  ASSERT_EQ(message(backend().up()), "");
  // Перервана down: намір записано, сигнал надіслано, замок вільний. Або сигнал надіслав хтось інший.
  for (const Desired desired : {Desired::down, Desired::up}) {
    ASSERT_TRUE(write_instance(state(), {.runtime = "local", .desired = desired}));
    std::vector<ServerProcess> old;
    for (const auto& one : catalogue_.services) {
      old.push_back(*process(one.name));
      ASSERT_TRUE(old.back().signal(stop_signal(one.engine)));
    }
    EXPECT_EQ(message(backend().up()), "");
    for (const auto& server : old) EXPECT_TRUE(server.wait_for_exit(milliseconds(0))) << server.pid();
    expect_all_ready();
  }
}

TEST_F(RecoveryTest, InterruptedDownSaysSoAtOnceAndIsFinishedByTheNext) {
  ASSERT_EQ(message(backend().up()), "");
  const auto server = process("wall-db");
  ASSERT_TRUE(server && server->signal(SIGSTOP));  // зупинитися не зможе
  const Child down([this] { return backend().down(); });
  // Доки shop-db працює, down ще не дійшла до чекання на wall-db.
  while (process("shop-db")) std::this_thread::yield();
  const auto began = std::chrono::steady_clock::now();
  ::kill(down.pid(), SIGINT);
  EXPECT_EQ(down.wait(), exit_code(ErrorKind::interrupted));
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(5));
  ASSERT_TRUE(server->signal(SIGCONT));
  EXPECT_EQ(message(backend().down()), "");
  EXPECT_FALSE(process("wall-db"));
  EXPECT_EQ(message(backend().up()), "");
  expect_all_ready();
}

TEST_F(RecoveryTest, APlantedLogIsNotWrittenTo) {
  ASSERT_TRUE(write_file(folder_ / "victim", "precious"));
  ASSERT_EQ(message(backend().up()), "");
  ASSERT_EQ(message(backend().down()), "");
  for (const auto& one : catalogue_.services) {
    fs::rename(state().log(one.name), state().log(one.name).string() + ".kept");
    fs::create_symlink(folder_ / "victim", state().log(one.name));
  }
  expect_refused(backend().up(), "server.log: is a symbolic link");
  EXPECT_EQ(read_file(folder_ / "victim"), "precious");
  for (const auto& one : catalogue_.services) fs::remove(state().log(one.name));
  EXPECT_EQ(message(backend().up()), "");
  expect_all_ready();
}

mode_t mode_of(const fs::path& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 ? info.st_mode & 07777 : 0;
}

// Сервери пишуть лише у свої теки: у кожній теці, де пише root, пише тільки root.
TEST_F(RecoveryTest, ServersOwnOnlyWhatTheyWriteWhateverTheUmask) {
  const mode_t previous = ::umask(0);
  EXPECT_EQ(message(backend().up()), "");
  ::umask(previous);
  for (const auto& one : catalogue_.services) {
    for (const auto& ours : {state().root(), state().services(), state().service(one.name),
                             state().log(one.name), state().mark(one.name)}) {
      EXPECT_EQ(owner_of(ours), ::geteuid()) << ours;
      EXPECT_EQ(mode_of(ours) & 0022, 0u) << ours;
    }
    EXPECT_EQ(mode_of(state().data(one.name)), 0700u);
    EXPECT_EQ(mode_of(state().temporary(one.name)), 0700u);
    EXPECT_EQ(mode_of(state().mark(one.name)), 0600u);
    EXPECT_EQ(mode_of(state().service(one.name)) & 0007, 0u) << "strangers cannot even enter";
    EXPECT_EQ(owner_of(state().data(one.name)) == 0u, false) << "no server runs as root";
  }
}

TEST_F(RecoveryTest, AFolderOfAnOlderVersionIsTakenOver) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root's servers run as another user";
  ASSERT_EQ(message(backend().up()), "");
  add_a_row();
  ASSERT_EQ(message(backend().down()), "");
  fs::remove(state().instance_copy());
  for (const auto& one : catalogue_.services) {
    const uid_t user = *owner_of(state().data(one.name));
    ASSERT_EQ(::chown(state().service(one.name).c_str(), user, user), 0);
    ASSERT_EQ(::chmod(state().service(one.name).c_str(), 0700), 0);
  }
  EXPECT_EQ(message(backend().up()), "");
  expect_the_row();
  EXPECT_EQ(owner_of(state().service("shop-db")), 0u);
}

// --- kill -9

/// Убиває команду у випадкову мить; зерно друкується, щоб збій можна було повторити.
class RandomKillTest : public RecoveryTest {
 protected:
  void SetUp() override {
    RecoveryTest::SetUp();
    seed_ = std::random_device()();
    if (const char* given = std::getenv("TECHMARKET_TEST_SEED"))
      seed_ = static_cast<unsigned>(std::strtoul(given, nullptr, 10));
    fmt::print("  TECHMARKET_TEST_SEED={}\n", seed_);
    random_.seed(seed_);
  }
  /// @return чи встигли вбити.
  template <class Command>
  bool kill_within(Command command, std::chrono::microseconds longest) {
    const auto wait = std::chrono::microseconds(
        std::uniform_int_distribution<long>(0, static_cast<long>(longest.count()))(random_));
    const Child child(command);
    std::this_thread::sleep_for(wait);  // випадкова мить — це і є умова
    ::kill(child.pid(), SIGKILL);
    return child.wait() == 128 + SIGKILL;
  }
  /// Готовим сервіс названо лише тоді, коли його схема справді є.
  void expect_honest_status() const {
    const auto report = backend().status();
    ASSERT_TRUE(report) << report.error().message;
    for (const auto& one : report->services) {
      EXPECT_EQ(one.ready, one.problem.empty()) << one.service;
      if (one.ready) {
        EXPECT_EQ(rows(one.service), 1) << one.service;
      }
    }
  }

  unsigned seed_ = 0;
  std::mt19937 random_;
};

TEST_F(RandomKillTest, UpAndCleanAreFinishedByTheNextCommand) {
  constexpr int kRounds = 6;
  int killed_up = 0, killed_clean = 0;
  auto up_time = std::chrono::microseconds(seconds(4)),
       clean_time = std::chrono::microseconds(milliseconds(200));
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(fmt::format("round {}", round));
    killed_up += kill_within([this] { return backend().up(); }, up_time);
    expect_honest_status();
    const auto up_began = std::chrono::steady_clock::now();
    ASSERT_EQ(message(backend().up()), "");
    expect_all_ready();
    up_time =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - up_began);

    killed_clean += kill_within([this] { return backend().clean(); }, clean_time);
    expect_honest_status();
    if (round % 2 == 0) {
      ASSERT_EQ(message(backend().up()), "") << "up after a killed clean";
      expect_all_ready();
    }
    const auto clean_began = std::chrono::steady_clock::now();
    ASSERT_EQ(message(backend().clean()), "") << "clean after a killed clean";
    EXPECT_FALSE(fs::exists(state().root()));
    if (round % 2 == 0)
      clean_time = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                         clean_began);
  }
  fmt::print("  killed up {} and clean {} of {} times\n", killed_up, killed_clean, kRounds);
  EXPECT_GT(killed_up, 0) << "a killed up was never tested";
  EXPECT_GT(killed_clean, 0) << "a killed clean was never tested";
}

// Кожен крок clean лишає саме такий стан; позначка екземпляра в усіх ще ціла.
TEST_F(RecoveryTest, EveryStepOfCleanCanBeTheLastOne) {
  const std::pair<const char*, std::function<void()>> steps[] = {
      {"stopped", [] {}},
      {"services renamed", [&] { fs::rename(state().services(), state().services().string() + ".trash"); }},
      {"services half deleted",
       [&] {
         fs::rename(state().services(), state().services().string() + ".trash");
         fs::remove_all(state().services().string() + ".trash/shop-db/data");
       }},
      {"adminer renamed",
       [&] {
         fs::remove_all(state().services());
         if (fs::exists(state().adminer()))
           fs::rename(state().adminer(), state().adminer().string() + ".trash");
       }},
      {"marker gone",
       [&] {
         for (const auto& folder : {state().services(), state().adminer(), state().scratch()})
           fs::remove_all(folder);
         fs::remove(state().instance());
       }},
  };
  for (const auto& [name, step] : steps) {
    SCOPED_TRACE(name);
    ASSERT_EQ(message(backend().up()), "");
    ASSERT_EQ(message(backend().down()), "");
    step();
    ASSERT_FALSE(backend().status()->ready());
    ASSERT_EQ(message(backend().up()), "");
    expect_all_ready();
    EXPECT_FALSE(fs::exists(state().services().string() + ".trash"));
    ASSERT_EQ(message(backend().down()), "");
    step();
    ASSERT_EQ(message(backend().clean()), "");
  }
}

// --- місце й шлях

class OddPathTest : public RecoveryTest, public ::testing::WithParamInterface<std::string> {
 protected:
  StateLayout state() const override { return StateLayout(folder_ / GetParam()); }
};

TEST_P(OddPathTest, UpDownAndCleanWork) {
  ASSERT_EQ(message(backend().up()), "");
  expect_all_ready();
  EXPECT_TRUE(backend().status()->adminer->ready || !find_adminer());
  ASSERT_EQ(message(backend().down()), "");
  ASSERT_EQ(message(backend().up()), "");
  expect_all_ready();
  ASSERT_EQ(message(backend().clean()), "");
  EXPECT_FALSE(fs::exists(state().root()));
}

INSTANTIATE_TEST_SUITE_P(Paths, OddPathTest,
                         ::testing::Values("with  spaces", "q'u\"o`t$HOME\\es;&|*?#%(){}<>!~=,",
                                           "їжак у тумані", "-rf",
                                           std::string(100, 'a') + "/" + std::string(100, 'b') + "/" +
                                               std::string(100, 'c')),
                         [](const auto& path) { return fmt::format("Path{}", path.index); });

/// Невелика файлова система, яку можна заповнити; зникає разом з об'єктом.
class SmallDisk {
 public:
  explicit SmallDisk(const fs::path& where) : where_(where) {
    fs::create_directories(where);
    mounted_ = ::mount("tmpfs", where.c_str(), "tmpfs", 0, "size=1200m,mode=0755") == 0;
    why_ = std::strerror(errno);
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(where_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return mounted_; }
  const std::string& why() const { return why_; }
  /// Займає все до останнього байта.
  void fill() const {
    const int file = ::open((where_ / "filler").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const std::string block(1 << 20, 'x');
    for (std::size_t size = block.size(); size > 0;) {
      const ssize_t written = ::write(file, block.data(), size);
      if (written < static_cast<ssize_t>(size)) size /= 2;
    }
    ::close(file);
  }

 private:
  fs::path where_;
  bool mounted_ = false;
  std::string why_;
};

class FullDiskTest : public RecoveryTest {
 protected:
  void SetUp() override {
    RecoveryTest::SetUp();
    if (IsSkipped()) return;
    disk_.emplace(folder_ / "disk");
    if (!disk_->mounted()) GTEST_SKIP() << "cannot mount a small tmpfs: " << disk_->why();
  }
  void TearDown() override {
    RecoveryTest::TearDown();
    disk_.reset();
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
  }
  StateLayout state() const override { return StateLayout(folder_ / "disk/state"); }
  void expect_no_space() const { ASSERT_EQ(fs::space(folder_ / "disk").available, 0u); }

  std::optional<SmallDisk> disk_;
};

TEST_F(FullDiskTest, DownAndCleanNeedNoSpace) {
  ASSERT_EQ(message(backend().up()), "");
  add_a_row();
  disk_->fill();
  expect_no_space();
  EXPECT_EQ(message(backend().down()), "");
  EXPECT_FALSE(process("shop-db"));
  EXPECT_FALSE(process("wall-db"));
  EXPECT_EQ((*read_instance(state()))->desired, Desired::down) << "the intent is recorded in place";
  fs::remove(folder_ / "disk/filler");
  EXPECT_EQ(message(backend().up()), "");
  expect_the_row();
  disk_->fill();
  expect_no_space();
  EXPECT_EQ(message(backend().clean()), "");
  EXPECT_FALSE(fs::exists(state().root()));
}

TEST_F(FullDiskTest, CleanStopsServersThatRunOnAFullDisk) {
  ASSERT_EQ(message(backend().up()), "");
  disk_->fill();
  // Позначки іншої довжини: записати намір нема куди, але зупинити й вилучити це не заважає.
  ASSERT_EQ(::truncate(state().instance().c_str(), 0), 0);
  disk_->fill();
  EXPECT_EQ(message(backend().clean()), "");
  EXPECT_FALSE(process("shop-db"));
  EXPECT_FALSE(process("wall-db"));
  EXPECT_FALSE(fs::exists(state().root()));
}

}  // namespace
}  // namespace techmarket::runtime::local
