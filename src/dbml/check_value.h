#pragma once
// Чи прийме стовпець значення: default або клітинку records. Сервер відмовить, обріже чи округлить — програма
// каже про це раніше. Це попередження: еталон такі файли компілює.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "schema/lookup.h"
#include "schema/schema.h"
#include "sql/type_table.h"

namespace techmarket::dbml {

struct ValueProblem {
  std::string_view
      code;             ///< value-type, value-not-in-enum, value-too-long, value-out-of-range, value-rounded
  std::string message;  ///< «'abc' is not a whole number»
  std::string hint = {};
};

/// Перевіряє значення одного стовпця; тип розібрано один раз на всі рядки.
class ValueChecker {
 public:
  /// @param type живе довше за перевірку.
  /// @param enumeration перелік, яким є цей тип; nullptr — це не перелік.
  /// @param lookup знає enumeration, живе довше за перевірку.
  ValueChecker(const schema::Type& type, const schema::Enum* enumeration, const schema::Lookup& lookup);

  /// null і вираз приймаються завжди: про них знає лише сервер або правило NOT NULL.
  std::optional<ValueProblem> check(const schema::Value& value) const;

  /// Значення у вигляді, в якому рівні значення мають рівний текст: 1.50 і 1.5, TRUE і true.
  std::string key(const schema::Value& value) const;

 private:
  std::optional<ValueProblem> check_number(const schema::Value& value) const;
  std::optional<ValueProblem> check_text(const schema::Value& value) const;
  std::optional<ValueProblem> check_member(const schema::Value& value) const;

  const schema::Type& type_;
  const schema::Enum* enumeration_;
  const schema::Lookup* lookup_;
  const sql::Family family_;
  const int bits_;                                ///< ціле або логічне
  std::optional<std::size_t> length_;             ///< varchar(N)
  std::optional<std::size_t> precision_, scale_;  ///< decimal(P, S)
};

/// Значення для повідомлення: 'текст' у лапках, довгий — обрізано.
std::string shown(const schema::Value& value);

}  // namespace techmarket::dbml
