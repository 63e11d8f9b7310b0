#pragma once
// Кошик замовлення: що, скільки, почім. Чиста функція номера замовлення і дня.

#include <array>
#include <cstdint>
#include <vector>

#include "base/money.h"
#include "base/random.h"
#include "world/catalog.h"

namespace techmarket::world {

constexpr std::uint32_t kMostLines = 5;

struct Line {
  std::uint32_t product = 0;
  std::uint32_t quantity = 1;
  Money unit_price, unit_cost, discount;

  Money total() const { return unit_price * static_cast<std::int64_t>(quantity) - discount; }
};

struct Basket {
  std::array<Line, kMostLines> lines;
  std::uint32_t size = 0;
  Money total;
};

/// Що вже лежить у кошику — рівно стільки, щоб сказати, чи підійде ще одна річ. Відповіді непередбачувані,
/// тому «|» замість «||»: кілька порівнянь дешевші за одне невгадане розгалуження.
class Taken {
 public:
  void add(std::uint32_t line, std::uint32_t product, const Offer& offer);
  /// Чи не безглуздо покласти поруч: чохла до чужого телефона з телефоном не беруть, двох різних телефонів
  /// теж, а того самого вдруге — тим паче.
  bool admits(std::uint32_t product, const Offer& offer) const;

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX, kSeveral = UINT32_MAX;
  /// Усі рядки, крім останнього (з ним порівнювати вже нікого), — щоб порівнювати з усіма разом.
  static constexpr std::uint32_t kCompared = kMostLines - 1;
  using Numbers [[gnu::vector_size(kCompared * sizeof(std::uint32_t))]] = std::uint32_t;
  static constexpr Numbers kEmpty = {kNone, kNone, kNone, kNone};
  Numbers products_ = kEmpty, singles_ = kEmpty;
  std::uint32_t device_ = 0, made_for_ = 0;  ///< 0 — немає, kSeveral — різні
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
  /// Товар рядка number. @param taken попередні рядки. @param companions звідки здебільшого беруть наступні.
  std::uint32_t choose(const RandomRow& random, std::uint32_t day, std::uint32_t number, const Taken& taken,
                       const AliasTable& companions) const;
  Quote quote(std::uint32_t product, std::uint32_t day) const;
  std::uint32_t quantity(Money price, std::uint64_t random) const;
  /// @param campaign скільки рядків зі ста мають знижку розпродажу; 0, коли його немає.
  Money discount(const Line& line, const Offer& offer, std::uint64_t campaign, std::uint64_t random) const;

  const Catalog& catalog_;
  const Window& window_;
  RandomStream random_;
  std::vector<Offer> offers_;  ///< усіх товарів каталогу
  std::vector<Quote> quotes_;  ///< товарів світу, по місяцях вікна
  std::uint32_t most_lines_;  ///< не більше, ніж товарів, що продаються завжди
};

}  // namespace techmarket::world
