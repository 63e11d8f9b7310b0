#include "ops/generated_world.h"

#include <algorithm>
#include <thread>

#include "ops/expectation.h"
#include "ops/services.h"

namespace techmarket::ops {
namespace {

/// Чи має позначку generate хоч одна з баз.
Result<bool> any_marked(const config::Catalogue& catalogue) {
  for (const auto& service : catalogue.services) {
    if (!service.is_mysql()) continue;
    TM_ASSIGN(auto connection, open(service));
    TM_ASSIGN(const auto state, world::read_load_state(std::get<db::mysql::Connection>(connection)));
    if (state) return true;
  }
  return false;
}

void add_departed(const world::World& world, std::uint32_t days, GeneratedWorld& found) {
  const std::uint32_t end = world.window.days() + days;
  for (std::uint32_t day = world.window.days(); day < end; ++day)
    for (const auto& event : world.customers.closures(day)) {
      const Uuid id = world.customers.id(event.customer);
      found.closed.insert(id);
      // Рядок клієнта зникає наступного дня.
      if (day + 1 < end && world.customers.only_looks(event.customer)) found.erased.insert(id);
    }
}

}  // namespace

Result<std::optional<GeneratedWorld>> generated_world(const config::Catalogue& catalogue) {
  TM_ASSIGN(const bool marked, any_marked(catalogue));
  if (!marked) return std::nullopt;
  TM_ASSIGN(const auto state, loaded_world(catalogue));
  const std::uint32_t days = state.finished_days();
  TM_ASSIGN(const auto world,
            world::World::create(state.parameters, catalogue.path("database/data"), days + 1));
  GeneratedWorld found;
  found.founded = to_string(world->window.founded());
  found.end = to_string(state.until());
  add_departed(*world, days, found);
  TM_ASSIGN(found.expected,
            world::expect(*world, state.history(), std::max(1u, std::thread::hardware_concurrency())));
  return found;
}

}  // namespace techmarket::ops
