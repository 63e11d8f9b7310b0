#pragma once
// Кошик замовлення: що, скільки, почім. Чиста функція номера замовлення і дня.

#include <array>
#include <cstdint>
#include <vector>

#include "base/money.h"
#include "base/random.h"
#include "datagen/catalog.h"

namespace techmarket::datagen {

constexpr std::uint32_t kMostLines = 5;

struct Line {
  std::uint32_t product = 0;
  std::uint32_t quantity = 1;
  Money unit_price, discount;

  Money total() const { return unit_price * static_cast<std::int64_t>(quantity) - discount; }
};

struct Basket {
  std::array<Line, kMostLines> lines;
  std::uint32_t size = 0;
  Money total;
};

class BasketModel {
 public:
  BasketModel(const Catalog& catalog, const Window& window, Seed seed);

  /// Кількість рядків замовлення: 1–5.
  std::uint32_t size(std::uint64_t order) const;
  /// @param day день вікна, коли зроблено замовлення.
  Basket basket(std::uint64_t order, std::uint32_t day) const;

 private:
  std::uint32_t size(const RandomRow& random) const;
  /// Товар наступного рядка, якого ще немає серед попередніх.
  std::uint32_t choose(const RandomRow& random, std::uint32_t day, const Basket& basket) const;
  Money price(std::uint32_t product, std::uint32_t day) const;
  std::uint32_t quantity(Money price, std::uint64_t random) const;
  Money discount(const Line& line, Money cost, bool campaign, std::uint64_t random) const;

  const Catalog& catalog_;
  const Window& window_;
  RandomStream random_;
  std::vector<Offer> offers_;  ///< усіх товарів каталогу
  std::vector<Money> prices_;  ///< товарів світу, по місяцях вікна
  std::uint32_t most_lines_;  ///< не більше, ніж товарів, що продаються завжди
};

}  // namespace techmarket::datagen
