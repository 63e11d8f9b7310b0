// kill -9 будь-де: та сама команда, запущена ще раз, завершує роботу з тим самим результатом.

#include <signal.h>

#include <gtest/gtest.h>

#include "barrier.h"
#include "base/file.h"
#include "platform.h"

namespace techmarket::e2e {
namespace {

const std::vector<std::string> kGenerate = {"generate",   "--orders", "20000",  "--until",
                                            "2026-11-22", "--yes",    "--json", "--quiet"};

class Crash : public testing::Test {
 protected:
  void SetUp() override { REQUIRE_PLATFORM(); }
  void TearDown() override {
    if (platform_is_up()) fill_default_world();
  }
};

TEST_F(Crash, GenerateKilledInTheMiddleIsFinishedByTheSameCommand) {
  const auto whole = techmarket(kGenerate);
  ASSERT_EQ(whole.exit_code, 0) << whole.errors;

  {
    Barrier barrier("orders-db", "order_items", "NEW.id > '8'");
    const pid_t process = start_techmarket(kGenerate, log_file("generate"));
    ASSERT_TRUE(barrier.reached()) << "the load never started";
    ::kill(process, SIGKILL);
    ASSERT_EQ(wait_for(process), 128 + SIGKILL);
  }

  const auto refused = techmarket({"etl", "run"});
  EXPECT_EQ(refused.exit_code, 75) << "an unfinished load must not reach the warehouse: " << refused.errors;

  const auto again = techmarket(kGenerate);
  ASSERT_EQ(again.exit_code, 0) << again.errors;
  EXPECT_EQ(again.json["digest"], whole.json["digest"]);
  EXPECT_EQ(techmarket({"etl", "run", "--allow-deletes"}).exit_code, 0);
  const auto verified = techmarket({"verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.output;
}

TEST_F(Crash, EtlKilledInTheMiddleIsFinishedByTheSameCommand) {
  ASSERT_EQ(techmarket(kGenerate).exit_code, 0);
  {
    Barrier barrier("dwh-db", "fact_sales", "NEW.order_item_id::text > '8'");
    const pid_t process = start_techmarket({"etl", "run", "--allow-deletes"}, log_file("etl"));
    ASSERT_TRUE(barrier.reached()) << read_file(log_file("etl")).value_or("");
    ::kill(process, SIGKILL);
    ASSERT_EQ(wait_for(process), 128 + SIGKILL);
  }

  const auto again = techmarket({"etl", "run", "--allow-deletes"});
  ASSERT_EQ(again.exit_code, 0) << again.errors;
  const auto verified = techmarket({"verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.output;
}

TEST_F(Crash, KilledServersComeBackAndTheSameCommandFinishes) {
  for (const std::string service : {"orders-db", "dwh-db"}) {
    SCOPED_TRACE(service);
    Barrier barrier("orders-db", "order_items", "NEW.id > '8'");
    const pid_t process = start_techmarket(kGenerate, log_file("server"));
    ASSERT_TRUE(barrier.reached()) << "the load never started";
    const pid_t server = server_process(service);
    ASSERT_GT(server, 1);
    ASSERT_EQ(::kill(server, SIGKILL), 0);
    barrier.release();
    const int code = wait_for(process);
    EXPECT_TRUE(code == 0 || code == 75) << code << read_file(log_file("server")).value_or("");

    const auto again = techmarket(kGenerate);
    ASSERT_EQ(again.exit_code, 0) << again.errors;
    const auto loaded = techmarket({"etl", "run", "--allow-deletes"});
    ASSERT_EQ(loaded.exit_code, 0) << loaded.errors;
    EXPECT_EQ(techmarket({"verify"}).exit_code, 0);
  }
}

// Процес, убитий щойно, ще може лежати як zombie, а його нащадки — тримати спільну пам'ять.
TEST_F(Crash, WarehouseKilledAMomentAgoIsStartedByTheNextCommand) {
  fill_default_world();
  for (int attempt = 0; attempt < 3; ++attempt) {
    const pid_t server = server_process("dwh-db");
    ASSERT_GT(server, 1);
    ASSERT_EQ(::kill(server, SIGKILL), 0);
    const auto loaded = techmarket({"etl", "run", "--allow-deletes"});
    ASSERT_EQ(loaded.exit_code, 0) << loaded.errors;
  }
}

}  // namespace
}  // namespace techmarket::e2e
