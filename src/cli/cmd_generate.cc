#include <charconv>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "datagen/generate.h"
#include "datagen/world.h"
#include "runtime/ensure.h"

namespace techmarket::cli {
namespace {

using nlohmann::json;

struct Flags {
  std::string scale;
  std::optional<std::uint64_t> orders;
  std::uint64_t seed = Seed{}.value;
  std::string until;
  std::string uuid = "v4";
  std::string to = "mysql";
  std::optional<unsigned> threads;
  bool yes = false;
  bool dry_run = false;
};

Result<datagen::Parameters> parameters_of(const Flags& flags) {
  datagen::Parameters parameters{
      .seed = {flags.seed}, .orders = datagen::kOrdersAtScaleOne, .until = today()};
  if (!flags.scale.empty()) {
    TM_ASSIGN(parameters.orders, datagen::orders_for_scale(flags.scale));
  }
  if (flags.orders) parameters.orders = *flags.orders;
  if (!flags.until.empty()) {
    auto until = parse_date(flags.until);
    if (!until)
      return fail(ErrorKind::usage, fmt::format("--until: {}", until.error().message), "write YYYY-MM-DD");
    parameters.until = *until;
  }
  parameters.uuid = flags.uuid == "v7" ? datagen::UuidVersion::v7 : datagen::UuidVersion::v4;
  return parameters;
}

Result<std::unique_ptr<datagen::Sink>> sink_for(const Flags& flags, const datagen::Parameters& parameters,
                                                const config::Catalogue& catalogue,
                                                const datagen::Schemas& schemas) {
  constexpr std::string_view kCsv = "csv:";
  if (flags.to == "mysql")
    return datagen::mysql_sink(catalogue, schemas,
                               {.parameters = parameters, .replace_foreign_rows = flags.yes});
  if (flags.to == "null") return datagen::null_sink();
  if (flags.to.starts_with(kCsv) && flags.to.size() > kCsv.size())
    return datagen::csv_sink(flags.to.substr(kCsv.size()), schemas);
  return fail(ErrorKind::usage, fmt::format("--to {}: unknown target", flags.to),
              "write mysql, csv:DIR or null");
}

json to_json(const datagen::Parameters& parameters) {
  return {{"seed", parameters.seed.value},
          {"orders", parameters.orders},
          {"scale", datagen::scale_text(parameters.orders)},
          {"until", to_string(parameters.until)},
          {"uuid", datagen::to_string(parameters.uuid)}};
}

void print(const Context& context, const datagen::Parameters& parameters,
           const datagen::GenerateReport& report) {
  const double rate = report.seconds > 0 ? static_cast<double>(report.rows()) / report.seconds : 0;
  if (context.globals.json) {
    json answer = to_json(parameters);
    answer["digest"] = report.digest;
    answer["tables"] = json::array();
    for (const auto& table : report.tables)
      answer["tables"].push_back({{"service", table.service},
                                  {"table", table.table},
                                  {"rows", table.rows},
                                  {"digest", datagen::digest_text(table.digest)}});
    answer["seconds"] = report.seconds;
    answer["rows_per_second"] = static_cast<std::uint64_t>(rate);
    return context.print(answer);
  }
  fmt::print("{:<12} {:<18} {:>14}\n", "service", "table", "rows");
  for (const auto& table : report.tables)
    fmt::print("{:<12} {:<18} {:>14}\n", table.service, table.table,
               with_thousands(static_cast<long long>(table.rows)));
  fmt::print("\n{} rows in {:.2f} s, {} rows/s; seed {}, until {}, digest {}\n",
             with_thousands(static_cast<long long>(report.rows())), report.seconds,
             with_thousands(static_cast<long long>(rate)), parameters.seed.value, to_string(parameters.until),
             report.digest);
}

/// Що було б завантажено; бази не змінюються.
void print_plan(const Context& context, const datagen::Parameters& parameters,
                const std::vector<datagen::TableSource>& tables) {
  json answer = to_json(parameters);
  answer["dry_run"] = true;
  answer["tables"] = json::array();
  if (!context.globals.json) fmt::print("{:<12} {:<18} {:>14}\n", "service", "table", "about rows");
  for (const auto& table : tables) {
    answer["tables"].push_back(
        {{"service", table.service}, {"table", table.table}, {"expected_rows", table.expected_rows}});
    if (!context.globals.json)
      fmt::print("{:<12} {:<18} {:>14}\n", table.service, table.table,
                 with_thousands(static_cast<long long>(table.expected_rows)));
  }
  if (context.globals.json) context.print(answer);
}

Status run(Context& context, const Flags& flags) {
  TM_ASSIGN(const datagen::Parameters parameters, parameters_of(flags));
  TM_TRY(datagen::check_orders(parameters.orders));
  TM_ASSIGN(const config::Catalogue* catalogue, context.catalogue());
  TM_ASSIGN(const datagen::Schemas schemas, datagen::read_schemas(*catalogue));
  TM_ASSIGN(const auto sink, sink_for(flags, parameters, *catalogue, schemas));
  TM_ASSIGN(const auto world, datagen::World::create(parameters, catalogue->path("database/data")));
  const auto tables = datagen::world_tables(*world, datagen::RowOrder::natural);
  TM_TRY(datagen::check_declared(schemas, tables));
  if (flags.dry_run) {
    print_plan(context, parameters, tables);
    return {};
  }
  if (flags.to == "mysql") TM_TRY(runtime::ensure_running(*catalogue));
  const unsigned threads = flags.threads.value_or(std::max(1u, std::thread::hardware_concurrency()));
  TM_ASSIGN(const auto report, datagen::generate(*world, *sink, threads, context.progress()));
  print(context, parameters, report);
  return {};
}

/// Без цієї перевірки «-1» став би 2^64 − 1, а завелике число мовчки обрізалося б.
std::string check_whole_number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return {};
  return fmt::format("'{}' is not a whole number from 0 to {}", text, UINT64_MAX);
}

}  // namespace

void add_generate(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("generate", "Fill the four operational databases with one consistent world");
  auto flags = std::make_shared<Flags>();
  auto* scale =
      command->add_option("--scale", flags->scale, "Size of the world; 1 is 600 orders (default: 1)")
          ->type_name("S");
  command->add_option("--orders", flags->orders, "Exactly N orders, the rest in proportion")
      ->type_name("N")
      ->check(check_whole_number)
      ->excludes(scale);
  command->add_option("--seed", flags->seed, "Same seed, same bytes (default: 42)")
      ->type_name("N")
      ->check(check_whole_number);
  command->add_option("--until", flags->until, "The day on which the world ends (default: today)")
      ->type_name("DATE");
  command
      ->add_option("--uuid", flags->uuid, "Version of the identifiers: v4 (default) or v7, ordered by time")
      ->check(CLI::IsMember({"v4", "v7"}));
  command->add_option("--to", flags->to, "mysql (default), csv:DIR, or null to measure the generator alone")
      ->type_name("TARGET");
  command->add_option("--threads", flags->threads, "Threads that make rows (default: all cores)")
      ->type_name("N")
      ->check(CLI::Range(1u, 256u));
  command->add_flag("--yes", flags->yes,
                    "Also replace the rows of a database that this command has never filled");
  command->add_flag("--dry-run", flags->dry_run, "Check everything that needs no database and show the plan");
  command->callback(
      [&context, flags] { context.select([&context, flags] { return run(context, *flags); }); });
}

}  // namespace techmarket::cli
