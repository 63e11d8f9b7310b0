#include "world/simulate/future.h"

#include <algorithm>

namespace techmarket::world {
namespace {

enum Field : std::uint64_t { kDefect = 8, kDefectKind, kDefectSize, kUnknown, kUnknownLow, kLate = 64 };

constexpr std::uint64_t kLongestDelay = 3;
constexpr std::int64_t kHour = 3'600;

}  // namespace

Future::Future(const World& world, History history)
    : world_(world), history_(std::move(history)), random_(world.parameters.seed, "simulate") {}

std::uint32_t Future::day_of(Timestamp at) const {
  return static_cast<std::uint32_t>(at.date().days - world_.window.first().days);
}

std::uint32_t Future::visible(std::uint64_t order, const LifeLine& life, std::uint32_t day) const {
  std::uint32_t shown = 0, count = 0;
  for (; count < life.size; ++count) {
    std::uint32_t seen = day_of(life.events[count].at);
    if (seen >= world_.window.days()) {
      const std::uint64_t random = random_.at(order, kLate + count);
      if (conditions_on(history_, world_.window.ahead(seen)).late.covers(random))
        seen += 1 + static_cast<std::uint32_t>(below(random << 32, kLongestDelay));
    }
    shown = std::max(shown, seen);
    if (shown > day) break;
  }
  return count;
}

std::optional<Defect> Future::defect(std::uint64_t order, std::uint32_t placed_day) const {
  if (placed_day < world_.window.days()) return std::nullopt;
  const Share dirty = conditions_on(history_, world_.window.ahead(placed_day)).dirty;
  if (!dirty.covers(random_.at(order, kDefect))) return std::nullopt;
  return kDefects[below(random_.at(order, kDefectKind), kDefects.size())];
}

OrderView Future::view(std::uint64_t order, std::uint32_t count) const {
  const auto [day, ms] = world_.orders.placed(order);
  const Timestamp placed = to_timestamp(ms);
  const Basket basket = world_.orders.baskets().basket(order, day);
  OrderView view{.index = order,
                 .event = ms,
                 .placed = placed,
                 .updated = {},
                 .life = world_.orders.life(order, placed, basket.total).after(count),
                 .parties = world_.orders.parties(order, day),
                 .basket = basket,
                 .total = basket.total,
                 .unknown_product = {},
                 .paid_at = {}};
  view.updated = view.life.updated;
  view.payments = view.life.paid ? 1 : 0;
  const auto defect = this->defect(order, day);
  if (!defect) return view;
  switch (*defect) {
    case Defect::wrong_total:
      view.total += {100 + static_cast<std::int64_t>(below(random_.at(order, kDefectSize), 100'000))};
      break;
    case Defect::missing_payment:
      view.payments = 0;
      break;
    case Defect::duplicate_payment:
      view.payments *= 2;
      break;
    case Defect::early_payment:
      view.paid_at = Timestamp{placed.seconds - kSecondsPerDay};
      break;
    case Defect::unknown_product:
      view.unknown_product = uuid_v4(random_.at(order, kUnknown), random_.at(order, kUnknownLow));
      break;
    case Defect::before_sign_up:
      view.placed = {world_.customers.created_at(view.parties.customer) / 1000 - kSecondsPerDay};
      break;
    case Defect::stale_update:
      view.updated = {placed.seconds - kHour};
      break;
  }
  return view;
}

void Future::for_each_order(rows::Range orders, std::uint32_t day,
                            const std::function<void(const OrderView&)>& visit) const {
  for (std::uint64_t order = orders.first; order < orders.last; ++order) {
    const LifeLine life = world_.orders.life(order, to_timestamp(world_.orders.placed(order).ms));
    if (const std::uint32_t count = visible(order, life, day); count > 0) visit(view(order, count));
  }
}

DayChanges Future::changes(std::uint32_t day) const {
  const Window& window = world_.window;
  const std::uint32_t ahead = window.ahead(day);
  DayChanges changes{
      .day = day,
      .products = {world_.catalog.known_before(day), world_.catalog.known_before(day + 1)},
      .customers = {world_.customers.signed_up_before(day), world_.customers.signed_up_before(day + 1)},
      .tokens = {world_.accounts.tokens() + world_.accounts.token_pace().before(ahead),
                 world_.accounts.tokens() + world_.accounts.token_pace().before(ahead + 1)},
      .prices = {},
      .discontinued = {},
      .exchanges = {},
      .hired = {},
      .left = {},
      .address_changes = world_.customers.address_changes(day),
      .closures = world_.customers.closures(day),
      .erased = {},
      .orders = {}};
  for (std::uint64_t product = 0; product < changes.products.first; ++product) {
    if (world_.catalog.products()[product].off_sale == day) changes.discontinued.push_back(product);
    const auto& later = world_.catalog.products()[product].later;
    const auto found = std::ranges::lower_bound(later, day, {}, &Product::PriceChange::day);
    if (found != later.end() && found->day == day) changes.prices.push_back({product, found->quote});
  }
  for (const Staff::Exchange& exchange : world_.staff.exchanges())
    if (exchange.day == day) changes.exchanges.push_back(exchange);
  for (const Staff::Replacement& replacement : world_.staff.replacements()) {
    if (replacement.hired == day) changes.hired.push_back(replacement.newcomer);
    if (replacement.left == day) changes.left.push_back(replacement.leaver);
  }
  if (ahead > 0)
    for (const CustomerEvent& event : world_.customers.closures(day - 1))
      if (world_.customers.only_looks(event.customer)) changes.erased.push_back(event.customer);

  const std::uint32_t oldest = day > kLongestLife ? day - kLongestLife : 0;
  for (std::uint64_t order = world_.orders.placed_before(oldest); order < orders_until(day); ++order) {
    const LifeLine life = world_.orders.life(order, to_timestamp(world_.orders.placed(order).ms));
    const OrderChange change{order, visible(order, life, day - 1), visible(order, life, day)};
    if (change.after != change.before) changes.orders.push_back(change);
  }
  return changes;
}

}  // namespace techmarket::world
