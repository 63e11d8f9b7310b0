// dialect-type: сервер не має такого типу або не приймає таких аргументів.

#include "sql/type_name.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "ddl/dialect/checks.h"
#include "sql/word_list.h"

namespace techmarket::ddl {
namespace {

using schema::Column;
using schema::Table;
using schema::Type;

struct Replacement {
  std::string_view foreign, own;
};

// Найближчий тип PostgreSQL; «Porting from MySQL» у вікі PostgreSQL.
constexpr Replacement kForPostgres[] = {{"binary", "bytea"},         {"blob", "bytea"},
                                        {"datetime", "timestamp"},   {"double", "double precision"},
                                        {"enum", "an Enum element"}, {"fixed", "numeric"},
                                        {"int1", "smallint"},        {"int3", "integer"},
                                        {"longblob", "bytea"},       {"longtext", "text"},
                                        {"mediumblob", "bytea"},     {"mediumint", "integer"},
                                        {"mediumtext", "text"},      {"nvarchar", "varchar"},
                                        {"set", "text[]"},           {"tinyblob", "bytea"},
                                        {"tinyint", "smallint"},     {"tinytext", "text"},
                                        {"varbinary", "bytea"},      {"year", "smallint"}};

constexpr Replacement kForMysql[] = {{"bigserial", "bigint [increment]"},
                                     {"bytea", "longblob"},
                                     {"cidr", "varchar(43)"},
                                     {"citext", "varchar"},
                                     {"inet", "varchar(43)"},
                                     {"interval", "bigint"},
                                     {"jsonb", "json"},
                                     {"macaddr", "char(17)"},
                                     {"money", "decimal(19,2)"},
                                     {"smallserial", "smallint [increment]"},
                                     {"string", "varchar(255)"},
                                     {"timestamp with time zone", "timestamp"},
                                     {"timestamp without time zone", "datetime"},
                                     {"timestamptz", "timestamp"},
                                     {"timetz", "time"},
                                     {"tsvector", "text with a fulltext index"},
                                     {"varbit", "varbinary(255)"},
                                     {"xml", "longtext"}};

// Їх має MariaDB, але не MySQL.
constexpr Replacement kOnlyMariadb[] = {
    {"inet4", "varbinary(4)"}, {"inet6", "varbinary(16)"}, {"uuid", "char(36)"}};

std::string hint_for(std::string_view base, std::span<const Replacement> replacements) {
  const auto found = std::ranges::find(replacements, base, &Replacement::foreign);
  return found == replacements.end() ? std::string() : fmt::format("the nearest type is {}", found->own);
}

/// Найбільший перший аргумент.
struct Limit {
  std::string_view base;
  std::int64_t max;
  std::string_view hint;
};

// utf8mb4: знак займає до чотирьох байтів.
constexpr Limit kMysqlLimits[] = {{"binary", 255, "use varbinary or blob"},
                                  {"bit", 64, "use binary or blob"},
                                  {"char", 255, "use varchar or text"},
                                  {"character", 255, "use varchar or text"},
                                  {"character varying", 16383, "use text or mediumtext"},
                                  {"datetime", 6, "microseconds are the finest it keeps"},
                                  {"dec", 65, "use fewer digits, or text"},
                                  {"decimal", 65, "use fewer digits, or text"},
                                  {"fixed", 65, "use fewer digits, or text"},
                                  {"float", 53, "use double"},
                                  {"nchar", 255, "use nvarchar or text"},
                                  {"numeric", 65, "use fewer digits, or text"},
                                  {"nvarchar", 16383, "use text or mediumtext"},
                                  {"time", 6, "microseconds are the finest it keeps"},
                                  {"timestamp", 6, "microseconds are the finest it keeps"},
                                  {"varbinary", 65535, "use blob or mediumblob"},
                                  {"varchar", 16383, "use text or mediumtext"}};

constexpr Limit kPostgresLimits[] = {{"bit", 83886080, "use bytea"},
                                     {"bit varying", 83886080, "use bytea"},
                                     {"bpchar", 10485760, "use text"},
                                     {"char", 10485760, "use text"},
                                     {"character", 10485760, "use text"},
                                     {"character varying", 10485760, "use text"},
                                     {"dec", 1000, "use numeric without a precision"},
                                     {"decimal", 1000, "use numeric without a precision"},
                                     {"float", 53, "use double precision"},
                                     {"nchar", 10485760, "use text"},
                                     {"numeric", 1000, "use numeric without a precision"},
                                     {"varbit", 83886080, "use bytea"},
                                     {"varchar", 10485760, "use text"}};

// Типи, після яких сервер не чекає дужок.
constexpr std::string_view kMysqlPlain[] = {"bool", "boolean", "date", "json"};
// Решта вбудованих типів PostgreSQL аргументів не має; цілі emit пише без них.
constexpr std::string_view kPostgresWithArguments[] = {"bit",
                                                       "bit varying",
                                                       "bpchar",
                                                       "char",
                                                       "character",
                                                       "character varying",
                                                       "dec",
                                                       "decimal",
                                                       "float",
                                                       "interval",
                                                       "interval day to second",
                                                       "interval hour to second",
                                                       "interval minute to second",
                                                       "interval second",
                                                       "national character",
                                                       "national character varying",
                                                       "nchar",
                                                       "numeric",
                                                       "time",
                                                       "time with time zone",
                                                       "time without time zone",
                                                       "timestamp",
                                                       "timestamp with time zone",
                                                       "timestamp without time zone",
                                                       "timestamptz",
                                                       "timetz",
                                                       "varbit",
                                                       "varchar"};

static_assert(std::ranges::is_sorted(kMysqlPlain) && std::ranges::is_sorted(kPostgresWithArguments));

constexpr std::int64_t kMysqlMaxScale = 30;  // MariaDB — 38

bool is_replaced(std::span<const Replacement> list, std::string_view base) {
  return std::ranges::find(list, base, &Replacement::foreign) != list.end();
}

bool is_decimal(std::string_view base) {
  return base == "decimal" || base == "numeric" || base == "dec" || base == "fixed";
}

/// Повідомлення про типи однієї схеми.
class TypeChecker {
 public:
  explicit TypeChecker(DialectRun& run) : run_(run) {}

