#pragma once
// Сервіси, які звіряються: схема з DBML і з'єднання за іменем бази.

#include <map>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "config/catalogue.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"
#include "migrate/live.h"
#include "schema/schema.h"

namespace techmarket::ops {

using AnyConnection = std::variant<db::mysql::Connection, db::postgres::Connection>;

/// Нове з'єднання, готове до довгих читань.
/// @param application як воно назве себе серверові.
Result<AnyConnection> open(const config::Service& service,
                           std::string_view application = "techmarket verify");

Result<db::Rows> query(AnyConnection& connection, std::string_view sql);
Status stream(AnyConnection& connection, std::string_view sql, const db::RowHandler& handler);

/// Сервіс разом із його схемою.
struct Described {
  const config::Service* service;
  schema::Database schema;
  // Заповнює read_live():
  schema::Database live = {};                               ///< якою її бачить сервер
  migrate::Checked checked = {};                            ///< чим live різниться від schema
  std::map<schema::QualifiedName, std::int64_t> rows = {};  ///< кількості рядків; заповнює verify

  /// Спільне з'єднання запитів, що йдуть один за одним: відкривати його на кожен довше за сам запит.
  std::shared_ptr<std::optional<AnyConnection>> shared = std::make_shared<std::optional<AnyConnection>>();

  bool is_mysql() const { return service->is_mysql(); }
  /// Рядки запиту спільним з'єднанням. Після відмови воно відкриється знову.
  Status stream(std::string_view sql, const db::RowHandler& handler) const;
  /// Ім'я таблиці в SQL цього рушія.
  std::string quoted(const schema::QualifiedName& table) const;
  std::string quoted(std::string_view column) const;
  /// «orders_db.order_items.product_id»
  std::string path(const schema::QualifiedName& table, std::string_view column) const;
  /// «orders_db.order_items»
  std::string name_of(const schema::QualifiedName& table) const;
  std::int64_t rows_of(const schema::QualifiedName& table) const;
  /// «600 rows»
  std::string rows_text(const schema::QualifiedName& table) const;
};

/// Читає живу схему сервісу.
Status read_live(Described& service);

/// Усі сервіси каталогу з розібраними схемами, у порядку каталогу.
class Services {
 public:
  static Result<Services> load(const config::Catalogue& catalogue);

  const std::vector<Described>& all() const { return all_; }
  std::vector<Described>& all() { return all_; }
  /// Порожньо, якщо такого сервісу немає.
  const Described* find(std::string_view name) const;
  /// Сервіс, без якого перевірка неможлива.
  const Described& at(std::string_view name) const;

 private:
  std::vector<Described> all_;
};

}  // namespace techmarket::ops
