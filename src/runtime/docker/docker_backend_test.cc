// Без двигуна: docker — сценарій оболонки, який записує виклики і відповідає тим, що лежить у файлах тесту.
// Справжній запуск — tests/docker/run.sh.

#include "runtime/docker/docker_backend.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "runtime/docker/compose.h"
#include "runtime/docker/containers.h"
#include "runtime/docker/preflight.h"

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
  ps) cat "$here/containers" 2>/dev/null || true ;;
  volume) [ "$2" != inspect ] || cat "$here/owner" 2>/dev/null || exit 1 ;;
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
    ::unsetenv("COMPOSE_PROJECT_NAME");
    ASSERT_TRUE(write_file(folder_ / ".env", "COMPOSE_PROJECT_NAME=Shop\n"));
    ASSERT_TRUE(write_file(folder_ / "docker-compose.yml", "services: {}\n"));
    ASSERT_TRUE(write_file(folder_ / "database/init/99_schema_mark.sh", "#!/bin/bash\n", 0755));

    catalogue_.root = folder_;
    catalogue_.project = config::ProjectName("techmarket");
    catalogue_.adminer = {.port = 28080, .image = config::ImageName("adminer:5")};
    config::Service service;
    service.name = config::ServiceName("auth-db");
    service.image = config::ImageName("mysql:8.4");
    service.user = config::UserName("auth_user");
    service.password = config::Password("auth_pass");
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
  /// Контейнер сервісу, запущений з теки folder.
  void has_container(const fs::path& folder, std::string_view state = "running",
                     std::string_view ports = "127.0.0.1:1->3306/tcp") {
    ASSERT_TRUE(write_file(
        folder_ / "containers",
        fmt::format("c0ffee\tshop-auth-db-1\tauth-db\tshop\t{}\t{}\t{}\n", folder.string(), state, ports)));
  }
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

TEST_F(DockerBackendTest, AnUnhealthyContainerShowsItsLog) {
  engine_answers();
  has_images();
  has_container(folder_);
  ASSERT_TRUE(write_file(folder_ / "state", "running unhealthy\n"));
  const Status up = backend().up();
  ASSERT_FALSE(up);
  EXPECT_THAT(up.error().message, HasSubstr("container shop-auth-db-1 is running unhealthy"));
  EXPECT_THAT(up.error().message, HasSubstr("Disk is full"));
  EXPECT_THAT(calls(), HasSubstr("docker compose -p shop up -d auth-db AUTH_DB_PORT=1"));
}

TEST_F(DockerBackendTest, StatusNeedsARealAnswer) {
  engine_answers();
  has_container(folder_);
  ASSERT_TRUE(write_file(folder_ / "state", "running healthy\n"));
  const auto report = backend().status();
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->ready()) << "nobody listens on the port";
}

TEST_F(DockerBackendTest, DownKeepsTheVolumesAndCleanDoesNot) {
  engine_answers();
  EXPECT_TRUE(backend().down());
  EXPECT_THAT(calls(), HasSubstr("docker compose -p shop down AUTH"));
  EXPECT_TRUE(backend().clean());
  EXPECT_THAT(calls(), HasSubstr("down --volumes --remove-orphans"));
  EXPECT_FALSE(fs::exists(folder_ / "state-folder"));
}

/// Хто б їх не запустив і як би не звалася тека: своє пізнаємо за мітками Compose.
TEST_F(DockerBackendTest, ContainersOfThisFolderAreOurs) {
  engine_answers();
  has_container(folder_);
  ASSERT_TRUE(has_running_containers(catalogue_));
  EXPECT_EQ(container_of(catalogue_, "auth-db").value()->name, "shop-auth-db-1");
  has_container("/another/checkout");
  EXPECT_TRUE(has_running_containers(catalogue_)) << "that folder is gone: the project was moved here";
  has_container(folder_, "exited");
  EXPECT_FALSE(has_running_containers(catalogue_));
}

TEST_F(DockerBackendTest, AProjectOfAnotherFolderIsNotTouched) {
  engine_answers();
  has_images();
  const fs::path other = folder_ / "other";
  ASSERT_TRUE(write_file(other / "docker-compose.yml", "services: {}\n"));
  has_container(other);
  for (const Status& refused : {backend().up(), backend().down(), backend().clean()}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::configuration);
    EXPECT_THAT(refused.error().message,
                HasSubstr("project 'shop' of Docker Compose belongs to " + other.string()));
    EXPECT_THAT(refused.error().hint, HasSubstr("COMPOSE_PROJECT_NAME"));
  }
  // Контейнерів уже немає, томи лишилися.
  fs::remove(folder_ / "containers");
  ASSERT_TRUE(write_file(folder_ / "owner", other.string() + "\n"));
  EXPECT_FALSE(backend().clean());
  EXPECT_THAT(calls(), ::testing::Not(HasSubstr("docker compose -p")));
}

TEST_F(DockerBackendTest, InitFilesAreLookedAtBeforeTheEngineMakesFoldersOfThem) {
  engine_answers();
  has_images();
  fs::remove(folder_ / "schema.sql");
  fs::create_directory(folder_ / "schema.sql");
  fs::permissions(folder_ / "database/init/99_schema_mark.sh", fs::perms::owner_all);
  const Status up = backend().up();
  ASSERT_FALSE(up);
  EXPECT_EQ(up.error().kind, ErrorKind::configuration);
  EXPECT_THAT(up.error().message, HasSubstr("schema.sql is a folder"));
  EXPECT_THAT(up.error().message,
              HasSubstr("99_schema_mark.sh cannot be read by the servers in the containers"));
  fs::remove(folder_ / "schema.sql");
  EXPECT_THAT(backend().up().error().message, HasSubstr("schema.sql is missing"));
  EXPECT_THAT(calls(), ::testing::Not(HasSubstr("docker compose -p")));
}

TEST_F(DockerBackendTest, ATakenPortIsNamedWithItsHolder) {
  engine_answers();
  has_images();
  const fs::path other = folder_ / "other";
  ASSERT_TRUE(write_file(other / "docker-compose.yml", "services: {}\n"));
  ASSERT_TRUE(
      write_file(folder_ / "containers",
                 fmt::format("beef\tother-auth-db-1\tauth-db\tother\t{}\trunning\t127.0.0.1:1->3306/tcp\n",
                             other.string())));
  const Status up = backend().up();
  ASSERT_FALSE(up);
  EXPECT_EQ(up.error().message,
            fmt::format("port 1 of auth-db is held by container other-auth-db-1 of {}", other.string()));
}

TEST_F(DockerBackendTest, WhyAServiceIsSilentIsSaid) {
  const auto why = [&] { return explain_silence(catalogue_, catalogue_.services[0]).error(); };
  EXPECT_THAT(why().message, HasSubstr("Cannot connect to the Docker daemon"));
  engine_answers();
  EXPECT_THAT(why().message, HasSubstr("it has no container"));
  has_container(folder_, "exited", "");
  ASSERT_TRUE(write_file(folder_ / "state", "exited (137)\n"));
  EXPECT_EQ(why().message, "auth-db: container shop-auth-db-1 is exited (137)");
  has_container(folder_, "running", "127.0.0.1:3306->3306/tcp");
  ASSERT_TRUE(write_file(folder_ / "state", "running healthy\n"));
  EXPECT_THAT(why().message,
              HasSubstr("is not open on port 1 (from techmarket.toml), but on 127.0.0.1:3306"));
}

}  // namespace
}  // namespace techmarket::runtime::docker
