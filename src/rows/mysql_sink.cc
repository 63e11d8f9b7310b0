#include "rows/mysql_sink.h"

#include <future>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "db/abortable_connections.h"
#include "rows/estimate.h"
#include "rows/generate.h"
#include "rows/load_parts.h"
#include "rows/mysql_loader.h"
#include "rows/mysql_marks.h"
#include "rows/recount.h"

namespace techmarket::rows {
namespace {

// Скільки диска треба на байт рядка у записі row_buffer.h. Виміряно на MariaDB 10.11 із 300 000 замовлень
// (201 МіБ рядків): у кінці таблиці з індексами займають 2,7 разу більше, а дорогою, разом із тимчасовими
// файлами гуртової вставки, — 3,5. Файли ростуть зразу мегабайтами, тож на 60 000 замовлень (40 МіБ) пішло
// 177 МіБ, на 5 000 (3 МіБ) — 21: у цих межах check_space() уже попереджає. Журнал передзапису має сталий
// розмір і вже лежить на диску.
constexpr double kMysqlGrowth = 3.5;
constexpr std::uint64_t kMysqlBase = 10'000'000;

/// Одна служба. Керівне з'єднання тримає замок, доки живе; рядки йдуть іншими.
struct Target {
  explicit Target(db::mysql::Connection connection) : control(std::move(connection)) {}

  db::mysql::Connection control;
  bool local_infile = true;
  std::optional<db::LoadingConnections::Registration> registration = {};  ///< і керівне може чекати на сервер
};

class MysqlSink final : public Sink {
 public:
  MysqlSink(std::unique_ptr<const MysqlOwner> owner, MysqlSinkOptions options)
      : owner_(std::move(owner)), options_(std::move(options)) {}

  /// InnoDB будує таблицю сторінка за сторінкою, коли рядки йдуть за первинним ключем.
  RowOrder order() const override { return RowOrder::by_key; }
  bool parallel() const override { return true; }

  Status begin(std::span<const TableSource> tables) override {
    tables_ = tables;
    for (const TableSource& table : tables) TM_TRY(connect(owner_->service(table)));
    for (auto& [service, target] : targets_) TM_TRY(owner_->lock(target.control));
    TM_ASSIGN(const bool joined, joins_running_load());
    if (!joined)
      for (auto& [service, target] : targets_) TM_TRY(owner_->create(target.control, tables));
    TM_TRY(check_columns());
    if (!joined) TM_TRY(check_ownership());
    TM_TRY(check_disk(joined));
    if (joined) return unlock();
    // Спершу позначки в усіх базах, потім перша зміна: перерваний запуск ніде не видасть себе за завершений.
    for (auto& [service, target] : targets_) TM_TRY(owner_->mark_loading(target.control));
    for (const TableSource& table : tables)
      TM_TRY(target_of(table).control.execute(fmt::format("TRUNCATE TABLE {}", mysql_table_name(table))));
    for (auto& [service, target] : targets_)
      TM_TRY(reset_parts(target.control, options_.shard, options_.data));
    TM_TRY(unlock());
    return check_interrupted();
  }

  Status write(const TableSource& table, TableFeed& feed) override {
    const Target& target = target_of(table);
    TM_ASSIGN(auto connection, db::mysql::Connection::open_for_loading(target.control.endpoint()));
    TM_TRY(prepare_for_loading(connection, options_.shard.whole()));
    const db::LoadingConnections::Registration registration(loading_, connection);
    return load_part(connection, table, feed, options_.shard, target.local_infile);
  }

  Status finish(std::span<const TableReport> sent, const std::string& digest) override {
    if (options_.shard.whole()) {
      TM_ASSIGN(const auto differences, recount(sent));
      TM_TRY(recounted(differences));
      return mark_complete(digest);
    }
    for (auto& [service, target] : targets_) TM_TRY(owner_->lock(target.control));
    TM_ASSIGN(const auto whole, loaded_tables());
    if (!whole) return unlock();
    TM_ASSIGN(const auto differences, recount(*whole));
    if (differences.empty()) TM_TRY(mark_complete(combined_digest(*whole)));
    // Якщо рядків бракує, позначки часток неправдиві: без них кожна завантажиться знову.
    for (auto& [service, target] : targets_) TM_TRY(reset_parts(target.control, {}));
    TM_TRY(unlock());
    return recounted(differences, "run every share again");
  }

  std::optional<SpaceNeed> space() const override { return space_; }

  void cancel() override { loading_.abort_all(); }

 private:
  Target& target_of(const TableSource& table) { return targets_.find(owner_->service(table))->second; }

  Status connect(std::string_view service) {
    if (targets_.contains(service)) return {};
    TM_ASSIGN(const db::Endpoint endpoint, owner_->endpoint(service));
    TM_ASSIGN(auto connection, db::mysql::Connection::open(endpoint));
    Target& target = targets_.try_emplace(std::string(service), std::move(connection)).first->second;
    target.registration.emplace(loading_, target.control);
    // TRUNCATE таблиці, на яку посилаються інші, дозволено лише без перевірки зовнішніх ключів.
    TM_TRY(target.control.execute("SET SESSION foreign_key_checks = 0"));
    TM_ASSIGN(target.local_infile, local_infile_allowed(target.control));
    if (!target.local_infile)
      spdlog::warn("{}: local_infile is off, loading by multi-row INSERT (slower)", service);
    return {};
  }

