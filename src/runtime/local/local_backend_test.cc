#include "runtime/local/local_backend.h"

#include <arpa/inet.h>
#include <signal.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/ensure.h"
#include "runtime/local/testing/local_fixture.h"

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(LocalBackendTest, UpIsIdempotentAndStatusTellsTheTruth) {
  const auto before = backend().status();
  ASSERT_TRUE(before);
  EXPECT_FALSE(before->ready());

  EXPECT_EQ(message(backend().up()), "");
  expect_all_ready();
  const auto first = process("shop-db");
  ASSERT_TRUE(first);

  EXPECT_EQ(message(backend().up()), "");
  const auto second = process("shop-db");
  ASSERT_TRUE(second);
  EXPECT_EQ(first->pid(), second->pid());
  expect_all_ready();

  EXPECT_EQ(message(backend().down()), "");
  EXPECT_FALSE(process("shop-db"));
  EXPECT_FALSE(process("wall-db"));
  EXPECT_EQ(message(backend().up()), "");
  expect_all_ready();
}

TEST_F(LocalBackendTest, LeavesNoSecretsAndNoUnwantedAccounts) {
  ASSERT_EQ(message(backend().up()), "");
  for (const auto& service : catalogue_.services) EXPECT_FALSE(fs::exists(state().secrets(service.name)));
  for (const auto& argument : command_line(process("shop-db")->pid()))
    EXPECT_THAT(argument, ::testing::Not(HasSubstr("secret")));

  auto root = admin_endpoint(service("shop-db"), state(), "mysql").value();
  auto connection = db::mysql::Connection::open(root);
  ASSERT_TRUE(connection) << connection.error().message;
  EXPECT_EQ(connection->query_int("SELECT COUNT(*) FROM user WHERE User = ''").value_or(-1), 0);
  EXPECT_EQ(
      connection->query_int("SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name LIKE 'test%'")
          .value_or(-1),
      0);
  root.password = "";
  EXPECT_FALSE(db::mysql::Connection::open(root));
}

TEST_F(LocalBackendTest, UpRestartsAKilledServer) {
  ASSERT_EQ(message(backend().up()), "");
  kill_server("shop-db");
  kill_server("wall-db");
  const auto report = backend().status();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->services[0].problem, "not running");
  EXPECT_EQ(message(backend().up()), "");
  expect_all_ready();
}

TEST_F(LocalBackendTest, EnsureRunningRevivesWhatShouldRunAndNothingElse) {
  EXPECT_EQ(message(ensure_running(catalogue_, state())), "");
  EXPECT_FALSE(process("shop-db")) << "nothing was ever started here";

  ASSERT_EQ(message(backend().up()), "");
  kill_server("shop-db");
  EXPECT_EQ(message(ensure_running(catalogue_, state())), "");
  expect_all_ready();

  ASSERT_EQ(message(backend().down()), "");
  EXPECT_EQ(message(ensure_running(catalogue_, state())), "");
  EXPECT_FALSE(process("shop-db")) << "the user stopped it";
}

TEST_F(LocalBackendTest, AnotherPortOffsetNeedsDownFirst) {
  ASSERT_EQ(message(backend().up()), "");
  catalogue_.port_offset = 7;
  const Status up = backend().up();
  ASSERT_FALSE(up);
  EXPECT_EQ(up.error().kind, ErrorKind::configuration);
  EXPECT_THAT(up.error().message, HasSubstr("port offset 0, not 7"));
  EXPECT_THAT(up.error().hint, HasSubstr("techmarket down"));
}

TEST_F(LocalBackendTest, TakenPortNamesServicePortAndHolder) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const int reuse = 1;  // порт міг лишитися в TIME_WAIT після сусіднього тесту
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(service("shop-db").port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(socket, 1), 0);
  const Status up = backend().up();
  ::close(socket);
  ASSERT_FALSE(up);
  EXPECT_EQ(up.error().kind, ErrorKind::configuration);
  EXPECT_THAT(up.error().message, HasSubstr(fmt::format("port {} of shop-db is held by process {}",
                                                        service("shop-db").port, ::getpid())));
  EXPECT_THAT(up.error().hint, HasSubstr("--port-offset"));
  EXPECT_FALSE(process("wall-db")) << "nothing starts when a port is taken";
}

