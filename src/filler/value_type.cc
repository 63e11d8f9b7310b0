#include "filler/value_type.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>

#include "base/text.h"
#include "sql/canonical_type.h"
#include "sql/type_name.h"

namespace techmarket::filler {
namespace {

constexpr int kMostDigits = 18;

struct Named {
  std::string_view name;
  ValueKind kind;
  std::uint64_t length = 0;
};

// Канонічні імена обох діалектів і ті, що трапляються в DBML, хоч жоден сервер їх не знає (string, datetime).
constexpr Named kNamed[] = {
    {"boolean", ValueKind::boolean},
    {"bool", ValueKind::boolean},
    {"varchar", ValueKind::text, 0},
    {"char", ValueKind::text, 1},
    {"bpchar", ValueKind::text, 0},
    {"tinytext", ValueKind::text, 63},  // 255 байтів: кирилиця й лапки вміщаються завжди
    {"text", ValueKind::text, 0},
    {"mediumtext", ValueKind::text, 0},
    {"longtext", ValueKind::text, 0},
    {"citext", ValueKind::text, 0},
    {"string", ValueKind::text, 0},
    {"varchar2", ValueKind::text, 0},
    {"nvarchar2", ValueKind::text, 0},
    {"varcharacter", ValueKind::text, 0},
    {"character varying", ValueKind::text, 0},
    {"ntext", ValueKind::text, 0},
    {"clob", ValueKind::text, 0},
    {"nclob", ValueKind::text, 0},
    {"nvarchar", ValueKind::text, 0},
    {"name", ValueKind::text, 63},
    {"email", ValueKind::text, 0},
    {"url", ValueKind::text, 0},
    {"binary", ValueKind::binary, 1},
    {"varbinary", ValueKind::binary, 0},
    {"tinyblob", ValueKind::binary, 255},
    {"blob", ValueKind::binary, 0},
    {"mediumblob", ValueKind::binary, 0},
    {"longblob", ValueKind::binary, 0},
    {"bytea", ValueKind::binary, 0},
    {"raw", ValueKind::binary, 0},
    {"image", ValueKind::binary, 0},
    {"bytes", ValueKind::binary, 0},
    {"bit", ValueKind::bits, 1},
    {"varbit", ValueKind::bits, 8},
    {"date", ValueKind::date},
    {"time", ValueKind::time},
    {"timetz", ValueKind::time},
    {"datetime", ValueKind::moment},
    {"timestamp", ValueKind::moment},
    {"timestamptz", ValueKind::moment},
    {"timestamp with time zone", ValueKind::moment},
    {"timestamp with local time zone", ValueKind::moment},
    {"timestamp_ntz", ValueKind::moment},
    {"timestamp_ltz", ValueKind::moment},
    {"timestamp_tz", ValueKind::moment},
    {"timestampntz", ValueKind::moment},
    {"timestampltz", ValueKind::moment},
    {"datetime2", ValueKind::moment},
    {"smalldatetime", ValueKind::moment},
    {"datetimeoffset", ValueKind::moment},
    {"year", ValueKind::year},
    {"interval", ValueKind::interval},
    {"uuid", ValueKind::uuid},
    {"guid", ValueKind::uuid},
    {"uniqueidentifier", ValueKind::uuid},
    {"json", ValueKind::json},
    {"jsonb", ValueKind::json},
    {"enum", ValueKind::enumeration},
    {"set", ValueKind::members},
    {"inet", ValueKind::inet},
    {"inet4", ValueKind::inet},
    {"inet6", ValueKind::inet},
    {"cidr", ValueKind::cidr},
    {"macaddr", ValueKind::mac},
    {"macaddr8", ValueKind::mac},
    {"xml", ValueKind::xml},
    {"point", ValueKind::point},
    {"geometry", ValueKind::shape},
    {"geography", ValueKind::shape},
    {"linestring", ValueKind::shape},
    {"polygon", ValueKind::shape},
    {"multipoint", ValueKind::shape},
    {"multilinestring", ValueKind::shape},
    {"multipolygon", ValueKind::shape},
    {"geometrycollection", ValueKind::shape},
    {"geomcollection", ValueKind::shape},
    {"box", ValueKind::shape},
    {"line", ValueKind::shape},
    {"lseg", ValueKind::shape},
    {"path", ValueKind::shape},
    {"circle", ValueKind::shape},
    {"int4range", ValueKind::span},
    {"int8range", ValueKind::span},
    {"numrange", ValueKind::span},
    {"daterange", ValueKind::span},
    {"tsrange", ValueKind::span},
    {"tstzrange", ValueKind::span},
    {"vector", ValueKind::vector},
    {"halfvec", ValueKind::vector},
    {"tsvector", ValueKind::search},
    {"tsquery", ValueKind::search},
};

struct Width {
  std::string_view name;
  int bits;
};
constexpr Width kIntegers[] = {{"tinyint", 8},  {"smallint", 16},  {"mediumint", 24},  {"int", 32},
                               {"integer", 32}, {"bigint", 64},    {"oid", 32},        {"int unsigned", 32},
                               {"serial", 32},  {"bigserial", 64}, {"smallserial", 16}};

std::uint64_t number(const std::string& text, std::uint64_t fallback) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : fallback;
}

/// «decimal(10,2) unsigned» — аргументи могли лишитися в імені.
std::vector<std::string> arguments_of(const schema::Type& type) {
  if (!type.arguments.empty()) return type.arguments;
  const auto open = type.name.find('('), close = type.name.find(')');
  std::vector<std::string> arguments;
  if (open != std::string::npos && close != std::string::npos && open < close)
    for (const auto part : split(std::string_view(type.name).substr(open + 1, close - open - 1), ','))
      arguments.emplace_back(trim(part));
  return arguments;
}

void set_integer(ValueType& type, int bits, bool is_unsigned) {
  type.kind = ValueKind::integer;
  // Більшого за int64 генерувати нема потреби: BIGINT UNSIGNED теж обмежено ним.
  type.most = bits == 64 ? std::numeric_limits<std::int64_t>::max()
                         : (std::int64_t{1} << (is_unsigned ? bits : bits - 1)) - 1;
  type.least = is_unsigned ? 0 : -type.most - 1;
}

void set_decimal(ValueType& type, const std::vector<std::string>& arguments) {
  type.kind = ValueKind::decimal;
  const auto wanted = arguments.empty() ? 12 : static_cast<int>(number(arguments[0], 12));
  type.scale = arguments.size() > 1 ? static_cast<int>(number(arguments[1], 0)) : 0;
  if (arguments.empty()) type.scale = 2;
  type.scale = std::min(type.scale, kMostDigits - 1);
  type.precision = std::clamp(wanted, 1, kMostDigits);
}

}  // namespace

