// dialect-ref: зовнішні ключі, яких сервер не створить, хоча обидва кінці на місці.

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ddl/dialect/run.h"
#include "ddl/types.h"

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
  const auto key = child.primary_key();
  for (const auto& name : columns) {
    const Column* column = child.column(name);
    if (!column) continue;
    if (column->nullable() && std::ranges::find(key, name) == key.end()) continue;
    run.add("dialect-ref", ref.at,
            fmt::format("{} refuses [{}: set null]: {} is never null", run.syntax->title(),
                        on_delete ? "delete" : "update", column_title(child, *column)),
            "make the column null, or choose cascade or restrict", name);
    return;
  }
}

// Індекс батька має починатися тими самими стовпцями в тому самому порядку.
void check_order(DialectRun& run, const Ref& ref, const Table& parent, const Names& columns) {
  if (columns.size() < 2) return;
  bool permuted = false;
  const auto serves = [&](const Names& index) {
    if (index.size() < columns.size()) return false;
    if (std::equal(columns.begin(), columns.end(), index.begin())) return true;
    permuted |= std::is_permutation(columns.begin(), columns.end(), index.begin());
    return false;
  };
  if (serves(parent.primary_key())) return;
  for (const auto& index : parent.indexes) {
    Names names;
    for (const auto& part : index.parts) names.push_back(part.expression ? std::string() : part.text);
    if (serves(names)) return;
  }
  if (permuted)
    run.add("dialect-ref", ref.at,
            fmt::format("{} wants the columns of the ref in the order of the key of table '{}'",
                        run.syntax->title(), schema::display_name(parent.name)),
            "write both ends of the ref in the order of the key", {});
}

// SERIAL у MySQL — BIGINT UNSIGNED, і ключ до нього — теж.
void check_serial(DialectRun& run, const Ref& ref, const Table& child, const Table& parent,
                  const Names& columns, const Names& targets) {
  for (std::size_t i = 0; i < std::min(columns.size(), targets.size()); ++i) {
    const Column* from = child.column(columns[i]);
    const Column* to = parent.column(targets[i]);
    if (!from || !to || from->type.is("serial") == to->type.is("serial")) continue;
    const Column& other = from->type.is("serial") ? *to : *from;
    if (base_name(other.type) == "bigint unsigned" || classify(other.type) != TypeClass::integer) continue;
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
    const Column* column = child.column(name);
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
  for (const auto& ref : run.database.refs) {
    const auto ends = ref.child_and_parent();
    if (ref.inactive || !ends) continue;
    const Table* child = run.model.table(ends->first->table);
    const Table* parent = run.model.table(ends->second->table);
    if (!child || !parent) continue;
    check_set_null(run, ref, *child, ends->first->columns);
    check_action_on_checked(run, ref, *child, ends->first->columns);
    check_order(run, ref, *parent, ends->second->columns);
    check_serial(run, ref, *child, *parent, ends->first->columns, ends->second->columns);
  }
}

}  // namespace techmarket::ddl
