// Справжній PHP зі сторінкою Adminer: з ким вона з'єднується і кому відповідає.

#include "runtime/local/adminer.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/process.h"
#include "runtime/local/service_user.h"
#include "runtime/private_file.h"
#include "support/free_port.h"

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// Чужий «сервер»: лише помічає, що до нього хтось прийшов.
class Listener {
 public:
  Listener() : port(support::free_port()), socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int reuse = 1;
    ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listens = ::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
              ::listen(socket_, 8) == 0;
  }
  ~Listener() { ::close(socket_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// Приймає всіх, хто чекає. @return скільки їх було.
  int visitors() const {
    int count = 0;
    for (pollfd polled{socket_, POLLIN, 0}; ::poll(&polled, 1, 0) > 0; ++count)
      ::close(::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC));
    return count;
  }

  const int port;
  bool listens = false;

 private:
  int socket_;
};

class AdminerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto programs = find_adminer();
    if (!programs) GTEST_SKIP() << "no Adminer on this machine: " << kInstallCommand;
    if (!find_program("curl")) GTEST_SKIP() << "no curl on this machine";
    std::string pattern = fs::temp_directory_path() / "techmarket-adminer-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    fs::permissions(folder_, fs::perms::others_exec | fs::perms::group_exec, fs::perm_options::add);
    catalogue_.adminer.port = support::free_port();
    catalogue_.services.resize(2);
    catalogue_.services[0].name = config::ServiceName("shop-db");
    catalogue_.services[0].engine = schema::Dialect::mysql;
    catalogue_.services[1].name = config::ServiceName("wall-db");
    catalogue_.services[1].engine = schema::Dialect::postgres;
    ours_ = catalogue_.services[0].port = mysql_.port;
    catalogue_.services[1].port = postgres_.port;
    ASSERT_TRUE(mysql_.listens && postgres_.listens && foreign_.listens);
    ASSERT_TRUE(make_own_folder(state().root()));
    const Status up = bring_up_adminer(catalogue_, state(), *programs);
    ASSERT_TRUE(up) << up.error().message;
  }
  void TearDown() override {
    if (folder_.empty()) return;
    if (const auto php = find_adminer_process(state())) {
      EXPECT_TRUE(php->signal(SIGTERM));
      EXPECT_TRUE(php->wait_for_exit(std::chrono::seconds(10)));
    }
    fs::remove_all(folder_);
  }

  StateLayout state() const { return StateLayout(folder_ / "it's state;"); }

  struct Answer {
    int code = 0;
    std::string text;
  };
  /// Запит до сторінки; extra — додаткові аргументи curl.
  Answer ask(const std::string& path, std::vector<std::string> extra = {}) const {
    Command curl{.argv = {"curl", "-s", "-g", "-m", "20", "-w", "\n%{http_code}",
                          fmt::format("http://127.0.0.1:{}{}", catalogue_.adminer.port, path)}};
    curl.argv.insert(curl.argv.end(), extra.begin(), extra.end());
    const auto done = run(curl);
    if (!done) return {};
    const auto line = done->output.rfind('\n');
    return {.code = std::atoi(done->output.c_str() + line + 1), .text = done->output.substr(0, line)};
  }
  /// Сеанс, у якому пароль до сервера вже введено: лише з ним Adminer узагалі з'єднується.
  void log_in(const std::string& driver, const std::string& server) const {
    const auto item = [](const std::string& text) { return fmt::format("s:{}:\"{}\";", text.size(), text); };
    const std::string session = fmt::format("pwds|a:1:{{{}a:1:{{{}a:1:{{{}{}}}}}}}", item(driver),
                                            item(server), item("x"), item("pw"));
    std::optional<Identity> owner;
    if (::geteuid() == 0) {
      const fs::path sessions = state().adminer_sessions();
      owner = Identity(*owner_of(sessions), static_cast<gid_t>(*owner_of(sessions)));
    }
    const Status written = write_own(state().adminer_sessions() / "sess_ours", session, owner);
    ASSERT_TRUE(written) << written.error().message;
  }

  fs::path folder_;
  config::Catalogue catalogue_;
  Listener mysql_, postgres_, foreign_;
  int ours_ = 0;
};

TEST_F(AdminerTest, ShowsOurServersAtTheAddressesOfThisMachine) {
  for (const std::string host : {"127.0.0.1", "localhost", "LOCALHOST", "[::1]"}) {
    const auto page = ask("/", {"-H", fmt::format("Host: {}:{}", host, catalogue_.adminer.port)});
    EXPECT_EQ(page.code, 200) << host;
    EXPECT_THAT(page.text, HasSubstr("shop-db (MySQL)"));
    EXPECT_THAT(page.text, HasSubstr("wall-db (PostgreSQL)"));
  }
}

