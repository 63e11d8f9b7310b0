#include "cli/generate_schema.h"

#include <unistd.h>

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "base/text.h"
#include "cli/input_report.h"
#include "config/endpoints.h"
#include "ddl/normalise.h"
#include "filler/fit_schema.h"
#include "filler/plan_tables.h"
#include "rows/sink.h"
#include "schema/declared_dialect.h"

namespace techmarket::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using schema::Dialect;

/// Словники лежать у проєкті; поза ним — поруч із програмою, зібраною в build/.
Result<fs::path> dictionaries(Context& context) {
  if (const auto catalogue = context.catalogue()) {
    const fs::path folder = (*catalogue)->path("database/data");
    if (fs::exists(folder / "words")) return folder;
  }
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  const fs::path folder = program.parent_path().parent_path() / "database" / "data";
  if (fs::exists(folder / "words")) return folder;
  return fail(ErrorKind::configuration, "the dictionaries (database/data) were not found",
              "run inside the TechMarket project, or name it: --config /path/to/techmarket.toml");
}

/// Діалект цілі; для файлів — прапорець, потім database_type проєкту, потім PostgreSQL.
Dialect dialect_of(const SchemaFlags& flags, const std::optional<config::DatabaseAddress>& target,
                   const schema::Database& database) {
  if (target) return target->dialect;
  if (!flags.dialect.empty()) return flags.dialect == "mysql" ? Dialect::mysql : Dialect::postgres;
  return schema::declared_dialect(database).value_or(Dialect::postgres);
}

/// База не візьме records, які повторюють неповторний ключ, а MariaDB, що будує таблицю гуртом, ще й не скаже
/// чому: «Operation not permitted» на COMMIT.
Status check_records(const dbml::Parsed& parsed) {
  const auto repeats = std::ranges::count(parsed.diagnostics, "record-duplicate-key", &Diagnostic::code);
  if (repeats == 0) return {};
  return fail(ErrorKind::bad_input,
              fmt::format("{} a unique key in records: the database would refuse the table",
                          repeats == 1 ? "1 row repeats" : fmt::format("{} rows repeat", repeats)),
              "mend the rows named above, or write files: --to csv:DIR or sql:DIR");
}

Result<std::unique_ptr<rows::Sink>> sink_for(const SchemaFlags& flags, const GenerateCommon& common,
                                             const std::optional<config::DatabaseAddress>& target,
                                             const schema::Database& source, const filler::FillPlan& plan,
                                             Dialect dialect) {
  if (target) {
    auto options = filler::into_database(*target, plan, source, flags.schema, flags.create);
    options.shard = common.shard;
    options.replace = common.yes;
    return rows::database_sink(std::move(options));
  }
  if (common.to == "null") return rows::null_sink();
  if (auto files = file_sink(common.to, {.folder = {},
                                         .schemas = nullptr,
                                         .shard = common.shard,
                                         .compress = common.compress,
                                         .dialect = dialect}))
    return files;
  return fail(ErrorKind::usage, fmt::format("--to {}: unknown target for --schema", common.to),
              "write mysql://user@host:port/database, postgres://user@host:port/database, csv:DIR, sql:DIR "
              "or null");
}

void print_plan(const Context& context, json answer, const std::vector<rows::TableSource>& tables) {
  answer["dry_run"] = true;
  answer["tables"] = json::array();
  for (const auto& table : tables) {
    answer["tables"].push_back({{"schema", table.service}, {"table", table.table}, {"rows", table.units}});
    if (!context.globals.json)
      say("{:<40} {:>14}\n", table.table, with_thousands(static_cast<long long>(table.units)));
  }
  if (context.globals.json) context.print(answer);
}

}  // namespace

