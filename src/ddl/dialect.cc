#include "ddl/dialect.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>
#include <tuple>

#include <fmt/format.h>

#include "base/text.h"
#include "ddl/model.h"
#include "ddl/syntax.h"
#include "ddl/types.h"

namespace techmarket::ddl {
namespace {

using schema::Column;
using schema::Dialect;
using schema::Table;

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

// Роди індексів, що є лише в іншому діалекті.
constexpr std::string_view kPostgresIndexes[] = {"gin", "gist", "spgist", "brin"};
constexpr std::string_view kMysqlIndexes[] = {"fulltext", "spatial"};

std::string hint_for(std::string_view base, std::span<const Replacement> replacements) {
  const auto found = std::ranges::find(replacements, base, &Replacement::foreign);
  return found == replacements.end() ? std::string() : fmt::format("the nearest type is {}", found->own);
}

class Checker {
 public:
  Checker(const schema::Database& database, Dialect dialect)
      : model_(database), dialect_(dialect), syntax_(make_syntax(dialect)) {}

  void check(const Table& table) {
    for (const auto& column : table.columns) check_column(table, column);
    for (const auto& index : table.indexes) check_index(table, index);
    check_names(table);
  }

  void check(const schema::Ref& ref) {
    const auto ends = ref.child_and_parent();
    if (dialect_ == Dialect::mysql && ends && !ref.inactive)
      check_name(ends->first->table.schema, "foreign key", ref.name, ref.at);
  }

  std::vector<Diagnostic> findings;

 private:
  void check_column(const Table& table, const Column& column) {
    if (dialect_ == Dialect::mysql)
      check_mysql(table, column);
    else
      check_postgres(table, column);
  }

  void check_mysql(const Table& table, const Column& column) {
    if (!column.type.array.empty() || column.type.name.ends_with(']')) {
      add_type(table, column, "use a child table or json");
      return;
    }
    if (model_.enum_of(column.type)) return;
    const std::string base = base_name(column.type);
    if (!is_mysql_type(base)) add_type(table, column, hint_for(base, kForMysql));
  }

  void check_postgres(const Table& table, const Column& column) {
    // mediumint із increment emit замінює на SERIAL.
    if (column.type.schema || model_.enum_of(column.type) || syntax_->is_numbered(column)) return;
    const std::string base = base_name(column.type);
    if (is_postgres_type(base)) return;
    if (is_postgres_extension_type(base))
      return add_type(table, column, "an extension brings it: run CREATE EXTENSION first");
    if (!is_mysql_type(base))
      return add_type(table, column, "create the type before running the SQL, or declare an Enum");
    const auto space = base.find(' ');
    const bool is_unsigned = space != std::string::npos && is_postgres_type(base.substr(0, space));
    add_type(table, column,
             is_unsigned ? "PostgreSQL has no unsigned numbers: take a wider type and a check"
                         : hint_for(base, kForPostgres));
  }

  void check_index(const Table& table, const schema::Index& index) {
    const std::string type = ascii_lower(index.type);
    if (dialect_ == Dialect::postgres && type == "hash" && (index.unique || index.parts.size() > 1))
      findings.push_back(
          {.severity = Severity::warning,
           .code = "dialect-index",
           .message = fmt::format("a hash index of {} has one column and is not unique", syntax_->title()),
           .at = index.at,
           .hint = "use btree",
           .subject = index.type});
    const bool foreign = dialect_ == Dialect::mysql
                             ? std::ranges::find(kPostgresIndexes, type) != std::end(kPostgresIndexes)
                             : std::ranges::find(kMysqlIndexes, type) != std::end(kMysqlIndexes);
    if (!foreign) return;
    const std::string_view hint = dialect_ == Dialect::mysql ? "MySQL has btree, fulltext and spatial indexes"
                                  : type == "fulltext"       ? "use gin over to_tsvector(...)"
                                                             : "use gist";
    findings.push_back({.severity = Severity::warning,
                        .code = "dialect-index",
                        .message = fmt::format("{} has no index of type '{}' (table '{}')", syntax_->title(),
                                               index.type, schema::display_name(table.name)),
                        .at = index.at,
                        .hint = std::string(hint),
                        .subject = index.type});
  }

  // PostgreSQL має спільний для схеми перелік імен індексів, MySQL — перевірок і зовнішніх ключів.
  void check_names(const Table& table) {
    if (dialect_ == Dialect::postgres) {
      for (const auto& index : table.indexes) check_name(table.name.schema, "index", index.name, index.at);
      return;
    }
    for (const auto& column : table.columns)
      if (column.checks.size() == 1)
        check_name(table.name.schema, "check", column.checks.front().name, column.checks.front().at);
    for (const auto& check : table.checks) check_name(table.name.schema, "check", check.name, check.at);
  }

  void check_name(const std::string& schema_name, std::string_view what, const std::string& name,
                  const SourceRange& at) {
    if (name.empty()) return;
    if (names_.emplace(schema_name, what, dialect_ == Dialect::mysql ? ascii_lower(name) : name).second)
      return;
    findings.push_back({.severity = Severity::warning,
                        .code = "dialect-name",
                        .message = fmt::format("{} has one {} named '{}' in a schema, this is another",
                                               syntax_->title(), what, name),
                        .at = at,
                        .hint = "rename it, or leave the name out",
                        .subject = name});
  }

  void add_type(const Table& table, const Column& column, std::string hint) {
    findings.push_back(
        {.severity = Severity::warning,
         .code = "dialect-type",
         .message = fmt::format("{} has no type '{}' (column '{}.{}')", syntax_->title(), column.type.text(),
                                schema::display_name(table.name), column.name),
         .at = column.type_at,
         .hint = std::move(hint),
         .subject = column.type.text()});
  }

  std::set<std::tuple<std::string, std::string_view, std::string>> names_;  ///< схема, рід, ім'я
  Model model_;
  Dialect dialect_;
  std::unique_ptr<Syntax> syntax_;
};

}  // namespace

std::vector<Diagnostic> dialect_findings(const schema::Database& database, Dialect dialect) {
  Checker checker(database, dialect);
  for (const auto& table : database.tables) checker.check(table);
  for (const auto& ref : database.refs) checker.check(ref);
  return std::move(checker.findings);
}

}  // namespace techmarket::ddl
