#pragma once
// Навмисні хиби для перевірок якості даних. Кожна — відома, відтворювана і видна `techmarket verify`
// (docs/simulate.md).

#include <array>
#include <string_view>

namespace techmarket::world {

/// Хиба замовлення.
enum class Defect {
  wrong_total,        ///< total_amount не дорівнює сумі рядків
  missing_payment,    ///< продане замовлення без оплати
  duplicate_payment,  ///< оплату записано двічі
  early_payment,      ///< оплачено за добу до замовлення
  unknown_product,  ///< перший рядок посилається на товар, якого немає
  before_sign_up,   ///< замовлено за добу до реєстрації клієнта
  stale_update,     ///< updated_at на годину раніше за created_at
};

inline constexpr std::array kDefects = {
    Defect::wrong_total,     Defect::missing_payment, Defect::duplicate_payment, Defect::early_payment,
    Defect::unknown_product, Defect::before_sign_up,  Defect::stale_update};

constexpr std::string_view to_string(Defect defect) {
  switch (defect) {
    case Defect::wrong_total:
      return "wrong_total";
    case Defect::missing_payment:
      return "missing_payment";
    case Defect::duplicate_payment:
      return "duplicate_payment";
    case Defect::early_payment:
      return "early_payment";
    case Defect::unknown_product:
      return "unknown_product";
    case Defect::before_sign_up:
      return "before_sign_up";
    case Defect::stale_update:
      break;
  }
  return "stale_update";
}

}  // namespace techmarket::world
