#pragma once
// Вираз CHECK, прочитаний у дерево: лише те, що вміє обчислити Condition, і номери стовпців замість імен.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"
#include "sql/expression_tree.h"

namespace techmarket::filler {

struct ConditionTree {
  sql::SqlNode root = {};  ///< імена стовпців замінено їхніми номерами
  std::vector<std::size_t> columns = {};  ///< номери стовпців, від яких залежить вираз
};

/// Порожньо, якщо вираз має те, чого не обчислюють (підзапит, невідома функція, чужий стовпець).
std::optional<ConditionTree> read_condition(std::string_view expression, schema::Dialect dialect,
                                            const std::vector<std::string>& columns);

/// Номер стовпця у вузлі, якщо це він. Приведення типів і дужки знімаються.
std::optional<std::size_t> column_of(const sql::SqlNode& node);

/// Літерал вузла: текст, число, true/false; порожньо для NULL і виразів.
std::optional<std::string> literal_of(const sql::SqlNode& node);

}  // namespace techmarket::filler
