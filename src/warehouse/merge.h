#pragma once
// Злиття тимчасової таблиці з виміром: наявний член змінюється, лише коли є що змінити, новий дописується.

#include <string>
#include <string_view>
#include <vector>

#include "db/postgres/connection.h"

namespace techmarket::warehouse {

/// Стовпець таблиці d і вираз над рядком s (та приєднаними до нього), якому він має дорівнювати.
struct Assignment {
  std::string_view column;
  std::string value;
};

struct Merge {
  std::string_view table;
  std::string from;                  ///< «stage_dim_date s», з приєднаними таблицями
  Assignment key;                    ///< за чим рядки знаходять одне одного
  std::vector<Assignment> compared;  ///< різниця в них змінює рядок
  std::vector<Assignment> touched = {};  ///< пишуться з кожною зміною: updated_at
  std::vector<Assignment> inserted = {};  ///< лише новому рядкові: сурогатний ключ
  std::string order;  ///< у якому порядку дописувати нові рядки
};

/// @return скільки рядків змінено
Result<std::int64_t> update_changed(const Merge& merge, db::postgres::Connection& warehouse);
/// @return скільки рядків додано
Result<std::int64_t> insert_new(const Merge& merge, db::postgres::Connection& warehouse);

/// Кожен надісланий рядок мусить лежати в таблиці. @param found скільки їх там знайдено
Status check_stored(std::string_view table, std::int64_t sent, std::int64_t found);

}  // namespace techmarket::warehouse
