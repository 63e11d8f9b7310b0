// Товари, ціни й кошики проти законів, записаних у docs/world.md; як і в distributions_test.cc, сталі
// повторено.

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "world/testing/distribution.h"

namespace techmarket::world {
namespace {

using namespace testing;

/// Популярність зі словників, поділена на місце в рейтингу плюс flattening.
void expect_zipf(const World& world, double flattening) {
  std::vector<double> popularity;
  for (const words::ProductEntry& product : world.dictionaries.products)
    popularity.push_back(10 * static_cast<double>(product.popularity));
  for (const words::ProductEntry* line : released_before(world.lines, world.window.end().date()))
    popularity.push_back(static_cast<double>(line->popularity));
  popularity.resize(world.counts.products);
  std::vector<std::size_t> ranking(popularity.size());
  std::iota(ranking.begin(), ranking.end(), 0);
  std::ranges::stable_sort(ranking, std::greater(), [&](std::size_t one) { return popularity[one]; });
  std::vector<double> weights(popularity.size()), found(popularity.size());
  for (std::size_t place = 0; place < ranking.size(); ++place)
    weights[ranking[place]] = popularity[ranking[place]] / (static_cast<double>(place) + flattening);
  const RandomStream random(Seed{}, "test");
  for (std::uint64_t draw = 0; draw < 200'000; ++draw)
    ++found[world.catalog.popular().pick(random.at(draw, 0))];
  expect_shares(found, weights, "popularity");
}

TEST(Distribution, ProductsFollowZipfAndMandelbrot) {
  expect_zipf(*World::create({.until = make_date(2026, 11, 22)}, kData).value(), 4);
  expect_zipf(world(), 4 + 538 / 50);
}

TEST(Distribution, ProductsAppearAfterTheirReleaseAndOldOnesLeave) {
  const auto lines = released_before(world().lines, world().window.end().date());
  const std::size_t first_line = world().dictionaries.products.size();
  double old = 0, gone = 0;
  for (std::size_t row = 0; row < world().counts.products; ++row) {
    const Product& product = world().catalog.products()[row];
    const words::ProductEntry& entry =
        row < first_line ? world().dictionaries.products[row] : *lines[row - first_line];
    EXPECT_GE(product.created.date().days, entry.released.days + 31) << product.name;
    EXPECT_LE(product.created, product.updated) << product.name;
    if (row < first_line) continue;
    const bool outdated = entry.released <= make_date(2024, 11, 22);
    EXPECT_TRUE(outdated || !product.discontinued) << product.name;
    old += outdated ? 1 : 0;
    gone += product.discontinued ? 1 : 0;
  }
  expect_probability(gone, old, 0.1, "old models are no longer supplied");
}

TEST(Distribution, BasketsMakeSense) {
  std::vector<double> sizes(5);
  double expensive = 0, single = 0, seconds = 0, companions = 0, campaign = 0, campaign_off = 0, usual = 0,
         usual_off = 0, campaign_several = 0, usual_several = 0;
  std::vector<double> cheap(5);
  const auto& products = world().catalog.products();
  for_each_order([&](const Order& order) {
    const Basket basket = world().orders.baskets().basket(order.index, order.day);
    ++sizes[basket.size - 1];
    const bool sale = world().window.campaign(order.day);
    for (std::uint32_t number = 0; number < basket.size; ++number) {
      const Line& line = basket.lines[number];
      if (line.unit_price >= Money{500'000}) {
        ++expensive;
        single += line.quantity == 1 ? 1 : 0;
      } else {
        ++cheap[line.quantity - 1];
      }
      (sale ? campaign : usual) += 1;
      (sale ? campaign_several : usual_several) += line.quantity >= 3 ? 1 : 0;
      (sale ? campaign_off : usual_off) += line.discount > Money{} ? 1 : 0;
    }
    const int companion = products[basket.lines[0].product].companion;
    if (basket.size < 2 || companion < 0) return;
    ++seconds;
    companions += products[basket.lines[1].product].shelf == static_cast<std::size_t>(companion) ? 1 : 0;
  });
  expect_shares(sizes, {30, 26, 20, 14, 10}, "basket sizes");
  expect_probability(single, expensive, 0.97, "expensive things are bought one by one");
  expect_shares(cheap, {70, 19, 7, 3, 1}, "cheap things");
  EXPECT_GT(companions / seconds, 0.65) << "a phone goes with a case, not with four routers";
  // Знижка: під час розпродажу 60 % рядків і кожен оптовий, поза ним оптові та 12 % решти.
  const double several = campaign_several / campaign, few = usual_several / usual;
  expect_probability(campaign_off, campaign, 0.6 + 0.4 * several, "discounts of a campaign");
  expect_probability(usual_off, usual, few + 0.12 * (1 - few), "usual discounts");
}

TEST(Distribution, PricesHaveAHistoryAboveTheCost) {
  std::uint64_t changes = 0, cheaper = 0, months = 0;
  for (const Product& product : world().catalog.products()) {
    const auto current = static_cast<double>(product.price().kopiykas);
    EXPECT_LT(product.cost, product.price());
    EXPECT_EQ(product.quotes.back().cost, product.cost);
    for (std::size_t month = 0; month < product.quotes.size(); ++month) {
      const auto price = static_cast<double>(product.quotes[month].price.kopiykas);
      EXPECT_GE(product.quotes[month].price, std::min(product.price(), percentage(product.cost, 10'200)));
      EXPECT_LE(product.quotes[month].cost, product.cost);
      EXPECT_GE(product.quotes[month].cost, percentage(product.cost, 9'200) - Money{100});
      // Заокруглення цінника до дев'ятки — не більше десяти гривень.
      EXPECT_TRUE(price >= 0.95 * current - 1'000 && price <= 1.09 * current + 1'000) << product.sku;
      if (month == 0) continue;
      ++months;
      changes += product.quotes[month].price != product.quotes[month - 1].price ? 1 : 0;
      cheaper += product.quotes[month].cost != product.cost ? 1 : 0;
    }
  }
  // Раз на чотири місяці; нова ціна може випадково збігтися зі старою.
  EXPECT_NEAR(static_cast<double>(changes) / static_cast<double>(months), 0.25, 0.03);
  EXPECT_GT(cheaper, months / 2) << "what a thing costs today is not what it cost a year ago";
}

TEST(Distribution, TheCatalogueGrowsToThousandsByRealAttributes) {
  struct Size {
    std::uint64_t orders, products, categories;
  };
  // Рядки таблиці зростання docs/world.md.
  for (const Size& size : {Size{600, 25, 14}, Size{6'000, 116, 14}, Size{60'000, 538, 150},
                           Size{600'000, 2'500, 825}, Size{10'000'000, 8'428, 2'430}}) {
    const auto created =
        World::create({.orders = size.orders, .until = make_date(2026, 11, 22)}, kData).value();
    const auto& categories = created->catalog.categories();
    EXPECT_EQ(created->counts.products, size.products);
    EXPECT_EQ(categories.size(), size.categories);
    std::vector<int> products(categories.size()), children(categories.size());
    std::set<std::string> skus, names, titles;
    for (std::size_t i = 0; i < categories.size(); ++i) {
      EXPECT_TRUE(titles.insert(categories[i].name).second) << categories[i].name;
      EXPECT_LT(categories[i].parent, static_cast<int>(i)) << categories[i].name;
      if (categories[i].parent >= 0) ++children[static_cast<std::size_t>(categories[i].parent)];
    }
    for (const Product& product : created->catalog.products()) {
      EXPECT_TRUE(skus.insert(product.sku).second) << product.sku;
      EXPECT_TRUE(names.insert(product.name).second) << product.name;
      for (int at = static_cast<int>(product.category); at >= 0;
           at = categories[static_cast<std::size_t>(at)].parent)
        ++products[static_cast<std::size_t>(at)];
      if (product.category < created->dictionaries.categories.size()) continue;
      // Усе, що назва підкатегорії додає до роду, стоїть і в назві товару.
      std::string title = categories[product.category].name;
      const words::ProductType* type = words::type_of(created->dictionaries.types, product.name);
      ASSERT_TRUE(type && title.starts_with(type->plural)) << product.name << " in " << title;
      for (const std::string_view word : split(std::string_view(title).substr(type->plural.size()), ' '))
        EXPECT_TRUE((product.name + " ").find(std::string(word) + " ") != std::string::npos)
            << product.name << " in " << title;
    }
    for (std::size_t i = created->dictionaries.categories.size(); i < categories.size(); ++i)
      EXPECT_GE(products[i], 2) << categories[i].name;
  }
}

TEST(Distribution, NobodyBuysTwoDifferentPhonesOrRoutersAtOnce) {
  const auto& products = world().catalog.products();
  std::map<std::string_view, std::uint64_t> baskets;
  for_each_order([&](const Order& order) {
    const Basket basket = world().orders.baskets().basket(order.index, order.day);
    for (const std::string_view type :
         {"Смартфон ", "Ноутбук ", "Телевізор ", "Маршрутизатор ", "Зарядна станція ", "Навушники "}) {
      const auto found =
          std::count_if(basket.lines.begin(), basket.lines.begin() + basket.size,
                        [&](const Line& line) { return products[line.product].name.starts_with(type); });
      EXPECT_LE(found, 1) << type << "in order " << order.index;
      baskets[type] += found > 0 ? 1 : 0;
    }
  });
  for (const auto& [type, count] : baskets) EXPECT_GT(count, kOrders / 500) << type;
}

/// Те саме правило, що й Taken::admits, для однієї пари й без накопичення.
bool go_together(const Product& one, const Product& two) {
  const auto differ = [](std::uint32_t a, std::uint32_t b) { return a != 0 && b != 0 && a != b; };
  return !differ(one.made_for, two.made_for) && !differ(one.made_for, two.device) &&
         !differ(one.device, two.made_for) && (one.single == 0 || one.single != two.single);
}

TEST(Distribution, AccessoriesFitThePhoneTheyAreBoughtWith) {
  const auto& products = world().catalog.products();
  std::map<std::string, std::string> models;  // артикул → для якого пристрою; порожньо — для всіх
  for (const auto* all : {&world().dictionaries.products, &world().lines})
    for (const words::ProductEntry& entry : *all) models[entry.sku] = words::made_for(entry.features);
  std::uint64_t pairs = 0, special = 0;
  for_each_order([&](const Order& order) {
    const Basket basket = world().orders.baskets().basket(order.index, order.day);
    for (std::uint32_t one = 0; one < basket.size; ++one)
      for (std::uint32_t two = 0; two < one; ++two) {
        const Product &first = products[basket.lines[one].product],
                      &second = products[basket.lines[two].product];
        EXPECT_TRUE(go_together(first, second)) << first.name << " with " << second.name;
        for (const auto& [phone, thing] : {std::pair(&first, &second), std::pair(&second, &first)})
          EXPECT_TRUE(!phone->name.starts_with("Смартфон ") || phone->name.contains(models.at(thing->sku)))
              << phone->name << " with " << thing->name;
        ++pairs;
        special += first.made_for != 0 && first.made_for == second.device ? 1 : 0;
      }
  });
  EXPECT_GT(special, pairs / 50) << "a case is bought with its phone";
}

}  // namespace
}  // namespace techmarket::world
