#include "render/template.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace techmarket::render {
namespace {

TEST(Template, FillsInsertions) {
  EXPECT_EQ(fill("port: @port@ of @name@\n", {{"port", "3306"}, {"name", "auth-db"}}),
            "port: 3306 of auth-db\n");
}

TEST(Template, KeepsIndentationOfBlocks) {
  EXPECT_EQ(fill("env:\n  @env@\nend\n", {{"env", "a: 1\nb:\n  c: 2"}}),
            "env:\n  a: 1\n  b:\n    c: 2\nend\n");
}

TEST(Template, LeavesEmptyLinesOfBlocksEmpty) {
  EXPECT_EQ(fill("  @block@\n", {{"block", "a\n\nb"}}), "  a\n\n  b\n");
}

TEST(Template, DropsLineOfEmptyBlock) {
  EXPECT_EQ(fill("a\n  @nothing@\nb\n", {{"nothing", ""}}), "a\nb\n");
  EXPECT_EQ(fill("a @nothing@\n", {{"nothing", ""}}), "a \n");
}

TEST(Template, LeavesOtherAtSignsAlone) {
  EXPECT_EQ(fill("f \"$@\" user@host root@'%'\n", {}), "f \"$@\" user@host root@'%'\n");
}

TEST(Template, BeginsAfterTheOpeningLineBreak) {
  EXPECT_EQ(fill("\nkey: value\n", {}), "key: value\n");
}

TEST(Template, UnknownNameIsABug) {
  EXPECT_THROW(fill("@nobody@\n", {}), std::logic_error);
}

}  // namespace
}  // namespace techmarket::render
