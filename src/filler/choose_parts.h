#pragma once
// Частини вибору кодека (choose.h): числа, тексти, геометрія.

#include <string>

#include "filler/choose.h"

namespace techmarket::filler {

inline words::CodecPtr literal(std::string text) {
  return words::words_codec({std::move(text)});
}

/// Ціле чи дробове число у звичних для його імені межах, звужених перевірками.
words::CodecPtr choose_number(const Demand& demand, Date until);

/// Текст, що вміщається в стовпець: словник за ім'ям, зразок перевірки або літери й цифри.
Source choose_text(const Demand& demand, const words::Lexicon& lexicon, Date until);

/// Геометрія: WKT для MySQL і PostGIS, власний запис для типів PostgreSQL.
words::CodecPtr choose_shape(const ValueType& type, schema::Dialect dialect);

/// JSON: об'єкт, налаштування або перелік слів.
words::CodecPtr json_codec(const Guess& guess);

}  // namespace techmarket::filler
