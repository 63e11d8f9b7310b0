#include "world/expect/expect.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include <fmt/format.h>

#include "base/guarded.h"
#include "base/interrupt.h"
#include "world/simulate/future.h"

namespace techmarket::world {
namespace {

/// Підсумок частини замовлень.
struct Tally {
  explicit Tally(const World& world)
      : regions(world.staff.regions().size()),
        categories(world.catalog.categories().size()),
        employees(world.staff.employees().size()) {}

  std::uint64_t orders = 0, items = 0, payments = 0, refused = 0;
  Measures total;
  std::map<std::int32_t, Measures> months;  ///< рік · 12 + місяць
  std::vector<Measures> regions, categories, employees;
  std::int32_t first_year = INT32_MAX, last_year = INT32_MIN;

  void add(const World& world, const OrderView& order) {
    ++orders;
    items += order.basket.size;
    payments += order.payments;
    const auto date = order.placed.date().civil();
    const int year = static_cast<int>(date.year());
    first_year = std::min(first_year, year);
    last_year = std::max(last_year, year);
    if (!order.life.paid) return;
    Measures& month = months[year * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1];
    Measures& region = regions[order.parties.region];
    const auto seller = static_cast<std::size_t>(order.parties.employee - world.staff.employees().data());
    for (std::uint32_t number = 0; number < order.basket.size; ++number) {
      const Line& line = order.basket.lines[number];
      const Product& product = world.catalog.products()[line.product];
      const auto quantity = static_cast<std::int64_t>(line.quantity);
      if (number == 0 && order.unknown_product) {
        ++refused;
        continue;
      }
      const Measures measures{.facts = 1,
                              .quantity = quantity,
                              .revenue = line.unit_price * quantity,
                              .discount = line.discount,
                              .cost = line.unit_cost * quantity};
      for (Measures* sum : {&total, &month, &region, &categories[product.category], &employees[seller]})
        *sum += measures;
    }
  }

