#include <algorithm>
#include <future>
#include <map>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "config/endpoints.h"
#include "db/abortable_connections.h"
#include "rows/estimate.h"
#include "rows/generate.h"
#include "rows/load_parts.h"
#include "rows/mysql_loader.h"
#include "rows/recount.h"
#include "rows/sink.h"
#include "world/load_state.h"
#include "world/sink_mysql.h"

namespace techmarket::world {
namespace {

// Скільки диска треба на байт рядка у записі row_buffer.h. Виміряно на MariaDB 10.11 із 300 000 замовлень
// (201 МіБ рядків): у кінці таблиці з індексами займають 2,7 разу більше, а дорогою, разом із тимчасовими
// файлами гуртової вставки, — 3,5. Файли ростуть зразу мегабайтами, тож на 60 000 замовлень (40 МіБ) пішло
// 177 МіБ, на 5 000 (3 МіБ) — 21: у цих межах check_space() уже попереджає. Журнал передзапису має сталий
// розмір і вже лежить на диску.
constexpr double kMysqlGrowth = 3.5;
constexpr std::uint64_t kMysqlBase = 10'000'000;

/// Один сервіс. Керівне з'єднання тримає замок, доки живе; рядки йдуть іншими.
struct Target {
  Target(db::mysql::Connection connection, bool infile)
      : control(std::move(connection)), local_infile(infile) {}

  db::mysql::Connection control;
  bool local_infile = true;
  std::optional<db::LoadingConnections::Registration> registration = {};  ///< і керівне може чекати на сервер
};

class MysqlSink : public rows::Sink {
 public:
  MysqlSink(const config::Catalogue& catalogue, const rows::Schemas& schemas, MysqlSinkOptions options)
      : catalogue_(catalogue), schemas_(schemas), options_(options) {}

  /// InnoDB будує таблицю сторінка за сторінкою, коли рядки йдуть за первинним ключем.
  rows::RowOrder order() const override { return rows::RowOrder::by_key; }
  bool parallel() const override { return true; }

  Status begin(std::span<const rows::TableSource> tables) override {
    TM_TRY(connect(tables));
    TM_TRY(check_columns(tables));
    for (auto& [service, target] : targets_) TM_TRY(lock_database(target.control));
    tables_ = tables;
    TM_ASSIGN(const bool joined, joins_running_load());
    if (!joined)
      for (auto& [service, target] : targets_) TM_TRY(check_ownership(target, tables));
    TM_TRY(check_disk(tables, joined));
    if (joined) return unlock();
    // Спершу позначки в усіх базах, потім перша зміна: перерваний запуск ніде не видасть себе за завершений.
    for (auto& [service, target] : targets_) TM_TRY(mark_loading(target.control, options_.parameters));
    for (auto& [service, target] : targets_) TM_TRY(empty_tables(target, tables));
    for (auto& [service, target] : targets_) TM_TRY(rows::reset_parts(target.control, options_.shard));
    TM_TRY(unlock());
    return check_interrupted();
  }

  Status write(const rows::TableSource& table, rows::TableFeed& feed) override {
    const Target& target = targets_.find(table.service)->second;
    TM_ASSIGN(auto connection, db::mysql::Connection::open_for_loading(target.control.endpoint()));
    TM_TRY(rows::prepare_for_loading(connection, options_.shard.whole()));
    const db::LoadingConnections::Registration registration(loading_, connection);
    return rows::load_part(connection, table, feed, options_.shard, table.table, target.local_infile);
  }

  Status finish(std::span<const rows::TableReport> sent, const std::string& digest) override {
    if (options_.shard.whole()) {
      TM_ASSIGN(const auto differences, recount(sent));
      TM_TRY(rows::recounted(differences));
      return mark_all_complete(digest);
    }
    // Світ завершує та частка, що дописала останньою.
    for (auto& [service, target] : targets_) TM_TRY(lock_database(target.control));
    for (auto& [service, target] : targets_) {
      TM_ASSIGN(const bool unfinished, rows::has_parts(target.control, options_.shard));
      if (!unfinished) return unlock();  // поки ми чекали на замок, світ завершила інша частка
    }
    std::vector<rows::TableReport> whole;
    for (const rows::TableSource& table : tables_) {
      TM_ASSIGN(const auto parts, rows::loaded_parts(targets_.find(table.service)->second.control));
      const auto part = parts.find(table.table);
      if (part == parts.end() || part->second.parts < options_.shard.count) return unlock();
      whole.push_back(
          {std::string(table.service), std::string(table.table), part->second.rows, part->second.digest});
    }
    TM_ASSIGN(const auto differences, recount(whole));
    if (differences.empty()) TM_TRY(mark_all_complete(rows::combined_digest(whole)));
    // Якщо рядків бракує, позначки часток неправдиві: без них кожна завантажиться знову.
    for (auto& [service, target] : targets_) TM_TRY(rows::reset_parts(target.control, {}));
    TM_TRY(unlock());
    return rows::recounted(differences, "run every share again");
  }

  std::optional<SpaceNeed> space() const override { return space_; }

  void cancel() override { loading_.abort_all(); }

 private:
  /// Чи вміститься світ на диск цієї машини. @param joined старих рядків уже немає: їх стерла інша частка
  Status check_disk(std::span<const rows::TableSource> tables, bool joined) {
    if (options_.data_folder.empty()) return {};
    space_ = {.folder = options_.data_folder,
              .bytes = static_cast<std::uint64_t>(static_cast<double>(rows::estimated_bytes(tables)) *
                                                  kMysqlGrowth) +
                       kMysqlBase};
    for (auto& [service, target] : targets_) {
      if (joined) break;
      TM_ASSIGN(
          const std::int64_t bytes,
          target.control.query_int("SELECT CAST(COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0) AS SIGNED) "
                                   "FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"));
      space_->reclaimed += static_cast<std::uint64_t>(bytes);
    }
    TM_TRY(check_space(*space_));
    space_->reclaimed = 0;  // спорожнені таблиці повертають місце ще до першого рядка
    return {};
  }

