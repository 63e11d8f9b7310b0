// use і reuse на справжніх файлах у тимчасовій теці.
#include "dbml/modules.h"

#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "dbml/parse.h"

namespace techmarket::dbml {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ModuleFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "dbml-modules-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(std::string_view name, std::string_view text) {
    ASSERT_TRUE(write_file(folder_ / name, text)) << name;
  }

  Parsed parse_main() {
    auto parsed = parse_file(folder_ / "main.dbml");
    EXPECT_TRUE(parsed) << parsed.error().message;
    return parsed ? std::move(*parsed) : Parsed{};
  }

  Parsed parse_valid() {
    auto parsed = parse_main();
    EXPECT_THAT(parsed.diagnostics, IsEmpty()) << render_all(parsed, false);
    return parsed;
  }

  /// Імена таблиць, коли розбір мусить удатися.
  std::vector<std::string> tables() { return parse_valid().database.table_names(); }

  /// Усі повідомлення; шлях до тимчасової теки прибрано.
  std::string errors() {
    auto text = render_all(parse_main(), false);
    const std::string prefix = folder_.string() + "/";
    for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
      text.erase(at, prefix.size());
    return text;
  }

  fs::path folder_;
};

constexpr std::string_view kShop =
    "Enum status {\n  new\n  paid\n}\n"
    "Table orders {\n  id int [pk]\n  status status\n}\n"
    "Table items {\n  id int\n  order_id int [ref: > orders.id]\n}\n"
    "Table audit.log {\n  id int\n}\n"
    "TablePartial stamps {\n  created_at datetime\n}\n"
    "TableGroup sales {\n  orders\n  items\n}\n"
    "Note hello {\n  'text'\n}\n";

TEST_F(ModuleFiles, AWildcardBringsEverything) {
  write("shop.dbml", kShop);
  write("main.dbml", "use * from './shop.dbml'\nTable a {\n  ~stamps\n}\n");
  const auto database = parse_valid().database;
  EXPECT_THAT(database.table_names(), testing::UnorderedElementsAre("a", "orders", "items", "audit.log"));
  EXPECT_EQ(database.enums.size(), 1u);
  EXPECT_EQ(database.refs.size(), 1u);
  EXPECT_EQ(database.groups.size(), 1u);
  EXPECT_EQ(database.notes.size(), 1u);
  ASSERT_TRUE(database.table("a"));
  EXPECT_THAT(database.table("a")->column_names(), ElementsAre("created_at"));
}

TEST_F(ModuleFiles, TheSuffixMayBeLeftOutAndFoldersAreRelativeToTheFile) {
  write("shared/types/shop.dbml", kShop);
  write("shared/all.dbml", "reuse { table orders } from './types/shop'\n");
  write("main.dbml", "use * from 'shared/all'\n");
  EXPECT_THAT(tables(), ElementsAre("orders"));
}

TEST_F(ModuleFiles, OnlyTheNamedTableComesAndBringsItsEnum) {
  write("shop.dbml", kShop);
  write("main.dbml", "use { table orders } from './shop'\n");
  const auto database = parse_valid().database;
  EXPECT_THAT(database.table_names(), ElementsAre("orders"));
  ASSERT_EQ(database.enums.size(), 1u);
  EXPECT_EQ(database.enums[0].name.name, "status");
  EXPECT_THAT(database.refs, IsEmpty()) << "the other end of the ref is not imported";
}

TEST_F(ModuleFiles, SeveralKindsOnSeveralLines) {
  write("shop.dbml", kShop);
  write("main.dbml",
        "use {\n  table orders, table items\n  tablegroup sales\n  note hello\n} from './shop'\n");
  const auto database = parse_valid().database;
  EXPECT_EQ(database.tables.size(), 2u);
  EXPECT_EQ(database.refs.size(), 1u);
  ASSERT_EQ(database.groups.size(), 1u);
  EXPECT_EQ(database.groups[0].tables.size(), 2u);
}

TEST_F(ModuleFiles, AGroupBringsItsTables) {
  write("shop.dbml", kShop);
  write("main.dbml", "use { table items as lines, tablegroup sales } from './shop'\n");
  const auto database = parse_valid().database;
  EXPECT_THAT(database.table_names(), ElementsAre("lines", "orders"));
  EXPECT_EQ(database.refs.size(), 1u);
  ASSERT_EQ(database.groups.size(), 1u);
  ASSERT_EQ(database.groups[0].tables.size(), 2u);
  EXPECT_EQ(database.groups[0].tables[1].name, "lines");
}

TEST_F(ModuleFiles, ASchemaBringsItsTables) {
  write("shop.dbml", kShop);
  write("main.dbml", "use { schema audit } from './shop'\n");
  EXPECT_THAT(tables(), ElementsAre("audit.log"));
}

TEST_F(ModuleFiles, AnAliasIsTheNameOfTheTableHere) {
  write("shop.dbml", kShop);
  write("main.dbml",
        "use { table orders as o } from './shop'\n"
        "Table orders {\n  id int\n}\nTable payments {\n  order_id int [ref: > o.id]\n}\n");
  const auto parsed = parse_main();
  ASSERT_TRUE(parsed.ok()) << render_all(parsed, false);
  ASSERT_EQ(parsed.database.refs.size(), 1u);
  EXPECT_EQ(parsed.database.refs[0].second.table.name, "o");
}

