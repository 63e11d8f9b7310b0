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
    case Family::integer:
      return plain(integer_name(type));
    case Family::decimal:
      if (type.floating) return plain(postgres ? "double precision" : "double");
      return plain("decimal", {std::to_string(type.precision), std::to_string(type.scale)});
    case Family::boolean:
      return plain("boolean");
    case Family::text:
      return type.length > 0 && type.length <= 1000 ? plain("varchar", {length}) : plain("text");
    case Family::bytes:
      return plain(postgres ? "bytea" : "longblob");
    case Family::bits:
      return postgres ? plain("varbit") : plain("bit", {type.length > 0 ? length : "1"});
    case Family::date:
      return plain("date");
    case Family::time:
      return plain("time");
    case Family::moment:
      return plain(postgres ? "timestamp" : "datetime");
    case Family::year:
      return plain("smallint");
    case Family::interval:
      return postgres ? plain("interval") : plain("varchar", {"64"});
    case Family::uuid:
      return postgres ? plain("uuid") : plain("char", {"36"});
    case Family::json:
      return plain(postgres ? "jsonb" : "json");
    case Family::inet:
    case Family::cidr:
    case Family::mac:
    case Family::enumeration:
    case Family::set:
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
  const sql::TypeWord* word = sql::find_type(type);
  if (!word || (word->known & sql::kMysql) == 0 || word->serial || type.name.ends_with(']')) return false;
  const bool incomplete = quoted || (sql::canonical_word(*word, Dialect::mysql).needs_length() &&
                                     !sql::gets_default_length(base));
  return arguments || !incomplete;
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
  if (!key || postgres) return;
  const sql::TypeWord* word = sql::find_type(sql::base_name(built.type));
  if (!word) return;
  constexpr std::uint64_t kIndexed = 255;
  const bool text = word->family == Family::text && word->holds > 0;
  const bool long_key = word->word == "varchar" && type.length > kIndexed;
  if (!text && !long_key && (word->family != Family::bytes || word->holds == 0)) return;
  const std::uint64_t length = type.length > 0 ? std::min(type.length, kIndexed) : kIndexed;
  planned.type = built.type = plain(text || long_key ? "varchar" : "varbinary", {std::to_string(length)});
}

bool allows_key(const Type& from, const Type& to, const schema::Database& database, Dialect dialect) {
  if (dialect == Dialect::postgres) {
    const auto family = [](const Type& type) {
      const Family found = sql::family_of(type);
      return found == Family::real ? Family::decimal : found;
    };
    const Family a = family(from);
    const bool converts = sql::is_numeric(a) || a == Family::boolean || a == Family::text;
    return converts ? a == family(to) : sql::base_name(from) == sql::base_name(to);
  }
  const ValueType left = value_type({.name = {}, .type = from}, database, dialect),
                  right = value_type({.name = {}, .type = to}, database, dialect);
  return left.kind == right.kind && left.most == right.most && left.least == right.least;
}

}  // namespace techmarket::filler
