#include "ops/dump_failure.h"

#include <gtest/gtest.h>

#include "base/process.h"
#include "support/temporary_server.h"

namespace techmarket::ops {
namespace {

Error said(const std::string& words) {
  return {.kind = ErrorKind::fatal, .message = words, .hint = {}, .sqlstate = {}};
}

TEST(DumpFailure, WordsOfTheProgramsHaveTheKindOfTheServerFailure) {
  db::Endpoint endpoint{};
  endpoint.service = "orders-db";
  for (const char* words :
       {"mariadb-dump: Got error: 2002: \"Can't connect to server on '127.0.0.1' (115)\" when trying to "
        "connect",
        "mysqldump: Got error: 1040: Too many connections when trying to connect",
        "mariadb-dump: Error 2013: Lost connection to server during query when dumping table `t` at row: 5",
        "mariadb-dump: Couldn't execute 'SHOW TABLES': Server has gone away (2006)"}) {
    const Error error = explained_mysql_dump(said(words), endpoint);
    EXPECT_EQ(error.kind, ErrorKind::retryable) << words;
    EXPECT_NE(error.hint, "") << words;
  }
  EXPECT_EQ(explained_mysql_dump(said("mysqldump: Got error: 1045: \"Access denied\""), endpoint).kind,
            ErrorKind::configuration);
  EXPECT_EQ(explained_mysql_dump(said("mysqldump: unknown option '--x'"), endpoint).kind, ErrorKind::fatal);
  for (const char* words :
       {"pg_dump: error: connection to server at \"127.0.0.1\", port 1 failed: Connection refused",
        "pg_dump: error: connection to server at \"x\" failed: FATAL:  sorry, too many clients already",
        "pg_dump: error: query failed: server closed the connection unexpectedly",
        "pg_dump: detail: FATAL:  terminating connection due to administrator command"}) {
    const Error error = explained_postgres_dump(said(words), endpoint);
    EXPECT_EQ(error.kind, ErrorKind::retryable) << words;
    EXPECT_NE(error.hint, "") << words;
  }
  EXPECT_EQ(explained_postgres_dump(said("pg_dump: error: no matching tables were found"), endpoint).kind,
            ErrorKind::fatal);
}

TEST(DumpFailure, ADumpOfAServerThatIsGone) {
  const auto server = support::TemporaryServer::postgres();
  TECHMARKET_REQUIRE_SERVER(*server);
  const db::Endpoint endpoint = server->endpoint("postgres");
  server->kill();
  const auto dumped =
      run_checked({.argv = {(server->programs() / "pg_dump").string(), "-h", endpoint.host, "-p",
                            std::to_string(endpoint.port), "-U", endpoint.user, "postgres"}});
  ASSERT_FALSE(dumped);
  EXPECT_EQ(explained_postgres_dump(dumped.error(), endpoint).kind, ErrorKind::retryable)
      << dumped.error().message;
}

}  // namespace
}  // namespace techmarket::ops
