#include "world/table_rows.h"
#include "world/world_tables.h"

namespace techmarket::world {
namespace {

struct PaymentRow {
  Uuid id, order;
  PaymentMethod method;
  Timestamp paid;
  Money amount;
};

constexpr rows::RowLayout kPayments{
    rows::Field{"id", [](rows::RowBuffer& out, const PaymentRow& row) { out.uuid(row.id); }},
    rows::Field{"order_id", [](rows::RowBuffer& out, const PaymentRow& row) { out.uuid(row.order); }},
    rows::Field{"method",
                [](rows::RowBuffer& out, const PaymentRow& row) { out.raw(to_string(row.method)); }},
    rows::Field{"paid_at", [](rows::RowBuffer& out, const PaymentRow& row) { out.timestamp(row.paid); }},
    rows::Field{"amount", [](rows::RowBuffer& out, const PaymentRow& row) { out.money(row.amount); }},
};

/// Номер оплати — номер замовлення; неоплачене замовлення рядка не дає.
void write_payment(const World& world, std::uint64_t order, rows::RowBuffer& out) {
  const auto [day, ms] = world.orders.placed(order);
  const Money total = world.orders.baskets().basket(order, day).total;
  const Lifecycle life = world.orders.lifecycle(order, to_timestamp(ms), total);
  if (!life.paid) return;
  kPayments.write(PaymentRow{.id = world.orders.payment_ids().id(order, 1000 * life.paid->seconds),
                             .order = world.orders.id(order, ms),
                             .method = life.method,
                             .paid = *life.paid,
                             .amount = total},
                  out);
}

}  // namespace

Columns payment_columns() {
  return kPayments.columns();
}

void write_payments(const World& world, const OrderView& order, rows::RowBuffer& out) {
  for (std::uint32_t number = 0; number < order.payments; ++number)
    kPayments.write(
        PaymentRow{.id = world.orders.payment_ids().id(order.index + number * OrderModel::kSecondPayment,
                                                       1000 * order.life.paid->seconds),
                   .order = world.orders.id(order.index, order.event),
                   .method = order.life.method,
                   .paid = order.paid_at.value_or(*order.life.paid),
                   .amount = order.basket.total},
        out);
}

std::vector<rows::TableSource> payments_tables(const World& world, rows::RowOrder order) {
  rows::TableSource payments{
      .service = "payments-db", .table = "payments", .columns = kPayments.columns(), .write = {}};
  rows::set_rows(payments, world.orders.payment_ids(), order,
                 [&world](std::uint64_t row, rows::RowBuffer& out) { write_payment(world, row, out); });
  payments.expected_rows = world.counts.orders * 9 / 10;
  payments.numbers.per_unit = OrderModel::kMostPayments;
  payments.numbers.count *= OrderModel::kMostPayments;
  return {std::move(payments)};
}

}  // namespace techmarket::world
