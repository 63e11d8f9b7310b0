#include "world/simulate/activity.h"

namespace techmarket::world {

void SimulatedActivity::add(const Future& future, const DayChanges& changes) {
  const World& world = future.world();
  const auto size = [](rows::Range range) { return range.last - range.first; };
  customers_ += size(changes.customers);
  products_ += size(changes.products);
  sessions_ += size(changes.tokens);
  prices_ += changes.prices.size();
  discontinued_ += changes.discontinued.size();
  exchanges_ += changes.exchanges.size();
  hired_ += changes.hired.size();
  left_ += changes.left.size();
  addresses_ += changes.address_changes.size();
  closures_ += changes.closures.size();
  erased_ += changes.erased.size();
  for (const OrderChange& change : changes.orders) {
    const auto [placed_day, ms] = world.orders.placed(change.order);
    const LifeLine life = world.orders.life(change.order, to_timestamp(ms));
    if (change.before == 0) {
      ++orders_;
      if (const auto defect = future.defect(change.order, placed_day)) ++defects_[to_string(*defect)];
    }
    for (std::uint32_t event = change.before; event < change.after; ++event) {
      const auto& [at, status] = life.events[event];
      late_ += at < start_of(world.window.date(changes.day)) ? 1 : 0;
      if (event == 0) continue;
      ++reached_[static_cast<std::size_t>(status)];
      refunds_ += status == OrderStatus::cancelled && event > 1 ? 1 : 0;
    }
  }
}

std::vector<std::pair<std::string_view, std::uint64_t>> SimulatedActivity::counts() const {
  const auto reached = [&](OrderStatus status) { return reached_[static_cast<std::size_t>(status)]; };
  return {{"orders_placed", orders_},
          {"orders_paid", reached(OrderStatus::paid)},
          {"orders_shipped", reached(OrderStatus::shipped)},
          {"orders_delivered", reached(OrderStatus::delivered)},
          {"orders_cancelled", reached(OrderStatus::cancelled)},
          {"refunds", refunds_},
          {"new_customers", customers_},
          {"changed_addresses", addresses_},
          {"deleted_accounts", closures_},
          {"erased_customers", erased_},
          {"new_products", products_},
          {"price_changes", prices_},
          {"discontinued", discontinued_},
          {"employee_exchanges", exchanges_},
          {"hired_employees", hired_},
          {"left_employees", left_},
          {"new_sessions", sessions_},
          {"late_events", late_}};
}

}  // namespace techmarket::world
