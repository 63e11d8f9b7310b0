#include "warehouse/run.h"

#include <unistd.h>

#include <chrono>

#include <fmt/format.h>

#include "base/free_space.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "config/endpoints.h"
#include "config/service_schema.h"
#include "warehouse/audit.h"
#include "warehouse/emptied.h"
#include "warehouse/load_dates.h"
#include "warehouse/load_dimension.h"
#include "warehouse/load_facts.h"
#include "warehouse/source.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {
namespace {

using Clock = std::chrono::steady_clock;

// Скільки диска треба на рядок order_items. Виміряно на PostgreSQL 15 із 148 782 рядками: fact_sales з
// індексами займає 158 байтів на рядок, решта йде на сортування індексів. Журнал передзапису сюди не входить:
// локальний сервер має wal_level=minimal і COPY у щойно спорожнену таблицю не журналює. Друге число — виміри
// й тимчасові таблиці.
constexpr std::uint64_t kBytesPerItem = 200, kWarehouseBase = 5'000'000;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Result<db::postgres::Connection> open_warehouse(const config::Service& service) {
  TM_ASSIGN(auto connection, db::postgres::Connection::open(
                                 config::endpoint_of(service, fmt::format("techmarket etl {}", getpid()))));
  // Сервер сам перевіряє, чи живий клієнт, навіть посеред побудови індексу: вбитий запуск одразу звільняє
  // замок.
  TM_TRY(connection.execute("SET client_connection_check_interval = '500ms'"));
  return connection;
}

/// Один запуск: від знімків джерел до рядка журналу. Живе рівно одну транзакцію сховища.
class Run {
 public:
  Run(const config::Catalogue& catalogue, const Options& options, db::postgres::Connection& warehouse)
      : catalogue_(catalogue), options_(options), warehouse_(warehouse) {}

  Result<Report> execute() {
    const auto start = Clock::now();
    TM_ASSIGN(const auto* catalog_service, catalogue_.service(kCatalogService));
    TM_ASSIGN(const auto* orders_service, catalogue_.service(kOrdersService));
    TM_ASSIGN(const auto* warehouse_service, catalogue_.service(kWarehouseService));
    // Знімок замовлень береться першим: каталог, знятий пізніше, знає всі товари, на які вони посилаються.
    TM_ASSIGN(auto orders, open_source(*orders_service));
    TM_ASSIGN(auto catalog, open_source(*catalog_service));
    std::vector<Diagnostic> unbound;
    TM_TRY(bind(*orders_service, orders, unbound));
    TM_TRY(bind(*catalog_service, catalog, unbound));
    TM_TRY(bind(*warehouse_service, warehouse_, unbound));
    TM_TRY(db::binding_status(unbound));
    if (!options_.allow_deletes) TM_TRY(check_not_emptied(orders, catalog, warehouse_));
    TM_TRY(check_disk(orders));

    TM_TRY(load_dimensions(orders, catalog));
    TM_ASSIGN(const auto keys, read_keys(warehouse_));
    TM_ASSIGN(report_.facts, load_facts(keys, orders, warehouse_, quality_, options_));
    TM_TRY(quality_.status());
    TM_TRY(drop_former_members(orders, catalog));

    TM_ASSIGN(const auto watermark, orders.query("SELECT MAX(updated_at) FROM orders"));
    report_.watermark = watermark[0][0];
    TM_TRY(check_not_loading(*orders_service));
    TM_TRY(check_not_loading(*catalog_service));
    TM_TRY(finish());
    report_.seconds = seconds_since(start);
    return std::move(report_);
  }

 private:
  /// Усі імена, яких торкнеться запуск, проти DBML і живої бази.
  template <class Connection>
  Status bind(const config::Service& service, Connection& connection, std::vector<Diagnostic>& problems) {
    TM_ASSIGN(const auto declared, config::read_schema(catalogue_, service));
    return config::check_live(catalogue_, service, declared, connection, table_uses(service.name), problems);
  }

  Status check_disk(db::mysql::Connection& orders) {
    if (options_.data_folder.empty()) return {};
    TM_ASSIGN(const auto items, estimated_items(orders));
    return check_space({.folder = options_.data_folder,
                        .bytes = kWarehouseBase + static_cast<std::uint64_t>(items) * kBytesPerItem});
  }

