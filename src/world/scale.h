#pragma once
// Розмір світу: скільки рядків якої сутності. Таблиця зростання — у docs/world.md.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/calendar.h"
#include "base/error.h"
#include "base/random.h"
#include "rows/id_space.h"

namespace techmarket::world {

constexpr std::uint64_t kOrdersAtScaleOne = 600;

/// Усе, від чого залежить світ. Однакові параметри — однакові байти.
struct Parameters {
  Seed seed = {};
  std::uint64_t orders = kOrdersAtScaleOne;
  Date until = {};  ///< світ закінчується опівночі на початку цього дня: пізніших подій немає
  rows::UuidVersion uuid = rows::UuidVersion::v4;
};

struct Counts {
  std::uint64_t regions, products, employees, customers, orders, users, tokens;
};

/// @param all_regions, all_products скільки їх є у словниках.
Counts counts_for(std::uint64_t orders, std::uint64_t all_regions, std::uint64_t all_products);

/// «1», «0.5», «250» → кількість замовлень. Помилка usage поза межами.
Result<std::uint64_t> orders_for_scale(std::string_view scale);

/// Масштаб кількості замовлень як текст: 600 → «1», 1000 → «1.6667».
std::string scale_text(std::uint64_t orders);

/// Перевіряє кількість замовлень; помилка usage називає межі.
Status check_orders(std::uint64_t orders);

std::string_view to_string(rows::UuidVersion version);

}  // namespace techmarket::world
