#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/runtime_option.h"
#include "config/endpoints.h"
#include "ops/expectation.h"
#include "render/quote.h"
#include "runtime/backend.h"

namespace techmarket::cli {
namespace {

/// Пароль для розробки написано в techmarket.toml для всіх; той, що прийшов деінде, — таємниця, і клієнт
/// спитає його сам.
bool is_public(const config::Service& service) {
  return service.origins.password.starts_with("techmarket.toml") && service.password_file.empty();
}

void print_connection(const config::Service& service, const runtime::ServiceReport& reported) {
  const std::string host = render::shell_word(reported.host);
  if (service.is_mysql()) {
    const std::string password = is_public(service) ? render::shell_word(service.password) : "";
    fmt::print("mysql -h {} -P {} -u {} -p{} {}\n", host, reported.port, service.user, password,
               service.database);
    return;
  }
  const std::string password = is_public(service) ? ":" + config::percent_encoded(service.password) : "";
  fmt::print("psql {}\n", render::shell_word(fmt::format("postgresql://{}{}@{}:{}/{}", service.user, password,
                                                         reported.host, reported.port, service.database)));
}

/// Готові до вставлення команди звичайних клієнтів.
void print_connections(const config::Catalogue& catalogue, const runtime::Report& report) {
  if (std::ranges::none_of(report.services, &runtime::ServiceReport::ready)) return;
  fmt::print("\nconnect:\n");
  for (const auto& reported : report.services) {
    const auto service = catalogue.service(reported.service);
    if (!service || !reported.ready) continue;
    fmt::print("  {:<12} ", (*service)->name);
    print_connection(**service, reported);
  }
}

/// Світ, яким наповнено бази; порожньо, якщо його ще немає або його саме змінюють.
nlohmann::json world_of(const config::Catalogue& catalogue) {
  const auto state = ops::loaded_world(catalogue);
  if (!state) return nullptr;
  return {{"seed", state->parameters.seed.value},
          {"orders", state->parameters.orders},
          {"generated_until", to_string(state->parameters.until)},
          {"simulated_days", state->finished_days()},
          {"until", to_string(state->until())}};
}

void print_world(const nlohmann::json& world) {
  fmt::print("\nworld: seed {}, {} orders until {}", world["seed"].get<std::uint64_t>(),
             world["orders"].get<std::uint64_t>(), world["generated_until"].get<std::string>());
  if (const auto days = world["simulated_days"].get<std::uint32_t>(); days > 0)
    fmt::print(", {} simulated days until {}", days, world["until"].get<std::string>());
  fmt::print("\n");
}

std::string hint_for(const runtime::Report& report) {
  for (const auto& service : report.services)
    if (!service.ready && !service.remedy.empty())
      return fmt::format("{}: {}", service.service, service.remedy);
  return "start what is missing with `techmarket up`";
}

Status status(Context& context, const std::string& name) {
  TM_ASSIGN(const config::Catalogue* catalogue, context.catalogue());
  TM_ASSIGN(const auto backend, runtime::make_backend(name, *catalogue, runtime::Purpose::inspect));
  TM_ASSIGN(const runtime::Report report, backend->status());
  const nlohmann::json world = report.ready() && report.runtime != "k8s" ? world_of(*catalogue) : nullptr;
  if (context.globals.json) {
    auto answer = runtime::to_json(report);
    answer["world"] = world;
    context.print(answer);
  } else {
    fmt::print("{}", runtime::to_text(report));
    if (!world.is_null() && !context.globals.quiet) print_world(world);
  }
  if (!context.globals.json && !context.globals.quiet && report.runtime != "k8s")
    print_connections(*catalogue, report);
  if (report.ready()) return {};
  // Таблиця вже все сказала; машині досить коду завершення.
  return fail(ErrorKind::check_failed, "", context.globals.json ? "" : hint_for(report));
}

}  // namespace

void add_status(CLI::App& app, Context& context) {
  CLI::App* command =
      app.add_subcommand("status", "Show which databases are ready; exit code 1 if one is not");
  const auto name = add_runtime_option(*command);
  command->callback(
      [&context, name] { context.select([&context, name] { return status(context, *name); }); });
}

}  // namespace techmarket::cli
