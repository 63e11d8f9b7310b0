#include "warehouse/fact_transform.h"

#include <charconv>

#include <fmt/format.h>

#include "warehouse/star.h"

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

/// «2026-11-22 13:05:09»; частки секунди відкидаються, час без годин — північ.
std::optional<Timestamp> moment_of(std::string_view field) {
  constexpr std::size_t kDateLength = 10, kTimeLength = 19;
  if (field.size() < kDateLength) return std::nullopt;
  const auto date = parse_date(field.substr(0, kDateLength));
  if (!date) return std::nullopt;
  Timestamp moment = start_of(*date);
  if (field.size() < kTimeLength) return moment;
  const auto digits = [&](std::size_t at) { return (field[at] - '0') * 10 + (field[at + 1] - '0'); };
  moment.seconds += digits(11) * 3600 + digits(14) * 60 + digits(17);
  return moment;
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
      products_(keys.members.at("dim_product")),
      orders_table_(fmt::format("{}.{}", database, kOrders.name)),
      items_table_(fmt::format("{}.{}", database, kOrderItems.name)),
      quality_(quality) {
  for (const auto& column : fact_columns())
    if (const auto* key = column.from_order())
      order_keys_.push_back({.members = keys.members.at(column.dimension),
                             .key = *key,
                             .column = order_.list.add(column.source().name),
                             .problem = fmt::format("unknown {}", column.source().name)});
}

void FactTransform::begin_pass(std::size_t count) {
  orders_.clear();
  orders_.max_load_factor(0.75F);
  orders_.reserve(count);
}

void FactTransform::bad_order(db::RowView row, std::string_view problem, std::size_t column) {
  quality_.report(orders_table_, row[order_.id], problem, text_of(row[column]));
}

void FactTransform::add_order(db::RowView row) {
  const auto id = uuid_of(row[order_.id]);
  if (!id) return quality_.report(orders_table_, text_of(row[order_.id]), "id is not a UUID");
  const auto state = order_state(row[order_.status]);
  if (!state) bad_order(row, "unknown status", order_.status);
  OrderKeys keys;
  bool sold = state == OrderState::sold;
  if (sold) {
    const auto placed = moment_of(row[order_.order_date]);
    for (const auto& one : order_keys_) {
      const auto member = uuid_of(row[one.column]);
      const auto key = member ? one.members.at(*member, placed.value_or(Timestamp())) : std::nullopt;
      if (key) {
        keys.*one.key = *key;
      } else {
        bad_order(row, one.problem, one.column);
        sold = false;
      }
    }
    if (placed) {
      keys.placed = *placed;
      keys.date = date_key(placed->date());
    } else {
      bad_order(row, "order_date is not a date", order_.order_date);
    }
  }
  // Запуск уже не вдасться; порожній запис лишає рядки цього замовлення без другого повідомлення про те саме.
  orders_.emplace(*id, sold ? keys : OrderKeys{});
}

std::nullopt_t FactTransform::bad_item(db::RowView row, std::string_view problem, std::string_view detail) {
  quality_.report(items_table_, text_of(row[item_.id]), problem, text_of(detail));
  return std::nullopt;
}

std::optional<Money> FactTransform::catalogue_cost(Uuid product) const {
  const auto found = keys_.costs.find(product);
  return found == keys_.costs.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Fact> FactTransform::item(db::RowView row) {
  const auto id = uuid_of(row[item_.id]), order_id = uuid_of(row[item_.order_id]),
             product_id = uuid_of(row[item_.product_id]);
  if (!id) return bad_item(row, "id is not a UUID", row[item_.id]);
  const auto order = order_id ? orders_.find(*order_id) : orders_.end();
  if (order == orders_.end()) return bad_item(row, "unknown order_id", row[item_.order_id]);
  if (!order->second.sold()) {
    ++unsold_;
    return std::nullopt;
  }
  const auto product = product_id ? products_.at(*product_id, order->second.placed) : std::nullopt;
  if (!product) return bad_item(row, "unknown product_id", row[item_.product_id]);

  const std::string_view quantity_text = row[item_.quantity], price_text = row[item_.unit_price],
                         cost_text = row[item_.unit_cost], discount_text = row[item_.discount];
  const auto quantity = integer_of(quantity_text);
  if (!quantity || *quantity <= 0 || *quantity > INT32_MAX)
    return bad_item(row, "quantity is not a positive number", quantity_text);
  const auto unit_price = money_of(price_text), discount = money_of(discount_text);
  if (!unit_price || unit_price->kopiykas < 0)
    return bad_item(row, "unit_price is not an amount", price_text);
  if (!discount || discount->kopiykas < 0) return bad_item(row, "discount is not an amount", discount_text);
  const bool costed = !db::is_null(cost_text);
  const auto unit_cost = costed ? money_of(cost_text) : catalogue_cost(*product_id);
  if (!unit_cost || unit_cost->kopiykas < 0) return bad_item(row, "unit_cost is not an amount", cost_text);
  const auto revenue = times(*unit_price, *quantity), cost = times(*unit_cost, *quantity);
  if (!revenue || !cost)
    return bad_item(row, "the line does not fit decimal(14,2)",
                    fmt::format("{} × {}", price_text, quantity_text));

  ++facts_;
  if (!costed) ++uncosted_;
  Fact fact{order->second};
  fact.order_id = *order_id;
  fact.order_item_id = *id;
  fact.product = *product;
  fact.quantity = static_cast<std::int32_t>(*quantity);
  fact.revenue = *revenue;
  fact.discount = *discount;
  fact.cost = *cost;
  return fact;
}

}  // namespace techmarket::warehouse
