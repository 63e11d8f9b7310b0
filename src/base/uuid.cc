#include "base/uuid.h"

#include <array>
#include <cstring>

namespace techmarket {
namespace {

// Байт → дві шістнадцяткові цифри: одна вибірка з таблиці замість двох зсувів і порівнянь.
constexpr std::array<char, 512> kHex = [] {
  std::array<char, 512> table{};
  for (std::size_t byte = 0; byte < 256; ++byte) {
    table[2 * byte] = "0123456789abcdef"[byte >> 4];
    table[2 * byte + 1] = "0123456789abcdef"[byte & 15];
  }
  return table;
}();

char* write_bytes(char* out, std::uint64_t word, int first_byte, int last_byte) {
  for (int byte = first_byte; byte <= last_byte; ++byte, out += 2)
    std::memcpy(out, &kHex[2 * ((word >> (8 * (7 - byte))) & 0xFF)], 2);
  return out;
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
  out = write_bytes(out, uuid.high, 0, 3);
  *out++ = '-';
  out = write_bytes(out, uuid.high, 4, 5);
  *out++ = '-';
  out = write_bytes(out, uuid.high, 6, 7);
  *out++ = '-';
  out = write_bytes(out, uuid.low, 0, 1);
  *out++ = '-';
  write_bytes(out, uuid.low, 2, 7);
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
