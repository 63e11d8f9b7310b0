#pragma once
// Зв'язок багато-до-багатьох → проміжна таблиця і два зовнішні ключі, виражені тією ж моделлю схеми.

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ddl/grouped_schema.h"
#include "schema/schema.h"

namespace techmarket::ddl {

struct Junction {
  schema::Table table;  ///< складений первинний ключ з усіх стовпців
  schema::Ref to_first, to_second;
};

/// Роздає імена, яких ще немає: «x», «x(1)», «x(2)».
class FreeNames {
 public:
  void reserve(const std::string& name) { taken_.insert(name); }
  std::string take(const std::string& wanted);

 private:
  std::unordered_set<std::string> taken_;
  std::unordered_map<std::string, int> next_;
};

/// Роздає проміжним таблицям імена «A_B», а коли таке вже є — «A_B(1)», як dbml2sql.
class JunctionBuilder {
 public:
  JunctionBuilder(const Model& model, schema::Dialect dialect);

  /// @param ref багато-до-багатьох.
  Junction build(const schema::Ref& ref);

 private:
  schema::QualifiedName free_name(const schema::Endpoint& first, const schema::Endpoint& second);
  std::vector<std::string> add_columns(schema::Table& table, const schema::Endpoint& end,
                                       FreeNames& free) const;

  const Model& model_;
  schema::Dialect dialect_;
  FreeNames tables_;  ///< імена таблиць усіх схем: dbml2sql схеми не розрізняє
};

}  // namespace techmarket::ddl
