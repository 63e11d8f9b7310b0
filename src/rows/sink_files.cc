// Приймачі-файли: CSV і SQL. Таблиця — один файл; обидва пишуть через output_file.h.

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "base/text.h"
#include "db/postgres/connection.h"
#include "rows/csv.h"
#include "rows/estimate.h"
#include "rows/folder_lock.h"
#include "rows/mysql_loader.h"
#include "rows/output_file.h"
#include "rows/sink.h"

namespace techmarket::rows {
namespace {

/// Ім'я таблиці довільної схеми не повинно вивести файл із теки.
std::string file_name(std::string_view table) {
  std::string name = replace_all(table, "/", "_");
  std::ranges::replace(name, '\0', '_');
  if (name.starts_with('.')) name[0] = '_';
  return name;
}

/// Рядки запису row_buffer.h по одному.
template <class Handle>
void each_row(std::string_view rows, Handle handle) {
  while (!rows.empty()) handle(take_row(rows));
}

// Розмір файлів проти тих самих рядків у записі row_buffer.h. Виміряно на світі з 20 000 замовлень (14,1 МБ
// рядків): CSV — 14,1 МБ, SQL — 15,6, стиснені — 4,2 і 4,4.
constexpr double kCsvGrowth = 1.0, kSqlGrowth = 1.1, kCompressed = 0.29;

class FileSink : public Sink {
 public:
  explicit FileSink(FileSinkOptions options) : options_(std::move(options)) {}

  Status begin(std::span<const TableSource> tables) override {
    tables_ = tables;
    TM_TRY(check_names());
    const double factor = growth() * (options_.compress ? kCompressed : 1);
    space_ = {.folder = options_.folder,
              .bytes = static_cast<std::uint64_t>(static_cast<double>(estimated_bytes(tables)) * factor),
              .reclaimed = replaced_bytes()};
    TM_TRY(check_space(space_));
    TM_ASSIGN(auto lock, FolderLock::acquire(options_.folder, !options_.shard.whole()));
    lock_.emplace(std::move(lock));
    return {};
  }

  std::optional<SpaceNeed> space() const override { return space_; }

  Status write(const TableSource& table, TableFeed& feed) override {
    TM_ASSIGN(auto file, OutputFile::open(options_.folder / path_of(table), options_.compress));
    std::string text = head(table);
    for (;;) {
      TM_TRY(file.put(text));
      TM_ASSIGN(const std::string_view rows, feed.next());
      if (rows.empty()) break;
      text.clear();
      append(table, rows, text);
    }
    TM_TRY(file.put(tail(table)));
    return file.commit();
  }

  Status finish(std::span<const TableReport>, const std::string&) override { return {}; }

 protected:
  virtual std::string extension() const = 0;
  /// У скільки разів рядки файлу довші за рядки запису row_buffer.h.
  virtual double growth() const = 0;
  virtual std::string head(const TableSource& table) = 0;
  virtual void append(const TableSource& table, std::string_view rows, std::string& out) = 0;
  virtual std::string tail(const TableSource&) { return {}; }

  std::filesystem::path path_of(const TableSource& table) const {
    return std::filesystem::path(file_name(table.service)) /
           fmt::format("{}{}.{}", file_name(table.table), options_.shard.suffix(), extension());
  }

  Status check_names() const {
    std::map<std::filesystem::path, std::string_view> taken;
    for (const auto& table : tables_) {
      const auto [first, fresh] = taken.try_emplace(path_of(table), table.table);
      if (!fresh)
        return fail(ErrorKind::bad_input,
                    fmt::format("tables '{}' and '{}' would share the file {}", first->second, table.table,
                                first->first.string()),
                    "rename one of them");
    }
    return {};
  }

  /// Файли попереднього запуску замінюються по одному, тож найбільший із них ще лежить поруч із новим.
  std::uint64_t replaced_bytes() const {
    std::uint64_t all = 0, largest = 0;
    for (const TableSource& table : tables_) {
      std::error_code absent;
      const auto size = std::filesystem::file_size(
          OutputFile::name(options_.folder / path_of(table), options_.compress), absent);
      if (absent) continue;
      all += size;
      largest = std::max<std::uint64_t>(largest, size);
    }
    return all - largest;
  }

  FileSinkOptions options_;
  SpaceNeed space_;
  std::span<const TableSource> tables_;

 private:
  std::optional<FolderLock> lock_;
};

class CsvSink final : public FileSink {
 public:
  using FileSink::FileSink;

 private:
  std::string extension() const override { return "csv"; }
  double growth() const override { return kCsvGrowth; }

  std::string head(const TableSource& table) override {
    order_ = declared_order(table);
    std::string line;
    for (const std::size_t field : order_) {
      line += line.empty() ? "" : ",";
      append_csv_field(table.columns[field], line);
    }
    return line + '\n';
  }

  void append(const TableSource&, std::string_view rows, std::string& out) override {
    append_csv(rows, order_, out);
  }

