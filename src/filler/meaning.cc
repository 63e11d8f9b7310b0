#include "filler/meaning.h"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "filler/meaning_rules.h"
#include "filler/name_words.h"
#include "filler/vocabulary.h"

namespace techmarket::filler {
namespace {

unsigned fits(Family kind) {
  switch (kind) {
    case Family::text:
    case Family::other:
    case Family::enumeration:
      return kText;
    case Family::integer:
    case Family::decimal:
    case Family::bits:
      return kNumber;
    case Family::date:
    case Family::time:
    case Family::moment:
    case Family::year:
      return kTime;
    case Family::boolean:
      return kFlag;
    default:
      return 0;
  }
}

constexpr std::string_view kNames[] = {
#define TECHMARKET_MEANING(name) #name,
    TECHMARKET_MEANINGS(TECHMARKET_MEANING)
#undef TECHMARKET_MEANING
};

bool is_name(Meaning meaning) {
  return meaning == Meaning::first_name || meaning == Meaning::last_name || meaning == Meaning::full_name;
}

/// Частини однієї людини: ім'я, стать, пошта.
bool is_person_part(Meaning meaning) {
  return is_name(meaning) || meaning == Meaning::patronymic || meaning == Meaning::email ||
         meaning == Meaning::username || meaning == Meaning::gender;
}

/// Хто зробив: «created_by», «author».
constexpr std::string_view kSomebody = "*";

/// Чиє це: «customer» у customer_name й customer_email, порожньо у first_name.
std::string owner_of(std::string_view name) {
  constexpr std::string_view kParts[] = {
      "_first_name", "_firstname", "_last_name", "_lastname", "_full_name", "_fullname", "_email_address",
      "_email",      "_mail",      "_username",  "_login",    "_gender",    "_sex",      "_name"};
  const std::string padded = "_" + std::string(name);
  if (padded.ends_with("_by")) return std::string(kSomebody);
  for (const std::string_view part : kParts)
    if (padded.ends_with(part))
      return padded.size() == part.size() ? "" : padded.substr(1, padded.size() - part.size() - 1);
  return {};
}

/// «name» значить те, чиє це ім'я: у customers — людина, у cities — місто.
/// @param padded «_ім'я таблиці_» або решта імені стовпця: «restaurant» у restaurant_name.
Meaning name_of(const MeaningRules& rules, std::string_view padded) {
  if (const auto kind = rules.kind_of_row(padded)) return *kind;
  // «menu_item» — страва, «content_item» — хтозна: товар лише в самих items і в рядках продажу.
  constexpr std::string_view kGoods[] = {"_item_",      "_items_",      "_order_item_",   "_order_items_",
                                         "_cart_item_", "_cart_items_", "_invoice_item_", "_invoice_items_",
                                         "_sale_item_", "_sale_items_", "_stock_item_",   "_stock_items_"};
  if (std::ranges::find(kGoods, padded) != std::end(kGoods)) return Meaning::product;
  return Meaning::title;
}

/// Чиє ім'я: «restaurant» у restaurant_name, «cliente» у nombre_cliente; порожньо — самої таблиці.
std::optional<std::string> named_thing(std::string_view column) {
  constexpr std::string_view kTitles[] = {"name", "nombre", "nome", "nom", "назва", "nazva", "nama"};
  for (const std::string_view word : kTitles) {
    if (column == word) return std::string();
    if (column.size() <= word.size()) continue;
    if (column.ends_with(word) && column[column.size() - word.size() - 1] == '_')
      return std::string(column.substr(0, column.size() - word.size() - 1));
    if (column.starts_with(word) && column[word.size()] == '_')
      return std::string(column.substr(word.size() + 1));
  }
  return std::nullopt;
}

bool is_identifier(std::string_view text) {
  constexpr std::size_t kLongest = 30;
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, [](char c) {
    return is_upper(c) || is_lower_or_digit(c) || c == '_' || c == '-' || c == '.' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
}

bool has_column(const schema::Table& table, std::string_view words) {
  return std::ranges::any_of(table.columns, [&](const schema::Column& column) {
    return has_any("_" + snake_case(fold(column.name)) + "_", words);
  });
}

/// Чи стоїть поруч адреса: тоді «state» — область, а не стан.
bool has_address(const schema::Table& table) {
  return has_column(table, "city zip zipcode postcode postal street address");
}

/// Зріст і вага людини, а не посилки: таблиця про людину або про чиєсь тіло.
bool is_about_a_body(const MeaningRules& rules, const schema::Table& table, std::string_view padded) {
  return name_of(rules, "_" + snake_case(fold(table.name.name)) + "_") == Meaning::full_name ||
         has_any(padded, "body target_weight goal_weight current_weight") ||
         has_column(table,
                    "gender sex age birth dob birthday birthdate patient patient_id athlete user_id bmi");
}

/// Точніше число, яке видно лише з усього імені чи таблиці.
Meaning refined(const MeaningRules& rules, Meaning meaning, const schema::Table& table,
                std::string_view padded) {
  if (meaning == Meaning::weight && is_about_a_body(rules, table, padded)) return Meaning::body_weight;
  if (meaning == Meaning::size && has_any(padded, "height") && is_about_a_body(rules, table, padded))
    return Meaning::body_height;
  if (meaning == Meaning::year &&
      !has_any(padded,
               "birth born release released publication published founded established built build "
               "construction manufacture manufactured production model made"))
    return padded == "_year_" ? meaning : Meaning::recent_year;
  return meaning;
}

/// «ACTIVE» за замовчуванням — і решта звичних слів великими літерами; саме значення — серед перелічених.
/// @param usual слова зі словника, а не з примітки.
void follow_default(const schema::Column& column, bool usual, std::vector<std::string>& listed) {
  if (listed.empty() || !column.default_value || column.default_value->kind != schema::Value::Kind::string)
    return;
  const std::string& text = column.default_value->text;
  if (!is_identifier(text)) return;
  const bool has_upper = std::ranges::any_of(text, is_upper);
  const bool has_lower = std::ranges::any_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
  for (std::string& word : listed) {
    if (!usual) break;
    if (has_upper)
      std::ranges::transform(
          word.begin(), has_lower ? word.begin() + 1 : word.end(), word.begin(),
          [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    else if (has_lower)
      word = ascii_lower(word);
  }
  std::erase(listed, text);
  listed.insert(listed.begin(), text);
}

/// Частини імен, які роблять стовпець ідентифікатором; «hk_», «_bk» — ключі сховищ даних.
constexpr std::string_view kIdentifiers[] = {"_id_", "_ids_", "_bk_", "_hk_"};

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

std::string_view to_string(Meaning meaning) {
  return kNames[static_cast<std::size_t>(meaning)];
}

std::optional<Meaning> meaning_of(std::string_view name) {
  const auto* found = std::ranges::find(kNames, name);
  if (found == std::end(kNames)) return std::nullopt;
  return static_cast<Meaning>(found - std::begin(kNames));
}

Guess guess(const MeaningRules& rules, const schema::Table& table, const schema::Column& column,
            const ValueType& type) {
  const std::string name = snake_case(fold(column.name)), padded = "_" + name + "_";
  const unsigned kind = fits(type.kind);
  Guess result;
  result.step = rules.step_of(padded);
  result.rare = is_rare(padded);
  result.truth = truth_of(padded);
  if (kind == kTime) {
    result.meaning = Meaning::moment;
    return result;
  }
  result.list =
      (column.default_value && column.default_value->text == "[]") ||
      has_any(padded,
              "tags labels keywords images photos pictures features skills symptoms list items urls "
              "links amenities ingredients allergies interests hobbies languages roles permissions");
  if (type.kind == Family::json) {
    if (has_any(padded, "settings config configuration options preferences prefs"))
      result.meaning = Meaning::settings;
    return result;
  }
  // Текстовий «…_id» — чужий ідентифікатор, хоч би чий він.
  if (type.kind == Family::text && !name.contains("mail") && !name.contains("tax") &&
      std::ranges::any_of(kIdentifiers, [&](std::string_view word) { return padded.contains(word); })) {
    result.meaning = name.contains("session") ? Meaning::token : Meaning::code;
    return result;
  }
  // Коротка примітка називає вміст; довга розповідає про інше, і випадкове слово в ній нічого не значить.
  constexpr std::ptrdiff_t kMostWords = 4;
  const std::string note = column.note.value_or("");
  if (type.kind == Family::text && !note.empty()) result.listed = listed_values(note);
  auto found = rules.match(padded, kind);
  if (!found && name.ends_with('s')) found = rules.match("_" + name.substr(0, name.size() - 1) + "_", kind);
  if (found) {
    result.meaning = found->meaning;
    result.subject = is_person_part(result.meaning) ? owner_of(name) : std::move(found->subject);
  } else if (!note.empty() && std::ranges::count(note, ' ') < kMostWords) {
    if (auto noted = rules.match("_" + snake_case(fold(note)) + "_", kind)) result.meaning = noted->meaning;
  }
  const auto thing = named_thing(name);
  const bool titled = result.meaning == Meaning::title || result.meaning == Meaning::none;
  if (type.kind == Family::text && thing &&
      (titled || result.meaning == Meaning::status || result.meaning == Meaning::kind)) {
    const std::string owner = snake_case(fold(table.name.name));
    result.meaning = name_of(rules, "_" + (thing->empty() ? owner : *thing) + "_");
    if (result.meaning == Meaning::full_name) result.subject = owner_of(name);
  } else if (titled && name == "title" &&
             name_of(rules, "_" + snake_case(table.name.name) + "_") == Meaning::product) {
    result.meaning = Meaning::product;
  }
  if (result.meaning == Meaning::status && padded.contains("_state_") && has_address(table))
    result.meaning = Meaning::region;
  result.meaning = refined(rules, result.meaning, table, padded);
  result.local =
      has_column(table, "city town province oblast zip zipcode postcode street misto ciudad cidade");
  // Перелік у примітці важить лише там, де значення справді з переліку, а не «ім'я, прізвище».
  const bool enumerable = result.meaning == Meaning::none || result.meaning == Meaning::title ||
                          result.meaning == Meaning::status || result.meaning == Meaning::kind ||
                          result.meaning == Meaning::priority || result.meaning == Meaning::gender ||
                          result.meaning == Meaning::category || result.meaning == Meaning::language_code ||
                          result.meaning == Meaning::currency;
  if (!enumerable) result.listed.clear();
  if (type.kind != Family::text) return result;
  const bool usual = result.listed.empty();
  if (result.listed.empty() && (enumerable || result.meaning == Meaning::duration))
    result.listed = usual_values(table, name);
  if (result.listed.empty() && result.meaning == Meaning::status) result.listed = usual_statuses(table, name);
  if (result.listed.empty()) result.listed = plain_values(result.meaning);
  follow_default(column, usual, result.listed);
  return result;
}

void unite_people(std::vector<Guess>& guesses) {
  std::set<std::string> named;
  for (const Guess& guessed : guesses)
    if (is_name(guessed.meaning)) named.insert(guessed.subject);
  // «created_by» — хтось інший; його ім'я нікому більше не належить.
  std::erase_if(named, [](const std::string& owner) { return owner == kSomebody; });
  if (named.size() != 1 || named.contains("")) return;
  for (Guess& guessed : guesses)
    if (is_person_part(guessed.meaning) && guessed.subject.empty()) guessed.subject = *named.begin();
}

}  // namespace techmarket::filler
