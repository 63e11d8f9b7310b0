#pragma once
// Чим дві схеми різняться. Одна відмінність на всіх: її показує compare(), з неї ж складається план. Тут ще
// немає ні SQL, ні порядку операторів: лише те, які об'єкти вилучити, додати, перейменувати чи змінити, щоб з
// actual вийшла target.

#include <map>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include "ddl/normalise.h"
#include "schema/schema.h"

namespace techmarket::migrate {

struct ColumnDelta {
  const schema::Column *from, *to;
  /// type — і тоді, коли перелік перебудовується під тим самим іменем.
  bool type = false, nullability = false, default_value = false, increment = false, note = false;

  bool any() const { return type || nullability || default_value || increment || note; }
};

// Індекс (первинний ключ — теж індекс), перевірка чи зовнішній ключ, що є в обох схемах, і чим вони
// різняться. replaced — вилучити й створити наново: інакше відмінності не прибрати або він заважає іншій
// зміні.
struct IndexDelta {
  using Element = schema::Index;
  const Element *from, *to;
  bool parts = false, unique = false, type = false, name = false, note = false, replaced = false;
};

struct CheckDelta {
  using Element = schema::Check;
  const Element *from, *to;
  bool expression = false, name = false, replaced = false;
};

struct RefDelta {
  using Element = schema::Ref;
  const Element *from, *to;
  bool ends = false, on_delete = false, on_update = false, name = false, replaced = false;
};

/// Усі елементи одного роду. Однакові пари тут теж є.
template <class Pair>
struct Changes {
  using Elements = std::vector<const typename Pair::Element*>;

  std::vector<Pair> pairs = {};
  Elements missing = {};     ///< є лише в target
  Elements unexpected = {};  ///< є лише в actual

  Elements dropped() const {
    Elements result;
    for (const auto& pair : pairs)
      if (pair.replaced) result.push_back(pair.from);
    result.insert(result.end(), unexpected.begin(), unexpected.end());
    return result;
  }
  Elements added() const {
    Elements result;
    for (const auto& pair : pairs)
      if (pair.replaced) result.push_back(pair.to);
    result.insert(result.end(), missing.begin(), missing.end());
    return result;
  }
  /// Пари, що лишаються на місці, хоч би й під іншим іменем.
  auto kept() const {
    return pairs | std::views::filter([](const Pair& pair) { return !pair.replaced; });
  }
};

struct TableDelta {
  const schema::Table *from, *to;
  std::vector<const schema::Column*> added = {}, dropped = {};
  std::vector<ColumnDelta> changed = {};
  bool note = false;
  Changes<IndexDelta> indexes = {};
  Changes<CheckDelta> checks = {};

  const ColumnDelta* change_of(const std::string& column) const;
};

struct Delta {
  std::vector<const schema::Table*> created = {}, dropped = {};
  std::vector<TableDelta> tables = {};
  /// Зовнішні ключі за таблицею, в якій вони стоять; створених і вилучених таблиць теж.
  std::map<schema::QualifiedName, Changes<RefDelta>> refs = {};

  using EnumPairs = std::vector<std::pair<const schema::Enum*, const schema::Enum*>>;  ///< (нове, старе)
  std::vector<const schema::Enum*> created_enums = {}, dropped_enums = {};
  EnumPairs extended_enums = {};  ///< вистачить ADD VALUE
  EnumPairs rebuilt_enums = {};

  const TableDelta* table(const schema::QualifiedName& name) const;
  // Ключі всіх таблиць разом: вилучаються першими, створюються останніми.
  std::vector<const schema::Ref*> dropped_refs() const;
  std::vector<const schema::Ref*> added_refs() const;
};

/// @param target, actual того самого рушія; actual — уже після перейменувань. Вказівники дійсні, доки живуть
/// схеми.
Delta find_delta(const ddl::Normalised& target, const ddl::Normalised& actual);

}  // namespace techmarket::migrate
