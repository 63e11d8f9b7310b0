#pragma once
// Число як текст: порівняти, виміряти, не втративши жодної цифри.

#include <optional>
#include <string>
#include <string_view>

namespace techmarket::dbml {

/// Десяткове число без зайвих нулів: знак, цифри до коми, цифри після.
struct ExactNumber {
  bool negative = false;
  std::string whole;     ///< без нулів на початку; нуль — порожньо
  std::string fraction;  ///< без нулів у кінці

  /// «-12.5», «0».
  std::string text() const;
};

/// «5», «-1.50», «+1.5e-3». Порожньо, якщо це не число або його степінь більший, ніж має double.
std::optional<ExactNumber> parse_number(std::string_view text);

}  // namespace techmarket::dbml
