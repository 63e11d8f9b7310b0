#include "world/simulate/statements.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rows/mysql_loader.h"

namespace techmarket::world {

using db::mysql::quote_name;

NewRows new_orders() {
  return {.table = "orders", .columns = order_columns()};
}

NewRows new_items() {
  return {.table = "order_items", .columns = item_columns()};
}

NewRows new_payments() {
  return {.table = "payments", .columns = payment_columns()};
}

void add_order(const World& world, const OrderView& order, NewRows& orders, NewRows& items) {
  orders.add(order.index, [&](rows::RowBuffer& out) { write_order(world, order, out); });
  items.add(order.index * OrderModel::kItemSlots,
            [&](rows::RowBuffer& out) { write_items(world, order, out); });
}

void add_payments(const World& world, const OrderView& order, NewRows& payments) {
  payments.add(order.index * OrderModel::kMostPayments,
               [&](rows::RowBuffer& out) { write_payments(world, order, out); });
}

Status complete(const Completions& completions, std::string_view service, NewRows& rows) {
  const auto found = completions.find({std::string(service), std::string(rows.table)});
  if (found == completions.end()) return {};
  const Completion& completion = found->second;
  for (const auto& column : completion.columns()) rows.columns.push_back(column.name);
  rows::RowBuffer completed;
  std::string_view rest = rows.rows.bytes();
  for (const std::uint64_t number : rows.numbers) {
    if (number >= completion.room())
      return fail(ErrorKind::fatal,
                  fmt::format("{}: the required unique columns of '{}' that were added to the schema have no "
                              "values left for new rows",
                              service, rows.table),
                  "give them a wider type, then fill the databases with `techmarket generate`");
    completion.append(rows::take_row(rest), number, completed);
  }
  rows.rows = std::move(completed);
  return {};
}

Status Statements::insert(NewRows rows) {
  TM_TRY(complete(completions_, connection_.endpoint().service, rows));
  return values(rows::insert_head(quote_name(rows.table), rows.columns), rows.rows);
}

Status Statements::update(std::string_view table, const Columns& columns, const rows::RowBuffer& rows) {
  if (rows.rows() == 0) return {};
  // Своя на кожен набір стовпців: одну таблицю за день змінюють і за ціною, і за станом. Тимчасова таблиця
  // переймає типи й порівняння рядків справжньої, тож з'єднання йде первинним ключем.
  const std::string changes = quote_name(fmt::format("_techmarket_changed_{}_{}", table, columns[1]));
  TM_TRY(connection_.execute(
      fmt::format("CREATE TEMPORARY TABLE IF NOT EXISTS {} (PRIMARY KEY ({})) AS SELECT {} FROM {} LIMIT 0",
                  changes, quote_name(columns[0]), rows::column_list(columns), quote_name(table))));
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

Status Statements::erase(std::string_view table, std::string_view column, const std::vector<Uuid>& ids,
                         std::optional<std::uint64_t> exactly) {
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

Status Statements::values(const std::string& head, const rows::RowBuffer& buffer) {
  rows::MultiRowInsert insert(connection_, head);
  TM_TRY(insert.add(buffer.bytes()));
  TM_ASSIGN(const auto taken, insert.finish());
  if (taken.rows == buffer.rows()) return {};
  return fail(ErrorKind::fatal,
              fmt::format("{}: sent {} rows, the server took {}: {}", connection_.endpoint().service,
                          buffer.rows(), taken.rows, head),
              "something in the database, perhaps a trigger, changes what is written");
}

std::unexpected<Error> Statements::missing(std::string_view table, std::uint64_t expected,
                                           std::int64_t found) const {
  return fail(
      ErrorKind::fatal,
      fmt::format("{}: {} of the {} rows of '{}' to be changed exist: something else has changed them",
                  connection_.endpoint().service, found, expected, table),
      "`techmarket generate` makes the world anew");
}

}  // namespace techmarket::world