  void add(const Tally& other) {
    orders += other.orders, items += other.items, payments += other.payments, refused += other.refused;
    total += other.total;
    for (const auto& [month, measures] : other.months) months[month] += measures;
    const auto merge = [](std::vector<Measures>& into, const std::vector<Measures>& from) {
      for (std::size_t i = 0; i < into.size(); ++i) into[i] += from[i];
    };
    merge(regions, other.regions), merge(categories, other.categories), merge(employees, other.employees);
    first_year = std::min(first_year, other.first_year);
    last_year = std::max(last_year, other.last_year);
  }
};

/// Замовлення частинами, кожна — своїм потоком.
Result<Tally> tally_orders(const Future& future, std::uint32_t last_day, unsigned threads) {
  constexpr std::uint64_t kPart = 4'096;
  const std::uint64_t orders = future.orders_until(last_day);
  Tally sum(future.world());
  std::atomic<std::uint64_t> next = 0;
  std::mutex mutex;
  Status outcome;
  const auto tally = [&]() -> Status {
    Tally mine(future.world());
    for (std::uint64_t first; !interrupted() && (first = next.fetch_add(kPart)) < orders;)
      future.for_each_order({first, std::min(first + kPart, orders)}, last_day,
                            [&](const OrderView& order) { mine.add(future.world(), order); });
    const std::lock_guard lock(mutex);
    sum.add(mine);
    return {};
  };
  start_threads(threads, [&] {
    if (auto done = guarded(tally); !done) {
      next = orders;  // решті не варто й починати
      const std::lock_guard lock(mutex);
      outcome = std::move(done);
    }
  }).clear();
  TM_TRY(outcome);
  TM_TRY(check_interrupted());
  return sum;
}

/// Люди й сеанси після останнього дня.
struct People {
  std::uint64_t customers = 0, erased = 0, employees = 0, users = 0, user_roles = 0, tokens = 0;
};

People count_people(const World& world, std::uint32_t days) {
  const Customers& customers = world.customers;
  const std::uint32_t end = world.window.days() + days;
  const std::uint64_t signed_up = days == 0 ? world.counts.customers : customers.signed_up_before(end);
  People people;
  people.employees = days == 0 ? world.staff.past() : world.staff.hired_before(end);
  std::uint64_t closed = 0;
  for (std::uint32_t day = world.window.days(); day < end; ++day)
    for (const CustomerEvent& event : customers.closures(day)) {
      ++closed;
      people.erased += day + 1 < end && customers.only_looks(event.customer) ? 1 : 0;
    }
  people.customers = signed_up - people.erased;
  people.users = signed_up - closed + people.employees + 1;  // і адміністратор
  people.user_roles = people.users + static_cast<std::uint64_t>(
                                         std::ranges::count_if(world.staff.employees(), &Employee::manager));

  const Timestamp oldest{start_of(world.window.date(end)).seconds - Accounts::kTokenDays * kSecondsPerDay};
  const std::uint64_t issued = world.accounts.tokens() + world.accounts.token_pace().before(days);
  for (std::uint64_t index = 0; index < issued; ++index) {
    const Token token = world.accounts.token(index);
    const auto owner = world.accounts.account(token.user).customer;
    const bool gone = days > 0 && (token.issued < oldest || (owner && customers.closed_by(*owner, end - 1)));
    people.tokens += gone ? 0 : 1;
  }
  return people;
}

}  // namespace

Measures& Measures::operator+=(const Measures& other) {
  facts += other.facts;
  quantity += other.quantity;
  revenue += other.revenue;
  discount += other.discount;
  cost += other.cost;
  return *this;
}

Result<Expectation> expect(const World& world, const History& history, unsigned threads) {
  const auto days = static_cast<std::uint32_t>(history.size());
  const std::uint32_t end = world.window.days() + days;
  const Future future(world, history);
  TM_ASSIGN(const Tally tally, tally_orders(future, end - 1, std::max(1u, threads)));
  const People people = count_people(world, days);
  const std::uint64_t categories = world.catalog.categories().size(), regions = tally.regions.size(),
                      employees = tally.employees.size(), products = world.catalog.known_before(end);
  std::uint64_t dates = 0;
  if (tally.orders > 0)
    dates = static_cast<std::uint64_t>(make_date(tally.last_year + 1, 1, 1).days -
                                       make_date(tally.first_year, 1, 1).days);

  Expectation expected;
  expected.tables = {{"catalog-db", "categories", categories},
                     {"catalog-db", "products", products},
                     {"orders-db", "regions", regions},
                     {"orders-db", "employees", people.employees},
                     {"orders-db", "customers", people.customers},
                     {"orders-db", "orders", tally.orders},
                     {"orders-db", "order_items", tally.items},
                     {"auth-db", "roles", world.accounts.roles().size()},
                     {"auth-db", "auth_users", people.users},
                     {"auth-db", "auth_credentials", people.users},
                     {"auth-db", "auth_tokens", people.tokens},
                     {"auth-db", "user_roles", people.user_roles},
                     {"payments-db", "payments", tally.payments},
                     {"dwh-db", "dim_date", dates, true},
                     {"dwh-db", "dim_region", regions, true},
                     {"dwh-db", "dim_category", categories, true},
                     {"dwh-db", "dim_product", products, true},
                     {"dwh-db", "dim_customer", people.customers, true},
                     {"dwh-db", "dim_employee", people.employees, true},
                     {"dwh-db", "fact_sales", tally.total.facts}};
  expected.total = tally.total;
  expected.refused = tally.refused;
  for (const auto& [month, measures] : tally.months)
    expected.by_month[fmt::format("{:04}-{:02}", month / 12, month % 12 + 1)] = measures;
  // Область, категорія чи працівник без жодного продажу в підсумках SQL не з'являються.
  const auto add = [](MeasuresBy& by, std::string key, const Measures& measures) {
    if (measures.facts > 0) by[std::move(key)] += measures;
  };
  for (std::size_t i = 0; i < regions; ++i)
    add(expected.by_region, world.staff.regions()[i].code, tally.regions[i]);
  for (std::size_t i = 0; i < categories; ++i)
    add(expected.by_category, world.catalog.categories()[i].name, tally.categories[i]);
  for (std::size_t i = 0; i < employees; ++i) {
    rows::RowBuffer address;
    address.begin_row();
    world.staff.employees()[i].name.write_email(address);
    add(expected.by_employee, std::string(address.bytes()), tally.employees[i]);
  }
  return expected;
}

}  // namespace techmarket::world
