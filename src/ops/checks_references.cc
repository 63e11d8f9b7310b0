#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "ops/checks.h"
#include "ops/cursor.h"
#include "schema/cross_service.h"

namespace techmarket::ops {
namespace {

/// Один кінець посилання: сервіс, таблиця, стовпець.
struct End {
  const Described* service;
  schema::QualifiedName table;
  std::string column;

  std::string path() const { return service->path(table, column); }
  bool is_uuid() const {
    const auto* declared = service->schema.table(table);
    const auto* found = declared ? declared->column(column) : nullptr;
    return found && (found->type.is("uuid") ||
                     (found->type.is("char") && found->type.arguments == std::vector<std::string>{"36"}));
  }
};

// Член виміру, що зник із джерела, — це історія і не порушення, доки на нього не вказує жоден факт.
const std::map<std::string_view, std::string_view> kUsedByFacts = {
    {"dim_region", "region_key IN (SELECT region_key FROM fact_sales)"},
    {"dim_category",
     "category_key IN (SELECT category_key FROM dim_product WHERE product_key IN "
     "(SELECT product_key FROM fact_sales))"},
    {"dim_product", "product_key IN (SELECT product_key FROM fact_sales)"},
    {"dim_customer", "customer_key IN (SELECT customer_key FROM fact_sales)"},
    {"dim_employee", "employee_key IN (SELECT employee_key FROM fact_sales)"}};

std::string name_of(const End& child, const End& parent) {
  return fmt::format("{} → {}", child.path(), parent.path());
}

/// Умова для вимірів сховища з kUsedByFacts; порожньо, якщо порівнюються всі значення стовпця.
std::string_view used_by_facts(const End& child) {
  if (child.service->is_mysql()) return {};
  const auto used = kUsedByFacts.find(child.table.name);
  return used == kUsedByFacts.end() ? std::string_view() : used->second;
}

/// Ідентифікатори, на які посилаються, і кількість рядків із кожним. Індекс стовпця дає їх уже
/// впорядкованими.
std::string referenced_sql(const End& child) {
  const auto& service = *child.service;
  const std::string column = service.quoted(child.column);
  std::string condition = fmt::format("{} IS NOT NULL", column);
  if (const auto used = used_by_facts(child); !used.empty()) condition += fmt::format(" AND {}", used);
  return fmt::format("SELECT {0}, COUNT(*) FROM {1} WHERE {2} GROUP BY {0} ORDER BY {0}", column,
                     service.quoted(child.table), condition);
}

Result<std::vector<CheckResult>> merge_references(const End& child, const End& parent) {
  Findings findings(name_of(child, parent));
  TM_ASSIGN(const auto left, Cursor::open(*child.service->service, referenced_sql(child)));
  TM_ASSIGN(const auto right,
            Cursor::open(*parent.service->service, fmt::format("SELECT {0} FROM {1} ORDER BY {0}",
                                                               parent.service->quoted(parent.column),
                                                               parent.service->quoted(parent.table))));
  std::int64_t ids = 0;
  const auto orphan = [&](const Row& row) {
    const auto rows = std::stoll(row[1].value_or("1"));
    findings.add(fmt::format("{} {} in {} row{}: no such {}", child.column, shown(row[0]),
                             with_thousands(rows), rows == 1 ? "" : "s", parent.path()),
                 rows);
  };
  TM_TRY(merge(*left, *right,
               {.visit =
                    [&](const Row* reference, const Row* target) {
                      ids += reference ? 1 : 0;
                      if (reference && !target) orphan(*reference);
                    },
                .bad_key =
                    [&](const Row& row) {
                      if (row.size() > 1) orphan(row);
                    }}));
  findings.confirm(fmt::format("{} {}", with_thousands(ids),
                               used_by_facts(child).empty() ? "distinct values" : "members used by facts"));
  std::vector<CheckResult> results;
  results.push_back(std::move(findings).result());
  return results;
}

/// Ключі, що не є UUID, лежать в одній базі: сервер шукає сиріт сам.
CheckGroup join_references(const End& child, const End& parent) {
  const auto& service = *child.service;
  const std::string column = service.quoted(child.column);
  return violations_by_query(
      service, name_of(child, parent), child.table,
      fmt::format("SELECT c.{0}, COUNT(*) FROM {1} c LEFT JOIN {2} p ON p.{3} = c.{0} "
                  "WHERE c.{0} IS NOT NULL AND p.{3} IS NULL GROUP BY c.{0} ORDER BY c.{0}",
                  column, service.quoted(child.table), service.quoted(parent.table),
                  service.quoted(parent.column)),
      [column = child.column, parent = parent.path()](db::RowView row) {
        return fmt::format("{} {} in {} rows: no such {}", column, row[0], row[1], parent);
      });
}

CheckGroup reference_check(End child, End parent) {
  if (!child.is_uuid() || !parent.is_uuid()) return join_references(child, parent);
  const std::string name = name_of(child, parent);
  return {name,
          [child = std::move(child), parent = std::move(parent)] { return merge_references(child, parent); }};
}

}  // namespace

std::vector<CheckGroup> reference_checks(const Subject& subject) {
  const Services& services = subject.services;
  std::vector<CheckGroup> checks;
  for (const auto& service : services.all())
    for (const auto& ref : service.schema.refs) {
      const auto ends = ref.child_and_parent();
      if (!ends) continue;
      const auto& [child, parent] = *ends;
      for (std::size_t i = 0; i < child->columns.size(); ++i)
        checks.push_back(reference_check({&service, child->table, child->columns[i]},
                                         {&service, parent->table, parent->columns[i]}));
    }
  for (const auto& service : services.all())
    for (const auto& ref : schema::cross_service_refs(service.schema)) {
      const Described* target = services.find(ref.target.service);
      if (!target) continue;
      checks.push_back(reference_check({&service, ref.table->name, ref.column->name},
                                       {target, {.name = ref.target.table}, ref.target.column}));
    }
  return checks;
}

}  // namespace techmarket::ops
