#pragma once
// migrate --online: ті самі зміни так, щоб записи не чекали, доки сервер проходить таблицю. Індекс будується
// CONCURRENTLY, обмеження приходить NOT VALID і перевіряється окремо; змінений індекс служить, доки не
// збудовано новий. Такі кроки фіксуються самі; убитий посередині, наступний запуск прибирає недобудоване й
// перевіряє те, що лишилося NOT VALID.

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "migrate/clauses.h"
#include "migrate/delta.h"
#include "migrate/input.h"
#include "migrate/migration_plan.h"

namespace techmarket::migrate {

class PostgresOnline {
 public:
  PostgresOnline(const PlanInput& input, const Clauses& clauses) : input_(input), clauses_(clauses) {}

  /// Чи можна так із цією таблицею: вона вже є і без секцій.
  bool can(const schema::QualifiedName& table) const;

  std::vector<Step> not_null(const schema::Table& table, const schema::Column& column);
  /// Чи служить цей вилучений індекс, доки будуються нові; тоді його вилучає indexes().
  bool outlives(const TableDelta& delta, const schema::Index& index) const;
  /// Нові індекси таблиці, а після них — вилучення тих, що дослужили.
  std::vector<Step> indexes(const TableDelta& delta);
  std::vector<Step> check(const schema::Table& table, const schema::Check& check);
  std::vector<Step> ref(const schema::Ref& ref);
  /// Обмеження, яке лишилося NOT VALID.
  Step validate(const schema::QualifiedName& table, const std::string& name, const std::string& title) const;

 private:
  /// Побудова одного індексу і короткі кроки, якими він стає на місце колишнього.
  void build(const TableDelta& delta, const schema::Index& index, std::vector<Step>& built,
             std::vector<Step>& placed);
  /// Живі індекси, що дослуговують.
  std::vector<const PhysicalIndex*> outliving(const TableDelta& delta) const;

  Step alone(std::string sql, std::string summary) const;
  /// Ім'я, яке дав би сервер і якого в цій схемі ще немає.
  std::string free_name(const schema::QualifiedName& table, const std::vector<std::string>& columns,
                        std::string_view label);

  const PlanInput& input_;
  const Clauses& clauses_;
  std::set<std::pair<std::string, std::string>> given_;
};

}  // namespace techmarket::migrate
