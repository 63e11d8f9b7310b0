#include "warehouse/fact_table.h"

#include <algorithm>

#include <fmt/format.h>

namespace techmarket::warehouse {
namespace {

/// «COMMENT ON …» для примітки, яку забрало б знімання; порожньо, якщо її немає.
void keep_comment(std::vector<std::string>& create, db::postgres::Connection& warehouse,
                  const std::string& subject, const std::optional<std::string>& comment) {
  if (comment) create.push_back(fmt::format("COMMENT ON {} IS {}", subject, warehouse.quote(*comment)));
}

/// Обмеження таблиці роду contype у порядку створення. @param extra додаткова умова на c.
Status collect_constraints(db::postgres::Connection& warehouse, std::string_view table, char contype,
                           std::string_view extra, SecondaryStructures& into) {
  TM_ASSIGN(const auto rows, warehouse.query(fmt::format(R"(
    SELECT quote_ident(c.conname), pg_get_constraintdef(c.oid), obj_description(c.oid, 'pg_constraint'),
           obj_description(c.conindid, 'pg_class')
    FROM pg_constraint c
    WHERE c.conrelid = {}::regclass AND c.contype = '{}' {} ORDER BY c.oid)",
                                                         warehouse.quote(table), contype, extra)));
  for (const auto& row : rows) {
    const std::string& name = *row[0];
    into.drop.push_back(fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", table, name));
    into.create.push_back(fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {}", table, name, *row[1]));
    keep_comment(into.create, warehouse, fmt::format("CONSTRAINT {} ON {}", name, table), row[2]);
    if (contype == 'p') keep_comment(into.create, warehouse, "INDEX " + name, row[3]);
  }
  return {};
}

Status collect_indexes(db::postgres::Connection& warehouse, std::string_view table,
                       SecondaryStructures& into) {
  TM_ASSIGN(const auto rows, warehouse.query(fmt::format(R"(
    SELECT i.indexrelid::regclass, pg_get_indexdef(i.indexrelid), obj_description(i.indexrelid, 'pg_class')
    FROM pg_index i
    WHERE i.indrelid = {}::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
    ORDER BY i.indexrelid)",
                                                         warehouse.quote(table))));
  for (const auto& row : rows) {
    into.drop.push_back(fmt::format("DROP INDEX {}", *row[0]));
    into.create.push_back(*row[1]);
    keep_comment(into.create, warehouse, "INDEX " + *row[0], row[2]);
  }
  return {};
}

}  // namespace

Result<SecondaryStructures> secondary_structures(db::postgres::Connection& warehouse,
                                                 std::string_view table) {
  SecondaryStructures found;
  SecondaryStructures foreign_keys;
  TM_TRY(collect_constraints(warehouse, table, 'p',
                             "AND NOT EXISTS (SELECT FROM pg_constraint r WHERE r.confrelid = c.conrelid)",
                             found));
  TM_TRY(collect_indexes(warehouse, table, found));
  TM_TRY(collect_constraints(warehouse, table, 'f', "", foreign_keys));
  found.drop.insert(found.drop.begin(), foreign_keys.drop.begin(), foreign_keys.drop.end());
  found.create.insert(found.create.end(), foreign_keys.create.begin(), foreign_keys.create.end());
  return found;
}

}  // namespace techmarket::warehouse
