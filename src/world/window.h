#pragma once
// Час світу: два роки продажів до --until, три роки історії магазину перед ними і, якщо треба, майбутнє — дні
// від --until, які показує simulate. Довжина майбутнього не змінює ні минулого, ні жодного з його днів.

#include <cstdint>
#include <vector>

#include "base/calendar.h"
#include "words/holidays.h"
#include "world/pace.h"
#include "world/timeline.h"

namespace techmarket::world {

/// Дні продажів нумеруються від 0 — першого дня вікна; days() — перший день майбутнього.
class Window {
 public:
  /// @param future скільки днів майбутнього може знадобитися.
  Window(Date until, const words::Holidays& holidays, std::uint32_t future = 0);

  Date first() const { return first_; }
  Date founded() const { return founded_; }
  /// Кінець вікна: перша мить, якої вже немає.
  Timestamp end() const { return end_; }
  std::uint32_t days() const { return static_cast<std::uint32_t>(months_.size()); }
  std::uint32_t future() const { return static_cast<std::uint32_t>(effects_.size()) - days(); }
  /// Котрий це день майбутнього.
  std::uint32_t ahead(std::uint32_t day) const { return day - days(); }
  Date date(std::uint32_t day) const { return {first_.days + static_cast<std::int32_t>(day)}; }
  /// Місяць вікна, у який потрапляє день: 0 … months() − 1.
  std::uint32_t month_of(std::uint32_t day) const { return months_[day]; }
  std::uint32_t months() const { return months_.back() + 1; }
  /// Перший день місяця вікна; для нульового — перший день вікна.
  Date month_start(std::uint32_t month) const { return month_starts_[month]; }
  /// Чи тривають у цей день великі знижки (Чорна п'ятниця, передноворічний пік).
  bool campaign(std::uint32_t day) const { return effects_[day] >= kCampaignEffect; }

  /// Нові події майбутнього, якщо за вікно (за всю історію) їх було count.
  Pace future_orders(std::uint64_t count) const;
  Pace future_sign_ups(std::uint64_t count) const;

  const Timeline& orders() const { return orders_; }
  const Timeline& sign_ups() const { return sign_ups_; }
  /// День лінії реєстрацій, що відповідає дню вікна.
  std::uint32_t sign_up_day(std::uint32_t day) const {
    return day + static_cast<std::uint32_t>(first_.days - founded_.days);
  }

 private:
  static constexpr std::uint32_t kCampaignEffect = 150;
  Date first_, founded_;
  Timestamp end_;
  std::vector<std::uint32_t> effects_, months_;
  std::vector<Date> month_starts_;
  std::vector<std::uint32_t> order_weights_,
      sign_up_weights_;  ///< інтенсивність від початку до кінця майбутнього
  Timeline orders_, sign_ups_;
};

}  // namespace techmarket::world
