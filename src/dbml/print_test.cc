#include "dbml/print.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dbml/literal.h"
#include "dbml/parse.h"

namespace techmarket::dbml {
namespace {

schema::Database parse_ok(const std::string& text) {
  auto parsed = parse(text, "test.dbml");
  EXPECT_TRUE(parsed.ok()) << render_all(parsed, false) << text;
  return std::move(parsed.database);
}

/// Модель без місць, щоб порівнювати. Друк уже канонічний, тож порівнюємо надруковане.
void expect_stable(const std::string& text) {
  const std::string once = print(parse_ok(text));
  EXPECT_EQ(print(parse_ok(once)), once) << text;
}

TEST(Print, WritesEveryElement) {
  const std::string text = R"dbml(Project p {
  database_type: 'MySQL'
  Note: '''
    one
      two
  '''
}

Enum s.e {
  a [note: 'it\'s']
  "B+"
}

Table s.t as T [headercolor: #fff] {
  id int [pk, increment]
  "my col" "double precision" [not null, unique, default: 1.5, check: `x > 0`, check: `x < 9`, note: 'n']
  c decimal(10,2)[] [null, default: `now()`]
  k s.e [default: s.e."B+"]
  v enum('a','b\'c') [default: 'o\'b\\']
  r int [ref: > s.t.id, ref: - other.id]
  b boolean [default: true]
  z int [default: null]

  indexes {
    (id, `lower(c)`) [unique, name: 'i', type: btree, note: 'x']
    c
    (id, c) [pk]
  }

  checks {
    `a > b` [name: 'c']
    `b > a`
  }

  Note: 'line'

  records (id, k) {
    1, s.e.a
    null, 'x'
  }
}

Table other {
  id int
}

Ref named: s.t.(id, c) > other.(id, id2) [delete: set null, update: cascade, color: #abc]
Ref: s.t.c <> other.id [inactive]

TableGroup g [color: #123, note: 'n'] {
  s.t
  other
}

Note sticky {
  'text'
}
)dbml";
  // id2 немає в таблиці: додаємо, щоб складений зв'язок був справжнім.
  std::string valid = text;
  valid.replace(valid.find("Table other {\n  id int\n"), 23, "Table other {\n  id int\n  id2 int\n");
  EXPECT_EQ(print(parse_ok(valid)), valid);
}

TEST(Print, KeepsTheCommittedSchemas) {
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(TECHMARKET_SOURCE_DIR) / "docs/db")) {
    if (entry.path().extension() != ".dbml") continue;
    const auto parsed = parse_file(entry.path());
    ASSERT_TRUE(parsed && parsed->ok());
    expect_stable(print(parsed->database));
  }
}

TEST(Print, AnExpressionCannotLeaveItsBackticks) {
  schema::Database database;
  database.tables.push_back({.name = {.name = "t"},
                             .columns = {{.name = "a",
                                          .type = {.schema = {}, .name = "int", .arguments = {}, .array = {}},
                                          .checks = {{.expression = "`a` > 0]\n} Table evil {"}}}}});
  const auto again = parse_ok(print(database));
  ASSERT_EQ(again.tables.size(), 1u);
  EXPECT_EQ(again.tables[0].columns[0].checks[0].expression, "a > 0]\n} Table evil {");
}

// ---- випадкові моделі

class RandomModel {
 public:
  explicit RandomModel(std::uint64_t seed) : seed_(seed) {}

  schema::Database make() {
    schema::Database database;
    if (chance(3))
      database.project = {
          .name = name(), .settings = {{.name = "database_type", .value = text()}}, .note = note()};
    for (std::size_t i = 0; i < pick(3); ++i) database.enums.push_back(enumeration(i));
    for (std::size_t i = 0; i < 1 + pick(4); ++i) database.tables.push_back(table(i, database));
    refs(database);
    if (chance(2))
      database.groups.push_back({.name = name(),
                                 .tables = {database.tables[0].name},
                                 .color = chance(2) ? "#a1b2c3" : "",
                                 .note = note()});
    if (chance(2)) database.notes.push_back({.name = name(), .text = dedent(text())});
    return database;
  }

 private:
  std::size_t pick(std::size_t bound) {
    state_ = state_ * 6364136223846793005u + seed_ * 2 + 1;
    return static_cast<std::size_t>(state_ >> 33) % bound;
  }
  bool chance(std::size_t one_in) { return pick(one_in) == 0; }

  std::string text() {
    static constexpr std::array<std::string_view, 16> kPieces{
        "a", "'", "\"", "\\", "\n", "  ", "\t", "`", "'''", "#fff", "є", "]", "}", "//", "\\n", "x\n\n y"};
    std::string out;
    for (std::size_t i = 0; i < pick(6); ++i) out += kPieces[pick(kPieces.size())];
    return out;
  }
  /// Примітки читаються без спільного відступу, тож інших у моделі й не буває.
  std::optional<std::string> note() { return chance(2) ? std::optional(dedent(text())) : std::nullopt; }

