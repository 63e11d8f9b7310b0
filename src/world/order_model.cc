#include "world/order_model.h"

#include <algorithm>

namespace techmarket::world {
namespace {

enum Field : std::uint64_t {
  kPlaced = 8,
  kElsewhere,
  kEmployee,
  kFate,
  kPayDelay,
  kShipDelay,
  kDeliverDelay,
  kFresh,
  kReturnDelay,
  kCustomer = 64,  // і далі: по два номери на спробу
};

// Зі ста замовлень сім ніхто не оплачує, ще за чотири гроші повертають: разом скасовано кожне дев'яте. На
// повернення товару закон дає чотирнадцять днів («Про захист прав споживачів», стаття 9).
constexpr std::uint64_t kAbandoned = 7, kRefunded = 4, kReturnDays = 14;
constexpr std::int64_t kMinute = 60, kHour = 60 * kMinute;

std::int64_t between(std::uint64_t random, std::int64_t least, std::int64_t most) {
  return least + static_cast<std::int64_t>(below(random, static_cast<std::uint64_t>(most - least)));
}

/// Робочий час (9:00–20:00) одного з наступних днів: склад і кур'єри вночі не працюють.
/// @param days через скільки днів, щонайменше один: тому подія завжди пізніша за причину.
Timestamp working_time(Timestamp cause, std::uint64_t random, std::int64_t days) {
  const std::int64_t midnight = start_of(cause.date()).seconds + days * kSecondsPerDay;
  return {midnight + between(random, 9 * kHour, 20 * kHour)};
}

/// Ціле від 1 до most, де менші ймовірніші: менше з двох рівномірних.
std::int64_t few_days(std::uint64_t random, std::uint64_t most) {
  return 1 + static_cast<std::int64_t>(std::min(below(random, most), below(random << 32, most)));
}

/// Чого хоче клієнт.
PaymentMethod method_of(std::uint64_t random) {
  const std::uint64_t chance = below(random, 100);
  if (chance < 62) return PaymentMethod::card;
  if (chance < 70) return PaymentMethod::paypal;
  return chance < 85 ? PaymentMethod::bank_transfer : PaymentMethod::cash;
}

/// Коли надходять гроші. Готівку беруть під час самовивозу, переказ іде банківськими годинами.
Timestamp paid_at(PaymentMethod method, Timestamp placed, std::uint64_t random) {
  switch (method) {
    case PaymentMethod::cash:
      return working_time(placed, random << 16, few_days(random, 6));
    case PaymentMethod::bank_transfer:
      return working_time(placed, random << 16, few_days(random, 4));
    case PaymentMethod::card:
    case PaymentMethod::paypal:
      break;
  }
  // Три чверті платять одразу, решта повертається до неоплаченого замовлення протягом трьох діб.
  const std::uint64_t detail = random << 16;
  return {placed.seconds + (below(random, 4) < 3 ? between(detail, kMinute, 40 * kMinute)
                                                 : between(detail, kHour, 72 * kHour))};
}

}  // namespace

std::string_view to_string(OrderStatus status) {
  switch (status) {
    case OrderStatus::created:
      return "new";
    case OrderStatus::paid:
      return "paid";
    case OrderStatus::shipped:
      return "shipped";
    case OrderStatus::delivered:
      return "delivered";
    case OrderStatus::cancelled:
      break;
  }
  return "cancelled";
}

std::string_view to_string(PaymentMethod method) {
  switch (method) {
    case PaymentMethod::card:
      return "card";
    case PaymentMethod::paypal:
      return "paypal";
    case PaymentMethod::bank_transfer:
      return "bank_transfer";
    case PaymentMethod::cash:
      break;
  }
  return "cash";
}

OrderModel::OrderModel(const Window& window, const Staff& staff, const Customers& customers,
                       const Catalog& catalog, const Parameters& parameters)
    : random_(parameters.seed, "orders"),
      ids_(parameters.seed, "orders", parameters.orders, parameters.uuid),
      item_ids_(parameters.seed, "order_items", parameters.orders * kItemSlots, parameters.uuid),
      payment_ids_(parameters.seed, "payments", parameters.orders, parameters.uuid),
      window_(window),
      staff_(staff),
      customers_(customers),
      quantiles_(parameters.orders),
      past_(parameters.orders),
      future_(window.future_orders(parameters.orders)),
      baskets_(catalog, window, parameters.seed) {}

Timeline::Moment OrderModel::placed(std::uint64_t order) const {
  if (order >= past_) {
    const std::uint32_t ahead = future_.day_of(order - past_), day = window_.days() + ahead;
    const Quantiles within(future_.on(ahead));
    return {day, Timeline::within(window_.date(day), within.at(order - past_ - future_.before(ahead),
                                                               random_.at(order, kPlaced)))};
  }
  return window_.orders().at(quantiles_.at(order, random_.at(order, kPlaced)));
}

std::uint64_t OrderModel::placed_before(std::uint32_t day) const {
  if (day >= window_.days()) return past_ + future_.before(window_.ahead(day));
  return quantiles_.before(window_.orders().before(day));
}

OrderParties OrderModel::parties(std::uint64_t order, std::uint32_t day) const {
  // Вибір із відкиданням: пропонуємо замовлення випадковому клієнтові, активніші погоджуються частіше.
  // Кожне восьме замовлення — від недавно зареєстрованих: перша покупка йде невдовзі після реєстрації.
  constexpr std::uint64_t kTries = 16;
  const std::uint64_t known = customers_.signed_up_before(day);
  const std::uint64_t newest = std::max<std::uint64_t>(1, known / 16);
  const bool fresh = below(random_.at(order, kFresh), 8) == 0;
  std::uint64_t customer = known;
  for (std::uint64_t attempt = 0; attempt < kTries; ++attempt) {
    const std::uint64_t who = random_.at(order, kCustomer + 2 * attempt);
    const std::uint64_t candidate = fresh ? known - 1 - below(who, newest) : below(who, known);
    if (!customers_.buys(candidate, day)) continue;
    customer = candidate;
    if (fresh || customers_.accepts(customer, random_.at(order, kCustomer + 2 * attempt + 1))) break;
  }
  // Якщо жоден із запрошених уже не купує, замовляє хтось із найновіших, а як нема нікого — найперший.
  for (std::uint64_t back = 1; customer == known; ++back)
    if (back == known || customers_.buys(known - back, day)) customer = known - back;
  // Дванадцяте замовлення клієнт забирає не вдома: подарунок, робота, відпустка.
  const std::uint64_t elsewhere = random_.at(order, kElsewhere);
  const std::uint32_t region = below(elsewhere, 12) == 0 ? staff_.region(elsewhere * 0x9e3779b97f4a7c15u)
                                                         : customers_.region(customer);
  return {customer, region, &staff_.seller(region, day, random_.at(order, kEmployee))};
}

LifeLine OrderModel::life(std::uint64_t order, Timestamp placed, std::optional<Money> total) const {
  const std::uint64_t fate = random_.at(order, kFate), delay = random_.at(order, kPayDelay);
  LifeLine life;
  life.method = method_of(fate << 16);
  if (life.method == PaymentMethod::cash) {
    const auto day = static_cast<std::uint32_t>(placed.date().days - window_.first().days);
    if (!total) total = baskets_.basket(order, day).total;
    if (*total > kMostCash) life.method = PaymentMethod::bank_transfer;
  }
  life.add(placed, OrderStatus::created);

  const std::uint64_t chance = below(fate, 100);
  if (chance < kAbandoned) {  // скасовує клієнт або, за кілька днів, сам магазин
    const bool by_customer = delay % 3 == 0;
    life.add({placed.seconds + (by_customer ? between(delay, 10 * kMinute, 48 * kHour)
                                            : between(delay, 72 * kHour, 168 * kHour))},
             OrderStatus::cancelled);
    return life;
  }

  const bool refunded = chance < kAbandoned + kRefunded;
  const std::uint64_t back = random_.at(order, kReturnDelay);
  const Timestamp paid = paid_at(life.method, placed, delay);
  Timestamp received = paid;
  if (life.method == PaymentMethod::cash) {
    life.add(paid, OrderStatus::delivered);
  } else {
    const std::uint64_t ship = random_.at(order, kShipDelay), deliver = random_.at(order, kDeliverDelay);
    const Timestamp shipped = working_time(paid, ship << 16, few_days(ship, 4));
    life.add(paid, OrderStatus::paid);
    if (refunded && back % 4 == 0) {  // не діждалися відправлення
      life.add({paid.seconds + between(back, 1, shipped.seconds - paid.seconds)}, OrderStatus::cancelled);
      return life;
    }
    life.add(shipped, OrderStatus::shipped);
    received = working_time(shipped, deliver << 16, few_days(deliver, 6));
    life.add(received, OrderStatus::delivered);
  }
  if (refunded)
    life.add(working_time(received, back << 16, 1 + static_cast<std::int64_t>(below(back, kReturnDays))),
             OrderStatus::cancelled);
  return life;
}

Lifecycle LifeLine::after(std::uint32_t count) const {
  const Event& last = events[count - 1];
  Lifecycle life{.status = last.status, .updated = last.at, .paid = {}, .method = method};
  // Друга подія проданого замовлення — завжди оплата.
  if (life.status != OrderStatus::created && life.status != OrderStatus::cancelled) life.paid = events[1].at;
  return life;
}

Lifecycle LifeLine::at(Timestamp end) const {
  std::uint32_t count = 1;
  while (count < size && events[count].at < end) ++count;
  return after(count);
}

}  // namespace techmarket::world
