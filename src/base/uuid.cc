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

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
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
  if (text.size() != kUuidTextLength) return std::nullopt;
  Uuid uuid;
  int digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const int value = hex_value(text[i]);
    if (value < 0) return std::nullopt;
    auto& word = digits++ < 16 ? uuid.high : uuid.low;
    word = (word << 4) | static_cast<std::uint64_t>(value);
  }
  return uuid;
}

}  // namespace techmarket
