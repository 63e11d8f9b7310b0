#pragma once
// techmarket generate --schema: наповнення довільної схеми. Прапорці реєструє cmd_generate.cc.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/calendar.h"
#include "base/random.h"
#include "cli/context.h"
#include "rows/generate.h"
#include "rows/sink.h"

namespace techmarket::cli {

struct SchemaFlags {
  std::string schema;  ///< --schema FILE; порожньо — світ TechMarket
  std::string spec;
  std::string locale = "uk";
  std::string dialect;
  std::optional<std::uint64_t> rows;
  bool create = false;
};

/// Те, що спільне з наповненням світу.
struct GenerateCommon {
  Seed seed;
  Date until;
  std::string to;
  unsigned threads = 1;
  rows::Shard shard = {};
  bool compress = false;
  bool yes = false, dry_run = false;
};

Status generate_schema(Context& context, const SchemaFlags& flags, const GenerateCommon& common);

/// Приймач csv:DIR або sql:DIR; nullptr, якщо to — щось інше. options.folder береться з to.
std::unique_ptr<rows::Sink> file_sink(std::string_view to, rows::FileSinkOptions options);

/// Додає до відповіді частку, якщо це не ціле.
nlohmann::json with_shard(nlohmann::json answer, rows::Shard shard);

/// Підсумок створення: таблиця або JSON, до якого додано answer.
void print_report(const Context& context, nlohmann::json answer, const rows::GenerateReport& report);

}  // namespace techmarket::cli