  Status load_dimensions(db::mysql::Connection& orders, db::mysql::Connection& catalog) {
    TM_ASSIGN(auto dates, load_dates(orders, warehouse_, quality_));
    report_.dimensions.push_back(std::move(dates));
    for (const auto& dimension : dimensions()) {
      TM_TRY(check_interrupted());
      auto& source = dimension.source().service == kOrdersService ? orders : catalog;
      TM_ASSIGN(auto loaded, load_dimension(dimension, source, warehouse_, quality_));
      spdlog::debug("{}: {} new, {} changed", loaded.table, loaded.inserted, loaded.updated);
      report_.dimensions.push_back(std::move(loaded));
    }
    TM_TRY(quality_.status());
    for (const auto& dimension : report_.dimensions)
      if (dimension.inserted + dimension.updated > 0)
        TM_TRY(warehouse_.execute("ANALYZE " + dimension.table));
    return {};
  }

  Status drop_former_members(db::mysql::Connection& orders, db::mysql::Connection& catalog) {
    for (std::size_t i = dimensions().size(); i-- > 0;) {
      const auto& dimension = dimensions()[i];
      auto& source = dimension.source().service == kOrdersService ? orders : catalog;
      TM_ASSIGN(const auto dropped, drop_former_world(dimension, source, warehouse_));
      auto& report = report_.dimensions[i + 1];  // нульовий — календар
      report.dropped = dropped;
      report.rows -= dropped;
    }
    return {};
  }

  Status finish() {
    report_.mode = "full";
    if (options_.dry_run) {
      report_.status = "dry-run";
      return warehouse_.execute("ROLLBACK");
    }
    AuditRow row{.mode = report_.mode, .watermark = report_.watermark, .facts = report_.facts};
    for (const auto& dimension : report_.dimensions)
      row.dimension_rows_changed += dimension.inserted + dimension.updated + dimension.dropped;
    TM_TRY(record_success(warehouse_, row));
    TM_TRY(check_interrupted());
    TM_TRY(warehouse_.execute("COMMIT"));
    report_.status = "succeeded";
    return {};
  }

  const config::Catalogue& catalogue_;
  const Options& options_;
  db::postgres::Connection& warehouse_;
  Quality quality_;
  Report report_;
};

/// Якщо джерело тим часом почали перезавантажувати, саме це і є причина: краща порада, ніж помилка сервера
/// про таблицю.
Error explained(const config::Catalogue& catalogue, Error error) {
  if (error.kind != ErrorKind::fatal && error.kind != ErrorKind::check_failed) return error;
  for (const auto name : {kOrdersService, kCatalogService})
    if (const auto service = catalogue.service(name))
      if (auto state = check_not_loading(**service); !state && state.error().kind == ErrorKind::retryable)
        return state.error();
  return error;
}

/// Рядок failed — найкраще, що можна зробити: сама відмова важливіша за запис про неї.
void audit_failure(const config::Service& service, db::postgres::Connection& warehouse,
                   const std::string& started_at, const Error& error) {
  if (warehouse.execute("ROLLBACK") && record_failure(warehouse, "full", started_at, error.message)) return;
  auto fresh = open_warehouse(service);
  if (fresh && record_failure(*fresh, "full", started_at, error.message)) return;
  spdlog::warn("the failure could not be recorded in etl.runs");
}

}  // namespace

Result<Report> run(const config::Catalogue& catalogue, const Options& options) {
  TM_ASSIGN(const auto* service, catalogue.service(kWarehouseService));
  TM_ASSIGN(auto warehouse, open_warehouse(*service));
  TM_TRY(take_run_lock(warehouse));
  TM_TRY(warehouse.execute("BEGIN"));
  TM_ASSIGN(const auto now, warehouse.query("SELECT now()"));

  auto report = Run(catalogue, options, warehouse).execute();
  if (report) return report;
  Error error = explained(catalogue, std::move(report).error());
  if (!options.dry_run) audit_failure(*service, warehouse, now[0][0].value_or("now"), error);
  return std::unexpected(std::move(error));
}

}  // namespace techmarket::warehouse
