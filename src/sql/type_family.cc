#include "sql/type_family.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace techmarket::sql {
namespace {

struct Known {
  std::string_view name;
  Family family;
  int bits = 0;
  bool serial = false;
};

// За абеткою: пошук двійковий. Синоніми — розділи про типи в документації MySQL 8.4 і PostgreSQL 15.
constexpr Known kKnown[] = {
    {"bigint", Family::integer, 64},
    {"bigserial", Family::integer, 64, true},
    {"binary", Family::bytes},
    {"blob", Family::bytes},
    {"bool", Family::boolean},
    {"boolean", Family::boolean},
    {"bpchar", Family::text},
    {"bytea", Family::bytes},
    {"char", Family::text},
    {"character", Family::text},
    {"character varying", Family::text},
    {"citext", Family::text},
    {"date", Family::date},
    {"datetime", Family::timestamp},
    {"dec", Family::decimal},
    {"decimal", Family::decimal},
    {"double", Family::approximate},
    {"double precision", Family::approximate},
    {"fixed", Family::decimal},
    {"float", Family::approximate},
    {"float4", Family::approximate},
    {"float8", Family::approximate},
    {"int", Family::integer, 32},
    {"int1", Family::integer, 8},
    {"int2", Family::integer, 16},
    {"int3", Family::integer, 24},
    {"int4", Family::integer, 32},
    {"int8", Family::integer, 64},
    {"integer", Family::integer, 32},
    {"json", Family::json},
    {"jsonb", Family::json},
    {"longblob", Family::bytes},
    {"longtext", Family::text},
    {"mediumblob", Family::bytes},
    {"mediumint", Family::integer, 24},
    {"mediumtext", Family::text},
    {"nchar", Family::text},
    {"numeric", Family::decimal},
    {"nvarchar", Family::text},
    {"real", Family::approximate},
    {"serial", Family::integer, 32, true},
    {"serial2", Family::integer, 16, true},
    {"serial4", Family::integer, 32, true},
    {"serial8", Family::integer, 64, true},
    {"smallint", Family::integer, 16},
    {"smallserial", Family::integer, 16, true},
    {"string", Family::text},
    {"text", Family::text},
    {"time", Family::time},
    {"time with time zone", Family::time},
    {"time without time zone", Family::time},
    {"timestamp", Family::timestamp},
    {"timestamp with time zone", Family::timestamp},
    {"timestamp without time zone", Family::timestamp},
    {"timestamptz", Family::timestamp},
    {"timetz", Family::time},
    {"tinyblob", Family::bytes},
    {"tinyint", Family::integer, 8},
    {"tinytext", Family::text},
    {"uuid", Family::uuid},
    {"varbinary", Family::bytes},
    {"varchar", Family::text},
};
static_assert(std::ranges::is_sorted(kKnown, {}, &Known::name));

/// Нижній регістр, без «(…)» усередині імені, взятого в лапки, і без повторних пропусків.
std::string plain_name(std::string_view written) {
  std::string out;
  int depth = 0;
  for (const char c : written) {
    if (c == '(') ++depth;
    if (depth == 0 && !(c == ' ' && (out.empty() || out.back() == ' '))) out += c;
    if (c == ')' && depth > 0) --depth;
  }
  while (out.ends_with(' ')) out.pop_back();
  return ascii_lower(out);
}

bool drop_word(std::string& name, std::string_view word) {
  if (!name.ends_with(word)) return false;
  name.resize(name.size() - word.size());
  return true;
}

}  // namespace

TypeFamily family_of(const schema::Type& type) {
  TypeFamily result;
  result.name = plain_name(type.name);
  drop_word(result.name, " zerofill");
  result.is_unsigned = drop_word(result.name, " unsigned");
  drop_word(result.name, " signed");
  if (!type.array.empty() || type.schema) return result;
  const auto found = std::ranges::lower_bound(kKnown, std::string_view(result.name), {}, &Known::name);
  if (found == std::end(kKnown) || found->name != result.name) return result;
  result.family = found->family;
  result.bits = found->bits;
  result.serial = found->serial;
  return result;
}

bool comparable(const schema::Type& a, const schema::Type& b) {
  if (a.array != b.array || a.schema.value_or("") != b.schema.value_or("")) return false;
  if (a.name == b.name && (a.arguments.empty() || a.arguments == b.arguments)) return true;
  const TypeFamily first = family_of(a), second = family_of(b);
  const auto is_flag = [](const TypeFamily& type) {
    return type.family == Family::boolean || (type.family == Family::integer && type.bits == 8);
  };
  if (first.family != second.family) return is_flag(first) && is_flag(second);
  switch (first.family) {
    case Family::integer: {
      const auto either = [](const TypeFamily& serial, const TypeFamily& other) {
        return serial.serial && serial.bits == 32 && other.bits == 64;
      };
      if (either(first, second) || either(second, first)) return true;
      return first.bits == second.bits &&
             (first.serial || second.serial || first.is_unsigned == second.is_unsigned);
    }
    case Family::decimal:
      return a.arguments.empty() || b.arguments.empty() || a.arguments == b.arguments;
    case Family::other:
      return first.name == second.name;
    default:
      return true;
  }
}

}  // namespace techmarket::sql
