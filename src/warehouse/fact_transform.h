#pragma once
// Рядок замовлення → факт. Чисте перетворення: ні з'єднань, ні потоків.

#include "db/row.h"
#include "warehouse/fact.h"
#include "warehouse/keys.h"
#include "warehouse/quality.h"

namespace techmarket::warehouse {

/// Стовпці, яких чекають add_order() і item(), у цьому порядку.
inline constexpr std::string_view kOrderColumns =
    "id, customer_id, employee_id, region_id, order_date, status";
inline constexpr std::string_view kItemColumns = "id, order_id, product_id, quantity, unit_price, discount";

class FactTransform {
 public:
  /// @param database ім'я бази замовлень для повідомлень
  FactTransform(const DimensionKeys& keys, std::string_view database, Quality& quality);

  /// Замовлення цього проходу забуваються; місце готується під count наступних.
  void begin_pass(std::size_t count);

  void add_order(db::RowView row);

  /// Факт рядка замовлення. Порожньо: замовлення не продане (рахується) або рядок зіпсований (іде в quality).
  std::optional<Fact> item(db::RowView row);

  std::int64_t facts() const { return facts_; }
  std::int64_t unsold() const { return unsold_; }

 private:
  std::nullopt_t bad_item(db::RowView row, std::string_view problem, std::string_view detail);
  std::optional<SurrogateKey> find(const KeyMap& map, db::RowView row, std::size_t column,
                                   std::string_view problem);

  const DimensionKeys& keys_;
  const std::string orders_table_, items_table_;
  Quality& quality_;
  OrderMap orders_;
  std::int64_t facts_ = 0, unsold_ = 0;
};

}  // namespace techmarket::warehouse
