#include "sql/lossless.h"

namespace techmarket::sql {
namespace {

using Kind = Family;
using Shape = TypeShape;

// Мантиса double має 53 біти, float — 24, а показує MySQL шість знаків.
constexpr long kDoubleDigits = 10, kFloatDigits = 5;

bool is_double(const Shape& shape) {
  return shape.bits == 64;
}

bool to_integer(const Shape& from, const Shape& to) {
  // YEAR читає 5 як 2005.
  if (to.base == "year") return false;
  if (from.kind == Kind::decimal) return from.scale <= 0;
  return from.kind == Kind::integer || from.kind == Kind::boolean;
}

bool to_decimal(const Shape& from, const Shape& to) {
  if (from.kind == Kind::integer) return to.scale >= 0;
  return from.kind == Kind::decimal && from.scale <= to.scale;
}

bool to_real(const Shape& from, const Shape& to) {
  if (to.has_arguments) return false;  // float(7,4) округлює
  if (from.kind == Kind::integer) return from.digits <= (is_double(to) ? kDoubleDigits : kFloatDigits);
  return from.kind == Kind::real && (is_double(to) || !is_double(from));
}

bool to_text(const Shape& from, const Shape& to, bool mysql) {
  switch (from.kind) {
    case Kind::text:
      return !to.fixed || from.fixed;  // char не пам'ятає пропусків наприкінці
    case Kind::integer:
    case Kind::decimal:
    case Kind::boolean:
    case Kind::date:
    case Kind::moment:
    case Kind::uuid:
      return true;
    case Kind::time:
    case Kind::enumeration:
    case Kind::json:
    case Kind::set:
      return !to.fixed;
    case Kind::real:
      return !mysql && to.length == kUnlimited;  // MySQL показує float шістьма знаками
    default:
      return false;
  }
}

bool to_moment(const Shape& from, const Shape& to, bool mysql) {
  if (from.kind == Kind::date) return !mysql || to.base == "datetime";
  if (from.kind != Kind::moment || from.fraction > to.fraction) return false;
  // У MySQL між ними стоїть пояс сеансу з його літнім часом; PostgreSQL план каже читати UTC.
  return !mysql || from.base == to.base;
}

bool to_bits(const Shape& from, const Shape& to, bool mysql) {
  if (from.kind != Kind::bits) return false;
  // MySQL зберігає число; PostgreSQL — рядок, який bit(n) дописує нулями.
  return mysql || (!to.fixed && from.length <= to.length);
}

bool to_json(const Shape& from, const Shape& to, bool mysql) {
  // jsonb і JSON у MySQL не пам'ятають пропусків, порядку й повторів ключів.
  if (mysql) return from.kind == Kind::json;
  return to.base == "json" && (from.kind == Kind::json || from.kind == Kind::text);
}

}  // namespace

bool keeps_every_value(const Shape& from, const Shape& to, schema::Dialect dialect) {
  const bool mysql = dialect == schema::Dialect::mysql;
  switch (to.kind) {
    case Kind::integer:
      return to_integer(from, to);
    case Kind::decimal:
      return to_decimal(from, to);
    case Kind::real:
      return to_real(from, to);
    case Kind::text:
      return to_text(from, to, mysql);
    case Kind::boolean:
    case Kind::uuid:
      return from.kind == to.kind;
    case Kind::date:
      return from.kind == Kind::date || from.kind == Kind::text;
    case Kind::moment:
      return to_moment(from, to, mysql);
    case Kind::time:
      return from.base == to.base && from.fraction <= to.fraction;
    case Kind::interval:
      return from.kind == Kind::interval && (from.base == to.base || to.base == "interval") &&
             from.fraction <= to.fraction;
    case Kind::enumeration:
      return from.kind == Kind::enumeration || from.kind == Kind::text;
    case Kind::set:
      return from.kind == Kind::set;
    case Kind::json:
      return to_json(from, to, mysql);
    case Kind::bits:
      return to_bits(from, to, mysql);
    case Kind::bytes:
      return from.kind == Kind::bytes && !to.fixed;  // binary дописує нулі
    default:
      return false;
  }
}

}  // namespace techmarket::sql
