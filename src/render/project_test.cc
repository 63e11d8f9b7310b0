#include "render/project.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/process.h"
#include "migrate/schema_mark.h"
#include "render/compose.h"
#include "render/engine.h"
#include "render/kubernetes.h"
#include "render/services_table.h"

namespace techmarket::render {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

config::Catalogue project_catalogue() {
  return config::load_catalogue(fs::path(TECHMARKET_SOURCE_DIR) / "techmarket.toml", 0).value();
}

/// Каталог проєкту, прив'язаний до порожньої теки: те саме, що щойно створений проєкт.
class RenderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    catalogue_ = project_catalogue();
    catalogue_.root =
        fs::temp_directory_path() / fmt::format("techmarket-render-{}-{}", test->name(), ::getpid());
    fs::create_directories(catalogue_.root);
  }
  void TearDown() override { fs::remove_all(catalogue_.root); }

  std::vector<std::string> differences() const {
    const auto files = render_project(catalogue_);
    EXPECT_TRUE(files) << files.error().message;
    const auto changes = compare_with_disk(catalogue_, *files).value();
    std::vector<std::string> lines;
    for (const auto& change : changes)
      lines.push_back(fmt::format("{}: {}", change.path.generic_string(), describe(change.difference)));
    return lines;
  }

  void write_all() const {
    const auto files = render_project(catalogue_).value();
    ASSERT_TRUE(apply_changes(catalogue_, files, compare_with_disk(catalogue_, files).value()));
  }

  std::string text_of(const fs::path& path) const { return read_file(catalogue_.path(path)).value(); }

  config::Catalogue catalogue_;
};

/// Маніфест сервісу: номер — його місце в каталозі.
std::string manifest(const config::Catalogue& catalogue, std::string_view name) {
  const auto service = std::ranges::find(catalogue.services, name, &config::Service::name);
  return fmt::format("k8s/{}/{:02}-{}.yaml", service->is_mysql() ? "mysql" : "postgres",
                     service - catalogue.services.begin() + 1, name);
}

TEST(RenderedProject, CommittedFilesAgreeWithTheCatalogue) {
  const auto catalogue = project_catalogue();
  const auto changes = compare_with_disk(catalogue, render_project(catalogue).value()).value();
  for (const auto& change : changes)
    ADD_FAILURE() << change.path << ": " << describe(change.difference) << "; run `techmarket render`";
}

TEST_F(RenderTest, WritesEveryFileAndIsStable) {
  std::vector<std::string> missing = {
      "database/init/00_service_user.sh: missing", "database/init/99_schema_mark.sh: missing",
      "docker-compose.secrets.yml: missing",       "docker-compose.yml: missing",
      "k8s/00-namespace-secrets.yaml: missing",    "k8s/create-configmaps.sh: missing"};
  for (const auto& service : catalogue_.services)
    missing.push_back(manifest(catalogue_, service.name) + ": missing");
  for (const auto& [path, text] : kustomizations(catalogue_)) missing.push_back(path + ": missing");
  EXPECT_THAT(differences(), ::testing::UnorderedElementsAreArray(missing));
  write_all();
  EXPECT_THAT(differences(), IsEmpty());
  EXPECT_NE(fs::status(catalogue_.path("k8s/create-configmaps.sh")).permissions() & fs::perms::owner_exec,
            fs::perms::none);
}

