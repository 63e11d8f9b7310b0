#pragma once
// Що саме зміниться, таблиця за таблицею. Тут ще немає ні SQL, ні порядку операторів: лише те, які об'єкти
// вилучити, додати, перейменувати чи змінити, щоб з actual вийшла target.

#include <string>
#include <utility>
#include <vector>

#include "schema/schema.h"

namespace techmarket::migrate {

struct ColumnDelta {
  const schema::Column *from, *to;
  bool type = false, nullability = false, default_value = false, increment = false, note = false;

  bool any() const { return type || nullability || default_value || increment || note; }
};

template <class Element>
using Pairs = std::vector<std::pair<const Element*, const Element*>>;  ///< (нове, старе)

struct TableDelta {
  const schema::Table *from, *to;
  std::vector<const schema::Column*> added = {}, dropped = {};
  std::vector<ColumnDelta> changed = {};
  bool note = false;

  // Первинний ключ — теж індекс. Змінений індекс вилучається і створюється.
  std::vector<const schema::Index*> dropped_indexes = {}, added_indexes = {};
  Pairs<schema::Index> renamed_indexes = {};
  Pairs<schema::Index> noted_indexes = {};  ///< PostgreSQL: змінилася лише примітка
  std::vector<const schema::Check*> dropped_checks = {}, added_checks = {};
  Pairs<schema::Check> renamed_checks = {};  ///< PostgreSQL
  Pairs<schema::Check> kept_checks = {};

  const ColumnDelta* change_of(const std::string& column) const;
};

struct Delta {
  std::vector<const schema::Table*> created = {}, dropped = {};
  std::vector<TableDelta> tables = {};
  /// Зовнішні ключі всіх таблиць разом: вилучаються першими, створюються останніми. Ключ, чиї стовпці чи
  /// індекси змінюються, є в обох списках.
  std::vector<const schema::Ref*> dropped_refs = {}, added_refs = {};
  Pairs<schema::Ref> renamed_refs = {};  ///< PostgreSQL
  Pairs<schema::Ref> kept_refs = {};

  std::vector<const schema::Enum*> created_enums = {}, dropped_enums = {};
  Pairs<schema::Enum> extended_enums = {};  ///< вистачить ADD VALUE
  Pairs<schema::Enum> rebuilt_enums = {};
};

/// Обидві схеми зведені; actual — уже після перейменувань. Вказівники дійсні, доки живуть схеми.
Delta find_delta(const schema::Database& target, const schema::Database& actual, schema::Dialect dialect);

}  // namespace techmarket::migrate
