// Кілька екземплярів на одній машині: кожна команда працює лише зі своїм.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "platform.h"

namespace techmarket::e2e {
namespace {

class Instance : public testing::Test {
 protected:
  void SetUp() override { REQUIRE_PLATFORM(); }

  /// Середовище людини, яка забула, в якій теці стану її екземпляр, але тримає ті самі порти.
  static Environment stranger() {
    return {{"TECHMARKET_STATE_DIR", "/tmp/techmarket-no-such-instance"},
            {"TECHMARKET_PORT_OFFSET", std::to_string((*catalogue().service("auth-db"))->port - 3306)}};
  }
};

TEST_F(Instance, DatabasesOfAnotherInstanceAreNotTouched) {
  fill_default_world();
  for (const std::vector<std::string>& command : {std::vector<std::string>{"generate", "--orders", "7"},
                                                  {"simulate", "--days", "1"},
                                                  {"etl", "run"},
                                                  {"etl", "status"},
                                                  {"verify"},
                                                  {"expect", "--check"},
                                                  {"backup", "/tmp/never"},
                                                  {"schema", "check"},
                                                  {"schema", "migrate", "orders-db"}}) {
    const auto refused = techmarket(command, {}, stranger());
    EXPECT_EQ(refused.exit_code, 78) << command[0] << ": " << refused.errors;
    EXPECT_NE(refused.errors.find("TECHMARKET_STATE_DIR="), std::string::npos) << refused.errors;
  }
  EXPECT_EQ(mysql_int("orders-db", "SELECT COUNT(*) FROM orders"), 600);
}

/// Слухає порт від імені іншого користувача машини, доки живе.
class Stranger {
 public:
  Stranger() {
    int ready[2];
    if (::pipe(ready) != 0) return;
    process_ = ::fork();
    if (process_ == 0) {
      const int chosen = listen_as_nobody();
      [[maybe_unused]] const auto told = ::write(ready[1], &chosen, sizeof chosen);
      ::pause();
      ::_exit(0);
    }
    if (::read(ready[0], &port_, sizeof port_) != sizeof port_) port_ = 0;
    ::close(ready[0]);
    ::close(ready[1]);
  }
  ~Stranger() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  Stranger(const Stranger&) = delete;
  Stranger& operator=(const Stranger&) = delete;

  int port() const { return port_; }

 private:
  static int listen_as_nobody() {
    constexpr uid_t kNobody = 65534;
    if (::setuid(kNobody) != 0) return 0;
    for (int port = 15'306; port < 15'400; ++port) {
      const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(static_cast<std::uint16_t>(port));
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      if (::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
          ::listen(socket, 1) == 0)
        return port;
      ::close(socket);
    }
    return 0;
  }

  pid_t process_ = -1;
  int port_ = 0;
};

TEST_F(Instance, APortHeldByAnotherPersonGetsNoPassword) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can listen as another user";
  const Stranger somebody;
  ASSERT_NE(somebody.port(), 0);
  Environment environment = stranger();
  environment.back().second = std::to_string(somebody.port() - 3306);
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"generate", "--yes"}, {"verify"}}) {
    const auto refused = techmarket(command, {}, environment);
    EXPECT_EQ(refused.exit_code, 78) << refused.errors;
    EXPECT_NE(refused.errors.find("no password was sent"), std::string::npos) << refused.errors;
    EXPECT_NE(refused.errors.find(std::to_string(somebody.port())), std::string::npos) << refused.errors;
  }
}

TEST_F(Instance, SecondUpChangesNothing) {
  const auto again = techmarket({"up", "--runtime", "local"});
  EXPECT_EQ(again.exit_code, 0) << again.errors;
  EXPECT_NE(again.errors.find("already running"), std::string::npos) << again.errors;
}

TEST_F(Instance, StatusHasTheAgreedShape) {
  const auto status = techmarket({"status", "--runtime", "local", "--json"});
  ASSERT_EQ(status.json["services"].size(), catalogue().services.size());
  for (const auto& service : status.json["services"]) {
    EXPECT_TRUE(service["ready"]);
    for (const char* field : {"service", "engine", "version", "host", "port"})
      EXPECT_TRUE(service.contains(field));
  }
}

TEST_F(Instance, WrongUsageIsAnErrorInBothShapes) {
  const auto text = techmarket({"generate", "--seed", "-1"});
  EXPECT_EQ(text.exit_code, 64);
  const auto json = techmarket({"status", "--bogus", "--json"});
  EXPECT_EQ(json.exit_code, 64);
  ASSERT_TRUE(json.json.is_object()) << json.output;
  EXPECT_EQ(json.json["error"]["exit_code"], 64);
}

}  // namespace
}  // namespace techmarket::e2e
