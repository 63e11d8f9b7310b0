#include "cli/world_options.h"

#include <charconv>

#include <fmt/format.h>

namespace techmarket::cli {

std::vector<CLI::Option*> add_world_options(CLI::App& command, WorldFlags& flags) {
  auto* scale = command.add_option("--scale", flags.scale, "Size of the world; 1 is 600 orders (default: 1)")
                    ->type_name("S");
  auto* orders = command.add_option("--orders", flags.orders, "Exactly N orders, the rest in proportion")
                     ->type_name("N")
                     ->check(check_whole_number)
                     ->excludes(scale);
  auto* seed = command.add_option("--seed", flags.seed, "Same seed, same bytes (default: 42)")
                   ->type_name("N")
                   ->check(check_whole_number);
  auto* until =
      command.add_option("--until", flags.until, "The day on which the world ends (default: today)")
          ->type_name("DATE");
  auto* uuid =
      command
          .add_option("--uuid", flags.uuid, "Version of the identifiers: v4 (default) or v7, ordered by time")
          ->check(CLI::IsMember({"v4", "v7"}));
  return {scale, orders, seed, until, uuid};
}

Result<world::Parameters> parameters_of(const WorldFlags& flags) {
  world::Parameters parameters{.seed = {flags.seed}, .orders = world::kOrdersAtScaleOne, .until = today()};
  if (!flags.scale.empty()) {
    TM_ASSIGN(parameters.orders, world::orders_for_scale(flags.scale));
  }
  if (flags.orders) parameters.orders = *flags.orders;
  TM_TRY(world::check_orders(parameters.orders));
  if (!flags.until.empty()) {
    auto until = parse_date(flags.until);
    if (!until)
      return fail(ErrorKind::usage, fmt::format("--until: {}", until.error().message), "write YYYY-MM-DD");
    parameters.until = *until;
  }
  parameters.uuid = flags.uuid == "v7" ? rows::UuidVersion::v7 : rows::UuidVersion::v4;
  return parameters;
}

std::string check_whole_number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return {};
  return fmt::format("'{}' is not a whole number from 0 to {}", text, UINT64_MAX);
}

}  // namespace techmarket::cli
