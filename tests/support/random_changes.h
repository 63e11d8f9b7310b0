#pragma once
// Випадкові зміни малого світу (world.sql): такі, як їх робить магазин і людина руками.

#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace techmarket::support {

/// Випадкова зміна джерел; зерно каже, яка саме.
inline std::string random_change(std::mt19937& random) {
  const auto pick = [&](int from, int to) { return std::uniform_int_distribution(from, to)(random); };
  const auto order = [&] { return fmt::format("'00000000-0000-4000-8000-00000000000{}'", pick(1, 9)); };
  const auto item = [&] { return fmt::format("'10000000-0000-4000-8000-0000000000{:02}'", pick(1, 30)); };
  const auto region = [&] { return fmt::format("'4e000000-0000-4000-8000-00000000000{}'", pick(1, 2)); };
  const auto customer = [&] { return fmt::format("'c0000000-0000-4000-8000-00000000000{}'", pick(1, 3)); };
  const std::vector<std::string> statuses = {"new", "paid", "shipped", "delivered", "cancelled"};
  switch (pick(0, 10)) {
    case 0:
    case 1:
      return fmt::format("UPDATE orders_db.orders SET status = '{}' WHERE id = {}",
                         statuses[static_cast<std::size_t>(pick(0, 4))], order());
    case 2:
      return fmt::format("UPDATE orders_db.order_items SET quantity = {}, discount = {} WHERE id = {}",
                         pick(1, 9), pick(0, 1), item());
    case 3:
      return fmt::format(
          "INSERT IGNORE INTO orders_db.order_items (id, order_id, product_id, quantity, unit_price, "
          "unit_cost) SELECT {}, id, "
          "'b0000000-0000-4000-8000-00000000000{}', {}, 10, 5 FROM orders_db.orders WHERE id = {}",
          item(), pick(1, 3), pick(1, 5), order());
    case 4:
      return fmt::format("DELETE FROM orders_db.order_items WHERE id = {}", item());
    case 5:
      return fmt::format("UPDATE orders_db.customers SET region_id = {}, last_name = 'Н{}' WHERE id = {}",
                         region(), pick(1, 9), customer());
    case 6:
      return fmt::format(
          "UPDATE orders_db.orders SET customer_id = {}, region_id = {}, order_date = '20{}-0{}-11 10:00:00' "
          "WHERE id = {}",
          customer(), region(), pick(16, 25), pick(1, 9), order());
    case 7:
      return fmt::format(
          "UPDATE catalog_db.products SET price = {}, name = 'Т{}' WHERE id = "
          "'b0000000-0000-4000-8000-00000000000{}'",
          pick(1, 900), pick(1, 3), pick(1, 3));
    case 8:
      // Лише до замовлення, яке є: зовнішніх ключів стенд не перевіряє.
      return fmt::format(
          "UPDATE orders_db.order_items i JOIN orders_db.orders o ON o.id = {} SET i.order_id = o.id WHERE "
          "i.id = "
          "{}",
          order(), item());
    case 9:
      return fmt::format(
          "UPDATE orders_db.employees SET region_id = {0} WHERE id LIKE '%{1}'; UPDATE orders_db.orders SET "
          "employee_id = "
          "(SELECT id FROM orders_db.employees ORDER BY id LIMIT 1 OFFSET {1}) WHERE id = {2}",
          region(), pick(0, 1), order());
    default:
      return fmt::format(
          "INSERT IGNORE INTO orders_db.orders (id, customer_id, employee_id, region_id, order_date, status) "
          "VALUES ({}, {}, "
          "'e0000000-0000-4000-8000-000000000001', {}, '2024-05-05 12:00:00', 'paid')",
          order(), customer(), region());
  }
}

}  // namespace techmarket::support
