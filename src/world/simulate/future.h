#pragma once
// Майбутнє світу: що змінюється за кожен день після --until. Кожна відповідь — чиста функція світу, дня й
// умов днів, тому тридцять днів одразу і день за днем дають те саме. Баз тут немає.

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "rows/table_source.h"
#include "world/simulate/conditions.h"
#include "world/simulate/defect.h"
#include "world/table_rows.h"

namespace techmarket::world {

/// Замовлення, що за день змінилося: скільки подій його лінії життя було видно зранку і скільки ввечері.
struct OrderChange {
  std::uint64_t order = 0;
  std::uint32_t before = 0;  ///< 0 — замовлення ще не було
  std::uint32_t after = 0;
};

struct PriceChange {
  std::uint64_t product = 0;
  Quote quote;
};

/// Усе, що змінюється за один день. Дні — дні вікна, тобто від Window::days().
struct DayChanges {
  std::uint32_t day = 0;
  rows::Range products;   ///< нові товари
  rows::Range customers;  ///< нові клієнти
  rows::Range tokens;     ///< нові сеанси
  std::vector<PriceChange> prices;
  std::vector<std::uint64_t> discontinued;  ///< товари, яких більше не продають
  std::vector<Staff::Exchange> exchanges;
  std::vector<std::uint32_t> hired, left;  ///< працівники
  std::vector<CustomerEvent> address_changes, closures;
  std::vector<std::uint64_t>
      erased;  ///< клієнти, чий рядок зникає: запис вони закрили вчора й нічого не купили
  std::vector<OrderChange> orders;
};

class Future {
 public:
  /// @param world створений із достатнім майбутнім; має жити довше.
  Future(const World& world, History history);

  const World& world() const { return world_; }
  DayChanges changes(std::uint32_t day) const;

  /// Скільки подій замовлення видно в кінці дня: запізніла подія доходить до бази за один — три дні, а
  /// наступні чекають на неї.
  std::uint32_t visible(std::uint64_t order, const LifeLine& life, std::uint32_t day) const;
  std::optional<Defect> defect(std::uint64_t order, std::uint32_t placed_day) const;
  /// Рядки замовлення після перших count подій.
  OrderView view(std::uint64_t order, std::uint32_t count) const;

  /// Обходить замовлення, видимі в кінці дня. @param orders відтинок номерів.
  void for_each_order(rows::Range orders, std::uint32_t day,
                      const std::function<void(const OrderView&)>& visit) const;
  /// Скільки замовлень зроблено до кінця дня, видимих і ні.
  std::uint64_t orders_until(std::uint32_t day) const { return world_.orders.placed_before(day + 1); }

 private:
  std::uint32_t day_of(Timestamp at) const;

  const World& world_;
  History history_;
  RandomStream random_;
};

}  // namespace techmarket::world
