#include "filler/value_type.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "sql/canonical_type.h"
#include "sql/type_name.h"
#include "sql/type_shape.h"

namespace techmarket::filler {
namespace {

constexpr int kMostDigits = 18;

std::uint64_t number(const std::string& text, std::uint64_t fallback) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : fallback;
}

void set_integer(ValueType& type, int bits, bool is_unsigned) {
  type.kind = Family::integer;
  // Більшого за int64 генерувати нема потреби: BIGINT UNSIGNED теж обмежено ним.
  type.most = bits == 64 ? std::numeric_limits<std::int64_t>::max()
                         : (std::int64_t{1} << (is_unsigned ? bits : bits - 1)) - 1;
  type.least = is_unsigned ? 0 : -type.most - 1;
}

void set_decimal(ValueType& type, const std::vector<std::string>& arguments) {
  type.kind = Family::decimal;
  const auto wanted = arguments.empty() ? 12 : static_cast<int>(number(arguments[0], 12));
  type.scale = arguments.size() > 1 ? static_cast<int>(number(arguments[1], 0)) : 0;
  if (arguments.empty()) type.scale = 2;
  type.scale = std::min(type.scale, kMostDigits - 1);
  type.precision = std::clamp(wanted, 1, kMostDigits);
}

/// Скільки знаків пише генератор, коли довжини не названо; 0 — скільки захоче.
std::uint64_t default_length(const sql::TypeWord& word, schema::Dialect dialect) {
  if (word.family == Family::bits && !word.fixed) return 8;
  if (word.fixed) return 1;
  if (word.word == "tinytext" || word.word == "name")
    return 63;  // 255 байтів: кирилиця й лапки вміщаються завжди
  if (word.word == "tinyblob") return 255;
  return word.word == "text" && dialect == schema::Dialect::mysql ? 16'000 : 0;
}

void set_members(ValueType& type, const std::vector<std::string>& arguments) {
  for (const auto& member : arguments) type.members.push_back(sql::unquoted_member(member));
  if (type.members.empty()) type.kind = Family::other;
}

}  // namespace

ValueType value_type(const schema::Column& column, const schema::Database& database,
                     schema::Dialect dialect) {
  const schema::Type& written = column.type;
  const std::string base = sql::base_name(written);
  ValueType type{.name = std::string(sql::without_sign_words(base)), .array = !written.array.empty()};
  if (const schema::Enum* element = sql::type_of(database, written).element) {
    type.kind = Family::enumeration;
    for (const auto& value : element->values) type.members.push_back(value.name);
    return type;
  }
  const sql::TypeWord* word = sql::find_type(base);
  if (!word) return type;
  std::vector<std::string> arguments = sql::type_arguments(written);
  type.kind = word->family;
  type.epoch_bound = dialect == schema::Dialect::mysql && type.name == "timestamp";
  switch (word->family) {
    case Family::integer:
      set_integer(type, word->bits, base.size() > type.name.size() && !base.ends_with(" signed"));
      break;
    case Family::decimal:
      set_decimal(type, arguments);
      if (dialect == schema::Dialect::postgres && arguments.empty()) type.precision = 14;
      break;
    case Family::money:
      set_decimal(type, {"12", "2"});
      break;
    case Family::real:
      // float розрізняє сім цифр: більше повернулося б іншим числом.
      set_decimal(type, {word->bits == 64 ? "15" : "7", "2"});
      type.floating = true;
      break;
    case Family::enumeration:
    case Family::set:
      set_members(type, arguments);
      break;
    case Family::other:
      if (word->bits > 0) set_integer(type, word->bits, true);  // oid
      break;
    default:
      type.length = default_length(*word, dialect);
      if (!arguments.empty()) type.length = number(arguments[0], type.length);
  }
  return type;
}

}  // namespace techmarket::filler
