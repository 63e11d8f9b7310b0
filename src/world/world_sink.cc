#include "world/world_sink.h"

#include <fmt/format.h>

#include "config/endpoints.h"
#include "rows/mysql_sink.h"
#include "world/load_state.h"

namespace techmarket::world {
namespace {

/// Чотири бази каталогу; дані в них описує _techmarket_load.
class WorldDatabases final : public rows::MysqlOwner {
 public:
  WorldDatabases(const config::Catalogue& catalogue, const rows::Schemas& schemas,
                 const WorldSinkOptions& options)
      : catalogue_(catalogue),
        schemas_(schemas),
        parameters_(options.parameters),
        replace_(options.replace_foreign_rows) {}

  std::string_view service(const rows::TableSource& table) const override { return table.service; }
  Result<db::Endpoint> endpoint(std::string_view service) const override {
    TM_ASSIGN(const config::Service* known, catalogue_.service(service));
    return config::endpoint_of(*known, "techmarket generate");
  }

  Status lock(db::mysql::Connection& connection) const override { return lock_database(connection); }
  Result<bool> continues(db::mysql::Connection& connection) const override {
    TM_ASSIGN(const auto state, read_load_state(connection));
    return state && !state->complete && is_same(*state, parameters_);
  }
  /// Таблиці створює `techmarket up`.
  Status create(db::mysql::Connection&, std::span<const rows::TableSource>) const override { return {}; }

  Result<std::vector<Diagnostic>> check_columns(db::mysql::Connection& connection,
                                                std::span<const rows::TableSource> tables) const override {
    const std::string& service = connection.endpoint().service;
    TM_ASSIGN(const auto live, db::live_columns(connection));
    return rows::check_service(service, schemas_.find(service)->second, tables, live);
  }

  Result<bool> owns_rows(db::mysql::Connection& connection) const override {
    if (replace_) return true;
    TM_ASSIGN(const auto state, read_load_state(connection));
    return state.has_value();
  }
  std::unexpected<Error> foreign_rows(const rows::TableSource& table) const override {
    return fail(ErrorKind::usage,
                fmt::format("{}: table '{}' has rows that `techmarket generate` did not load", table.service,
                            table.table),
                "generate replaces all rows of its tables; add --yes to let it delete these");
  }

  Status mark_loading(db::mysql::Connection& connection) const override {
    return world::mark_loading(connection, parameters_);
  }
  Status mark_complete(db::mysql::Connection& connection, const std::string& digest) const override {
    return world::mark_complete(connection, digest);
  }

 private:
  const config::Catalogue& catalogue_;
  const rows::Schemas& schemas_;
  const Parameters parameters_;
  const bool replace_;
};

}  // namespace

std::unique_ptr<rows::Sink> world_sink(const config::Catalogue& catalogue, const rows::Schemas& schemas,
                                       WorldSinkOptions options) {
  return rows::mysql_sink(std::make_unique<WorldDatabases>(catalogue, schemas, options),
                          {.shard = options.shard, .data_folder = std::move(options.data_folder)});
}

}  // namespace techmarket::world
