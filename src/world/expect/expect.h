#pragma once
// Оракул: що має бути в базах і сховищі після generate і скількох завгодно днів simulate — із самого зерна,
// без жодної бази. Рахує з функцій моделі в цілих копійках, оминаючи запис рядків, завантаження, SQL і ETL:
// тому може їх упіймати.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/money.h"
#include "world/simulate/conditions.h"
#include "world/world.h"

namespace techmarket::world {

/// Міри фактів.
struct Measures {
  std::uint64_t facts = 0;
  std::int64_t quantity = 0;
  Money revenue, discount, cost;

  Money margin() const { return revenue - discount - cost; }
  Measures& operator+=(const Measures& other);
  friend bool operator==(const Measures&, const Measures&) = default;
};

using MeasuresBy = std::map<std::string, Measures>;

struct ExpectedTable {
  std::string service, table;
  std::uint64_t rows = 0;
  /// Вимір пам'ятає й те, чого в джерелі вже немає: у ньому може бути більше рядків.
  bool keeps_history = false;
};

struct Expectation {
  std::vector<ExpectedTable> tables;  ///< чотири бази, далі сховище, завантажене після цього
  Measures total;
  MeasuresBy by_month;     ///< «2026-11»
  MeasuresBy by_region;    ///< код області замовлення
  MeasuresBy by_category;  ///< назва категорії товару
  MeasuresBy by_employee;  ///< адреса працівника
  /// Рядки проданих замовлень із товаром, якого немає (хиба unknown_product): із ними ETL відмовиться.
  std::uint64_t refused = 0;
};

/// @param history умови прожитих днів; їхня кількість — кількість днів. World має знати на день більше.
/// @return interrupted, якщо попросили зупинитися.
Result<Expectation> expect(const World& world, const History& history, unsigned threads);

}  // namespace techmarket::world
