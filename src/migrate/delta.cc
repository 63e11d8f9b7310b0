#include "migrate/delta.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "base/text.h"
#include "ddl/describe.h"
#include "ddl/syntax.h"
#include "migrate/match.h"
#include "sql/expression.h"

namespace techmarket::migrate {
namespace {

using ddl::Normalised;
using schema::Check;
using schema::Column;
using schema::Dialect;
using schema::Enum;
using schema::Index;
using schema::QualifiedName;
using schema::Ref;
using schema::Table;

/// Чи стоять columns на початку індексу: такий індекс годиться зовнішньому ключу.
bool starts_with(const Index& index, const std::vector<std::string>& columns) {
  if (index.parts.size() < columns.size() || !index.type.empty()) return false;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (index.parts[i].expression || index.parts[i].text != columns[i]) return false;
  return true;
}

class DeltaFinder {
 public:
  DeltaFinder(const Normalised& target, const Normalised& actual)
      : target_(target), actual_(actual), dialect_(target.dialect()), mysql_(dialect_ == Dialect::mysql) {}

  Delta run() {
    enums();
    for (const auto& table : target_.tables) {
      if (const Table* from = actual_.table(table.name))
        delta_.tables.push_back(compare(*from, table));
      else
        delta_.created.push_back(&table);
    }
    for (const auto& table : actual_.tables)
      if (!target_.table(table.name)) delta_.dropped.push_back(&table);
    refs();
    return std::move(delta_);
  }

 private:
  // ---- переліки (у MySQL вони вписані в тип, тож тут їх немає)

  void enums() {
    for (const auto& element : target_.enums) {
      const Enum* from = actual_.find_enum(element.name);
      if (!from)
        delta_.created_enums.push_back(&element);
      else if (ddl::describe(element) != ddl::describe(*from))
        (only_adds(*from, element) ? delta_.extended_enums : delta_.rebuilt_enums)
            .emplace_back(&element, from);
    }
    for (const auto& element : actual_.enums)
      if (!target_.find_enum(element.name)) delta_.dropped_enums.push_back(&element);
  }

  /// Старі члени стоять у тому самому порядку, а нових у цій самій транзакції ніхто не вживе: PostgreSQL
  /// не дозволяє вживати член, доданий ADD VALUE, до COMMIT.
  bool only_adds(const Enum& from, const Enum& to) const {
    auto next = from.values.begin();
    std::vector<std::string> added;
    for (const auto& value : to.values) {
      if (next != from.values.end() && next->name == value.name)
        ++next;
      else
        added.push_back(value.name);
    }
    if (next != from.values.end()) return false;
    return std::ranges::none_of(added, [&](const std::string& value) { return is_used(to, value); });
  }

  bool is_used(const Enum& element, const std::string& value) const {
    const std::string literal = ddl::quoted(value, '\'');
    const auto mentions = [&](const std::string& expression) { return expression.contains(literal); };
    const auto in_default = [&](const Column& column) {
      if (!column.default_value || !is_of(column.type, element)) return false;
      const std::string& text = column.default_value->text;
      return column.type.array.empty() ? text == value || mentions(text) : text.contains(value);
    };
    return std::ranges::any_of(target_.tables, [&](const Table& table) {
      return std::ranges::any_of(table.columns, in_default) ||
             std::ranges::any_of(table.checks,
                                 [&](const Check& check) { return mentions(check.expression); }) ||
             std::ranges::any_of(table.indexes, [&](const Index& index) {
               return std::ranges::any_of(
                   index.parts, [&](const auto& part) { return part.expression && mentions(part.text); });
             });
    });
  }

  static bool is_of(const schema::Type& type, const Enum& element) {
    return element.name.name == type.name &&
           element.name.schema == type.schema.value_or(std::string(schema::kDefaultSchema));
  }

  bool is_rebuilt(const schema::Type& type) const {
    return std::ranges::any_of(delta_.rebuilt_enums,
                               [&](const auto& pair) { return is_of(type, *pair.first); });
  }

  // ---- таблиці

  template <class Element>
  bool notes_differ(const Element& from, const Element& to) const {
    return !ddl::same_shown(from.note.value_or(""), to.note.value_or(""), dialect_);
  }

  TableDelta compare(const Table& from, const Table& to) const {
    TableDelta delta{.from = &from, .to = &to};
    delta.note = notes_differ(from, to);
    for (const auto& column : to.columns) {
      if (const Column* old = from.column(column.name)) {
        if (const ColumnDelta change = compare(*old, column); change.any()) delta.changed.push_back(change);
      } else {
        delta.added.push_back(&column);
      }
    }
    for (const auto& column : from.columns)
      if (!to.column(column.name)) delta.dropped.push_back(&column);
    indexes(delta);
    checks(delta);
    return delta;
  }

  ColumnDelta compare(const Column& from, const Column& to) const {
    return {.from = &from,
            .to = &to,
            .type = ddl::describe(from.type) != ddl::describe(to.type) || is_rebuilt(to.type),
            .nullability = from.nullable() != to.nullable(),
            .default_value = !same_default(from, to, dialect_),
            .increment = from.increment != to.increment,
            .note = notes_differ(from, to)};
  }

  void indexes(TableDelta& delta) const {
    auto matched = match_indexes(delta.to->indexes, delta.from->indexes, dialect_);
    for (const auto& [to, from] : matched.pairs) {
      IndexDelta pair{
          .from = from,
          .to = to,
          .parts = !same_parts(*to, *from, dialect_),
          .unique = to->unique != from->unique,
          .type = to->type != from->type,
          .name = renamed(*from, *to),
          .note = notes_differ(*from, *to) && (!to->primary_key || to->note || !to->name.empty())};
      const bool touched = std::ranges::any_of(to->parts, [&](const auto& part) {
        return part.expression && mentions_changed_type(delta, part.text);
      });
      pair.replaced = pair.parts || pair.unique || pair.type || touched || (mysql_ && pair.note);
      delta.indexes.pairs.push_back(pair);
    }
    delta.indexes.missing = std::move(matched.missing);
    delta.indexes.unexpected = std::move(matched.unexpected);
  }

