// Таблиця типів проти справжніх серверів: хто яке слово приймає, що з нього робить, скільки вміщає і як
// індексує.

#include "sql/type_table.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "sql/canonical_type.h"
#include "support/temporary_server.h"

namespace techmarket::db {
namespace {

using schema::Dialect;
using sql::TypeWord;
using support::TemporaryServer;
using ::testing::IsEmpty;

template <class Connection>
bool creates(Connection& connection, const std::string& type) {
  (void)connection.execute("DROP TABLE IF EXISTS t");
  return connection.execute(fmt::format("CREATE TABLE t (c {})", type)).has_value();
}

template <class Connection>
std::string value(Connection& connection, const std::string& query) {
  const auto rows = connection.query(query);
  EXPECT_TRUE(rows) << rows.error().message;
  return rows && !rows->empty() ? (*rows)[0][0].value_or("") : std::string();
}

/// Найкоротший запис, без якого MySQL слова не приймає.
std::string mysql_type(const TypeWord& word) {
  const std::string text(word.word);
  if (word.family == sql::Family::enumeration || word.family == sql::Family::set) return text + "('a')";
  const bool sized = sql::canonical_word(word, Dialect::mysql).needs_length() || text == "vector";
  return sized ? text + "(10)" : text;
}

std::string shown(const schema::Type& type) {
  return type.text() + (type.quoted ? " quoted" : "");
}

TEST(TypeTable, MysqlAcceptsExactlyItsWordsAndNamesThemSo) {
  const auto server = TemporaryServer::mysql();
  TECHMARKET_REQUIRE_SERVER(*server);
  auto connection = mysql::Connection::open(server->fresh_database().value()).value();
  const bool mariadb = value(connection, "SELECT VERSION()").contains("MariaDB");
  std::vector<std::string> wrong;
  int accepted = 0;
  for (const TypeWord& word : sql::type_table()) {
    const std::string type = mysql_type(word);
    const bool creates_it = creates(connection, type);
    if (creates_it != ((word.known & (mariadb ? sql::kMariadb : sql::kMysql)) != 0))
      wrong.push_back(fmt::format("{} {}", type, creates_it ? "is accepted" : "is refused"));
    if (!creates_it) continue;
    ++accepted;
    const auto live = sql::type_from_sql(
        value(connection,
              "SELECT COLUMN_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()"),
        Dialect::mysql);
    const auto own = sql::type_from_sql(type, Dialect::mysql);
    if (own != live && !(mariadb && word.word == "json"))  // у MariaDB JSON — це longtext
      wrong.push_back(fmt::format("{} is {}, not {}", type, shown(live), shown(own)));
    if (word.word != "vector" && creates(connection, type + " unsigned") != word.has_sign())
      wrong.push_back(type + " unsigned");
  }
  EXPECT_THAT(wrong, IsEmpty());
  EXPECT_GT(accepted, 60);
}

TEST(TypeTable, MysqlLimitsAreThoseOfTheServer) {
  const auto server = TemporaryServer::mysql();
  TECHMARKET_REQUIRE_SERVER(*server);
  auto connection = mysql::Connection::open(server->fresh_database().value()).value();
  constexpr std::int64_t kRow = 16'000;  // довші впираються в рядок таблиці раніше, ніж у межу типу
  std::vector<std::string> wrong;
  int checked = 0;
  for (const TypeWord& word : sql::type_table()) {
    if ((word.known & sql::kMysql) == 0 || word.mysql_most > kRow) continue;
    const auto written = [&](std::int64_t size) { return fmt::format("{}({})", word.word, size); };
    if (word.mysql_most > 0 && !creates(connection, written(word.mysql_most)))
      wrong.push_back(written(word.mysql_most));
    if (creates(connection, written(word.mysql_most + 1))) wrong.push_back(written(word.mysql_most + 1));
    ++checked;
  }
  EXPECT_THAT(wrong, IsEmpty());
  EXPECT_GT(checked, 8);
}

TEST(TypeTable, PostgresAcceptsExactlyItsWordsAndNamesThemSo) {
  const auto server = TemporaryServer::postgres();
  TECHMARKET_REQUIRE_SERVER(*server);
  auto connection = postgres::Connection::open(server->fresh_database().value()).value();
  std::vector<std::string> wrong;
  int accepted = 0;
  for (const TypeWord& word : sql::type_table()) {
    const std::string type(word.word);
    const bool creates_it = creates(connection, type);
    if (creates_it != word.is_known(Dialect::postgres))
      wrong.push_back(fmt::format("{} {}", type, creates_it ? "is accepted" : "is refused"));
    if (!creates_it) continue;
    ++accepted;
    const auto live = sql::type_from_sql(value(connection,
                                               "SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
                                               "WHERE attrelid = 't'::regclass AND attname = 'c'"),
                                         Dialect::postgres);
    const auto own = sql::type_from_sql(type, Dialect::postgres);
    if (own != live) wrong.push_back(fmt::format("{} is {}, not {}", type, shown(live), shown(own)));
  }
  EXPECT_THAT(wrong, IsEmpty());
  EXPECT_GT(accepted, 90);
}

TEST(TypeTable, PostgresLimitsAndIndexesAreThoseOfTheServer) {
  const auto server = TemporaryServer::postgres();
  TECHMARKET_REQUIRE_SERVER(*server);
  auto connection = postgres::Connection::open(server->fresh_database().value()).value();
  std::vector<std::string> wrong;
  const auto expect = [&](const std::string& what, bool expected, bool actual) {
    if (expected != actual)
      wrong.push_back(fmt::format("{} {}", what, actual ? "is accepted" : "is refused"));
  };
  int checked = 0;
  for (const TypeWord& word : sql::type_table()) {
    if (!word.is_known(Dialect::postgres)) continue;
    const std::int64_t most = sql::canonical_word(word, Dialect::postgres).postgres_most;
    // Точність часу стоїть усередині імені: timestamp(3) with time zone.
    const auto space = word.word.ends_with(" time zone") ? word.word.find(' ') : word.word.size();
    const auto written = [&](std::int64_t size) {
      return fmt::format("{}({}){}", word.word.substr(0, space), size, word.word.substr(space));
    };
    const bool limited = most > 0 && most != sql::kAnyNumber;
    expect(written(1), most > 0, creates(connection, written(1)));
    if (limited) expect(written(most), true, creates(connection, written(most)));
    if (limited) expect(written(most + 1), false, creates(connection, written(most + 1)));
    ASSERT_TRUE(creates(connection, std::string(word.word))) << word.word;
    const std::pair<std::string_view, unsigned> kMethods[] = {
        {"btree", sql::kBtree}, {"gin", sql::kGin}, {"gist", sql::kGist}};
    for (const auto& [method, bit] : kMethods)
      expect(fmt::format("{} over {}", method, word.word), (word.indexes & bit) != 0,
             connection.execute(fmt::format("CREATE INDEX ON t USING {} (c)", method)).has_value());
    ++checked;
  }
  EXPECT_THAT(wrong, IsEmpty());
  EXPECT_GT(checked, 90);
}

}  // namespace
}  // namespace techmarket::db
