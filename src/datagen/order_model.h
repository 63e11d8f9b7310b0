#pragma once
// Замовлення: коли, чиє, ким проведене, що з ним сталося. Кожна частина — чиста функція номера замовлення,
// тому таблиці замовлень, рядків і оплат узгоджені, хоч і створюються окремо.

#include <cstdint>
#include <optional>
#include <string_view>

#include "datagen/basket.h"
#include "datagen/people.h"
#include "datagen/timeline.h"

namespace techmarket::datagen {

enum class OrderStatus { created, paid, shipped, delivered, cancelled };
enum class PaymentMethod { card, paypal, bank_transfer, cash };

/// Значення стовпців status і method у базі.
std::string_view to_string(OrderStatus status);
std::string_view to_string(PaymentMethod method);

/// Що встигло статися із замовленням до кінця світу.
struct Lifecycle {
  OrderStatus status = OrderStatus::created;
  Timestamp updated;  ///< остання зміна стану
  std::optional<Timestamp>
      paid;  ///< оплату має кожне замовлення зі станом paid, shipped, delivered — і лише воно
  PaymentMethod method = PaymentMethod::card;
};

struct OrderParties {
  std::uint64_t customer = 0;
  std::uint32_t region = 0;
  const Employee* employee = nullptr;
};

class OrderModel {
 public:
  OrderModel(const Window& window, const Staff& staff, const Customers& customers, const Catalog& catalog,
             const Parameters& parameters);

  Timeline::Moment placed(std::uint64_t order) const;
  OrderParties parties(std::uint64_t order, std::uint32_t day) const;
  Lifecycle lifecycle(std::uint64_t order, Timestamp placed) const;
  const BasketModel& baskets() const { return baskets_; }

  Uuid id(std::uint64_t order, Milliseconds placed) const { return ids_.id(order, placed); }
  const IdSpace& ids() const { return ids_; }

  /// Рядок замовлення має номер order · kItemSlots + line; степінь двійки, щоб ділити зсувом.
  static constexpr std::uint64_t kItemSlots = 8;
  static_assert(kMostLines <= kItemSlots);
  const IdSpace& item_ids() const { return item_ids_; }
  const IdSpace& payment_ids() const { return payment_ids_; }

 private:
  RandomStream random_;
  IdSpace ids_, item_ids_, payment_ids_;
  const Window& window_;
  const Staff& staff_;
  const Customers& customers_;
  Quantiles quantiles_;
  BasketModel baskets_;
};

}  // namespace techmarket::datagen
