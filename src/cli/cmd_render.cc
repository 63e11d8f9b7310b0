// techmarket render: файли, що виводяться з techmarket.toml.

#include <memory>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "render/kubernetes.h"
#include "render/project.h"

namespace techmarket::cli {
namespace {

void print_json(const Context& context, const std::vector<render::Change>& changes, bool ok,
                std::size_t total) {
  nlohmann::json differences = nlohmann::json::array();
  for (const auto& change : changes)
    differences.push_back(
        {{"path", change.path.generic_string()}, {"difference", render::describe(change.difference)}});
  context.print({{"ok", ok}, {"files", total}, {"differences", std::move(differences)}});
}

Status check(const Context& context, const std::vector<render::Change>& changes, std::size_t total) {
  if (context.globals.json)
    print_json(context, changes, changes.empty(), total);
  else
    for (const auto& change : changes)
      fmt::print("{}: {}\n", change.path.generic_string(), render::describe(change.difference));
  if (changes.empty()) {
    spdlog::info("{} generated files agree with techmarket.toml", total);
    return {};
  }
  return fail(ErrorKind::check_failed,
              fmt::format("{} of {} generated files differ from techmarket.toml", changes.size(), total),
              "run `techmarket render`");
}

/// Secret із новими паролями — у stdout: на диск і в git їм не місце, а sealed-secrets чи kubectl беруть їх
/// із труби.
Status print_secrets(const config::Catalogue& catalogue) {
  TM_ASSIGN(const std::string text, render::secrets_manifest(catalogue));
  fmt::print("{}", text);
  return {};
}

Status render(Context& context, bool check_only, bool secrets) {
  // Без зсуву портів: файли описують проєкт, а не екземпляр, який зараз запущено.
  std::filesystem::path catalogue_file = context.globals.config;
  if (catalogue_file.empty()) {
    TM_ASSIGN(catalogue_file, config::find_catalogue());
  }
  TM_ASSIGN(const auto catalogue, config::load_catalogue(catalogue_file, 0));
  if (secrets) return print_secrets(catalogue);
  TM_ASSIGN(const auto files, render::render_project(catalogue));
  TM_ASSIGN(const auto changes, render::compare_with_disk(catalogue, files));
  if (check_only) return check(context, changes, files.size());

  TM_TRY(render::apply_changes(catalogue, files, changes));
  if (context.globals.json) {
    print_json(context, changes, true, files.size());
    return {};
  }
  for (const auto& change : changes)
    fmt::print("{} {}\n", change.difference == render::Difference::stale ? "removed" : "wrote",
               change.path.generic_string());
  spdlog::info("{} of {} files rewritten", changes.size(), files.size());
  return {};
}

}  // namespace

void add_render(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand(
      "render", "Write docker-compose.yml, k8s/ and the tables of services from techmarket.toml");
  auto check_only = std::make_shared<bool>(false);
  command->add_flag("--check", *check_only, "Write nothing; fail and name the files that differ");
  auto secrets = std::make_shared<bool>(false);
  command->add_flag("--secrets", *secrets,
                    "Print Kubernetes Secrets with new random passwords, and write nothing");
  command->callback([&context, check_only, secrets] {
    context.select([&context, check_only, secrets] { return render(context, *check_only, *secrets); },
                   Interrupts::at_once);
  });
}

}  // namespace techmarket::cli
