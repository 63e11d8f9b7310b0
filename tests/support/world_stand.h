#pragma once
// Спільне для тестів світу на справжніх серверах: generate і simulate в бази стенда, відбиток того, що там
// лежить.

#include "rows/generate.h"
#include "support/warehouse_stand.h"
#include "world/complete.h"
#include "world/simulate/simulate.h"
#include "world/world_sink.h"
#include "world/world_tables.h"

namespace techmarket::support {

class WorldTest : public StandTest {
 protected:
  void SetUp() override {
    StandTest::SetUp();
    if (IsSkipped()) return;
    schemas_ = rows::read_schemas(stand().catalogue()).value();
  }

  static world::Parameters parameters(std::uint64_t orders, rows::UuidVersion uuid = rows::UuidVersion::v4) {
    return {.seed = {}, .orders = orders, .until = make_date(2026, 11, 22), .uuid = uuid};
  }

  std::filesystem::path data() { return stand().catalogue().path("database/data"); }

  using Tables = std::vector<rows::TableSource>;

  /// @param change що зробити з таблицями перед записом.
  Result<rows::GenerateReport> generate(
      const world::Parameters& parameters, const std::unique_ptr<rows::Sink>& sink, rows::Shard shard = {},
      const std::function<void(Tables&)>& change = [](Tables&) {}) {
    TM_ASSIGN(const auto world, world::World::create(parameters, data()));
    TM_ASSIGN(auto tables, world::complete_tables(world::world_tables(*world, sink->order()), schemas_,
                                                  data(), parameters));
    tables = rows::take_shard(std::move(tables), shard);
    change(tables);
    return rows::generate(tables, *sink, 2, ProgressStyle::silent);
  }

  std::unique_ptr<rows::Sink> into_mysql(const world::Parameters& parameters, rows::Shard shard) {
    return world::world_sink(stand().catalogue(), schemas_,
                             {.parameters = parameters, .replace_foreign_rows = true, .shard = shard});
  }

  Result<rows::GenerateReport> generate(const world::Parameters& parameters, rows::Shard shard = {}) {
    return generate(parameters, into_mysql(parameters, shard), shard);
  }

  void generate_well(std::uint64_t orders, rows::UuidVersion uuid = rows::UuidVersion::v4) {
    const auto report = generate(parameters(orders, uuid));
    ASSERT_TRUE(report) << report.error().message << "; " << report.error().hint;
  }

  Result<world::SimulateReport> simulate(std::uint32_t days, world::Conditions conditions = {}) {
    world::SimulateOptions options;
    options.days = days;
    options.conditions = conditions;
    return world::simulate(stand().catalogue(), schemas_, options);
  }

  void simulate_well(std::uint32_t days, world::Conditions conditions = {}) {
    const auto report = simulate(days, conditions);
    ASSERT_TRUE(report) << report.error().message << "; " << report.error().hint;
  }

  /// Вміст усіх таблиць чотирьох баз, разом із прожитими днями, але без часу завантаження.
  db::Rows contents() {
    std::string tables;
    for (const auto& row : stand().mysql_rows("SELECT TABLE_SCHEMA, TABLE_NAME FROM "
                                              "information_schema.TABLES WHERE TABLE_SCHEMA LIKE '%\\_db' "
                                              "AND TABLE_NAME <> '_techmarket_load' ORDER BY 1, 2"))
      tables += fmt::format("{}{}.{}", tables.empty() ? "" : ", ", *row[0], *row[1]);
    return stand().mysql_rows("CHECKSUM TABLE " + tables + " EXTENDED");
  }

  /// Прочитане з бази, записане знову так, як його віддавали (row_buffer.h): той самий рядок має той самий
  /// відбиток на будь-якому сервері.
  rows::TableReport stored(const rows::TableSource& table) {
    const std::string database = (*stand().catalogue().service(table.service))->database;
    rows::TableReport report{.service = std::string(table.service), .table = std::string(table.table)};
    rows::RowBuffer row;
    auto connection = stand().mysql_root();
    require(connection.stream(
        fmt::format("SELECT {} FROM {}.{}", fmt::join(table.columns, ", "), database, table.table),
        [&](db::RowView fields) -> Status {
          row.clear();
          row.begin_row();
          for (const std::string_view field : fields) {
            db::is_null(field) ? row.null() : row.text(field);
            row.end_field();
          }
          row.end_row();
          ++report.rows;
          report.digest += row.digest();
          return {};
        }));
    return report;
  }

  /// Відбиток світу, яким він лежить у базах.
  std::string stored_digest(const world::Parameters& parameters) {
    const auto world = world::World::create(parameters, data()).value();
    std::vector<rows::TableReport> reports;
    for (const auto& table : world::world_tables(*world, rows::RowOrder::natural))
      reports.push_back(stored(table));
    return rows::combined_digest(reports);
  }

  rows::Schemas schemas_;
};

}  // namespace techmarket::support
