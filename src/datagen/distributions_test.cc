// Розподіли світу проти законів, записаних у docs/world.md. Сталі тут повторено навмисно: тест має помітити,
// якщо модель розійшлася з документом. Зерно одне й те саме, тож тест не випадковий; межа — 0,999-квантиль.

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "base/text.h"
#include "datagen/world.h"

namespace techmarket::datagen {
namespace {

const std::filesystem::path kData = std::filesystem::path(TECHMARKET_SOURCE_DIR) / "database" / "data";
constexpr std::uint64_t kOrders = 60'000;

const World& world() {
  static const auto created =
      World::create({.seed = {}, .orders = kOrders, .until = make_date(2026, 11, 22)}, kData).value();
  return *created;
}

/// 0,999-квантиль χ² (E. B. Wilson, M. M. Hilferty, 1931).
double chi_square_limit(std::size_t degrees) {
  const double n = static_cast<double>(degrees), spread = 2 / (9 * n);
  return n * std::pow(1 - spread + 3.09 * std::sqrt(spread), 3);
}

/// χ² кількостей проти ваг; класи з вагою нуль мають бути порожні.
void expect_shares(const std::vector<double>& found, const std::vector<double>& weights, const char* what) {
  ASSERT_EQ(found.size(), weights.size());
  const double total = std::accumulate(found.begin(), found.end(), 0.0);
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  double chi_square = 0;
  std::size_t classes = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double expected = total * weights[i] / sum;
    if (expected == 0) {
      EXPECT_EQ(found[i], 0) << what << ", class " << i;
      continue;
    }
    chi_square += (found[i] - expected) * (found[i] - expected) / expected;
    ++classes;
  }
  EXPECT_LT(chi_square, chi_square_limit(classes - 1)) << what << ", " << classes << " classes";
}

/// Частка успіхів проти ймовірності: |z| < 3,29.
void expect_probability(double successes, double trials, double probability, const char* what) {
  const double z = (successes - trials * probability) / std::sqrt(trials * probability * (1 - probability));
  EXPECT_LT(std::abs(z), 3.29) << what << ": " << successes / trials << " instead of " << probability;
}

struct Order {
  std::uint64_t index;
  std::uint32_t day;
  Timestamp placed;
};

template <class Visit>
void for_each_order(const Visit& visit) {
  for (std::uint64_t index = 0; index < kOrders; ++index) {
    const auto [day, ms] = world().orders.placed(index);
    visit(Order{index, day, to_timestamp(ms)});
  }
}

/// Вага активності клієнта: скільки з шістнадцяти рівних частин випадку він приймає.
std::uint32_t activity(std::uint64_t customer) {
  std::uint32_t weight = 0;
  for (std::uint64_t part = 0; part < 16; ++part)
    weight += world().customers.accepts(customer, part << 60) ? 1 : 0;
  return weight;
}

TEST(Distribution, SignUpsGrowLinearlyEightfoldInFiveYears) {
  // Колмогоров — Смирнов проти F(x) = (20x + 70x²) / 90; свята й дні тижня зсувають її щонайбільше на кілька
  // відсотків.
  const double start = static_cast<double>(start_of(world().window.founded()).seconds);
  const double length = static_cast<double>(world().window.end().seconds) - start;
  double distance = 0;
  const auto count = world().counts.customers;
  for (std::uint64_t index = 0; index < count; ++index) {
    const double x = (static_cast<double>(world().customers.created_at(index)) / 1000 - start) / length;
    distance = std::max(distance, std::abs((20 * x + 70 * x * x) / 90 -
                                           (static_cast<double>(index) + 0.5) / static_cast<double>(count)));
  }
  EXPECT_LT(distance, 0.02);
}

TEST(Distribution, ActivityIsParetoWithExponentTwoThirds) {
  // P(вага ≥ k) = k^(−2/3) для k до 16.
  std::array<double, 17> at_least{};
  const auto count = world().counts.customers;
  for (std::uint64_t index = 0; index < count; ++index)
    for (std::uint32_t k = 1; k <= activity(index); ++k) ++at_least[k];
  for (std::uint32_t k = 1; k <= 16; ++k)
    EXPECT_NEAR(at_least[k] / static_cast<double>(count), std::pow(k, -2.0 / 3), 0.02) << k;
}

TEST(Distribution, CustomersBuyInProportionToTheirActivity) {
  // Клієнти, відомі весь час і ніколи не «нові». Після п'ятнадцяти відмов замовляє будь-хто.
  const std::uint64_t first_day = world().customers.signed_up_before(0), known = first_day - first_day / 16;
  std::vector<std::uint32_t> weight_of(world().counts.customers);
  double mean = 0;
  for (std::uint64_t index = 0; index < weight_of.size(); ++index) mean += weight_of[index] = activity(index);
  mean /= static_cast<double>(weight_of.size());
  const double anybody = std::pow(1 - mean / 16, 15);
  std::vector<double> found(17), expected(17);
  for (std::uint64_t index = 0; index < known; ++index)
    expected[weight_of[index]] += (1 - anybody) * weight_of[index] / mean + anybody;
  for_each_order([&](const Order& order) {
    const auto customer = world().orders.parties(order.index, order.day).customer;
    if (customer < known) ++found[weight_of[customer]];
  });
  expect_shares(found, expected, "orders by activity");
}

TEST(Distribution, DaysFollowGrowthWeekdaysAndHolidays) {
  constexpr std::array<double, 7> kWeekday = {106, 102, 99, 99, 104, 96, 94};
  const Window& window = world().window;
  const auto effects = world().dictionaries.holidays.effects(window.first(), window.end().date());
  std::vector<double> weights, found(window.days());
  for (std::uint32_t day = 0; day < window.days(); ++day)
    weights.push_back(std::floor(100 + 60.0 * day / window.days()) *
                      kWeekday[static_cast<std::size_t>(day_of_week(window.date(day)) - 1)] * effects[day]);
  for_each_order([&](const Order& order) { ++found[order.day]; });
  expect_shares(found, weights, "orders by day");
  const auto day_of = [&](Date date) { return static_cast<std::size_t>(date.days - window.first().days); };
  const double usual = found[day_of(make_date(2025, 10, 24))];
  EXPECT_GT(found[day_of(make_date(2025, 11, 28))], 2 * usual) << "Black Friday";
  EXPECT_GT(found[day_of(make_date(2025, 12, 19))], 1.2 * usual) << "before the New Year";
  EXPECT_LT(found[day_of(make_date(2026, 1, 1))], 0.8 * usual) << "the New Year itself";
}

TEST(Distribution, HoursFollowTheCurvesOfWeekdaysAndWeekends) {
  const std::vector<double> weekday = {10, 6,  4,  3,  3,  5,  12, 25, 42, 58, 68, 72,
                                       74, 70, 66, 62, 60, 62, 66, 74, 82, 80, 58, 28},
                            weekend = {16, 10, 6,  4,  3,  4,  8,  16, 30, 48, 64, 74,
                                       76, 76, 74, 72, 70, 70, 72, 76, 80, 76, 58, 32};
  std::vector<double> working(24), resting(24);
  for_each_order([&](const Order& order) {
    const auto hour =
        static_cast<std::size_t>((order.placed.seconds - start_of(order.placed.date()).seconds) / 3600);
    ++(day_of_week(order.placed.date()) >= 6 ? resting : working)[hour];
  });
  expect_shares(working, weekday, "hours of weekdays");
  expect_shares(resting, weekend, "hours of weekends");
}

/// Популярність зі словників, поділена на місце в рейтингу плюс flattening.
void expect_zipf(const World& world, double flattening) {
  std::vector<double> popularity;
  for (const ProductEntry& product : world.dictionaries.products)
    popularity.push_back(10 * static_cast<double>(product.popularity));
  for (const ProductEntry* line : released_before(world.lines, world.window.end().date()))
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
    const ProductEntry& entry =
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
  std::uint64_t changes = 0, months = 0;
  for (const Product& product : world().catalog.products()) {
    const auto current = static_cast<double>(product.price().kopiykas);
    EXPECT_LT(product.cost, product.price());
    for (std::size_t month = 0; month < product.prices.size(); ++month) {
      const auto price = static_cast<double>(product.prices[month].kopiykas);
      EXPECT_GE(product.prices[month], std::min(product.price(), percentage(product.cost, 10'200)));
      // Заокруглення цінника до дев'ятки — не більше десяти гривень.
      EXPECT_TRUE(price >= 0.95 * current - 1'000 && price <= 1.09 * current + 1'000) << product.sku;
      if (month == 0) continue;
      ++months;
      changes += product.prices[month] != product.prices[month - 1] ? 1 : 0;
    }
  }
  // Раз на чотири місяці; нова ціна може випадково збігтися зі старою.
  EXPECT_NEAR(static_cast<double>(changes) / static_cast<double>(months), 0.25, 0.03);
}

TEST(Distribution, StatusesAndMoneyFollowAge) {
  double fate[3] = {}, paid_early = 0, cards = 0;
  std::vector<double> methods(4), large(4), settled(5), transfer(4), cash(6), shipping(4), delivery(6);
  const auto days = [](Timestamp from, Timestamp to) {
    return static_cast<std::size_t>(to.date().days - from.date().days - 1);
  };
  for_each_order([&](const Order& order) {
    const LifeLine life = world().orders.life(order.index, order.placed);
    // Понад 50 000 грн готівкою платити не можна.
    const Money total = world().orders.baskets().basket(order.index, order.day).total;
    ++(total > Money{5'000'000} ? large : methods)[static_cast<std::size_t>(life.method)];
    if (life.size > 2 || life.method == PaymentMethod::cash) {
      if (life.method == PaymentMethod::bank_transfer) ++transfer.at(days(order.placed, life.events[1].at));
      if (life.method == PaymentMethod::cash && life.events[1].status == OrderStatus::delivered)
        ++cash.at(days(order.placed, life.events[1].at));
    }
    for (std::uint32_t event = 2; event < life.size; ++event) {
      const Timestamp before = life.events[event - 1].at, at = life.events[event].at;
      if (life.events[event].status == OrderStatus::shipped) ++shipping.at(days(before, at));
      if (life.events[event].status == OrderStatus::delivered) ++delivery.at(days(before, at));
    }
    for (std::uint32_t event = 1; event < life.size; ++event)
      EXPECT_GT(life.events[event].at, life.events[event - 1].at) << "no event before its cause";
    const bool cancelled = life.events[life.size - 1].status == OrderStatus::cancelled;
    ++fate[!cancelled ? 0 : life.size == 2 ? 1 : 2];
    if (life.method <= PaymentMethod::paypal && life.size > 2) {
      ++cards;
      paid_early += life.events[1].at.seconds - order.placed.seconds <= 40 * 60 ? 1 : 0;
    }
    if (order.day + kLongestLife < world().window.days())
      ++settled[static_cast<std::size_t>(world().orders.lifecycle(order.index, order.placed).status)];
  });
  expect_shares(methods, {62, 8, 15, 15}, "payment methods");
  expect_shares(large, {62, 8, 30, 0}, "payment methods of large orders");
  expect_shares(transfer, {7, 5, 3, 1}, "days to a bank transfer");
  expect_shares(cash, {11, 9, 7, 5, 3, 1}, "days to a pick-up");
  expect_shares(shipping, {7, 5, 3, 1}, "days to shipment");
  expect_shares(delivery, {11, 9, 7, 5, 3, 1}, "days on the way");
  expect_shares({fate[0], fate[1], fate[2]}, {89, 7, 4}, "sold, never paid, refunded");
  expect_probability(paid_early, cards, 0.75, "cards pay at once");
  expect_shares(settled, {0, 0, 0, 89, 11}, "nothing is under way after forty days");
}

TEST(Distribution, CustomersAndOrdersLiveWhereThePeopleAre) {
  std::vector<double> population, customers(world().counts.regions);
  for (const RegionEntry& region : world().dictionaries.regions)
    population.push_back(static_cast<double>(region.population));
  population.resize(world().counts.regions);
  for (std::uint64_t index = 0; index < world().counts.customers; ++index)
    ++customers[world().customers.region(index)];
  expect_shares(customers, population, "customers by region");
  const double total = std::accumulate(population.begin(), population.end(), 0.0);
  double away = 0, same = 0;
  for (const double people : population) same += people / total * people / total;
  for_each_order([&](const Order& order) {
    const OrderParties parties = world().orders.parties(order.index, order.day);
    EXPECT_EQ(parties.employee->region, parties.region);
    away += parties.region != world().customers.region(parties.customer) ? 1 : 0;
  });
  expect_probability(away, kOrders, (1 - same) / 12, "orders away from home");
}

TEST(Distribution, StaffIsWhereThePeopleAreAndSharesTheWork) {
  const auto& employees = world().staff.employees();
  std::vector<std::vector<std::size_t>> teams(world().counts.regions);
  for (std::size_t i = 0; i < world().counts.employees; ++i) teams[employees[i].region].push_back(i);
  // Людей на одного продавця скрізь приблизно порівну: ніхто з доданих не був би потрібніший деінде.
  double busiest = 0, idlest = 1e9;
  for (std::size_t region = 0; region < teams.size(); ++region) {
    const auto people = static_cast<double>(world().dictionaries.regions[region].population);
    const auto sellers = static_cast<double>(teams[region].size() - 1);
    busiest = std::max(busiest, people / sellers);
    if (sellers > 1) idlest = std::min(idlest, people / (sellers - 1));
  }
  EXPECT_LE(busiest, idlest);
  // Продавці, найняті до цього дня, продають порівну, керівник — удвічі менше.
  std::vector<double> found(world().counts.employees), expected(world().counts.employees);
  for_each_order([&](const Order& order) {
    const OrderParties parties = world().orders.parties(order.index, order.day);
    ++found[static_cast<std::size_t>(parties.employee - world().staff.employees().data())];
    const auto weight = [&](std::size_t one) {
      if (employees[one].manager) return 1.0;
      return employees[one].hired < world().window.date(order.day) ? 2.0 : 0.0;
    };
    double sum = 0;
    for (const std::size_t one : teams[parties.region]) sum += weight(one);
    for (const std::size_t one : teams[parties.region]) expected[one] += weight(one) / sum;
  });
  expect_shares(found, expected, "orders by employee");
}

TEST(Distribution, PeopleAreNamedAndCalledByWeight) {
  // Частки точні, а не випадкові: відхилення — лише в останньому неповному блоці.
  const auto count = world().counts.customers;
  std::map<std::string, bool, std::less<>> female, ukrainian;
  for (const Locale* locale : {&world().dictionaries.ukrainian, &world().dictionaries.english})
    for (const GivenName& name : locale->given) {
      female[name.name] = name.female;
      ukrainian[name.name] = locale == &world().dictionaries.ukrainian;
    }
  std::vector<double> groups(4), numbers, weights;
  std::map<std::string, double> prefixes;
  double changed = 0;
  for (std::uint64_t index = 0; index < count; ++index) {
    const Customer customer = world().customers.customer(index);
    const std::string name(customer.name.first_name);
    ++groups[(ukrainian.at(name) ? 0u : 2u) + (female.at(name) ? 0u : 1u)];
    RowBuffer phone;
    phone.begin_row();
    world().customers.write_phone(index, phone);
    phone.end_field();
    phone.end_row();
    ++prefixes[std::string(phone.bytes().substr(4, 2))];
    changed += customer.created < customer.updated ? 1 : 0;
  }
  for (const MobilePrefix& prefix : world().dictionaries.prefixes) {
    numbers.push_back(prefixes[prefix.prefix]);
    weights.push_back(static_cast<double>(prefix.weight));
  }
  expect_shares(groups, {46, 40, 7, 7}, "languages and genders");
  expect_shares(numbers, weights, "mobile operators");
  expect_probability(changed, static_cast<double>(count), 1.0 / 3, "profiles changed since");
}

TEST(Distribution, SessionsFitTheirOwners) {
  const Accounts& accounts = world().accounts;
  // Версії браузерів — дня входу, тож рядок словника впізнаємо, підставивши той самий день.
  const auto& agents = world().dictionaries.agents;
  std::vector<double> weights, found(agents.size());
  for (const UserAgent& agent : agents) weights.push_back(static_cast<double>(agent.weight));
  const auto agent_of = [&](const Token& token) {
    return static_cast<std::size_t>(std::ranges::find_if(agents,
                                                         [&](const UserAgent& agent) {
                                                           return world().dictionaries.browsers.render(
                                                                      agent.text, token.issued.date()) ==
                                                                  token.user_agent;
                                                         }) -
                                    agents.begin());
  };
  double active = 0, revoked = 0, disabled = 0, blocked = 0, changed = 0;
  for (std::uint64_t index = 0; index < accounts.tokens(); ++index) {
    const Token token = accounts.token(index);
    const Account owner = accounts.account(token.user);
    EXPECT_GE(token.issued, owner.created);
    if (owner.customer) {
      ++found.at(agent_of(token));
      EXPECT_EQ(token.scopes, "profile,orders:read,orders:write");
    } else {
      EXPECT_TRUE(agents.at(agent_of(token)).desktop) << "staff work at desks";
    }
    if (owner.status != "active") {
      EXPECT_TRUE(token.revoked);
      continue;
    }
    const Timestamp password = accounts.password_set(token.user);
    if (token.issued < password) {
      EXPECT_TRUE(token.revoked) << "the password has changed since";
      EXPECT_LE(token.last_used.value_or(token.issued), password);
      continue;
    }
    ++active;
    revoked += token.revoked ? 1 : 0;
  }
  for (std::uint64_t user = 0; user < accounts.users(); ++user) {
    const Account account = accounts.account(user);
    const Timestamp password = accounts.password_set(user);
    EXPECT_TRUE(account.created <= password && password < world().window.end());
    EXPECT_TRUE(account.status == "active" || password <= account.updated);
    changed += account.created < password ? 1 : 0;
  }
  expect_probability(changed, static_cast<double>(accounts.users()), 0.2, "changed passwords");
  expect_shares(found, weights, "user agents of customers");
  expect_probability(revoked, active, 0.12, "revoked sessions");
  const auto customers = static_cast<double>(world().counts.customers);
  for (std::uint64_t user = 0; user < world().counts.customers; ++user) {
    disabled += accounts.account(user).status == "disabled" ? 1 : 0;
    blocked += accounts.account(user).status == "blocked" ? 1 : 0;
  }
  expect_probability(disabled, customers, 0.03, "disabled accounts");
  expect_probability(blocked, customers, 0.01, "blocked accounts");
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
      const ProductType* type = type_of(created->dictionaries.types, product.name);
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

TEST(Distribution, AccessoriesFitThePhoneTheyAreBoughtWith) {
  const auto& products = world().catalog.products();
  std::map<std::string, std::string> models;  // артикул → для якого пристрою; порожньо — для всіх
  for (const auto* all : {&world().dictionaries.products, &world().lines})
    for (const ProductEntry& entry : *all) models[entry.sku] = made_for(entry.features);
  std::uint64_t pairs = 0, special = 0;
  for_each_order([&](const Order& order) {
    const Basket basket = world().orders.baskets().basket(order.index, order.day);
    for (std::uint32_t one = 0; one < basket.size; ++one)
      for (std::uint32_t two = 0; two < one; ++two) {
        const Product &first = products[basket.lines[one].product],
                      &second = products[basket.lines[two].product];
        EXPECT_TRUE(first.goes_with(second)) << first.name << " with " << second.name;
        for (const auto& [phone, thing] : {std::pair(&first, &second), std::pair(&second, &first)})
          EXPECT_TRUE(!phone->name.starts_with("Смартфон ") || phone->name.contains(models.at(thing->sku)))
              << phone->name << " with " << thing->name;
        ++pairs;
        special += first.made_for != 0 && first.made_for == second.device ? 1 : 0;
      }
  });
  EXPECT_GT(special, pairs / 50) << "a case is bought with its phone";
}

TEST(Distribution, DeactivatedAccountsNeitherBuyNorSignIn) {
  std::uint64_t inactive = 0;
  for_each_order([&](const Order& order) {
    const auto customer = world().orders.parties(order.index, order.day).customer;
    const auto end = world().customers.deactivation(customer);
    if (!end) return;
    ++inactive;
    EXPECT_LT(order.placed, end->at);
  });
  EXPECT_GT(inactive, 0u);
  for (std::uint64_t index = 0; index < world().accounts.tokens(); ++index) {
    const Token token = world().accounts.token(index);
    const Account owner = world().accounts.account(token.user);
    if (owner.status == "active") continue;
    EXPECT_LT(token.issued, owner.updated);
    EXPECT_LE(token.last_used.value_or(token.issued), owner.updated);
  }
}

}  // namespace
}  // namespace techmarket::datagen