  void check(const Table& table, const Column& column) {
    if (is_accepted(column)) return;
    const std::size_t before = run_.findings.size();
    if (run_.mysql())
      check_mysql(table, column);
    else
      check_postgres(table, column);
    if (run_.findings.size() == before && !column.increment && accepted_.size() < kRemembered)
      accepted_.push_back(&column.type);
  }

 private:
  static constexpr std::size_t kRemembered = 32;

  // Стовпців багато, а різних типів мало. Нумерований стовпець може дістати інший тип, тож він сам по собі.
  bool is_accepted(const Column& column) const {
    return !column.increment &&
           std::ranges::any_of(accepted_, [&](const Type* known) { return *known == column.type; });
  }

  void check_mysql(const Table& table, const Column& column) {
    if (!column.type.array.empty() || column.type.name.ends_with(']'))
      return add(table, column, "use a child table or json");
    if (run_.model.enum_of(column.type)) return;
    const std::string base = sql::base_name(column.type);
    if (!sql::is_mysql_type(base)) return add(table, column, hint_for(base, kForMysql));
    if (is_replaced(kOnlyMariadb, base))
      return add(table, column, hint_for(base, kOnlyMariadb) + "; MariaDB has it");
    check_arguments(table, column, base);
  }

  void check_postgres(const Table& table, const Column& column) {
    // mediumint із increment emit замінює на SERIAL.
    if (column.type.schema || run_.model.enum_of(column.type) || run_.syntax->is_numbered(column)) return;
    const std::string base = sql::base_name(column.type);
    if (sql::is_postgres_type(base)) return check_arguments(table, column, base);
    if (sql::is_postgres_extension_type(base))
      return add(table, column, "an extension brings it: run CREATE EXTENSION first");
    if (!sql::is_mysql_type(base))
      return add(table, column, "create the type before running the SQL, or declare an Enum");
    const auto space = base.find(' ');
    const bool is_unsigned = space != std::string::npos && sql::is_postgres_type(base.substr(0, space));
    add(table, column,
        is_unsigned ? "PostgreSQL has no unsigned numbers: take a wider type and a check"
                    : hint_for(base, kForPostgres));
  }

