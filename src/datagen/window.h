#pragma once
// Час світу: два роки продажів до --until і три роки історії магазину перед ними.

#include <cstdint>
#include <vector>

#include "base/calendar.h"
#include "datagen/holidays.h"
#include "datagen/timeline.h"

namespace techmarket::datagen {

/// Дні продажів нумеруються від 0 — першого дня вікна.
class Window {
 public:
  Window(Date until, const Holidays& holidays);

  Date first() const { return first_; }
  Date founded() const { return founded_; }
  /// Кінець світу: перша мить, якої вже немає.
  Timestamp end() const { return end_; }
  std::uint32_t days() const { return static_cast<std::uint32_t>(effects_.size()); }
  /// Місяць вікна, у який потрапляє день: 0 … months() − 1.
  std::uint32_t month_of(std::uint32_t day) const { return months_[day]; }
  std::uint32_t months() const { return months_.back() + 1; }
  /// Перший день місяця вікна; для нульового — перший день вікна.
  Date month_start(std::uint32_t month) const { return month_starts_[month]; }
  /// Чи тривають у цей день великі знижки (Чорна п'ятниця, передноворічний пік).
  bool campaign(std::uint32_t day) const { return effects_[day] >= kCampaignEffect; }

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
  Timeline orders_, sign_ups_;
};

}  // namespace techmarket::datagen
