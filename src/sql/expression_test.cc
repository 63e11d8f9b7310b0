#include "sql/expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sql/expression_tree.h"

namespace techmarket::sql {
namespace {

using schema::Dialect;
using ::testing::ElementsAre;

struct Same {
  Dialect dialect;
  const char *written, *reported;
};

class SameExpression : public ::testing::TestWithParam<Same> {};

TEST_P(SameExpression, HasOneCanonicalForm) {
  const auto& [dialect, written, reported] = GetParam();
  EXPECT_EQ(canonical_expression(written, dialect), canonical_expression(reported, dialect));
}

constexpr Dialect kMy = Dialect::mysql, kPg = Dialect::postgres;

INSTANTIATE_TEST_SUITE_P(
    Reported, SameExpression,
    ::testing::Values(
        // Як вираз переказує MySQL 8.4 (після зняття екранування information_schema).
        Same{kMy, "price > 0", "(`price` > 0)"},
        Same{kMy, "status in ('a', 'b')", "(`status` in (_utf8mb4'a',_utf8mb4'b'))"},
        Same{kMy, "a > 0 and b < 1 or c = 2", "(((`a` > 0) and (`b` < 1)) or (`c` = 2))"},
        Same{kMy, "not a", "(0 = `a`)"}, Same{kMy, "not a", "`a` = 0"},
        Same{kMy, "a and b > 1", "((0 <> `a`) and (`b` > 1))"},
        Same{kMy, "json_valid(doc)", "json_valid(`doc`)"}, Same{kMy, "now()", "CURRENT_TIMESTAMP"},
        Same{kMy, "CURRENT_TIMESTAMP(6)", "current_timestamp(6)"},
        Same{kMy, "cast(a as char)", "cast(`a` as char charset utf8mb4)"},
        Same{kMy, "curdate() + interval 1 day", "(curdate() + interval 1 day)"},
        // MariaDB.
        Same{kMy, "length(c) > 3", "octet_length(`c`) > 3"},
        Same{kMy, "not (d between 1 and 2)", "`d` not between 1 and 2"},
        Same{kMy, "not (a = 1 and b is null)", "`a` <> 1 or `b` is not null"},
        Same{kMy, "b in (1)", "`b` = 1"}, Same{kMy, "a mod 2 = 1", "`a` MOD 2 = 1"},
        // PostgreSQL.
        Same{kPg, "price > 0", "(price > (0)::numeric)"}, Same{kPg, "b in (1,2)", "(b = ANY (ARRAY[1, 2]))"},
        Same{kPg, "c not in ('x')", "((c)::text <> 'x'::text)"},
        Same{kPg, "c in ('x','y')",
             "((c)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]))"},
        Same{kPg, "d between 1 and 2", "((d >= (1)::numeric) AND (d <= (2)::numeric))"},
        Same{kPg, "d >= -1", "(d >= ('-1'::integer)::numeric)"},
        Same{kPg, "c ilike 'a%'", "((c)::text ~~* 'a%'::text)"},
        Same{kPg, "ts > '2020-01-01'", "(ts > '2020-01-01 00:00:00'::timestamp without time zone)"},
        Same{kPg, "extract(year from ts) > 2000", "(EXTRACT(year FROM ts) > (2000)::numeric)"},
        Same{kPg, "case when a then 1 end = 1",
             "(\nCASE\n    WHEN a THEN 1\n    ELSE NULL::integer\nEND = 1)"},
        Same{kPg, "pg_catalog.lower(c)", "lower((c)::text)"}));

TEST(Expression, DifferentMeaningStaysDifferent) {
  const auto differ = [](Dialect dialect, const char* a, const char* b) {
    EXPECT_NE(canonical_expression(a, dialect), canonical_expression(b, dialect)) << a;
  };
  differ(kMy, "a > 0", "a >= 0");
  differ(kMy, "a and b or c", "a and (b or c)");
  differ(kMy, "a - (b - c)", "a - b - c");
  differ(kMy, "'=' = a", "'<>' = a");
  differ(kMy, "not ('=')", "'<>'");
  differ(kPg, "\"A\" > 0", "a > 0");
  differ(kPg, "a = '1'", "a = 1");
  differ(kPg, "a = any (array[1, 2])", "a = all (array[1, 2])");
  differ(kPg, "(a, b) = (1, 2)", "a = 1");
}

TEST(Expression, ReadsAsAPersonWouldWriteIt) {
  const auto is_text = [](std::string_view name) { return name == "c"; };
  EXPECT_EQ(readable_expression("((d > (0)::numeric) AND ((c)::text ~~ 'x%'::text))", kPg, is_text),
            "d > 0 AND c LIKE 'x%'");
  EXPECT_EQ(readable_expression("((a)::text = '5'::text)", kPg, is_text), "a::text = '5'");
  EXPECT_EQ(readable_expression("((a * (b + 1)) > 2)", kPg), "a * (b + 1) > 2");
  EXPECT_EQ(readable_expression("lower((c)::text)", kPg, is_text), "lower(c)");
  EXPECT_EQ(readable_expression("(`price` > 0)", kMy), "price > 0");
  EXPECT_EQ(readable_expression("'2020-01-01'::date + 1", kPg), "'2020-01-01'::date + 1");
}

TEST(Expression, UnknownSyntaxIsComparedByTokens) {
  EXPECT_EQ(canonical_expression("a  SIMILAR to 'x'", kPg), canonical_expression("a similar TO 'x'", kPg));
  EXPECT_NE(canonical_expression("a similar to 'x'", kPg), canonical_expression("a similar to 'X'", kPg));
  EXPECT_EQ(readable_expression(" a similar to 'x' ", kPg), "a similar to 'x'");
}

TEST(Expression, HostileInputEndsQuietly) {
  const std::string deep = std::string(100'000, '(') + "a" + std::string(100'000, ')');
  std::string wide = "1";
  for (int i = 0; i < 100'000; ++i) wide += "+1";
  for (const auto& text : {deep, wide, std::string("'never closed"), std::string("/*"), std::string("a ::"),
                           std::string("case"), std::string("\0'", 2), std::string("1e999999999999")}) {
    EXPECT_EQ(canonical_expression(text, kPg), canonical_expression(text, kPg));
    EXPECT_NO_FATAL_FAILURE(readable_expression(text, kMy));
  }
}

TEST(Expression, Literals) {
  using Kind = schema::Value::Kind;
  EXPECT_EQ(literal_value("'active'::status", kPg), (schema::Value{Kind::string, "active"}));
  EXPECT_EQ(literal_value("'-5'::integer", kPg), (schema::Value{Kind::number, "-5"}));
  EXPECT_EQ(literal_value("('-1.50'::numeric)::double precision", kPg),
            (schema::Value{Kind::number, "-1.5"}));
  EXPECT_EQ(literal_value("'o\\'b'", kMy), (schema::Value{Kind::string, "o'b"}));
  EXPECT_EQ(literal_value("_utf8mb4'{}'", kMy), (schema::Value{Kind::string, "{}"}));
  EXPECT_EQ(literal_value("NULL::character varying", kPg), (schema::Value{Kind::null, ""}));
  EXPECT_EQ(literal_value("false", kPg), (schema::Value{Kind::boolean, "false"}));
  EXPECT_EQ(literal_value("now()", kPg), std::nullopt);
}

TEST(Expression, Columns) {
  EXPECT_THAT(expression_columns("lower(a) = 'x' and b > a and extract(year from c) > 1", kPg),
              ElementsAre("a", "b", "c"));
}

TEST(Number, HasOneForm) {
  EXPECT_EQ(canonical_number("007.50"), "7.5");
  EXPECT_EQ(canonical_number("1e3"), "1000");
  EXPECT_EQ(canonical_number("-0.0"), "0");
  EXPECT_EQ(canonical_number("12e-3"), "0.012");
  EXPECT_EQ(canonical_number("9007199254740993"), "9007199254740993");
  EXPECT_EQ(canonical_number("1e400"), "1e400");
  EXPECT_EQ(canonical_number("abc"), "abc");
}

}  // namespace
}  // namespace techmarket::sql
