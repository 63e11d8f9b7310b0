// Жодне значення techmarket.toml не стає командою, новим ключем YAML чи шляхом назовні: каталог або відхиляє
// його з місцем і назвою ключа, або воно доходить до кожного файлу саме собою.

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/text.h"
#include "config/catalogue.h"
#include "render/project.h"

namespace techmarket::render {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view kCatalogue = R"(project = "shop"
network = "shop-network"
storage_class = "hostpath"
mysql_root_password = "rootpass"

[adminer]
image = "adminer:5"
port = 8080

[[service]]
name = "auth-db"
engine = "mysql"
image = "mysql:8.4"
port = 3306
database = "auth_db"
user = "auth_user"
password = "auth_pass"
dbml = "auth.dbml"
sql = "init/01_auth.sql"
volume = "shop-auth-data"

[service.resources]
memory_request = "512Mi"
memory_limit = "2Gi"
cpu_request = "250m"
cpu_limit = "4"
storage = "5Gi"

[[service]]
name = "dwh-db"
engine = "postgres"
image = "postgres:17"
port = 5432
database = "dwh_db"
maintenance_database = "postgres"
user = "dwh_user"
password = "dwh_pass"
dbml = "dwh.dbml"
sql = "init/05_dwh.sql"
volume = "shop-dwh-data"

[service.resources]
memory_request = "256Mi"
memory_limit = "1Gi"
cpu_request = "150m"
cpu_limit = "1"
storage = "6Gi"
)";

/// Ключ каталогу, його звичайне значення і місця, де воно має вийти.
struct Key {
  std::string name, usual;
  json (*places)(const std::string& value);
};

json in_compose(json path, std::string value) {
  return {{"file", "docker-compose.yml"},
          {"document", 0},
          {"path", std::move(path)},
          {"value", std::move(value)}};
}
json in_manifest(std::string file, int document, json path, std::string value, bool number = false) {
  return {{"file", std::move(file)},
          {"document", document},
          {"path", std::move(path)},
          {"value", std::move(value)},
          {"number", number}};
}
json in_script(std::string_view line, const std::string& value) {
  return {{"file", "k8s/create-configmaps.sh"}, {"words", line}, {"value", value}};
}
json in_environment(const char* variable, std::string value) {
  return in_compose({"services", "auth-db", "environment", variable}, std::move(value));
}
json in_container(json path, const std::string& value) {
  json whole = {"spec", "template", "spec", "containers", 0};
  whole.insert(whole.end(), path.begin(), path.end());
  return in_manifest("k8s/mysql/01-auth-db.yaml", 2, whole, value, true);
}
std::string or_default(std::string_view variable, const std::string& value) {
  return fmt::format("${{{}:-{}}}", variable, value);
}

