#pragma once
// Лексема і її місце. Лексема не володіє текстом: зміщення вказують у файл, який живе довше за розбір.

#include <cstdint>
#include <string_view>

namespace techmarket::dbml {

/// Відтинок файлу в байтах і рядок його початку, від 1. Стовпці й кінець рахує range_of (source.h): вони
/// потрібні небагатьом лексемам.
struct Span {
  std::uint32_t begin = 0, end = 0;
  std::int32_t line = 0;
};

struct Token {
  enum class Kind : std::uint8_t {
    end,
    identifier,  ///< id, 2nd, таблиця
    quoted,      ///< "double precision": ім'я, а на місці значення — рядок
    string,      ///< 'x' або '''x'''
    expression,  ///< `now()`
    color,       ///< #fff
    number,      ///< без знака: 5, 1.5, 1e-3
    relation,    ///< < > - <> і необов'язкові кінці: >? ?> тощо
    arrow,       ///< -> (Dep)
    symbol,      ///< один розділовий знак, він у полі symbol
  };

  Span at;
  Kind kind = Kind::end;
  char symbol = 0;                  ///< 0 в усіх, крім Kind::symbol
  bool newline_before : 1 = false;  ///< між попередньою лексемою і цією є кінець рядка
  bool space_before : 1 = false;  ///< є пропуск, коментар або кінець рядка
  bool broken : 1 = false;  ///< про незакритий рядок чи вираз уже повідомлено
  bool escaped : 1 = false;  ///< у рядку чи імені в лапках є зворотна риска

  bool is(Kind wanted) const { return kind == wanted; }
  bool is(char wanted) const { return symbol == wanted; }
  bool is_name() const { return kind == Kind::identifier || kind == Kind::quoted; }
};
static_assert(sizeof(Token) == 16);  // лексема повертається в регістрах: їх мільйони

}  // namespace techmarket::dbml
