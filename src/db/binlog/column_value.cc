#include "db/binlog/column_value.h"

namespace techmarket::db::binlog {
namespace {

/// CHAR, ENUM і SET: перший байт — справжній тип, у двох бітах якого, якщо довжина більша за 255, лежать її
/// старші біти, навиворіт.
ColumnType string_type(Bytes& metadata) {
  const auto first = static_cast<std::uint8_t>(metadata.number(1));
  const auto second = static_cast<std::uint16_t>(metadata.number(1));
  constexpr std::uint8_t kLengthBits = 0x30;
  if ((first & kLengthBits) != kLengthBits)
    return {static_cast<TypeCode>(first | kLengthBits),
            static_cast<std::uint16_t>(second | (((first & kLengthBits) ^ kLengthBits) << 4))};
  return {static_cast<TypeCode>(first), second};
}

/// Довжина перед значенням — один байт або два, залежно від найбільшої.
std::string_view take_counted(std::uint16_t longest, Bytes& bytes) {
  return bytes.take(bytes.number(longest < 256 ? 1 : 2));
}

std::size_t fraction_bytes(std::uint16_t digits) {
  return (digits + 1u) / 2;
}

}  // namespace

ColumnType read_type(std::uint8_t number, Bytes& metadata) {
  using enum TypeCode;
  const auto code = static_cast<TypeCode>(number);
  switch (code) {
    case string:
      return string_type(metadata);
    case enumeration:
    case set: {
      (void)metadata.number(1);
      return {code, static_cast<std::uint16_t>(metadata.number(1))};
    }
    case varchar:
    case var_string:
    case compressed_varchar:
      return {code, static_cast<std::uint16_t>(metadata.number(2))};
    case decimal: {
      const std::uint64_t precision = metadata.number(1), scale = metadata.number(1);
      return {code, static_cast<std::uint16_t>(precision << 8 | scale)};
    }
    case bits: {
      const std::uint64_t rest = metadata.number(1), whole = metadata.number(1);
      return {code, static_cast<std::uint16_t>(whole + (rest > 0 ? 1 : 0))};
    }
    case real:
    case double_real:
    case timestamp2:
    case datetime2:
    case time2:
    case json:
    case vector:
    case tiny_blob:
    case medium_blob:
    case long_blob:
    case blob:
    case compressed_blob:
    case geometry:
      return {code, static_cast<std::uint16_t>(metadata.number(1))};
    default:
      return {code, 0};
  }
}

std::string_view take_value(ColumnType type, Bytes& bytes) {
  using enum TypeCode;
  switch (type.code) {
    case null:
      return bytes.take(0);
    case tiny:
    case year:
      return bytes.take(1);
    case small:
      return bytes.take(2);
    case medium:
    case date:
    case new_date:
    case time:
      return bytes.take(3);
    case integer:
    case timestamp:
    case real:
      return bytes.take(4);
    case big:
    case datetime:
    case double_real:
      return bytes.take(8);
    case timestamp2:
      return bytes.take(4 + fraction_bytes(type.meta));
    case datetime2:
      return bytes.take(5 + fraction_bytes(type.meta));
    case time2:
      return bytes.take(3 + fraction_bytes(type.meta));
    case bits:
    case enumeration:
    case set:
      return bytes.take(type.meta);
    case decimal: {
      const std::size_t precision = type.meta >> 8, scale = type.meta & 0xFF;
      if (scale > precision) break;
      return bytes.take(decimal_bytes(precision - scale) + decimal_bytes(scale));
    }
    case varchar:
    case var_string:
    case string:
    case compressed_varchar:
      return take_counted(type.meta, bytes);
    case blob:
    case tiny_blob:
    case medium_blob:
    case long_blob:
    case compressed_blob:
    case json:
    case vector:
    case geometry:
      if (type.meta < 1 || type.meta > 4) break;
      return bytes.take(bytes.number(type.meta));
    case old_decimal:
      break;
  }
  return bytes.take(bytes.rest().size() + 1);  // розміру не знаємо
}

}  // namespace techmarket::db::binlog
