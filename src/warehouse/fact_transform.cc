#include "warehouse/fact_transform.h"

#include <charconv>

#include <fmt/format.h>

namespace techmarket::warehouse {
namespace {

// decimal(14,2) сховища: дванадцять цифр гривень і дві копійок.
constexpr std::int64_t kLargestAmount = 99'999'999'999'999;

std::string_view text_of(std::string_view field) {
  if (db::is_null(field)) return "NULL";
  return field.empty() ? "''" : field;
}

std::optional<Uuid> uuid_of(std::string_view field) {
  return db::is_null(field) ? std::nullopt : parse_uuid(field);
}

std::optional<DateKey> date_of(std::string_view field) {
  constexpr std::size_t kDateLength = 10;
  if (field.size() < kDateLength) return std::nullopt;
  const auto date = parse_date(field.substr(0, kDateLength));
  if (!date) return std::nullopt;
  return date_key(*date);
}

std::optional<std::int64_t> integer_of(std::string_view field) {
  std::int64_t value = 0;
  const char* end = field.data() + field.size();
  if (db::is_null(field) || std::from_chars(field.data(), end, value).ptr != end) return std::nullopt;
  return value;
}

std::optional<Money> money_of(std::string_view field) {
  if (db::is_null(field)) return std::nullopt;
  const auto amount = parse_money(field);
  return amount ? std::optional(*amount) : std::nullopt;
}

/// Добуток, що вміщається в decimal(14,2).
std::optional<Money> times(Money amount, std::int64_t quantity) {
  Money product;
  if (__builtin_mul_overflow(amount.kopiykas, quantity, &product.kopiykas) ||
      product.kopiykas > kLargestAmount)
    return std::nullopt;
  return product;
}

}  // namespace

FactTransform::FactTransform(const DimensionKeys& keys, std::string_view database, Quality& quality)
    : keys_(keys),
      orders_table_(fmt::format("{}.orders", database)),
      items_table_(fmt::format("{}.order_items", database)),
      quality_(quality) {}

void FactTransform::begin_pass(std::size_t count) {
  orders_.clear();
  orders_.max_load_factor(0.75F);
  orders_.reserve(count);
}

std::optional<SurrogateKey> FactTransform::find(const KeyMap& map, db::RowView row, std::size_t column,
                                                std::string_view problem) {
  if (const auto id = uuid_of(row[column]))
    if (const auto found = map.find(*id); found != map.end()) return found->second;
  quality_.report(orders_table_, text_of(row[0]), problem, text_of(row[column]));
  return std::nullopt;
}

void FactTransform::add_order(db::RowView row) {
  const auto id = uuid_of(row[0]);
  if (!id) return quality_.report(orders_table_, text_of(row[0]), "id is not a UUID");
  const auto state = order_state(row[5]);
  if (!state) quality_.report(orders_table_, row[0], "unknown status", text_of(row[5]));
  if (state != OrderState::sold) {
    orders_.emplace(*id, OrderKeys{});
    return;
  }
  const auto customer = find(keys_.customers, row, 1, "unknown customer_id");
  const auto employee = find(keys_.employees, row, 2, "unknown employee_id");
  const auto region = find(keys_.regions, row, 3, "unknown region_id");
  const auto date = date_of(row[4]);
  if (!date) quality_.report(orders_table_, row[0], "order_date is not a date", text_of(row[4]));
  // Запуск уже не вдасться; порожній запис лишає рядки цього замовлення без другого повідомлення про те саме.
  const bool good = customer && employee && region && date;
  orders_.emplace(*id, good ? OrderKeys{*customer, *employee, *region, *date} : OrderKeys{});
}

std::nullopt_t FactTransform::bad_item(db::RowView row, std::string_view problem, std::string_view detail) {
  quality_.report(items_table_, text_of(row[0]), problem, text_of(detail));
  return std::nullopt;
}

std::optional<Fact> FactTransform::item(db::RowView row) {
  const auto id = uuid_of(row[0]), order_id = uuid_of(row[1]), product_id = uuid_of(row[2]);
  if (!id) return bad_item(row, "id is not a UUID", row[0]);
  const auto order = order_id ? orders_.find(*order_id) : orders_.end();
  if (order == orders_.end()) return bad_item(row, "unknown order_id", row[1]);
  const OrderKeys& keys = order->second;
  if (!keys.sold()) {
    ++unsold_;
    return std::nullopt;
  }
  const auto product = product_id ? keys_.products.find(*product_id) : keys_.products.end();
  if (product == keys_.products.end()) return bad_item(row, "unknown product_id", row[2]);

  const auto quantity = integer_of(row[3]);
  if (!quantity || *quantity <= 0 || *quantity > INT32_MAX)
    return bad_item(row, "quantity is not a positive number", row[3]);
  const auto unit_price = money_of(row[4]), discount = money_of(row[5]);
  if (!unit_price || unit_price->kopiykas < 0) return bad_item(row, "unit_price is not an amount", row[4]);
  if (!discount || discount->kopiykas < 0) return bad_item(row, "discount is not an amount", row[5]);
  const auto revenue = times(*unit_price, *quantity), cost = times(product->second.cost, *quantity);
  if (!revenue || !cost)
    return bad_item(row, "the line does not fit decimal(14,2)", fmt::format("{} × {}", row[4], row[3]));

  ++facts_;
  return Fact{.order_id = *order_id,
              .order_item_id = *id,
              .date = keys.date,
              .product = product->second.key,
              .customer = keys.customer,
              .employee = keys.employee,
              .region = keys.region,
              .quantity = static_cast<std::int32_t>(*quantity),
              .revenue = *revenue,
              .discount = *discount,
              .cost = *cost};
}

}  // namespace techmarket::warehouse
