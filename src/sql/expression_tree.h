#pragma once
// Дерево виразу SQL: розбір, спрощення, запис.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace techmarket::sql {

struct SqlNode {
  enum class Kind {
    string,   ///< text — розкодований вміст
    number,   ///< text — канонічне число
    word,     ///< NULL, TRUE, CURRENT_TIMESTAMP, b'101', *
    name,     ///< text — ім'я; children — схема й таблиця перед ним
    call,     ///< text — функція, children — аргументи
    unary,    ///< text — оператор перед операндом
    binary,   ///< text — оператор, children — два операнди
    chain,    ///< AND або OR, children — два чи більше
    in,       ///< IN або NOT IN, children — що і з-поміж чого
    between,  ///< BETWEEN або NOT BETWEEN
    is,       ///< IS NULL, IS NOT TRUE…
    cast,     ///< text — тип
    array,    ///< ARRAY[…]
    tuple,    ///< (a, b)
    choice,  ///< CASE: text «operand», якщо він є; далі пари WHEN, THEN; непарний останній — ELSE
    interval  ///< MySQL: INTERVAL вираз одиниця; text — одиниця
  };
  Kind kind = Kind::word;
  std::string text = {};
  std::vector<SqlNode> children = {};

  bool is(Kind wanted, std::string_view wanted_text) const { return kind == wanted && text == wanted_text; }
  friend bool operator==(const SqlNode&, const SqlNode&) = default;
};

/// Порожньо, якщо вираз має те, чого тут не знають (підзапит, SIMILAR TO…), або вкладений надто глибоко.
std::optional<SqlNode> parse_sql(std::string_view text, schema::Dialect dialect);

/// Запис із найменшою кількістю дужок; ключові слова — великими літерами.
std::string print_sql(const SqlNode& node, schema::Dialect dialect);

/// Те саме число одним записом: «007.50» → «7.5», «1e3» → «1000». Не число повертається як є.
std::string canonical_number(std::string_view text);

/// Чи складається текст з одного числа, можливо зі знаком.
bool is_number(std::string_view text);

}  // namespace techmarket::sql
