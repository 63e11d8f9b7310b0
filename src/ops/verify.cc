#include "ops/verify.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/text.h"
#include "db/live_columns.h"
#include "etl/model.h"
#include "ops/checks.h"
#include "ops/services.h"
#include "schema/cross_service.h"

namespace techmarket::ops {
namespace {

/// Дописує стовпець до використання таблиці, створюючи його за потреби.
void use(std::vector<db::TableUse>& uses, const schema::QualifiedName& table, std::string_view column) {
  auto found = std::ranges::find(uses, table, &db::TableUse::table);
  if (found == uses.end()) found = uses.insert(uses.end(), {.table = table, .columns = {}});
  if (!column.empty() && std::ranges::find(found->columns, column) == found->columns.end())
    found->columns.emplace_back(column);
}

Status bind(const config::Catalogue& catalogue, const Services& services) {
  std::vector<Diagnostic> problems;
  for (const auto& one : services.all()) {
    TM_ASSIGN(auto connection, open(*one.service));
    TM_ASSIGN(const auto live, std::visit([](auto& open) { return db::live_columns(open); }, connection));
    const db::BindingSide side{.service = one.service->name,
                               .dbml_file = std::filesystem::proximate(catalogue.path(one.service->dbml)),
                               .declared = one.schema,
                               .live = live};
    for (auto& problem : db::check_binding(side, used_columns(one))) problems.push_back(std::move(problem));
  }
  return db::binding_status(problems);
}

}  // namespace

std::vector<db::TableUse> used_columns(const Described& service) {
  std::vector<db::TableUse> uses =
      service.is_mysql() ? etl::source_tables(service.service->name) : etl::warehouse_tables();
  for (auto& one : uses) one.inserts = false;
  // Кожна таблиця рахується; переліки й пари created_at, updated_at перевіряються скрізь, де вони є.
  for (const auto& table : service.schema.tables) {
    use(uses, table.name, "");
    for (const auto& column : table.columns)
      if (column.name == "created_at" || column.name == "updated_at" ||
          service.schema.find_enum(
              {.schema = column.type.schema.value_or(std::string(schema::kDefaultSchema)),
               .name = column.type.name}))
        use(uses, table.name, column.name);
  }
  for (const auto& ref : service.schema.refs)
    if (const auto ends = ref.child_and_parent())
      for (const auto* end : {ends->first, ends->second})
        for (const auto& column : end->columns) use(uses, end->table, column);
  for (const auto& ref : schema::cross_service_refs(service.schema))
    use(uses, ref.table->name, ref.column->name);

  const auto also = [&](std::string_view table, std::initializer_list<std::string_view> columns) {
    for (const auto column : columns) use(uses, {.name = std::string(table)}, column);
  };
  const std::string& name = service.service->name;
  if (name == "orders-db") {
    also("orders", {"total_amount", "created_at"});
    also("customers", {"created_at"});
  } else if (name == "payments-db") {
    also("payments", {"order_id", "amount", "paid_at"});
  } else if (name == "auth-db") {
    also("auth_users", {"id", "email", "customer_id", "employee_id"});
    also("auth_credentials", {"id", "user_id", "password_hash", "algo"});
    also("user_roles", {"user_id"});
    also("auth_tokens", {"id", "issued_at", "expires_at"});
  }
  return uses;
}

bool Verification::ok() const {
  return std::ranges::all_of(checks, &CheckResult::ok);
}

Result<Verification> verify(const config::Catalogue& catalogue, ProgressStyle style) {
  TM_ASSIGN(const auto services, Services::load(catalogue));
  TM_TRY(bind(catalogue, services));

  Verification verification;
  for (const auto& one : services.all()) {
    TM_ASSIGN(auto counts, count_rows(one));
    verification.services.push_back(std::move(counts));
  }

  std::vector<CheckGroup> groups;
  for (const auto& theme :
       {reference_checks, value_checks, account_checks, money_checks, dimension_checks, fact_checks})
    for (auto& group : theme(services)) groups.push_back(std::move(group));
  Progress progress("verifying", groups.size(), style, "groups of checks");
  for (const auto& group : groups) {
    TM_TRY(check_interrupted());
    TM_ASSIGN(auto results, group());
    for (auto& result : results) verification.checks.push_back(std::move(result));
    progress.add(1);
  }
  return verification;
}

}  // namespace techmarket::ops
