#include <algorithm>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/world_options.h"
#include "ops/expectation.h"
#include "runtime/activity.h"
#include "runtime/ensure.h"

namespace techmarket::cli {
namespace {

using nlohmann::json;
using world::Measures;
using world::MeasuresBy;

struct Flags {
  WorldFlags world;
  std::uint32_t days = 0;
  std::string late = "0", dirty = "0";
  bool check = false;
};

/// Світ і умови прожитих ним днів.
struct Subject {
  world::Parameters parameters;
  world::History history;
};

Result<Subject> described(const Flags& flags) {
  Subject subject;
  TM_ASSIGN(subject.parameters, parameters_of(flags.world));
  world::Conditions conditions;
  TM_ASSIGN(conditions.late, world::parse_share("--late", flags.late));
  TM_ASSIGN(conditions.dirty, world::parse_share("--dirty", flags.dirty));
  subject.history.assign(flags.days, conditions);
  return subject;
}

Result<Subject> loaded(const config::Catalogue& catalogue) {
  TM_ASSIGN(const auto state, ops::loaded_world(catalogue));
  return Subject{state.parameters, state.history()};
}

json to_json(const Measures& measures) {
  return {{"facts", measures.facts},
          {"quantity", measures.quantity},
          {"revenue", to_string(measures.revenue)},
          {"discount", to_string(measures.discount)},
          {"cost", to_string(measures.cost)},
          {"margin", to_string(measures.margin())}};
}

json to_json(const MeasuresBy& by, std::string_view key) {
  json groups = json::array();
  for (const auto& [group, measures] : by) {
    json one = to_json(measures);
    one[std::string(key)] = group;
    groups.push_back(std::move(one));
  }
  return groups;
}

json to_json(const Subject& subject, const world::Expectation& expected) {
  json tables = json::array();
  for (const auto& table : expected.tables)
    tables.push_back({{"service", table.service}, {"table", table.table}, {"rows", table.rows}});
  json warehouse = {{"total", to_json(expected.total)},
                    {"by_month", to_json(expected.by_month, "month")},
                    {"by_region", to_json(expected.by_region, "region")},
                    {"by_category", to_json(expected.by_category, "category")},
                    {"by_employee", to_json(expected.by_employee, "employee")}};
  return {{"seed", subject.parameters.seed.value},
          {"orders", subject.parameters.orders},
          {"scale", world::scale_text(subject.parameters.orders)},
          {"until", to_string(subject.parameters.until)},
          {"uuid", world::to_string(subject.parameters.uuid)},
          {"days", subject.history.size()},
          {"tables", std::move(tables)},
          {"refused_items", expected.refused},
          {"warehouse", std::move(warehouse)}};
}

/// Ширина в символах, а не в байтах: назви українські.
std::string padded(std::string_view text, std::size_t width) {
  const auto characters = static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
  return std::string(text) + std::string(characters < width ? width - characters : 0, ' ');
}

void print_group(std::string_view title, const MeasuresBy& by) {
  fmt::print("\n{} {:>10} {:>10} {:>18} {:>16} {:>18}\n", padded(title, 36), "facts", "quantity", "revenue",
             "discount", "margin");
  for (const auto& [group, measures] : by)
    say("{} {:>10} {:>10} {:>18} {:>16} {:>18}\n", padded(group, 36),
        with_thousands(static_cast<long long>(measures.facts)), with_thousands(measures.quantity),
        to_string(measures.revenue), to_string(measures.discount), to_string(measures.margin()));
}

void print_text(const Subject& subject, const world::Expectation& expected) {
  fmt::print("{:<12} {:<18} {:>14}\n", "service", "table", "rows");
  for (const auto& table : expected.tables)
    fmt::print("{:<12} {:<18} {:>14}\n", table.service, table.table,
               with_thousands(static_cast<long long>(table.rows)));
  print_group("warehouse", {{"total", expected.total}});
  print_group("month", expected.by_month);
  print_group("region", expected.by_region);
  print_group("category", expected.by_category);
  print_group("employee", expected.by_employee);
  if (expected.refused > 0)
    fmt::print("\n{} sold items have an unknown product: etl will refuse them\n", expected.refused);
  fmt::print("\nseed {}, {} orders until {}, {} simulated days\n", subject.parameters.seed.value,
             subject.parameters.orders, to_string(subject.parameters.until), subject.history.size());
}

Status report_check(Context& context, const Subject& subject, const world::Expectation& expected,
                    const std::vector<ops::CheckResult>& results) {
  const auto failed = std::ranges::count(results, false, &ops::CheckResult::ok);
  if (context.globals.json) {
    json answer = to_json(subject, expected);
    answer["ok"] = failed == 0;
    answer["checks"] = json::array();
    for (const auto& result : results)
      answer["checks"].push_back({{"name", result.name},
                                  {"ok", result.ok},
                                  {"violations", result.violations},
                                  {"detail", result.detail}});
    context.print(answer);
  } else {
    for (const auto& result : results) say("{} {}: {}\n", result.ok ? "✓" : "✗", result.name, result.detail);
    fmt::print("\nseed {}, {} orders until {}, {} simulated days\n", subject.parameters.seed.value,
               subject.parameters.orders, to_string(subject.parameters.until), subject.history.size());
  }
  if (failed == 0) return {};
  return fail(ErrorKind::check_failed,
              context.globals.json
                  ? ""
                  : fmt::format("{} of {} comparisons with the expectation failed", failed, results.size()),
              context.globals.json ? "" : "is the warehouse up to date? `techmarket etl run`");
}

Status run(Context& context, const Flags& flags, bool world_given) {
  TM_ASSIGN(const config::Catalogue* catalogue, context.catalogue());
  std::optional<runtime::Activity> activity;
  if (flags.check) {
    TM_ASSIGN(activity, runtime::Activity::begin(runtime::Work::expect));
    TM_TRY(runtime::ensure_running(*catalogue));
  }
  Subject subject;
  if (flags.check && !world_given) {
    TM_ASSIGN(subject, loaded(*catalogue));
  } else {
    TM_ASSIGN(subject, described(flags));
  }
  TM_ASSIGN(const auto world, world::World::create(subject.parameters, catalogue->path("database/data"),
                                                   static_cast<std::uint32_t>(subject.history.size()) + 1));
  TM_ASSIGN(const auto expected,
            world::expect(*world, subject.history, std::max(1u, std::thread::hardware_concurrency())));
  if (flags.check) {
    TM_ASSIGN(const auto results, ops::check_expectation(*catalogue, expected));
    return report_check(context, subject, expected, results);
  }
  if (context.globals.json)
    context.print(to_json(subject, expected));
  else
    print_text(subject, expected);
  return {};
}

}  // namespace

void add_expect(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand(
      "expect", "Compute from the seed alone what the databases and the warehouse must contain");
  auto flags = std::make_shared<Flags>();
  auto options = add_world_options(*command, flags->world);
  options.push_back(command->add_option("--days", flags->days, "Days lived by `simulate` since (default: 0)")
                        ->type_name("N")
                        ->check(CLI::Range(0u, 20'000u)));
  options.push_back(command->add_option("--late", flags->late, "The --late of those days")->type_name("F"));
  options.push_back(
      command->add_option("--dirty", flags->dirty, "The --dirty of those days")->type_name("F"));
  command->add_flag(
      "--check", flags->check,
      "Compare with the live databases; without a described world, with the one they hold. Exit "
      "code 1 on a difference");
  command->callback([&context, flags, options] {
    const bool given = std::ranges::any_of(options, [](const CLI::Option* one) { return one->count() > 0; });
    context.select([&context, flags, given] { return run(context, *flags, given); });
  });
}

}  // namespace techmarket::cli