TEST_F(LocalBackendTest, ForeignFolderIsRefusedAndLeftAlone) {
  ASSERT_TRUE(write_file(state().root() / "thesis.txt", "mine"));
  const Status up = backend().up();
  ASSERT_FALSE(up);
  EXPECT_EQ(up.error().kind, ErrorKind::configuration);
  EXPECT_THAT(up.error().message, HasSubstr("thesis.txt"));
  EXPECT_THAT(up.error().hint, HasSubstr("TECHMARKET_STATE_DIR"));
  EXPECT_TRUE(backend().clean());
  EXPECT_TRUE(fs::exists(state().root() / "thesis.txt"));
}

TEST_F(LocalBackendTest, CleanRemovesEverythingOfOurs) {
  ASSERT_EQ(message(backend().up()), "");
  EXPECT_EQ(message(backend().clean()), "");
  EXPECT_FALSE(fs::exists(state().root()));
  const auto target = backend().clean_target();
  ASSERT_TRUE(target);
  EXPECT_THAT(*target, IsEmpty());
}

TEST_F(LocalBackendTest, CleanKeepsFilesThatAreNotOurs) {
  ASSERT_EQ(message(backend().up()), "");
  ASSERT_TRUE(write_file(state().root() / "notes.txt", "mine"));
  EXPECT_EQ(message(backend().clean()), "");
  EXPECT_TRUE(fs::exists(state().root() / "notes.txt"));
  EXPECT_FALSE(fs::exists(state().services()));
}

TEST_F(LocalBackendTest, CleanStopsAServiceThatLeftTheCatalogue) {
  ASSERT_EQ(message(backend().up()), "");
  const config::Service removed = catalogue_.services.back();
  catalogue_.services.pop_back();
  EXPECT_EQ(message(backend().clean()), "");
  catalogue_.services.push_back(removed);
  EXPECT_FALSE(process("wall-db"));
}

TEST_F(LocalBackendTest, ASecondCommandIsToldWhoWorks) {
  const auto lock = StateLock::acquire(state(), "up");
  ASSERT_TRUE(lock);
  const Status up = backend().up();
  ASSERT_FALSE(up);
  EXPECT_EQ(up.error().kind, ErrorKind::retryable);
  EXPECT_THAT(up.error().message, HasSubstr(fmt::format("techmarket up (pid {})", ::getpid())));
}

TEST_F(LocalBackendTest, ChangedPasswordIsExplained) {
  ASSERT_EQ(message(backend().up()), "");
  catalogue_.services[0].password = config::Password("another");
  const Status up = backend().up();
  ASSERT_FALSE(up);
  EXPECT_EQ(up.error().kind, ErrorKind::configuration);
  EXPECT_THAT(up.error().hint, HasSubstr("techmarket.toml"));
}

TEST_F(LocalBackendTest, ChangedSchemaFileIsReported) {
  ASSERT_EQ(message(backend().up()), "");
  ASSERT_TRUE(write_file(folder_ / "schema.sql", "CREATE TABLE other (id int);"));
  std::ostringstream log;
  const auto previous = spdlog::default_logger();
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
  EXPECT_EQ(message(backend().up()), "");
  spdlog::set_default_logger(previous);
  EXPECT_THAT(log.str(), HasSubstr("shop-db: the database was built from another version of"));
  EXPECT_THAT(log.str(), HasSubstr("techmarket clean --yes"));
  expect_all_ready();
}

