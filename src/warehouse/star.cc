#include "warehouse/star.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "warehouse/marts.h"

namespace techmarket::warehouse {
namespace {

constexpr SourceTable kRegions{kOrdersService, "regions"}, kCustomers{kOrdersService, "customers"},
    kEmployees{kOrdersService, "employees"}, kCategories{kCatalogService, "categories"},
    kProducts{kCatalogService, "products"};

constexpr std::string_view kMoney = "decimal(14,2)";

Column surrogate_key(std::string_view name, std::string_view type = "int") {
  return {.name = name, .type = type, .role = Role::surrogate_key};
}
Column natural_key(std::string_view name, SourceColumn source) {
  return {.name = name, .type = "uuid", .role = Role::natural_key, .sources = {source}};
}
Column attribute(std::string_view name, std::string_view type, SourceColumn source) {
  return {.name = name, .type = type, .role = Role::attribute, .sources = {source}};
}
Column reference(std::string_view name, std::string_view dimension, SourceColumn source) {
  return {.name = name, .type = "int", .role = Role::reference, .sources = {source}, .dimension = dimension};
}
Column computed(std::string_view name, std::string_view type, std::vector<SourceColumn> sources,
                std::string_view how) {
  return {.name = name, .type = type, .role = Role::computed, .sources = std::move(sources), .how = how};
}
Column versioned(Column column) {
  column.versioned = true;
  return column;
}
Column durable_key(std::string_view name) {
  return {.name = name, .type = "int", .role = Role::durable_key};
}
/// Стовпці, якими сховище каже про час: однакові в усіх вимірах із джерелом.
void add_times(Dimension& dimension) {
  auto& columns = dimension.columns;
  const auto at = [](std::string_view name, Role role) {
    return Column{.name = name, .type = "timestamp", .role = role};
  };
  if (dimension.keeps_versions()) {
    columns.push_back(at("valid_from", Role::valid_from));
    columns.push_back(at("valid_to", Role::valid_to));
    columns.push_back({.name = "is_current", .type = "boolean", .role = Role::is_current});
  }
  columns.push_back(at("deleted_at", Role::deleted_at));
  columns.push_back(at("updated_at", Role::changed_at));
}
Column optional(Column column) {
  column.required = false;
  return column;
}

// Календар: вираз над day (timestamp).
Column date_part(std::string_view name, std::string_view type, std::string_view how) {
  return computed(name, type, {kOrders["order_date"]}, how);
}

/// Журнал запусків: значення пише audit.cc.
std::vector<Column> journal_columns() {
  const auto told = [](std::string_view name, std::string_view type, std::string_view how) {
    return computed(name, type, {}, how);
  };
  return {
      surrogate_key("run_id", "bigint"),
      told("mode", "varchar(20)", "first | full | incremental"),
      told("status", "varchar(20)", "running | succeeded | failed | interrupted"),
      told("started_at", "timestamptz", "clock at the start of the run"),
      told("finished_at", "timestamptz", "clock at the end of the run"),
      computed("source_watermark", "timestamp", {kOrders["updated_at"]}, "max(updated_at)"),
      told("world", "varchar(64)", "digest of the generated world in the sources"),
      told("rows_read", "bigint", "count of order items read"),
      told("facts_inserted", "bigint", "facts that were not there"),
      told("facts_updated", "bigint", "facts that differed"),
      told("facts_deleted", "bigint", "facts that are sold no more"),
      told("facts_loaded", "bigint", "count of fact_sales"),
      told("dimension_rows_changed", "bigint", "members inserted, updated or dropped"),
      told("message", "text", "why the run failed"),
  };
}

/// Доки прочитано журнали джерел: значення пише journal.cc.
std::vector<Column> position_columns() {
  const auto told = [](std::string_view name, std::string_view type, std::string_view how) {
    return computed(name, type, {}, how);
  };
  return {
      told("service", "varchar(64)", "name of the service in the catalogue"),
      told("position", "varchar(255)", "file and offset in the binary log of the service"),
      told("identity", "varchar(255)", "whose log it is"),
      told("run_id", "bigint", "the run that read it"),
  };
}

/// Умова, за якою рядок замовлення стає фактом: її стовпці читаються, але самі у факт не йдуть.
const std::array kGrain = {kOrders["id"], kOrders["status"]};

/// Статус замовлення в orders-db. Той самий перелік, що й у DBML.
struct OrderStatus {
  std::string_view name;
  OrderState state;
};
constexpr std::array kStatuses = std::to_array<OrderStatus>({{"new", OrderState::unsold},
                                                             {"paid", OrderState::sold},
                                                             {"shipped", OrderState::sold},
                                                             {"delivered", OrderState::sold},
                                                             {"cancelled", OrderState::unsold}});

std::vector<Dimension> dimensions_without_times() {
  return {
      {.table = "dim_region",
       .history = History::scd1,
       .columns =
           {
               surrogate_key("region_key"),
               natural_key("region_id", kRegions["id"]),
               attribute("name", "varchar(100)", kRegions["name"]),
               attribute("code", "varchar(10)", kRegions["code"]),
           }},
      {.table = "dim_category",
       .history = History::scd1,
       .columns =
           {
               surrogate_key("category_key"),
               natural_key("category_id", kCategories["id"]),
               attribute("name", "varchar(100)", kCategories["name"]),
               optional(reference("parent_category_key", "dim_category", kCategories["parent_category_id"])),
           }},
      {.table = "dim_product",
       .history = History::scd2,
       .columns =
           {
               surrogate_key("product_key"),
               durable_key("product_durable_key"),
               natural_key("product_id", kProducts["id"]),
               versioned(attribute("name", "varchar(255)", kProducts["name"])),
               attribute("sku", "varchar(64)", kProducts["sku"]),
               versioned(reference("category_key", "dim_category", kProducts["category_id"])),
               versioned(attribute("price", "decimal(12,2)", kProducts["price"])),
           },
       .for_facts = {attribute("cost", "decimal(12,2)", kProducts["cost"])}},
      {.table = "dim_customer",
       .history = History::scd2,
       .columns =
           {
               surrogate_key("customer_key"),
               durable_key("customer_durable_key"),
               natural_key("customer_id", kCustomers["id"]),
               attribute("first_name", "varchar(100)", kCustomers["first_name"]),
               attribute("last_name", "varchar(100)", kCustomers["last_name"]),
               attribute("email", "varchar(255)", kCustomers["email"]),
               versioned(reference("region_key", "dim_region", kCustomers["region_id"])),
           }},
      {.table = "dim_employee",
       .history = History::scd2,
       .columns =
           {
               surrogate_key("employee_key"),
               durable_key("employee_durable_key"),
               natural_key("employee_id", kEmployees["id"]),
               attribute("first_name", "varchar(100)", kEmployees["first_name"]),
               attribute("last_name", "varchar(100)", kEmployees["last_name"]),
               attribute("email", "varchar(255)", kEmployees["email"]),
               versioned(reference("region_key", "dim_region", kEmployees["region_id"])),
           }},
  };
}

}  // namespace

const Dimension& calendar() {
  static const Dimension all = {.table = "dim_date",
                                .history = History::none,
                                .columns = {
                                    date_part("date_key", "int", "to_char(day, 'YYYYMMDD')"),
                                    date_part("date", "date", "day"),
                                    date_part("year", "smallint", "extract(year FROM day)"),
                                    date_part("quarter", "smallint", "extract(quarter FROM day)"),
                                    date_part("month", "smallint", "extract(month FROM day)"),
                                    date_part("day", "smallint", "extract(day FROM day)"),
                                    date_part("day_of_week", "smallint", "extract(isodow FROM day)"),
                                    date_part("is_weekend", "boolean", "extract(isodow FROM day) >= 6"),
                                }};
  return all;
}

const std::vector<Dimension>& dimensions() {
  static const auto all = [] {
    auto described = dimensions_without_times();
    std::ranges::for_each(described, add_times);
    return described;
  }();
  return all;
}

const std::vector<FactColumn>& fact_columns() {
  static constexpr SourceColumn quantity = kOrderItems["quantity"], unit_price = kOrderItems["unit_price"],
                                discount = kOrderItems["discount"], unit_cost = kOrderItems["unit_cost"],
                                cost = kProducts["cost"];
  static const std::vector<FactColumn> all = {
      {attribute("order_id", "uuid", kOrderItems["order_id"]), &Fact::order_id},
      {natural_key("order_item_id", kOrderItems["id"]), &Fact::order_item_id},
      {computed("date_key", "int", {kOrders["order_date"]}, "order_date as YYYYMMDD"), &Fact::date},
      {reference("product_key", "dim_product", kOrderItems["product_id"]), &Fact::product},
      {reference("customer_key", "dim_customer", kOrders["customer_id"]), &Fact::customer},
      {reference("employee_key", "dim_employee", kOrders["employee_id"]), &Fact::employee},
      {reference("region_key", "dim_region", kOrders["region_id"]), &Fact::region},
      {attribute("quantity", "int", quantity), &Fact::quantity},
      {computed("revenue", kMoney, {quantity, unit_price}, "quantity × unit_price"), &Fact::revenue},
      {attribute("discount_amount", kMoney, discount), &Fact::discount},
      {computed("cost", kMoney, {quantity, unit_cost, cost},
                "quantity × unit_cost, or products.cost where that is NULL"),
       &Fact::cost},
      {computed("margin", kMoney, {quantity, unit_price, discount, unit_cost, cost},
                "revenue − discount_amount − cost"),
       &Fact::margin},
  };
  return all;
}

std::vector<Table> tables() {
  std::vector<Table> all;
  const auto add_dimension = [&](const Dimension& one) {
    all.push_back({{.name = std::string(one.table)}, one.history, one.columns});
  };
  add_dimension(calendar());
  for (const auto& one : dimensions()) add_dimension(one);
  const auto& facts = fact_columns();
  all.push_back({{.name = std::string(kFactTable)}, History::none, {facts.begin(), facts.end()}});
  for (const auto& mart : marts())
    all.push_back(
        {{.name = std::string(mart.table)}, History::none, {mart.columns.begin(), mart.columns.end()}});
  all.push_back({{.schema = "etl", .name = "runs"}, History::none, journal_columns()});
  all.push_back({{.schema = "etl", .name = "positions"}, History::none, position_columns()});
  return all;
}

std::string SourceColumn::text() const {
  return fmt::format("{}.{}.{}", service, table, name);
}

const Column& Dimension::column(Role role) const {
  return *std::ranges::find(columns, role, &Column::role);
}

SourceTable Dimension::source() const {
  const auto& key = column(Role::natural_key).source();
  return {key.service, key.table};
}

std::vector<Column> Dimension::tracked() const {
  std::vector<Column> found;
  for (const auto& one : columns)
    if (one.role == Role::attribute || one.role == Role::reference) found.push_back(one);
  return found;
}

std::vector<Column> Dimension::references() const {
  auto found = tracked();
  std::erase_if(found, [](const Column& one) { return one.role != Role::reference; });
  return found;
}

std::optional<Column> Dimension::tree() const {
  for (const auto& one : references())
    if (one.dimension == table) return one;
  return std::nullopt;
}

const Dimension& dimension(std::string_view table) {
  return *std::ranges::find(dimensions(), table, &Dimension::table);
}

namespace {

/// Стовпець джерела дописується до використання своєї таблиці, якщо його там ще немає.
void add_use(std::vector<db::TableUse>& uses, const SourceColumn& column) {
  auto use = std::ranges::find(uses, column.table, [](const auto& one) { return one.table.name; });
  if (use == uses.end())
    use = uses.insert(uses.end(), {.table = {.name = std::string(column.table)}, .columns = {}});
  if (std::ranges::find(use->columns, column.name) == use->columns.end())
    use->columns.emplace_back(column.name);
}

std::vector<db::TableUse> source_uses(std::string_view service) {
  std::vector<db::TableUse> uses;
  const auto add = [&](const auto& sources) {
    for (const SourceColumn& source : sources)
      if (source.service == service) add_use(uses, source);
  };
  for (const auto& one : dimensions()) {
    for (const auto& column : one.columns) add(column.sources);
    for (const auto& column : one.for_facts) add(column.sources);
  }
  add(kGrain);
  for (const auto& column : fact_columns()) add(column.sources);
  for (const auto& column : journal_columns()) add(column.sources);
  return uses;
}

}  // namespace

std::vector<db::TableUse> table_uses(std::string_view service) {
  if (service != kWarehouseService) return source_uses(service);
  std::vector<db::TableUse> uses;
  for (const auto& table : tables()) {
    auto& use = uses.emplace_back(table.name);
    for (const auto& column : table.columns) use.columns.emplace_back(column.name);
    use.inserts = true;
  }
  return uses;
}

std::optional<OrderState> order_state(std::string_view status) {
  const auto found = std::ranges::find(kStatuses, status, &OrderStatus::name);
  return found == kStatuses.end() ? std::nullopt : std::optional(found->state);
}

std::string sold_statuses() {
  std::string list;
  for (const auto& [name, state] : kStatuses)
    if (state == OrderState::sold) list += fmt::format("{}'{}'", list.empty() ? "" : ",", name);
  return list;
}

std::string outside_order_years() {
  return fmt::format("(order_date < '{}-01-01' OR order_date >= '{}-01-01')", kFirstOrderYear,
                     kLastOrderYear + 1);
}

}  // namespace techmarket::warehouse
