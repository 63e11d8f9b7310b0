#include "datagen/simulate/day_writer.h"

#include <algorithm>
#include <functional>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "datagen/table_loader.h"

namespace techmarket::datagen {
namespace {

using db::mysql::quote_name;

/// Довжина одного оператора: вдесятеро менша за найменший звичний max_allowed_packet.
constexpr std::size_t kStatement = 1 << 20;

std::string column_list(const Columns& columns, std::string_view prefix = "") {
  std::vector<std::string> quoted;
  for (const std::string_view column : columns)
    quoted.push_back(fmt::format("{}{}", prefix, quote_name(column)));
  return fmt::format("{}", fmt::join(quoted, ", "));
}

/// Гуртові оператори над однією базою.
class Statements {
 public:
  explicit Statements(db::mysql::Connection& connection) : connection_(connection) {}

  Status insert(std::string_view table, const Columns& columns, const RowBuffer& rows) {
    return values(fmt::format("INSERT INTO {} ({}) VALUES ", quote_name(table), column_list(columns)), rows);
  }

  /// @param columns перший — id; решта — нові значення.
  Status update(std::string_view table, const Columns& columns, const RowBuffer& rows) {
    if (rows.rows() == 0) return {};
    // Тимчасова таблиця переймає типи й порівняння рядків справжньої, тож з'єднання йде первинним ключем.
    const std::string changes = quote_name(fmt::format("_techmarket_changed_{}", table));
    TM_TRY(connection_.execute(
        fmt::format("CREATE TEMPORARY TABLE IF NOT EXISTS {} (PRIMARY KEY ({})) AS SELECT {} FROM {} LIMIT 0",
                    changes, quote_name(columns[0]), column_list(columns), quote_name(table))));
    TM_TRY(connection_.execute(fmt::format("DELETE FROM {}", changes)));
    TM_TRY(values(fmt::format("INSERT INTO {} VALUES ", changes), rows));
    const std::string join = fmt::format("{} t JOIN {} c ON c.{} = t.{}", quote_name(table), changes,
                                         quote_name(columns[0]), quote_name(columns[0]));
    TM_ASSIGN(const std::int64_t found, connection_.query_int("SELECT COUNT(*) FROM " + join));
    if (found != static_cast<std::int64_t>(rows.rows())) return missing(table, rows.rows(), found);
    std::vector<std::string> assignments;
    for (std::size_t i = 1; i < columns.size(); ++i)
      assignments.push_back(fmt::format("t.{0} = c.{0}", quote_name(columns[i])));
    return connection_.execute(fmt::format("UPDATE {} SET {}", join, fmt::join(assignments, ", ")));
  }

  /// @param exactly скільки рядків має зникнути; порожньо — скільки є.
  Status erase(std::string_view table, std::string_view column, const std::vector<Uuid>& ids,
               std::optional<std::uint64_t> exactly = {}) {
    constexpr std::size_t kIds = 5'000;
    std::int64_t erased = 0;
    for (std::size_t first = 0; first < ids.size(); first += kIds) {
      std::vector<std::string> quoted;
      for (std::size_t i = first; i < std::min(first + kIds, ids.size()); ++i)
        quoted.push_back(fmt::format("'{}'", to_string(ids[i])));
      TM_TRY(connection_.execute(fmt::format("DELETE FROM {} WHERE {} IN ({})", quote_name(table),
                                             quote_name(column), fmt::join(quoted, ", "))));
      TM_ASSIGN(const std::int64_t rows, connection_.query_int("SELECT ROW_COUNT()"));
      erased += rows;
    }
    if (exactly && erased != static_cast<std::int64_t>(*exactly)) return missing(table, *exactly, erased);
    return {};
  }

  Status execute(const std::string& sql) { return connection_.execute(sql); }

