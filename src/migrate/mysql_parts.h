#pragma once
// Шматки ALTER TABLE, які потрібні й перейменуванням, і решті плану MySQL та MariaDB.

#include <string>
#include <string_view>
#include <vector>

#include "migrate/clauses.h"
#include "migrate/input.h"
#include "migrate/migration_plan.h"

namespace techmarket::migrate {

class MysqlParts {
 public:
  MysqlParts(const PlanInput& input, const Clauses& clauses) : input_(input), clauses_(clauses) {}

  /// Повне означення стовпця: MODIFY забирає все, чого в ньому не сказано, зокрема перевірку стовпця в
  /// MariaDB. Значення за замовчуванням — з цілі.
  std::string definition(const TableDelta& delta, const schema::Column& column) const;
  /// Стовпець таким, яким він є: значення за замовчуванням — теж живе.
  std::string live_definition(const schema::Table& live, const schema::Column& column) const;

  /// «, `updated_at` = `updated_at`»: стовпці з ON UPDATE, які UPDATE інакше змінив би.
  std::string kept_times(const schema::Table& table) const;

  /// Перевірка таблиці. Безіменну сервери називають по-різному, тож кожен читає своє ім'я.
  std::string drop_check(const PhysicalCheck* live, const schema::Check& check) const;
  /// Перевірка стовпця MariaDB: у MySQL вона — перевірка таблиці, а MariaDB бачить коментар.
  std::string drop_check_of_mysql(const PhysicalCheck& live, std::string_view before) const;
  std::string add_check_of_mysql(const schema::Check& check) const;

 private:
  std::string kept_checks(const TableDelta& delta, const schema::Column& column) const;

  const PlanInput& input_;
  const Clauses& clauses_;
};

/// Чи стоїть індекс саме на цих стовпцях.
bool is_over(const PhysicalIndex& index, const std::vector<std::string>& columns);

Hazard copies_table(std::string_view what);
Hazard blocks_writes();

}  // namespace techmarket::migrate
