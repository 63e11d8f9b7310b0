#include "filler/name_words.h"

#include <algorithm>

#include "base/text.h"
#include "filler/meaning_rules.h"

namespace techmarket::filler {
namespace {

/// Місце цілого слова word у «_name_», або npos.
std::size_t find_word(std::string_view padded, std::string_view word) {
  for (auto at = padded.find(word); at != std::string_view::npos; at = padded.find(word, at + 1))
    if (at > 0 && padded[at - 1] == '_' && at + word.size() < padded.size() &&
        padded[at + word.size()] == '_')
      return at;
  return std::string_view::npos;
}

/// Слова, які самі нічого не кажуть: «discount_amount» — знижка, «city_name» — місто.
bool is_bare(std::string_view word, Meaning meaning) {
  if (meaning == Meaning::title || meaning == Meaning::code || meaning == Meaning::flag ||
      meaning == Meaning::moment)
    return true;
  constexpr std::string_view kBare[] = {"amount", "total", "sum", "time", "day", "data", "rate"};
  return std::ranges::find(kBare, word) != std::end(kBare);
}

/// Мови, де головне слово стоїть першим: «telefono_empresa» — телефон.
bool has_head_first(std::string_view padded) {
  constexpr std::string_view kHeads =
      "telefono telefone correo direccion descripcion descricao categoria codigo precio preco estado tipo "
      "fecha data numero cantidad quantidade nombre nome valor ciudad cidade nom prix adresse titulo";
  const std::string_view first = padded.substr(1, padded.find('_', 1) - 1);
  return std::ranges::any_of(split(kHeads, ' '), [&](std::string_view head) { return head == first; });
}

/// Головне слово стоїть у кінці: «product_description» — опис, «host_path» — шлях. Перемагає найдовший запис.
std::optional<Match> match_head(std::string_view padded, unsigned kind) {
  std::optional<Match> best;
  std::size_t length = 0;
  for (const Rule& rule : kRules) {
    if (!(rule.fits & kind)) continue;
    for (std::string_view word : split(rule.words, ' ')) {
      if (word.ends_with('$')) word.remove_suffix(1);
      if (word.size() <= length || word.size() + 2 > padded.size() || is_bare(word, rule.meaning)) continue;
      const std::size_t at = padded.size() - 1 - word.size();
      if (padded[at - 1] != '_' || padded.substr(at, word.size()) != word) continue;
      length = word.size();
      best = Match{rule.meaning, std::string(padded.substr(1, at > 1 ? at - 2 : 0))};
    }
  }
  return best;
}

}  // namespace

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

bool has_any(std::string_view padded, std::string_view words) {
  return std::ranges::any_of(split(words, ' '), [&](std::string_view word) {
    return find_word(padded, word) != std::string_view::npos;
  });
}

std::optional<Match> match(std::string_view padded, unsigned kind) {
  if (!has_head_first(padded))
    if (auto head = match_head(padded, kind)) return head;
  for (const Rule& rule : kRules) {
    if (!(rule.fits & kind)) continue;
    for (const std::string_view word : split(rule.words, ' ')) {
      const bool last = word.ends_with('$');
      const std::string_view plain = word.substr(0, word.size() - (last ? 1 : 0));
      const auto at = find_word(padded, plain);
      if (at == std::string_view::npos || (last && at + plain.size() + 1 != padded.size())) continue;
      // «is_», «has_» значать щось лише на початку.
      if (rule.meaning == Meaning::flag && at != 1) continue;
      return Match{rule.meaning, std::string(padded.substr(1, at > 1 ? at - 2 : 0))};
    }
  }
  return std::nullopt;
}

Step step_of(std::string_view padded) {
  for (const StepRule& rule : kSteps)
    for (const std::string_view word : split(rule.words, ' '))
      if (find_word(padded, word) != std::string_view::npos) return rule.step;
  return Step::created;
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
