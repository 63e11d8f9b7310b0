// dialect-ref: зовнішні ключі, яких сервер не створить, хоча обидва кінці на місці.

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ddl/dialect/checks.h"
#include "sql/type_name.h"

namespace techmarket::ddl {
namespace {

using schema::Column;
using schema::Endpoint;
using schema::Ref;
using schema::Table;
using Names = std::vector<std::string>;

// set null у стовпці, який NULL не буває: MySQL — помилка 1830.
void check_set_null(DialectRun& run, const Ref& ref, const Table& child, const Names& columns) {
  const bool on_delete = ref.on_delete == "set null";
  if (!on_delete && ref.on_update != "set null") return;
  for (const auto& name : columns) {
    const Column* column = run.model.lookup().column(child, name);
    if (!column || (column->nullable() && !run.model.lookup().is_in_key(child, name))) continue;
    run.add("dialect-ref", ref.at,
            fmt::format("{} refuses [{}: set null]: {} is never null", run.syntax->title(),
                        on_delete ? "delete" : "update", column_title(child, *column)),
            "make the column null, or choose cascade or restrict", name);
    return;
  }
}

/// Ключ та індекси таблиці, якими може скористатися складений зв'язок.
class ParentIndexes {
 public:
  explicit ParentIndexes(const Table& table) {
    add(table.primary_key());
    for (const auto& index : table.indexes) {
      Names names;
      for (const auto& part : index.parts) names.push_back(part.expression ? std::string() : part.text);
      add(std::move(names));
    }
  }

  /// Чи починається якийсь індекс цими стовпцями в цьому порядку.
  bool serve(const Names& columns) const { return ordered_.contains(columns); }
  /// Те саме в будь-якому порядку.
  bool hold(Names columns) const {
    std::ranges::sort(columns);
    return sorted_.contains(columns);
  }

 private:
  void add(Names names) {
    constexpr std::size_t kMost = 32;  // стільки стовпців має індекс MariaDB, MySQL — удвічі менше
    Names beginning;
    names.resize(std::min(names.size(), kMost));
    for (auto& name : names) {
      beginning.push_back(std::move(name));
      ordered_.insert(beginning);
      Names sorted = beginning;
      std::ranges::sort(sorted);
      sorted_.insert(std::move(sorted));
    }
  }

  std::set<Names> ordered_, sorted_;
};

// Індекс батька має починатися тими самими стовпцями в тому самому порядку.
void check_order(DialectRun& run, const Ref& ref, const Table& parent, const Names& columns,
                 std::map<const Table*, ParentIndexes>& known) {
  if (columns.size() < 2) return;
  const ParentIndexes& indexes = known.try_emplace(&parent, parent).first->second;
  if (!indexes.serve(columns) && indexes.hold(columns))
    run.add("dialect-ref", ref.at,
            fmt::format("{} wants the columns of the ref in the order of the key of table '{}'",
                        run.syntax->title(), schema::display_name(parent.name)),
            "write both ends of the ref in the order of the key", {});
}

// SERIAL у MySQL — BIGINT UNSIGNED, і ключ до нього — теж.
void check_serial(DialectRun& run, const Ref& ref, const Table& child, const Table& parent,
                  const Names& columns, const Names& targets) {
  for (std::size_t i = 0; i < std::min(columns.size(), targets.size()); ++i) {
    const Column* from = run.model.lookup().column(child, columns[i]);
    const Column* to = run.model.lookup().column(parent, targets[i]);
    if (!from || !to || from->type.is("serial") == to->type.is("serial")) continue;
    const Column& other = from->type.is("serial") ? *to : *from;
    if (sql::base_name(other.type) == "bigint unsigned" || !sql::is_integer(other.type)) continue;
    run.add("dialect-ref", ref.at,
            fmt::format("serial of {} is bigint unsigned, {} is {}", run.syntax->title(),
                        column_title(&other == from ? child : parent, other), other.type.text()),
            "write \"bigint unsigned\"", other.name);
  }
}

// MySQL 8: помилка 3823.
void check_action_on_checked(DialectRun& run, const Ref& ref, const Table& child, const Names& columns) {
  if (ref.on_update != "cascade" && ref.on_update != "set null" && ref.on_delete != "set null") return;
  for (const auto& name : columns) {
    const Column* column = run.model.lookup().column(child, name);
    if (!column || column->checks.empty()) continue;
    run.add("dialect-ref", ref.at,
            fmt::format("{} refuses a ref that changes {}: the column has a check", run.syntax->title(),
                        column_title(child, *column)),
            "choose other actions, or drop the check", name);
    return;
  }
}

}  // namespace

void check_refs(DialectRun& run) {
  if (!run.mysql()) return;
  std::map<const Table*, ParentIndexes> known;
  for (const auto& ref : run.database.refs) {
    const auto ends = ref.child_and_parent();
    if (ref.inactive || !ends) continue;
    const Table* child = run.model.table(ends->first->table);
    const Table* parent = run.model.table(ends->second->table);
    if (!child || !parent) continue;
    check_set_null(run, ref, *child, ends->first->columns);
    check_action_on_checked(run, ref, *child, ends->first->columns);
    check_order(run, ref, *parent, ends->second->columns, known);
    check_serial(run, ref, *child, *parent, ends->first->columns, ends->second->columns);
  }
}

}  // namespace techmarket::ddl
