#include "config/values.h"

#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include <gtest/gtest.h>

#include "base/file.h"

namespace techmarket::config {
namespace {

namespace fs = std::filesystem;

TEST(Values, OnlyACheckedTextBecomesAValue) {
  EXPECT_EQ(ServiceName("auth-db").text(), "auth-db");
  EXPECT_TRUE(ServiceName().empty());
  EXPECT_THROW(ServiceName("auth_db"), std::invalid_argument);
  EXPECT_THROW(SqlPath("x.sql;touch /tmp/x"), std::invalid_argument);
  EXPECT_THROW(Password("a\nb"), std::invalid_argument);
}

TEST(Values, LengthsFollowTheShortestOfTheLimits) {
  const auto fits = [](ValueRule rule, std::size_t length, std::string_view end = {}) {
    return rule(std::string(length - end.size(), 'a') + std::string(end)).empty();
  };
  EXPECT_TRUE(fits(service_rule, 40) && !fits(service_rule, 41));
  EXPECT_TRUE(fits(label_rule, 63) && !fits(label_rule, 64));
  EXPECT_TRUE(fits(volume_rule, 63) && !fits(volume_rule, 64));
  EXPECT_TRUE(fits(database_rule, 63) && !fits(database_rule, 64));
  EXPECT_TRUE(fits(user_rule, 32) && !fits(user_rule, 33));
  EXPECT_TRUE(fits(password_rule, 100) && !fits(password_rule, 101));
  EXPECT_TRUE(fits(sql_path_rule, 255, ".sql") && !fits(sql_path_rule, 256, ".sql"));
  EXPECT_FALSE(fits(password_rule, 50'000));
}

TEST(Values, NamesTheServersKeepAreRefused) {
  for (const auto* name : {"mysql", "MySQL", "sys", "postgres", "template0", "information_schema"})
    EXPECT_FALSE(database_rule(name).empty()) << name;
  for (const auto* name : {"root", "Root", "pg_reader"}) EXPECT_FALSE(user_rule(name).empty()) << name;
  for (const auto* name : {"adminer", "techmarket", "mysql-root"})
    EXPECT_FALSE(service_rule(name).empty()) << name;
  for (const auto* name : {"default", "kube-system"}) EXPECT_FALSE(project_rule(name).empty()) << name;
  EXPECT_EQ(maintenance_rule("postgres"), "");
}

TEST(Values, PathsStayInTheProjectAndEndAsTheyMust) {
  EXPECT_EQ(sql_path_rule("database/init/01_auth-schema.sql"), "");
  EXPECT_EQ(dbml_path_rule("docs/db/схема.dbml"), "");
  for (const auto* path :
       {"/x.sql", "../x.sql",       "a/../x.sql",  "./x.sql", ".git/x.sql", "a/.x.sql",  "a//x.sql",
        "-x.sql", "a/-x.sql",       "x.sql ",      "x y.sql", "a\nb.sql",   "схема.sql", "x.dbml",
        ".sql",   "a\u202eb/x.sql", ".git/config", "a$b.sql", "a:b.sql",    "~/x.sql"})
    EXPECT_FALSE(sql_path_rule(path).empty()) << path;
}

class LinkedPaths : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("techmarket-links-" + std::to_string(::getpid()));
    ASSERT_TRUE(write_file(folder_ / "project/a.sql", "1"));
    ASSERT_TRUE(write_file(folder_ / "outside/b.sql", "2"));
    fs::create_symlink(folder_ / "outside", folder_ / "project/out");
    fs::create_symlink("a.sql", folder_ / "project/same.sql");
    fs::create_symlink("later.sql", folder_ / "project/waits.sql");
    fs::create_symlink(folder_ / "outside/later.sql", folder_ / "project/waits-outside.sql");
    fs::create_symlink("loop.sql", folder_ / "project/loop.sql");
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
};

TEST_F(LinkedPaths, ALinkMayNotLeadOutside) {
  const auto project = folder_ / "project";
  EXPECT_TRUE(stays_inside(project, "a.sql"));
  EXPECT_TRUE(stays_inside(project, "same.sql"));
  EXPECT_TRUE(stays_inside(project, "new/folder/x.sql"));
  EXPECT_FALSE(stays_inside(project, "out/b.sql"));
  EXPECT_FALSE(stays_inside(project, "out/new.sql"));
  EXPECT_FALSE(stays_inside(project, "loop.sql"));
  EXPECT_TRUE(stays_inside(project, "waits.sql"));
  EXPECT_FALSE(stays_inside(project, "waits-outside.sql"));
}

TEST_F(LinkedPaths, OneFileHasOneKey) {
  const auto project = folder_ / "project";
  EXPECT_EQ(file_key(project / "a.sql"), file_key(project / "same.sql"));
  EXPECT_EQ(file_key(project / "a.sql"), file_key(project / "new/../A.SQL"));
  EXPECT_EQ(file_key(project / "waits.sql"), file_key(project / "later.sql"));
  EXPECT_NE(file_key(project / "a.sql"), file_key(project / "b.sql"));
}

}  // namespace
}  // namespace techmarket::config
