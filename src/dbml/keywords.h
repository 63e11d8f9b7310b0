#pragma once
// Слова DBML в одному місці: елементи, блоки, налаштування та їхні значення. Звідси їх беруть розбір,
// розв'язання імен, друк і оформлення; що їх усі має словник fuzz/dbml.dict, перевіряє keywords_test.cc. Нове
// слово мови дописується сюди — і туди, де воно щось робить.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace techmarket::dbml {

// ---- елементи верхнього рівня

enum class ElementKind : std::uint8_t {
  table,
  ref,
  enumeration,
  table_partial,
  table_group,
  project,
  note,
  records,
  diagram_view,
  dependency,
  metadata,
  use,
  reuse
};

struct ElementWord {
  std::string_view word;
  ElementKind kind;
};

/// У порядку ElementKind; частіші попереду, бо шукають перебором.
inline constexpr std::array kElements{ElementWord{"Table", ElementKind::table},
                                      ElementWord{"Ref", ElementKind::ref},
                                      ElementWord{"Enum", ElementKind::enumeration},
                                      ElementWord{"TablePartial", ElementKind::table_partial},
                                      ElementWord{"TableGroup", ElementKind::table_group},
                                      ElementWord{"Project", ElementKind::project},
                                      ElementWord{"Note", ElementKind::note},
                                      ElementWord{"records", ElementKind::records},
                                      ElementWord{"DiagramView", ElementKind::diagram_view},
                                      ElementWord{"Dep", ElementKind::dependency},
                                      ElementWord{"Metadata", ElementKind::metadata},
                                      ElementWord{"use", ElementKind::use},
                                      ElementWord{"reuse", ElementKind::reuse}};

/// Слово елемента, записане в будь-якому регістрі, або nullptr.
const ElementWord* find_element(std::string_view word);

constexpr std::string_view word_of(ElementKind kind) {
  return kElements[static_cast<std::size_t>(kind)].word;
}

// ---- слова всередині елементів

inline constexpr std::string_view kNoteWord = word_of(ElementKind::note);
inline constexpr std::string_view kRecordsWord = word_of(ElementKind::records);
inline constexpr std::string_view kIndexesWord = "indexes", kChecksWord = "checks";
inline constexpr std::string_view kAsWord = "as", kFromWord = "from";

inline constexpr std::array<std::string_view, 3> kConstants{"true", "false", "null"};
inline constexpr std::array<std::string_view, 5> kRefActions{"cascade", "restrict", "set null", "set default",
                                                             "no action"};
enum class ViewSection : std::uint8_t { tables, notes, groups, schemas };
/// У порядку ViewSection.
inline constexpr std::array<std::string_view, 4> kViewSections{"Tables", "Notes", "TableGroups", "Schemas"};
inline constexpr std::array<std::string_view, 4> kMetadataKinds{"Table", "Column", "TableGroup", "Note"};
inline constexpr std::array<std::string_view, 6> kImportKinds{"table", "enum",   "tablepartial",
                                                              "note",  "schema", "tablegroup"};

// ---- налаштування

enum class Key : std::uint8_t {
  primary_key,
  unique,
  increment,
  null,
  not_null,
  default_value,
  note,
  check,
  ref,
  dep,
  name,
  type,
  header_color,
  color,
  on_delete,
  on_update,
  inactive
};

constexpr std::string_view word_of(Key key) {
  constexpr std::array<std::string_view, 17> kWords{
      "pk",  "unique", "increment", "null",        "not null", "default", "note",   "check",   "ref",
      "dep", "name",   "type",      "headercolor", "color",    "delete",  "update", "inactive"};
  return kWords[static_cast<std::size_t>(key)];
}

struct SettingRule {
  std::string_view name;
  Key key;
  bool takes_value = true;
  bool repeatable = false;
  /// Модель зберігає ім'я таким, як його записано, тож оформлення його не чіпає.
  bool keeps_case = false;
};

/// Налаштування одного роду елементів.
struct SettingTable {
  std::string_view element;  ///< «a column» — для повідомлень
  std::span<const SettingRule> rules;

  /// Правило за іменем у будь-якому регістрі або nullptr.
  const SettingRule* find(std::string_view name) const;
};

namespace settings {

constexpr SettingRule flag(Key key) {
  return {.name = word_of(key), .key = key, .takes_value = false};
}
constexpr SettingRule value(Key key) {
  return {.name = word_of(key), .key = key};
}
constexpr SettingRule values(Key key) {
  return {.name = word_of(key), .key = key, .repeatable = true};
}
constexpr SettingRule kept(Key key) {
  return {.name = word_of(key), .key = key, .keeps_case = true};
}
/// Друге ім'я ключа.
inline constexpr SettingRule kPrimaryKey{
    .name = "primary key", .key = Key::primary_key, .takes_value = false};

inline constexpr std::array kTableRules{value(Key::note), kept(Key::header_color), values(Key::dep)};
inline constexpr std::array kColumnRules{flag(Key::primary_key),    kPrimaryKey,       flag(Key::not_null),
                                         flag(Key::null),           flag(Key::unique), flag(Key::increment),
                                         value(Key::default_value), value(Key::note),  values(Key::check),
                                         values(Key::ref),          values(Key::dep)};
inline constexpr std::array kIndexRules{flag(Key::primary_key), kPrimaryKey,      flag(Key::unique),
                                        value(Key::name),       value(Key::type), value(Key::note)};
inline constexpr std::array kCheckRules{value(Key::name)};
inline constexpr std::array kEnumValueRules{value(Key::note)};
inline constexpr std::array kRefRules{value(Key::on_delete), value(Key::on_update), value(Key::color),
                                      flag(Key::inactive)};
inline constexpr std::array kGroupRules{value(Key::color), value(Key::note)};
inline constexpr std::array kNoteRules{kept(Key::color), kept(Key::header_color)};
inline constexpr std::array kDependencyRules{kept(Key::note), kept(Key::color)};

}  // namespace settings

inline constexpr SettingTable kTableSettings{"a table", settings::kTableRules};
inline constexpr SettingTable kColumnSettings{"a column", settings::kColumnRules};
inline constexpr SettingTable kIndexSettings{"an index", settings::kIndexRules};
inline constexpr SettingTable kCheckSettings{"a check", settings::kCheckRules};
inline constexpr SettingTable kEnumValueSettings{"an enum value", settings::kEnumValueRules};
inline constexpr SettingTable kRefSettings{"a ref", settings::kRefRules};
inline constexpr SettingTable kGroupSettings{"a table group", settings::kGroupRules};
inline constexpr SettingTable kNoteSettings{"a note", settings::kNoteRules};
inline constexpr SettingTable kDependencySettings{"a dependency", settings::kDependencyRules};
inline constexpr SettingTable kMetadataSettings{"metadata", {}};

inline constexpr std::array kAllSettings{
    kTableSettings, kColumnSettings, kIndexSettings, kCheckSettings,      kEnumValueSettings,
    kRefSettings,   kGroupSettings,  kNoteSettings,  kDependencySettings, kMetadataSettings};

/// «Tables, Notes або Schemas» для порад: words через кому, останнє через or.
std::string one_of(std::span<const std::string_view> words);

/// Чи може слово на місці імені означати щось інше: тоді друк ставить його в лапки.
bool is_keyword(std::string_view name);

}  // namespace techmarket::dbml
