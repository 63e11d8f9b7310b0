// Копія справжніх серверів відновлюється їхніми ж програмами в порожні бази, і сховище знову збігається з
// джерелами.

#include "ops/backup.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "base/process.h"
#include "etl/run.h"
#include "etl/test_stand.h"
#include "ops/verify.h"

namespace techmarket::ops {
namespace {

class BackupTest : public testing_stand::StandTest {
 protected:
  std::filesystem::path parent() {
    return stand().folder() / ::testing::UnitTest::GetInstance()->current_test_info()->name();
  }
  std::vector<std::filesystem::path> entries() {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(parent())) found.push_back(entry.path());
    return found;
  }
};

TEST_F(BackupTest, RestoredCopyVerifies) {
  ASSERT_TRUE(etl::run(stand().catalogue(), {}));
  const auto made = backup(stand().catalogue(), parent());
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_THAT(entries(), testing::ElementsAre(made->folder));

  const auto manifest = nlohmann::json::parse(read_file(made->folder / "manifest.json").value());
  ASSERT_EQ(manifest["services"].size(), 5u);
  EXPECT_EQ(manifest["services"][2]["rows"]["order_items"], 9);
  EXPECT_EQ(manifest["services"][4]["rows"]["fact_sales"], 7);
  for (const auto& service : manifest["services"]) {
    const auto file = made->folder / std::string(service["file"]);
    EXPECT_EQ(std::filesystem::file_size(file), service["bytes"]);
    EXPECT_EQ(std::string(service["sha256"]).size(), 64u);
    EXPECT_FALSE(read_file(file)->contains("_pass")) << file;
  }

  stand().create_databases();
  for (const auto& service : stand().catalogue().services) {
    const auto file = (made->folder / (service.name + (service.is_mysql() ? ".sql" : ".dump"))).string();
    const auto port = std::to_string(service.port);
    const auto restored =
        service.is_mysql()
            ? run_checked({.argv = {"mariadb", "--no-defaults", "-h127.0.0.1", "-P" + port, "-uroot",
                                    service.database},
                           .input = read_file(file).value()})
            : run_checked({.argv = {"pg_restore", "-h", "127.0.0.1", "-p", port, "-U", service.user, "-d",
                                    service.database, "--clean", "--if-exists", "--exit-on-error", file}});
    ASSERT_TRUE(restored) << restored.error().message;
  }
  const auto verification = verify(stand().catalogue(), ProgressStyle::silent);
  ASSERT_TRUE(verification) << verification.error().message;
  for (const auto& check : verification->checks) EXPECT_TRUE(check.ok) << check.name << "\n" << check.detail;
}

TEST_F(BackupTest, FailureLeavesNothingBehind) {
  std::filesystem::create_directories(parent() / ".partial-999999999");
  stand().service("payments-db").password = config::Password("wrong");
  const auto made = backup(stand().catalogue(), parent());
  stand().service("payments-db").password = config::Password("payments_pass");
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, testing::HasSubstr("payments-db"));
  EXPECT_THAT(made.error().message, testing::Not(testing::HasSubstr("wrong")));
  EXPECT_THAT(entries(), testing::IsEmpty());
}

}  // namespace
}  // namespace techmarket::ops
