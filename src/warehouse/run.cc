#include "warehouse/run.h"

#include <unistd.h>

#include <chrono>
#include <ranges>

#include <fmt/format.h>

#include "base/free_space.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/text.h"
#include "config/endpoints.h"
#include "config/service_schema.h"
#include "warehouse/changes.h"
#include "warehouse/copy_facts.h"
#include "warehouse/dates.h"
#include "warehouse/emptied.h"
#include "warehouse/journal.h"
#include "warehouse/publish_dimension.h"
#include "warehouse/source.h"
#include "warehouse/star.h"
#include "world/load_state.h"

namespace techmarket::warehouse {
namespace {

using Clock = std::chrono::steady_clock;

// Скільки диска треба на рядок order_items. Виміряно на PostgreSQL 15 із 148 782 рядками: fact_sales з
// індексами займає 158 байтів на рядок, решта йде на сортування індексів. Журнал передзапису сюди не входить:
// локальний сервер має wal_level=minimal і COPY у щойно спорожнену таблицю не журналює. Друге число — виміри
// й тимчасові таблиці.
constexpr std::uint64_t kBytesPerItem = 200, kWarehouseBase = 5'000'000;

/// Єдиний вимір, що росте разом із магазином: з нього читаються лише члени, яких торкнулася зміна.
constexpr std::string_view kPartial = "dim_customer";

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

/// Один запуск: від знімків джерел до рядка журналу.
class Run {
 public:
  Run(const config::Catalogue& catalogue, const Options& options, db::postgres::Connection& warehouse)
      : catalogue_(catalogue), options_(options), warehouse_(warehouse) {}

  Result<Report> execute() {
    const auto start = Clock::now();
    TM_ASSIGN(const auto* catalog_service, catalogue_.service(kCatalogService));
    TM_ASSIGN(const auto* orders_service, catalogue_.service(kOrdersService));
    TM_ASSIGN(const auto* warehouse_service, catalogue_.service(kWarehouseService));
    std::vector<Diagnostic> unbound;
    TM_TRY(bind(*warehouse_service, warehouse_, unbound));
    if (unbound.empty()) TM_TRY(begin());
    // Знімок замовлень береться першим: каталог, знятий пізніше, знає всі товари, на які вони посилаються.
    TM_ASSIGN(auto source, open_source(*orders_service, true));
    auto& orders = source.connection;
    TM_ASSIGN(auto catalog_source, open_source(*catalog_service, true));
    auto& catalog = catalog_source.connection;
    TM_TRY(bind(*orders_service, orders, unbound));
    TM_TRY(bind(*catalog_service, catalog, unbound));
    TM_TRY(db::binding_status(unbound));
    TM_ASSIGN(const bool anew, starts_anew(orders));
    if (!options_.allow_deletes) TM_TRY(check_not_emptied(orders, catalog, warehouse_));
    TM_TRY(check_disk(orders));
    TM_ASSIGN(const auto watermark, orders.query("SELECT MAX(updated_at) FROM orders"));
    record_.watermark = watermark.at(0).at(0);

    if (!options_.dry_run) TM_TRY(ensure_history(warehouse_));
    TM_ASSIGN(changes_, changes_since_last_run(source, anew));
    TM_ASSIGN(catalog_checkpoint_, checkpoint_of(catalog, catalog_source.position));
    if (anew) TM_TRY(forget_former_world());
    if (anew) record_.mode = "first";
    TM_TRY(plan_dimensions(orders, catalog));
    TM_TRY(compare_all_if_facts_moved(orders, catalog));
    TM_ASSIGN(const auto keys, read_keys(warehouse_, changes_.keys ? kPartial : ""));
    if ((first_ || anew) && !options_.dry_run)
      TM_TRY(load_first(keys, orders, anew));
    else
      TM_TRY(load_differences(keys, orders));
    TM_TRY(check_not_loading(*orders_service));
    TM_TRY(check_not_loading(*catalog_service));
    TM_TRY(finish(*warehouse_service));
    report_.mode = record_.mode;
    report_.watermark = record_.watermark;
    report_.seconds = seconds_since(start);
    return std::move(report_);
  }

