#include <map>
#include <mutex>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/interrupt.h"
#include "db/live_columns.h"
#include "rows/database_sink.h"
#include "rows/postgres_parts.h"
#include "rows/recount.h"

namespace techmarket::rows {
namespace {

using db::postgres::quote_name;

std::string full_name(const TableSource& table) {
  return fmt::format("{}.{}", quote_name(table.service.empty() ? "public" : table.service),
                     quote_name(table.table));
}

class PostgresDatabaseSink final : public Sink {
 public:
  explicit PostgresDatabaseSink(DatabaseSinkOptions options) : options_(std::move(options)) {}

  Status begin(std::span<const TableSource> tables) override {
    tables_ = tables;
    TM_ASSIGN(auto opened, db::postgres::Connection::open(options_.target.endpoint));
    connection_.emplace(std::move(opened));
    {
      const std::lock_guard lock(mutex_);
      canceller_ = connection_->canceller();
    }
    parts_.emplace(*connection_, options_.shard, options_.data);
    TM_TRY(connection_->execute("SET TIME ZONE 'UTC'"));
    TM_TRY(connection_->execute("BEGIN"));
    if (!options_.shard.whole()) return begin_share();
    TM_TRY(prepare());
    TM_TRY(defer_circles());
    return check_interrupted();
  }

  Status write(const TableSource& table, TableFeed& feed) override {
    if (options_.shard.whole()) return copy(table, feed);
    TM_ASSIGN(const bool loaded, parts_->is_loaded(full_name(table)));
    if (loaded) return feed.drain();
    TM_TRY(connection_->execute("BEGIN"));
    TM_TRY(copy(table, feed));
    TM_TRY(parts_->mark(full_name(table), feed.rows()));
    return connection_->execute("COMMIT");
  }

  Status finish(std::span<const TableReport> sent, const std::string&) override {
    if (!options_.shard.whole()) return finish_share();
    TM_TRY(connection_->execute("SET CONSTRAINTS ALL IMMEDIATE"));
    std::map<std::string, std::uint64_t> rows;
    for (std::size_t i = 0; i < sent.size(); ++i) rows[full_name(tables_[i])] = sent[i].rows;
    TM_ASSIGN(const auto missing, missing_rows(rows));
    TM_TRY(recounted(missing));
    for (const std::string& sql : restore_) TM_TRY(connection_->execute(sql));
    TM_TRY(advance_counters());
    return connection_->execute("COMMIT");
  }

  void cancel() override {
    db::postgres::Canceller canceller;
    {
      const std::lock_guard lock(mutex_);
      canceller = canceller_;
    }
    canceller.cancel();
  }

 private:
  Status copy(const TableSource& table, TableFeed& feed) {
    std::vector<std::string> columns;
    for (const std::string_view column : table.columns) columns.push_back(quote_name(column));
    TM_TRY(connection_->copy_begin(
        fmt::format("COPY {} ({}) FROM STDIN", full_name(table), fmt::join(columns, ", "))));
    for (;;) {
      auto chunk = feed.next();
      if (!chunk) {
        connection_.reset();  // розрив зв'язку відкочує транзакцію
        return std::unexpected(std::move(chunk).error());
      }
      if (chunk->empty()) break;
      TM_TRY(connection_->copy_data(*chunk));
    }
    auto stored = connection_->copy_end();
    if (!stored) return std::unexpected(std::move(stored).error().in(fmt::format("table '{}'", table.table)));
    if (static_cast<std::uint64_t>(*stored) != feed.rows())
      return fail(ErrorKind::fatal, fmt::format("table '{}': sent {} rows, the server took {}", table.table,
                                                feed.rows(), *stored));
    return {};
  }

  /// Порожні таблиці, готові до рядків. Недописане частками прибирає разом із їхніми позначками.
  Status prepare() {
    TM_ASSIGN(unfinished_, parts_->unfinished());
    if (options_.create) TM_TRY(create());
    TM_ASSIGN(const auto live, db::live_columns(*connection_));
    TM_TRY(db::binding_status(check_live(options_, tables_, live)));
    TM_TRY(empty_tables());
    return unfinished_ ? parts_->finish() : Status();
  }

  Status begin_share() {
    TM_TRY(parts_->lock());
    TM_ASSIGN(const bool joined, parts_->joins());
    if (!joined) {
      TM_TRY(prepare());
      std::vector<std::string> names;
      for (const TableSource& table : tables_) names.push_back(full_name(table));
      TM_TRY(parts_->start(names));
    }
    TM_TRY(connection_->execute("COMMIT"));
    return check_interrupted();
  }

  /// Завершує та частка, що дописала останньою.
  Status finish_share() {
    TM_TRY(connection_->execute("BEGIN"));
    TM_TRY(parts_->lock());
    TM_ASSIGN(const bool unfinished, parts_->joins());
    if (unfinished) {
      TM_ASSIGN(const bool last, parts_->all_loaded(tables_.size()));
      if (last) return finish_last_share();
    }
    return connection_->execute("COMMIT");
  }

