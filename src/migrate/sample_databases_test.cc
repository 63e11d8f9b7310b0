// Відкриті зразки баз: прочитане з сервера, надруковане DBML, скомпільоване й завантажене в порожню базу від
// неї не відрізняється. Самих зразків у сховищі немає: TECHMARKET_TEST_SAMPLES називає теку, де лежать
// mysql/*.sql і postgres/*.sql.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "db/mysql/catalog_reader.h"
#include "db/postgres/catalog_reader.h"
#include "dbml/parse.h"
#include "dbml/print.h"
#include "migrate/compare.h"
#include "support/round_trip.h"
#include "support/temporary_server.h"

namespace techmarket::db {
namespace {

namespace fs = std::filesystem;
using schema::Dialect;
using support::TemporaryServer;

/// Зразок створює свою базу й переходить до неї; тут вона вже є.
std::string without_database(const std::string& sql) {
  std::string out;
  for (const auto line : split(sql, '\n')) {
    const std::string lower = ascii_lower(trim(line));
    const bool about_database = std::ranges::any_of(
        std::initializer_list<std::string_view>{"drop database", "create database", "drop schema if",
                                                "create schema if", "create schema sakila", "use ", "source ",
                                                "\\c "},
        [&](std::string_view start) { return lower.starts_with(start); });
    if (!about_database) (out += replace_all(line, "`northwind`.", "")) += '\n';
  }
  return out;
}

/// Окремі оператори можуть не вдатися: зразок для новішого сервера теж зразок.
Status load(const Endpoint& endpoint, Dialect dialect, const std::string& sql) {
  const std::string port = std::to_string(endpoint.port);
  Command client{
      .argv = {"psql", "-X", "-q", "-h", "127.0.0.1", "-p", port, "-U", "postgres", "-d", endpoint.database},
      .input = sql};
  if (dialect == Dialect::mysql)
    client.argv = {"mariadb",     "--no-defaults", "--skip-ssl", "--force",
                   "-h127.0.0.1", "-P" + port,     "-uroot",     endpoint.database};
  TM_TRY(run(client));
  return {};
}

Result<Catalog> read(const Endpoint& endpoint, Dialect dialect) {
  if (dialect == Dialect::mysql) {
    TM_ASSIGN(auto connection, mysql::Connection::open(endpoint));
    return mysql::read_catalog(connection);
  }
  TM_ASSIGN(auto connection, postgres::Connection::open(endpoint));
  return postgres::read_catalog(connection);
}

class SampleDatabases : public ::testing::TestWithParam<Dialect> {};

TEST_P(SampleDatabases, PulledAndLoadedAgainAreTheSame) {
  const char* folder = std::getenv("TECHMARKET_TEST_SAMPLES");
  if (!folder) GTEST_SKIP() << "TECHMARKET_TEST_SAMPLES names no folder with mysql/*.sql and postgres/*.sql";
  const bool mysql = GetParam() == Dialect::mysql;
  const auto server = mysql ? TemporaryServer::mysql() : TemporaryServer::postgres();
  TECHMARKET_REQUIRE_SERVER(*server);
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(folder) / (mysql ? "mysql" : "postgres")))
    files.insert(entry.path());
  for (const auto& file : files) {
    SCOPED_TRACE(file.filename().string());
    const auto endpoint = server->fresh_database().value();
    const auto loaded = load(endpoint, GetParam(), without_database(read_file(file).value()));
    ASSERT_TRUE(loaded) << loaded.error().message;
    const auto catalog = read(endpoint, GetParam());
    ASSERT_TRUE(catalog) << catalog.error().message;
    ASSERT_GT(catalog->database.tables.size(), 3U);
    const std::string text = dbml::print(catalog->database);
    const auto parsed = dbml::parse(text, "pulled.dbml");
    ASSERT_TRUE(parsed.ok()) << dbml::render_all(parsed, false);
    EXPECT_EQ(migrate::to_text(migrate::compare(catalog->database, parsed.database, GetParam()), false), "")
        << text;
    EXPECT_EQ(support::round_trip(*server, parsed.database, GetParam()), "");
    fmt::print("  {}: {} tables, {} things left out\n", file.filename().string(),
               catalog->database.tables.size(), catalog->left_out.size() + catalog->other_objects.size());
  }
  EXPECT_FALSE(files.empty());
}

INSTANTIATE_TEST_SUITE_P(Servers, SampleDatabases, ::testing::Values(Dialect::mysql, Dialect::postgres),
                         [](const auto& test) {
                           return test.param == Dialect::mysql ? "mysql" : "postgres";
                         });

}  // namespace
}  // namespace techmarket::db
