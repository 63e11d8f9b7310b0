#include "db/binlog/key_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include <arpa/inet.h>
#include <fmt/format.h>

#include "base/calendar.h"
#include "base/uuid.h"

namespace techmarket::db::binlog {
namespace {

auto end_of(std::string& out) {
  return std::back_inserter(out);
}

bool append_integer(const KeyColumn& column, std::string_view value, std::string& out) {
  if (value.empty() || value.size() > 8) return false;
  const std::uint64_t raw = little_endian(value);
  if (column.is_unsigned) {
    fmt::format_to(end_of(out), "{:0{}}", raw, column.width);
    return true;
  }
  const auto unused = 64 - 8 * value.size();
  fmt::format_to(end_of(out), "{}", static_cast<std::int64_t>(raw << unused) >> unused);
  return true;
}

/// Дріб часу: стільки цифр, скільки має стовпець; у журналі вони займають парне число.
void append_fraction(std::uint64_t raw, std::uint16_t digits, std::string& out) {
  if (digits == 0) return;
  const std::string all = fmt::format("{:0{}}", raw, (digits + 1) / 2 * 2);
  out += '.';
  out += all.substr(0, digits);
}

void append_civil(std::uint64_t year, std::uint64_t month, std::uint64_t day, std::string& out) {
  fmt::format_to(end_of(out), "{:04}-{:02}-{:02}", year, month, day);
}

void append_clock(std::uint64_t hour, std::uint64_t minute, std::uint64_t second, std::string& out) {
  fmt::format_to(end_of(out), "{:02}:{:02}:{:02}", hour, minute, second);
}

bool append_date(std::string_view value, std::string& out) {
  if (value.size() != 3) return false;
  const std::uint64_t packed = little_endian(value);
  append_civil(packed >> 9, packed >> 5 & 15, packed & 31, out);
  return true;
}

bool append_datetime(ColumnType type, std::string_view value, std::string& out) {
  if (type.code == TypeCode::datetime) {  // число РРРРММДДггххсс
    if (value.size() != 8) return false;
    const std::uint64_t packed = little_endian(value), day = packed / 1'000'000, clock = packed % 1'000'000;
    append_civil(day / 10'000, day / 100 % 100, day % 100, out);
    out += ' ';
    append_clock(clock / 10'000, clock / 100 % 100, clock % 100, out);
    return true;
  }
  if (value.size() < 5) return false;
  const std::uint64_t packed =
      big_endian(value.substr(0, 5)) & 0x7F'FFFF'FFFF;  // старший біт — знак, завжди плюс
  const std::uint64_t day = packed >> 17, month = day >> 5, clock = packed & 0x1'FFFF;
  append_civil(month / 13, month % 13, day & 31, out);
  out += ' ';
  append_clock(clock >> 12, clock >> 6 & 63, clock & 63, out);
  append_fraction(big_endian(value.substr(5)), type.meta, out);
  return true;
}

bool append_timestamp(ColumnType type, std::string_view value, std::string& out) {
  if (value.size() < 4) return false;
  const std::string_view whole = value.substr(0, 4), fraction = value.substr(4);
  const std::uint64_t seconds = type.code == TypeCode::timestamp ? little_endian(whole) : big_endian(whole);
  if (seconds == 0 && big_endian(fraction) == 0)
    out += "0000-00-00 00:00:00";
  else
    append(out, Timestamp{static_cast<std::int64_t>(seconds)});
  if (type.code == TypeCode::timestamp2) append_fraction(big_endian(fraction), type.meta, out);
  return true;
}

bool append_time(ColumnType type, std::string_view value, std::string& out) {
  if (value.size() < 3 || value.size() > 6) return false;
  if (type.code == TypeCode::time) {  // число ГГГХХСС зі знаком
    const std::int64_t packed = static_cast<std::int64_t>(little_endian(value) << 40) >> 40;
    if (packed < 0) out += '-';
    const auto clock = static_cast<std::uint64_t>(packed < 0 ? -packed : packed);
    append_clock(clock / 10'000, clock / 100 % 100, clock % 100, out);
    return true;
  }
  // Від'ємний час — доповнення разом із дробом.
  const auto fraction_bits = 8 * (value.size() - 3);
  const std::int64_t packed =
      static_cast<std::int64_t>(big_endian(value)) - (std::int64_t{0x80'0000} << fraction_bits);
  if (packed < 0) out += '-';
  const auto size = static_cast<std::uint64_t>(packed < 0 ? -packed : packed);
  const std::uint64_t clock = size >> fraction_bits;
  append_clock(clock >> 12 & 1023, clock >> 6 & 63, clock & 63, out);
  append_fraction(size & ((std::uint64_t{1} << fraction_bits) - 1), type.meta, out);
  return true;
}

/// Цифри йдуть по дев'ять у чотирьох байтах, решта — у меншій кількості; від'ємне число навиворіт, а старший
/// біт першого байта завжди перевернуто.
bool append_decimal(ColumnType type, std::string_view value, std::string& out) {
  const std::size_t scale = type.meta & 0xFF, whole = (type.meta >> 8) - scale;
  const std::size_t whole_bytes = decimal_bytes(whole);
  if (value.empty() || value.size() != whole_bytes + decimal_bytes(scale)) return false;
  std::string bytes(value);
  const bool negative = (bytes[0] & '\x80') == 0;
  bytes[0] ^= '\x80';
  if (negative)
    for (char& byte : bytes) byte = static_cast<char>(~byte);
  const auto digits = [](std::string_view part, std::size_t size, bool short_first) {
    std::string text;
    while (!part.empty() || size > 0) {
      const std::size_t rest = size % 9,
                        step = rest == 0 || !short_first ? std::min<std::size_t>(size, 9) : rest;
      const std::size_t taken = decimal_bytes(step);
      text += fmt::format("{:0{}}", big_endian(part.substr(0, taken)), step);
      part.remove_prefix(taken);
      size -= step;
    }
    return text;
  };
  std::string integer = digits(std::string_view(bytes).substr(0, whole_bytes), whole, true);
  integer.erase(0, std::min(integer.find_first_not_of('0'), integer.size()));
  if (integer.empty()) integer = "0";
  if (negative) out += '-';
  out += integer;
  if (scale == 0) return true;
  out += '.';
  out += digits(std::string_view(bytes).substr(whole_bytes), scale, false);
  return true;
}

/// latin1 MySQL — це windows-1252, де п'ять незайнятих місць означають самі себе.
void append_latin1(std::string_view value, std::string& out) {
  static constexpr std::array<std::uint16_t, 32> kHigh = {
      0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};
  for (const char byte : value) {
    const auto raw = static_cast<unsigned char>(byte);
    const unsigned point = raw >= 0x80 && raw < 0xA0 ? kHigh[raw - 0x80] : raw;
    if (point < 0x80) {
      out += byte;
    } else if (point < 0x800) {
      out += static_cast<char>(0xC0 | point >> 6);
      out += static_cast<char>(0x80 | (point & 0x3F));
    } else {
      out += static_cast<char>(0xE0 | point >> 12);
      out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
      out += static_cast<char>(0x80 | (point & 0x3F));
    }
  }
}

/// Нульові байти в кінці BINARY(N), UUID та INET журнал відкидає.
std::string padded(std::string_view value, std::size_t width) {
  std::string whole(value);
  if (whole.size() < width) whole.resize(width, '\0');
  return whole;
}

bool append_uuid(std::string_view value, std::string& out) {
  if (value.size() > 16) return false;
  const std::string bytes = padded(value, 16);
  const std::string_view view = bytes;
  out += to_string(Uuid{big_endian(view.substr(0, 8)), big_endian(view.substr(8))});
  return true;
}

bool append_address(int family, std::size_t size, std::string_view value, std::string& out) {
  if (value.size() > size) return false;
  char text[INET6_ADDRSTRLEN];
  if (!::inet_ntop(family, padded(value, size).data(), text, sizeof text)) return false;
  out += text;
  return true;
}

}  // namespace

bool append_key_text(const KeyColumn& column, ColumnType type, std::string_view value, std::string& out) {
  switch (column.kind) {
    case KeyKind::integer:
      return append_integer(column, value, out);
    case KeyKind::decimal:
      return append_decimal(type, value, out);
    case KeyKind::utf8:
      out += value;
      return true;
    case KeyKind::latin1:
      append_latin1(value, out);
      return true;
    case KeyKind::binary:
      out += padded(value, column.width);
      return true;
    case KeyKind::date:
      return append_date(value, out);
    case KeyKind::time:
      return append_time(type, value, out);
    case KeyKind::datetime:
      return append_datetime(type, value, out);
    case KeyKind::timestamp:
      return append_timestamp(type, value, out);
    case KeyKind::year: {
      if (value.size() != 1) return false;
      const std::uint64_t year = little_endian(value);
      fmt::format_to(end_of(out), "{:04}", year == 0 ? 0 : 1900 + year);
      return true;
    }
    case KeyKind::uuid:
      return append_uuid(value, out);
    case KeyKind::inet4:
      return append_address(AF_INET, 4, value, out);
    case KeyKind::inet6:
      return append_address(AF_INET6, 16, value, out);
  }
  return false;
}

}  // namespace techmarket::db::binlog
