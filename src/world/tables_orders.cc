#include "world/table_rows.h"
#include "world/world_tables.h"

namespace techmarket::world {
namespace {

constexpr rows::RowLayout kRegions{
    rows::Field{"id", [](rows::RowBuffer& out, const Region& row) { out.uuid(row.id); }},
    rows::Field{"name", [](rows::RowBuffer& out, const Region& row) { out.text(row.name); }},
    rows::Field{"code", [](rows::RowBuffer& out, const Region& row) { out.text(row.code); }},
};

struct EmployeeRow {
  const Employee& employee;
  const Region& region;
};

constexpr rows::RowLayout kEmployees{
    rows::Field{"id", [](rows::RowBuffer& out, const EmployeeRow& row) { out.uuid(row.employee.id); }},
    rows::Field{"first_name",
                [](rows::RowBuffer& out, const EmployeeRow& row) { out.text(row.employee.name.first_name); }},
    rows::Field{"last_name",
                [](rows::RowBuffer& out, const EmployeeRow& row) { out.text(row.employee.name.last_name); }},
    rows::Field{"email",
                [](rows::RowBuffer& out, const EmployeeRow& row) { row.employee.name.write_email(out); }},
    rows::Field{"hired_at",
                [](rows::RowBuffer& out, const EmployeeRow& row) { out.date(row.employee.hired); }},
    rows::Field{"is_manager",
                [](rows::RowBuffer& out, const EmployeeRow& row) { out.boolean(row.employee.manager); }},
    rows::Field{"region_id", [](rows::RowBuffer& out, const EmployeeRow& row) { out.uuid(row.region.id); }},
};

struct CustomerRow {
  std::uint64_t index;
  Uuid id;
  const Customers& all;
  Customer customer;
  const Region& region;
};

constexpr rows::RowLayout kCustomers{
    rows::Field{"id", [](rows::RowBuffer& out, const CustomerRow& row) { out.uuid(row.id); }},
    rows::Field{"first_name",
                [](rows::RowBuffer& out, const CustomerRow& row) { out.text(row.customer.name.first_name); }},
    rows::Field{"last_name",
                [](rows::RowBuffer& out, const CustomerRow& row) { out.text(row.customer.name.last_name); }},
    rows::Field{"email",
                [](rows::RowBuffer& out, const CustomerRow& row) { row.customer.name.write_email(out); }},
    rows::Field{"phone",
                [](rows::RowBuffer& out, const CustomerRow& row) { row.all.write_phone(row.index, out); }},
    rows::Field{"region_id", [](rows::RowBuffer& out, const CustomerRow& row) { out.uuid(row.region.id); }},
    rows::Field{"created_at",
                [](rows::RowBuffer& out, const CustomerRow& row) { out.timestamp(row.customer.created); }},
    rows::Field{"updated_at",
                [](rows::RowBuffer& out, const CustomerRow& row) { out.timestamp(row.customer.updated); }},
};

struct OrderRow {
  Uuid id, customer;
  const Employee& employee;
  const Region& region;
  Timestamp placed;
  OrderStatus status;
  Timestamp updated;
  Money total;
};

constexpr rows::RowLayout kOrders{
    rows::Field{"id", [](rows::RowBuffer& out, const OrderRow& row) { out.uuid(row.id); }},
    rows::Field{"customer_id", [](rows::RowBuffer& out, const OrderRow& row) { out.uuid(row.customer); }},
    rows::Field{"employee_id", [](rows::RowBuffer& out, const OrderRow& row) { out.uuid(row.employee.id); }},
    rows::Field{"region_id", [](rows::RowBuffer& out, const OrderRow& row) { out.uuid(row.region.id); }},
    rows::Field{"order_date", [](rows::RowBuffer& out, const OrderRow& row) { out.timestamp(row.placed); }},
    rows::Field{"status", [](rows::RowBuffer& out, const OrderRow& row) { out.raw(to_string(row.status)); }},
    rows::Field{"total_amount", [](rows::RowBuffer& out, const OrderRow& row) { out.money(row.total); }},
    rows::Field{"created_at", [](rows::RowBuffer& out, const OrderRow& row) { out.timestamp(row.placed); }},
    rows::Field{"updated_at", [](rows::RowBuffer& out, const OrderRow& row) { out.timestamp(row.updated); }},
};

struct ItemRow {
  Uuid id;
  const rows::RowBuffer::UuidText& order;
  const rows::RowBuffer::UuidText& product;
  const Line& line;
};

constexpr rows::RowLayout kItems{
    rows::Field{"id", [](rows::RowBuffer& out, const ItemRow& row) { out.uuid(row.id); }},
    rows::Field{"order_id", [](rows::RowBuffer& out, const ItemRow& row) { out.uuid(row.order); }},
    rows::Field{"product_id", [](rows::RowBuffer& out, const ItemRow& row) { out.uuid(row.product); }},
    rows::Field{"quantity", [](rows::RowBuffer& out, const ItemRow& row) { out.integer(row.line.quantity); }},
    rows::Field{"unit_price",
                [](rows::RowBuffer& out, const ItemRow& row) { out.money(row.line.unit_price); }},
    rows::Field{"unit_cost", [](rows::RowBuffer& out, const ItemRow& row) { out.money(row.line.unit_cost); }},
    rows::Field{"discount", [](rows::RowBuffer& out, const ItemRow& row) { out.money(row.line.discount); }},
};

void write_order(const World& world, std::uint64_t index, rows::RowBuffer& out) {
  const auto [day, ms] = world.orders.placed(index);
  const Timestamp placed = to_timestamp(ms);
  const OrderParties parties = world.orders.parties(index, day);
  const Money total = world.orders.baskets().basket(index, day).total;
  const Lifecycle life = world.orders.lifecycle(index, placed, total);
  kOrders.write(OrderRow{.id = world.orders.id(index, ms),
                         .customer = world.customers.id(parties.customer),
                         .employee = *parties.employee,
                         .region = world.staff.regions()[parties.region],
                         .placed = placed,
                         .status = life.status,
                         .updated = life.updated,
                         .total = total},
                out);
}

/// Рядки одного замовлення. @param only номер рядка або kMostLines — усі.
void write_items(const World& world, std::uint64_t order, std::uint32_t only, rows::RowBuffer& out) {
  const auto [day, ms] = world.orders.placed(order);
  const Basket basket = world.orders.baskets().basket(order, day);
  const auto order_id = rows::uuid_text(world.orders.id(order, ms));
  for (std::uint32_t number = 0; number < basket.size; ++number) {
    if (only != kMostLines && number != only) continue;
    const Line& line = basket.lines[number];
    kItems.write(ItemRow{.id = world.orders.item_ids().id(order * OrderModel::kItemSlots + number, ms),
                         .order = order_id,
                         .product = world.catalog.products()[line.product].id,
                         .line = line},
                 out);
  }
}

void set_items(rows::TableSource& table, const World& world, rows::RowOrder order) {
  const rows::IdSpace& ids = world.orders.item_ids();
  const std::uint64_t orders = world.counts.orders;
  if (order == rows::RowOrder::natural || ids.version() == rows::UuidVersion::v7) {
    rows::set_rows(table, orders, [&world](std::uint64_t row, rows::RowBuffer& out) {
      write_items(world, row, kMostLines, out);
    });
    table.numbers.per_unit = OrderModel::kItemSlots;
  } else {
    // Місць для рядків більше, ніж самих рядків: зайві відсіює дешева перевірка розміру кошика.
    rows::set_rows(table, ids, order, [&world](std::uint64_t slot, rows::RowBuffer& out) {
      const std::uint64_t row = slot / OrderModel::kItemSlots;
      const auto number = static_cast<std::uint32_t>(slot % OrderModel::kItemSlots);
      if (number < world.orders.baskets().size(row)) write_items(world, row, number, out);
    });
  }
  table.expected_rows = orders * 5 / 2;
  table.numbers.count = orders * OrderModel::kItemSlots;
}

}  // namespace

Columns employee_columns() {
  return kEmployees.columns();
}

void write_employee(const World& world, std::uint64_t index, rows::RowBuffer& out) {
  const Employee& employee = world.staff.employees()[index];
  kEmployees.write(EmployeeRow{employee, world.staff.regions()[employee.region]}, out);
}

Columns customer_columns() {
  return kCustomers.columns();
}

void write_customer(const World& world, std::uint64_t index, rows::RowBuffer& out) {
  const Customer customer = world.customers.customer(index);
  kCustomers.write(CustomerRow{.index = index,
                               .id = world.customers.id(index),
                               .all = world.customers,
                               .customer = customer,
                               .region = world.staff.regions()[customer.region]},
                   out);
}

Columns order_columns() {
  return kOrders.columns();
}

void write_order(const World& world, const OrderView& order, rows::RowBuffer& out) {
  kOrders.write(OrderRow{.id = world.orders.id(order.index, order.event),
                         .customer = world.customers.id(order.parties.customer),
                         .employee = *order.parties.employee,
                         .region = world.staff.regions()[order.parties.region],
                         .placed = order.placed,
                         .status = order.life.status,
                         .updated = order.updated,
                         .total = order.total},
                out);
}

Columns item_columns() {
  return kItems.columns();
}

void write_items(const World& world, const OrderView& order, rows::RowBuffer& out) {
  const auto order_id = rows::uuid_text(world.orders.id(order.index, order.event));
  for (std::uint32_t number = 0; number < order.basket.size; ++number) {
    const Line& line = order.basket.lines[number];
    const bool unknown = number == 0 && order.unknown_product;
    kItems.write(
        ItemRow{.id = world.orders.item_ids().id(order.index * OrderModel::kItemSlots + number, order.event),
                .order = order_id,
                .product = unknown ? rows::uuid_text(*order.unknown_product)
                                   : world.catalog.products()[line.product].id,
                .line = line},
        out);
  }
}

std::vector<rows::TableSource> orders_tables(const World& world, rows::RowOrder order) {
  const auto table = [](std::string_view name, std::vector<std::string_view> columns) {
    return rows::TableSource{
        .service = "orders-db", .table = name, .columns = std::move(columns), .write = {}};
  };
  rows::TableSource regions = table("regions", kRegions.columns());
  rows::set_rows(regions, world.staff.regions().size(), [&world](std::uint64_t row, rows::RowBuffer& out) {
    kRegions.write(world.staff.regions()[row], out);
  });

  rows::TableSource employees = table("employees", kEmployees.columns());
  rows::set_rows(employees, world.staff.past(),
                 [&world](std::uint64_t row, rows::RowBuffer& out) { write_employee(world, row, out); });

  rows::TableSource customers = table("customers", kCustomers.columns());
  rows::set_rows(customers, world.customers.ids(), order,
                 [&world](std::uint64_t row, rows::RowBuffer& out) { write_customer(world, row, out); });

  rows::TableSource orders = table("orders", kOrders.columns());
  rows::set_rows(orders, world.orders.ids(), order,
                 [&world](std::uint64_t row, rows::RowBuffer& out) { write_order(world, row, out); });

  rows::TableSource items = table("order_items", kItems.columns());
  set_items(items, world, order);
  return {std::move(regions), std::move(employees), std::move(customers), std::move(orders),
          std::move(items)};
}

}  // namespace techmarket::world
