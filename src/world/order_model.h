#pragma once
// Замовлення: коли, чиє, ким проведене, що з ним сталося. Кожна частина — чиста функція номера замовлення,
// тому таблиці замовлень, рядків і оплат узгоджені, хоч і створюються окремо.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "world/basket.h"
#include "world/people.h"
#include "world/timeline.h"

namespace techmarket::world {

enum class OrderStatus { created, paid, shipped, delivered, cancelled };
enum class PaymentMethod { card, paypal, bank_transfer, cash };

/// Значення стовпців status і method у базі.
std::string_view to_string(OrderStatus status);
std::string_view to_string(PaymentMethod method);

/// Що встигло статися із замовленням.
struct Lifecycle {
  OrderStatus status = OrderStatus::created;
  Timestamp updated;  ///< остання зміна стану
  std::optional<Timestamp>
      paid;  ///< оплату має кожне замовлення зі станом paid, shipped, delivered — і лише воно
  PaymentMethod method = PaymentMethod::card;
};

/// Усе життя замовлення, і те, що настане після кінця вікна. Створення — перша подія.
struct LifeLine {
  struct Event {
    Timestamp at;
    OrderStatus status = OrderStatus::created;
  };
  static constexpr std::uint32_t kMostEvents = 5;  ///< створено, оплачено, відправлено, отримано, повернуто
  std::array<Event, kMostEvents> events;
  std::uint32_t size = 0;
  PaymentMethod method = PaymentMethod::card;

  void add(Timestamp at, OrderStatus status) { events[size++] = {at, status}; }
  /// Стан після перших count подій, щонайменше однієї.
  Lifecycle after(std::uint32_t count) const;
  /// Стан на мить end: події, що сталися раніше за неї.
  Lifecycle at(Timestamp end) const;
};

/// Довше жодне замовлення не змінюється: шість днів до оплати або відправлення (чотири), доставка (шість),
/// повернення (чотирнадцять) — разом із запасом.
inline constexpr std::uint32_t kLongestLife = 40;

struct OrderParties {
  std::uint64_t customer = 0;
  std::uint32_t region = 0;
  const Employee* employee = nullptr;
};

class OrderModel {
 public:
  OrderModel(const Window& window, const Staff& staff, const Customers& customers, const Catalog& catalog,
             const Parameters& parameters);

  /// Номери від parameters.orders — майбутні замовлення; їхні дні стоять після вікна.
  Timeline::Moment placed(std::uint64_t order) const;
  OrderParties parties(std::uint64_t order, std::uint32_t day) const;
  /// @param total сума замовлення; без неї кошик, якщо важить, складається наново.
  LifeLine life(std::uint64_t order, Timestamp placed, std::optional<Money> total = {}) const;
  /// Більше готівкою за день закон фізичній особі не дозволяє: постанова Правління НБУ № 148 від 29.12.2017,
  /// пункт 6.
  static constexpr Money kMostCash{50'000'00};
  /// Стан на кінець вікна.
  Lifecycle lifecycle(std::uint64_t order, Timestamp placed, std::optional<Money> total = {}) const {
    return life(order, placed, total).at(window_.end());
  }
  /// Номери замовлень, зроблених у день майбутнього, йдуть від placed_before(day) до placed_before(day + 1).
  /// Для дня вікна — номер, раніший за всі його замовлення.
  std::uint64_t placed_before(std::uint32_t day) const;
  const BasketModel& baskets() const { return baskets_; }

  Uuid id(std::uint64_t order, Milliseconds placed) const { return ids_.id(order, placed); }
  const rows::IdSpace& ids() const { return ids_; }

  /// Рядок замовлення має номер order · kItemSlots + line; степінь двійки, щоб ділити зсувом.
  static constexpr std::uint64_t kItemSlots = 8;
  static_assert(kMostLines <= kItemSlots);
  /// Оплата має номер замовлення; друга, помилкова, — цей зсув: стільки замовлень не буває.
  static constexpr std::uint64_t kMostPayments = 2;  ///< друга — лише навмисна хиба (simulate --dirty)
  static constexpr std::uint64_t kSecondPayment = std::uint64_t{1} << 40;
  const rows::IdSpace& item_ids() const { return item_ids_; }
  const rows::IdSpace& payment_ids() const { return payment_ids_; }

 private:
  RandomStream random_;
  rows::IdSpace ids_, item_ids_, payment_ids_;
  const Window& window_;
  const Staff& staff_;
  const Customers& customers_;
  Quantiles quantiles_;
  std::uint64_t past_;
  Pace future_;
  BasketModel baskets_;
};

}  // namespace techmarket::world