const std::vector<Key> kKeys = {
    {"project", "shop",
     [](const std::string& v) -> json {
       return {in_manifest("k8s/00-namespace-secrets.yaml", 0, {"metadata", "name"}, v)};
     }},
    {"network", "shop-network",
     [](const std::string& v) -> json {
       return {in_compose({"networks", v, "driver"}, "bridge")};
     }},
    {"storage_class", "hostpath",
     [](const std::string& v) -> json {
       return {in_manifest("k8s/mysql/01-auth-db.yaml", 2,
                           {"spec", "volumeClaimTemplates", 0, "spec", "storageClassName"}, v)};
     }},
    {"mysql_root_password", "rootpass",
     [](const std::string& v) -> json {
       return {in_environment("MYSQL_ROOT_PASSWORD", or_default("MYSQL_ROOT_PASSWORD", v))};
     }},
    {"image", "adminer:5",
     [](const std::string& v) -> json {
       return {in_compose({"services", "adminer", "image"}, or_default("ADMINER_IMAGE", v))};
     }},
    {"name", "auth-db",
     [](const std::string& v) -> json {
       return {in_compose({"services", v, "stop_grace_period"}, "1m"),
               in_manifest(fmt::format("k8s/mysql/01-{}.yaml", v), 2, {"metadata", "name"}, v),
               in_script("ensure_secret", v)};
     }},
    {"image", "mysql:8.4",
     [](const std::string& v) -> json {
       return {in_compose({"services", "auth-db", "image"}, or_default("MYSQL_IMAGE", v)),
               in_container({"image"}, v)};
     }},
    {"database", "auth_db",
     [](const std::string& v) -> json {
       return {in_environment("MYSQL_DATABASE", v), in_container({"env", 4, "value"}, v)};
     }},
    {"user", "auth_user",
     [](const std::string& v) -> json {
       return {in_environment("MYSQL_USER", or_default("AUTH_DB_USER", v)),
               in_container({"env", 5, "value"}, v)};
     }},
    {"password", "auth_pass",
     [](const std::string& v) -> json {
       return {in_environment("MYSQL_PASSWORD", or_default("AUTH_DB_PASSWORD", v))};
     }},
    {"dbml", "auth.dbml", [](const std::string&) -> json { return json::array(); }},
    {"sql", "init/01_auth.sql",
     [](const std::string& v) -> json {
       const std::string inside = "/docker-entrypoint-initdb.d/" + fs::path(v).filename().string();
       return {in_compose({"services", "auth-db", "volumes", 1, "source"}, "./" + v),
               in_compose({"services", "auth-db", "volumes", 1, "target"}, inside),
               in_script("apply_schema", v), in_environment("SCHEMA_FILE", inside),
               in_container({"env", 1, "value"}, inside)};
     }},
    {"volume", "shop-auth-data",
     [](const std::string& v) -> json {
       return {in_compose({"services", "auth-db", "volumes", 0}, v + ":/var/lib/mysql")};
     }},
    {"memory_request", "512Mi",
     [](const std::string& v) -> json {
       return {in_container({"resources", "requests", "memory"}, v)};
     }},
    {"memory_limit", "2Gi",
     [](const std::string& v) -> json {
       return {in_container({"resources", "limits", "memory"}, v)};
     }},
    {"cpu_request", "250m",
     [](const std::string& v) -> json {
       return {in_container({"resources", "requests", "cpu"}, v)};
     }},
    {"cpu_limit", "4",
     [](const std::string& v) -> json {
       return {in_container({"resources", "limits", "cpu"}, v)};
     }},
    {"storage", "5Gi",
     [](const std::string& v) -> json {
       return {in_manifest("k8s/mysql/01-auth-db.yaml", 2,
                           {"spec", "volumeClaimTemplates", 0, "spec", "resources", "requests", "storage"},
                           v)};
     }},
    {"maintenance_database", "postgres", [](const std::string&) -> json { return json::array(); }},
};

