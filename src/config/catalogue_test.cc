#include "config/catalogue.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/text.h"

namespace techmarket::config {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kGood = R"(project = "shop"
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
resources = { memory_request = "512Mi", memory_limit = "2Gi", cpu_request = "250m", cpu_limit = "2", storage = "5Gi" }

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
resources = { memory_request = "256Mi", memory_limit = "1Gi", cpu_request = "250m", cpu_limit = "2", storage = "5Gi" }
)";

/// Тимчасовий проєкт, який є поточною текою тесту: шляхи в повідомленнях тоді короткі й сталі.
class CatalogueTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ::unsetenv("TECHMARKET_PORT_OFFSET");
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / fmt::format("techmarket-catalogue-{}-{}", test->name(), ::getpid());
    fs::create_directories(folder_);
    previous_ = fs::current_path();
    fs::current_path(folder_);
    ASSERT_TRUE(write_file("auth.dbml", "Table a { id int [pk] }\n"));
    ASSERT_TRUE(write_file("dwh.dbml", "Table b { id int [pk] }\n"));
  }

  void TearDown() override {
    ::unsetenv("TECHMARKET_PORT_OFFSET");
    fs::current_path(previous_);
    fs::remove_all(folder_);
  }

  /// Правильний каталог, у якому уривок from замінено на to.
  static Result<Catalogue> load(std::string_view from, std::string_view to, std::optional<int> offset = {}) {
    const std::string text = replace_all(kGood, from, to);
    EXPECT_TRUE(from.empty() || text != kGood) << "the catalogue has no '" << from << "'";
    EXPECT_TRUE(write_file("techmarket.toml", text));
    return load_catalogue("techmarket.toml", offset);
  }
  static Result<Catalogue> load_good(std::optional<int> offset = {}) {
    return load("\"shop\"", "\"shop\" ", offset);
  }

  static std::string error_of(std::string_view from, std::string_view to, std::optional<int> offset = {}) {
    auto loaded = load(from, to, offset);
    if (loaded) return "no error";
    EXPECT_EQ(loaded.error().kind, ErrorKind::configuration);
    return loaded.error().message;
  }

  fs::path folder_, previous_;
};

TEST_F(CatalogueTest, ReadsEveryField) {
  const auto catalogue = load_good();
  ASSERT_TRUE(catalogue) << catalogue.error().message;
  EXPECT_EQ(catalogue->root, folder_);
  EXPECT_EQ(catalogue->project, "shop");
  EXPECT_EQ(catalogue->network, "shop-network");
  EXPECT_EQ(catalogue->storage_class, "hostpath");
  EXPECT_EQ(catalogue->mysql_root_password, "rootpass");
  EXPECT_EQ(catalogue->adminer.port, 8080);
  EXPECT_EQ(catalogue->adminer.image, "adminer:5");
  ASSERT_EQ(catalogue->services.size(), 2u);
  const Service& auth = catalogue->services[0];
  EXPECT_EQ(auth.name, "auth-db");
  EXPECT_TRUE(auth.is_mysql());
  EXPECT_EQ(auth.image, "mysql:8.4");
  EXPECT_EQ(auth.port, 3306);
  EXPECT_EQ(auth.database, "auth_db");
  EXPECT_EQ(auth.maintenance_database, "");
  EXPECT_EQ(auth.user, "auth_user");
  EXPECT_EQ(auth.password, "auth_pass");
  EXPECT_EQ(auth.dbml, "auth.dbml");
  EXPECT_EQ(auth.sql, "init/01_auth.sql");
  EXPECT_EQ(auth.volume, "shop-auth-data");
  EXPECT_EQ(auth.resources.memory_limit, "2Gi");
  EXPECT_EQ(auth.resources.cpu_request, "250m");
  const Service& dwh = catalogue->services[1];
  EXPECT_EQ(dwh.engine, schema::Dialect::postgres);
  EXPECT_EQ(dwh.maintenance_database, "postgres");
  EXPECT_EQ(dwh.container_port(), 5432);
}

