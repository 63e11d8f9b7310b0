#include "warehouse/lag.h"

#include "config/endpoints.h"
#include "db/binlog/server_facts.h"
#include "warehouse/journal.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {
namespace {

/// Скільки минуло від початку останнього вдалого запуску: його знімки не давніші.
Result<std::optional<double>> seconds_since_last_run(db::postgres::Connection& warehouse) {
  TM_ASSIGN(const auto rows,
            warehouse.query("SELECT greatest(extract(epoch FROM clock_timestamp() - started_at), 0)::float8 "
                            "FROM etl.runs WHERE status = 'succeeded' ORDER BY run_id DESC LIMIT 1"));
  if (rows.empty() || !rows[0][0]) return std::nullopt;
  return std::stod(*rows[0][0]);
}

Result<std::optional<db::binlog::LogPosition>> ask(const config::Service& service) {
  TM_ASSIGN(auto source, db::mysql::Connection::open(config::endpoint_of(service, "techmarket etl status")));
  return log_end(source);
}

}  // namespace

Result<std::optional<db::binlog::LogPosition>> log_end(db::mysql::Connection& source) {
  auto status = db::binlog::log_status(source);
  if (status) return std::move(status->position);
  if (status.error().kind == ErrorKind::retryable || status.error().kind == ErrorKind::interrupted)
    return std::unexpected(std::move(status).error());
  return std::nullopt;
}

Result<std::vector<SourceLag>> source_lags(const config::Catalogue& catalogue,
                                           db::postgres::Connection& warehouse) {
  TM_ASSIGN(const auto since, seconds_since_last_run(warehouse));
  std::vector<SourceLag> lags;
  for (const auto name : {kOrdersService, kCatalogService}) {
    TM_ASSIGN(const auto* service, catalogue.service(name));
    SourceLag lag{.service = std::string(name), .read_to = {}, .log_end = {}, .behind = since};
    TM_ASSIGN(const auto checkpoint, read_position(warehouse, name));
    if (checkpoint) lag.read_to = checkpoint->position;
    if (auto end = ask(*service)) {
      lag.log_end = std::move(*end);
      if (since && lag.read_to && lag.read_to == lag.log_end) lag.behind = 0;
    } else if (end.error().kind == ErrorKind::interrupted) {
      return std::unexpected(std::move(end).error());
    } else {
      lag.problem = std::move(end).error().message;
      lag.behind.reset();
    }
    lags.push_back(std::move(lag));
  }
  return lags;
}

}  // namespace techmarket::warehouse
