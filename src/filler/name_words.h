#pragma once
// Слова імені стовпця: поділ на слова, головне слово, події. З них складає здогад meaning.cc.

#include <optional>
#include <string>
#include <string_view>

#include "filler/meaning.h"

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

/// Чи є серед слів «_імені_» хоч одне з words (через пробіл). Слово може мати в собі «_».
bool has_any(std::string_view padded, std::string_view words);

struct Match {
  Meaning meaning;
  std::string subject;  ///< слова перед тими, що збіглися
};

/// Правило, яке каже, що це: за головним словом імені, а як воно мовчить — за будь-яким.
/// @param fits яким типам має годитися правило (meaning_rules.h).
std::optional<Match> match(std::string_view padded, unsigned fits);

/// Щабель події, про яку каже стовпець часу.
Step step_of(std::string_view padded);

/// Подія, яка стається з меншістю рядків: вилучено, скасовано. Кінець строку (end_date) — звичайна.
bool is_rare(std::string_view padded);

/// Частка «так»: вимкнене й вилучене — рідкість, чинне й видиме — звичай.
double truth_of(std::string_view padded);

}  // namespace techmarket::filler
