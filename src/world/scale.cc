#include "world/scale.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/money.h"

namespace techmarket::world {
namespace {

constexpr std::uint64_t kFewestOrders = 1, kMostOrders = 10'000'000'000;
constexpr std::uint64_t kDefaultRegions = 5, kDefaultProducts = 25, kFewestCustomers = 5;

/// Ціла частина квадратного кореня.
std::uint64_t square_root(std::uint64_t value) {
  std::uint64_t root = 0;
  for (std::uint64_t bit = std::uint64_t{1} << 31; bit > 0; bit >>= 1)
    if ((root | bit) * (root | bit) <= value) root |= bit;
  return root;
}

/// 25 · S^(2/3), ціла частина: найбільше p, для якого p³ · 600² ≤ 25³ · orders².
std::uint64_t assortment(std::uint64_t orders) {
  __extension__ using Wide = unsigned __int128;
  constexpr Wide kCube = kDefaultProducts * kDefaultProducts * kDefaultProducts;
  const Wide limit = kCube * orders * orders / (kOrdersAtScaleOne * kOrdersAtScaleOne);
  std::uint64_t products = 0;
  for (std::uint64_t bit = std::uint64_t{1} << 22; bit > 0; bit >>= 1) {
    const Wide larger = products | bit;
    if (larger * larger * larger <= limit) products |= bit;
  }
  return products;
}

/// amount · orders / 600, заокруглено.
std::uint64_t proportional(std::uint64_t amount, std::uint64_t orders) {
  return (amount * orders + kOrdersAtScaleOne / 2) / kOrdersAtScaleOne;
}

}  // namespace

Counts counts_for(std::uint64_t orders, std::uint64_t all_regions, std::uint64_t all_products) {
  Counts counts{};
  counts.orders = orders;
  counts.regions = orders <= 10 * kOrdersAtScaleOne ? std::min(kDefaultRegions, all_regions) : all_regions;
  // Удесятеро більші продажі — учетверо-вп'ятеро ширший асортимент і втричі більший штат.
  counts.products = std::clamp(assortment(orders), std::min(kDefaultProducts, all_products), all_products);
  counts.employees = std::max(2 * counts.regions, square_root(100 * orders / kOrdersAtScaleOne));
  counts.customers = std::max(kFewestCustomers, proportional(50, orders));
  counts.users = counts.customers + counts.employees + 1;
  counts.tokens = std::max<std::uint64_t>(1, proportional(20, orders));
  return counts;
}

Status check_orders(std::uint64_t orders) {
  if (orders >= kFewestOrders && orders <= kMostOrders) return {};
  return fail(ErrorKind::usage, fmt::format("{} orders: the world has between {} and {} of them", orders,
                                            kFewestOrders, kMostOrders));
}

Result<std::uint64_t> orders_for_scale(std::string_view scale) {
  // Масштаб — десяткове число з двома знаками; той самий розбір, що й для грошей, не знає дробових типів.
  const auto hundredths = parse_money(scale);
  if (!hundredths || hundredths->kopiykas <= 0)
    return fail(ErrorKind::usage, fmt::format("'{}' is not a scale", scale),
                "write a number such as 1, 0.5 or 250");
  const auto parts = static_cast<std::uint64_t>(hundredths->kopiykas);
  if (parts > 100 * (kMostOrders / kOrdersAtScaleOne))
    return fail(ErrorKind::usage, fmt::format("scale {} is too large", scale),
                fmt::format("the largest is {}", kMostOrders / kOrdersAtScaleOne));
  return std::max(kFewestOrders, (parts * kOrdersAtScaleOne + 50) / 100);
}

std::string scale_text(std::uint64_t orders) {
  std::string text =
      fmt::format("{}.{:04}", orders / kOrdersAtScaleOne,
                  (orders % kOrdersAtScaleOne * 10'000 + kOrdersAtScaleOne / 2) / kOrdersAtScaleOne);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string_view to_string(rows::UuidVersion version) {
  return version == rows::UuidVersion::v4 ? "v4" : "v7";
}

}  // namespace techmarket::world