  std::string name() {
    static constexpr std::array<std::string_view, 12> kNames{"users",    "Note", "indexes", "2nd",
                                                             "my table", "a\"b", "a\\b",    "таблиця",
                                                             "table",    "x_1",  "null",    "as"};
    return std::string(kNames[pick(kNames.size())]) + std::to_string(++names_);
  }
  std::string expression() {
    std::string out = "f(" + text() + ")";
    std::erase(out, '`');
    return out;
  }

  schema::Enum enumeration(std::size_t number) {
    schema::Enum element{
        .name = {.schema = chance(3) ? "s" : "public", .name = name() + std::to_string(number)},
        .values = {}};
    for (std::size_t i = 0; i < 1 + pick(3); ++i) element.values.push_back({.name = name(), .note = note()});
    return element;
  }

  schema::Type type(const schema::Database& database) {
    if (!database.enums.empty() && chance(4)) {
      const auto& element = database.enums[pick(database.enums.size())].name;
      const bool plain = element.schema == schema::kDefaultSchema;
      return {.schema = plain ? std::nullopt : std::optional(element.schema),
              .name = element.name,
              .arguments = {},
              .array = {}};
    }
    switch (pick(5)) {
      case 0:
        return {.schema = {}, .name = "varchar", .arguments = {"255"}, .array = {}};
      case 1:
        return {.schema = {}, .name = "decimal", .arguments = {"10", "2"}, .array = {}};
      case 2:
        return {.schema = {}, .name = "double precision", .arguments = {}, .array = {}, .quoted = true};
      case 3:
        return {.schema = {}, .name = "enum", .arguments = {"'a'", "'b''c'"}, .array = {}};
      default:
        return {.schema = {}, .name = "int", .arguments = {}, .array = chance(3) ? "[]" : ""};
    }
  }

  std::optional<schema::Value> value(const schema::Database& database) {
    using Kind = schema::Value::Kind;
    switch (pick(7)) {
      case 0:
        return schema::Value{Kind::string, text()};
      case 1:
        return schema::Value{Kind::number, "-12.50"};
      case 2:
        return schema::Value{Kind::boolean, "true"};
      case 3:
        return schema::Value{Kind::expression, expression()};
      case 4:
        return schema::Value{Kind::null, {}};
      case 5: {
        if (database.enums.empty()) return std::nullopt;
        const auto& element = database.enums[pick(database.enums.size())];
        return schema::Value{Kind::enum_member, element.values.front().name, display_name(element.name)};
      }
      default:
        return std::nullopt;
    }
  }

  schema::Table table(std::size_t number, const schema::Database& database) {
    schema::Table table{
        .name = {.schema = chance(3) ? "s" : "public", .name = name() + std::to_string(number)},
        .note = note()};
    if (chance(4)) table.settings.push_back({.name = "headercolor", .value = "#abc"});
    for (std::size_t i = 0; i < 1 + pick(4); ++i) {
      schema::Column column{.name = name(),
                            .type = type(database),
                            .primary_key = chance(5),
                            .unique = chance(5),
                            .increment = chance(6),
                            .default_value = value(database),
                            .note = note()};
      if (chance(2)) column.not_null = chance(2);
      for (std::size_t j = 0; j < pick(3); ++j) column.checks.push_back({.expression = expression()});
      table.columns.push_back(std::move(column));
    }
    for (std::size_t i = 0; i < pick(3); ++i) {
      schema::Index index{.parts = {{.text = table.columns[pick(table.columns.size())].name}},
                          .name = chance(2) ? name() : "",
                          .type = chance(3) ? "btree" : "",
                          .unique = chance(3),
                          .note = note()};
      if (chance(3)) index.parts.push_back({.text = expression(), .expression = true});
      table.indexes.push_back(std::move(index));
    }
    for (std::size_t i = 0; i < pick(2); ++i)
      table.checks.push_back({.expression = expression(), .name = chance(2) ? name() : ""});
    return table;
  }

  void refs(schema::Database& database) {
    using Relation = schema::Endpoint::Relation;
    for (std::size_t i = 0; i + 1 < database.tables.size(); ++i) {
      const auto& a = database.tables[i];
      const auto& b = database.tables[i + 1];
      const auto relation = [&] { return chance(2) ? Relation::many : Relation::one; };
      schema::Ref ref{.first = {.table = a.name, .columns = {a.columns[0].name}, .relation = relation()},
                      .second = {.table = b.name, .columns = {b.columns[0].name}, .relation = relation()},
                      .is_inline = chance(2)};
      if (!ref.is_inline) {
        ref.name = chance(2) ? name() : "";
        ref.on_delete = chance(2) ? "set null" : "";
        ref.inactive = chance(4);
      }
      database.refs.push_back(std::move(ref));
    }
  }