  /// Рядок журналу; 0 — його немає.
  std::int64_t run_id() const { return record_.run_id; }

 private:
  /// Записує в журнал початок; від цієї миті невдача теж має свій рядок.
  Status begin() {
    TM_ASSIGN(const auto now, warehouse_.query("SELECT LOCALTIMESTAMP, now()"));
    moment_ = fmt::format("timestamp '{}'", now.at(0).at(0).value_or(""));
    record_.started_at = now.at(0).at(1).value_or("");
    TM_ASSIGN(const auto empty,
              warehouse_.query_int(fmt::format("SELECT (NOT EXISTS (SELECT FROM {}))::int", kFactTable)));
    first_ = empty == 1;
    record_.mode = first_ ? "first" : "full";
    if (options_.dry_run) return {};
    TM_ASSIGN(record_.run_id, begin_run(warehouse_, record_.mode, record_.started_at));
    return {};
  }

  /// Усі імена, яких торкнеться запуск, проти DBML і живої бази.
  template <class Connection>
  Status bind(const config::Service& service, Connection& connection, std::vector<Diagnostic>& problems) {
    TM_ASSIGN(const auto declared, config::read_schema(catalogue_, service));
    return config::check_live(catalogue_, service, declared, connection, table_uses(service.name), problems);
  }

  /// Чи джерела наповнено наново, відколи їх бачив останній запуск. Зливати два світи не можна: їхні члени не
  /// мають спільної історії. Той самий світ, наповнений знову, починає й сховище; інший — лише з дозволу
  /// (check_failed).
  Result<bool> starts_anew(db::mysql::Connection& orders) {
    TM_ASSIGN(const auto state, world::read_load_state(orders));
    if (state && state->digest) record_.world = fmt::format("{} {}", *state->digest, state->started_at);
    TM_ASSIGN(const auto last, last_success(warehouse_));
    if (first_ || !last || !last->world || !record_.world || *last->world == *record_.world) return false;
    const auto digest = [](const std::string& world) { return world.substr(0, world.find(' ')); };
    const std::string now = digest(*record_.world), before = digest(*last->world);
    if (options_.allow_deletes || now == before) return true;
    return fail(
        ErrorKind::check_failed,
        fmt::format("the sources hold another world (digest {}) than the warehouse (digest {}, run_id {}); "
                    "the warehouse is unchanged",
                    now, before, last->run_id),
        "`techmarket etl run --allow-deletes` starts the warehouse anew: its facts and its history go");
  }

  /// Порожні ключі — порівняти все: так просили, так каже журнал або його немає.
  Result<Changes> changes_since_last_run(Source& source, bool anew) {
    std::optional<db::binlog::Checkpoint> since;
    if (options_.mode == Mode::automatic && !first_ && !anew) {
      TM_ASSIGN(since, read_position(warehouse_, kOrdersService));
    }
    TM_ASSIGN(auto changes, find_changes(source.connection, source.position, since, warehouse_));
    if (changes.keys) record_.mode = "incremental";
    if (!changes.why_all.empty() && since)
      spdlog::info("everything is compared, because the binary log does not tell all: {}", changes.why_all);
    return changes;
  }

  /// Нова версія члена забирає собі факти з датою після її початку, а журнал про них не каже. Замовлень із
  /// майбутнього майже не буває, тож тоді просто порівнюється все.
  Status compare_all_if_facts_moved(db::mysql::Connection& orders, db::mysql::Connection& catalog) {
    if (!changes_.keys) return {};
    std::string moved = "false";
    for (std::size_t i = 0; i < dimensions().size(); ++i)
      if (report_.dimensions[i + 1].versions > 0)
        moved += fmt::format(" OR {} IN (SELECT old_key FROM {} WHERE change = 'version')",
                             dimensions()[i].surrogate_key(), plan_table(dimensions()[i]));
    if (moved == "false") return {};
    TM_ASSIGN(
        const auto found,
        warehouse_.query_int(fmt::format(
            "SELECT EXISTS (SELECT FROM {} WHERE date_key >= to_char({}, 'YYYYMMDD')::int AND ({}))::int",
            kFactTable, moment_, moved)));
    if (found == 0) return {};
    changes_.keys.reset();
    record_.mode = "full";
    report_.dimensions.clear();
    TM_TRY(warehouse_.execute("DISCARD TEMPORARY"));
    return plan_dimensions(orders, catalog);
  }

