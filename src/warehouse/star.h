#pragma once
// Як таблиці сервісів стають зіркою: які стовпці звідки беруться і за якими ключами знаходять одне одного.
// Звідси ж виводиться прив'язка за іменами: стовпець, якого тут немає, ETL не торкається.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/binding.h"

namespace techmarket::warehouse {

inline constexpr std::string_view kCatalogService = "catalog-db", kOrdersService = "orders-db",
                                  kWarehouseService = "dwh-db";

/// Стовпець джерела і стовпець виміру, у який він переходить без змін.
struct Attribute {
  std::string_view source, target;
};

/// Посилання виміру на інший вимір (або на себе): ідентифікатор у джерелі, сурогатний ключ у сховищі.
struct Parent {
  std::string_view source;     ///< region_id у customers
  std::string_view target;     ///< region_key у dim_customer
  std::string_view dimension;  ///< dim_region
  bool required = true;
};

struct Dimension {
  std::string_view table;          ///< dim_customer
  std::string_view surrogate_key;  ///< customer_key
  std::string_view natural_key;    ///< customer_id
  std::string_view service;        ///< orders-db
  std::string_view source_table;   ///< customers
  std::vector<Attribute> attributes;
  std::vector<Parent> parents;  ///< щонайбільше один
  std::string_view measure = {};  ///< стовпець джерела, потрібний фактам, але не виміру: products.cost

  const Parent* parent() const { return parents.empty() ? nullptr : &parents.front(); }
  bool hierarchical() const { return parent() && parent()->dimension == table; }
};

/// Виміри з сервісів у порядку завантаження: батьки перед дітьми.
const std::vector<Dimension>& dimensions();

/// Стовпці, які ETL читає з сервісу.
std::vector<db::TableUse> source_tables(std::string_view service);

/// Стовпці сховища, які ETL пише.
std::vector<db::TableUse> warehouse_tables();

/// Стан замовлення для сховища. Перелік повний: статус, якого тут немає, — порушення якості, бо ETL не знає,
/// чи це продаж.
enum class OrderState { sold, unsold };
std::optional<OrderState> order_state(std::string_view status);

/// Статуси замовлень, чиї рядки стають фактами, для SQL: 'paid','shipped','delivered'.
inline constexpr std::string_view kSoldStatuses = "'paid','shipped','delivered'";

/// Роки, в яких замовлення можливі. Календар не має прогалин, тож одна помилкова дата (0001 чи 9999 рік)
/// додала б до нього мільйони днів.
inline constexpr int kFirstOrderYear = 1990, kLastOrderYear = 2100;

/// Умова SQL для order_date поза цими роками, разом із «нульовою» датою MySQL.
std::string outside_order_years();

}  // namespace techmarket::warehouse
