// Який сервер MySQL вибрано, коли на машині їх кілька. Програми — сценарії, що лише називають свою версію.

#include "runtime/local/programs.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "base/file.h"

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;

class MysqlChoice : public ::testing::Test {
 protected:
  void SetUp() override {
    ::unsetenv("TECHMARKET_MYSQL_SERVER");
    std::string folder = fs::temp_directory_path() / "techmarket-programs-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    path_ = std::getenv("PATH");
    ::setenv("PATH", (folder_.string() + ":" + path_).c_str(), 1);
    has("mariadbd", "mariadbd  Ver 11.8.3-MariaDB");
    has("mariadb-install-db", "");
    has("mysqld", "mysqld  Ver 9.7.4 for Linux on x86_64");
  }
  void TearDown() override {
    ::unsetenv("TECHMARKET_MYSQL_SERVER");
    ::setenv("PATH", path_.c_str(), 1);
    fs::remove_all(folder_);
  }
  void has(const std::string& name, const std::string& version) {
    ASSERT_TRUE(write_file(folder_ / name, "#!/bin/sh\necho '" + version + "'\n", 0755));
  }
  fs::path chosen(std::string_view key, std::string_view created = {}) {
    const auto found = find_mysql(key, created);
    return found ? found->server : fs::path();
  }

  fs::path folder_;
  std::string path_;
};

TEST_F(MysqlChoice, MariadbIsFirstUnlessAsked) {
  EXPECT_EQ(chosen("auto"), folder_ / "mariadbd");
  EXPECT_EQ(chosen("mariadb"), folder_ / "mariadbd");
  EXPECT_EQ(chosen("mysql"), folder_ / "mysqld");
  EXPECT_EQ(find_mysql("mysql")->flavour, MysqlFlavour::mysql);
}

TEST_F(MysqlChoice, DataStaysWithTheServerThatMadeIt) {
  EXPECT_EQ(chosen("auto", "MySQL"), folder_ / "mysqld");
  EXPECT_EQ(chosen("auto", "MariaDB"), folder_ / "mariadbd");
}

TEST_F(MysqlChoice, TheEnvironmentOutranksTheCatalogue) {
  ::setenv("TECHMARKET_MYSQL_SERVER", "mysql", 1);
  EXPECT_EQ(chosen("mariadb"), folder_ / "mysqld");
}

TEST_F(MysqlChoice, AProgramMayBeNamedByItsPath) {
  has("own", "mysqld  Ver 8.4.3");
  EXPECT_EQ(find_mysql((folder_ / "own").string())->flavour, MysqlFlavour::mysql);
  has("own", "mariadbd  Ver 10.11.6-MariaDB");
  EXPECT_EQ(find_mysql((folder_ / "own").string())->flavour, MysqlFlavour::mariadb);
  EXPECT_EQ(chosen("/nowhere/mysqld"), "");
  EXPECT_EQ(wanted_mysql("/nowhere/mysqld"), "/nowhere/mysqld");
}

TEST_F(MysqlChoice, MysqldThatIsMariadbIsNotMysql) {
  has("mysqld", "mysqld  Ver 10.11.6-MariaDB");
  EXPECT_EQ(chosen("mysql"), "");
  EXPECT_EQ(wanted_mysql("mysql"), "mysqld of MySQL");
}

}  // namespace
}  // namespace techmarket::runtime::local
