// Без кластера: kubectl — сценарій оболонки, який записує виклики і відповідає тим, що лежить у файлах тесту.

#include "runtime/kubernetes/kubernetes_backend.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "migrate/schema_mark.h"

namespace techmarket::runtime::kubernetes {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kKubectl = R"sh(#!/bin/sh
here=$(dirname "$0")
echo "$*" >> "$here/calls"
case "$*" in
  version*) [ -e "$here/cluster" ] || { echo 'The connection to the server was refused' >&2; exit 1; } ;;
  *"get namespace"*) cat "$here/namespace" 2>/dev/null || true ;;
  *"get statefulsets,"*) [ ! -e "$here/hangs" ] || sleep 60; cat "$here/observed" ;;
  *" exec "*) cat "$here/mark" 2>/dev/null || { cat "$here/refusal" >&2; exit 1; } ;;
  *logs*) echo 'initialising the database' ;;
esac
)sh";

constexpr const char* kSchema = "CREATE TABLE t (id INT);\n";

class KubernetesBackendTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string folder = fs::temp_directory_path() / "techmarket-k8s-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    ASSERT_TRUE(write_file(folder_ / "kubectl", kKubectl, 0755));
    ASSERT_TRUE(write_file(folder_ / "k8s/create-configmaps.sh",
                           "#!/bin/sh\necho prepared >> \"$(dirname \"$0\")/../calls\"\n", 0755));
    path_ = std::getenv("PATH");
    ::setenv("PATH", (folder_.string() + ":" + path_).c_str(), 1);
    catalogue_.root = folder_;
    catalogue_.project = config::ProjectName("techmarket");
    config::Service service;
    service.name = config::ServiceName("auth-db");
    service.sql = config::SqlPath("schema.sql");
    put("schema.sql", kSchema);
    put("refusal", "ERROR 2003 (HY000): Can't connect to MySQL server on '127.0.0.1:3306' (111)\n");
    put("observed", R"({"items":[]})");
    catalogue_.services = {service};
  }
  void TearDown() override {
    ::setenv("PATH", path_.c_str(), 1);
    fs::remove_all(folder_);
  }

  void put(const char* name, std::string_view text) { ASSERT_TRUE(write_file(folder_ / name, text)); }
  std::string calls() const { return read_file(folder_ / "calls").value_or(""); }
  KubernetesBackend backend() const {
    return KubernetesBackend(catalogue_, StateLayout(folder_ / "state-folder"), {},
                             std::chrono::milliseconds(1));
  }
  void put_ready() {
    put("observed", R"({"items":[{"kind":"StatefulSet","metadata":{"name":"auth-db","generation":2},
      "spec":{"replicas":1,"template":{"spec":{"containers":[{"image":"mysql:8.4@sha256:00"}]}}},
      "status":{"observedGeneration":2,"readyReplicas":1,"currentRevision":"a","updateRevision":"a"}}]})");
  }

  fs::path folder_;
  std::string path_;
  config::Catalogue catalogue_;
};

TEST_F(KubernetesBackendTest, WithoutAClusterSaysSo) {
  const Status up = backend().up();
  ASSERT_FALSE(up);
  EXPECT_EQ(up.error().kind, ErrorKind::configuration);
  EXPECT_THAT(up.error().message, HasSubstr("connection to the server was refused"));
  EXPECT_THAT(up.error().hint, HasSubstr("kubectl config use-context"));
}

TEST_F(KubernetesBackendTest, UpPreparesThenAppliesThenWaits) {
  put("cluster", "");
  put_ready();
  put("mark", migrate::schema_fingerprint(kSchema) + "\n");
  const Status up = backend().up();
  ASSERT_TRUE(up) << up.error().message;
  EXPECT_THAT(calls(), HasSubstr("prepared\n--namespace techmarket apply --server-side --force-conflicts "
                                 "--field-manager=techmarket --filename " +
                                 (folder_ / "k8s/mysql").string() + "\n"));
}

