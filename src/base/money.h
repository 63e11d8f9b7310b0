#pragma once
// Гроші — ціле число копійок. Дробові типи не торкаються сум ніде: ні в генераторі, ні в ETL, ні в
// перевірках.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace techmarket {

struct Money {
  std::int64_t kopiykas = 0;

  friend auto operator<=>(const Money&, const Money&) = default;
  friend Money operator+(Money a, Money b) { return {a.kopiykas + b.kopiykas}; }
  friend Money operator-(Money a, Money b) { return {a.kopiykas - b.kopiykas}; }
  friend Money operator*(Money a, std::int64_t quantity) { return {a.kopiykas * quantity}; }
  Money& operator+=(Money other) { return *this = *this + other; }
};

/// Частка суми, округлена до копійки половиною від нуля. @param basis_points соті частки відсотка: 1500 = 15
/// %.
Money percentage(Money amount, std::int64_t basis_points);

/// «12345.60», «-0.05» — десятковий текст, який приймають усі сервери.
std::string to_string(Money amount);

/// Дописує той самий текст у кінець буфера без проміжного рядка.
void append(std::string& out, Money amount);

/// Розбирає десятковий текст із щонайбільше двома значущими знаками після крапки («12», «12.3», «12.3000»).
Result<Money> parse_money(std::string_view text);

}  // namespace techmarket
