#include "filler/fit_type.h"

#include <algorithm>

#include "ddl/dialect_findings.h"
#include "filler/value_type.h"
#include "sql/expression_tree.h"
#include "sql/type_name.h"

namespace techmarket::filler {
namespace {

using schema::Column;
using schema::Dialect;
using schema::Type;

Type plain(std::string name, std::vector<std::string> arguments = {}) {
  return {.schema = {}, .name = std::move(name), .arguments = std::move(arguments), .array = {}};
}

std::string integer_name(const ValueType& type) {
  if (type.most <= INT16_MAX) return "smallint";
  return type.most <= INT32_MAX ? "integer" : "bigint";
}

/// Найближчий тип сервера. Значення генератора вміщаються в нього завжди.
Type nearest(const ValueType& type, bool postgres) {
  const std::string length = type.length > 0 ? std::to_string(type.length) : "255";
  switch (type.kind) {
    case ValueKind::integer:
      return plain(integer_name(type));
    case ValueKind::decimal:
      if (type.name.starts_with("double") || type.name.contains("float") || type.name == "real")
        return plain(postgres ? "double precision" : "double");
      return plain("decimal", {std::to_string(type.precision), std::to_string(type.scale)});
    case ValueKind::boolean:
      return plain("boolean");
    case ValueKind::text:
      return type.length > 0 && type.length <= 1000 ? plain("varchar", {length}) : plain("text");
    case ValueKind::binary:
      return plain(postgres ? "bytea" : "longblob");
    case ValueKind::bits:
      return postgres ? plain("varbit") : plain("bit", {type.length > 0 ? length : "1"});
    case ValueKind::date:
      return plain("date");
    case ValueKind::time:
      return plain("time");
    case ValueKind::moment:
      return plain(postgres ? "timestamp" : "datetime");
    case ValueKind::year:
      return plain("smallint");
    case ValueKind::interval:
      return postgres ? plain("interval") : plain("varchar", {"64"});
    case ValueKind::uuid:
      return postgres ? plain("uuid") : plain("char", {"36"});
    case ValueKind::json:
      return plain(postgres ? "jsonb" : "json");
    case ValueKind::inet:
    case ValueKind::cidr:
    case ValueKind::mac:
    case ValueKind::enumeration:
    case ValueKind::members:
      return plain("varchar", {"255"});
    default:
      return plain("text");
  }
}

/// Чи збудує сервер стовпець цього типу. uuid і inet4 має лише MariaDB.
bool accepts(const Type& type, bool postgres) {
  const std::string base = sql::base_name(type);
  const bool arguments = sql::has_arguments(type);
  // varchar(MAX), enum(a, b) без апострофів.
  const bool quoted = base == "enum" || base == "set";
  if (type.schema) return false;
  for (const std::string& argument : type.arguments)
    if (quoted ? !argument.starts_with('\'') : !sql::is_number(argument)) return false;
  if (postgres) return sql::is_postgres_type(base) && !(base == "text" && arguments);
  return type.array.empty() && !type.name.ends_with(']') && sql::is_mysql_type(base) && base != "serial" &&
         base != "uuid" && base != "inet4" && base != "inet6" &&
         (arguments || (base != "varbinary" && base != "nvarchar" && base != "enum" && base != "set"));
}

}  // namespace

void fit_type(bool key, const Column& source, const schema::Database& database, Dialect dialect,
              Column& planned, Column& built) {
  const bool postgres = dialect == Dialect::postgres;
  const ValueType type = value_type(source, database, dialect);
  if (!accepts(source.type, postgres)) {
    built.type = nearest(type, postgres);
    if (type.array && postgres)
      built.type.array = "[]";
    else if (type.array || built.type == plain("text"))
      planned.type = built.type = plain("text");
    // bigserial — це й лічильник.
    if (!postgres && source.primary_key && sql::base_name(source.type).ends_with("serial"))
      built.increment = true;
  }
  const std::string base = sql::base_name(built.type);
  const bool text = base.ends_with("text");
  constexpr std::uint64_t kIndexed = 255;
  const bool long_key = base == "varchar" && type.length > kIndexed;
  if (!key || postgres || (!text && !long_key && !base.ends_with("blob"))) return;
  const std::uint64_t length = type.length > 0 ? std::min(type.length, kIndexed) : kIndexed;
  planned.type = built.type = plain(text || long_key ? "varchar" : "varbinary", {std::to_string(length)});
}

bool comparable(const Type& from, const Type& to, const schema::Database& database, Dialect dialect) {
  const auto a = sql::classify(from), b = sql::classify(to);
  if (dialect == Dialect::postgres)
    return a == b && (a != sql::TypeClass::other || sql::base_name(from) == sql::base_name(to));
  if (a == sql::TypeClass::text && b == a) return true;
  const ValueType left = value_type({.name = {}, .type = from}, database, dialect),
                  right = value_type({.name = {}, .type = to}, database, dialect);
  return a == b && left.kind == right.kind && left.most == right.most && left.least == right.least;
}

}  // namespace techmarket::filler
