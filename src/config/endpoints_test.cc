#include "config/endpoints.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace techmarket::config {
namespace {

TEST(DatabaseUrl, IsReadIntoAnEndpoint) {
  const auto address = parse_database_url("mysql://root@127.0.0.1:3307/shop%20db", "test");
  ASSERT_TRUE(address) << address.error().message;
  EXPECT_EQ(address->dialect, schema::Dialect::mysql);
  EXPECT_EQ(address->endpoint.user, "root");
  EXPECT_EQ(address->endpoint.port, 3307);
  EXPECT_EQ(address->endpoint.database, "shop db");
  EXPECT_EQ(address->endpoint.application, "test");
  EXPECT_EQ(parse_database_url("postgres://u@h/d", "")->endpoint.port, 5432);
  EXPECT_EQ(parse_database_url("mariadb://u@/d", "")->endpoint.host, "127.0.0.1");
}

TEST(DatabaseUrl, WrongOnesAreUsageErrors) {
  for (const char* url :
       {"mysql://root@h", "mysql://root@h/", "mysql://h/d", "mysql://@h/d", "mysql://u@h:0/d",
        "mysql://u@h:x/d", "mysql://u@h:65536/d", "oracle://u@h/d", "mysql", ""}) {
    const auto address = parse_database_url(url, "");
    ASSERT_FALSE(address) << url;
    EXPECT_EQ(address.error().kind, ErrorKind::usage) << url;
    EXPECT_FALSE(address.error().hint.empty()) << url;
  }
}

TEST(DatabaseUrl, APasswordInItIsRefusedAndNotRepeated) {
  for (const char* url : {"postgres://u:secret@h/d", "mysql://u:secret@h", "oracle://u:secret@h/d"}) {
    const auto address = parse_database_url(url, "");
    ASSERT_FALSE(address) << url;
    EXPECT_FALSE((address.error().message + address.error().hint).contains("secret")) << url;
  }
}

TEST(DatabaseUrl, ThePasswordIsInTheEnvironment) {
  ::unsetenv("TECHMARKET_DATABASE_PASSWORD");
  ::setenv("PGPASSWORD", "of the server", 1);
  EXPECT_EQ(parse_database_url("postgres://u@h/d", "")->endpoint.password, "of the server");
  ::setenv("TECHMARKET_DATABASE_PASSWORD", "ours", 1);
  EXPECT_EQ(parse_database_url("postgres://u@h/d", "")->endpoint.password, "ours");
  ::unsetenv("TECHMARKET_DATABASE_PASSWORD");
  ::unsetenv("PGPASSWORD");
}

TEST(DatabaseUrl, IsKnownByItsScheme) {
  for (const char* url : {"mysql://", "mariadb://x", "postgres://u@h/d", "postgresql://u@h/d"})
    EXPECT_TRUE(is_database_url(url)) << url;
  for (const char* other : {"mysql", "csv:out", "sql:a://b", "null", ""})
    EXPECT_FALSE(is_database_url(other));
}

}  // namespace
}  // namespace techmarket::config
