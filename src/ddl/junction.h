#pragma once
// Зв'язок багато-до-багатьох → проміжна таблиця і два зовнішні ключі, виражені тією ж моделлю схеми.

#include <functional>
#include <set>
#include <string>

#include "ddl/model.h"
#include "schema/schema.h"

namespace techmarket::ddl {

struct Junction {
  schema::Table table;  ///< складений первинний ключ з усіх стовпців
  schema::Ref to_first, to_second;
};

/// Роздає проміжним таблицям імена «A_B», а коли таке вже є — «A_B(1)», як dbml2sql.
class JunctionBuilder {
 public:
  JunctionBuilder(const Model& model, schema::Dialect dialect);

  /// @param ref багато-до-багатьох.
  Junction build(const schema::Ref& ref);

 private:
  schema::QualifiedName free_name(const schema::Endpoint& first, const schema::Endpoint& second);
  std::vector<std::string> add_columns(schema::Table& table, const schema::Endpoint& end) const;

  const Model& model_;
  schema::Dialect dialect_;
  std::set<std::string, std::less<>> taken_;  ///< імена таблиць усіх схем: dbml2sql схеми не розрізняє
};

}  // namespace techmarket::ddl
