// Переліки зарезервованих слів проти справжніх серверів.

#include "sql/reserved_words.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "support/temporary_server.h"

namespace techmarket::db {
namespace {

using support::TemporaryServer;
using ::testing::IsEmpty;

template <class Connection>
std::vector<std::string> words(Connection& connection, const std::string& query) {
  std::vector<std::string> found;
  const auto rows = connection.query(query);
  EXPECT_TRUE(rows) << rows.error().message;
  if (rows)
    for (const auto& row : *rows) found.push_back(row[0].value_or(""));
  return found;
}

TEST(ReservedWords, OfMysqlAreAllKnown) {
  const auto server = TemporaryServer::mysql();
  TECHMARKET_REQUIRE_SERVER(*server);
  auto connection = db::mysql::Connection::open(server->fresh_database().value()).value();
  // MySQL каже, що зарезервовано; MariaDB — лише перелік слів, тож кожне пробуємо як ім'я.
  const bool says =
      !words(connection,
             "SELECT 1 FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'information_schema' AND "
             "TABLE_NAME = 'KEYWORDS' AND COLUMN_NAME = 'RESERVED'")
           .empty();
  const auto candidates =
      words(connection, std::string("SELECT LOWER(WORD) FROM information_schema.KEYWORDS WHERE ") +
                            (says ? "RESERVED = 1" : "WORD REGEXP '^[A-Za-z_0-9]+$'"));
  ASSERT_GT(candidates.size(), 200U);
  std::vector<std::string> missing;
  for (const auto& word : candidates)
    if (!std::ranges::binary_search(sql::kMysqlReserved, std::string_view(word)) &&
        !std::ranges::binary_search(sql::kMariadbReserved, std::string_view(word)) &&
        (says || !connection.execute(fmt::format("CREATE OR REPLACE TEMPORARY TABLE t ({} INT)", word))))
      missing.push_back(word);
  EXPECT_THAT(missing, IsEmpty());
}

TEST(ReservedWords, OfPostgresAreAllKnown) {
  const auto server = TemporaryServer::postgres();
  TECHMARKET_REQUIRE_SERVER(*server);
  auto connection = db::postgres::Connection::open(server->fresh_database().value()).value();
  std::vector<std::string> missing;
  for (const auto& word : words(connection, "SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T')"))
    if (!std::ranges::binary_search(sql::kPostgresReservedNames, std::string_view(word)))
      missing.push_back(word);
  EXPECT_THAT(missing, IsEmpty());
}

}  // namespace
}  // namespace techmarket::db