TEST_F(LocalBackendTest, BrokenSchemaFailsUpAndTheCorrectedOneSucceeds) {
  ASSERT_TRUE(write_file(folder_ / "schema.sql", std::string(kSchema) + "CREATE TABEL typo (id int);"));
  const Status up = backend().up();
  ASSERT_FALSE(up);
  EXPECT_THAT(up.error().message, HasSubstr("schema.sql"));
  ASSERT_TRUE(write_file(folder_ / "schema.sql", kSchema));
  EXPECT_EQ(message(backend().up()), "");
  expect_all_ready();
}

TEST_F(LocalBackendTest, AServerThatDiesShowsItsLog) {
  ASSERT_EQ(message(backend().up()), "");
  ASSERT_EQ(message(backend().down()), "");
  fs::remove(state().data("wall-db") / "global/pg_control");
  const Status up = backend().up();
  ASSERT_FALSE(up);
  EXPECT_THAT(up.error().message, HasSubstr("wall-db: PostgreSQL"));
  EXPECT_THAT(up.error().message, HasSubstr("pg_control"));
  EXPECT_EQ(rows("shop-db"), 1) << "the other services start all the same";
}

/// Чи є в теці запис, шлях якого закінчується на ending.
bool any_of(const fs::path& folder, const std::string& ending) {
  const auto slash = ending.find('/');
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().string().ends_with(ending.substr(0, slash)) &&
        (slash == std::string::npos || fs::exists(entry.path() / ending.substr(slash + 1), error)))
      return true;
  return false;
}

/// Мить, коли up убивають: умова, яку видно ззовні.
struct KillPoint {
  const char* name;
  std::function<bool(const StateLayout&)> reached;
  friend void PrintTo(const KillPoint& point, std::ostream* out) { *out << point.name; }
};

class KilledUpTest : public LocalBackendTest, public ::testing::WithParamInterface<KillPoint> {
 protected:
  /// @return false, якщо up устиг скінчитися раніше, ніж ми помітили потрібну мить.
  bool kill_up_at_the_moment() const {
    const pid_t child = ::fork();
    if (child == 0) {
      [[maybe_unused]] const Status ignored = backend().up();
      ::_exit(0);
    }
    int status = 0;
    while (!GetParam().reached(state()))
      if (::waitpid(child, &status, WNOHANG) == child) return false;
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status);
  }
};

TEST_P(KilledUpTest, TheNextUpCompletesTheWork) {
  constexpr int kAttempts = 20;  // деякі миті тривають соті частки секунди
  int attempt = 1;
  while (!kill_up_at_the_moment()) {
    ASSERT_LT(attempt++, kAttempts) << "up was never caught " << GetParam().name;
    ASSERT_TRUE(backend().clean());
  }
  fmt::print("  killed {} at attempt {}\n", GetParam().name, attempt);
  EXPECT_EQ(message(backend().up()), "");
  expect_all_ready();
}

bool runs(const StateLayout& state, schema::Dialect engine, const std::string& service) {
  return ServerProcess::find(process_signature(engine, service, state)).has_value();
}

INSTANTIATE_TEST_SUITE_P(
    Moments, KilledUpTest,
    ::testing::Values(
        KillPoint{"WhileTheTemplateIsBuilt",
                  [](const auto& state) { return any_of(state.scratch(), "-template"); }},
        KillPoint{"WhileInitdbRuns",
                  [](const auto& state) { return any_of(state.scratch(), "-wall-db/data/PG_VERSION"); }},
        KillPoint{"WhileTheTemplateIsCopied",
                  [](const auto& state) { return any_of(state.scratch(), "-shop-db/data"); }},
        KillPoint{"WhenMysqlHasStarted",
                  [](const auto& state) { return runs(state, schema::Dialect::mysql, "shop-db"); }},
        KillPoint{"WhenPostgresHasStarted",
                  [](const auto& state) { return runs(state, schema::Dialect::postgres, "wall-db"); }},
        KillPoint{"BetweenTheMarks",
                  [](const auto& state) {
                    return fs::exists(state.mark("shop-db")) || fs::exists(state.mark("wall-db"));
                  }}),
    [](const auto& moment) { return moment.param.name; });

}  // namespace
}  // namespace techmarket::runtime::local