TEST_F(CatalogueTest, CatalogueOfTheProjectFollowsTheContract) {
  const auto catalogue = load_catalogue(fs::path(TECHMARKET_SOURCE_DIR) / "techmarket.toml");
  ASSERT_TRUE(catalogue) << catalogue.error().message;
  std::vector<std::string> lines;
  for (const auto& s : catalogue->services)
    lines.push_back(fmt::format("{} {} {} {}/{} {} {} {}", s.name, s.port, s.database, s.user, s.password,
                                s.volume, s.dbml, s.sql));
  // Додатковий сервіс договору про ці п'ять не порушує.
  EXPECT_THAT(lines,
              ::testing::IsSupersetOf<std::string>(
                  {"auth-db 3306 auth_db auth_user/auth_pass techmarket-auth-db-data "
                   "docs/db/auth_mysql.dbml database/init/01_auth_schema.sql",
                   "catalog-db 3307 catalog_db catalog_user/catalog_pass techmarket-catalog-db-data "
                   "docs/db/catalog_mysql.dbml database/init/02_catalog_schema.sql",
                   "orders-db 3308 orders_db orders_user/orders_pass techmarket-orders-db-data "
                   "docs/db/orders_mysql.dbml database/init/03_orders_schema.sql",
                   "payments-db 3309 payments_db payments_user/payments_pass techmarket-payments-db-data "
                   "docs/db/payments_mysql.dbml database/init/04_payments_schema.sql",
                   "dwh-db 5432 dwh_db dwh_user/dwh_pass techmarket-dwh-db-data "
                   "docs/db/dwh_postgres.dbml database/init/05_dwh_schema.sql"}));
  EXPECT_EQ(catalogue->adminer.port, 8080);
  EXPECT_EQ(catalogue->network, "techmarket-network");
}

TEST_F(CatalogueTest, UnknownKeyIsNamedWithSuggestion) {
  EXPECT_EQ(error_of("password = \"auth_pass\"", "password = \"auth_pass\"\nvolumes = 1"),
            "techmarket.toml:18:1: error: unknown key 'volumes' in [[service]] [unknown-key]\n"
            "  volumes = 1\n"
            "  ^~~~~~~\n"
            "  hint: did you mean 'volume'?");
  EXPECT_EQ(error_of("image = \"adminer:5\"", "image = \"adminer:5\"\ncolour = true"),
            "techmarket.toml:8:1: error: unknown key 'colour' in [adminer] [unknown-key]\n"
            "  colour = true\n"
            "  ^~~~~~");
}

TEST_F(CatalogueTest, MissingKeyPointsAtItsTable) {
  EXPECT_EQ(error_of("database = \"auth_db\"\n", ""),
            "techmarket.toml:10:1: error: [[service]] has no key 'database' [missing-key]\n"
            "  [[service]]\n"
            "  ^~~~~~~~~~~");
  EXPECT_THAT(error_of("maintenance_database = \"postgres\"\n", ""),
              HasSubstr("techmarket.toml:23:1: error: [[service]] has no key 'maintenance_database'"));
  EXPECT_THAT(error_of("cpu_limit = \"2\", ", ""), HasSubstr("[service.resources] has no key 'cpu_limit'"));
}

TEST_F(CatalogueTest, WrongTypePointsAtTheValue) {
  EXPECT_EQ(error_of("port = 3306", "port = \"3306\""),
            "techmarket.toml:14:8: error: 'port' must be an integer, not a string [wrong-type]\n"
            "  port = \"3306\"\n"
            "         ^~~~~~");
  EXPECT_THAT(error_of("name = \"auth-db\"", "name = 12"),
              HasSubstr("techmarket.toml:11:8: error: 'name' must be a string, not an integer"));
  EXPECT_THAT(error_of("[[service]]", "[[services]]"),
              ::testing::AllOf(HasSubstr("the catalogue has no key 'service'"),
                               HasSubstr("did you mean 'service'?")));
}

TEST_F(CatalogueTest, DuplicatesNameTheFirstOwner) {
  EXPECT_EQ(error_of("port = 5432", "port = 3306"),
            "techmarket.toml:27:8: error: port 3306 is already used by auth-db [duplicate]\n"
            "  port = 3306\n"
            "         ^~~~\n"
            "  hint: it is first used on line 14");
  EXPECT_THAT(error_of("port = 5432", "port = 8080"), HasSubstr("port 8080 is already used by Adminer"));
  EXPECT_THAT(error_of("\"dwh-db\"", "\"auth-db\""),
              HasSubstr("techmarket.toml:24:8: error: name auth-db is already used by auth-db"));
  EXPECT_THAT(error_of("shop-dwh-data", "shop-auth-data"),
              HasSubstr("volume shop-auth-data is already used by auth-db"));
  EXPECT_THAT(error_of("init/05_dwh.sql", "init/01_auth.sql"),
              HasSubstr("file init/01_auth.sql is already used by auth-db"));
}