TEST_F(ModuleFiles, UseIsNotPassedOnAndReuseIs) {
  write("shop.dbml", kShop);
  write("used.dbml", "use { table orders } from './shop'\n");
  write("reused.dbml", "reuse { table orders as sales } from './shop'\n");
  write("main.dbml", "use * from './used'\nuse { table sales } from './reused'\n");
  EXPECT_THAT(tables(), ElementsAre("sales"));

  write("main.dbml", "use { table orders } from './used'\n");
  EXPECT_EQ(errors(),
            "main.dbml:1:13: error: './used' has no table 'orders' [unknown-import]\n"
            "  use { table orders } from './used'\n"
            "              ^~~~~~\n");
}

TEST_F(ModuleFiles, FilesMayUseEachOther) {
  write("main.dbml", "use { table b } from './b'\nTable a {\n  id int [pk]\n  b_id int [ref: > b.id]\n}\n");
  write("b.dbml", "use { table a } from './main'\nTable b {\n  id int [pk]\n  a_id int [ref: > a.id]\n}\n");
  const auto database = parse_valid().database;
  EXPECT_THAT(database.table_names(), ElementsAre("a", "b"));
  EXPECT_EQ(database.refs.size(), 2u);
}

TEST_F(ModuleFiles, ACircleOfReusesReachesEveryFile) {
  write("a.dbml", "reuse * from './b'\nTable a {\n  id int\n}\n");
  write("b.dbml", "reuse * from './c'\nTable b {\n  id int\n}\n");
  write("c.dbml", "reuse * from './a'\nTable c {\n  id int\n}\n");
  write("main.dbml", "use * from './a'\n");
  EXPECT_THAT(tables(), ElementsAre("a", "b", "c"));
}

TEST_F(ModuleFiles, AFileMayUseItself) {
  write("main.dbml", "use * from './main'\nTable a {\n  id int\n}\n");
  EXPECT_THAT(tables(), ElementsAre("a"));
}

TEST_F(ModuleFiles, TheSameFileByTwoPathsIsReadOnce) {
  write("sub/shop.dbml", kShop);
  write("main.dbml",
        "use { table orders } from './sub/shop'\nuse { table items } from './sub/../sub/shop.dbml'\n");
  const auto parsed = parse_valid();
  EXPECT_EQ(parsed.sources.size(), 2u);
  EXPECT_EQ(parsed.database.refs.size(), 1u);
}

TEST_F(ModuleFiles, AMissingFileIsNamedWhereItIsUsed) {
  write("main.dbml", "Table a {\n  id int\n}\nuse * from './absent'\n");
  EXPECT_EQ(errors(),
            "main.dbml:4:12: error: file './absent' does not exist [module-not-found]\n"
            "  use * from './absent'\n"
            "             ^~~~~~~~~~\n");
}

TEST_F(ModuleFiles, AFolderIsNotAModule) {
  fs::create_directory(folder_ / "shop");
  write("main.dbml", "use * from './shop'\n");
  EXPECT_THAT(errors(), HasSubstr("file './shop' does not exist"));
}

TEST_F(ModuleFiles, AnUnknownNameGetsAHint) {
  write("shop.dbml", kShop);
  write("main.dbml", "use { table ordres } from './shop'\n");
  EXPECT_EQ(errors(),
            "main.dbml:1:13: error: './shop' has no table 'ordres' [unknown-import]\n"
            "  use { table ordres } from './shop'\n"
            "              ^~~~~~\n"
            "  hint: did you mean 'orders'?\n");
}

TEST_F(ModuleFiles, AnUnknownSchemaOrKindIsAnError) {
  write("shop.dbml", kShop);
  write("main.dbml", "use { schema absent, view v } from './shop'\n");
  EXPECT_EQ(errors(),
            "main.dbml:1:14: error: './shop' has no schema 'absent' [unknown-import]\n"
            "  use { schema absent, view v } from './shop'\n"
            "               ^~~~~~\n"
            "main.dbml:1:22: error: 'view' cannot be imported [unknown-import-kind]\n"
            "  use { schema absent, view v } from './shop'\n"
            "                       ^~~~\n"
            "  hint: use table, enum, tablepartial, note, schema or tablegroup\n");
}

TEST_F(ModuleFiles, ANameOfOurOwnIsNotReplaced) {
  write("shop.dbml", kShop);
  write("main.dbml", "use { table orders } from './shop'\nTable orders {\n  id int\n}\n");
  EXPECT_EQ(errors(),
            "main.dbml:1:13: error: 'orders' from './shop' is already defined here [duplicate-import]\n"
            "  use { table orders } from './shop'\n"
            "              ^~~~~~\n"
            "  hint: import it under another name: table a as b\n");
}

TEST_F(ModuleFiles, ErrorsInsideAModuleNameItsFile) {
  write("broken.dbml", "Table a {\n  id\n}\n");
  write("main.dbml", "use * from './broken'\n");
  const auto text = errors();
  EXPECT_THAT(text, testing::StartsWith("broken.dbml:2:3: error: column 'id' has no type [missing-type]\n"));
}

TEST_F(ModuleFiles, AMissingFirstFileIsAnErrorOfTheCall) {
  const auto parsed = parse_file(folder_ / "absent.dbml");
  ASSERT_FALSE(parsed);
  EXPECT_THAT(parsed.error().message, HasSubstr("absent.dbml"));
}

}  // namespace
}  // namespace techmarket::dbml
