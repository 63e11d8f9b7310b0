// Частки світу, завантажені поруч у ті самі бази, — той самий світ; доки немає всіх, його ніхто не читає.

#include <gtest/gtest.h>

#include "base/file.h"
#include "platform.h"

namespace techmarket::e2e {
namespace {

std::vector<std::string> share(int number) {
  return {"generate", "--orders",   "4000",
          "--until",  "2026-11-22", "--yes",
          "--quiet",  "--shard",    std::to_string(number) + "/3"};
}

class Shard : public testing::Test {
 protected:
  void SetUp() override { REQUIRE_PLATFORM(); }
  void TearDown() override {
    if (platform_is_up()) fill_default_world();
  }
};

TEST_F(Shard, SharesLoadSideBySideAndResume) {
  const auto whole =
      techmarket({"generate", "--orders", "4000", "--until", "2026-11-22", "--yes", "--json", "--quiet"});
  ASSERT_EQ(whole.exit_code, 0) << whole.errors;

  ASSERT_EQ(techmarket(share(1)).exit_code, 0);
  EXPECT_EQ(techmarket({"etl", "run"}).exit_code, 75) << "shares 2 and 3 are still missing";
  const std::filesystem::path log = std::filesystem::temp_directory_path() / "techmarket-shard.log";
  const pid_t second = start_techmarket(share(2), log), third = start_techmarket(share(3), log);
  EXPECT_EQ(wait_for(second), 0) << read_file(log).value_or("");
  EXPECT_EQ(wait_for(third), 0) << read_file(log).value_or("");

  for (const std::string service : {"auth-db", "catalog-db", "orders-db", "payments-db"}) {
    auto connection = mysql(service);
    const auto state = connection.query("SELECT state, digest FROM _techmarket_load");
    ASSERT_TRUE(state && !state->empty()) << service;
    EXPECT_EQ((*state)[0][0], "complete") << service;
    EXPECT_EQ((*state)[0][1], whole.json["digest"].get<std::string>()) << service;
  }
  EXPECT_EQ(mysql_int("orders-db", "SELECT COUNT(*) FROM orders"), 4000);

  // Та сама частка вдруге в незавершеному світі нічого не додає.
  ASSERT_EQ(techmarket(share(1)).exit_code, 0);
  ASSERT_EQ(techmarket(share(1)).exit_code, 0);
  const std::int64_t first = mysql_int("orders-db", "SELECT COUNT(*) FROM orders");
  EXPECT_GT(first, 1000);
  EXPECT_LT(first, 2000);
}

}  // namespace
}  // namespace techmarket::e2e
