#include "base/uuid.h"

#include <array>
#include <cstring>

namespace techmarket {
namespace {

using Bytes16 [[gnu::vector_size(16)]] = std::int8_t;

/// Байти слова — на початку вектора, старший першим.
Bytes16 spread(std::uint64_t word) {
  using Words [[gnu::vector_size(16)]] = std::uint64_t;
  return reinterpret_cast<Bytes16>(Words{__builtin_bswap64(word), 0});
}

/// Шістнадцять шістнадцяткових цифр слова.
void write_digits(std::uint64_t word, char* out) {
  constexpr std::uint64_t kLowHalves = 0x0F0F0F0F0F0F0F0Fu;
  constexpr std::int8_t kToLetters = 'a' - '9' - 1;
  const Bytes16 nibbles = __builtin_shufflevector(spread((word >> 4) & kLowHalves), spread(word & kLowHalves),
                                                  0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const Bytes16 digits = nibbles + '0' + ((nibbles > 9) & kToLetters);
  std::memcpy(out, &digits, sizeof digits);
}

// Знак → його шістнадцяткове значення або kNotHex. Перевірка збирається порозрядним АБО: жодного розгалуження
// на знак.
constexpr std::uint8_t kNotHex = 0x80;
constexpr std::array<std::uint8_t, 256> kValue = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(kNotHex);
  for (std::uint8_t i = 0; i < 10; ++i) table[static_cast<std::size_t>('0' + i)] = i;
  for (std::uint8_t i = 0; i < 6; ++i)
    table[static_cast<std::size_t>('a' + i)] = table[static_cast<std::size_t>('A' + i)] =
        static_cast<std::uint8_t>(10 + i);
  return table;
}();

/// Дописує до word цифри [from, to); у bad лишається kNotHex, якщо трапилося щось інше.
std::uint64_t read_digits(std::string_view text, std::size_t from, std::size_t to, std::uint64_t word,
                          std::uint8_t& bad) {
  for (std::size_t i = from; i < to; ++i) {
    const std::uint8_t value = kValue[static_cast<unsigned char>(text[i])];
    bad |= value;
    word = (word << 4) | value;
  }
  return word;
}

}  // namespace

void write_text(Uuid uuid, char* out) {
  char digits[32];
  write_digits(uuid.high, digits);
  write_digits(uuid.low, digits + 16);
  std::memcpy(out, digits, 8);
  std::memcpy(out + 9, digits + 8, 4);
  std::memcpy(out + 14, digits + 12, 4);
  std::memcpy(out + 19, digits + 16, 4);
  std::memcpy(out + 24, digits + 20, 12);
  for (const int hyphen : {8, 13, 18, 23}) out[hyphen] = '-';
}

std::string to_string(Uuid uuid) {
  std::string text(kUuidTextLength, '\0');
  write_text(uuid, text.data());
  return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != kUuidTextLength || text[8] != '-' || text[13] != '-' || text[18] != '-' ||
      text[23] != '-')
    return std::nullopt;
  std::uint8_t bad = 0;
  Uuid uuid;
  uuid.high = read_digits(text, 0, 8, 0, bad);
  uuid.high = read_digits(text, 9, 13, uuid.high, bad);
  uuid.high = read_digits(text, 14, 18, uuid.high, bad);
  uuid.low = read_digits(text, 19, 23, 0, bad);
  uuid.low = read_digits(text, 24, 36, uuid.low, bad);
  if (bad & kNotHex) return std::nullopt;
  return uuid;
}

}  // namespace techmarket