/// П'ятнадцять хвилин мовчання про под, який не запуститься ніколи.
TEST_F(KubernetesBackendTest, UpSaysInSecondsWhyAPodDoesNotStart) {
  put("cluster", "");
  put("observed", R"({"items":[{"kind":"Pod","metadata":{"name":"auth-db-0","namespace":"techmarket",
    "labels":{"app.kubernetes.io/instance":"auth-db","app.kubernetes.io/component":"database"}},
    "status":{"phase":"Pending","containerStatuses":[{"image":"nosuch:1","state":{"waiting":{"reason":"ErrImageNeverPull",
    "message":"Container image \"nosuch:1\" is not present with pull policy of Never"}}}]}}]})");
  const Status up = backend().up();
  ASSERT_FALSE(up);
  EXPECT_EQ(up.error().kind, ErrorKind::configuration);
  EXPECT_EQ(up.error().message,
            "pod auth-db-0: ErrImageNeverPull: the node has no image nosuch:1, and may not pull it");
  EXPECT_THAT(up.error().hint, HasSubstr("check image of auth-db in techmarket.toml"));
}

/// Сервер, якому перервали створення, відповідає, але готовим не стане: 15 хвилин чекати нема чого.
TEST_F(KubernetesBackendTest, UpSaysAtOnceThatTheSchemaIsUnfinished) {
  put("cluster", "");
  put("refusal", "ERROR 1146 (42S02) at line 1: Table 'auth_db._techmarket_schema' doesn't exist\n");
  const Status up = backend().up();
  ASSERT_FALSE(up);
  EXPECT_EQ(up.error().kind, ErrorKind::configuration);
  EXPECT_THAT(up.error().message, HasSubstr("auth-db: its schema is not complete"));
  EXPECT_THAT(up.error().hint, HasSubstr("techmarket schema migrate"));
  put("observed",
      R"({"items":[{"kind":"StatefulSet","metadata":{"name":"auth-db"},"status":{"readyReplicas":0}}]})");
  const auto status = backend().status();
  ASSERT_TRUE(status);
  EXPECT_FALSE(status->ready());
  EXPECT_THAT(status->services[0].problem, HasSubstr("not complete"));
}

/// Інший пароль і перерване створення виглядають однаково, тож сказано про обидва.
TEST_F(KubernetesBackendTest, UpSaysAtOnceThatTheServerRefusesItsUser) {
  put("cluster", "");
  for (const char* refusal :
       {"ERROR 1045 (28000): Access denied for user 'auth_user'@'127.0.0.1'\n",
        "psql: error: FATAL:  password authentication failed for user \"dwh_user\"\n"}) {
    put("refusal", refusal);
    const Status up = backend().up();
    ASSERT_FALSE(up);
    EXPECT_EQ(up.error().kind, ErrorKind::configuration);
    EXPECT_THAT(up.error().message, HasSubstr("auth-db: the server refuses its user: the password"));
    EXPECT_THAT(up.error().hint, HasSubstr("use the password its volume was created with"));
  }
}

TEST_F(KubernetesBackendTest, AnotherSchemaIsSaidAfterEverythingIsUp) {
  put("cluster", "");
  put_ready();
  put("mark", migrate::schema_fingerprint("CREATE TABLE before (id INT);\n") + "\n");
  const Status up = backend().up();
  ASSERT_FALSE(up);
  EXPECT_EQ(up.error().kind, ErrorKind::check_failed);
  EXPECT_EQ(up.error().message, "auth-db: its volume holds another version of the schema");
}

TEST_F(KubernetesBackendTest, StatusReadsTheReadyReplicas) {
  put("cluster", "");
  const auto absent = backend().status();
  ASSERT_TRUE(absent);
  EXPECT_EQ(absent->services[0].problem, "not deployed");

  put_ready();
  put("mark", migrate::schema_fingerprint(kSchema) + "\n");
  const auto present = backend().status();
  ASSERT_TRUE(present);
  EXPECT_TRUE(present->ready());
  EXPECT_EQ(present->services[0].version, "8.4");
}

TEST_F(KubernetesBackendTest, CleanDeletesOnlyANamespaceWithOurLabel) {
  put("cluster", "");
  const auto nothing = backend().clean_target();
  ASSERT_TRUE(nothing);
  EXPECT_THAT(*nothing, IsEmpty());

  put("namespace", R"({"metadata":{"labels":{"team":"billing"}}})");
  EXPECT_FALSE(backend().clean());
  EXPECT_THAT(calls(), Not(HasSubstr("delete")));

  put("namespace", R"({"metadata":{"labels":{"app.kubernetes.io/part-of":"techmarket"}}})");
  EXPECT_TRUE(backend().clean());
  EXPECT_THAT(calls(), HasSubstr("delete namespace techmarket"));
}

}  // namespace
}  // namespace techmarket::runtime::kubernetes
