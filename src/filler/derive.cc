#include "filler/derive.h"

#include <algorithm>
#include <charconv>
#include <string>

#include <fmt/format.h>

#include "base/romanise.h"
#include "base/text.h"
#include "filler/meaning.h"

namespace techmarket::filler {
namespace {

__extension__ using Wide = __int128;

/// Усі обчислення — у частках 10^-kScale: більше цифр після крапки грошам не потрібно.
constexpr int kScale = 6;

std::optional<Wide> number(const Cell& cell) {
  if (cell.null) return std::nullopt;
  std::string_view text = cell.text;
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string digits(text.substr(0, point));
  std::string fraction(point < text.size() ? text.substr(point + 1) : "");
  if (fraction.size() > kScale) return std::nullopt;
  fraction.resize(kScale, '0');
  digits += fraction;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return negative ? -value : value;
}

/// Значення стовпця типу type; порожньо, якщо не вміщається.
std::optional<std::string> text_of(Wide value, const ValueType& type) {
  const int scale = type.kind == Family::integer ? 0 : std::min(type.scale, kScale);
  const Wide unit = power_of_ten<Wide>(kScale - scale);
  const Wide rounded = value >= 0 ? (value + unit / 2) / unit : -((-value + unit / 2) / unit);
  const Wide most =
      type.kind == Family::integer ? static_cast<Wide>(type.most) : power_of_ten<Wide>(type.precision) - 1;
  if (rounded > most || rounded < -most) return std::nullopt;
  const auto whole = static_cast<std::int64_t>(rounded / power_of_ten<Wide>(scale));
  const auto fraction = static_cast<std::int64_t>(rounded % power_of_ten<Wide>(scale));
  std::string text = fmt::format("{}{}", rounded < 0 && whole == 0 ? "-" : "", whole);
  if (type.kind == Family::decimal && type.scale > 0)
    text += fmt::format(".{:0{}}{:0<{}}", fraction < 0 ? -fraction : fraction, scale, "", type.scale - scale);
  return text;
}

void apply_total(const Total& rule, std::span<const ValueType> types, std::vector<Cell>& cells) {
  const auto value = [&](std::size_t column) { return number(cells[column]); };
  std::optional<Wide> base;
  if (rule.base) {
    base = value(*rule.base);
  } else if (const auto quantity = value(*rule.quantity), price = value(*rule.price); quantity && price) {
    base = *quantity * *price / power_of_ten<Wide>(kScale);
  }
  if (!base || cells[rule.total].null) return;
  Wide sum = *base;
  for (const std::size_t column : rule.discounts) {
    const auto discount = value(column);
    if (!discount) continue;
    // Знижка не більша за те, з чого її знято.
    if (*discount > sum) {
      if (auto text = text_of(sum, types[column])) cells[column].text = *std::move(text);
      sum -= value(column).value_or(0);
    } else {
      sum -= *discount;
    }
  }
  for (const std::size_t column : rule.additions) sum += value(column).value_or(0);
  if (auto text = text_of(sum, types[rule.total])) cells[rule.total].text = *std::move(text);
}

/// Ім'я стовпця без слів, що лише уточнюють.
class Names {
 public:
  Names(const schema::Table& table, std::span<const ValueType> types, const std::vector<bool>& free)
      : types_(types), free_(free) {
    for (const schema::Column& column : table.columns) names_.push_back(snake_case(column.name));
  }

  bool is_number(std::size_t column) const {
    const ValueType& type = types_[column];
    return (type.kind == Family::integer || type.kind == Family::decimal) && !type.array;
  }
  bool is_free(std::size_t column) const { return free_[column]; }
  std::size_t size() const { return names_.size(); }
  const std::string& operator[](std::size_t column) const { return names_[column]; }

  /// Єдиний числовий стовпець, чиє ім'я — одне зі слів; найточніше слово перше.
  std::optional<std::size_t> one_of(std::string_view words) const {
    for (const std::string_view word : split(words, ' '))
      for (std::size_t i = 0; i < names_.size(); ++i)
        if (is_number(i) && names_[i] == word) return i;
    return std::nullopt;
  }
  std::vector<std::size_t> all_of(std::string_view words) const {
    std::vector<std::size_t> found;
    for (const std::string_view word : split(words, ' '))
      for (std::size_t i = 0; i < names_.size(); ++i)
        if (is_number(i) && names_[i] == word) found.push_back(i);
    return found;
  }

