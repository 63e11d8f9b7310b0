#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ddl/normalise.h"
#include "ops/checks.h"

namespace techmarket::ops {
namespace {

using schema::Index;

std::vector<std::string> columns_of(const Index& index) {
  std::vector<std::string> columns;
  for (const auto& part : index.parts) columns.push_back(part.text);
  return columns;
}

bool has_key(const schema::Table* table, const Index& key) {
  return table && std::ranges::any_of(table->indexes, [&](const Index& index) {
           return index.unique && columns_of(index) == columns_of(key);
         });
}

/// Чи варто шукати повтори ключа. Первинний ключ MySQL — сама таблиця, а унікальний індекс PostgreSQL
/// перевіряє кожен рядок, тож доки вони є, повторів немає. Вторинний індекс MySQL вставляння з unique_checks
/// = 0 минає.
bool may_repeat(const Described& service, const schema::Table* live, const Index& key) {
  return !has_key(live, key) || (service.is_mysql() && !key.primary_key);
}

CheckGroup unique_check(const Described& service, const schema::Table& table, const Index& key) {
  std::vector<std::string> columns, conditions, names = columns_of(key);
  for (const auto& name : names) {
    columns.push_back(service.quoted(name));
    conditions.push_back(service.quoted(name) + " IS NOT NULL");
  }
  return violations_by_query(
      service, fmt::format("{}.{} is unique", service.name_of(table.name), fmt::join(names, ", ")),
      table.name,
      fmt::format("SELECT {0}, COUNT(*) FROM {1} WHERE {2} GROUP BY {0} HAVING COUNT(*) > 1 ORDER BY {0}",
                  fmt::join(columns, ", "), service.quoted(table.name), fmt::join(conditions, " AND ")),
      [names](db::RowView row) {
        std::string text;
        for (std::size_t i = 0; i < names.size(); ++i)
          text += fmt::format("{}{} '{}'", i == 0 ? "" : ", ", names[i], row[i]);
        return fmt::format("{} in {} rows", text, row.back());
      });
}

/// Дерево не веде від рядка до нього самого. Рядки, до яких від коренів не дійти, лежать на колі або під ним;
/// батька, якого немає, показує перевірка посилань.
CheckGroup cycle_check(const Described& service, const schema::Endpoint& child,
                       const schema::Endpoint& parent) {
  const std::string key = service.quoted(parent.columns[0]), up = service.quoted(child.columns[0]);
  const std::string table = service.quoted(child.table);
  // Колекцію порівняння рекурсія бере з першого кроку, а вона там та сама, що й у стовпці.
  const std::string sql = fmt::format(
      "WITH RECURSIVE tree (node) AS (SELECT r.{0} FROM {2} r WHERE r.{1} IS NULL OR NOT EXISTS (SELECT 1 "
      "FROM "
      "{2} p WHERE p.{0} = r.{1}) UNION SELECT c.{0} FROM {2} c JOIN tree ON c.{1} = tree.node) "
      "SELECT t.{0}, t.{1}, 1 FROM {2} t LEFT JOIN tree ON tree.node = t.{0} WHERE tree.node IS NULL ORDER "
      "BY t.{0}",
      key, up, table);
  return violations_by_query(
      service, service.path(child.table, child.columns[0]) + " makes no cycle", child.table, sql,
      [id = parent.columns[0], column = child.columns[0], name = display_name(child.table)](db::RowView row) {
        return row[0] == row[1]
                   ? fmt::format("{} {} {}: {} is the row itself", name, id, row[0], column)
                   : fmt::format("{} {} {}: {} {} leads into a cycle", name, id, row[0], column, row[1]);
      });
}

}  // namespace

std::vector<CheckGroup> key_checks(const Subject& subject) {
  std::vector<CheckGroup> checks;
  for (const auto& service : subject.services.all()) {
    const auto declared = ddl::normalise(service.schema, service.service->engine);
    const auto live = ddl::normalise(service.live, service.service->engine);
    for (const auto& table : declared.tables)
      for (const auto& index : table.indexes) {
        const bool expression = std::ranges::any_of(index.parts, &schema::IndexPart::expression);
        if (index.unique && !expression && service.schema.table(table.name) &&
            may_repeat(service, live.table(table.name), index))
          checks.push_back(unique_check(service, table, index));
      }
    for (const auto& ref : service.schema.refs)
      if (const auto ends = ref.child_and_parent();
          ends && ends->first->table == ends->second->table && ends->first->columns.size() == 1)
        checks.push_back(cycle_check(service, *ends->first, *ends->second));
  }
  return checks;
}

}  // namespace techmarket::ops
