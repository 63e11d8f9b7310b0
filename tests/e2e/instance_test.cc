// Кілька екземплярів на одній машині: кожна команда працює лише зі своїм.

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

TEST_F(Instance, SecondUpChangesNothing) {
  const auto again = techmarket({"up", "--runtime", "local"});
  EXPECT_EQ(again.exit_code, 0) << again.errors;
  EXPECT_NE(again.errors.find("already running"), std::string::npos) << again.errors;
}

TEST_F(Instance, StatusHasTheAgreedShape) {
  const auto status = techmarket({"status", "--runtime", "local", "--json"});
  ASSERT_EQ(status.json["services"].size(), 5u);
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