 private:
  std::span<const ValueType> types_;
  const std::vector<bool>& free_;
  std::vector<std::string> names_;
};

/// Стовпці, відмінні лише словом «найменше» — «найбільше».
void find_ordered(const Names& names, std::vector<std::pair<std::size_t, std::size_t>>& ordered) {
  constexpr std::pair<std::string_view, std::string_view> kPairs[] = {
      {"min", "max"},  {"minimum", "maximum"}, {"lower", "upper"},
      {"low", "high"}, {"from", "to"},         {"start", "end"}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names.is_number(i) || !names.is_free(i)) continue;
    const auto words = split(names[i], '_');
    for (const auto& [least, most] : kPairs) {
      std::string partner;
      bool replaced = false;
      for (const std::string_view word : words) {
        replaced = replaced || word == least;
        partner += (partner.empty() ? "" : "_") + std::string(word == least ? most : word);
      }
      for (std::size_t k = 0; replaced && k < names.size(); ++k)
        if (names[k] == partner && names.is_number(k) && names.is_free(k)) ordered.emplace_back(i, k);
    }
  }
}

/// Латинські літери й цифри; решта — по одному дефісу між словами.
std::string slug_of(std::string_view title, std::uint64_t room) {
  std::string slug;
  for (const char c : ascii_lower(romanise(title))) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (word)
      slug += c;
    else if (!slug.empty() && slug.back() != '-')
      slug += '-';
  }
  if (room > 0 && slug.size() > room) slug.resize(room);
  while (slug.ends_with('-')) slug.pop_back();
  return slug;
}

void apply_slug(const Slug& rule, const ValueType& type, std::vector<Cell>& cells) {
  Cell& cell = cells[rule.slug];
  if (cell.null || cells[rule.title].null) return;
  const std::uint64_t own = rule.unique ? cell.text.size() + 1 : 0;
  std::string slug = slug_of(cells[rule.title].text, type.length > own ? type.length - own : 0);
  if (slug.empty()) return;
  cell.text = rule.unique ? slug + "-" + cell.text : std::move(slug);
}

}  // namespace

void Derivation::apply(std::span<const ValueType> types, std::vector<Cell>& cells) const {
  for (const Slug& slug : slugs) apply_slug(slug, types[slug.slug], cells);
  for (const Total& total : totals) apply_total(total, types, cells);
  for (const auto& [least, most] : ordered) {
    const auto a = number(cells[least]), b = number(cells[most]);
    if (a && b && *a > *b) std::swap(cells[least].text, cells[most].text);
  }
}

Derivation find_derivation(const schema::Table& table, std::span<const ValueType> types,
                           const std::vector<bool>& free) {
  Derivation derivation;
  const Names names(table, types, free);
  const auto quantity = names.one_of("quantity qty"),
             price = names.one_of("unit_price price_per_unit unit_cost price_each item_price price");
  const auto line = names.one_of(
      "line_total line_amount subtotal sub_total total_price total_amount total_cost total amount");
  auto discounts = names.all_of("discount discount_amount total_discount"),
       additions = names.all_of(
           "tax tax_amount vat vat_amount total_tax shipping shipping_cost shipping_fee shipping_amount "
           "delivery_fee delivery_cost service_fee tip tip_amount");
  std::erase_if(discounts, [&](std::size_t column) { return !names.is_free(column); });
  if (discounts.size() > 1) discounts.erase(discounts.begin() + 1, discounts.end());

  const auto base = names.one_of("subtotal sub_total net_amount amount_before_tax");
  const auto whole =
      names.one_of("total total_amount grand_total total_price gross_amount amount_total order_total");
  const bool both = base && whole && base != whole;
  if (quantity && price && line && line != price && names.is_free(*line)) {
    Total total{.total = *line, .quantity = quantity, .price = price};
    // Де є окремий загальний підсумок, знижки й податки належать йому.
    if (!both) total.discounts = discounts, total.additions = additions;
    derivation.totals.push_back(std::move(total));
  }
  if (both && names.is_free(*whole) && !(quantity && price && line == whole))
    derivation.totals.push_back(
        {.total = *whole, .base = base, .discounts = discounts, .additions = additions});
  find_ordered(names, derivation.ordered);
  // Одне число пишуть раз.
  std::erase_if(derivation.ordered, [&](const auto& pair) {
    return std::ranges::any_of(derivation.totals, [&](const Total& total) {
      return total.total == pair.first || total.total == pair.second;
    });
  });
  return derivation;
}

}  // namespace techmarket::filler