TEST_F(CatalogueTest, UnknownEngineListsTheValidOnes) {
  EXPECT_EQ(error_of("engine = \"postgres\"", "engine = \"oracle\""),
            "techmarket.toml:25:10: error: unknown engine 'oracle' [unknown-engine]\n"
            "  engine = \"oracle\"\n"
            "           ^~~~~~~~\n"
            "  hint: the engines are mysql, postgres");
}

TEST_F(CatalogueTest, MissingSchemaFileIsNamed) {
  EXPECT_EQ(
      error_of("auth.dbml", "docs/oath.dbml"),
      "techmarket.toml:18:8: error: 'dbml' names a file that does not exist: docs/oath.dbml [bad-value]\n"
      "  dbml = \"docs/oath.dbml\"\n"
      "         ^~~~~~~~~~~~~~~~");
  EXPECT_THAT(error_of("auth.dbml", "../auth.dbml"), HasSubstr("'dbml' must be a path inside the project"));
}

TEST_F(CatalogueTest, ImpossibleValuesAreRefused) {
  EXPECT_THAT(error_of("port = 3306", "port = 70000"), HasSubstr("'port' must be a port from 1 to 65535"));
  EXPECT_THAT(error_of("\"auth-db\"", "\"Auth_DB\""), HasSubstr("'name' must be lower-case letters"));
  EXPECT_THAT(error_of("\"auth_user\"", "\"auth user\""),
              HasSubstr("'user' must be letters, digits and '_'"));
  EXPECT_THAT(error_of("\"auth_db\"", "\"\""), HasSubstr("'database' must not be empty"));
  EXPECT_THAT(error_of("\"512Mi\"", "\"512MB\""), HasSubstr("'memory_request' must be an amount of memory"));
  EXPECT_THAT(error_of("\"512Mi\"", "\"4Gi\""), HasSubstr("'memory_request' is above 'memory_limit'"));
  EXPECT_THAT(error_of("engine = \"mysql\"", "engine = \"mysql\"\nmaintenance_database = \"mysql\""),
              HasSubstr("'maintenance_database' has no meaning for MySQL"));
}

