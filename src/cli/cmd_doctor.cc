#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "cli/commands.h"
#include "ops/doctor/doctor.h"
#include "runtime/state.h"

namespace techmarket::cli {
namespace {

using nlohmann::json;
using Level = ops::Diagnosis::Level;

json to_json(const ops::Examination& examination) {
  json findings = json::array();
  for (const auto& one : examination.all())
    findings.push_back({{"level", ops::level_name(one.level)},
                        {"area", one.area},
                        {"subject", one.subject},
                        {"text", one.text},
                        {"remedy", one.remedy},
                        {"pitfall", one.pitfall}});
  return {{"ok", examination.healthy()},
          {"problems", examination.count(Level::problem)},
          {"warnings", examination.count(Level::warning)},
          {"findings", findings}};
}

std::string_view sign(Level level) {
  return level == Level::fine ? "✓" : level == Level::warning ? "!" : "✗";
}

std::string_view color_of(Level level) {
  return level == Level::fine ? "\033[32m" : level == Level::warning ? "\033[33m" : "\033[1;31m";
}

/// @param quiet лише те, що не гаразд
void print_text(const ops::Examination& examination, bool quiet) {
  const bool color = use_color(STDOUT_FILENO);
  std::string_view area;
  for (const auto& one : examination.all()) {
    if (quiet && one.level == Level::fine) continue;
    if (one.area != area) fmt::print("{}\n", one.area);
    area = one.area;
    fmt::print("  {}{}{} ", color ? color_of(one.level) : "", sign(one.level), color ? "\033[0m" : "");
    say("{}: {}\n", one.subject, one.text);
    if (!one.pitfall.empty()) fmt::print("      this is the pitfall '{}'\n", one.pitfall);
    if (!one.remedy.empty()) say("      {}\n", one.remedy);
  }
}

Status doctor(Context& context) {
  TM_ASSIGN(const config::Catalogue* catalogue, context.catalogue());
  const auto state = runtime::default_state();
  TM_ASSIGN(auto instance, runtime::read_instance(state));
  const auto examination =
      ops::examine({.catalogue = *catalogue, .state = state, .instance = std::move(instance)});
  if (context.globals.json)
    context.print(to_json(examination));
  else
    print_text(examination, context.globals.quiet);
  const auto problems = examination.count(Level::problem);
  if (problems == 0) {
    if (!context.globals.json && !context.globals.quiet) fmt::print("\nno problems found\n");
    return {};
  }
  return fail(
      ErrorKind::check_failed,
      context.globals.json ? "" : fmt::format("{} problem{} found", problems, problems == 1 ? "" : "s"));
}

}  // namespace

void add_doctor(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand(
      "doctor",
      "Examine machine, ports, containers, connections, schemas and data; exit code 1 on a problem");
  command->callback([&context] { context.select([&context] { return doctor(context); }); });
}

}  // namespace techmarket::cli