  /// Ціле завантаження тримає замок до кінця, частка — лише доки готує чи завершує бази.
  Status unlock() {
    if (options_.shard.whole()) return {};
    for (auto& [service, target] : targets_) TM_TRY(unlock_database(target.control));
    return {};
  }

  /// Чи вже почала те саме завантаження інша частка (або ця сама до того, як її вбили).
  Result<bool> joins_running_load() {
    if (options_.shard.whole()) return false;
    for (auto& [service, target] : targets_) {
      TM_ASSIGN(const bool same, owner_->continues(target.control));
      if (!same) return false;
      TM_ASSIGN(const bool begun, has_parts(target.control, options_.shard, options_.data));
      if (!begun) return false;
    }
    return true;
  }

  /// Розбіжності всіх баз одразу.
  Status check_columns() {
    std::vector<Diagnostic> problems;
    for (auto& [service, target] : targets_) {
      TM_ASSIGN(const auto found, owner_->check_columns(target.control, tables_));
      problems.insert(problems.end(), found.begin(), found.end());
    }
    return db::binding_status(problems);
  }

  Status check_ownership() {
    for (auto& [service, target] : targets_) {
      TM_ASSIGN(const bool ours, owner_->owns_rows(target.control));
      if (ours) continue;
      for (const TableSource& table : tables_) {
        if (owner_->service(table) != service) continue;
        TM_ASSIGN(const std::int64_t rows, target.control.query_int(fmt::format(
                                               "SELECT COUNT(*) FROM (SELECT 1 FROM {} LIMIT {}) AS t",
                                               mysql_table_name(table), table.records + 1)));
        if (is_foreign(table, rows)) return owner_->foreign_rows(table);
      }
    }
    return {};
  }

  /// Чи вмістяться рядки на диск цієї машини. @param joined старих рядків уже немає: їх стерла інша частка
  Status check_disk(bool joined) {
    if (options_.data_folder.empty()) return {};
    space_ = {
        .folder = options_.data_folder,
        .bytes = static_cast<std::uint64_t>(static_cast<double>(estimated_bytes(tables_)) * kMysqlGrowth) +
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

  /// Що надіслали всі частки разом; порожньо, якщо завершувати ще чи вже немає чого.
  Result<std::optional<std::vector<TableReport>>> loaded_tables() {
    std::map<std::string_view, LoadedParts> parts;
    for (auto& [service, target] : targets_) {
      TM_ASSIGN(const bool unfinished, has_parts(target.control, options_.shard, options_.data));
      if (!unfinished) return std::nullopt;  // поки ми чекали на замок, завершила інша частка
      TM_ASSIGN(parts[service], loaded_parts(target.control));
    }
    std::vector<TableReport> whole;
    for (const TableSource& table : tables_) {
      const LoadedParts& loaded = parts.at(owner_->service(table));
      const auto part = loaded.find(part_name(table));
      if (part == loaded.end() || part->second.parts < options_.shard.count) return std::nullopt;
      whole.push_back(
          {std::string(table.service), std::string(table.table), part->second.rows, part->second.digest});
    }
    return whole;
  }

  /// Сервіси рахують свої таблиці водночас. @return таблиці, в яких не те, що надіслано
  Result<std::vector<std::string>> recount(std::span<const TableReport> sent) {
    std::vector<std::future<Result<std::vector<std::string>>>> running;
    for (auto& [service, target] : targets_)
      running.push_back(
          std::async(std::launch::async, [&] { return recount(service, target.control, sent); }));
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

  Result<std::vector<std::string>> recount(const std::string& service, db::mysql::Connection& connection,
                                           std::span<const TableReport> sent) const {
    std::vector<std::string> differences;
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      if (owner_->service(tables_[i]) != service) continue;
      TM_ASSIGN(const auto found, count_stored(connection, mysql_table_name(tables_[i])));
      if (options_.extra_rows && found > sent[i].rows) continue;
      if (auto text = row_difference(service, part_name(tables_[i]), sent[i].rows, found))
        differences.push_back(*std::move(text));
    }
    return differences;
  }

  Status mark_complete(const std::string& digest) {
    for (auto& [service, target] : targets_) TM_TRY(owner_->mark_complete(target.control, digest));
    return {};
  }

  const std::unique_ptr<const MysqlOwner> owner_;
  const MysqlSinkOptions options_;
  std::span<const TableSource> tables_;
  std::optional<SpaceNeed> space_;
  db::LoadingConnections loading_;
  std::map<std::string, Target, std::less<>> targets_;
};

}  // namespace

std::unique_ptr<Sink> mysql_sink(std::unique_ptr<const MysqlOwner> owner, MysqlSinkOptions options) {
  return std::make_unique<MysqlSink>(std::move(owner), std::move(options));
}

}  // namespace techmarket::rows
