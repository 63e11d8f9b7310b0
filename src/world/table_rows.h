#pragma once
// Окремі рядки таблиць за номерами: ті самі стовпці й той самий запис, що й у TableSource. Потрібні тому, хто
// пише не всю таблицю, а зміни одного дня.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "rows/row_buffer.h"
#include "world/world.h"

namespace techmarket::world {

using Columns = std::vector<std::string_view>;

/// Замовлення таким, яким його мають показати таблиці. Окремо від моделі, бо рядок може бути і навмисно
/// хибним.
struct OrderView {
  std::uint64_t index = 0;
  Milliseconds event = 0;  ///< справжній час створення: з нього ідентифікатори v7
  Timestamp placed;  ///< order_date, created_at
  Timestamp updated;
  Lifecycle life;
  OrderParties parties;
  Basket basket;
  Money total;
  std::optional<Uuid> unknown_product;  ///< замість товару першого рядка
  std::optional<Timestamp> paid_at;     ///< замість справжнього часу оплати
  std::uint32_t payments = 0;  ///< скільки рядків оплати має замовлення
};

Columns product_columns();
void write_product(const World& world, std::uint64_t product, rows::RowBuffer& out);

Columns employee_columns();
/// Із областю, в якій людину найнято.
void write_employee(const World& world, std::uint64_t employee, rows::RowBuffer& out);

Columns customer_columns();
void write_customer(const World& world, std::uint64_t customer, rows::RowBuffer& out);

Columns order_columns();
void write_order(const World& world, const OrderView& order, rows::RowBuffer& out);

Columns item_columns();
void write_items(const World& world, const OrderView& order, rows::RowBuffer& out);

Columns payment_columns();
/// Усі рядки оплати замовлення.
void write_payments(const World& world, const OrderView& order, rows::RowBuffer& out);

Columns user_columns();
void write_user(const World& world, std::uint64_t user, rows::RowBuffer& out);

Columns credential_columns();
void write_credential(const World& world, std::uint64_t user, rows::RowBuffer& out);
/// Багато разом у кілька разів швидше: хеші паролів рахуються пачками.
void write_credentials(const World& world, std::span<const std::uint64_t> users, rows::RowBuffer& out);

Columns token_columns();
void write_token(const World& world, std::uint64_t token, rows::RowBuffer& out);

Columns user_role_columns();
void write_user_roles(const World& world, std::uint64_t user, rows::RowBuffer& out);

}  // namespace techmarket::world
