#include "filler/name_words.h"

#include <algorithm>

#include "base/text.h"
#include "filler/meaning.h"

namespace techmarket::filler {

std::string fold(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> kLetters[] = {
      {"á", "a"},  {"à", "a"}, {"â", "a"}, {"ã", "a"}, {"ä", "a"}, {"é", "e"}, {"è", "e"},
      {"ê", "e"},  {"ë", "e"}, {"í", "i"}, {"î", "i"}, {"ï", "i"}, {"ó", "o"}, {"ô", "o"},
      {"õ", "o"},  {"ö", "o"}, {"ú", "u"}, {"û", "u"}, {"ü", "u"}, {"ñ", "n"}, {"ç", "c"},
      {"ß", "ss"}, {"Є", "є"}, {"І", "і"}, {"Ї", "ї"}, {"Ґ", "ґ"}};
  std::string out;
  for (std::size_t i = 0; i < name.size();) {
    const std::string_view letter = name.substr(i, std::max<std::size_t>(1, utf8_length(name.substr(i))));
    i += letter.size();
    const auto* known =
        std::ranges::find(kLetters, letter, &std::pair<std::string_view, std::string_view>::first);
    if (known != std::end(kLetters)) {
      out += known->second;
    } else if (letter.size() == 2 && letter[0] == '\xD0' && letter[1] >= '\x90' && letter[1] <= '\xAF') {
      // А…П і Р…Я: малі літери стоять на 0x20 далі.
      const bool second = letter[1] >= '\xA0';
      out += second ? '\xD1' : '\xD0';
      out += static_cast<char>(letter[1] + (second ? -0x20 : 0x20));
    } else {
      out += letter;
    }
  }
  return out;
}

std::string snake_case(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool word = is_upper(c) || is_lower_or_digit(c) || static_cast<unsigned char>(c) >= 0x80;
    if (!word && c != '\'') {
      if (!out.empty() && out.back() != '_') out += '_';
      continue;
    }
    const bool starts = is_upper(c) && i > 0 &&
                        (is_lower_or_digit(name[i - 1]) || (is_upper(name[i - 1]) && i + 1 < name.size() &&
                                                            name[i + 1] >= 'a' && name[i + 1] <= 'z'));
    if (starts && !out.empty() && out.back() != '_') out += '_';
    out += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  while (out.ends_with('_')) out.pop_back();
  return out;
}

std::size_t find_word(std::string_view padded, std::string_view word) {
  for (auto at = padded.find(word); at != std::string_view::npos; at = padded.find(word, at + 1))
    if (at > 0 && padded[at - 1] == '_' && at + word.size() < padded.size() &&
        padded[at + word.size()] == '_')
      return at;
  return std::string_view::npos;
}

bool has_any(std::string_view padded, std::string_view words) {
  return std::ranges::any_of(split(words, ' '), [&](std::string_view word) {
    return find_word(padded, word) != std::string_view::npos;
  });
}

bool is_rare(std::string_view padded) {
  return has_any(padded,
                 "deleted removed archived refunded deactivated banned closed cancelled canceled terminated "
                 "revoked left died death deceased excluido deletado");
}

double truth_of(std::string_view padded) {
  constexpr double kSeldom = 0.08, kMostly = 0.88;
  if (has_any(
          padded,
          "deleted removed archived banned blocked suspended disabled inactive locked cancelled canceled "
          "refunded revoked expired spam flagged hidden admin superuser staff superadmin root vip premium "
          "featured pinned default primary main system test anonymous deceased eliminado excluido "
          "deletado borrado bloqueado admin видалено заблоковано"))
    return kSeldom;
  if (has_any(padded,
              "active enabled available visible published verified public valid activo activa ativo ativa "
              "actif aktiv disponible habilitado активний доступний"))
    return kMostly;
  return 0.5;
}

}  // namespace techmarket::filler
