// Розподіли людей, замовлень і часу проти законів, записаних у docs/world.md. Сталі тут повторено навмисно:
// тест має помітити, якщо модель розійшлася з документом.

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.h"
#include "world/testing/distribution.h"

namespace techmarket::world {
namespace {

using namespace testing;

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
  // Замовлення стоять на квантилях, тож накопичені частки сходяться до одного-двох замовлень: це помічає й
  // зміну, для якої χ² за 730 класами заслабкий.
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  double before = 0, expected = 0, farthest = 0;
  for (std::size_t day = 0; day < found.size(); ++day) {
    before += found[day];
    expected += static_cast<double>(kOrders) * weights[day] / sum;
    farthest = std::max(farthest, std::abs(before - expected));
  }
  EXPECT_LT(farthest, 2) << "orders ahead of the curve or behind it";
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

TEST(Distribution, StatusesAndMoneyFollowAge) {
  double fate[3] = {}, paid_early = 0, cards = 0;
  std::vector<double> methods(4), large(4), settled(5), transfer(4), cash(6), shipping(4), delivery(6);
  const auto days = [](Timestamp from, Timestamp to) {
    return static_cast<std::size_t>(to.date().days - from.date().days - 1);
  };
  for_each_order([&](const Order& order) {
    // Понад 50 000 грн готівкою платити не можна.
    const Money total = world().orders.baskets().basket(order.index, order.day).total;
    const LifeLine life = world().orders.life(order.index, order.placed, total);
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
  for (const words::RegionEntry& region : world().dictionaries.regions)
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
  for (const words::Locale* locale : {&world().dictionaries.ukrainian, &world().dictionaries.english})
    for (const words::GivenName& name : locale->given) {
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
    rows::RowBuffer phone;
    phone.begin_row();
    world().customers.write_phone(index, phone);
    phone.end_field();
    phone.end_row();
    ++prefixes[std::string(phone.bytes().substr(4, 2))];
    changed += customer.created < customer.updated ? 1 : 0;
  }
  for (const words::MobilePrefix& prefix : world().dictionaries.prefixes) {
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
  for (const words::UserAgent& agent : agents) weights.push_back(static_cast<double>(agent.weight));
  const auto agent_of = [&](const Token& token) {
    return static_cast<std::size_t>(std::ranges::find_if(agents,
                                                         [&](const words::UserAgent& agent) {
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
}  // namespace techmarket::world
