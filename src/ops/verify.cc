#include "ops/verify.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/text.h"
#include "config/service_schema.h"
#include "ops/checks.h"
#include "ops/services.h"
#include "schema/cross_service.h"
#include "warehouse/journal.h"
#include "warehouse/star.h"
#include "world/load_state.h"

namespace techmarket::ops {
namespace {

/// Дописує стовпець до використання таблиці, створюючи його за потреби.
void use(std::vector<db::TableUse>& uses, const schema::QualifiedName& table, std::string_view column) {
  auto found = std::ranges::find(uses, table, &db::TableUse::table);
  if (found == uses.end()) found = uses.insert(uses.end(), {.table = table, .columns = {}});
  if (!column.empty() && std::ranges::find(found->columns, column) == found->columns.end())
    found->columns.emplace_back(column);
}

/// Ніхто зараз не пише: інакше перевірка побачила б різні миті й назвала тисячі розбіжностей, яких немає.
Status check_no_writer(const Services& services) {
  for (const auto& one : services.all()) {
    TM_ASSIGN(auto connection, open(*one.service));
    if (auto* mysql = std::get_if<db::mysql::Connection>(&connection)) {
      TM_TRY(world::check_not_writing(*mysql));
      TM_TRY(world::check_not_loading(*mysql));
    } else {
      TM_TRY(
          warehouse::take_run_lock(std::get<db::postgres::Connection>(connection)));  // зникає зі з'єднанням
    }
  }
  return {};
}

/// Помилка, через яку не вдалася лише ця перевірка: сервер відповідає, але запит відхилив.
bool is_of_one_check(const Error& error) {
  return error.kind != ErrorKind::interrupted && error.kind != ErrorKind::retryable &&
         !error.sqlstate.empty();
}

CheckResult not_run(const std::string& name, const Error& error) {
  return {.name = name, .ok = false, .violations = 1, .detail = "could not be checked: " + error.message};
}

/// Світ generate; якщо бази належать різним світам, це теж розбіжність.
Status find_world(const config::Catalogue& catalogue, Subject& subject, Verification& verification) {
  auto world = generated_world(catalogue);
  if (world) {
    subject.world = std::move(*world);
    return {};
  }
  if (world.error().kind == ErrorKind::retryable || world.error().kind == ErrorKind::interrupted)
    return std::unexpected(std::move(world).error());
  verification.checks.push_back(not_run("the databases hold one world", world.error()));
  return {};
}

Status count_all(Subject& subject, Verification& verification) {
  std::int64_t total = 0;
  for (auto& one : subject.services.all()) {
    TM_TRY(read_live(one));
    TM_ASSIGN(auto counts, count_rows(one));
    for (std::size_t i = 0; i < counts.tables.size(); ++i) {
      one.rows[one.schema.tables[i].name] = counts.tables[i].rows;
      total += counts.tables[i].rows;
    }
    verification.services.push_back(std::move(counts));
  }
  if (total > 0 || subject.world) return {};
  return fail(ErrorKind::check_failed, "nothing to verify: every table of every database is empty",
              "fill them with `techmarket generate` and `techmarket etl run`");
}

std::vector<CheckGroup> all_checks(const Subject& subject) {
  std::vector<CheckGroup> groups;
  for (const auto& theme :
       {schema_checks, table_checks, reference_checks, key_checks, row_checks, account_checks, money_checks,
        dimension_checks, journal_checks, fact_checks, mart_checks})
    for (auto& group : theme(subject)) groups.push_back(std::move(group));
  return groups;
}

}  // namespace

Status check_bound(const config::Catalogue& catalogue, const Services& services) {
  std::vector<Diagnostic> problems;
  for (const auto& one : services.all()) {
    TM_ASSIGN(auto connection, open(*one.service));
    const auto uses = used_columns(one);
    TM_TRY(std::visit(
        [&](auto& open) {
          return config::check_live(catalogue, *one.service, one.schema, open, uses, problems);
        },
        connection));
  }
  return db::binding_status(problems);
}

std::vector<db::TableUse> used_columns(const Described& service) {
  std::vector<db::TableUse> uses = warehouse::table_uses(service.service->name);
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
    also("customers", {"created_at", "email", "phone"});
    also("employees", {"email", "hired_at", "is_manager"});
  } else if (name == "catalog-db") {
    also("products", {"price", "created_at", "updated_at"});
  } else if (name == "payments-db") {
    also("payments", {"id", "order_id", "amount", "paid_at"});
  } else if (name == "auth-db") {
    also("auth_users", {"id", "email", "status", "customer_id", "employee_id", "created_at"});
    also("auth_credentials", {"id", "user_id", "password_hash", "algo", "password_updated_at", "updated_at"});
    also("roles", {"id", "name"});
    also("user_roles", {"user_id", "role_id"});
    also("auth_tokens", {"id", "user_id", "token_hash", "issued_at", "expires_at", "last_used_at", "revoked",
                         "ip", "scopes"});
  }
  return uses;
}

std::size_t Verification::failed() const {
  return static_cast<std::size_t>(std::ranges::count(checks, false, &CheckResult::ok));
}

Result<Verification> verify(const config::Catalogue& catalogue, ProgressStyle style) {
  Subject subject;
  TM_ASSIGN(subject.services, Services::load(catalogue));
  TM_TRY(check_bound(catalogue, subject.services));
  TM_TRY(check_no_writer(subject.services));

  Verification verification;
  TM_TRY(find_world(catalogue, subject, verification));
  TM_TRY(count_all(subject, verification));
  const auto groups = all_checks(subject);
  Progress progress("verifying", groups.size(), style, "groups of checks");
  for (const auto& group : groups) {
    TM_TRY(check_interrupted());
    auto results = group.run();
    if (!results && !is_of_one_check(results.error())) return std::unexpected(std::move(results).error());
    if (!results) results = std::vector{not_run(group.name, results.error())};
    for (auto& result : *results) verification.checks.push_back(std::move(result));
    progress.add(1);
  }
  // Хто почав писати посеред перевірки, міг її обманути.
  TM_TRY(check_no_writer(subject.services));
  return verification;
}

}  // namespace techmarket::ops
