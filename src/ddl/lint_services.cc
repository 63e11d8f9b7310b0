#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ddl/lint_rules.h"
#include "schema/cross_service.h"

namespace techmarket::ddl {
namespace {

using schema::Column;
using schema::Table;

constexpr std::string_view kUnknownTable = "unknown-table";
constexpr std::string_view kNoteForm = "Ref: Orders DB (customers.id), без FK";

// «orders-db» → «Orders», як сервіс називають у примітках.
std::string note_name(std::string_view service) {
  std::string name(service.substr(0, service.rfind("-db")));
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

std::string note_for(const LintService& service, const Table& table) {
  const auto key = table.primary_key();
  return fmt::format("Ref: {} DB ({}.{}), без FK", note_name(service.name), table.name.name,
                     key.size() == 1 ? key.front() : "id");
}

const Table* find_table(const LintService& service, std::string_view name) {
  const auto found =
      std::ranges::find(service.database->tables, name, [](const Table& t) { return t.name.name; });
  return found == service.database->tables.end() ? nullptr : &*found;
}

const LintService* find_service(Services services, std::string_view name) {
  const auto found = std::ranges::find(services, name, &LintService::name);
  return found == services.end() ? nullptr : &*found;
}

bool stands_in_a_ref(const LintService& service, const Table& table, const Column& column) {
  const auto touches = [&](const schema::Endpoint& end) {
    return end.table == table.name && std::ranges::find(end.columns, column.name) != end.columns.end();
  };
  return std::ranges::any_of(service.database->refs, [&](const schema::Ref& ref) {
    return touches(ref.first) || touches(ref.second);
  });
}

// users.user_id, order_items.order_item_id: власний ключ таблиці, а не чийсь.
bool is_own_key(const Table& table, const Column& column) {
  const std::string_view stem = std::string_view(column.name).substr(0, column.name.size() - 3);
  return table.primary_key() == std::vector{column.name} && table.name.name.starts_with(stem);
}

Diagnostic finding(const Table& table, const Column& column, std::string_view what, std::string hint) {
  return {.code = "cross-service-note",
          .message = fmt::format("column '{}.{}' {}", schema::display_name(table.name), column.name, what),
          .at = column.at,
          .hint = std::move(hint),
          .subject = column.name};
}

// Куди міг би вказувати product_id: сервіс, що має таблицю products.
std::string suggest_note(const LintService& service, Services services, const Column& column) {
  const std::string stem = column.name.substr(0, column.name.size() - 3);
  for (const auto& other : services)
    for (const auto& name : {stem + "s", stem + "es", stem})
      if (const Table* table = find_table(other, name); table && &other != &service)
        return fmt::format("add [note: '{}']", note_for(other, *table));
  return fmt::format("add a ref inside this database or a note of the form '{}'", kNoteForm);
}

void check_target(const Table& table, const Column& column, const schema::CrossServiceTarget& target,
                  Services services, Findings& findings) {
  const LintService* other = find_service(services, target.service);
  if (!other) {
    std::vector<std::string> names;
    for (const auto& service : services) names.push_back(service.name);
    findings.push_back(finding(table, column,
                               fmt::format("refers to an unknown service '{}'", target.service),
                               fmt::format("services are: {}", fmt::join(names, ", "))));
    return;
  }
  if (count_errors(other->parse_diagnostics) > 0) return;  // схема неповна: про неї вже сказано
  const Table* parent = find_table(*other, target.table);
  if (!parent) {
    findings.push_back(finding(
        table, column, fmt::format("refers to an unknown table '{}' of {}", target.table, target.service),
        did_you_mean_hint(target.table, other->database->table_names())));
    return;
  }
  if (parent->column(target.column)) return;
  findings.push_back(finding(
      table, column,
      fmt::format("refers to an unknown column '{}.{}' of {}", target.table, target.column, target.service),
      did_you_mean_hint(target.column, parent->column_names())));
}

void check_column(const LintService& service, Services services, const Table& table, const Column& column,
                  Findings& findings) {
  if (const auto target = schema::cross_service_target(column)) {
    check_target(table, column, *target, services, findings);
    return;
  }
  if (column.note && trim(*column.note).starts_with("Ref:")) {
    findings.push_back(finding(table, column,
                               "has a note that starts with 'Ref:' but names no service, table and column",
                               fmt::format("write it as '{}'", kNoteForm)));
    return;
  }
  if (!is_uuid_type(column.type) || !column.name.ends_with("_id")) return;
  if (is_own_key(table, column) || stands_in_a_ref(service, table, column)) return;
  findings.push_back(finding(table, column,
                             "holds an identifier but has neither a ref nor a note that says whose it is",
                             suggest_note(service, services, column)));
}

}  // namespace

Diagnostic explain_unknown_table(const Diagnostic& diagnostic, const LintService& service,
                                 Services services) {
  if (diagnostic.code != kUnknownTable || diagnostic.subject.empty()) return diagnostic;
  const auto dot = diagnostic.subject.rfind('.');
  const std::string name = dot == std::string::npos ? diagnostic.subject : diagnostic.subject.substr(dot + 1);
  for (const auto& other : services) {
    const Table* table = find_table(other, name);
    if (!table || &other == &service) continue;
    Diagnostic result = diagnostic;
    result.code = "cross-database-fk";
    result.message =
        fmt::format("table '{}' lives in {}: a foreign key cannot cross databases", name, other.name);
    result.hint = fmt::format("write a plain column with [note: '{}']", note_for(other, *table));
    return result;
  }
  return diagnostic;
}

void check_cross_service_notes(const LintService& service, Services services, Findings& findings) {
  for (const auto& table : service.database->tables)
    for (const auto& column : table.columns) check_column(service, services, table, column, findings);
}

}  // namespace techmarket::ddl
