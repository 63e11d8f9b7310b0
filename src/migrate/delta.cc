#include "migrate/delta.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "ddl/describe.h"
#include "ddl/syntax.h"
#include "migrate/match.h"
#include "sql/expression.h"

namespace techmarket::migrate {
namespace {

using schema::Check;
using schema::Column;
using schema::Database;
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

class Finder {
 public:
  Finder(const Database& target, const Database& actual, Dialect dialect)
      : target_(target), actual_(actual), dialect_(dialect), mysql_(dialect == Dialect::mysql) {}

  Delta run() {
    match_refs();
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
    const auto matched = match_indexes(delta.to->indexes, delta.from->indexes, dialect_);
    for (const auto& [to, from] : matched.pairs) {
      const bool same =
          same_parts(*to, *from, dialect_) && to->unique == from->unique && to->type == from->type;
      const bool noted = notes_differ(*from, *to) && (!to->primary_key || to->note || !to->name.empty());
      const bool renamed = !to->name.empty() && to->name != from->name;
      const bool touched = std::ranges::any_of(to->parts, [&](const auto& part) {
        return part.expression && mentions_changed_type(delta, part.text);
      });
      if (!same || touched || (mysql_ && noted)) {
        delta.dropped_indexes.push_back(from);
        delta.added_indexes.push_back(to);
        continue;
      }
      if (renamed) delta.renamed_indexes.emplace_back(to, from);
      if (noted) delta.noted_indexes.emplace_back(to, from);
    }
    delta.dropped_indexes.insert(delta.dropped_indexes.end(), matched.unexpected.begin(),
                                 matched.unexpected.end());
    delta.added_indexes.insert(delta.added_indexes.end(), matched.missing.begin(), matched.missing.end());
  }

  void checks(TableDelta& delta) const {
    const auto matched = match_checks(delta.to->checks, delta.from->checks, dialect_);
    for (const auto& [to, from] : matched.pairs) {
      const bool renamed = !to->name.empty() && to->name != from->name;
      const bool touched = !mysql_ && mentions_changed_type(delta, to->expression);
      if (!same_expression(*to, *from, dialect_) || touched || (mysql_ && renamed)) {
        delta.dropped_checks.push_back(from);
        delta.added_checks.push_back(to);
        continue;
      }
      delta.kept_checks.emplace_back(to, from);
      if (renamed) delta.renamed_checks.emplace_back(to, from);
    }
    delta.dropped_checks.insert(delta.dropped_checks.end(), matched.unexpected.begin(),
                                matched.unexpected.end());
    delta.added_checks.insert(delta.added_checks.end(), matched.missing.begin(), matched.missing.end());
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

  void match_refs() {
    std::map<QualifiedName, std::vector<Ref>> actual;
    for (const auto& ref : actual_.refs) actual_refs_[ref.first.table].push_back(ref);
    for (const auto& ref : target_.refs) target_refs_[ref.first.table].push_back(ref);
  }

  void refs() {
    std::set<QualifiedName> tables;
    for (const auto& [name, list] : actual_refs_) tables.insert(name);
    for (const auto& [name, list] : target_refs_) tables.insert(name);
    for (const auto& name : tables)
      refs_of(target_.table(name) ? find(target_refs_, name) : kNoRefs, find(actual_refs_, name));
  }

  using Refs = std::map<QualifiedName, std::vector<Ref>>;
  static const std::vector<Ref>& find(const Refs& refs, const QualifiedName& name) {
    const auto found = refs.find(name);
    return found == refs.end() ? kNoRefs : found->second;
  }

  void refs_of(const std::vector<Ref>& target, const std::vector<Ref>& actual) {
    const auto matched = migrate::match_refs(target, actual);
    for (const auto& [to, from] : matched.pairs) {
      const bool renamed = !to->name.empty() && to->name != from->name;
      const bool same =
          same_ends(*to, *from) && to->on_delete == from->on_delete && to->on_update == from->on_update;
      const auto* to_ref = original(target_, *to);
      const auto* from_ref = original(actual_, *from);
      if (!same || (mysql_ && renamed) || stands_in_the_way(*from)) {
        delta_.dropped_refs.push_back(from_ref);
        delta_.added_refs.push_back(to_ref);
        continue;
      }
      delta_.kept_refs.emplace_back(to_ref, from_ref);
      if (renamed) delta_.renamed_refs.emplace_back(to_ref, from_ref);
    }
    for (const auto* from : matched.unexpected) {
      // У вилученої таблиці ключі зникнуть разом із нею, та батька вилучають, доки дитина ще є.
      delta_.dropped_refs.push_back(original(actual_, *from));
    }
    for (const auto* to : matched.missing) delta_.added_refs.push_back(original(target_, *to));
  }

  // Списки за таблицями — копії; план має показувати на самі схеми.
  static const Ref* original(const Database& database, const Ref& copy) {
    return &*std::ranges::find_if(database.refs, [&](const Ref& ref) {
      return ref.first.table == copy.first.table && ref.name == copy.name && same_ends(ref, copy) &&
             ref.on_delete == copy.on_delete && ref.on_update == copy.on_update;
    });
  }

  const TableDelta* delta_of(const QualifiedName& name) const {
    const auto found =
        std::ranges::find_if(delta_.tables, [&](const TableDelta& delta) { return delta.to->name == name; });
    return found == delta_.tables.end() ? nullptr : &*found;
  }

  /// Чи треба прибрати ключ на час змін, хоч сам він не змінюється.
  bool stands_in_the_way(const Ref& ref) const {
    const auto changes = [](const TableDelta* delta, const std::vector<std::string>& columns) {
      return delta && std::ranges::any_of(columns, [&](const std::string& column) {
               const ColumnDelta* change = delta->change_of(column);
               return change && (change->type || change->nullability || change->increment);
             });
    };
    const TableDelta* child = delta_of(ref.first.table);
    const TableDelta* parent = delta_of(ref.second.table);
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
    if (std::ranges::none_of(delta->dropped_indexes, serves)) return false;
    return std::ranges::none_of(delta->from->indexes, [&](const Index& index) {
      return serves(&index) &&
             std::ranges::find(delta->dropped_indexes, &index) == delta->dropped_indexes.end();
    });
  }

  static inline const std::vector<Ref> kNoRefs;

  const Database &target_, &actual_;
  const Dialect dialect_;
  const bool mysql_;
  Refs target_refs_, actual_refs_;
  Delta delta_;
};

}  // namespace

const ColumnDelta* TableDelta::change_of(const std::string& column) const {
  const auto found =
      std::ranges::find_if(changed, [&](const ColumnDelta& change) { return change.to->name == column; });
  return found == changed.end() ? nullptr : &*found;
}

Delta find_delta(const Database& target, const Database& actual, Dialect dialect) {
  return Finder(target, actual, dialect).run();
}

}  // namespace techmarket::migrate
