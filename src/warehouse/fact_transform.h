#pragma once
// Рядок замовлення → факт. Чисте перетворення: ні з'єднань, ні потоків.

#include <optional>

#include "db/row.h"
#include "warehouse/keys.h"
#include "warehouse/quality.h"
#include "warehouse/select_list.h"

namespace techmarket::warehouse {

/// Стовпці orders, яких чекає add_order(); конструктор FactTransform додає сюди ключі вимірів.
struct OrderColumns {
  SelectList list = {};
  std::size_t id = list.add("id"), order_date = list.add("order_date"), status = list.add("status");
};

/// Стовпці order_items, яких чекає item().
struct ItemColumns {
  SelectList list = {};
  std::size_t id = list.add("id"), order_id = list.add("order_id"), product_id = list.add("product_id"),
              quantity = list.add("quantity"), unit_price = list.add("unit_price"),
              unit_cost = list.add("unit_cost"), discount = list.add("discount");
};

class FactTransform {
 public:
  /// @param database ім'я бази замовлень для повідомлень
  FactTransform(const DimensionKeys& keys, std::string_view database, Quality& quality);

  const OrderColumns& order_columns() const { return order_; }
  const ItemColumns& item_columns() const { return item_; }

  /// Замовлення цього проходу забуваються; місце готується під count наступних.
  void begin_pass(std::size_t count);

  void add_order(db::RowView row);

  /// Факт рядка замовлення. Порожньо: замовлення не продане (рахується) або рядок зіпсований (іде в quality).
  std::optional<Fact> item(db::RowView row);

  std::int64_t facts() const { return facts_; }
  std::int64_t unsold() const { return unsold_; }
  /// Факти рядків без unit_cost: їхня собівартість — products.cost.
  std::int64_t uncosted() const { return uncosted_; }

 private:
  /// Як ідентифікатор у замовленні стає ключем факту.
  struct OrderKey {
    const MemberKeys& members;
    SurrogateKey OrderKeys::*key;
    std::size_t column;
    std::string problem;  ///< «unknown customer_id»
  };

  void bad_order(db::RowView row, std::string_view problem, std::size_t column);
  std::optional<Money> catalogue_cost(Uuid product) const;
  std::nullopt_t bad_item(db::RowView row, std::string_view problem, std::string_view detail);

  const DimensionKeys& keys_;
  const MemberKeys& products_;
  OrderColumns order_;
  const ItemColumns item_;
  std::vector<OrderKey> order_keys_;
  const std::string orders_table_, items_table_;
  Quality& quality_;
  tsl::robin_map<Uuid, OrderKeys> orders_;
  std::int64_t facts_ = 0, unsold_ = 0, uncosted_ = 0;
};

}  // namespace techmarket::warehouse