Status generate_schema(Context& context, const SchemaFlags& flags, const GenerateCommon& common) {
  std::optional<config::DatabaseAddress> target;
  if (config::is_database_url(common.to)) {
    TM_ASSIGN(target, config::parse_database_url(common.to, "techmarket generate"));
  }
  if (flags.create && !target)
    return fail(ErrorKind::usage, "--create needs a database: --to mysql://… or postgres://…");
  InputReport input({});
  const dbml::Parsed parsed = input.read(flags.schema);
  TM_TRY(input.finish(context, "nothing was generated"));
  if (target) TM_TRY(check_records(parsed));
  const Dialect dialect = dialect_of(flags, target, parsed.database);
  TM_ASSIGN(const fs::path folder, dictionaries(context));
  const auto language = flags.locale == "en" ? words::Language::en : words::Language::uk;
  // --create будує таблиці сам, тож може й пристосувати схему, написану для іншого сервера.
  std::optional<filler::FittedSchema> fitted;
  if (flags.create) fitted = filler::fit_schema(parsed.database, dialect);
  const schema::Database& planned = fitted ? fitted->planned : parsed.database;
  filler::Request request{.database = planned,
                          .dialect = dialect,
                          .rows = flags.rows.value_or(100),
                          .seed = common.seed,
                          .until = common.until,
                          .lexicon = nullptr,
                          .meanings = nullptr,
                          .spec = {}};
  TM_ASSIGN(request.lexicon, words::Lexicon::read(folder, language, common.seed));
  TM_ASSIGN(request.meanings, filler::MeaningRules::read(folder));
  if (!flags.spec.empty()) {
    TM_ASSIGN(request.spec, filler::read_spec(flags.spec, ddl::normalise(planned, dialect)));
  }
  TM_ASSIGN(const auto plan, filler::FillPlan::create(request));
  if (fitted)
    for (const Diagnostic& note : fitted->notes) fmt::print(stderr, "{}", to_text(note, ""));
  for (const Diagnostic& warning : plan->warnings()) fmt::print(stderr, "{}", to_text(warning, ""));

  json answer = {
      {"schema", flags.schema},           {"seed", common.seed.value},
      {"until", to_string(common.until)}, {"dialect", dialect == Dialect::mysql ? "mysql" : "postgres"},
      {"locale", flags.locale},           {"warnings", plan->warnings().size()}};
  const auto tables = rows::take_shard(filler::plan_tables(*plan, dialect), common.shard);
  if (common.dry_run) {
    print_plan(context, std::move(answer), tables);
    return {};
  }
  TM_ASSIGN(const auto sink,
            sink_for(flags, common, target, fitted ? fitted->built : parsed.database, *plan, dialect));
  TM_ASSIGN(const auto report, rows::generate(tables, *sink, common.threads, context.progress()));
  print_report(context, with_shard(std::move(answer), common.shard), report);
  return {};
}

std::unique_ptr<rows::Sink> file_sink(std::string_view to, rows::FileSinkOptions options) {
  constexpr std::string_view kCsv = "csv:", kSql = "sql:";
  if (to.size() <= kCsv.size() || (!to.starts_with(kCsv) && !to.starts_with(kSql))) return nullptr;
  options.folder = to.substr(kCsv.size());
  return to.starts_with(kCsv) ? rows::csv_sink(std::move(options)) : rows::sql_sink(std::move(options));
}

json with_shard(json answer, rows::Shard shard) {
  if (!shard.whole()) answer["shard"] = {{"number", shard.number}, {"count", shard.count}};
  return answer;
}

void print_report(const Context& context, json answer, const rows::GenerateReport& report) {
  const double rate = report.seconds > 0 ? static_cast<double>(report.rows()) / report.seconds : 0;
  if (context.globals.json) {
    answer["digest"] = report.digest;
    answer["tables"] = json::array();
    for (const auto& table : report.tables)
      answer["tables"].push_back({{"service", table.service},
                                  {"table", table.table},
                                  {"rows", table.rows},
                                  {"digest", rows::digest_text(table.digest)}});
    answer["seconds"] = report.seconds;
    answer["rows_per_second"] = static_cast<std::uint64_t>(rate);
    return context.print(answer);
  }
  fmt::print("{:<12} {:<18} {:>14}\n", "service", "table", "rows");
  for (const auto& table : report.tables)
    say("{:<12} {:<18} {:>14}\n", table.service, table.table,
        with_thousands(static_cast<long long>(table.rows)));
  fmt::print("\n{} rows in {:.2f} s, {} rows/s; seed {}, until {}, digest {}\n",
             with_thousands(static_cast<long long>(report.rows())), report.seconds,
             with_thousands(static_cast<long long>(rate)), answer["seed"].get<std::uint64_t>(),
             answer["until"].get<std::string>(), report.digest);
}

}  // namespace techmarket::cli