  const std::uint64_t seed_;
  std::uint64_t state_ = 1;
  int names_ = 0;
};

// Порядок зв'язків у розборі — порядок джерела: спершу вкладені. Решта порівнюється поле за полем.
void expect_same(const schema::Database& a, const schema::Database& b, const std::string& text) {
  ASSERT_EQ(a.enums.size(), b.enums.size()) << text;
  for (std::size_t i = 0; i < a.enums.size(); ++i) {
    EXPECT_EQ(a.enums[i].name, b.enums[i].name) << text;
    ASSERT_EQ(a.enums[i].values.size(), b.enums[i].values.size()) << text;
    for (std::size_t j = 0; j < a.enums[i].values.size(); ++j) {
      EXPECT_EQ(a.enums[i].values[j].name, b.enums[i].values[j].name) << text;
      EXPECT_EQ(a.enums[i].values[j].note, b.enums[i].values[j].note) << text;
    }
  }
  ASSERT_EQ(a.tables.size(), b.tables.size()) << text;
  for (std::size_t i = 0; i < a.tables.size(); ++i) {
    const auto &x = a.tables[i], &y = b.tables[i];
    EXPECT_EQ(x.name, y.name) << text;
    EXPECT_EQ(x.note, y.note) << text;
    ASSERT_EQ(x.columns.size(), y.columns.size()) << text;
    for (std::size_t j = 0; j < x.columns.size(); ++j) {
      const auto &c = x.columns[j], &d = y.columns[j];
      EXPECT_EQ(c.name, d.name) << text;
      EXPECT_EQ(c.type.text(), d.type.text()) << text;
      EXPECT_EQ(c.type.schema, d.type.schema) << text;
      EXPECT_EQ(c.default_value, d.default_value) << text;
      EXPECT_EQ(c.note, d.note) << text;
      EXPECT_EQ(std::tuple(c.primary_key, c.unique, c.increment, c.not_null),
                std::tuple(d.primary_key, d.unique, d.increment, d.not_null))
          << text;
      ASSERT_EQ(c.checks.size(), d.checks.size()) << text;
      for (std::size_t k = 0; k < c.checks.size(); ++k)
        EXPECT_EQ(c.checks[k].expression, d.checks[k].expression) << text;
    }
    ASSERT_EQ(x.indexes.size(), y.indexes.size()) << text;
    for (std::size_t j = 0; j < x.indexes.size(); ++j) {
      const auto &c = x.indexes[j], &d = y.indexes[j];
      EXPECT_EQ(std::tuple(c.parts, c.name, c.type, c.unique, c.primary_key, c.note),
                std::tuple(d.parts, d.name, d.type, d.unique, d.primary_key, d.note))
          << text;
    }
    ASSERT_EQ(x.checks.size(), y.checks.size()) << text;
    for (std::size_t j = 0; j < x.checks.size(); ++j)
      EXPECT_EQ(std::tuple(x.checks[j].expression, x.checks[j].name),
                std::tuple(y.checks[j].expression, y.checks[j].name))
          << text;
  }
  const auto keys = [](const schema::Database& database) {
    std::vector<std::tuple<std::string, std::string, std::string, std::string, bool, bool, int, int>> found;
    for (const auto& ref : database.refs)
      found.emplace_back(ref.name, ref.on_delete, display_name(ref.first.table) + "." + ref.first.columns[0],
                         display_name(ref.second.table) + "." + ref.second.columns[0], ref.inactive,
                         ref.is_inline, static_cast<int>(ref.first.relation),
                         static_cast<int>(ref.second.relation));
    std::ranges::sort(found);
    return found;
  };
  EXPECT_EQ(keys(a), keys(b)) << text;
  ASSERT_EQ(a.notes.size(), b.notes.size()) << text;
  for (std::size_t i = 0; i < a.notes.size(); ++i) EXPECT_EQ(a.notes[i].text, b.notes[i].text) << text;
  ASSERT_EQ(a.groups.size(), b.groups.size()) << text;
  for (std::size_t i = 0; i < a.groups.size(); ++i) EXPECT_EQ(a.groups[i].note, b.groups[i].note) << text;
}

TEST(Print, RandomModelsComeBackTheSame) {
  for (std::uint64_t seed = 0; seed < 2000 && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto model = RandomModel(seed).make();
    const std::string text = print(model);
    const auto again = parse_ok(text);
    if (HasFailure()) break;
    expect_same(model, again, text);
    EXPECT_EQ(print(again), text);
  }
}

}  // namespace
}  // namespace techmarket::dbml
