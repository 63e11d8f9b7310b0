#include "datagen/basket.h"

#include <algorithm>
#include <span>

namespace techmarket::datagen {
namespace {

// Поля потоку: рядок кошика має власний відтинок із kLineFields номерів, розмір кошика — свій номер.
constexpr std::uint64_t kSize = 1'000, kLineFields = 16;
enum LineField : std::uint64_t { kQuantity = 0, kDiscount = 1, kProduct = 2 };
constexpr std::uint64_t kTries = 6;
static_assert(kProduct + 2 * kTries <= kLineFields);

// Накопичені частки зі 100: одна позиція в кожному третьому кошику, п'ять — у кожному десятому.
constexpr std::array<std::uint64_t, kMostLines> kSizes = {30, 56, 76, 90, 100};

/// Номер першої межі, більшої за value.
template <std::size_t Count>
constexpr std::uint32_t pick(const std::array<std::uint64_t, Count>& bounds, std::uint64_t value) {
  std::uint32_t index = 0;
  for (const std::uint64_t bound : bounds) index += bound <= value ? 1 : 0;
  return index;
}

}  // namespace

BasketModel::BasketModel(const Catalog& catalog, const Window& window, Seed seed)
    : catalog_(catalog),
      window_(window),
      random_(seed, "baskets"),
      offers_(catalog.products().begin(), catalog.products().end()) {
  const auto always =
      std::ranges::count_if(offers_, [&](const Offer& offer) { return offer.always_sold(window.days()); });
  most_lines_ = static_cast<std::uint32_t>(std::clamp<std::ptrdiff_t>(always, 1, kMostLines));
  for (const Product& product : std::span(catalog.products()).first(catalog.past()))
    prices_.insert(prices_.end(), product.prices.begin(), product.prices.end());
}

std::uint32_t BasketModel::size(std::uint64_t order) const {
  return size(random_.row(order));
}

std::uint32_t BasketModel::size(const RandomRow& random) const {
  return std::min(most_lines_, 1 + pick(kSizes, below(random.at(kSize), 100)));
}

std::uint32_t BasketModel::choose(const RandomRow& random, std::uint32_t day, const Basket& basket) const {
  const auto fits = [&](std::uint32_t product) {
    const Offer& offer = offers_[product];
    for (std::uint32_t line = 0; line < basket.size; ++line) {
      const std::uint32_t other = basket.lines[line].product;
      if (other == product || !offer.goes_with(offers_[other])) return false;
    }
    return offer.sold_on(day);
  };
  // Друга й наступні позиції здебільшого доповнюють першу: до телефона — чохол, а не ще чотири телефони.
  const Offer* first = basket.size == 0 ? nullptr : &offers_[basket.lines[0].product];
  const bool has_companion = first && first->companion >= 0;
  constexpr std::uint64_t kCompanionShare = 65;
  const bool future = day >= window_.days();
  constexpr std::uint64_t kNewcomers = 8;  // частка новинок, відсотки
  std::uint32_t product = 0;
  for (std::uint64_t attempt = 0; attempt < kTries; ++attempt) {
    const std::uint64_t field = basket.size * kLineFields + kProduct + 2 * attempt;
    const std::uint64_t which = random.at(field);
    if (future && below(random.at(field + 1) << 32, 100) < kNewcomers)
      if (const auto newcomer = catalog_.newcomer(day, which); newcomer && fits(*newcomer)) return *newcomer;
    const bool related = has_companion && below(random.at(field + 1), 100) < kCompanionShare;
    product = (related ? catalog_.popular_with(*first) : catalog_.popular()).pick(which);
    if (fits(product)) return product;
  }
  // Невдача шість разів поспіль рідкісна: беремо найближчий за номером товар, який підходить.
  const auto count = static_cast<std::uint32_t>(offers_.size());
  for (std::uint32_t step = 1; step < count && !fits(product); ++step) product = (product + 1) % count;
  return product;
}

Money BasketModel::price(std::uint32_t product, std::uint32_t day) const {
  if (day < window_.days()) return prices_[product * window_.months() + window_.month_of(day)];
  return catalog_.products()[product].price_on(day, window_.months());
}

std::uint32_t BasketModel::quantity(Money price, std::uint64_t random) const {
  // Дороге беруть по одному; дешеве — частіше по кілька. Накопичені частки зі 100.
  constexpr Money kExpensive{500'000};
  constexpr std::array<std::uint64_t, 4> kFew = {97, 100, 100, 100}, kSeveral = {70, 89, 96, 99};
  return 1 + pick(price >= kExpensive ? kFew : kSeveral, below(random, 100));
}

Money BasketModel::discount(const Line& line, Money cost, bool campaign, std::uint64_t random) const {
  // Соті частки відсотка. Під час розпродажу знижку має більшість рядків; поза ним — опт від трьох штук або
  // купон.
  constexpr std::array<std::int64_t, 4> kCampaign = {500, 700, 1'000, 1'500},
                                        kCoupon = {300, 500, 500, 1'000};
  const std::uint64_t chance = below(random, 100), which = random & 3;
  std::int64_t share = 0;
  if (campaign && chance < 60)
    share = kCampaign[which];
  else if (line.quantity >= 3)
    share = 500;
  else if (chance < 12)
    share = kCoupon[which];
  if (share == 0) return {};
  const auto quantity = static_cast<std::int64_t>(line.quantity);
  const Money revenue = line.unit_price * quantity;
  return std::min(percentage(revenue, share), revenue - cost * quantity);  // ніколи не нижче за собівартість
}

Basket BasketModel::basket(std::uint64_t order, std::uint32_t day) const {
  const RandomRow random = random_.row(order);
  Basket basket;
  const std::uint32_t lines = size(random);
  const bool campaign = window_.campaign(day);
  while (basket.size < lines) {
    const std::uint64_t fields = basket.size * kLineFields;
    Line& line = basket.lines[basket.size];
    line.product = choose(random, day, basket);
    line.unit_price = price(line.product, day);
    line.quantity = quantity(line.unit_price, random.at(fields + kQuantity));
    line.discount = discount(line, offers_[line.product].cost, campaign, random.at(fields + kDiscount));
    basket.total += line.total();
    ++basket.size;
  }
  return basket;
}

}  // namespace techmarket::datagen