std::vector<std::string> hostile_strings() {
  std::vector<std::string> all = {"null",
                                  "~",
                                  "true",
                                  "false",
                                  "yes",
                                  "no",
                                  "on",
                                  "off",
                                  "y",
                                  "n",
                                  "1",
                                  "0",
                                  "010",
                                  "1.5",
                                  "1e3",
                                  ".inf",
                                  "0x10",
                                  "1_000",
                                  "-1",
                                  "12:30",
                                  "2020-01-01",
                                  "=",
                                  "<<",
                                  "*service",
                                  "&a",
                                  "!tag",
                                  "? a",
                                  "- a",
                                  "a: b",
                                  "a:b",
                                  "a #b",
                                  "#a",
                                  "{a}",
                                  "[a]",
                                  "@network@",
                                  "@name@",
                                  "%s",
                                  "%",
                                  "{}",
                                  "{0}",
                                  "..",
                                  ".",
                                  "/",
                                  "//",
                                  "/etc/passwd",
                                  "../x.sql",
                                  "a/../x.sql",
                                  "a/./x.sql",
                                  "./x.sql",
                                  ".git/config",
                                  ".git/x.sql",
                                  "a/.hidden/x.sql",
                                  ".sql",
                                  "a/.sql",
                                  "x.sql",
                                  "x.SQL",
                                  "a/x.sql",
                                  "a//x.sql",
                                  "a/x.sql/",
                                  "-x.sql",
                                  "a/-x.sql",
                                  "x.sql;touch /tmp/x",
                                  "x y.sql",
                                  "x.sql\n",
                                  "~/x.sql",
                                  "$HOME/x.sql",
                                  "схема/x.sql",
                                  "схема.sql",
                                  "a.dbml",
                                  "схема.dbml",
                                  "../a.dbml",
                                  "/a.dbml",
                                  "techmarket.toml",
                                  "docker-compose.yml",
                                  "adminer",
                                  "mysql-root",
                                  "default",
                                  "kube-system",
                                  "root",
                                  "pg_admin",
                                  "mysql",
                                  "template1",
                                  "-a",
                                  "a-",
                                  "--help",
                                  "-rf",
                                  "a--b",
                                  "a_b",
                                  "A",
                                  "Auth",
                                  "1a",
                                  "_",
                                  "__",
                                  "a.b",
                                  "con",
                                  "nul",
                                  "AUX",
                                  "a'b",
                                  "a\"b",
                                  "a\\b",
                                  "a`b",
                                  "a|b",
                                  "a&b",
                                  "a;b",
                                  "a<b",
                                  "a>b",
                                  "a(b",
                                  "a)b",
                                  "a!b",
                                  "a?b",
                                  "a*b",
                                  "a^b",
                                  "a,b",
                                  "a+b",
                                  "a=b",
                                  "a%b",
                                  "a@b",
                                  "a~b",
                                  "a$b",
                                  "a}b",
                                  "a{b",
                                  "$(id)",
                                  "`id`",
                                  "${PATH}",
                                  "$$",
                                  "$1",
                                  "a b",
                                  " a",
                                  "a ",
                                  "\ta",
                                  "a\n",
                                  "a\nb",
                                  "a\r\nb",
                                  "\n",
                                  "a\n    - /:/host",
                                  "a\"\n  x: y",
                                  "x\nservices:\n  e: 1",
                                  "a\x1b[31mb",
                                  "a\x7f",
                                  "a\u0085b",
                                  "a\u009bb",
                                  "a\u2028b",
                                  "a\u202eb",
                                  "a\u2066b",
                                  "a\ufeffb",
                                  "\ufeffa",
                                  "їжак",
                                  "e\u0301",
                                  "😀",
                                  "\xc3\x28",
                                  "a\xff",
                                  "'; DROP DATABASE x; --",
                                  "' OR '1'='1",
                                  "<script>",
                                  "<!-- x -->",
                                  "<!-- services:end -->",
                                  "](http://x)",
                                  "![x](y)",
                                  "**a**",
                                  "a\\|b",
                                  "&lt;",
                                  "mysql:8.4@sha256:abc",
                                  "host:5000/a/b:c",
                                  "a/b",
                                  "a:",
                                  ":a",
                                  "@a",
                                  "a@",
                                  "..a",
                                  "a..",
                                  "512Mi",
                                  "1Gi",
                                  "1Ti",
                                  "0Mi",
                                  "9999999Mi",
                                  "1.5Gi",
                                  "1 Gi",
                                  "1gi",
                                  "100m",
                                  "2",
                                  "0m",
                                  "99999999999999999999",
                                  "postgres",
                                  "sys",
                                  "unix:///var/run/docker.sock",
                                  "EOF",
                                  "'EOF'",
                                  "\\",
                                  "\\n",
                                  "\"",
                                  "'",
                                  "''",
                                  "\"\"",
                                  "a.sql:/x",
                                  "x.sql:ro"};
  for (const std::size_t length : {32u, 33u, 40u, 41u, 63u, 64u, 65u, 100u, 101u, 255u, 256u, 50'000u})
    all.emplace_back(length, 'a');
  all.push_back(std::string(250, 'a') + ".sql");
  all.push_back(std::string(251, 'a') + ".sql");
  all.push_back(std::string(252, 'a') + ".sql");
  std::string deep;
  for (int i = 0; i < 20'000; ++i) deep += "a/";
  all.push_back(deep + "x.sql");
  return all;
}

/// Рядок TOML. Байти, що не є UTF-8, лишаються: про них каже сам розбір.
std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (byte < 0x20 || byte == 0x7F)
      out += fmt::format("\\u{:04X}", byte);
    else
      out += c;
  }
  return out + '"';
}

bool runs(const std::string& command) {
  const int status = std::system(command.c_str());
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

class HostileValues : public ::testing::Test {
 protected:
  void SetUp() override {
    ::unsetenv("TECHMARKET_PORT_OFFSET");
    folder_ = fs::temp_directory_path() / fmt::format("techmarket-hostile-{}", ::getpid());
    fs::remove_all(folder_);
    project_ = folder_ / "project";
    for (const auto* name : {"auth.dbml", "dwh.dbml", "a.dbml", "схема.dbml"})
      ASSERT_TRUE(write_file(project_ / name, "Table a { id int [pk] }\n"));
  }
  void TearDown() override { fs::remove_all(folder_); }

  Result<config::Catalogue> load(const Key& key, const std::string& value) const {
    const std::string usual = fmt::format("{} = {}\n", key.name, toml_string(key.usual));
    const std::string text =
        replace_all(kCatalogue, usual, fmt::format("{} = {}\n", key.name, toml_string(value)));
    EXPECT_TRUE(value == key.usual || text != kCatalogue) << key.name;
    EXPECT_TRUE(write_file(project_ / "techmarket.toml", text));
    return config::load_catalogue(project_ / "techmarket.toml");
  }

  void expect_refused(const Key& key, const std::string& value, const Error& error) const {
    EXPECT_EQ(error.kind, ErrorKind::configuration);
    EXPECT_THAT(error.message, ::testing::ContainsRegex("techmarket\\.toml:[0-9]+:[0-9]+: error: "));
    if (invalid_utf8(value) == std::string::npos) {
      EXPECT_THAT(error.message, ::testing::HasSubstr("'" + key.name + "'")) << visible(shortened(value, 80));
    }
    EXPECT_EQ(error.message, visible(error.message)) << "a control character reaches the terminal";
    EXPECT_LT(error.message.size(), 2'000u);
  }

  void write_rendered(const Key& key, const std::string& value, const config::Catalogue& catalogue,
                      const std::string& name) const {
    const auto files = render_project(catalogue);
    ASSERT_TRUE(files) << files.error().message;
    for (const auto& file : *files) ASSERT_TRUE(write_file(folder_ / name / file.path, file.text));
    const json expected = {{"baseline", "baseline"}, {"places", key.places(value)}};
    ASSERT_TRUE(write_file(folder_ / name / "expected.json", expected.dump()));
    EXPECT_TRUE(runs(fmt::format("bash -n '{}/{}/k8s/create-configmaps.sh'", folder_.string(), name)))
        << value;
  }

  fs::path folder_, project_;
};

TEST_F(HostileValues, AreRefusedByNameOrReachEveryFileUnchanged) {
  const auto strings = hostile_strings();
  ASSERT_GT(strings.size(), 200u);
  const auto usual = load(kKeys.front(), kKeys.front().usual);
  ASSERT_TRUE(usual) << usual.error().message;
  write_rendered(kKeys.front(), kKeys.front().usual, *usual, "baseline");

  std::size_t refused = 0, accepted = 0;
  for (const auto& key : kKeys)
    for (const auto& value : strings) {
      if (key.name == "storage_class" && value == "default") continue;  // слово зі змістом: клас кластера
      const auto catalogue = load(key, value);
      if (!catalogue) {
        expect_refused(key, value, catalogue.error());
        ++refused;
        continue;
      }
      write_rendered(key, value, *catalogue, fmt::format("{:04}-{}", ++accepted, key.name));
    }
  EXPECT_GT(refused, 2'000u);
  EXPECT_GT(accepted, 100u);
  if (!runs("python3 -c 'import yaml' 2>/dev/null"))
    GTEST_SKIP() << "python3-yaml is not installed: " << accepted << " rendered projects were not parsed";
  EXPECT_TRUE(runs(fmt::format("python3 '{}/tests/render/check_rendered.py' '{}'", TECHMARKET_SOURCE_DIR,
                               folder_.string())));
}

}  // namespace
}  // namespace techmarket::render
