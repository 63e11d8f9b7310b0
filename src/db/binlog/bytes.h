#pragma once
// Читання подій журналу: жодного байта за межами. Після першого виходу за межу все далі — нулі й порожнє, а
// broken() каже правду, тож перевіряти досить один раз, наприкінці.

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace techmarket::db::binlog {

/// Ціле з байтів від молодшого, не більше восьми.
constexpr std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

/// Ціле з байтів від старшого, не більше восьми.
constexpr std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : rest_(bytes) {}

  std::string_view take(std::size_t count) {
    if (count > rest_.size()) {
      broken_ = true;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::uint64_t number(std::size_t bytes) { return little_endian(take(bytes)); }

  /// Ціле змінної довжини з протоколу MySQL: до 250 — одним байтом, 252, 253, 254 — далі 2, 3 чи 8 байтів.
  std::uint64_t packed_number() {
    const std::uint64_t first = number(1);
    if (first <= 250) return first;
    if (first == 252) return number(2);
    if (first == 253) return number(3);
    if (first == 254) return number(8);
    broken_ = true;  // 251 — NULL, 255 — помилка: у подіях їх немає
    return 0;
  }

  std::string_view rest() const { return rest_; }
  bool empty() const { return rest_.empty(); }
  bool broken() const { return broken_; }

 private:
  std::string_view rest_;
  bool broken_ = false;
};

/// Біти подій ідуть від молодшого в кожному байті.
constexpr bool bit(std::string_view bits, std::size_t index) {
  return index / 8 < bits.size() && (static_cast<unsigned char>(bits[index / 8]) >> index % 8 & 1) != 0;
}

}  // namespace techmarket::db::binlog
