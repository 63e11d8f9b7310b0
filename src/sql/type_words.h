#pragma once
// Переліки слів, за якими типи впізнаються. Кожен упорядковано: пошук у ньому двійковий.

#include <algorithm>
#include <string_view>

namespace techmarket::sql {

// Слова йдуть суцільно, а не по одному в рядку.
// clang-format off

/// Цілі обох діалектів, разом із тими, що нумеруються самі.
inline constexpr std::string_view kIntegers[] = {
    "bigint", "bigserial", "int", "int2", "int4", "int8", "integer", "mediumint", "serial", "serial2",
    "serial4", "serial8", "smallint", "smallserial", "tinyint"};

/// Дробові.
inline constexpr std::string_view kNumbers[] = {
    "dec", "decimal", "double", "double precision", "fixed", "float", "float4", "float8", "number", "numeric",
    "real"};

/// Логічні.
inline constexpr std::string_view kBooleans[] = {
    "bool", "boolean"};

/// Текст.
inline constexpr std::string_view kTexts[] = {
    "bpchar", "char", "character", "character varying", "longtext", "mediumtext", "name", "nchar",
    "nvarchar", "string", "text", "tinytext", "varchar"};

/// Вбудовані типи PostgreSQL 15: документація, таблиця 8.1 і розділи 8.1–8.20.
inline constexpr std::string_view kPostgresTypes[] = {
    "\"char\"", "bigint", "bigserial", "bit", "bit varying", "bool", "boolean", "box", "bpchar", "bytea", "char",
    "character", "character varying", "cidr", "circle", "date", "datemultirange", "daterange", "dec",
    "decimal", "double precision", "float", "float4", "float8", "inet", "int", "int2", "int4",
    "int4multirange", "int4range", "int8", "int8multirange", "int8range", "integer", "interval", "interval day",
    "interval day to hour", "interval day to minute", "interval day to second", "interval hour",
    "interval hour to minute", "interval hour to second", "interval minute", "interval minute to second",
    "interval month", "interval second", "interval year", "interval year to month", "json",
    "jsonb", "jsonpath", "line", "lseg", "macaddr", "macaddr8", "money", "name", "national character",
    "national character varying", "nchar", "numeric", "nummultirange", "numrange", "oid", "path",
    "pg_lsn", "point", "polygon", "real", "regclass", "regcollation", "regconfig", "regdictionary",
    "regnamespace", "regoper", "regoperator", "regproc", "regprocedure", "regrole", "regtype", "serial",
    "serial2", "serial4", "serial8", "smallint", "smallserial", "text", "time", "time with time zone",
    "time without time zone", "timestamp", "timestamp with time zone", "timestamp without time zone",
    "timestamptz", "timetz", "tsmultirange", "tsquery", "tsrange", "tstzmultirange", "tstzrange",
    "tsvector", "txid_snapshot", "uuid", "varbit", "varchar", "xid", "xml"};

/// Типи поширених розширень PostgreSQL: CREATE EXTENSION створює їх малими літерами.
inline constexpr std::string_view kPostgresExtensionTypes[] = {
    "citext", "cube", "geography", "geometry", "halfvec", "hll", "hstore", "isbn", "ltree", "raster",
    "seg", "sparsevec", "tdigest", "vector"};

/// Слова, що без лапок не можуть бути іменем типу: документація PostgreSQL 15, додаток C.
inline constexpr std::string_view kPostgresReserved[] = {
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

/// Вбудовані типи MySQL 8.4/9 і MariaDB 10.11, без слів unsigned, signed і zerofill. Типів користувача тут не
/// буває.
inline constexpr std::string_view kMysqlTypes[] = {
    "bigint", "binary", "bit", "blob", "bool", "boolean", "char", "char byte", "char varying", "character",
    "character varying", "date", "datetime", "dec", "decimal", "double", "double precision", "enum",
    "fixed", "float", "float4", "float8", "geomcollection", "geometry", "geometrycollection", "inet4",
    "inet6", "int", "int1", "int2", "int3", "int4", "int8", "integer", "json", "linestring", "long",
    "long varbinary", "long varchar", "longblob", "longtext", "mediumblob", "mediumint", "mediumtext",
    "middleint", "multilinestring", "multipoint", "multipolygon", "national char",
    "national char varying", "national character", "national character varying", "national varchar",
    "nchar", "nchar varchar", "nchar varying", "numeric", "nvarchar", "point", "polygon", "real", "serial",
    "set", "smallint", "text", "time", "timestamp", "tinyblob", "tinyint", "tinytext", "uuid",
    "varbinary", "varchar", "varcharacter", "vector", "year"};

// clang-format on

static_assert(std::ranges::is_sorted(kIntegers));
static_assert(std::ranges::is_sorted(kNumbers));
static_assert(std::ranges::is_sorted(kBooleans));
static_assert(std::ranges::is_sorted(kTexts));
static_assert(std::ranges::is_sorted(kPostgresTypes));
static_assert(std::ranges::is_sorted(kPostgresExtensionTypes));
static_assert(std::ranges::is_sorted(kPostgresReserved));
static_assert(std::ranges::is_sorted(kMysqlTypes));

}  // namespace techmarket::sql
