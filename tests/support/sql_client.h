#pragma once
// Сервер, якому тест дає SQL рідним клієнтом (mariadb, psql) — так, як файл виконав би користувач, — і бачить
// усе, що той надрукував.

#include <memory>
#include <string>
#include <string_view>

#include "base/process.h"
#include "schema/schema.h"
#include "support/temporary_server.h"

namespace techmarket::support {

class SqlClient {
 public:
  explicit SqlClient(schema::Dialect dialect);

  const std::string& problem() const { return server_->problem(); }
  /// Ім'я для розділу «skip» випадку: mariadb, mysql або postgres.
  std::string_view name() const;

  /// Порожня база, у якій виконається наступний run. Схем, які створив попередній, теж немає.
  void fresh_database() const;
  Completed run(const std::string& sql) const;
  /// Попередження й зауваження сервера у виводі клієнта; порожньо — їх немає.
  std::string warnings(const Completed& done) const;
  /// Одне значення, як його повернув сервер.
  std::string value(const std::string& query) const;

 private:
  Completed run_mysql(const std::string& sql, const std::string& database) const;

  const schema::Dialect dialect_;
  const std::unique_ptr<TemporaryServer> server_;
};

}  // namespace techmarket::support
