#pragma once
// Опис зірки, один на всю програму: кожна таблиця сховища, кожен її стовпець, звідки він і як обчислений.
// Звідси виводяться прив'язка за іменами, SELECT із джерел, тимчасові таблиці, COPY, SQL злиття і `etl
// lineage`. Стовпця, якого тут немає, ETL не торкається. Самі дані — star.cc.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "db/binding.h"
#include "warehouse/fact.h"

namespace techmarket::warehouse {

inline constexpr std::string_view kCatalogService = "catalog-db", kOrdersService = "orders-db",
                                  kWarehouseService = "dwh-db";

/// Стовпець сервісу.
struct SourceColumn {
  std::string_view service, table, name;

  std::string text() const;  ///< «orders-db.order_items.quantity»
  friend bool operator==(const SourceColumn&, const SourceColumn&) = default;
};

/// Таблиця сервісу: kOrderItems["quantity"] — її стовпець.
struct SourceTable {
  std::string_view service, name;

  constexpr SourceColumn operator[](std::string_view column) const { return {service, name, column}; }
};

inline constexpr SourceTable kOrders{kOrdersService, "orders"}, kOrderItems{kOrdersService, "order_items"};

/// Що стовпець таблиці сховища означає для завантаження.
enum class Role {
  surrogate_key,  ///< номер рядка, який дає сховище
  durable_key,    ///< номер члена, спільний для всіх його версій
  natural_key,    ///< ідентифікатор рядка в джерелі
  attribute,      ///< переходить із джерела без змін
  reference,  ///< сурогатний ключ члена виміру, знайденого за ідентифікатором із джерела
  computed,   ///< обчислюється, як сказано в how
  valid_from,  ///< відколи версія чинна, включно
  valid_to,    ///< доки версія чинна, не включно
  is_current,  ///< чи версія остання
  deleted_at,  ///< час запуску, що не знайшов члена в джерелі
  changed_at   ///< час початку запуску, що востаннє змінив рядок
};

struct Column {
  std::string_view name;
  std::string_view type;  ///< як у DBML: decimal(14,2)
  Role role;
  std::vector<SourceColumn> sources = {};  ///< у природного ключа, атрибута й посилання — рівно один
  std::string_view how = {};        ///< вираз computed; у календаря — SQL над day
  std::string_view dimension = {};  ///< вимір, на який посилається reference
  bool required = true;  ///< порожнє значення в джерелі — порушення якості
  bool versioned = false;  ///< scd2: зміна відкриває нову версію члена

  const SourceColumn& source() const { return sources.front(); }
};

/// Що стається зі старим значенням, коли член змінився в джерелі.
enum class History {
  none,  ///< старих значень не буває: рядки сталі або щоразу складаються наново
  scd1,  ///< нове значення заступає старе; сурогатний ключ той самий
  scd2  ///< зміна стовпця versioned відкриває нову версію; решта заступає старе в усіх версіях
};

/// Перша версія члена чинна від kBeginning: сховище не знає, яким він був раніше. Остання — до kForever: дата
/// замість порожнечі, щоб умова «order_date < valid_to» не потребувала винятку.
inline constexpr std::string_view kBeginning = "1900-01-01", kForever = "9999-12-31";

struct Dimension {
  std::string_view table;  ///< dim_customer
  History history;
  std::vector<Column> columns;  ///< у порядку DBML
  std::vector<Column> for_facts = {};  ///< стовпці джерела, потрібні фактам, а не виміру: products.cost

  std::string_view surrogate_key() const { return column(Role::surrogate_key).name; }
  std::string_view natural_key() const { return column(Role::natural_key).name; }
  bool keeps_versions() const { return history == History::scd2; }
  /// Таблиця сервісу, рядок якої є членом виміру.
  SourceTable source() const;
  /// Стовпці, що залежать від рядка джерела: атрибути й посилання.
  std::vector<Column> tracked() const;
  std::vector<Column> references() const;
  /// Посилання на самого себе, тобто батько в дереві; порожньо, якщо вимір — не дерево.
  std::optional<Column> tree() const;
  /// Перший стовпець цієї ролі.
  const Column& column(Role role) const;
};

/// Календар: єдиний вимір без джерела, тож його члени обчислюються.
const Dimension& calendar();

/// Виміри з сервісів у порядку завантаження: ті, на які посилаються, перед тими, що посилаються.
const std::vector<Dimension>& dimensions();

/// Один із dimensions(); table мусить там бути.
const Dimension& dimension(std::string_view table);

/// Звідки стовпець fact_sales бере значення: поле факту, ключ із замовлення або обчислене з полів.
using FactValue = std::variant<Uuid Fact::*, DateKey OrderKeys::*, SurrogateKey OrderKeys::*,
                               std::int32_t Fact::*, Money Fact::*, Money (Fact::*)() const>;

struct FactColumn : Column {
  FactValue value;

  /// Ключ члена, на якого вказує замовлення; nullptr — стовпець не такий.
  const auto* from_order() const { return std::get_if<SurrogateKey OrderKeys::*>(&value); }
};

inline constexpr std::string_view kFactTable = "fact_sales";

/// Стовпці fact_sales у порядку COPY.
const std::vector<FactColumn>& fact_columns();

/// Таблиця сховища, як її бачать прив'язка й `etl lineage`.
struct Table {
  schema::QualifiedName name;
  History history;
  std::vector<Column> columns;
};

/// Усі таблиці сховища: календар, виміри, факти, вітрини, журнал запусків.
std::vector<Table> tables();

/// Стовпці, яких ETL торкається в базі сервісу: які читає (джерела) або пише (сховище).
std::vector<db::TableUse> table_uses(std::string_view service);

/// Стан замовлення для сховища. Перелік повний: статус, якого тут немає, — порушення якості, бо ETL не знає,
/// чи це продаж.
enum class OrderState { sold, unsold };
std::optional<OrderState> order_state(std::string_view status);

/// Статуси замовлень, чиї рядки стають фактами, для SQL: 'paid','shipped','delivered'.
std::string sold_statuses();

/// Роки, в яких замовлення можливі. Календар не має прогалин, тож одна помилкова дата (0001 чи 9999 рік)
/// додала б до нього мільйони днів.
inline constexpr int kFirstOrderYear = 1990, kLastOrderYear = 2100;

/// Умова SQL для order_date поза цими роками, разом із «нульовою» датою MySQL.
std::string outside_order_years();

}  // namespace techmarket::warehouse
