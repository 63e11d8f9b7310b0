#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "lint/rules.h"
#include "schema/cross_service.h"

namespace techmarket::lint {
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

// users.user_id, order_items.order_item_id: власний ключ таблиці, а не чийсь.
bool is_own_key(const Table& table, const Column& column) {
  const std::string_view stem = std::string_view(column.name).substr(0, column.name.size() - 3);
  return table.primary_key() == std::vector{column.name} && table.name.name.starts_with(stem);
}

LintFinding finding(const Table& table, const Column& column, std::string_view what, std::string hint) {
  return {{.code = "cross-service-note",
           .message = fmt::format("column '{}.{}' {}", schema::display_name(table.name), column.name, what),
           .at = column.at,
           .hint = std::move(hint),
           .subject = column.name}};
}

// Куди міг би вказувати product_id: сервіс, що має таблицю products.
std::string suggest_note(const LintRun& run, const Column& column) {
  for (std::size_t i = 0; i < run.services.size(); ++i)
    if (const Table* table = run.indexes[i].named_by(column.name); table && &run.indexes[i] != &run.index)
      return fmt::format("add [note: '{}']", note_for(run.services[i], *table));
  return fmt::format("add a ref inside this database or a note of the form '{}'", kNoteForm);
}

void check_target(LintRun& run, const Table& table, const Column& column,
                  const schema::CrossServiceTarget& target) {
  const auto report = [&](std::string_view what, std::string hint) {
    run.add(finding(table, column, what, std::move(hint)), place_of(table, column));
  };
  const auto other = std::ranges::find(run.services, target.service, &LintService::name);
  if (other == run.services.end()) {
    std::vector<std::string> names;
    for (const auto& service : run.services) names.push_back(service.name);
    return report(fmt::format("refers to an unknown service '{}'", target.service),
                  fmt::format("services are: {}", fmt::join(names, ", ")));
  }
  if (count_errors(other->parse_diagnostics) > 0) return;  // схема неповна: про неї вже сказано
  const auto& index = run.indexes[static_cast<std::size_t>(other - run.services.begin())];
  const Table* parent = index.table_called(target.table);
  if (!parent)
    return report(fmt::format("refers to an unknown table '{}' of {}", target.table, target.service),
                  did_you_mean_hint(target.table, other->database->table_names()));
  if (!parent->column(target.column))
    report(
        fmt::format("refers to an unknown column '{}.{}' of {}", target.table, target.column, target.service),
        did_you_mean_hint(target.column, parent->column_names()));
}

void check_column(LintRun& run, const Table& table, const Column& column) {
  if (const auto target = schema::cross_service_target(column))
    return check_target(run, table, column, *target);
  const auto report = [&](std::string_view what, std::string hint) {
    run.add(finding(table, column, what, std::move(hint)), place_of(table, column));
  };
  if (column.note && trim(*column.note).starts_with("Ref:"))
    return report("has a note that starts with 'Ref:' but names no service, table and column",
                  fmt::format("write it as '{}'", kNoteForm));
  if (!is_uuid_type(column.type) || !column.name.ends_with("_id")) return;
  if (is_own_key(table, column) || run.index.is_in_a_ref(table, column)) return;
  if (run.enabled("missing-ref") && run.index.named_by(column.name)) return;  // про це скаже missing-ref
  report("holds an identifier but has neither a ref nor a note that says whose it is",
         suggest_note(run, column));
}

// Невідома таблиця, що живе в іншому сервісі. @return порожньо — ніде не живе.
std::optional<LintFinding> explained(const Diagnostic& diagnostic, const LintRun& run) {
  if (diagnostic.code != kUnknownTable || diagnostic.subject.empty()) return std::nullopt;
  const auto dot = diagnostic.subject.rfind('.');
  const std::string name = dot == std::string::npos ? diagnostic.subject : diagnostic.subject.substr(dot + 1);
  for (std::size_t i = 0; i < run.services.size(); ++i) {
    const auto& other = run.services[i];
    const Table* table = run.indexes[i].table_called(name);
    if (!table || &other == &run.service) continue;
    LintFinding result{diagnostic};
    result.code = "cross-database-fk";
    result.message =
        fmt::format("table '{}' lives in {}: a foreign key cannot cross databases", name, other.name);
    result.hint = fmt::format("write a plain column with [note: '{}']", note_for(other, *table));
    return result;
  }
  return std::nullopt;
}

}  // namespace

void add_parse_diagnostics(LintRun& run) {
  for (const auto& diagnostic : run.service.parse_diagnostics) {
    // Вимкнене правило не робить зі зламаної схеми справну: лишається те, що сказав розбір.
    auto better = explained(diagnostic, run);
    if (better && run.enabled(better->code))
      run.add(std::move(*better), diagnostic.subject);
    else
      run.pass(diagnostic);
  }
}

void check_cross_service_notes(LintRun& run) {
  for (const auto& table : run.database().tables)
    for (const auto& column : table.columns) check_column(run, table, column);
}

}  // namespace techmarket::lint
