#pragma once
// Слова імені стовпця: поділ на слова і пошук серед них.

#include <string>
#include <string_view>

namespace techmarket::filler {

/// Латиниця ASCII, незалежно від локалі.
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// Малі літери без надрядкових знаків: «Dirección» → «direccion», «Назва» → «назва».
std::string fold(std::string_view name);

/// Місце цілого слова word у «_імені_», або npos. Слово може мати в собі «_».
std::size_t find_word(std::string_view padded, std::string_view word);

/// Чи є серед слів «_імені_» хоч одне з words (через пробіл).
bool has_any(std::string_view padded, std::string_view words);

/// Подія, яка стається з меншістю рядків: вилучено, скасовано. Кінець строку (end_date) — звичайна.
bool is_rare(std::string_view padded);

/// Частка «так»: вимкнене й вилучене — рідкість, чинне й видиме — звичай.
double truth_of(std::string_view padded);

}  // namespace techmarket::filler
