#include "sql/type_table.h"

#include <algorithm>
#include <array>

namespace techmarket::sql {
namespace {

using schema::Dialect;
using enum Family;

constexpr unsigned kMysqls = kMysql | kMariadb, kAll = kMysqls | kPostgres;

constexpr std::int64_t kPostgresText = 10485760, kPostgresBits = 83886080, kPostgresDigits = 1000;
constexpr std::int64_t kMysqlDigits = 65, kMantissa = 53, kMicroseconds = 6;
constexpr std::int64_t kVarchar = 16383;  // 65535 байтів; utf8mb4 бере до чотирьох на знак
constexpr std::int64_t kDecimalDigits = 10;  // MySQL: DECIMAL — це DECIMAL(10,0)
constexpr std::int64_t kTiny = 255, kMedium = 16777215, kUsual = 65535;

/// За абеткою компілятор упорядковує сам, тож тут слова одного роду стоять разом.
template <std::size_t N>
constexpr auto sorted(std::array<TypeWord, N> words) {
  std::ranges::sort(words, {}, &TypeWord::word);
  return words;
}

// Джерела: MySQL 8.4 Reference Manual, «Data Types» і «Using Data Types from Other Database Engines»; MariaDB
// Knowledge Base, «Data Types»; PostgreSQL 15, таблиця 8.1 і розділи 8.1–8.21.
// clang-format off
constexpr auto kTable = sorted(std::to_array<TypeWord>({
    {.word = "tinyint", .family = integer, .known = kMysqls, .postgres = "smallint", .bits = 8},
    {.word = "smallint", .family = integer, .known = kAll, .bits = 16},
    {.word = "mediumint", .family = integer, .known = kMysqls, .postgres = "integer", .bits = 24},
    {.word = "int", .family = integer, .known = kAll, .postgres = "integer", .bits = 32},
    {.word = "integer", .family = integer, .known = kAll, .mysql = "int", .bits = 32},
    {.word = "bigint", .family = integer, .known = kAll, .bits = 64},
    {.word = "int1", .family = integer, .known = kMysqls, .mysql = "tinyint", .postgres = "smallint", .bits = 8},
    {.word = "int2", .family = integer, .known = kAll, .mysql = "smallint", .postgres = "smallint", .bits = 16},
    {.word = "int3", .family = integer, .known = kMysqls, .mysql = "mediumint", .postgres = "integer", .bits = 24},
    {.word = "int4", .family = integer, .known = kAll, .mysql = "int", .postgres = "integer", .bits = 32},
    {.word = "int8", .family = integer, .known = kAll, .mysql = "bigint", .postgres = "bigint", .bits = 64},
    {.word = "middleint", .family = integer, .known = kMysqls, .mysql = "mediumint", .postgres = "integer", .bits = 24},
    // SERIAL у MySQL — BIGINT UNSIGNED, у PostgreSQL — 32 біти.
    {.word = "serial", .family = integer, .known = kAll, .mysql = "bigint", .postgres = "integer", .bits = 32, .serial = true},
    {.word = "serial2", .family = integer, .known = kPostgres, .postgres = "smallint", .bits = 16, .serial = true},
    {.word = "serial4", .family = integer, .known = kPostgres, .postgres = "integer", .bits = 32, .serial = true},
    {.word = "serial8", .family = integer, .known = kPostgres, .postgres = "bigint", .bits = 64, .serial = true},
    {.word = "bigserial", .family = integer, .known = kPostgres, .mysql = "bigint [increment]", .postgres = "bigint", .bits = 64, .serial = true},
    {.word = "smallserial", .family = integer, .known = kPostgres, .mysql = "smallint [increment]", .postgres = "smallint", .bits = 16, .serial = true},

    {.word = "decimal", .family = decimal, .known = kAll, .postgres = "numeric", .length = kDecimalDigits, .mysql_most = kMysqlDigits},
    {.word = "numeric", .family = decimal, .known = kAll, .mysql = "decimal", .postgres_most = kPostgresDigits},
    {.word = "dec", .family = decimal, .known = kAll, .mysql = "decimal", .postgres = "numeric"},
    {.word = "fixed", .family = decimal, .known = kMysqls, .mysql = "decimal", .postgres = "numeric"},
    {.word = "number", .family = decimal},
    {.word = "money", .family = money, .known = kPostgres, .mysql = "decimal(19,2)"},

    {.word = "double", .family = real, .known = kMysqls, .postgres = "double precision", .bits = 64},
    {.word = "double precision", .family = real, .known = kAll, .mysql = "double", .bits = 64},
    {.word = "float", .family = real, .known = kAll, .bits = 32, .mysql_most = kMantissa, .postgres_most = kMantissa},
    {.word = "float4", .family = real, .known = kAll, .mysql = "float", .postgres = "real", .bits = 32},
    {.word = "float8", .family = real, .known = kAll, .mysql = "double", .postgres = "double precision", .bits = 64},
    {.word = "real", .family = real, .known = kAll, .mysql = "double", .bits = 32},
    {.word = "doubleprecision", .family = real, .known = kForeign, .bits = 64},
    {.word = "float32", .family = real, .known = kForeign},
    {.word = "float64", .family = real, .known = kForeign},
    {.word = "binary_float", .family = real, .known = kForeign},
    {.word = "binary_double", .family = real, .known = kForeign},

    {.word = "boolean", .family = boolean, .known = kAll, .bits = 8, .mysql_most = 0},
    {.word = "bool", .family = boolean, .known = kAll, .mysql = "boolean", .postgres = "boolean", .bits = 8},

    {.word = "char", .family = text, .known = kAll, .fixed = true, .length = 1, .mysql_most = 255, .postgres_most = kPostgresText},
    {.word = "character", .family = text, .known = kAll, .mysql = "char", .postgres = "char", .fixed = true},
    {.word = "nchar", .family = text, .known = kAll, .mysql = "char", .postgres = "char", .fixed = true},
    {.word = "national char", .family = text, .known = kAll, .mysql = "char", .postgres = "char", .fixed = true},
    {.word = "national character", .family = text, .known = kAll, .mysql = "char", .postgres = "char", .fixed = true},
    {.word = "bpchar", .family = text, .known = kPostgres, .postgres_most = kPostgresText},
    {.word = "varchar", .family = text, .known = kAll, .length = kVarcharLength, .mysql_most = kVarchar, .postgres_most = kPostgresText},
    {.word = "char varying", .family = text, .known = kAll, .mysql = "varchar", .postgres = "varchar"},
    {.word = "character varying", .family = text, .known = kAll, .mysql = "varchar", .postgres = "varchar"},
    {.word = "national char varying", .family = text, .known = kAll, .mysql = "varchar", .postgres = "varchar"},
    {.word = "national character varying", .family = text, .known = kAll, .mysql = "varchar", .postgres = "varchar"},
    {.word = "national varchar", .family = text, .known = kMysqls, .mysql = "varchar", .postgres = "varchar"},
    {.word = "nchar varchar", .family = text, .known = kMysqls, .mysql = "varchar", .postgres = "varchar"},
    {.word = "nchar varying", .family = text, .known = kAll, .mysql = "varchar", .postgres = "varchar"},
    {.word = "nvarchar", .family = text, .known = kMysqls, .mysql = "varchar", .postgres = "varchar"},
    {.word = "varcharacter", .family = text, .known = kMysqls, .mysql = "varchar", .postgres = "varchar"},
    {.word = "tinytext", .family = text, .known = kMysqls, .postgres = "text", .holds = kTiny},
    {.word = "text", .family = text, .known = kAll, .holds = kUsual},
    {.word = "mediumtext", .family = text, .known = kMysqls, .postgres = "text", .holds = kMedium},
    {.word = "longtext", .family = text, .known = kMysqls, .postgres = "text", .holds = kAnyNumber},
    {.word = "long", .family = text, .known = kMysqls, .mysql = "mediumtext", .postgres = "text"},
    {.word = "long varchar", .family = text, .known = kMysqls, .mysql = "mediumtext", .postgres = "text"},
    {.word = "name", .family = text, .known = kPostgres},
    {.word = "citext", .family = text, .known = kExtension, .mysql = "varchar"},
    {.word = "string", .family = text, .mysql = "varchar(255)"},
    {.word = "clob", .family = text, .known = kForeign},
    {.word = "email", .family = text, .known = kForeign},
    {.word = "nclob", .family = text, .known = kForeign},
    {.word = "ntext", .family = text, .known = kForeign},
    {.word = "nvarchar2", .family = text, .known = kForeign},
    {.word = "url", .family = text, .known = kForeign},
    {.word = "varchar2", .family = text, .known = kForeign},

    {.word = "binary", .family = bytes, .known = kMysqls, .postgres = "bytea", .fixed = true, .length = 1, .mysql_most = 255},
    {.word = "char byte", .family = bytes, .known = kMysqls, .mysql = "binary", .postgres = "bytea", .fixed = true},
    {.word = "varbinary", .family = bytes, .known = kMysqls, .postgres = "bytea", .mysql_most = 65535},
    {.word = "tinyblob", .family = bytes, .known = kMysqls, .postgres = "bytea", .holds = kTiny},
    {.word = "blob", .family = bytes, .known = kMysqls, .postgres = "bytea", .holds = kUsual},
    {.word = "mediumblob", .family = bytes, .known = kMysqls, .postgres = "bytea", .holds = kMedium},
    {.word = "longblob", .family = bytes, .known = kMysqls, .postgres = "bytea", .holds = kAnyNumber},
    {.word = "long varbinary", .family = bytes, .known = kMysqls, .mysql = "mediumblob", .postgres = "bytea"},
    {.word = "bytea", .family = bytes, .known = kPostgres, .mysql = "longblob"},
    {.word = "bytes", .family = bytes, .known = kForeign},
    {.word = "image", .family = bytes, .known = kForeign},
    {.word = "raw", .family = bytes, .known = kForeign},

    {.word = "bit", .family = bits, .known = kAll, .fixed = true, .length = 1, .mysql_most = 64, .postgres_most = kPostgresBits},
    {.word = "bit varying", .family = bits, .known = kPostgres, .postgres = "varbit"},
    {.word = "varbit", .family = bits, .known = kPostgres, .mysql = "varbinary(255)", .postgres_most = kPostgresBits},

    {.word = "date", .family = date, .known = kAll, .mysql_most = 0},
    {.word = "time", .family = time, .known = kAll, .mysql_most = kMicroseconds, .postgres_most = kAnyNumber},
    {.word = "time without time zone", .family = time, .known = kPostgres, .postgres = "time"},
    {.word = "timetz", .family = time, .known = kPostgres, .mysql = "time", .postgres_most = kAnyNumber},
    {.word = "time with time zone", .family = time, .known = kPostgres, .postgres = "timetz"},
    {.word = "datetime", .family = moment, .known = kMysqls, .postgres = "timestamp", .mysql_most = kMicroseconds},
    {.word = "timestamp", .family = moment, .known = kAll, .mysql_most = kMicroseconds, .postgres_most = kAnyNumber},
    {.word = "timestamp without time zone", .family = moment, .known = kPostgres, .mysql = "datetime", .postgres = "timestamp"},
    {.word = "timestamptz", .family = moment, .known = kPostgres, .mysql = "timestamp", .postgres_most = kAnyNumber},
    {.word = "timestamp with time zone", .family = moment, .known = kPostgres, .mysql = "timestamp", .postgres = "timestamptz"},
    {.word = "datetime2", .family = moment, .known = kForeign},
    {.word = "datetimeoffset", .family = moment, .known = kForeign},
    {.word = "smalldatetime", .family = moment, .known = kForeign},
    {.word = "timestamp with local time zone", .family = moment, .known = kForeign},
    {.word = "timestamp_ltz", .family = moment, .known = kForeign},
    {.word = "timestamp_ntz", .family = moment, .known = kForeign},
    {.word = "timestamp_tz", .family = moment, .known = kForeign},
    {.word = "timestampltz", .family = moment, .known = kForeign},
    {.word = "timestampntz", .family = moment, .known = kForeign},
    {.word = "year", .family = year, .known = kMysqls, .postgres = "smallint"},
    {.word = "interval", .family = interval, .known = kPostgres, .mysql = "bigint", .postgres_most = kAnyNumber},
    {.word = "interval day", .family = interval, .known = kPostgres},
    {.word = "interval day to hour", .family = interval, .known = kPostgres},
    {.word = "interval day to minute", .family = interval, .known = kPostgres},
    {.word = "interval day to second", .family = interval, .known = kPostgres, .postgres_most = kAnyNumber},
    {.word = "interval hour", .family = interval, .known = kPostgres},
    {.word = "interval hour to minute", .family = interval, .known = kPostgres},
    {.word = "interval hour to second", .family = interval, .known = kPostgres, .postgres_most = kAnyNumber},
    {.word = "interval minute", .family = interval, .known = kPostgres},
    {.word = "interval minute to second", .family = interval, .known = kPostgres, .postgres_most = kAnyNumber},
    {.word = "interval month", .family = interval, .known = kPostgres},
    {.word = "interval second", .family = interval, .known = kPostgres, .postgres_most = kAnyNumber},
    {.word = "interval year", .family = interval, .known = kPostgres},
    {.word = "interval year to month", .family = interval, .known = kPostgres},

    {.word = "uuid", .family = uuid, .known = kMariadb | kPostgres, .mysql = "char(36)"},
    {.word = "guid", .family = uuid, .known = kForeign},
    {.word = "uniqueidentifier", .family = uuid, .known = kForeign},
    {.word = "json", .family = json, .known = kAll, .mysql_most = 0, .indexes = 0},
    {.word = "jsonb", .family = json, .known = kPostgres, .mysql = "json", .indexes = kBtree | kGin},
    {.word = "enum", .family = enumeration, .known = kMysqls, .postgres = "an Enum element"},
    {.word = "set", .family = set, .known = kMysqls, .postgres = "text[]"},
    {.word = "inet", .family = inet, .known = kPostgres, .mysql = "varchar(43)"},
    {.word = "inet4", .family = inet, .known = kMariadb, .mysql = "varbinary(4)"},
    {.word = "inet6", .family = inet, .known = kMariadb, .mysql = "varbinary(16)"},
    {.word = "cidr", .family = cidr, .known = kPostgres, .mysql = "varchar(43)"},
    {.word = "macaddr", .family = mac, .known = kPostgres, .mysql = "char(17)"},
    {.word = "macaddr8", .family = mac, .known = kPostgres},
    {.word = "xml", .family = xml, .known = kPostgres, .mysql = "longtext", .indexes = 0},

    {.word = "point", .family = geometry, .known = kAll, .indexes = kGist},
    {.word = "polygon", .family = geometry, .known = kAll, .indexes = kGist},
    {.word = "geometry", .family = geometry, .known = kMysqls | kExtension},
    {.word = "geography", .family = geometry, .known = kExtension},
    {.word = "linestring", .family = geometry, .known = kMysqls},
    {.word = "multipoint", .family = geometry, .known = kMysqls},
    {.word = "multilinestring", .family = geometry, .known = kMysqls},
    {.word = "multipolygon", .family = geometry, .known = kMysqls},
    {.word = "geometrycollection", .family = geometry, .known = kMysqls},
    {.word = "geomcollection", .family = geometry, .known = kMysql, .mysql = "geometrycollection"},
    {.word = "box", .family = geometry, .known = kPostgres, .indexes = kGist},
    {.word = "circle", .family = geometry, .known = kPostgres, .indexes = kGist},
    {.word = "line", .family = geometry, .known = kPostgres, .indexes = 0},
    {.word = "lseg", .family = geometry, .known = kPostgres, .indexes = 0},
    {.word = "path", .family = geometry, .known = kPostgres, .indexes = 0},

    {.word = "int4range", .family = range, .known = kPostgres, .indexes = kBtree | kGist},
    {.word = "int8range", .family = range, .known = kPostgres, .indexes = kBtree | kGist},
    {.word = "numrange", .family = range, .known = kPostgres, .indexes = kBtree | kGist},
    {.word = "daterange", .family = range, .known = kPostgres, .indexes = kBtree | kGist},
    {.word = "tsrange", .family = range, .known = kPostgres, .indexes = kBtree | kGist},
    {.word = "tstzrange", .family = range, .known = kPostgres, .indexes = kBtree | kGist},
    {.word = "int4multirange", .known = kPostgres, .indexes = kBtree | kGist},
    {.word = "int8multirange", .known = kPostgres, .indexes = kBtree | kGist},
    {.word = "nummultirange", .known = kPostgres, .indexes = kBtree | kGist},
    {.word = "datemultirange", .known = kPostgres, .indexes = kBtree | kGist},
    {.word = "tsmultirange", .known = kPostgres, .indexes = kBtree | kGist},
    {.word = "tstzmultirange", .known = kPostgres, .indexes = kBtree | kGist},
    {.word = "tsvector", .family = search, .known = kPostgres, .mysql = "text with a fulltext index", .indexes = kBtree | kGin | kGist},
    {.word = "tsquery", .family = search, .known = kPostgres, .indexes = kBtree | kGist},
    {.word = "vector", .family = vector, .known = kMysql | kExtension},  // MariaDB — з 11.7
    {.word = "halfvec", .family = vector, .known = kExtension},

    {.word = "\"char\"", .known = kPostgres},
    {.word = "jsonpath", .known = kPostgres, .indexes = 0},
    {.word = "oid", .known = kPostgres, .bits = 32},
    {.word = "pg_lsn", .known = kPostgres},
    {.word = "regclass", .known = kPostgres},
    {.word = "regcollation", .known = kPostgres},
    {.word = "regconfig", .known = kPostgres},
    {.word = "regdictionary", .known = kPostgres},
    {.word = "regnamespace", .known = kPostgres},
    {.word = "regoper", .known = kPostgres},
    {.word = "regoperator", .known = kPostgres},
    {.word = "regproc", .known = kPostgres},
    {.word = "regprocedure", .known = kPostgres},
    {.word = "regrole", .known = kPostgres},
    {.word = "regtype", .known = kPostgres},
    {.word = "txid_snapshot", .known = kPostgres, .indexes = 0},
    {.word = "xid", .known = kPostgres, .indexes = 0},
    {.word = "cube", .known = kExtension},
    {.word = "hll", .known = kExtension},
    {.word = "hstore", .known = kExtension},
    {.word = "isbn", .known = kExtension},
    {.word = "ltree", .known = kExtension},
    {.word = "raster", .known = kExtension},
    {.word = "seg", .known = kExtension},
    {.word = "sparsevec", .known = kExtension},
    {.word = "tdigest", .known = kExtension},
}));
// clang-format on

static_assert(std::ranges::adjacent_find(kTable, {}, &TypeWord::word) == kTable.end());

constexpr std::size_t kLetters = 128;

/// Де починаються слова кожної літери: типи шукають для кожного стовпця.
constexpr auto kStarts = [] {
  std::array<std::size_t, kLetters + 1> starts{};
  for (std::size_t letter = 0; letter <= kLetters; ++letter)
    starts[letter] = static_cast<std::size_t>(std::ranges::count_if(
        kTable, [&](const TypeWord& one) { return static_cast<unsigned char>(one.word.front()) < letter; }));
  return starts;
}();

const TypeWord* find_word(std::string_view word) {
  const auto letter = word.empty() ? kLetters : static_cast<unsigned char>(word.front());
  if (letter >= kLetters) return nullptr;
  for (std::size_t i = kStarts[letter]; i < kStarts[letter + 1]; ++i)
    if (kTable[i].word == word) return &kTable[i];
  return nullptr;
}

}  // namespace

std::span<const TypeWord> type_table() {
  return kTable;
}

bool gets_default_length(std::string_view base) {
  return base == "varchar" || base == "character varying";
}

std::string_view without_sign_words(std::string_view base) {
  for (const std::string_view word : {" zerofill", " unsigned", " signed"})
    if (base.ends_with(word)) base.remove_suffix(word.size());
  return base;
}

const TypeWord* find_type(std::string_view base) {
  if (const TypeWord* word = find_word(base)) return word;
  const std::string_view plain = without_sign_words(base);
  const TypeWord* word = plain == base ? nullptr : find_word(plain);
  return word && word->has_sign() ? word : nullptr;
}

const TypeWord* find_type(std::string_view base, Dialect dialect) {
  const TypeWord* word = find_type(base);
  if (!word || !word->is_known(dialect)) return nullptr;
  return dialect == Dialect::mysql || word->word == base ? word : nullptr;
}

bool is_extension_type(std::string_view base) {
  const TypeWord* word = find_type(base);
  return word && (word->known & kExtension) != 0;
}

const TypeWord& canonical_word(const TypeWord& word, Dialect dialect) {
  const bool mysql = dialect == Dialect::mysql;
  const std::string_view own = mysql ? word.mysql : word.postgres;
  if (own.empty() || (word.known & (mysql ? kMysql : kPostgres)) == 0) return word;
  return *find_type(own);
}

std::string_view nearest_type(const TypeWord& word, Dialect dialect) {
  const bool mysql = dialect == Dialect::mysql;
  return (word.known & (mysql ? kMysql : kPostgres)) == 0 ? mysql ? word.mysql : word.postgres
                                                          : std::string_view();
}

}  // namespace techmarket::sql