 private:
  Status values(const std::string& head, const RowBuffer& buffer) {
    std::string sql = head;
    const auto flush = [&]() -> Status {
      if (sql.size() == head.size()) return {};
      sql.pop_back();  // остання кома
      TM_TRY(connection_.execute(sql));
      sql = head;
      return {};
    };
    std::string_view rows = buffer.bytes();
    while (!rows.empty()) {
      const std::string_view row = rows.substr(0, rows.find('\n'));
      rows.remove_prefix(row.size() + 1);
      append_values(row, sql);
      sql += ',';
      if (sql.size() >= kStatement) TM_TRY(flush());
    }
    return flush();
  }

  std::unexpected<Error> missing(std::string_view table, std::uint64_t expected, std::int64_t found) const {
    return fail(
        ErrorKind::fatal,
        fmt::format("{}: {} of the {} rows of '{}' to be changed exist: something else has changed them",
                    connection_.endpoint().service, found, expected, table),
        "`techmarket generate` makes the world anew");
  }

  db::mysql::Connection& connection_;
};

/// Рядок оновлення: ідентифікатор і поля.
template <class... Fields>
void add_row(RowBuffer& out, const Fields&... fields) {
  out.begin_row();
  ((fields(out), out.end_field()), ...);
  out.end_row();
}

/// Усі рядки відтинка.
RowBuffer rows_of(const World& world, Range range, void (*write)(const World&, std::uint64_t, RowBuffer&)) {
  RowBuffer rows;
  for (std::uint64_t row = range.first; row < range.last; ++row) write(world, row, rows);
  return rows;
}

Status write_catalog(Statements& sql, const Future& future, const DayChanges& changes) {
  const World& world = future.world();
  TM_TRY(sql.insert("products", product_columns(), rows_of(world, changes.products, write_product)));
  RowBuffer prices;
  const Timestamp since = start_of(world.window.date(changes.day));
  for (const PriceChange& change : changes.prices)
    add_row(
        prices, [&](RowBuffer& out) { out.uuid(world.catalog.products()[change.product].id); },
        [&](RowBuffer& out) { out.money(change.price); }, [&](RowBuffer& out) { out.timestamp(since); });
  return sql.update("products", {"id", "price", "updated_at"}, prices);
}

Status move_employees(Statements& sql, const World& world, const std::vector<Staff::Exchange>& exchanges) {
  std::map<std::uint32_t, std::uint32_t> region_of;  // працівник міг перейти двічі: важить останній раз
  for (const Staff::Exchange& exchange : exchanges) {
    region_of[exchange.first] = exchange.first_region;
    region_of[exchange.second] = exchange.second_region;
  }
  RowBuffer rows;
  for (const auto& [employee, region] : region_of)
    add_row(
        rows, [&](RowBuffer& out) { out.uuid(world.staff.employees()[employee].id); },
        [&](RowBuffer& out) { out.uuid(world.staff.regions()[region].id); });
  return sql.update("employees", {"id", "region_id"}, rows);
}

Status write_orders(Statements& sql, const Future& future, const DayChanges& changes) {
  const World& world = future.world();
  std::vector<Uuid> erased;
  for (const std::uint64_t customer : changes.erased) erased.push_back(world.customers.id(customer));
  TM_TRY(sql.erase("customers", "id", erased, erased.size()));
  TM_TRY(move_employees(sql, world, changes.exchanges));
  TM_TRY(sql.insert("customers", customer_columns(), rows_of(world, changes.customers, write_customer)));
  RowBuffer addresses, placed, items, moved;
  for (const CustomerEvent& event : changes.address_changes)
    add_row(
        addresses, [&](RowBuffer& out) { out.uuid(world.customers.id(event.customer)); },
        [&](RowBuffer& out) { world.customers.write_new_email(event.customer, out); },
        [&](RowBuffer& out) { out.timestamp(event.at); });
  TM_TRY(sql.update("customers", {"id", "email", "updated_at"}, addresses));
  for (const OrderChange& change : changes.orders) {
    const OrderView order = future.view(change.order, change.after);
    if (change.before == 0) {
      write_order(world, order, placed);
      write_items(world, order, items);
    } else {
      add_row(
          moved, [&](RowBuffer& out) { out.uuid(world.orders.id(order.index, order.event)); },
          [&](RowBuffer& out) { out.raw(to_string(order.life.status)); },
          [&](RowBuffer& out) { out.timestamp(order.updated); });
    }
  }
  TM_TRY(sql.insert("orders", order_columns(), placed));
  TM_TRY(sql.insert("order_items", item_columns(), items));
  return sql.update("orders", {"id", "status", "updated_at"}, moved);
}

Status write_accounts(Statements& sql, const Future& future, const DayChanges& changes) {
  const World& world = future.world();
  const Accounts& accounts = world.accounts;
  const Range users{accounts.user_of_customer(changes.customers.first),
                    accounts.user_of_customer(changes.customers.last)};
  TM_TRY(sql.insert("auth_users", user_columns(), rows_of(world, users, write_user)));
  TM_TRY(sql.insert("auth_credentials", credential_columns(), rows_of(world, users, write_credential)));
  TM_TRY(sql.insert("user_roles", user_role_columns(), rows_of(world, users, write_user_roles)));
  RowBuffer addresses;
  for (const CustomerEvent& event : changes.address_changes)
    add_row(
        addresses, [&](RowBuffer& out) { out.uuid(accounts.id(accounts.user_of_customer(event.customer))); },
        [&](RowBuffer& out) { world.customers.write_new_email(event.customer, out); },
        [&](RowBuffer& out) { out.timestamp(event.at); });
  TM_TRY(sql.update("auth_users", {"id", "email", "updated_at"}, addresses));

  std::vector<Uuid> closed;
  for (const CustomerEvent& event : changes.closures)
    closed.push_back(accounts.id(accounts.user_of_customer(event.customer)));
  for (const std::string_view table : {"auth_tokens", "user_roles", "auth_credentials"})
    TM_TRY(sql.erase(table, "user_id", closed));
  TM_TRY(sql.erase("auth_users", "id", closed, closed.size()));

  TM_TRY(sql.insert("auth_tokens", token_columns(), rows_of(world, changes.tokens, write_token)));
  const Timestamp oldest{start_of(world.window.date(changes.day + 1)).seconds -
                         Accounts::kTokenDays * kSecondsPerDay};
  return sql.execute(fmt::format("DELETE FROM auth_tokens WHERE issued_at < '{}'", to_string(oldest)));
}

Status write_money(Statements& sql, const Future& future, const DayChanges& changes) {
  const World& world = future.world();
  RowBuffer received;
  std::vector<Uuid> returned;
  for (const OrderChange& change : changes.orders) {
    const OrderView order = future.view(change.order, change.after);
    const bool was_paid = change.before > 0 && future.view(change.order, change.before).life.paid;
    if (order.life.paid && !was_paid) write_payments(world, order, received);
    if (!order.life.paid && was_paid) returned.push_back(world.orders.id(order.index, order.event));
  }
  TM_TRY(sql.insert("payments", payment_columns(), received));
  return sql.erase("payments", "order_id", returned);
}

using Writer = Status (*)(Statements&, const Future&, const DayChanges&);

Writer writer_of(std::string_view service) {
  if (service == "catalog-db") return write_catalog;
  if (service == "orders-db") return write_orders;
  return service == "auth-db" ? write_accounts : write_money;
}

}  // namespace

Status write_day(db::mysql::Connection& connection, const Future& future, const DayChanges& changes,
                 const SimulatedDay& mark) {
  Statements sql(connection);
  TM_TRY(sql.execute("START TRANSACTION"));
  const auto write = [&]() -> Status {
    TM_TRY(writer_of(connection.endpoint().service)(sql, future, changes));
    return write_simulated_day(connection, mark);
  };
  if (Status written = write(); !written) {
    (void)sql.execute("ROLLBACK");  // з'єднання могло вже зникнути: тоді відкочує сам сервер
    return std::unexpected(std::move(written).error().in(
        fmt::format("{}, day {}", connection.endpoint().service, to_string(mark.day))));
  }
  return sql.execute("COMMIT");
}

}  // namespace techmarket::datagen