// Кожне з цих значень колись ставало командою, чужим файлом або падінням.
TEST_F(CatalogueTest, ValuesBecomeNeitherCommandsNorForeignFiles) {
  EXPECT_THAT(error_of("init/01_auth.sql", "x.sql;touch /tmp/x"),
              HasSubstr("techmarket.toml:19:7: error: 'sql' must end in .sql"));
  EXPECT_THAT(error_of("init/01_auth.sql", ".git/config"), HasSubstr("'sql' must end in .sql"));
  EXPECT_THAT(error_of("init/01_auth.sql", ".git/x.sql"),
              HasSubstr("'sql' must be a path inside the project"));
  EXPECT_THAT(error_of("shop-auth-data", "x\\n    - /:/host"),
              HasSubstr("'volume' must be lower-case letters"));
  EXPECT_THAT(error_of("\"dwh_db\"\nmaintenance_database = \"postgres\"",
                       "\"dwh_db\"\nmaintenance_database = \"dwh_db\""),
              HasSubstr("'maintenance_database' must not be the database of the service"));
  const std::string password(50'000, 'p');
  const auto errors = error_of("auth_pass", password);
  EXPECT_THAT(errors, HasSubstr("techmarket.toml:17:12: error: 'password' must not be longer"));
  EXPECT_LT(errors.size(), 1'000u);
}

TEST_F(CatalogueTest, LinksNeitherLeaveTheProjectNorMeetInOneFile) {
  fs::create_directories("init");
  fs::create_symlink("/etc", "out");
  EXPECT_THAT(error_of("init/01_auth.sql", "out/01_auth.sql"),
              HasSubstr("'sql' leads outside the project through a link: out/01_auth.sql"));
  fs::create_symlink("01_auth.sql", "init/05_dwh.sql");
  EXPECT_THAT(error_of("\"shop\"", "\"shop\" "),
              HasSubstr("file init/05_dwh.sql is already used by auth-db"));
  fs::remove("init/05_dwh.sql");
  EXPECT_THAT(error_of("init/05_dwh.sql", "INIT/01_Auth.sql"),
              HasSubstr("file INIT/01_Auth.sql is already used by auth-db"));
}

TEST_F(CatalogueTest, HugeAndDeepFilesAreRefused) {
  std::string deep = "a";
  for (int i = 0; i < 100'000; ++i) deep += ".a";
  EXPECT_THAT(error_of("\n[adminer]", "\n" + deep + " = 1\n[adminer]"),
              HasSubstr("techmarket.toml:6:1: error: a key has more than 100 parts"));
  EXPECT_THAT(error_of("\n[adminer]", "\nx = \"" + std::string(2'000'000, 'x') + "\"\n[adminer]"),
              HasSubstr("more than a catalogue may be"));
  std::string many;
  for (int i = 0; i < 1'000; ++i) many += fmt::format("unknown_{} = 1\n", i);
  EXPECT_THAT(error_of("\n[adminer]", "\n" + many + "[adminer]"), HasSubstr("951 more errors from here on"));
  EXPECT_TRUE(load("image = \"adminer:5\"", "# " + deep + "\nimage = 'adminer:5'"));
}

TEST_F(CatalogueTest, SyntaxErrorHasItsPlace) {
  EXPECT_THAT(error_of("port = 3306", "port = "), HasSubstr("techmarket.toml:14:8: error: "));
}

TEST_F(CatalogueTest, AllErrorsAreReportedInFileOrder) {
  const std::string errors = error_of("port = ", "prot = ");
  const auto first = errors.find("techmarket.toml:8:1"), second = errors.find("techmarket.toml:14:1"),
             third = errors.find("techmarket.toml:27:1");
  EXPECT_TRUE(first < second && second < third && third != std::string::npos) << errors;
}

TEST_F(CatalogueTest, PasswordIsNotShown) {
  const std::string errors = error_of("password = \"auth_pass\"", "password = \"s3cret phrase\"");
  EXPECT_THAT(errors, HasSubstr("techmarket.toml:17:12: error: 'password' must not contain a space"));
  EXPECT_THAT(errors, Not(HasSubstr("s3cret")));
}

TEST_F(CatalogueTest, OffsetMovesEveryHostPort) {
  const auto catalogue = load_good(1000);
  ASSERT_TRUE(catalogue);
  EXPECT_EQ(catalogue->services[0].port, 4306);
  EXPECT_EQ(catalogue->services[1].port, 6432);
  EXPECT_EQ(catalogue->adminer.port, 9080);
  EXPECT_EQ(catalogue->port_offset, 1000);
  EXPECT_THAT(error_of("\"shop\"", "\"shop\" ", 60000),
              HasSubstr("techmarket.toml:8:8: error: port 8080 of Adminer with offset 60000 becomes 68080, "
                        "outside 1 to 65535"));
  EXPECT_THAT(error_of("\"shop\"", "\"shop\" ", -4000),
              HasSubstr("port 3306 of auth-db with offset -4000 becomes -694"));
}

TEST_F(CatalogueTest, OffsetComesFromTheEnvironmentUnlessGiven) {
  ::setenv("TECHMARKET_PORT_OFFSET", "200", 1);
  EXPECT_EQ(load_good()->services[0].port, 3506);
  EXPECT_EQ(load_good(0)->services[0].port, 3306);
  ::setenv("TECHMARKET_PORT_OFFSET", "many", 1);
  EXPECT_EQ(error_of("\"shop\"", "\"shop\" "), "TECHMARKET_PORT_OFFSET: 'many' is not an integer");
}

TEST_F(CatalogueTest, IsFoundInTheFoldersAbove) {
  EXPECT_THAT(find_catalogue().error().message, HasSubstr("no techmarket.toml in "));
  ASSERT_TRUE(load_good());
  EXPECT_EQ(find_catalogue().value(), "techmarket.toml");
  fs::create_directories("docs/db");
  fs::current_path("docs/db");
  EXPECT_EQ(find_catalogue().value(), "../../techmarket.toml");
  EXPECT_EQ(load_catalogue(find_catalogue().value())->root, folder_);
}

TEST_F(CatalogueTest, ServiceByNameListsTheOthers) {
  const auto catalogue = load_good();
  EXPECT_EQ((*catalogue->service("dwh-db"))->port, 5432);
  const auto unknown = catalogue->service("sales-db");
  EXPECT_EQ(unknown.error().kind, ErrorKind::usage);
  EXPECT_EQ(unknown.error().message, "unknown service 'sales-db'");
  EXPECT_EQ(unknown.error().hint, "the services are auth-db, dwh-db");
}

}  // namespace
}  // namespace techmarket::config