  Status connect(std::span<const rows::TableSource> tables) {
    for (const rows::TableSource& table : tables) {
      if (targets_.contains(table.service)) continue;
      TM_ASSIGN(const config::Service* service, catalogue_.service(table.service));
      TM_ASSIGN(auto connection,
                db::mysql::Connection::open(config::endpoint_of(*service, "techmarket generate")));
      // TRUNCATE таблиці, на яку посилаються інші, дозволено лише без перевірки зовнішніх ключів.
      TM_TRY(connection.execute("SET SESSION foreign_key_checks = 0"));
      TM_ASSIGN(const bool allowed, rows::local_infile_allowed(connection));
      if (!allowed)
        spdlog::warn("{}: local_infile is off, loading by multi-row INSERT (slower)", service->name);
      Target& target = targets_.try_emplace(service->name, std::move(connection), allowed).first->second;
      target.registration.emplace(loading_, target.control);
    }
    return {};
  }

  /// Сервіси рахують свої таблиці водночас. @return таблиці, в яких не те, що надіслано
  Result<std::vector<std::string>> recount(std::span<const rows::TableReport> sent) {
    std::vector<std::future<Result<std::vector<std::string>>>> running;
    for (auto& [service, target] : targets_)
      running.push_back(std::async(std::launch::async, [&] { return recount(target, sent); }));
    std::vector<std::string> differences;
    Status counted;
    for (auto& one : running) {
      auto found = one.get();
      if (found)
        differences.insert(differences.end(), found->begin(), found->end());
      else if (counted)
        counted = std::unexpected(std::move(found).error());
    }
    TM_TRY(counted);
    return differences;
  }

  static Result<std::vector<std::string>> recount(Target& target, std::span<const rows::TableReport> sent) {
    std::vector<std::string> differences;
    for (const rows::TableReport& table : sent) {
      if (table.service != target.control.endpoint().service) continue;
      TM_ASSIGN(const auto found, rows::count_stored(target.control, db::mysql::quote_name(table.table)));
      if (auto text = rows::row_difference(table.service, table.table, table.rows, found))
        differences.push_back(*std::move(text));
    }
    return differences;
  }

  Status mark_all_complete(const std::string& digest) {
    for (auto& [service, target] : targets_) TM_TRY(mark_complete(target.control, digest));
    return {};
  }

  /// Ціле завантаження тримає замок до кінця, частка — лише доки готує чи завершує бази.
  Status unlock() {
    if (options_.shard.whole()) return {};
    for (auto& [service, target] : targets_) TM_TRY(unlock_database(target.control));
    return {};
  }

  /// Чи вже почала той самий світ інша частка (або ця сама до того, як її вбили).
  Result<bool> joins_running_load() {
    if (options_.shard.whole()) return false;
    for (auto& [service, target] : targets_) {
      TM_ASSIGN(const auto state, read_load_state(target.control));
      if (!state || state->complete || !is_same(*state, options_.parameters)) return false;
      TM_ASSIGN(const bool same, rows::has_parts(target.control, options_.shard));
      if (!same) return false;
    }
    return true;
  }

  Status check_columns(std::span<const rows::TableSource> tables) {
    std::vector<Diagnostic> problems;
    for (auto& [service, target] : targets_) {
      const auto schema = schemas_.find(service);
      TM_ASSIGN(const auto live, db::live_columns(target.control));
      for (Diagnostic& problem : rows::check_service(service, schema->second, tables, live))
        problems.push_back(std::move(problem));
    }
    return db::binding_status(problems);
  }

  Status check_ownership(Target& target, std::span<const rows::TableSource> tables) const {
    if (options_.replace_foreign_rows) return {};
    TM_ASSIGN(const auto state, read_load_state(target.control));
    if (state) return {};
    for (const rows::TableSource& table : tables) {
      if (table.service != target.control.endpoint().service) continue;
      TM_ASSIGN(const std::int64_t rows,
                target.control.query_int(
                    fmt::format("SELECT EXISTS (SELECT 1 FROM {})", db::mysql::quote_name(table.table))));
      if (rows != 0)
        return fail(ErrorKind::usage,
                    fmt::format("{}: table '{}' has rows that `techmarket generate` did not load",
                                table.service, table.table),
                    "generate replaces all rows of its tables; add --yes to let it delete these");
    }
    return {};
  }

  static Status empty_tables(Target& target, std::span<const rows::TableSource> tables) {
    for (const rows::TableSource& table : tables)
      if (table.service == target.control.endpoint().service)
        TM_TRY(target.control.execute(fmt::format("TRUNCATE TABLE {}", db::mysql::quote_name(table.table))));
    return {};
  }

  const config::Catalogue& catalogue_;
  const rows::Schemas& schemas_;
  const MysqlSinkOptions options_;
  std::span<const rows::TableSource> tables_;
  std::optional<SpaceNeed> space_;
  db::LoadingConnections loading_;
  std::map<std::string, Target, std::less<>> targets_;
};

}  // namespace

std::unique_ptr<rows::Sink> mysql_sink(const config::Catalogue& catalogue, const rows::Schemas& schemas,
                                       MysqlSinkOptions options) {
  return std::make_unique<MysqlSink>(catalogue, schemas, options);
}

}  // namespace techmarket::world
