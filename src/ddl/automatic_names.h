#pragma once
// Імена, які дає сервер (або emit), коли в DBML імені немає: t_index_0, t_ibfk_1, t_a_b_key, t_a_check…
// Таке ім'я нічого не каже про схему, тож порівняння його не бачить.

#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace techmarket::ddl {

/// Ім'я, яке дає PostgreSQL обмеженню чи індексу: «t_a_b_key»; довші частини вкорочено.
std::string postgres_name(std::string_view table, std::string_view columns, std::string_view label);

bool is_automatic_index_name(const std::string& table, const schema::Index& index, schema::Dialect dialect);

bool is_automatic_ref_name(const std::string& table, const std::vector<std::string>& columns,
                           std::string_view name, schema::Dialect dialect);

/// @param columns стовпці, про які йдеться у виразі.
bool is_automatic_check_name(const std::string& table, const std::vector<std::string>& columns,
                             std::string_view name, schema::Dialect dialect);

}  // namespace techmarket::ddl
