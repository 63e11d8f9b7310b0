#include "base/romanise.h"

#include <array>

#include "base/text.h"

namespace techmarket {
namespace {

struct Letter {
  std::string_view lower, upper;
  std::string_view inside;   ///< усередині слова
  std::string_view initial;  ///< на початку слова; порожньо — так само
};

constexpr std::array kLetters = std::to_array<Letter>({
    {"а", "А", "a", {}},    {"б", "Б", "b", {}},    {"в", "В", "v", {}},  {"г", "Г", "h", {}},
    {"ґ", "Ґ", "g", {}},    {"д", "Д", "d", {}},    {"е", "Е", "e", {}},  {"є", "Є", "ie", "ye"},
    {"ж", "Ж", "zh", {}},   {"з", "З", "z", {}},    {"и", "И", "y", {}},  {"і", "І", "i", {}},
    {"ї", "Ї", "i", "yi"},  {"й", "Й", "i", "y"},   {"к", "К", "k", {}},  {"л", "Л", "l", {}},
    {"м", "М", "m", {}},    {"н", "Н", "n", {}},    {"о", "О", "o", {}},  {"п", "П", "p", {}},
    {"р", "Р", "r", {}},    {"с", "С", "s", {}},    {"т", "Т", "t", {}},  {"у", "У", "u", {}},
    {"ф", "Ф", "f", {}},    {"х", "Х", "kh", {}},   {"ц", "Ц", "ts", {}}, {"ч", "Ч", "ch", {}},
    {"ш", "Ш", "sh", {}},   {"щ", "Щ", "shch", {}}, {"ь", "Ь", "", {}},   {"ю", "Ю", "iu", "yu"},
    {"я", "Я", "ia", "ya"},
});

constexpr bool is_apostrophe(std::string_view c) {
  return c == "'" || c == "’" || c == "ʼ" || c == "`";
}

const Letter* find_letter(std::string_view c) {
  for (const Letter& letter : kLetters)
    if (c == letter.lower || c == letter.upper) return &letter;
  return nullptr;
}

}  // namespace

std::string romanise(std::string_view ukrainian) {
  std::string latin;
  std::string_view previous;  // попередня літера слова; порожньо на його початку
  while (!ukrainian.empty()) {
    const std::string_view c = ukrainian.substr(0, utf8_length(ukrainian));
    ukrainian.remove_prefix(c.size());
    const Letter* letter = find_letter(c);
    if (!letter) {
      // Апостроф слова не розриває: «Мар’яна» — Mariana, а не Maryana.
      if (is_apostrophe(c)) continue;
      latin += c;
      previous = {};
      continue;
    }
    const bool zgh = letter->lower == "г" && (previous == "з" || previous == "З");
    std::string part(zgh                                            ? "gh"
                     : previous.empty() && !letter->initial.empty() ? letter->initial
                                                                    : letter->inside);
    if (c == letter->upper && !part.empty()) part[0] = static_cast<char>(part[0] - 'a' + 'A');
    latin += part;
    previous = c;
  }
  return latin;
}

std::string address_part(std::string_view name) {
  std::string part;
  for (const char c : ascii_lower(romanise(name)))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) part += c;
  return part;
}

}  // namespace techmarket
