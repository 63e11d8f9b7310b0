#pragma once
// Що станеться зі значеннями стовпця, коли його тип зміниться: чи перепише сервер таблицю, які значення не
// вмістяться, яке приведення потрібне.

#include <optional>
#include <string>
#include <vector>

#include "migrate/migration_plan.h"
#include "schema/schema.h"
#include "sql/type_shape.h"

namespace techmarket::migrate {

/// Значення, які новий тип не прийме або змінить.
struct Misfit {
  std::string condition;  ///< SQL над виразом стовпця
  std::string problem;    ///< «rows are longer than 10 characters»
  std::optional<Danger> waived_by = {};  ///< data_loss — сервер змінить значення, але не відмовить
};

struct TypeChange {
  std::vector<Hazard> hazards;
  std::vector<Misfit> misfits;
  bool needs_cast = false;  ///< PostgreSQL: присвоєння не вистачає, потрібен USING
  bool becomes_text = false;  ///< PostgreSQL: нетекстове стає текстом, тож вирази над ним читають текст
};

/// @param from, to канонічні типи (sql/canonical_type.h). @param column стовпець у лапках діалекту.
TypeChange assess_type_change(const sql::TypeOf& from, const sql::TypeOf& to, const std::string& column,
                              schema::Dialect dialect);

}  // namespace techmarket::migrate