  Status finish_last_share() {
    TM_ASSIGN(const auto rows, parts_->rows());
    TM_ASSIGN(const auto missing, missing_rows(rows));
    if (missing.empty()) {
      TM_TRY(parts_->finish());
      TM_TRY(advance_counters());
    } else {
      // Позначки часток неправдиві: кожна почне зі своєї порожньої таблиці.
      std::vector<std::string> names;
      for (const TableSource& table : tables_) names.push_back(full_name(table));
      TM_TRY(connection_->execute(fmt::format("TRUNCATE {}", fmt::join(names, ", "))));
      TM_TRY(parts_->forget());
    }
    TM_TRY(connection_->execute("COMMIT"));
    return recounted(missing, "run every share again");
  }

  /// Таблиці, в яких рядків менше, ніж надіслано. Більше — можна: тригери бази дописують свої.
  Result<std::vector<std::string>> missing_rows(const std::map<std::string, std::uint64_t>& sent) {
    std::vector<std::string> missing;
    for (const auto& [table, rows] : sent) {
      TM_ASSIGN(const std::int64_t counted,
                connection_->query_int(fmt::format("SELECT count(*) FROM {}", table)));
      const auto found = static_cast<std::uint64_t>(counted);
      if (found < rows)
        missing.push_back(*row_difference(options_.target.endpoint.service, table, rows, found));
    }
    return missing;
  }

  Status create() {
    if (unfinished_) return {};  // таблиці створила перша частка
    TM_ASSIGN(const auto live, db::live_columns(*connection_));
    TM_TRY(check_absent(options_, tables_, live, "public"));
    return connection_->execute(*options_.create);
  }

  Status empty_tables() {
    std::vector<std::string> names;
    bool any = false;
    for (const TableSource& table : tables_) {
      TM_ASSIGN(const std::int64_t rows,
                connection_->query_int(fmt::format("SELECT count(*) FROM (SELECT 1 FROM {} LIMIT {}) AS t",
                                                   full_name(table), table.records + 1)));
      if (!options_.replace && !unfinished_ && is_foreign(table, rows)) return foreign_rows(options_, table);
      any = any || rows != 0;
      names.push_back(full_name(table));
    }
    // Усі разом: таблицю, на яку посилається інша, порожнити саму не можна.
    return any ? connection_->execute(fmt::format("TRUNCATE {}", fmt::join(names, ", "))) : Status();
  }

  /// Зовнішні ключі кола перевіряються в кінці транзакції. Ті, що відкладати не дозволено, на цей час
  /// стають відкладними.
  Status defer_circles() {
    std::map<std::string, std::size_t> place;
    for (std::size_t i = 0; i < tables_.size(); ++i) place[full_name(tables_[i])] = i;
    TM_ASSIGN(const db::Rows keys, connection_->query(R"(
      SELECT format('%I.%I', n.nspname, c.relname), format('%I.%I', pn.nspname, p.relname), k.conname,
             k.condeferrable::int, quote_ident(n.nspname) || '.' || quote_ident(c.relname),
             n.nspname, c.relname, pn.nspname, p.relname
      FROM pg_constraint k
      JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_class p ON p.oid = k.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
      WHERE k.contype = 'f')"));
    bool circle = false;
    for (const auto& key : keys) {
      const auto text = [&](std::size_t i) { return key[i].value_or(""); };
      const auto child = place.find(quote_name(text(5)) + "." + quote_name(text(6))),
                 parent = place.find(quote_name(text(7)) + "." + quote_name(text(8)));
      if (child == place.end() || parent == place.end() || parent->second <= child->second) continue;
      circle = true;
      if (text(3) == "1") continue;
      const std::string alter =
          fmt::format("ALTER TABLE {} ALTER CONSTRAINT {} ", child->first, quote_name(text(2)));
      TM_TRY(connection_->execute(alter + "DEFERRABLE"));
      restore_.push_back(alter + "NOT DEFERRABLE");
    }
    return circle ? connection_->execute("SET CONSTRAINTS ALL DEFERRED") : Status();
  }

  /// Лічильники продовжують після завантажених номерів.
  Status advance_counters() {
    for (const TableSource& table : tables_)
      for (const std::string_view column : table.columns) {
        const std::string sequence =
            fmt::format("pg_get_serial_sequence({}, {})", connection_->quote(full_name(table)),
                        connection_->quote(catalogue_name(column)));
        TM_ASSIGN(const std::int64_t counted,
                  connection_->query_int(fmt::format("SELECT ({} IS NOT NULL)::int", sequence)));
        if (counted == 0) continue;
        TM_TRY(connection_->query(
            fmt::format("SELECT setval({0}, greatest(max({1}), 1), max({1}) IS NOT NULL) FROM {2}", sequence,
                        quote_name(column), full_name(table))));
      }
    return {};
  }

  const DatabaseSinkOptions options_;
  std::span<const TableSource> tables_;
  std::optional<db::postgres::Connection> connection_;
  std::optional<PostgresParts> parts_;
  bool unfinished_ = false;  ///< тут лежить недописане частками
  std::vector<std::string> restore_;
  std::mutex mutex_;
  db::postgres::Canceller canceller_;
};

}  // namespace

std::unique_ptr<Sink> postgres_database_sink(DatabaseSinkOptions options) {
  return std::make_unique<PostgresDatabaseSink>(std::move(options));
}

}  // namespace techmarket::rows
