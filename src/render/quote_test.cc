#include "render/quote.h"

#include <gtest/gtest.h>

namespace techmarket::render {
namespace {

TEST(Quote, YamlKeepsATextAText) {
  for (const auto* plain : {"auth-db", "shop", "a/b.sql", "x1"}) EXPECT_EQ(yaml_scalar(plain), plain);
  for (const auto* typed : {"null", "True", "on", "N", "1", "010", "1.5", ".5", "0x1F"})
    EXPECT_EQ(yaml_scalar(typed), "\"" + std::string(typed) + "\"");
  EXPECT_EQ(yaml_scalar(""), "\"\"");
  EXPECT_EQ(yaml_scalar("a: b"), "\"a: b\"");
  EXPECT_EQ(yaml_quoted("a\"b\\c\n\x7f"), R"("a\"b\\c\x0a\x7f")");
}

TEST(Quote, ComposeDoesNotExpandTheFallback) {
  EXPECT_EQ(compose_default("IMAGE", "mysql:8.4"), R"("${IMAGE:-mysql:8.4}")");
  EXPECT_EQ(compose_default("P", "a$b\"c"), R"("${P:-a$$b\"c}")");
}

TEST(Quote, ShellWordsAreOneWord) {
  EXPECT_EQ(shell_word("database/init/01.sql"), "database/init/01.sql");
  EXPECT_EQ(shell_word("x.sql;touch /tmp/x"), "'x.sql;touch /tmp/x'");
  EXPECT_EQ(shell_word("it's"), R"('it'\''s')");
  EXPECT_EQ(shell_word("-rf"), "'-rf'");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(Quote, MarkdownStaysInItsCell) {
  EXPECT_EQ(markdown_cell("a|b<c>`d`\n"), "a\\|b&lt;c>\\`d\\` ");
  EXPECT_EQ(markdown_code("auth_db"), "`auth_db`");
  EXPECT_EQ(markdown_code("a`b"), "``a`b``");
  EXPECT_EQ(markdown_code("`a"), "`` `a ``");
  EXPECT_EQ(markdown_code("a|b"), "`a\\|b`");
}

}  // namespace
}  // namespace techmarket::render
