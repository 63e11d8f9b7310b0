#pragma once
// Порядок операторів для кожного рушія.

#include <string>
#include <vector>

#include "migrate/clauses.h"
#include "migrate/dependents.h"
#include "migrate/input.h"
#include "migrate/migration_plan.h"

namespace techmarket::migrate {

/// DDL у MySQL і MariaDB фіксується сам, тож усі зміни таблиці — один ALTER: він або є, або його немає, і
/// таблиця переписується щонайбільше раз. Кожна межа між операторами — стан, з якого план будується наново.
std::vector<Step> mysql_steps(const PlanInput& input, const Clauses& clauses);

/// Усе виконається однією транзакцією, тож важить лише, щоб кожен оператор був можливий.
/// @param dependents що прибрати перед змінами стовпців і повернути після них.
std::vector<Step> postgres_steps(const PlanInput& input, const Clauses& clauses,
                                 DependentsPlan dependents = {});

// ---- спільне

/// Шматки одного ALTER TABLE разом зі змінами, які вони роблять.
class AlterTable {
 public:
  explicit AlterTable(std::string table) : table_(std::move(table)) {}

  void add(std::string clause, Change change) {
    clauses_.push_back(std::move(clause));
    changes_.push_back(std::move(change));
  }
  void add(std::string clause) { clauses_.push_back(std::move(clause)); }

  /// Зміна, шматок якої вже є або ще буде.
  void note(Change change) { changes_.push_back(std::move(change)); }

  bool empty() const { return clauses_.empty(); }
  Step step() &&;

 private:
  std::string table_;
  std::vector<std::string> clauses_;
  std::vector<Change> changes_;
};

/// «change column orders.status: varchar(10) → varchar(20), null → not null»
std::string describe_change(const schema::Table& table, const ColumnDelta& change);

/// Ім'я стовпця для людини: «orders.status».
std::string path(const schema::Table& table, const std::string& name);
std::string path(const schema::Table& table, const schema::Index& index);
std::string path(const schema::Table& table, const schema::Check& check);
std::string path(const schema::Ref& ref);

/// Втрати зміни типу разом із тим, чиї вони.
std::vector<Hazard> named(std::vector<Hazard> hazards, const std::string& subject);

/// Оператор без «;» наприкінці.
std::string statement(std::string sql);

/// Схеми цілі, яких actual ще не має.
std::vector<std::string> new_schemas(const PlanInput& input);

/// Індекс, автоматичне ім'я якого після перейменування таблиці чи стовпця перестало бути автоматичним. Його
/// двійника модель відтоді бачила б окремим індексом, якого ціль не має, а pull писав би старе ім'я в DBML.
struct StaleIndex {
  const schema::Index* index;
  const PhysicalIndex* live;
};
std::vector<StaleIndex> stale_indexes(const PlanInput& input, const TableDelta& delta);

/// Чи дає вираз кожному рядку своє значення (uuid(), random()…), а не одне на весь оператор.
bool is_volatile(const schema::Column& column, schema::Dialect dialect);

}  // namespace techmarket::migrate
