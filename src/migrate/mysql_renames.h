#pragma once
// Перейменування в MySQL і MariaDB: таблиці, стовпці й члени переліків. Усе, що йде перед іншими змінами.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "migrate/clauses.h"
#include "migrate/input.h"
#include "migrate/migration_plan.h"

namespace techmarket::migrate {

struct MysqlRenames {
  std::vector<Step> steps = {};
  std::set<const schema::Check*> freed = {};  ///< перевірки actual, вилучені, щоб не заважали
  std::map<const PhysicalIndex*, std::string> indexes = {};  ///< індекси, які дістали нове ім'я дорогою

  const std::string& name_of(const PhysicalIndex& index) const {
    const auto renamed = indexes.find(&index);
    return renamed == indexes.end() ? index.name : renamed->second;
  }
};

MysqlRenames mysql_renames(const PlanInput& input, const Clauses& clauses);

}  // namespace techmarket::migrate
