#include "db/mysql/dependents.h"

#include <fmt/format.h>

#include "schema/schema.h"

namespace techmarket::db::mysql {

Result<std::vector<Dependent>> read_dependents(Connection& connection,
                                               const std::vector<std::string>& schemas) {
  std::string where = "DATABASE()";
  for (const auto& name : schemas) where += ", " + connection.quote(name);
  // Запити окремі: порівняння рядків у таблиць information_schema різне, і UNION їх не зливає.
  constexpr std::string_view kQueries[] = {
      R"(SELECT CONCAT('view ', TABLE_NAME), VIEW_DEFINITION, NULL, NULL
         FROM information_schema.VIEWS WHERE TABLE_SCHEMA IN ({0}) ORDER BY 1)",
      R"(SELECT CONCAT('trigger ', TRIGGER_NAME), ACTION_STATEMENT,
                IF(EVENT_OBJECT_SCHEMA = DATABASE(), 'public', EVENT_OBJECT_SCHEMA), EVENT_OBJECT_TABLE
         FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA IN ({0}) ORDER BY 1)",
      R"(SELECT CONCAT(LOWER(ROUTINE_TYPE), ' ', ROUTINE_NAME), ROUTINE_DEFINITION, NULL, NULL
         FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA IN ({0}) ORDER BY 1)",
      R"(SELECT CONCAT('event ', EVENT_NAME), EVENT_DEFINITION, NULL, NULL
         FROM information_schema.EVENTS WHERE EVENT_SCHEMA IN ({0}) ORDER BY 1)"};
  std::vector<Dependent> dependents;
  for (const auto sql : kQueries) {
    TM_ASSIGN(const Rows rows, connection.query(fmt::format(fmt::runtime(sql), where)));
    for (const auto& row : rows) {
      Dependent one{.title = row[0].value_or(""), .body = row[1].value_or("")};
      if (row[3]) one.owner = schema::QualifiedName{.schema = row[2].value_or(""), .name = *row[3]};
      dependents.push_back(std::move(one));
    }
  }
  return dependents;
}

}  // namespace techmarket::db::mysql
