#include "migrate/mysql_parts.h"

#include <algorithm>

#include <fmt/format.h>

#include "sql/expression.h"

namespace techmarket::migrate {
namespace {

using schema::Check;
using schema::Column;
using schema::Table;

/// Те, що виконає лише MySQL: MariaDB бачить коментар.
std::string only_mysql(std::string_view before, std::string_view clause) {
  return fmt::format("/*!80016 {}{} */", before, clause);
}

}  // namespace

std::string MysqlParts::definition(const TableDelta& delta, const Column& column) const {
  return clauses_.column(*delta.to, column, find_column(input_.physical, delta.to->name, column.name)) +
         kept_checks(delta, column);
}

std::string MysqlParts::live_definition(const Table& live, const Column& column) const {
  std::string text = clauses_.column({}, column, find_column(input_.physical, live.name, column.name));
  const auto* delta = input_.delta.table(live.name);
  return delta ? text + kept_checks(*delta, column) : text;
}

std::string MysqlParts::kept_checks(const TableDelta& delta, const Column& column) const {
  std::string text;
  for (const auto& kept : delta.checks.kept()) {
    const auto* live = input_.names.find(*kept.from);
    if (!live || live->column != column.name) continue;
    const std::string check = fmt::format(" CHECK ({})", kept.to->expression);
    text += input_.physical.server == Server::mariadb ? check : fmt::format(" /*M!{} */", check);
  }
  // Перевірки, якої DBML не вміє записати, модель не має, а MODIFY її забрав би. Та, що стала такою лише
  // через нове ім'я стовпця, у моделі є: про неї вже вирішено.
  const auto owner = input_.physical.tables.find(delta.to->name);
  if (input_.physical.server != Server::mariadb || owner == input_.physical.tables.end()) return text;
  const auto is_in_model = [&](const PhysicalCheck& live) {
    return std::ranges::any_of(delta.from->checks,
                               [&](const Check& check) { return input_.names.find(check) == &live; });
  };
  for (const auto& live : owner->second.checks)
    if (live.column == column.name && !is_in_model(live) &&
        !sql::without_quoted_names(sql::readable_expression(live.expression, schema::Dialect::mysql),
                                   delta.to->name.name))
      text += fmt::format(" CHECK ({})", live.expression);
  return text;
}

std::string MysqlParts::kept_times(const Table& table) const {
  std::string text;
  const auto owner = input_.physical.tables.find(table.name);
  if (owner == input_.physical.tables.end()) return text;
  for (const auto& [name, live] : owner->second.columns)
    if (!live.on_update.empty()) text += fmt::format(", {0} = {0}", clauses_.name(name));
  return text;
}

std::string MysqlParts::drop_check(const PhysicalCheck* live, const Check& check) const {
  const std::string name = clauses_.name(live ? live->name : check.name);
  if (!live || live->mysql_name.empty()) return "DROP CONSTRAINT " + name;
  return fmt::format("DROP CONSTRAINT /*M! {} */ {}", name, only_mysql("", clauses_.name(live->mysql_name)));
}

std::string MysqlParts::drop_check_of_mysql(const PhysicalCheck& live, std::string_view before) const {
  return only_mysql(before, "DROP CONSTRAINT " + clauses_.name(live.mysql_name));
}

std::string MysqlParts::add_check_of_mysql(const Check& check) const {
  return only_mysql("", "ADD " + clauses_.check(check));
}

bool is_over(const PhysicalIndex& index, const std::vector<std::string>& columns) {
  return std::ranges::equal(index.parts, columns, [](const auto& part, const auto& column) {
    return !part.expression && part.text == column;
  });
}

Hazard copies_table(std::string_view what) {
  return {Danger::rewrite, fmt::format("{} copies the table", what)};
}

Hazard blocks_writes() {
  return {Danger::lock, "writes wait until the table is copied"};
}

}  // namespace techmarket::migrate
