#pragma once
// Лексеми виразу SQL. Це не граматика SQL, а рівно стільки, щоб порівняти CHECK, DEFAULT і вираз індексу.

#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace techmarket::sql {

struct SqlToken {
  enum class Kind { end, word, name, string, number, bits, symbol };
  Kind kind = Kind::end;
  /// word — нижнім регістром; name — ім'я в лапках, розкодоване; string — розкодований вміст;
  /// bits — b'101' або x'ff' нижнім регістром; symbol — знак або оператор.
  std::string text = {};

  bool is_word(std::string_view word) const { return kind == Kind::word && text == word; }
  bool is_symbol(std::string_view symbol) const { return kind == Kind::symbol && text == symbol; }
};

/// Остання лексема — end. Незакриті лапки тягнуться до кінця тексту.
std::vector<SqlToken> sql_tokens(std::string_view text, schema::Dialect dialect);

/// Рядок у лапках діалекту: апостроф подвоюється, у MySQL ще й зворотна риска.
std::string sql_string(std::string_view text, schema::Dialect dialect);

/// Ім'я без лапок, якщо діалект прочитає його так само, інакше в лапках.
std::string sql_name(std::string_view name, schema::Dialect dialect);

}  // namespace techmarket::sql