TEST_F(RenderTest, NamesWhatDiffers) {
  write_all();
  ASSERT_TRUE(write_file(catalogue_.path("docker-compose.yml"), text_of("docker-compose.yml") + "# mine\n"));
  fs::permissions(catalogue_.path("k8s/create-configmaps.sh"), fs::perms::all & ~fs::perms::owner_exec);
  EXPECT_THAT(differences(),
              ElementsAre("docker-compose.yml: changed", "k8s/create-configmaps.sh: not executable"));
  write_all();
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_F(RenderTest, RemovesOnlyItsOwnManifestsOfRemovedServices) {
  write_all();
  ASSERT_TRUE(write_file(catalogue_.path("k8s/mysql/99-own.yaml"), "kind: ConfigMap\n"));
  const std::string removed = manifest(catalogue_, "payments-db");
  std::erase_if(catalogue_.services, [](const auto& service) { return service.name == "payments-db"; });
  EXPECT_THAT(differences(), ::testing::Contains(removed + ": stale"));
  write_all();
  EXPECT_FALSE(fs::exists(catalogue_.path(removed)));
  EXPECT_TRUE(fs::exists(catalogue_.path("k8s/mysql/99-own.yaml")));
  EXPECT_TRUE(fs::exists(catalogue_.path(manifest(catalogue_, "dwh-db"))));
}

TEST_F(RenderTest, KubernetesFilesHoldNoPassword) {
  for (auto& service : catalogue_.services) service.password = config::Password("s3cret-" + service.name);
  catalogue_.mysql_root_password = config::Password("s3cret-root");
  const auto files = render_project(catalogue_).value();
  for (const auto& file : files) {
    if (file.path != "docker-compose.yml") {
      EXPECT_THAT(file.text, Not(HasSubstr("s3cret"))) << file.path;
    }
  }
}

TEST_F(RenderTest, SecretsAreRandomEachTime) {
  const std::string one = secrets_manifest(catalogue_).value(), two = secrets_manifest(catalogue_).value();
  EXPECT_NE(one, two);
  for (const auto& service : catalogue_.services) {
    EXPECT_THAT(one, HasSubstr("name: " + service.name + "-credentials"));
    EXPECT_THAT(one, Not(HasSubstr(service.password.text())));
  }
}

TEST_F(RenderTest, TheDefaultStorageClassIsLeftToTheCluster) {
  EXPECT_THAT(database_manifest(catalogue_, catalogue_.services[0]),
              HasSubstr("storageClassName: \"hostpath\""));
  catalogue_.storage_class = config::LabelName("default");
  EXPECT_THAT(database_manifest(catalogue_, catalogue_.services[0]), Not(HasSubstr("storageClassName")));
}

TEST(Kubernetes, TheVersionOfAnImageIsALabel) {
  EXPECT_EQ(image_version("mysql:8.4"), "8.4");
  EXPECT_EQ(image_version("registry.example:5000/team/mysql"), "latest");
  EXPECT_EQ(image_version("registry.example:5000/mysql:9.7.1-oracle@sha256:0123"), "9.7.1-oracle");
}

/// Програма знає бази за іменами Service, а паролі — з файлів Secret; керівних паролів у поді немає.
TEST_F(RenderTest, TheProgramInTheClusterGetsServicePasswordsOnly) {
  const std::string spec =
      program_pod_spec(catalogue_, {.image = "techmarket:1", .arguments = {"etl", "run"}});
  EXPECT_THAT(spec, HasSubstr("- name: ORDERS_DB_HOST\n        value: \"orders-db\""));
  EXPECT_THAT(spec, HasSubstr("- name: ORDERS_DB_PORT\n        value: \"3306\""));
  EXPECT_THAT(spec, HasSubstr("- name: DWH_DB_PASSWORD_FILE\n        value: \"/run/credentials/dwh-db\""));
  EXPECT_THAT(spec, Not(HasSubstr("root-password")));
}

TEST_F(RenderTest, PasswordsReachClientsThroughTheEnvironmentOnly) {
  const std::string compose = compose_file(catalogue_);
  EXPECT_THAT(
      compose,
      HasSubstr(
          "MYSQL_PWD=\"$$MYSQL_PASSWORD\" \"$$(command -v mysql || command -v mariadb)\" --protocol=tcp"));
  EXPECT_THAT(compose, HasSubstr("PGPASSWORD=\"$$SERVICE_PASSWORD\""));
  EXPECT_THAT(compose, Not(HasSubstr("--password")));
}

TEST_F(RenderTest, PageCacheIsHalfOfTheMemoryRequest) {
  for (auto& service : catalogue_.services)
    service.resources.memory_request = service.resources.memory_limit = config::MemoryQuantity("1Gi");
  EXPECT_THAT(compose_file(catalogue_), HasSubstr("--innodb-buffer-pool-size=512M"));
  EXPECT_THAT(compose_file(catalogue_), HasSubstr("shared_buffers=512MB"));
}

TEST_F(RenderTest, OnlyReadinessLogsIn) {
  for (const auto& service : catalogue_.services) {
    const std::string manifest = database_manifest(catalogue_, service);
    const auto part = [&](std::string_view from, std::string_view to) {
      const auto begin = manifest.find(from);
      return manifest.substr(begin, manifest.find(to, begin) - begin);
    };
    EXPECT_THAT(part("startupProbe:", "readinessProbe:"), Not(HasSubstr("exec:")));
    EXPECT_THAT(part("readinessProbe:", "livenessProbe:"),
                HasSubstr("SELECT fingerprint FROM _techmarket_schema"));
    EXPECT_THAT(part("livenessProbe:", "securityContext:"), Not(HasSubstr("exec:")));
  }
}

/// Оболонка скрипту й migrate::schema_fingerprint рахують те саме з файлів `schema build` і dbml2sql.
TEST_F(RenderTest, TheScriptOfTheMarkCountsTheSameFingerprint) {
  const std::string body =
      "CREATE TABLE `t` (\n  `a` int COMMENT 'перший\n-- другий'\n);\n\nCREATE INDEX i ON t (a);\n";
  ASSERT_TRUE(write_file(catalogue_.path("mark.sh"), schema_mark_script()));
  ASSERT_TRUE(write_file(catalogue_.path("mysql"), "#!/bin/sh\ncat >said\n", 0755));
  for (const std::string head :
       {"", "-- Generated from a.dbml\n-- Database: MySQL\n\n", "-- Generated\n\nSET NAMES utf8mb4;\n\n"}) {
    ASSERT_TRUE(write_file(catalogue_.path("schema.sql"), head + body));
    const auto ran = run({.argv = {"bash", "-eu", "mark.sh"},
                          .environment = {{"PATH", catalogue_.root.string() + ":/usr/bin:/bin"},
                                          {"SCHEMA_FILE", "schema.sql"},
                                          {"MYSQL_DATABASE", "shop"},
                                          {"MYSQL_ROOT_PASSWORD", "x"}},
                          .directory = catalogue_.root});
    ASSERT_TRUE(ran && ran->exit_code == 0) << (ran ? ran->errors : ran.error().message);
    EXPECT_THAT(text_of("said"), HasSubstr("VALUES (1, '" + migrate::schema_fingerprint(body) + "')"))
        << head;
  }
}

TEST_F(RenderTest, DocumentsGetTheTableInTheirLanguage) {
  ASSERT_TRUE(write_file(catalogue_.path("README.md"),
                         "# A\n<!-- services:begin -->\nold\n<!-- services:end -->\nend\n"));
  ASSERT_TRUE(write_file(catalogue_.path("README.en.md"), "<!-- services:begin --><!-- services:end -->"));
  ASSERT_TRUE(write_file(catalogue_.path("DATABASE_README.md"), "no table here\n"));
  write_all();
  EXPECT_THAT(differences(), IsEmpty());
  const std::string readme = text_of("README.md");
  EXPECT_THAT(readme,
              ::testing::StartsWith("# A\n<!-- services:begin -->\n<!-- Generated from techmarket.toml"));
  EXPECT_THAT(readme, ::testing::EndsWith("\n<!-- services:end -->\nend\n"));
  EXPECT_THAT(readme, HasSubstr("| Сервіс | Рушій |"));
  EXPECT_THAT(readme,
              HasSubstr("| auth-db | MySQL | `127.0.0.1:3306` | `auth_db` | `auth_user` | `auth_pass` | "
                        "[auth_mysql.dbml](docs/db/auth_mysql.dbml) |"));
  EXPECT_THAT(readme, Not(HasSubstr("old")));
  EXPECT_THAT(text_of("README.en.md"), HasSubstr("| Service | Engine |"));
  EXPECT_EQ(text_of("DATABASE_README.md"), "no table here\n");
}

TEST(ServicesTable, MarkWithoutItsPairIsAnError) {
  const auto no_end = with_services_table("a\n<!-- services:begin -->\n", "", "README.md");
  ASSERT_FALSE(no_end);
  EXPECT_EQ(no_end.error().message, "README.md:2: <!-- services:begin --> without <!-- services:end -->");
  const auto no_begin =
      with_services_table("<!-- services:end -->\n<!-- services:begin -->\n", "", "README.md");
  ASSERT_FALSE(no_begin);
  EXPECT_EQ(no_begin.error().message, "README.md:1: <!-- services:end --> without <!-- services:begin -->");
}

TEST_F(RenderTest, BrokenDocumentStopsBeforeTheFirstWrite) {
  ASSERT_TRUE(write_file(catalogue_.path("README.md"), "<!-- services:begin -->\n"));
  const auto files = render_project(catalogue_);
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().kind, ErrorKind::bad_input);
  EXPECT_FALSE(fs::exists(catalogue_.path("docker-compose.yml")));
}

}  // namespace
}  // namespace techmarket::render