ValueType value_type(const schema::Column& column, const schema::Database& database,
                     schema::Dialect dialect) {
  const schema::Type& written = column.type;
  ValueType type{.name = sql::base_name(written), .array = !written.array.empty()};
  const schema::QualifiedName own{.schema = written.schema.value_or(std::string(schema::kDefaultSchema)),
                                  .name = written.name};
  if (const schema::Enum* element = database.find_enum(own)) {
    type.kind = ValueKind::enumeration;
    for (const auto& value : element->values) type.members.push_back(value.name);
    return type;
  }
  std::vector<std::string> arguments = arguments_of(written);
  bool is_unsigned = false;
  for (const std::string_view word : {" zerofill", " unsigned", " signed"})
    if (type.name.ends_with(word)) {
      is_unsigned = word != " signed" || is_unsigned;
      type.name.resize(type.name.size() - word.size());
    }

  for (const Width& width : kIntegers)
    if (type.name == width.name) {
      set_integer(type, width.bits, is_unsigned || type.name == "oid");
      return type;
    }
  if (type.name == "numeric" || type.name == "decimal" || type.name == "number") {
    set_decimal(type, arguments);
    if (dialect == schema::Dialect::postgres && arguments.empty()) type.precision = 14;
    return type;
  }
  if (type.name == "money") {
    set_decimal(type, {"12", "2"});
    return type;
  }
  for (const std::string_view name :
       {"double", "double precision", "doubleprecision", "float", "real", "float4", "float8", "float64",
        "float32", "binary_float", "binary_double"})
    if (type.name == name) {
      // float розрізняє сім цифр: більше повернулося б іншим числом.
      set_decimal(type, {type.name.starts_with("double") ? "15" : "7", "2"});
      return type;
    }

  const auto* named = std::ranges::find(kNamed, std::string_view(type.name), &Named::name);
  if (named == std::end(kNamed)) {
    // Ім'я з відомого обом діалектам іншого запису: дістаємо канонічне.
    const schema::Type other = sql::canonical_type(
        written, dialect == schema::Dialect::mysql ? schema::Dialect::postgres : schema::Dialect::mysql);
    if (!(other == written)) {
      schema::Column again = column;
      again.type = other;
      return value_type(again, {}, dialect);
    }
    return type;
  }
  type.kind = named->kind;
  type.length = arguments.empty() ? named->length : number(arguments[0], named->length);
  if (type.kind == ValueKind::enumeration || type.kind == ValueKind::members) {
    for (const auto& member : arguments) type.members.push_back(sql::unquoted_member(member));
    if (type.members.empty()) type.kind = ValueKind::unknown;
  }
  type.epoch_bound = dialect == schema::Dialect::mysql && type.name == "timestamp";
  if (dialect == schema::Dialect::mysql && type.name == "text") type.length = 16'000;
  return type;
}

}  // namespace techmarket::filler
