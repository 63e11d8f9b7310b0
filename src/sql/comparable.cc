#include "sql/comparable.h"

#include "sql/type_name.h"

namespace techmarket::sql {
namespace {

bool same_integers(const schema::Type& a, const schema::Type& b) {
  const TypeWord &first = *find_type(a), &second = *find_type(b);
  // SERIAL у PostgreSQL має 32 біти, у MySQL — 64.
  const auto either = [](const TypeWord& serial, const TypeWord& other) {
    return serial.serial && serial.bits == 32 && other.bits == 64;
  };
  if (either(first, second) || either(second, first)) return true;
  return first.bits == second.bits && (first.serial || second.serial || is_unsigned(a) == is_unsigned(b));
}

std::string_view schema_of(const schema::Type& type) {
  return type.schema ? std::string_view(*type.schema) : std::string_view();
}

/// Логічні стовпці MySQL — TINYINT.
bool is_flag(const schema::Type& type) {
  const TypeWord* word = find_type(type);
  return word && word->bits == 8;
}

}  // namespace

bool comparable(const schema::Type& a, const schema::Type& b) {
  if (a.array != b.array || schema_of(a) != schema_of(b)) return false;
  if (a.name == b.name && (a.arguments.empty() || a.arguments == b.arguments)) return true;
  const Family family = family_of(a);
  if (family != family_of(b)) return is_flag(a) && is_flag(b);
  switch (family) {
    case Family::integer:
      return same_integers(a, b);
    case Family::decimal:
      return a.arguments.empty() || b.arguments.empty() || a.arguments == b.arguments;
    case Family::real:
    case Family::boolean:
    case Family::text:
    case Family::bytes:
    case Family::date:
    case Family::time:
    case Family::moment:
    case Family::uuid:
    case Family::json:
      return true;
    default:
      return without_sign_words(base_name(a)) == without_sign_words(base_name(b));
  }
}

}  // namespace techmarket::sql
