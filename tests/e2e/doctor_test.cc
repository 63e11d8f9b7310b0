// techmarket doctor: кожну класичну пастку тут справді влаштовано, і кожну має бути названо.

#include <algorithm>

#include <gtest/gtest.h>

#include "platform.h"

namespace techmarket::e2e {
namespace {

class Doctor : public testing::Test {
 protected:
  void SetUp() override { REQUIRE_PLATFORM(); }

  /// Знахідка з цією пасткою про цей сервіс; null, якщо її немає.
  static nlohmann::json pitfall(const Outcome& outcome, const std::string& name, const std::string& service) {
    for (const auto& one : outcome.json["findings"])
      if (one["pitfall"] == name && one["subject"] == service) return one;
    return nullptr;
  }

  static void expect_healthy() {
    const auto outcome = techmarket({"doctor", "--json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    EXPECT_EQ(outcome.json["problems"], 0);
  }
};

TEST_F(Doctor, HealthyPlatformHasNoProblemsAndEveryServiceWasSeen) {
  fill_default_world();
  expect_healthy();
  const auto outcome = techmarket({"doctor", "--json"});
  for (const auto& service : catalogue().services)
    for (const char* area : {"connection", "schema"})
      EXPECT_TRUE(std::ranges::any_of(outcome.json["findings"],
                                      [&](const auto& one) {
                                        return one["subject"] == service.name.text() && one["area"] == area &&
                                               one["level"] == "ok";
                                      }))
          << service.name.text() << " " << area;
  EXPECT_EQ(techmarket({"doctor", "--quiet"}).output, "");
}

TEST_F(Doctor, NamesARefusedPassword) {
  const ProjectCopy copy;
  copy.replace("techmarket.toml", "auth_pass", "another_pass");
  copy.replace("techmarket.toml", "dwh_pass", "another_pass");
  const auto outcome = techmarket({"doctor", "--json"}, copy.path());
  EXPECT_EQ(outcome.exit_code, 1);
  for (const char* service : {"auth-db", "dwh-db"}) {
    const auto found = pitfall(outcome, "password authentication failed", service);
    ASSERT_FALSE(found.is_null()) << outcome.output;
    EXPECT_NE(found["text"].get<std::string>().find("techmarket.toml"), std::string::npos);
    EXPECT_EQ(found["remedy"].get<std::string>().find("another_pass"), std::string::npos);
  }
  EXPECT_EQ(outcome.json["problems"], 2);
  const auto refused = techmarket({"verify"}, copy.path());
  EXPECT_EQ(refused.exit_code, 78);
  EXPECT_NE(refused.errors.find("techmarket doctor"), std::string::npos) << refused.errors;
}

TEST_F(Doctor, TellsThatThePortsServeAnotherInstance) {
  const auto outcome = techmarket({"doctor", "--json", "--port-offset", "21000"}, {},
                                  {{"TECHMARKET_STATE_DIR", "/tmp/techmarket-e2e-nobody"}});
  EXPECT_EQ(outcome.exit_code, 1);
  for (const auto& service : catalogue().services)
    EXPECT_TRUE(std::ranges::any_of(outcome.json["findings"],
                                    [&](const auto& one) {
                                      return one["subject"] == service.name.text() &&
                                             one["area"] == "ports" && one["level"] == "problem" &&
                                             one["text"].template get<std::string>().contains(
                                                 "belongs to the instance in");
                                    }))
        << service.name.text() << "\n"
        << outcome.output;
}

/// Сервер переказує '08:30' як '08:30:00': порівнюють те, що каже він сам, як і `schema check`.
TEST_F(Doctor, AgreesWithSchemaCheckOnWhatTheServerRetells) {
  fill_default_world();
  const ProjectCopy copy;
  copy.replace("docs/db/orders_mysql.dbml", "Table customers {",
               "Table customers {\n  opens time [default: '08:30']");
  ASSERT_TRUE(mysql("orders-db").execute("ALTER TABLE customers ADD opens TIME DEFAULT '08:30'"));
  const auto checked = techmarket({"schema", "check", "orders-db"}, copy.path());
  const auto examined = techmarket({"doctor", "--json"}, copy.path());
  const auto verified = techmarket({"verify", "--json"}, copy.path());
  ASSERT_TRUE(mysql("orders-db").execute("ALTER TABLE customers DROP opens"));
  EXPECT_EQ(checked.exit_code, 0) << checked.output;
  EXPECT_EQ(examined.exit_code, 0) << examined.output;
  bool seen = false;
  for (const auto& check : verified.json["checks"])
    if (check["name"].get<std::string>().starts_with("schema of orders-db")) {
      seen = true;
      EXPECT_TRUE(check["ok"]) << check;
    }
  EXPECT_TRUE(seen) << verified.output;
}

TEST_F(Doctor, NamesAnUnknownColumn) {
  const ProjectCopy copy;
  copy.replace("docs/db/orders_mysql.dbml", "Table customers {", "Table customers {\n  fax varchar(20)");
  const auto outcome = techmarket({"doctor", "--json"}, copy.path());
  EXPECT_EQ(outcome.exit_code, 1);
  const auto found = pitfall(outcome, "Unknown column", "orders-db");
  ASSERT_FALSE(found.is_null()) << outcome.output;
  EXPECT_NE(found["text"].get<std::string>().find("customers.fax"), std::string::npos);
  EXPECT_NE(found["remedy"].get<std::string>().find("schema migrate orders-db"), std::string::npos);
}

TEST_F(Doctor, NamesALoadThatDidNotFinish) {
  fill_default_world();
  ASSERT_TRUE(mysql("orders-db").execute("UPDATE _techmarket_load SET state = 'loading'"));
  const auto outcome = techmarket({"doctor", "--json"});
  ASSERT_TRUE(mysql("orders-db").execute("UPDATE _techmarket_load SET state = 'complete'"));
  EXPECT_EQ(outcome.exit_code, 1);
  const auto found = pitfall(outcome, "Duplicate entry", "orders-db");
  ASSERT_FALSE(found.is_null()) << outcome.output;
  EXPECT_NE(found["remedy"].get<std::string>().find("techmarket generate --seed"), std::string::npos);
  expect_healthy();
}

}  // namespace
}  // namespace techmarket::e2e
