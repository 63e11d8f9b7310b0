#include "world/simulate/day_writer.h"

#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "db/deadlock.h"
#include "world/simulate/statements.h"

namespace techmarket::world {
namespace {

/// Рядок оновлення: ідентифікатор і поля.
template <class... Fields>
void add_row(rows::RowBuffer& out, const Fields&... fields) {
  out.begin_row();
  ((fields(out), out.end_field()), ...);
  out.end_row();
}

using WriteRow = void (*)(const World&, std::uint64_t, rows::RowBuffer&);

/// Рядки таблиці за номерами. @param per_number скільки їх щонайбільше дає один номер.
NewRows new_rows(const World& world, std::string_view table, Columns columns, WriteRow write,
                 const std::vector<std::uint64_t>& numbers, std::uint64_t per_number = 1) {
  NewRows rows{.table = table, .columns = std::move(columns)};
  for (const std::uint64_t number : numbers)
    rows.add(number * per_number, [&](rows::RowBuffer& out) { write(world, number, out); });
  return rows;
}

std::vector<std::uint64_t> numbers_of(rows::Range range) {
  std::vector<std::uint64_t> numbers;
  for (std::uint64_t number = range.first; number < range.last; ++number) numbers.push_back(number);
  return numbers;
}

Status write_catalog(Statements& sql, const Future& future, const DayChanges& changes) {
  const World& world = future.world();
  TM_TRY(sql.insert(
      new_rows(world, "products", product_columns(), write_product, numbers_of(changes.products))));
  rows::RowBuffer prices;
  const Timestamp since = start_of(world.window.date(changes.day));
  for (const PriceChange& change : changes.prices)
    add_row(
        prices, [&](rows::RowBuffer& out) { out.uuid(world.catalog.products()[change.product].id); },
        [&](rows::RowBuffer& out) { out.money(change.quote.price); },
        [&](rows::RowBuffer& out) { out.money(change.quote.cost); },
        [&](rows::RowBuffer& out) { out.timestamp(since); });
  TM_TRY(sql.update("products", {"id", "price", "cost", "updated_at"}, prices));
  rows::RowBuffer discontinued;
  for (const std::uint64_t product : changes.discontinued)
    add_row(
        discontinued, [&](rows::RowBuffer& out) { out.uuid(world.catalog.products()[product].id); },
        [](rows::RowBuffer& out) { out.raw("discontinued"); },
        [&](rows::RowBuffer& out) { out.timestamp(since); });
  return sql.update("products", {"id", "status", "updated_at"}, discontinued);
}

Status move_employees(Statements& sql, const World& world, const std::vector<Staff::Exchange>& exchanges) {
  std::map<std::uint32_t, std::uint32_t> region_of;  // працівник міг перейти двічі: важить останній раз
  for (const Staff::Exchange& exchange : exchanges) {
    region_of[exchange.first] = exchange.first_region;
    region_of[exchange.second] = exchange.second_region;
  }
  rows::RowBuffer rows;
  for (const auto& [employee, region] : region_of)
    add_row(
        rows, [&](rows::RowBuffer& out) { out.uuid(world.staff.employees()[employee].id); },
        [&](rows::RowBuffer& out) { out.uuid(world.staff.regions()[region].id); });
  return sql.update("employees", {"id", "region_id"}, rows);
}

/// Клієнти й працівники: усе, що в базі замовлень є, крім самих замовлень.
Status write_people(Statements& sql, const Future& future, const DayChanges& changes) {
  const World& world = future.world();
  std::vector<Uuid> erased;
  for (const std::uint64_t customer : changes.erased) erased.push_back(world.customers.id(customer));
  TM_TRY(sql.erase("customers", "id", erased, erased.size()));
  TM_TRY(move_employees(sql, world, changes.exchanges));
  TM_TRY(sql.insert(new_rows(world, "employees", employee_columns(), write_employee,
                             {changes.hired.begin(), changes.hired.end()})));
  TM_TRY(sql.insert(
      new_rows(world, "customers", customer_columns(), write_customer, numbers_of(changes.customers))));
  rows::RowBuffer addresses;
  for (const CustomerEvent& event : changes.address_changes)
    add_row(
        addresses, [&](rows::RowBuffer& out) { out.uuid(world.customers.id(event.customer)); },
        [&](rows::RowBuffer& out) { world.customers.write_new_email(event.customer, out); },
        [&](rows::RowBuffer& out) { out.timestamp(event.at); });
  return sql.update("customers", {"id", "email", "updated_at"}, addresses);
}

Status write_orders(Statements& sql, const Future& future, const DayChanges& changes) {
  const World& world = future.world();
  NewRows placed = new_orders(), items = new_items();
  rows::RowBuffer moved;
  for (const OrderChange& change : changes.orders) {
    const OrderView order = future.view(change.order, change.after);
    if (change.before == 0) {
      add_order(world, order, placed, items);
    } else {
      add_row(
          moved, [&](rows::RowBuffer& out) { out.uuid(world.orders.id(order.index, order.event)); },
          [&](rows::RowBuffer& out) { out.raw(to_string(order.life.status)); },
          [&](rows::RowBuffer& out) { out.timestamp(order.updated); });
    }
  }
  TM_TRY(sql.insert(std::move(placed)));
  TM_TRY(sql.insert(std::move(items)));
  return sql.update("orders", {"id", "status", "updated_at"}, moved);
}

/// Хто звільнився, більше не входить: запис вимкнено, сеанси відкликано.
Status disable_left(Statements& sql, const World& world, const DayChanges& changes) {
  constexpr std::int64_t kMorning = 9 * 3600;
  rows::RowBuffer rows;
  std::vector<std::string> users;
  for (const std::uint32_t employee : changes.left) {
    const Uuid user = world.accounts.id(world.accounts.user_of_employee(employee));
    users.push_back(fmt::format("'{}'", to_string(user)));
    add_row(
        rows, [&](rows::RowBuffer& out) { out.uuid(user); },
        [](rows::RowBuffer& out) { out.raw("disabled"); },
        [&](rows::RowBuffer& out) {
          out.timestamp({start_of(world.window.date(changes.day)).seconds + kMorning});
        });
  }
  if (users.empty()) return {};
  TM_TRY(sql.update("auth_users", {"id", "status", "updated_at"}, rows));
  return sql.execute(
      fmt::format("UPDATE auth_tokens SET revoked = 1 WHERE user_id IN ({})", fmt::join(users, ", ")));
}

Status write_accounts(Statements& sql, const Future& future, const DayChanges& changes) {
  const World& world = future.world();
  const Accounts& accounts = world.accounts;
  std::vector<std::uint64_t> users;
  for (const std::uint64_t customer : numbers_of(changes.customers))
    users.push_back(accounts.user_of_customer(customer));
  for (const std::uint32_t employee : changes.hired) users.push_back(accounts.user_of_employee(employee));
  TM_TRY(sql.insert(new_rows(world, "auth_users", user_columns(), write_user, users)));
  TM_TRY(sql.insert(new_rows(world, "auth_credentials", credential_columns(), write_credential, users)));
  TM_TRY(sql.insert(
      new_rows(world, "user_roles", user_role_columns(), write_user_roles, users, Accounts::kMostRoles)));
  rows::RowBuffer addresses;
  for (const CustomerEvent& event : changes.address_changes)
    add_row(
        addresses,
        [&](rows::RowBuffer& out) { out.uuid(accounts.id(accounts.user_of_customer(event.customer))); },
        [&](rows::RowBuffer& out) { world.customers.write_new_email(event.customer, out); },
        [&](rows::RowBuffer& out) { out.timestamp(event.at); });
  TM_TRY(sql.update("auth_users", {"id", "email", "updated_at"}, addresses));

  TM_TRY(disable_left(sql, world, changes));

  std::vector<Uuid> closed;
  for (const CustomerEvent& event : changes.closures)
    closed.push_back(accounts.id(accounts.user_of_customer(event.customer)));
  for (const std::string_view table : {"auth_tokens", "user_roles", "auth_credentials"})
    TM_TRY(sql.erase(table, "user_id", closed));
  TM_TRY(sql.erase("auth_users", "id", closed, closed.size()));

  TM_TRY(
      sql.insert(new_rows(world, "auth_tokens", token_columns(), write_token, numbers_of(changes.tokens))));
  const Timestamp oldest{start_of(world.window.date(changes.day + 1)).seconds -
                         Accounts::kTokenDays * kSecondsPerDay};
  return sql.execute(fmt::format("DELETE FROM auth_tokens WHERE issued_at < '{}'", to_string(oldest)));
}

Status write_money(Statements& sql, const Future& future, const DayChanges& changes) {
  const World& world = future.world();
  NewRows received = new_payments();
  std::vector<Uuid> returned;
  for (const OrderChange& change : changes.orders) {
    const OrderView order = future.view(change.order, change.after);
    const bool was_paid = change.before > 0 && future.view(change.order, change.before).life.paid;
    if (order.life.paid && !was_paid) add_payments(world, order, received);
    if (!order.life.paid && was_paid) returned.push_back(world.orders.id(order.index, order.event));
  }
  TM_TRY(sql.insert(std::move(received)));
  return sql.erase("payments", "order_id", returned);
}

Status write_service(Statements& sql, std::string_view service, const Future& future,
                     const DayChanges& changes, DayPart part) {
  const bool whole = part == DayPart::whole;
  if (service == "catalog-db") return write_catalog(sql, future, changes);
  if (service == "auth-db") return write_accounts(sql, future, changes);
  if (service == "payments-db") return whole ? write_money(sql, future, changes) : Status();
  TM_TRY(write_people(sql, future, changes));
  return whole ? write_orders(sql, future, changes) : Status();
}

}  // namespace

Status write_day(db::mysql::Connection& connection, const Completions& completions, const Future& future,
                 const DayChanges& changes, SimulatedDay mark, DayPart part) {
  const std::string& service = connection.endpoint().service;
  if (part == DayPart::without_orders && has_orders(service)) mark.played = 0;
  Statements sql(connection, completions);
  const auto transaction = [&]() -> Status {
    TM_TRY(sql.execute("START TRANSACTION"));
    TM_TRY(write_service(sql, service, future, changes, part));
    TM_TRY(write_simulated_day(connection, mark));
    return sql.execute("COMMIT");
  };
  Status written = db::retry_deadlocks(transaction, [&] { return sql.execute("ROLLBACK"); });
  if (written) return {};
  (void)sql.execute("ROLLBACK");  // з'єднання могло вже зникнути: тоді відкочує сам сервер
  return std::unexpected(
      std::move(written).error().in(fmt::format("{}, day {}", service, to_string(mark.day))));
}

}  // namespace techmarket::world