  /// Номери наших полів у порядку стовпців DBML.
  std::vector<std::size_t> declared_order(const TableSource& table) const {
    std::vector<std::size_t> order(table.columns.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    if (!options_.schemas) return order;
    const schema::Table* declared = options_.schemas->find(table.service)->second.database.table(table.table);
    const auto names = declared->column_names();
    std::ranges::stable_sort(
        order, {}, [&](std::size_t field) { return std::ranges::find(names, table.columns[field]); });
    return order;
  }

  std::vector<std::size_t> order_;
};

/// Багаторядкові INSERT. Файл самостійний: одна транзакція, без перевірки зовнішніх ключів (MySQL) чи з
/// відкладеною (PostgreSQL). load.sql поруч виконує файли в порядку посилань.
class SqlSink final : public FileSink {
 public:
  using FileSink::FileSink;

  Status finish(std::span<const TableReport>, const std::string&) override {
    if (!options_.shard.whole() || options_.compress) return {};
    std::map<std::filesystem::path, std::string> scripts;
    for (const TableSource& table : tables_) {
      const auto path = path_of(table);
      // Довільна схема — одна база; світ — по базі на сервіс.
      const bool one = options_.schemas == nullptr;
      std::string& script = scripts[one ? std::filesystem::path() : path.parent_path()];
      const std::string name = one ? path.string() : path.filename().string();
      script += mysql() ? fmt::format("SOURCE {};\n", name)
                        : fmt::format("\\ir '{}'\n", replace_all(name, "'", "''"));
    }
    for (const auto& [folder, script] : scripts)
      TM_TRY(write_file(options_.folder / folder / "load.sql", script_head() + script + script_tail()));
    return {};
  }

 private:
  static constexpr std::size_t kStatement = 256 * 1024;

  bool mysql() const { return options_.dialect == schema::Dialect::mysql; }
  std::string extension() const override { return "sql"; }
  double growth() const override { return kSqlGrowth; }

  std::string script_head() const {
    if (mysql()) return "-- mariadb DATABASE < load.sql\n";
    return "-- psql -v ON_ERROR_STOP=1 -f load.sql DATABASE\nBEGIN;\nSET CONSTRAINTS ALL DEFERRED;\n";
  }
  std::string script_tail() const { return mysql() ? "" : "COMMIT;\n"; }

  std::string name_of(const TableSource& table) const {
    if (mysql()) return mysql_table_name(table);
    const std::string name = db::postgres::quote_name(table.table);
    return table.service.empty() || options_.schemas ? name
                                                     : db::postgres::quote_name(table.service) + "." + name;
  }

  std::string head(const TableSource& table) override {
    std::vector<std::string> columns;
    for (const std::string_view column : table.columns)
      columns.push_back(mysql() ? db::mysql::quote_name(column) : db::postgres::quote_name(column));
    insert_ = fmt::format("INSERT INTO {} ({}) VALUES\n", name_of(table), fmt::join(columns, ", "));
    statement_ = 0;
    // UNIQUE_CHECKS лишається: без обох перевірок MariaDB вставляє гуртом і на повному диску губить рядки
    // мовчки (recount.h), а полічити їх після чужого клієнта нікому.
    return mysql() ? "SET NAMES utf8mb4;\nSET FOREIGN_KEY_CHECKS = 0, UNIQUE_CHECKS = 1, TIME_ZONE = "
                     "'+00:00';\nSTART TRANSACTION;\n"
                   : "";
  }

  void append(const TableSource& table, std::string_view rows, std::string& out) override {
    each_row(rows, [&](std::string_view row) {
      out += statement_ == 0 ? insert_ : ",\n";
      const std::size_t before = out.size();
      if (mysql())
        append_values(row, out, table.conversions);
      else
        append_standard_values(row, out);
      statement_ += out.size() - before;
      if (statement_ < kStatement) return;
      out += ";\n";
      statement_ = 0;
    });
  }

  std::string tail(const TableSource&) override {
    std::string text = statement_ > 0 ? ";\n" : "";
    if (mysql()) text += "COMMIT;\nSET FOREIGN_KEY_CHECKS = 1;\n";
    return text;
  }

  /// Стандартний SQL: зворотна коса — звичайний знак, апостроф подвоюється.
  static void append_standard_values(std::string_view row, std::string& sql) {
    sql += '(';
    for (;;) {
      const std::size_t tab = row.find('\t');
      const std::string_view field = row.substr(0, tab);
      if (field == "\\N")
        sql += "NULL";
      else
        sql += "'" + replace_all(unescaped(field), "'", "''") + "'";
      if (tab == std::string_view::npos) break;
      sql += ',';
      row.remove_prefix(tab + 1);
    }
    sql += ')';
  }

  std::string insert_;
  std::size_t statement_ = 0;  ///< байтів рядків у початому INSERT
};

}  // namespace

std::unique_ptr<Sink> csv_sink(FileSinkOptions options) {
  return std::make_unique<CsvSink>(std::move(options));
}

std::unique_ptr<Sink> sql_sink(FileSinkOptions options) {
  return std::make_unique<SqlSink>(std::move(options));
}

}  // namespace techmarket::rows
