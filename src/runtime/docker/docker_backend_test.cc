// Без двигуна: docker — сценарій оболонки, який записує виклики і відповідає тим, що лежить у файлах тесту.
// Справжній запуск — tests/docker/run.sh.

#include "runtime/docker/docker_backend.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "runtime/docker/compose.h"

namespace techmarket::runtime::docker {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kDocker = R"sh(#!/bin/sh
here=$(dirname "$0")
echo "docker $* AUTH_DB_PORT=$AUTH_DB_PORT" >> "$here/calls"
case "$1" in
  version) [ -e "$here/engine" ] && echo 28.0 || { echo 'Cannot connect to the Docker daemon' >&2; exit 1; } ;;
  compose) ;;
  image) grep -qx "$5" "$here/images" 2>/dev/null || exit 1 ;;
  pull) echo 'dial tcp: no route to host' >&2; exit 1 ;;
  inspect) cat "$here/state" 2>/dev/null || exit 1 ;;
  logs) echo 'mysqld: Disk is full' ;;
esac
)sh";

class DockerBackendTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string folder = fs::temp_directory_path() / "techmarket-docker-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    ASSERT_TRUE(write_file(folder_ / "docker", kDocker, 0755));
    path_ = std::getenv("PATH");
    ::setenv("PATH", (folder_.string() + ":" + path_).c_str(), 1);
    for (const char* variable : {"MYSQL_IMAGE", "POSTGRES_IMAGE", "ADMINER_IMAGE"}) ::unsetenv(variable);

    catalogue_.root = folder_;
    catalogue_.project = config::ProjectName("techmarket");
    catalogue_.adminer = {.port = 28080, .image = config::ImageName("adminer:5")};
    config::Service service;
    service.name = config::ServiceName("auth-db");
    service.image = config::ImageName("mysql:8.4");
    service.port = 1;  // тут ніхто не слухає
    service.sql = config::SqlPath("schema.sql");
    ASSERT_TRUE(write_file(folder_ / "schema.sql", "CREATE TABLE t (id INT);\n"));
    catalogue_.services = {service};
  }
  void TearDown() override {
    ::setenv("PATH", path_.c_str(), 1);
    fs::remove_all(folder_);
  }

  void engine_answers() { ASSERT_TRUE(write_file(folder_ / "engine", "")); }
  void has_images() { ASSERT_TRUE(write_file(folder_ / "images", "mysql:8.4\nadminer:5\n")); }
  std::string calls() const { return read_file(folder_ / "calls").value_or(""); }
  DockerBackend backend() const { return DockerBackend(catalogue_, StateLayout(folder_ / "state-folder")); }

  fs::path folder_;
  std::string path_;
  config::Catalogue catalogue_;
};

TEST_F(DockerBackendTest, WithoutAnEngineSaysSo) {
  const Status up = backend().up();
  ASSERT_FALSE(up);
  EXPECT_EQ(up.error().kind, ErrorKind::configuration);
  EXPECT_THAT(up.error().message, HasSubstr("Cannot connect to the Docker daemon"));
  EXPECT_THAT(up.error().hint, HasSubstr("--runtime local"));
}

TEST_F(DockerBackendTest, AnImageThatCannotBePulledIsNamed) {
  engine_answers();
  const auto missing = missing_images(catalogue_);
  ASSERT_TRUE(missing);
  EXPECT_THAT(*missing, ElementsAre("adminer:5", "mysql:8.4"));
  const Status up = backend().up();
  ASSERT_FALSE(up);
  EXPECT_THAT(up.error().message, HasSubstr("image adminer:5 is not on this machine"));
  EXPECT_THAT(up.error().message, HasSubstr("no route to host"));
  EXPECT_THAT(calls(), ::testing::Not(HasSubstr(" up -d")));
}

TEST_F(DockerBackendTest, AnImageVariableReplacesTheCatalogue) {
  engine_answers();
  has_images();
  ::setenv("MYSQL_IMAGE", "mirror/mysql:9", 1);
  const auto missing = missing_images(catalogue_);
  ::unsetenv("MYSQL_IMAGE");
  ASSERT_TRUE(missing);
  EXPECT_THAT(*missing, ElementsAre("mirror/mysql:9"));
}

TEST_F(DockerBackendTest, AnUnhealthyContainerShowsItsLog) {
  engine_answers();
  has_images();
  ASSERT_TRUE(write_file(folder_ / "state", "running unhealthy\n"));
  const Status up = backend().up();
  ASSERT_FALSE(up);
  EXPECT_THAT(up.error().message, HasSubstr("container techmarket-auth-db is running unhealthy"));
  EXPECT_THAT(up.error().message, HasSubstr("Disk is full"));
  EXPECT_THAT(calls(), HasSubstr("docker compose -p techmarket up -d auth-db AUTH_DB_PORT=1"));
}

TEST_F(DockerBackendTest, StatusNeedsARealAnswer) {
  engine_answers();
  ASSERT_TRUE(write_file(folder_ / "state", "running healthy\n"));
  const auto report = backend().status();
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->ready()) << "nobody listens on the port";
}

TEST_F(DockerBackendTest, DownKeepsTheVolumesAndCleanDoesNot) {
  engine_answers();
  EXPECT_TRUE(backend().down());
  EXPECT_THAT(calls(), HasSubstr("docker compose -p techmarket down AUTH"));
  EXPECT_TRUE(backend().clean());
  EXPECT_THAT(calls(), HasSubstr("down --volumes --remove-orphans"));
  EXPECT_FALSE(fs::exists(folder_ / "state-folder"));
}

TEST_F(DockerBackendTest, AVariableThatNamesNoImageIsRefused) {
  engine_answers();
  for (const char* value : {"--privileged", "mysql:8.4\nx", "$(id)", " "}) {
    ::setenv("MYSQL_IMAGE", value, 1);
    const auto missing = missing_images(catalogue_);
    ::unsetenv("MYSQL_IMAGE");
    ASSERT_FALSE(missing) << value;
    EXPECT_EQ(missing.error().kind, ErrorKind::configuration);
    EXPECT_EQ(missing.error().message, "MYSQL_IMAGE must be an image such as mysql:8.4");
  }
  EXPECT_THAT(calls(), ::testing::Not(::testing::HasSubstr("privileged")));
}

}  // namespace
}  // namespace techmarket::runtime::docker
