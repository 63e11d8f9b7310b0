#pragma once
// Лексема і її місце. Лексема не володіє текстом: зміщення вказують у файл, який живе довше за розбір.

#include <cstdint>
#include <string_view>

namespace techmarket::dbml {

/// Відтинок файлу в байтах і місце його початку. Кінець у рядках і стовпцях рахує range_of (source.h).
struct Span {
  std::uint32_t begin = 0, end = 0;
  std::int32_t line = 0, column = 0;  ///< від 1; стовпець у кодових точках
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

  Kind kind = Kind::end;
  bool newline_before = false;  ///< між попередньою лексемою і цією є кінець рядка
  bool broken = false;  ///< про незакритий рядок чи вираз уже повідомлено
  bool space_before = false;  ///< є пропуск, коментар або кінець рядка
  char symbol = 0;
  Span at;

  bool is(Kind wanted) const { return kind == wanted; }
  bool is(char wanted) const { return symbol == wanted && kind == Kind::symbol; }
  bool is_name() const { return kind == Kind::identifier || kind == Kind::quoted; }
};

}  // namespace techmarket::dbml