  void check_arguments(const Table& table, const Column& column, std::string_view base) {
    if (!sql::has_arguments(column.type)) {
      if (run_.mysql() && (base == "varbinary" || base == "nvarchar"))
        refuse(table, column, fmt::format("{} needs a length", base), fmt::format("write {}(255)", base));
      return;
    }
    const bool plain = run_.mysql()
                           ? sql::contains(kMysqlPlain, base)
                           : !sql::is_integer(column.type) && !sql::contains(kPostgresWithArguments, base);
    if (plain) return refuse(table, column, fmt::format("{} takes no arguments", base), "remove them");
    const Numbers numbers = numeric_arguments(column.type);
    if (numbers.empty()) return;
    const std::span<const Limit> limits =
        run_.mysql() ? std::span<const Limit>(kMysqlLimits) : std::span<const Limit>(kPostgresLimits);
    const auto limit = std::ranges::find(limits, base, &Limit::base);
    if (limit != limits.end() && numbers[0] > limit->max)
      return refuse(table, column, fmt::format("{} takes at most {}", base, limit->max),
                    std::string(limit->hint));
    if (!run_.mysql() && limit != limits.end() && numbers[0] < 1)
      return refuse(table, column, fmt::format("{} takes at least 1", base), "correct the number");
    if (run_.mysql() && is_decimal(base) && numbers.count > 1) check_scale(table, column, base, numbers);
    if (!run_.mysql() && base == "float" && numbers.count > 1)
      refuse(table, column, "float takes one argument", "use numeric(p,s) for a scale");
    if (run_.mysql() && base == "year" && numbers[0] != 4)
      refuse(table, column, "year takes no arguments", "remove them");
  }

  void check_scale(const Table& table, const Column& column, std::string_view base, const Numbers& numbers) {
    if (numbers[1] > numbers[0])
      refuse(table, column, fmt::format("the scale of {} is at most its precision", base),
             fmt::format("write {}({},{}) for as many digits after the point", base, numbers[1], numbers[1]));
    else if (numbers[1] > kMysqlMaxScale)
      refuse(table, column, fmt::format("the scale of {} is at most {}", base, kMysqlMaxScale),
             "use fewer digits after the point");
  }

  void refuse(const Table& table, const Column& column, const std::string& why, std::string hint) {
    run_.add("dialect-type", column.type_at,
             fmt::format("{} refuses the type '{}' ({}): {}", run_.syntax->title(), column.type.text(),
                         column_title(table, column), why),
             std::move(hint), column.type.text());
  }

  void add(const Table& table, const Column& column, std::string hint) {
    run_.add("dialect-type", column.type_at,
             fmt::format("{} has no type '{}' ({})", run_.syntax->title(), column.type.text(),
                         column_title(table, column)),
             std::move(hint), column.type.text());
  }

  DialectRun& run_;
  std::vector<const Type*> accepted_;  ///< типи, про які вже відомо, що сервер їх приймає
};

}  // namespace

Numbers numeric_arguments(const Type& type) {
  Numbers numbers;
  const auto read = [&](std::string_view text) {
    text = trim(text);
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem == std::errc::invalid_argument || end != text.data() + text.size()) return;
    if (numbers.count < numbers.values.size())
      numbers.values[numbers.count++] = problem == std::errc::result_out_of_range ? INT64_MAX : number;
  };
  for (const auto& argument : type.arguments) read(argument);
  if (!numbers.empty() || !type.arguments.empty()) return numbers;
  // "varchar(20)" у лапках — теж із довжиною.
  const std::string_view written = sql::type_part(type.name);
  const auto open = written.find('('), close = written.find(')', open);
  if (close != std::string_view::npos)
    for (const auto part : split(written.substr(open + 1, close - open - 1), ',')) read(part);
  return numbers;
}

std::string column_title(const Table& table, const Column& column) {
  return fmt::format("column '{}.{}'", schema::display_name(table.name), column.name);
}

void check_types(DialectRun& run) {
  TypeChecker checker(run);
  for (const auto& table : run.database.tables)
    for (const auto& column : table.columns) checker.check(table, column);
}

}  // namespace techmarket::ddl
