#include "sql/type_shape.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "sql/canonical_type.h"
#include "sql/type_name.h"

namespace techmarket::sql {
namespace {

using schema::Dialect;
using schema::Type;

struct IntegerRange {
  std::string_view base, min, max;
  int digits;
};

// Межі цілих: документація MySQL («Integer Types») і PostgreSQL (8.1.1).
constexpr auto kIntegers = std::to_array<IntegerRange>({
    {"tinyint", "-128", "127", 3},
    {"tinyint unsigned", "0", "255", 3},
    {"smallint", "-32768", "32767", 5},
    {"smallint unsigned", "0", "65535", 5},
    {"mediumint", "-8388608", "8388607", 7},
    {"mediumint unsigned", "0", "16777215", 8},
    {"int", "-2147483648", "2147483647", 10},
    {"integer", "-2147483648", "2147483647", 10},
    {"int unsigned", "0", "4294967295", 10},
    {"bigint", "-9223372036854775808", "9223372036854775807", 19},
    {"bigint unsigned", "0", "18446744073709551615", 20},
    {"year", "0", "2155", 4},
});

struct TextLimit {
  std::string_view base;
  long length;
};
constexpr auto kTextLimits = std::to_array<TextLimit>(
    {{"tinytext", 255}, {"text", 65535}, {"mediumtext", 16777215}, {"longtext", kUnlimited}});
constexpr auto kBlobLimits = std::to_array<TextLimit>(
    {{"tinyblob", 255}, {"blob", 65535}, {"mediumblob", 16777215}, {"longblob", kUnlimited}});

long number(const std::string& text, long fallback) {
  long value = fallback;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Аргументи, хоч би де вони стояли: окремо чи в імені («decimal(10,2) unsigned»).
std::vector<std::string> arguments_of(const Type& type) {
  if (!type.arguments.empty()) return type.arguments;
  const auto open = type.name.find('('), close = type.name.find(')');
  std::vector<std::string> result;
  if (open == std::string::npos || close == std::string::npos) return result;
  for (const auto part : split(std::string_view(type.name).substr(open + 1, close - open - 1), ','))
    result.emplace_back(trim(part));
  return result;
}

}  // namespace

TypeShape shape_of(const TypeOf& of, Dialect dialect) {
  const Type& type = *of.type;
  const bool mysql = dialect == Dialect::mysql;
  TypeShape shape;
  shape.base = base_name(type);
  shape.array = !type.array.empty();
  shape.is_unsigned = shape.base.contains(" unsigned");
  const auto arguments = arguments_of(type);
  shape.has_arguments = !arguments.empty();
  const auto argument = [&](std::size_t i, long fallback) {
    return i < arguments.size() ? number(arguments[i], fallback) : fallback;
  };
  // Вужчий набір знаків губить; що саме — каже лише сам сервер.
  const std::string words = ascii_lower(type.name);
  if (words.contains("character set") || words.contains("charset")) return shape;
  std::string plain = shape.base;
  const auto zerofill = plain.find(" zerofill");
  if (zerofill != std::string::npos) plain.resize(zerofill);
  if (of.element) {
    shape.kind = TypeKind::enumeration;
    for (const auto& value : of.element->values) shape.values.push_back(value.name);
  } else if (mysql && shape.base == "enum") {
    shape.kind = TypeKind::enumeration;
    for (const auto& value : type.arguments) shape.values.push_back(unquoted_member(value));
  } else if (shape.base == "boolean") {
    shape.kind = mysql ? TypeKind::integer : TypeKind::boolean;
    shape.min = "-128", shape.max = "127", shape.digits = 3;
  } else if (const auto range = std::ranges::find(kIntegers, std::string_view(plain), &IntegerRange::base);
             range != kIntegers.end()) {
    shape.kind = TypeKind::integer;
    shape.min = range->min, shape.max = range->max, shape.digits = range->digits;
  } else if (plain.starts_with("decimal") || plain == "numeric") {
    shape.kind = TypeKind::decimal;
    const long precision = argument(0, kUnlimited);
    shape.scale = precision == kUnlimited ? kUnlimited : argument(1, 0);
    shape.digits = precision == kUnlimited ? kUnlimited : precision - shape.scale;
  } else if (plain.starts_with("double") || plain.starts_with("float") || plain == "real") {
    shape.kind = TypeKind::real;
  } else if (shape.base == "varchar" || shape.base == "char") {
    shape.kind = TypeKind::text;
    shape.length = argument(0, kUnlimited);
    shape.fixed = shape.base == "char";
  } else if (const auto limit =
                 std::ranges::find(kTextLimits, std::string_view(shape.base), &TextLimit::base);
             limit != kTextLimits.end()) {
    shape.kind = TypeKind::text;
    shape.bytes = mysql;
    if (mysql) shape.length = limit->length;
  } else if (shape.base == "citext") {
    shape.kind = TypeKind::text;
  } else if (shape.base == "date") {
    shape.kind = TypeKind::date;
  } else if (shape.base == "datetime" || shape.base == "timestamp" || shape.base == "timestamptz") {
    shape.kind = TypeKind::moment;
    shape.fraction = argument(0, mysql ? 0 : 6);
  } else if (shape.base == "time" || shape.base == "timetz") {
    shape.kind = TypeKind::time;
    shape.fraction = argument(0, mysql ? 0 : 6);
  } else if (shape.base == "interval" || shape.base.starts_with("interval ")) {
    shape.kind = TypeKind::interval;
    shape.fraction = argument(0, 6);
  } else if (shape.base == "bit" || shape.base == "varbit") {
    shape.kind = TypeKind::bits;
    shape.fixed = shape.base == "bit";
    shape.length = argument(0, shape.fixed ? 1 : kUnlimited);
  } else if (mysql && (shape.base == "binary" || shape.base == "varbinary")) {
    shape.kind = TypeKind::bytes;
    shape.fixed = shape.base == "binary";
    shape.length = argument(0, 1);
  } else if (const auto blob = std::ranges::find(kBlobLimits, std::string_view(shape.base), &TextLimit::base);
             mysql && blob != kBlobLimits.end()) {
    shape.kind = TypeKind::bytes;
    shape.length = blob->length;
  } else if (mysql && shape.base == "set") {
    shape.kind = TypeKind::set;
    for (const auto& value : type.arguments) shape.values.push_back(unquoted_member(value));
  } else if (shape.base == "json" || shape.base == "jsonb") {
    shape.kind = TypeKind::json;
  } else if (shape.base == "uuid") {
    shape.kind = TypeKind::uuid;
  }
  return shape;
}

TypeOf type_of(const schema::Database& database, const schema::Type& type) {
  return {&type, database.find_enum({.schema = type.schema.value_or(std::string(schema::kDefaultSchema)),
                                     .name = type.name})};
}

}  // namespace techmarket::sql
