#pragma once
// Лексеми файлу, складені в поля й блоки: рівно стільки будови, скільки треба, щоб вирішити, де кінчається
// рядок. Текст уже пройшов розбір, тому помилок тут не буває; незнайоме поле лишається таким, як записане.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dbml/trivia.h"

namespace techmarket::dbml {

/// Рід поля. Тіло поля має той самий рід, що й воно: у тілі table стоять column, note, indexes…
enum class FieldKind {
  file,
  project,
  table,
  group,
  enumeration,
  ref,
  note,
  records,
  view,
  section,
  dependency,
  metadata,
  use,
  indexes,
  checks,
  column,
  injection,
  index,
  check,
  value,
  row,
  relation,
  other,
};

/// Лексема, яку буде записано.
struct Leaf {
  Word word;
  std::string_view text;  ///< як її записати: слова мови — у сталому регістрі
  bool glued = false;  ///< без пропуску перед нею
  bool note = false;  ///< текст примітки: спільного відступу мова в ньому не помічає

  bool is(char symbol) const { return word.token.is(symbol); }
  bool is(Token::Kind kind) const { return word.token.is(kind); }
};

/// Поле: від first до end лексем. Тіло, якщо воно є, — від open ('{') до close ('}').
struct Field {
  FieldKind kind = FieldKind::other;
  std::size_t first = 0, end = 0;
  std::size_t open = 0, close = 0;  ///< 0 — тіла немає
  std::vector<Field> body = {};
  std::vector<std::size_t> cells = {};  ///< де починаються частини, які вирівнюються: ім'я, тип, налаштування

  bool has_body() const { return close != 0; }
};

struct FormatTree {
  std::vector<Leaf> leaves;  ///< остання — кінець файлу
  std::vector<Field> elements;
};

/// file має пережити дерево. Його текст мусить бути без синтаксичних помилок.
FormatTree read_format_tree(const SourceFile& file);

}  // namespace techmarket::dbml
