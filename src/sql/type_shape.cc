#include "sql/type_shape.h"

#include <charconv>
#include <cstdint>
#include <utility>

#include "base/text.h"
#include "sql/canonical_type.h"
#include "sql/type_name.h"

namespace techmarket::sql {
namespace {

using schema::Dialect;
using schema::Type;

long number(const std::string& text, long fallback) {
  long value = fallback;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void set_range(TypeShape& shape, std::string min, std::string max) {
  shape.kind = Family::integer;
  shape.min = std::move(min), shape.max = std::move(max);
  shape.digits = static_cast<long>(shape.max.size());
}

void set_members(TypeShape& shape, const Type& type) {
  for (const auto& value : type.arguments) shape.values.push_back(unquoted_member(value));
}

}  // namespace

IntegerLimits integer_limits(int bits, bool is_unsigned) {
  const auto half = std::uint64_t{1} << (bits - 1);
  if (is_unsigned) return {"0", std::to_string(half + (half - 1))};
  return {"-" + std::to_string(half), std::to_string(half - 1)};
}

TypeShape shape_of(const TypeOf& of, Dialect dialect) {
  const Type& type = *of.type;
  const bool mysql = dialect == Dialect::mysql;
  TypeShape shape;
  shape.base = base_name(type);
  shape.array = !type.array.empty();
  shape.is_unsigned = shape.base.contains(" unsigned");
  const auto arguments = type_arguments(type);
  shape.has_arguments = !arguments.empty();
  const auto argument = [&](std::size_t i, long fallback) {
    return i < arguments.size() ? number(arguments[i], fallback) : fallback;
  };
  // Вужчий набір знаків губить; що саме — каже лише сам сервер.
  const std::string words = ascii_lower(type.name);
  if (words.contains("character set") || words.contains("charset")) return shape;
  if (of.element) {
    shape.kind = Family::enumeration;
    for (const auto& value : of.element->values) shape.values.push_back(value.name);
    return shape;
  }
  const TypeWord* word = find_type(shape.base);
  // Текст стає name або bpchar мовчки обрізаним: як текст вони не перетворюються.
  if (!word || word->known == kForeign || word->word == "name" || word->word == "bpchar") return shape;
  shape.kind = word->family;
  shape.bits = word->bits;
  shape.fixed = word->fixed;
  switch (word->family) {
    case Family::boolean:
    case Family::integer:
      if (mysql || word->family == Family::integer) {
        auto [min, max] = integer_limits(word->bits, shape.is_unsigned);
        set_range(shape, std::move(min), std::move(max));
      }
      break;
    case Family::year:
      set_range(shape, "0", "2155");
      break;
    case Family::decimal:
      shape.digits = argument(0, kUnlimited);
      shape.scale = shape.digits == kUnlimited ? kUnlimited : argument(1, 0);
      if (shape.digits != kUnlimited) shape.digits -= shape.scale;
      break;
    case Family::text:
      shape.bytes = mysql && word->holds > 0;
      if (shape.bytes)
        shape.length = word->holds;
      else if (word->holds == 0)
        shape.length = argument(0, kUnlimited);
      break;
    case Family::bytes:
      shape.length = word->holds > 0 ? word->holds : argument(0, mysql ? 1 : kUnlimited);
      break;
    case Family::bits:
      shape.length = argument(0, word->fixed ? 1 : kUnlimited);
      break;
    case Family::moment:
    case Family::time:
      shape.fraction = argument(0, mysql ? 0 : 6);
      break;
    case Family::interval:
      shape.fraction = argument(0, 6);
      break;
    case Family::enumeration:
    case Family::set:
      set_members(shape, type);
      break;
    default:
      break;
  }
  return shape;
}

TypeOf type_of(const schema::Database& database, const schema::Type& type) {
  return {&type, database.find_enum({.schema = type.schema.value_or(std::string(schema::kDefaultSchema)),
                                     .name = type.name})};
}

}  // namespace techmarket::sql
