#pragma once
// UUID як 16 байтів; текст у канонічному вигляді 8-4-4-4-12 (RFC 9562).

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace techmarket {

struct Uuid {
  std::uint64_t high = 0;  ///< перші вісім байтів, старший байт першим
  std::uint64_t low = 0;

  friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

constexpr std::size_t kUuidTextLength = 36;

/// UUID версії 4 (RFC 9562, 5.4) зі 128 випадкових бітів; шість із них займають версія і варіант.
constexpr Uuid uuid_v4(std::uint64_t random_high, std::uint64_t random_low) {
  return {(random_high & ~std::uint64_t{0xF000}) | 0x4000, (random_low >> 2) | (std::uint64_t{1} << 63)};
}

/// UUID версії 7 (RFC 9562, 5.7): 48 бітів часу, далі випадкові. @param unix_ms мілісекунди від 1970-01-01
/// UTC.
constexpr Uuid uuid_v7(std::int64_t unix_ms, std::uint64_t random_high, std::uint64_t random_low) {
  return {(static_cast<std::uint64_t>(unix_ms) << 16) | 0x7000 | (random_high & 0x0FFF),
          (random_low >> 2) | (std::uint64_t{1} << 63)};
}

/// Пише рівно 36 символів у out.
void write_text(Uuid uuid, char* out);
std::string to_string(Uuid uuid);

/// Приймає канонічний запис у будь-якому регістрі.
std::optional<Uuid> parse_uuid(std::string_view text);

}  // namespace techmarket

template <>
struct std::hash<techmarket::Uuid> {
  std::size_t operator()(techmarket::Uuid uuid) const noexcept {
    // Молодші біти v4 і v7 випадкові; множення розносить їх і на старші розряди.
    return static_cast<std::size_t>((uuid.low ^ (uuid.high << 16)) * 0x9E3779B97F4A7C15u);
  }
};
