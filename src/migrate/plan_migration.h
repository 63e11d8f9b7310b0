#pragma once
// Вхід: дві схеми → план, який перетворює одну на другу, не гублячи даних.

#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "migrate/migration_plan.h"
#include "migrate/physical.h"
#include "migrate/renames.h"
#include "migrate/server_forms.h"
#include "schema/schema.h"

namespace techmarket::migrate {

/// Таблиці й переліки, які колись описувала DBML: лише їх план вилучає, коли їх у цілі вже немає.
struct Described {
  bool everything = true;  ///< обидві схеми — файли
  std::set<schema::QualifiedName> names = {};
  std::set<std::string> allowed = {};  ///< названі дозволом --allow data-loss:…

  bool contains(const schema::QualifiedName& name) const {
    return everything || names.contains(name) || allowed.contains(schema::display_name(name));
  }
};

/// @param target бажана схема. @param actual наявна. @param physical справжні імена наявної.
/// @param forms як сервер переказав би вирази цілі.
/// План і compare(target, actual, …, forms) — одна відмінність (delta.h), тож порожні вони лише разом; інакше
/// буває, коли є чуже, якого план не чіпає (left_alone).
/// @param online читати й писати під час кроків можна скрізь, де рушій уміє.
/// @return помилка usage для неможливого прапорця, bad_input — для зміни, якої план не вміє зробити.
Result<Plan> plan_migration(const schema::Database& target, const schema::Database& actual,
                            const Physical& physical, schema::Dialect dialect,
                            const std::vector<RenameFlag>& renames = {}, const ServerForms& forms = {},
                            const Described& described = {}, bool online = false);

}  // namespace techmarket::migrate