  Status check_disk(db::mysql::Connection& orders) {
    if (options_.data_folder.empty()) return {};
    TM_ASSIGN(const auto items, estimated_items(orders));
    return check_space({.folder = options_.data_folder,
                        .bytes = kWarehouseBase + static_cast<std::uint64_t>(items) * kBytesPerItem});
  }

  /// Відкриває транзакцію, яка змінить сховище. Замка таблиці вона довго не чекає: черга за ним спинила б
  /// читачів.
  Status begin_publishing() {
    if (publishing_) return {};
    publishing_ = true;
    return warehouse_.execute("BEGIN; SET LOCAL lock_timeout = '5s'");
  }

  /// DELETE, а не TRUNCATE: хто дивиться на старий світ зі свого знімка, бачить його далі.
  Status forget_former_world() {
    TM_TRY(begin_publishing());
    TM_TRY(empty_marts(warehouse_));
    TM_TRY(warehouse_.execute(fmt::format("DELETE FROM {}", kFactTable)));
    for (const auto& dimension : dimensions() | std::views::reverse)
      TM_TRY(warehouse_.execute(fmt::format("DELETE FROM {}", dimension.table)));
    return warehouse_.execute(fmt::format("DELETE FROM {}", calendar().table));
  }

  Status plan_dimensions(db::mysql::Connection& orders, db::mysql::Connection& catalog) {
    TM_ASSIGN(auto dates, plan_dates(orders, warehouse_, quality_));
    report_.dimensions.push_back(std::move(dates));
    for (const auto& dimension : dimensions()) {
      TM_TRY(check_interrupted());
      auto& source = dimension.source().service == kOrdersService ? orders : catalog;
      const bool partial = changes_.keys && dimension.table == kPartial;
      TM_ASSIGN(auto planned,
                plan_dimension(dimension, moment_, partial ? &changes_.keys->customers : nullptr, source,
                               warehouse_, quality_));
      spdlog::debug("{}: {} new, {} versions, {} changed, {} gone", planned.table, planned.inserted,
                    planned.versions, planned.updated, planned.deleted);
      report_.dimensions.push_back(std::move(planned));
    }
    return quality_.status();
  }

  Status publish_dimensions() {
    TM_TRY(publish_dates(report_.dimensions.front(), warehouse_));
    for (std::size_t i = 0; i < dimensions().size(); ++i)
      TM_TRY(publish_dimension(dimensions()[i], moment_, report_.dimensions[i + 1], warehouse_));
    return {};
  }

  Status load_first(const DimensionKeys& keys, db::mysql::Connection& orders, bool emptied) {
    TM_TRY(begin_publishing());
    TM_TRY(publish_dimensions());
    TM_ASSIGN(report_.facts, load_first_facts(keys, orders, warehouse_, quality_, options_, emptied));
    TM_TRY(quality_.status());
    TM_ASSIGN(report_.marts, publish_marts(true, warehouse_));
    return {};
  }

  Status load_differences(const DimensionKeys& keys, db::mysql::Connection& orders) {
    if (changes_.keys) {
      TM_ASSIGN(const auto last, last_success(warehouse_));
      TM_ASSIGN(report_.facts, plan_changed_facts(keys, *changes_.keys, last ? last->facts : 0, orders,
                                                  warehouse_, quality_));
    } else {
      TM_ASSIGN(report_.facts, plan_facts(keys, orders, warehouse_, quality_, options_));
    }
    TM_TRY(quality_.status());
    TM_TRY(check_deletes());
    if (options_.dry_run) return {};
    TM_TRY(begin_publishing());
    TM_TRY(publish_dimensions());
    const bool whole = !changes_.keys;
    if (!whole) TM_TRY(remember_facts(FactState::before, kFactScope, warehouse_));
    TM_TRY(publish_facts(report_.facts, warehouse_));
    if (!whole) TM_TRY(remember_facts(FactState::after, kFactScope, warehouse_));
    TM_ASSIGN(report_.marts, publish_marts(whole, warehouse_));
    return {};
  }