  void checks(TableDelta& delta) const {
    auto matched = match_checks(delta.to->checks, delta.from->checks, dialect_);
    for (const auto& [to, from] : matched.pairs) {
      CheckDelta pair{.from = from,
                      .to = to,
                      .expression = !same_expression(*to, *from, dialect_),
                      .name = renamed(*from, *to)};
      const bool touched = !mysql_ && mentions_changed_type(delta, to->expression);
      pair.replaced = pair.expression || touched || (mysql_ && pair.name);
      delta.checks.pairs.push_back(pair);
    }
    delta.checks.missing = std::move(matched.missing);
    delta.checks.unexpected = std::move(matched.unexpected);
  }

  /// Безіменне в цілі згодне на будь-яке ім'я.
  template <class Element>
  static bool renamed(const Element& from, const Element& to) {
    return !to.name.empty() && to.name != from.name;
  }

  /// Вираз PostgreSQL тримається за старий тип стовпця: порівняння enum зі своїм літералом не переживе зміни.
  bool mentions_changed_type(const TableDelta& delta, const std::string& expression) const {
    const auto names = sql::expression_columns(expression, dialect_);
    return std::ranges::any_of(delta.changed, [&](const ColumnDelta& change) {
      return change.type && (names.empty() ? expression.contains(change.to->name)
                                           : std::ranges::find(names, change.to->name) != names.end());
    });
  }

  // ---- зв'язки

  void refs() {
    std::map<QualifiedName, std::pair<Elements<Ref>, Elements<Ref>>> of_table;
    for (const auto& ref : target_.refs)
      if (target_.table(ref.first.table)) of_table[ref.first.table].first.push_back(&ref);
    for (const auto& ref : actual_.refs) of_table[ref.first.table].second.push_back(&ref);
    for (auto& [name, refs] : of_table) {
      auto matched = match_refs(std::move(refs.first), std::move(refs.second));
      auto& changes = delta_.refs[name];
      for (const auto& [to, from] : matched.pairs) changes.pairs.push_back(compare(*from, *to));
      // У вилученої таблиці ключі зникнуть разом із нею, та батька вилучають, доки дитина ще є.
      changes.unexpected = std::move(matched.unexpected);
      changes.missing = std::move(matched.missing);
    }
  }

  RefDelta compare(const Ref& from, const Ref& to) const {
    RefDelta pair{.from = &from,
                  .to = &to,
                  .ends = !same_ends(to, from),
                  .on_delete = to.on_delete != from.on_delete,
                  .on_update = to.on_update != from.on_update,
                  .name = renamed(from, to)};
    pair.replaced =
        pair.ends || pair.on_delete || pair.on_update || (mysql_ && pair.name) || stands_in_the_way(from);
    return pair;
  }

  /// Чи треба прибрати ключ на час змін, хоч сам він не змінюється.
  bool stands_in_the_way(const Ref& ref) const {
    const auto changes = [](const TableDelta* delta, const std::vector<std::string>& columns) {
      return delta && std::ranges::any_of(columns, [&](const std::string& column) {
               const ColumnDelta* change = delta->change_of(column);
               return change && (change->type || change->nullability || change->increment);
             });
    };
    const TableDelta* child = delta_.table(ref.first.table);
    const TableDelta* parent = delta_.table(ref.second.table);
    return changes(child, ref.first.columns) || changes(parent, ref.second.columns) ||
           loses_index(parent, ref.second.columns, true) ||
           (mysql_ && loses_index(child, ref.first.columns, false));
  }

  /// Чи зникне індекс, на якому тримається ключ, а інший, що лишається, його не замінить.
  static bool loses_index(const TableDelta* delta, const std::vector<std::string>& columns, bool parent) {
    if (!delta) return false;
    const auto serves = [&](const Index* index) {
      return starts_with(*index, columns) && (!parent || index->unique);
    };
    const auto dropped = delta->indexes.dropped();
    if (std::ranges::none_of(dropped, serves)) return false;
    return std::ranges::none_of(delta->from->indexes, [&](const Index& index) {
      return serves(&index) && std::ranges::find(dropped, &index) == dropped.end();
    });
  }

  const Normalised &target_, &actual_;
  const Dialect dialect_;
  const bool mysql_;
  Delta delta_;
};

}  // namespace

const ColumnDelta* TableDelta::change_of(const std::string& column) const {
  const auto found =
      std::ranges::find_if(changed, [&](const ColumnDelta& change) { return change.to->name == column; });
  return found == changed.end() ? nullptr : &*found;
}

const TableDelta* Delta::table(const QualifiedName& name) const {
  const auto found =
      std::ranges::find_if(tables, [&](const TableDelta& delta) { return delta.to->name == name; });
  return found == tables.end() ? nullptr : &*found;
}

std::vector<const Ref*> Delta::dropped_refs() const {
  std::vector<const Ref*> result;
  for (const auto& [table, changes] : refs) std::ranges::copy(changes.dropped(), std::back_inserter(result));
  return result;
}

std::vector<const Ref*> Delta::added_refs() const {
  std::vector<const Ref*> result;
  for (const auto& [table, changes] : refs) std::ranges::copy(changes.added(), std::back_inserter(result));
  return result;
}

Delta find_delta(const Normalised& target, const Normalised& actual) {
  return DeltaFinder(target, actual).run();
}

}  // namespace techmarket::migrate
