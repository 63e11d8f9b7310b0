#include "datagen/table_rows.h"
#include "datagen/table_source.h"

namespace techmarket::datagen {
namespace {

constexpr RowLayout kRegions{
    Field{"id", [](RowBuffer& out, const Region& row) { out.uuid(row.id); }},
    Field{"name", [](RowBuffer& out, const Region& row) { out.text(row.name); }},
    Field{"code", [](RowBuffer& out, const Region& row) { out.text(row.code); }},
};

struct EmployeeRow {
  const Employee& employee;
  const Region& region;
};

constexpr RowLayout kEmployees{
    Field{"id", [](RowBuffer& out, const EmployeeRow& row) { out.uuid(row.employee.id); }},
    Field{"first_name",
          [](RowBuffer& out, const EmployeeRow& row) { out.text(row.employee.name.first_name); }},
    Field{"last_name", [](RowBuffer& out, const EmployeeRow& row) { out.text(row.employee.name.last_name); }},
    Field{"email", [](RowBuffer& out, const EmployeeRow& row) { row.employee.name.write_email(out); }},
    Field{"hired_at", [](RowBuffer& out, const EmployeeRow& row) { out.date(row.employee.hired); }},
    Field{"is_manager", [](RowBuffer& out, const EmployeeRow& row) { out.boolean(row.employee.manager); }},
    Field{"region_id", [](RowBuffer& out, const EmployeeRow& row) { out.uuid(row.region.id); }},
};

struct CustomerRow {
  std::uint64_t index;
  Uuid id;
  const Customers& all;
  Customer customer;
  const Region& region;
};

constexpr RowLayout kCustomers{
    Field{"id", [](RowBuffer& out, const CustomerRow& row) { out.uuid(row.id); }},
    Field{"first_name",
          [](RowBuffer& out, const CustomerRow& row) { out.text(row.customer.name.first_name); }},
    Field{"last_name", [](RowBuffer& out, const CustomerRow& row) { out.text(row.customer.name.last_name); }},
    Field{"email", [](RowBuffer& out, const CustomerRow& row) { row.customer.name.write_email(out); }},
    Field{"phone", [](RowBuffer& out, const CustomerRow& row) { row.all.write_phone(row.index, out); }},
    Field{"region_id", [](RowBuffer& out, const CustomerRow& row) { out.uuid(row.region.id); }},
    Field{"created_at", [](RowBuffer& out, const CustomerRow& row) { out.timestamp(row.customer.created); }},
    Field{"updated_at", [](RowBuffer& out, const CustomerRow& row) { out.timestamp(row.customer.updated); }},
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

constexpr RowLayout kOrders{
    Field{"id", [](RowBuffer& out, const OrderRow& row) { out.uuid(row.id); }},
    Field{"customer_id", [](RowBuffer& out, const OrderRow& row) { out.uuid(row.customer); }},
    Field{"employee_id", [](RowBuffer& out, const OrderRow& row) { out.uuid(row.employee.id); }},
    Field{"region_id", [](RowBuffer& out, const OrderRow& row) { out.uuid(row.region.id); }},
    Field{"order_date", [](RowBuffer& out, const OrderRow& row) { out.timestamp(row.placed); }},
    Field{"status", [](RowBuffer& out, const OrderRow& row) { out.raw(to_string(row.status)); }},
    Field{"total_amount", [](RowBuffer& out, const OrderRow& row) { out.money(row.total); }},
    Field{"created_at", [](RowBuffer& out, const OrderRow& row) { out.timestamp(row.placed); }},
    Field{"updated_at", [](RowBuffer& out, const OrderRow& row) { out.timestamp(row.updated); }},
};

struct ItemRow {
  Uuid id;
  const RowBuffer::UuidText& order;
  const RowBuffer::UuidText& product;
  const Line& line;
};

constexpr RowLayout kItems{
    Field{"id", [](RowBuffer& out, const ItemRow& row) { out.uuid(row.id); }},
    Field{"order_id", [](RowBuffer& out, const ItemRow& row) { out.uuid(row.order); }},
    Field{"product_id", [](RowBuffer& out, const ItemRow& row) { out.uuid(row.product); }},
    Field{"quantity", [](RowBuffer& out, const ItemRow& row) { out.integer(row.line.quantity); }},
    Field{"unit_price", [](RowBuffer& out, const ItemRow& row) { out.money(row.line.unit_price); }},
    Field{"discount", [](RowBuffer& out, const ItemRow& row) { out.money(row.line.discount); }},
};

void write_order(const World& world, std::uint64_t index, RowBuffer& out) {
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
void write_items(const World& world, std::uint64_t order, std::uint32_t only, RowBuffer& out) {
  const auto [day, ms] = world.orders.placed(order);
  const Basket basket = world.orders.baskets().basket(order, day);
  const auto order_id = uuid_text(world.orders.id(order, ms));
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

void set_items(TableSource& table, const World& world, RowOrder order) {
  const IdSpace& ids = world.orders.item_ids();
  const std::uint64_t orders = world.counts.orders;
  if (order == RowOrder::natural || ids.version() == UuidVersion::v7) {
    set_rows(table, orders,
             [&world](std::uint64_t row, RowBuffer& out) { write_items(world, row, kMostLines, out); });
    table.numbers.per_unit = OrderModel::kItemSlots;
  } else {
    // Місць для рядків більше, ніж самих рядків: зайві відсіює дешева перевірка розміру кошика.
    set_rows(table, ids, order, [&world](std::uint64_t slot, RowBuffer& out) {
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

void write_employee(const World& world, std::uint64_t index, RowBuffer& out) {
  const Employee& employee = world.staff.employees()[index];
  kEmployees.write(EmployeeRow{employee, world.staff.regions()[employee.region]}, out);
}

Columns customer_columns() {
  return kCustomers.columns();
}

void write_customer(const World& world, std::uint64_t index, RowBuffer& out) {
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

void write_order(const World& world, const OrderView& order, RowBuffer& out) {
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

void write_items(const World& world, const OrderView& order, RowBuffer& out) {
  const auto order_id = uuid_text(world.orders.id(order.index, order.event));
  for (std::uint32_t number = 0; number < order.basket.size; ++number) {
    const Line& line = order.basket.lines[number];
    const bool unknown = number == 0 && order.unknown_product;
    kItems.write(
        ItemRow{.id = world.orders.item_ids().id(order.index * OrderModel::kItemSlots + number, order.event),
                .order = order_id,
                .product =
                    unknown ? uuid_text(*order.unknown_product) : world.catalog.products()[line.product].id,
                .line = line},
        out);
  }
}

std::vector<TableSource> orders_tables(const World& world, RowOrder order) {
  const auto table = [](std::string_view name, std::vector<std::string_view> columns) {
    return TableSource{.service = "orders-db", .table = name, .columns = std::move(columns), .write = {}};
  };
  TableSource regions = table("regions", kRegions.columns());
  set_rows(regions, world.staff.regions().size(),
           [&world](std::uint64_t row, RowBuffer& out) { kRegions.write(world.staff.regions()[row], out); });

  TableSource employees = table("employees", kEmployees.columns());
  set_rows(employees, world.staff.past(),
           [&world](std::uint64_t row, RowBuffer& out) { write_employee(world, row, out); });

  TableSource customers = table("customers", kCustomers.columns());
  set_rows(customers, world.customers.ids(), order,
           [&world](std::uint64_t row, RowBuffer& out) { write_customer(world, row, out); });

  TableSource orders = table("orders", kOrders.columns());
  set_rows(orders, world.orders.ids(), order,
           [&world](std::uint64_t row, RowBuffer& out) { write_order(world, row, out); });

  TableSource items = table("order_items", kItems.columns());
  set_items(items, world, order);
  return {std::move(regions), std::move(employees), std::move(customers), std::move(orders),
          std::move(items)};
}

}  // namespace techmarket::datagen
