#include "world/basket.h"

#include <algorithm>
#include <span>

namespace techmarket::world {
namespace {

// Поля потоку: рядок кошика має власний відтинок із kLineFields номерів, розмір кошика — свій номер.
constexpr std::uint64_t kSize = 1'000, kLineFields = 16;
enum LineField : std::uint64_t { kQuantity = 0, kDiscount = 1, kProduct = 2 };
constexpr std::uint64_t kTries = 6;
static_assert(kProduct + 2 * kTries <= kLineFields);

/// Скільки чого — від 1 до 5 — за часткою зі 100: шукати межу не треба, досить узяти елемент.
using Percents = std::array<std::uint8_t, 100>;
consteval Percents percents(const std::array<std::uint32_t, 5>& shares) {
  Percents result{};
  std::size_t next = 0;
  for (std::uint8_t count = 1; const std::uint32_t share : shares) {
    for (std::uint32_t i = 0; i < share; ++i) result[next++] = count;
    ++count;
  }
  return next == result.size() ? result : throw "the shares do not add up to 100";
}

// Одна позиція в кожному третьому кошику, п'ять — у кожному десятому.
constexpr Percents kSizes = percents({30, 26, 20, 14, 10});
// Дороге беруть по одному; дешеве — частіше по кілька.
constexpr Money kExpensive{500'000};
constexpr std::array<Percents, 2> kQuantities = {percents({70, 19, 7, 3, 1}), percents({97, 3, 0, 0, 0})};

// Під час розпродажу знижку має більшість рядків; поза ним — опт від трьох штук або купон. Сама знижка — соті
// частки відсотка, за приводом і жеребом.
constexpr std::uint64_t kCampaignShare = 60, kCouponShare = 12;
enum Occasion : std::size_t { kUsual, kCoupon, kBulk, kCampaign };
constexpr std::array<std::array<std::int64_t, 4>, 4> kDiscounts = {
    {{0, 0, 0, 0}, {300, 500, 500, 1'000}, {500, 500, 500, 500}, {500, 700, 1'000, 1'500}}};

/// Чи відомі обидва номери й різні.
constexpr bool differ(std::uint32_t one, std::uint32_t another) {
  return (one != 0) & (another != 0) & (one != another);
}

}  // namespace

void Taken::add(std::uint32_t line, std::uint32_t product, const Offer& offer) {
  const auto note = [](std::uint32_t& known, std::uint32_t seen) {
    known |= seen | (differ(known, seen) ? kSeveral : 0);
  };
  note(device_, offer.device);
  note(made_for_, offer.made_for);
  if (line == kCompared) return;
  products_[line] = product;
  singles_[line] = offer.single == 0 ? kNone : offer.single;
}

bool Taken::admits(std::uint32_t product, const Offer& offer) const {
  using Halves [[gnu::vector_size(sizeof(Numbers))]] = std::uint64_t;
  const auto same = reinterpret_cast<Halves>((products_ == product) | (singles_ == offer.single));
  return !(((same[0] | same[1]) != 0) | differ(offer.made_for, made_for_) | differ(offer.made_for, device_) |
           differ(offer.device, made_for_));
}

BasketModel::BasketModel(const Catalog& catalog, const Window& window, Seed seed)
    : catalog_(catalog),
      window_(window),
      random_(seed, "baskets"),
      offers_(catalog.products().begin(), catalog.products().end()) {
  const auto always =
      std::ranges::count_if(offers_, [&](const Offer& offer) { return offer.always_sold(window.days()); });
  most_lines_ = static_cast<std::uint32_t>(std::clamp<std::ptrdiff_t>(always, 1, kMostLines));
  for (const Product& product : std::span(catalog.products()).first(catalog.past()))
    quotes_.insert(quotes_.end(), product.quotes.begin(), product.quotes.end());
}

std::uint32_t BasketModel::size(std::uint64_t order) const {
  return size(random_.row(order));
}

std::uint32_t BasketModel::size(const RandomRow& random) const {
  return std::min(most_lines_, std::uint32_t{kSizes[below(random.at(kSize), 100)]});
}

std::uint32_t BasketModel::choose(const RandomRow& random, std::uint32_t day, std::uint32_t number,
                                  const Taken& taken, const AliasTable& companions) const {
  const auto fits = [&](std::uint32_t product) {
    const Offer& offer = offers_[product];
    return taken.admits(product, offer) & offer.sold_on(day);
  };
  // Друга й наступні позиції здебільшого доповнюють першу: до телефона — чохол, а не ще чотири телефони.
  constexpr std::uint64_t kCompanionShare = 65;
  const std::array tables = {&catalog_.popular(), &companions};
  const bool future = day >= window_.days();
  constexpr std::uint64_t kNewcomers = 8;  // частка новинок, відсотки
  std::uint32_t product = 0;
  for (std::uint64_t attempt = 0; attempt < kTries; ++attempt) {
    const std::uint64_t field = number * kLineFields + kProduct + 2 * attempt;
    const std::uint64_t which = random.at(field);
    if (future && below(random.at(field + 1) << 32, 100) < kNewcomers)
      if (const auto newcomer = catalog_.newcomer(day, which); newcomer && fits(*newcomer)) return *newcomer;
    const bool related = below(random.at(field + 1), 100) < kCompanionShare;
    product = tables[related]->pick(which);
    if (fits(product)) return product;
  }
  // Невдача шість разів поспіль рідкісна: беремо найближчий за номером товар, який підходить.
  const auto count = static_cast<std::uint32_t>(offers_.size());
  for (std::uint32_t step = 1; step < count && !fits(product); ++step) product = (product + 1) % count;
  return product;
}

Quote BasketModel::quote(std::uint32_t product, std::uint32_t day) const {
  if (day < window_.days()) return quotes_[product * window_.months() + window_.month_of(day)];
  return catalog_.products()[product].quote_on(day, window_.months());
}

std::uint32_t BasketModel::quantity(Money price, std::uint64_t random) const {
  return kQuantities[price >= kExpensive][below(random, 100)];
}

Money BasketModel::discount(const Line& line, const Offer& offer, std::uint64_t campaign,
                            std::uint64_t random) const {
  const std::uint64_t chance = below(random, 100);
  const std::size_t usual = line.quantity >= 3 ? kBulk : chance < kCouponShare ? kCoupon : kUsual;
  const std::size_t occasion = chance < campaign ? kCampaign : usual;
  const auto quantity = static_cast<std::int64_t>(line.quantity);
  const Money revenue = line.unit_price * quantity;
  // Ніколи не нижче за собівартість — ні того дня, ні на кінець вікна.
  return std::min(percentage(revenue, kDiscounts[occasion][random & 3]),
                  revenue - std::max(line.unit_cost, offer.cost) * quantity);
}

Basket BasketModel::basket(std::uint64_t order, std::uint32_t day) const {
  const RandomRow random = random_.row(order);
  Basket basket;
  Taken taken;
  const AliasTable* companions = &catalog_.popular();
  const std::uint32_t lines = size(random);
  const std::uint64_t campaign = window_.campaign(day) ? kCampaignShare : 0;
  while (basket.size < lines) {
    const std::uint64_t fields = basket.size * kLineFields;
    Line& line = basket.lines[basket.size];
    line.product = choose(random, day, basket.size, taken, *companions);
    const Offer& offer = offers_[line.product];
    const Quote quoted = quote(line.product, day);
    line.unit_price = quoted.price;
    line.unit_cost = quoted.cost;
    line.quantity = quantity(line.unit_price, random.at(fields + kQuantity));
    line.discount = discount(line, offer, campaign, random.at(fields + kDiscount));
    basket.total += line.total();
    if (basket.size == 0) companions = &catalog_.popular_with(offer);
    taken.add(basket.size++, line.product, offer);
  }
  return basket;
}

}  // namespace techmarket::world
