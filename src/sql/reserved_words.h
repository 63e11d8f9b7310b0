#pragma once
// Слова, які без лапок не можуть бути іменем таблиці чи стовпця. Кожен перелік упорядковано.

#include <algorithm>
#include <string>
#include <string_view>

#include "base/text.h"
#include "schema/schema.h"
#include "sql/word_list.h"

namespace techmarket::sql {

// Слова йдуть суцільно, а не по одному в рядку.
// clang-format off

/// MySQL 8.4 і 9: довідник, «Keywords and Reserved Words», слова з позначкою (R).
inline constexpr std::string_view kMysqlReserved[] = {
    "accessible", "add", "all", "alter", "analyze", "and", "as", "asc", "asensitive", "before", "between",
    "bigint", "binary", "blob", "both", "by", "call", "cascade", "case", "change", "char", "character",
    "check", "collate", "column", "condition", "constraint", "continue", "convert", "create", "cross",
    "cube", "cume_dist", "current_date", "current_time", "current_timestamp", "current_user", "cursor",
    "database", "databases", "day_hour", "day_microsecond", "day_minute", "day_second", "dec", "decimal",
    "declare", "default", "delayed", "delete", "dense_rank", "desc", "describe", "deterministic",
    "distinct", "distinctrow", "div", "double", "drop", "dual", "each", "else", "elseif", "empty",
    "enclosed", "escaped", "except", "exists", "exit", "explain", "external", "false", "fetch",
    "first_value", "float", "float4", "float8", "for", "force", "foreign", "from", "fulltext", "function",
    "generated", "get", "grant", "group", "grouping", "groups", "having", "high_priority",
    "hour_microsecond", "hour_minute", "hour_second", "if", "ignore", "in", "index", "infile", "inner",
    "inout", "insensitive", "insert", "int", "int1", "int2", "int3", "int4", "int8", "integer",
    "intersect", "interval", "into", "io_after_gtids", "io_before_gtids", "is", "iterate", "join",
    "json_table", "key", "keys", "kill", "lag", "last_value", "lateral", "lead", "leading", "leave",
    "left", "library", "like", "limit", "linear", "lines", "load", "localtime", "localtimestamp", "lock",
    "long", "longblob", "longtext", "loop", "low_priority", "manual", "match", "maxvalue", "mediumblob",
    "mediumint", "mediumtext", "middleint", "minute_microsecond", "minute_second", "mod", "modifies",
    "natural", "no_write_to_binlog", "not", "nth_value", "ntile", "null", "numeric", "of", "on",
    "optimize", "optimizer_costs", "option", "optionally", "or", "order", "out", "outer", "outfile",
    "over", "parallel", "partition", "percent_rank", "precision", "primary", "procedure", "purge",
    "qualify", "range", "rank", "read", "read_write", "reads", "real", "recursive", "references",
    "regexp", "release", "rename", "repeat", "replace", "require", "resignal", "restrict", "return",
    "revoke", "right", "rlike", "row", "row_number", "rows", "schema", "schemas", "second_microsecond",
    "select", "sensitive", "separator", "set", "show", "signal", "smallint", "spatial", "specific", "sql",
    "sql_big_result", "sql_calc_found_rows", "sql_small_result", "sqlexception", "sqlstate", "sqlwarning",
    "ssl", "starting", "stored", "straight_join", "system", "table", "tablesample", "terminated", "then",
    "tinyblob", "tinyint", "tinytext", "to", "trailing", "trigger", "true", "undo", "union", "unique",
    "unlock", "unsigned", "update", "usage", "use", "using", "utc_date", "utc_time", "utc_timestamp",
    "values", "varbinary", "varchar", "varcharacter", "varying", "virtual", "when", "where", "while",
    "window", "with", "write", "xor", "year_month", "zerofill"};

/// Те, що зарезервувала лише MariaDB 10.11: схема MySQL виконується й на ній.
inline constexpr std::string_view kMariadbReserved[] = {
    "current_role", "delete_domain_id", "do_domain_ids", "ignore_domain_ids", "master_demote_to_replica",
    "master_demote_to_slave", "master_ssl_verify_server_cert", "offset", "page_checksum", "parse_vcol_expr",
    "portion", "ref_system_id", "returning", "stats_auto_recalc", "stats_persistent",
    "stats_sample_pages"};

/// PostgreSQL 18: документація, додаток C, «reserved» і «reserved (can be function or type)».
inline constexpr std::string_view kPostgresReservedNames[] = {
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization",
    "binary", "both", "case", "cast", "check", "collate", "collation", "column", "concurrently",
    "constraint", "create", "cross", "current_catalog", "current_date", "current_role", "current_schema",
    "current_time", "current_timestamp", "current_user", "default", "deferrable", "desc", "distinct", "do",
    "else", "end", "except", "false", "fetch", "for", "foreign", "freeze", "from", "full", "grant",
    "group", "having", "ilike", "in", "initially", "inner", "intersect", "into", "is", "isnull", "join",
    "lateral", "leading", "left", "like", "limit", "localtime", "localtimestamp", "natural", "not",
    "notnull", "null", "offset", "on", "only", "or", "order", "outer", "overlaps", "placing", "primary",
    "references", "returning", "right", "select", "session_user", "similar", "some", "symmetric",
    "system_user", "table", "tablesample", "then", "to", "trailing", "true", "union", "unique", "user",
    "using", "variadic", "verbose", "when", "where", "window", "with"};

/// Слова, що без лапок не можуть бути іменем типу: документація PostgreSQL 15, додаток C.
inline constexpr std::string_view kPostgresReservedTypes[] = {
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "between", "both",
    "case", "cast", "check", "coalesce", "collate", "column", "constraint", "create", "current_catalog",
    "current_date", "current_role", "current_time", "current_timestamp", "current_user", "default",
    "deferrable", "desc", "distinct", "do", "else", "end", "except", "exists", "extract", "false",
    "fetch", "for", "foreign", "from", "grant", "greatest", "group", "grouping", "having", "in",
    "initially", "inout", "intersect", "into", "lateral", "leading", "least", "limit", "localtime",
    "localtimestamp", "national", "none", "normalize", "not", "null", "nullif", "offset", "on", "only",
    "or", "order", "out", "overlay", "placing", "position", "precision", "primary", "references",
    "returning", "row", "select", "session_user", "setof", "some", "substring", "symmetric", "table",
    "then", "to", "trailing", "treat", "trim", "true", "union", "unique", "user", "using", "values",
    "variadic", "when", "where", "window", "with"};

// clang-format on

static_assert(std::ranges::is_sorted(kMysqlReserved));
static_assert(std::ranges::is_sorted(kMariadbReserved));
static_assert(std::ranges::is_sorted(kPostgresReservedNames));
static_assert(std::ranges::is_sorted(kPostgresReservedTypes));

/// MySQL означає і MySQL, і MariaDB.
inline bool is_reserved(std::string_view name, schema::Dialect dialect) {
  const std::string word = ascii_lower(name);
  if (dialect == schema::Dialect::postgres) return contains(kPostgresReservedNames, word);
  return contains(kMysqlReserved, word) || contains(kMariadbReserved, word);
}

}  // namespace techmarket::sql