// Ім'я чужого сайту, що вказує на 127.0.0.1 (DNS rebinding).
TEST_F(AdminerTest, AnswersNoOtherHost) {
  for (const std::string& host :
       {std::string("evil.example"), fmt::format("evil.example:{}", catalogue_.adminer.port),
        std::string("127.0.0.1"), std::string("127.0.0.1:1"), std::string()}) {
    const auto page = ask("/", {"-H", host.empty() ? "Host;" : "Host: " + host});
    EXPECT_EQ(page.code, 403) << host;
    EXPECT_EQ(page.text.find("shop-db"), std::string::npos) << host;
  }
}

TEST_F(AdminerTest, ReachesAServerOfOurs) {
  const std::string server = fmt::format("127.0.0.1:{}", ours_);
  log_in("server", server);
  // Наш «сервер» мовчить, і драйвер чекав би на нього довго: досить, що з'єднання прийшло.
  ask(fmt::format("/?server={}&username=x", server), {"-b", "adminer_sid=ours", "-m", "3"});
  EXPECT_GT(mysql_.visitors(), 0) << "or the tests below prove nothing";
}

TEST_F(AdminerTest, NeverConnectsToAnotherServer) {
  const std::string foreign = fmt::format("127.0.0.1:{}", foreign_.port);
  for (const std::string driver :
       {"server", "pgsql", "elastic", "mongo", "mssql", "oracle", "sqlite", "sqlite2"}) {
    log_in(driver, foreign);
    const auto page =
        ask(fmt::format("/?{}={}&username=x&db=d", driver, foreign), {"-b", "adminer_sid=ours"});
    EXPECT_EQ(foreign_.visitors(), 0) << driver;
    EXPECT_NE(page.code, 0) << driver;
    if (driver == "server" || driver == "pgsql") {
      EXPECT_EQ(page.code, 403) << page.text;
    }
  }
}

TEST_F(AdminerTest, NeverConnectsToOurServerThroughAnotherDriver) {
  const std::string server = fmt::format("127.0.0.1:{}", ours_);
  for (const std::string driver : {"pgsql", "elastic"}) {
    log_in(driver, server);
    ask(fmt::format("/?{}={}&username=x", driver, server), {"-b", "adminer_sid=ours"});
    EXPECT_EQ(mysql_.visitors(), 0) << driver;
  }
}

TEST_F(AdminerTest, RefusesAFormThatNamesAnotherServer) {
  const std::string foreign = fmt::format("127.0.0.1:{}", foreign_.port);
  for (const std::string& data :
       {"auth[driver]=server&auth[server]=" + foreign + "&auth[username]=x&auth[password]=y",
        "auth[driver]=elastic&auth[server]=" + foreign + "&auth[username]=x&auth[password]=y",
        std::string("auth[server][]=x&auth[username]=x"), std::string("auth=x"),
        std::string("auth[server]=")}) {
    const auto page = ask("/", {"-L", "-c", (folder_ / "cookies").string(), "-d", data});
    EXPECT_EQ(page.code, 403) << data << page.text;
    EXPECT_EQ(foreign_.visitors(), 0) << data;
  }
}

TEST_F(AdminerTest, NothingInItsFolderIsOpenToOthers) {
  struct stat info {};
  for (const auto& path : {state().adminer(), state().adminer_sessions()}) {
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0007, 0u) << path;
  }
  ask("/");
  EXPECT_FALSE(fs::is_empty(state().adminer_sessions())) << "sessions live here and not in the common folder";
}

TEST_F(AdminerTest, ASecondCallRewritesThePageAndKeepsTheServer) {
  const auto before = find_adminer_process(state());
  ASSERT_TRUE(before);
  ASSERT_TRUE(write_own(state().adminer_page(), "old page", {}, 0644));
  ASSERT_TRUE(bring_up_adminer(catalogue_, state(), *find_adminer()));
  EXPECT_EQ(ask("/").code, 200);
  EXPECT_EQ(find_adminer_process(state())->pid(), before->pid());
  catalogue_.adminer.port = support::free_port();
  ASSERT_TRUE(bring_up_adminer(catalogue_, state(), *find_adminer()));
  EXPECT_EQ(ask("/").code, 200) << "on the new port";
}

}  // namespace
}  // namespace techmarket::runtime::local
