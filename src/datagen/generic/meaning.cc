#include "datagen/generic/meaning.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "datagen/generic/meaning_rules.h"
#include "datagen/generic/vocabulary.h"

namespace techmarket::datagen::generic {
namespace {

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

unsigned fits(ValueKind kind) {
  switch (kind) {
    case ValueKind::text:
    case ValueKind::unknown:
    case ValueKind::enumeration:
      return kText;
    case ValueKind::integer:
    case ValueKind::decimal:
    case ValueKind::bits:
      return kNumber;
    case ValueKind::date:
    case ValueKind::time:
    case ValueKind::moment:
    case ValueKind::year:
      return kTime;
    case ValueKind::boolean:
      return kFlag;
    default:
      return 0;
  }
}

/// Місце цілого слова word у «_name_», або npos.
std::size_t find_word(std::string_view padded, std::string_view word) {
  for (auto at = padded.find(word); at != std::string_view::npos; at = padded.find(word, at + 1))
    if (at > 0 && padded[at - 1] == '_' && at + word.size() < padded.size() &&
        padded[at + word.size()] == '_')
      return at;
  return std::string_view::npos;
}

std::optional<std::pair<Meaning, std::string>> match(std::string_view padded, unsigned kind) {
  for (const Rule& rule : kRules) {
    if (!(rule.fits & kind)) continue;
    for (const std::string_view word : split(rule.words, ' ')) {
      const bool last = word.ends_with('$');
      const std::string_view plain = word.substr(0, word.size() - (last ? 1 : 0));
      const auto at = find_word(padded, plain);
      if (at == std::string_view::npos || (last && at + plain.size() + 1 != padded.size())) continue;
      // «is_», «has_» значать щось лише на початку.
      if (rule.meaning == Meaning::flag && at != 1) continue;
      return std::pair(rule.meaning, std::string(padded.substr(1, at > 1 ? at - 2 : 0)));
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

/// Подія, яка стається з меншістю рядків: вилучено, скасовано. Кінець строку (end_date) — звичайна.
bool is_rare(std::string_view padded) {
  constexpr std::string_view kRare =
      "deleted removed archived refunded deactivated banned closed cancelled canceled terminated revoked "
      "left died "
      "death deceased excluido deletado";
  return std::ranges::any_of(split(kRare, ' '), [&](std::string_view word) {
    return find_word(padded, word) != std::string_view::npos;
  });
}

/// «name» значить те, чиє це ім'я: у customers — людина, у cities — місто.
/// @param padded «_ім'я таблиці_» або решта імені стовпця: «restaurant» у restaurant_name.
Meaning name_of(std::string_view padded) {
  for (const Rule& rule : kTableKinds)
    for (const std::string_view word : split(rule.words, ' '))
      if (find_word(padded, word) != std::string_view::npos) return rule.meaning;
  // «menu_item» — страва, «content_item» — хтозна: товар лише в самих items і в рядках продажу.
  constexpr std::string_view kGoods[] = {"_item_",      "_items_",      "_order_item_",   "_order_items_",
                                         "_cart_item_", "_cart_items_", "_invoice_item_", "_invoice_items_",
                                         "_sale_item_", "_sale_items_", "_stock_item_",   "_stock_items_"};
  if (std::ranges::find(kGoods, padded) != std::end(kGoods)) return Meaning::product;
  return Meaning::title;
}

/// Чиє ім'я: «restaurant» у restaurant_name, «cliente» у nombre_cliente; порожньо — самої таблиці.
std::optional<std::string> named_thing(std::string_view column) {
  constexpr std::string_view kNames[] = {"name", "nombre", "nome", "nom", "назва", "nazva", "nama"};
  for (const std::string_view word : kNames) {
    if (column == word) return std::string();
    if (column.size() <= word.size()) continue;
    if (column.ends_with(word) && column[column.size() - word.size() - 1] == '_')
      return std::string(column.substr(0, column.size() - word.size() - 1));
    if (column.starts_with(word) && column[word.size()] == '_')
      return std::string(column.substr(word.size() + 1));
  }
  return std::nullopt;
}

/// Чи стоїть поруч адреса: тоді «state» — область, а не стан.
bool has_address(const schema::Table& table) {
  return std::ranges::any_of(table.columns, [](const schema::Column& column) {
    const std::string padded = "_" + snake_case(column.name) + "_";
    return std::ranges::any_of(
        split("city zip zipcode postcode postal street address", ' '),
        [&](std::string_view word) { return find_word(padded, word) != std::string_view::npos; });
  });
}

/// Частини імен, які роблять стовпець ідентифікатором; «hk_», «_bk» — ключі сховищ даних.
constexpr std::string_view kIdentifiers[] = {"_id_", "_ids_", "_bk_", "_hk_"};

bool is_identifier(std::string_view text) {
  constexpr std::size_t kLongest = 30;
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, [](char c) {
    return is_upper(c) || is_lower_or_digit(c) || c == '_' || c == '-' || c == '.' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
}

/// Значення, перелічені в примітці: «new, paid, shipped», «admin | user», «values: low/high».
std::vector<std::string> listed_values(std::string_view note) {
  if (const auto colon = note.find(':'); colon != std::string_view::npos) note = note.substr(colon + 1);
  note = trim(note);
  while (note.ends_with('.') || note.ends_with(')') || note.ends_with(']')) note.remove_suffix(1);
  while (note.starts_with('(') || note.starts_with('[')) note.remove_prefix(1);
  for (const char separator : {'|', ',', '/'}) {
    if (!note.contains(separator)) continue;
    std::vector<std::string> values;
    for (std::string_view part : split(note, separator)) {
      part = trim(part);
      if (part.size() > 1 && (part.front() == '\'' || part.front() == '"') && part.back() == part.front())
        part = part.substr(1, part.size() - 2);
      if (!is_identifier(part)) return {};
      values.emplace_back(part);
    }
    return values.size() >= 2 ? values : std::vector<std::string>{};
  }
  return {};
}

}  // namespace

/// Малі літери без надрядкових знаків: «Dirección» → «direccion», «Назва» → «назва».
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

Guess guess(const schema::Table& table, const schema::Column& column, const ValueType& type) {
  const std::string name = snake_case(fold(column.name)), padded = "_" + name + "_";
  const unsigned kind = fits(type.kind);
  Guess result;
  result.step = step_of(padded);
  result.rare = is_rare(padded);
  if (kind == kTime) {
    result.meaning = Meaning::moment;
    return result;
  }
  // Текстовий «…_id» — чужий ідентифікатор, хоч би чий він.
  if (type.kind == ValueKind::text && !name.contains("mail") && !name.contains("tax") &&
      std::ranges::any_of(kIdentifiers, [&](std::string_view word) { return padded.contains(word); })) {
    result.meaning = name.contains("session") ? Meaning::token : Meaning::code;
    return result;
  }
  // Коротка примітка називає вміст; довга розповідає про інше, і випадкове слово в ній нічого не значить.
  constexpr std::ptrdiff_t kMostWords = 4;
  const std::string note = column.note.value_or("");
  if (type.kind == ValueKind::text && !note.empty()) result.listed = listed_values(note);
  auto found = match(padded, kind);
  if (!found && name.ends_with('s')) found = match("_" + name.substr(0, name.size() - 1) + "_", kind);
  if (found) {
    std::tie(result.meaning, result.subject) = std::move(*found);
  } else if (!note.empty() && std::ranges::count(note, ' ') < kMostWords) {
    if (auto noted = match("_" + snake_case(fold(note)) + "_", kind)) result.meaning = noted->first;
  }
  const auto thing = named_thing(name);
  const bool titled = result.meaning == Meaning::title || result.meaning == Meaning::none;
  if (type.kind == ValueKind::text && thing && (titled || result.meaning == Meaning::status)) {
    const std::string owner = snake_case(fold(table.name.name));
    result.meaning = name_of("_" + (thing->empty() ? owner : *thing) + "_");
  } else if (titled && name == "title" &&
             name_of("_" + snake_case(table.name.name) + "_") == Meaning::product) {
    result.meaning = Meaning::product;
  }
  if (result.meaning == Meaning::status && padded.contains("_state_") && has_address(table))
    result.meaning = Meaning::region;
  // Перелік у примітці важить лише там, де значення справді з переліку, а не «ім'я, прізвище».
  const bool enumerable = result.meaning == Meaning::none || result.meaning == Meaning::title ||
                          result.meaning == Meaning::status || result.meaning == Meaning::kind ||
                          result.meaning == Meaning::priority || result.meaning == Meaning::gender ||
                          result.meaning == Meaning::category || result.meaning == Meaning::language_code ||
                          result.meaning == Meaning::currency;
  if (!enumerable) result.listed.clear();
  if (type.kind != ValueKind::text || !result.listed.empty()) return result;
  if (enumerable || result.meaning == Meaning::duration) result.listed = usual_values(table, name);
  if (result.meaning == Meaning::status && result.listed.empty()) result.listed = usual_statuses(table, name);
  return result;
}

}  // namespace techmarket::datagen::generic