  /// Джерело, що втратило більшість продажів, схоже на зіпсоване, а не на змінене.
  Status check_deletes() {
    constexpr std::int64_t kFewFacts = 100;
    const auto& facts = report_.facts;
    const std::int64_t before = facts.facts - facts.inserted + facts.deleted;
    if (options_.allow_deletes || facts.deleted <= kFewFacts || facts.deleted * 2 <= before) return {};
    return fail(
        ErrorKind::check_failed,
        fmt::format("{} of {} facts are sold no more in {}: more than half; the warehouse is unchanged",
                    with_thousands(facts.deleted), with_thousands(before), kOrdersService),
        "if this is so, `techmarket etl run --allow-deletes` deletes them");
  }

  Status finish(const config::Service& service) {
    if (options_.dry_run) {
      report_.status = "dry-run";
      return publishing_ ? warehouse_.execute("ROLLBACK") : Status();
    }
    const auto& facts = report_.facts;
    record_.read = facts.read;
    record_.inserted = facts.inserted;
    record_.updated = facts.updated;
    record_.deleted = facts.deleted;
    record_.facts = facts.facts;
    for (const auto& dimension : report_.dimensions) record_.dimension_rows_changed += dimension.changed();
    TM_TRY(record_success(warehouse_, record_));
    TM_TRY(record_position(warehouse_, kOrdersService, changes_.checkpoint, record_.run_id));
    TM_TRY(record_position(warehouse_, kCatalogService, catalog_checkpoint_, record_.run_id));
    TM_TRY(check_interrupted());
    TM_TRY(commit(service));
    report_.status = "succeeded";
    return {};
  }

  /// Якщо зв'язок обірвався посеред COMMIT, що сталося, знає лише сервер: його й питаємо за номером запуску.
  Status commit(const config::Service& service) {
    Status committed = warehouse_.execute("COMMIT");
    if (committed || committed.error().kind != ErrorKind::retryable) return committed;
    auto fresh = open_warehouse(service);
    if (!fresh || !take_run_lock(*fresh))
      return fail(
          ErrorKind::retryable,
          fmt::format("the connection was lost during COMMIT and the outcome of run_id {} is not known: {}",
                      record_.run_id, committed.error().message),
          "`techmarket etl status` will tell; running the same command again is safe either way");
    TM_ASSIGN(const auto last, last_success(*fresh));
    return last && last->run_id == record_.run_id ? Status() : committed;
  }

  const config::Catalogue& catalogue_;
  const Options& options_;
  db::postgres::Connection& warehouse_;
  std::string moment_;  ///< час запуску, мітка SQL без поясу
  bool first_ = false;  ///< фактів ще немає
  bool publishing_ = false;
  Changes changes_;
  /// Каталог порівнюється цілком; його місце каже, скільки сховище ще не бачило.
  std::optional<db::binlog::Checkpoint> catalog_checkpoint_;
  Quality quality_;
  RunRecord record_;
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
void record_failure_anyhow(const config::Service& service, db::postgres::Connection& warehouse,
                           std::int64_t run_id, const Error& error) {
  if (warehouse.execute("ROLLBACK") && record_failure(warehouse, run_id, error.message)) return;
  auto fresh = open_warehouse(service);
  if (fresh && record_failure(*fresh, run_id, error.message)) return;
  spdlog::warn("the failure could not be recorded in etl.runs");
}

}  // namespace

Result<Report> run(const config::Catalogue& catalogue, const Options& options) {
  TM_ASSIGN(const auto* service, catalogue.service(kWarehouseService));
  TM_ASSIGN(auto warehouse, open_warehouse(*service));
  TM_TRY(take_run_lock(warehouse));
  Run run(catalogue, options, warehouse);
  auto report = run.execute();
  if (report) return report;
  Error error = explained(catalogue, std::move(report).error());
  if (run.run_id() > 0) record_failure_anyhow(*service, warehouse, run.run_id(), error);
  return std::unexpected(std::move(error));
}

}  // namespace techmarket::warehouse
