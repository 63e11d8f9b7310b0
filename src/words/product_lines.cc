#include "words/product_lines.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "base/tsv.h"

namespace techmarket::words {
namespace {

struct AxisValue {
  std::string code, caption;
  Money surcharge;
};

std::unexpected<Error> bad_axes(std::string_view part) {
  return fail(ErrorKind::bad_input, fmt::format("cannot read '{}' in column 'axes'", part),
              "write axis=CODE:caption|CODE:caption+surcharge;axis=…");
}

/// «256:256 ГБ+3500»
Result<AxisValue> parse_value(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return bad_axes(text);
  AxisValue value{.code = std::string(text.substr(0, colon)), .caption = {}, .surcharge = {}};
  std::string_view caption = text.substr(colon + 1);
  if (const auto plus = caption.rfind('+'); plus != std::string_view::npos) {
    auto surcharge = parse_money(caption.substr(plus + 1));
    if (!surcharge) return bad_axes(text);
    value.surcharge = *surcharge;
    caption = caption.substr(0, plus);
  }
  if (caption.empty()) return bad_axes(text);
  value.caption = caption;
  return value;
}

Result<int> category_index(const std::vector<CategoryEntry>& categories, const TsvRow& row,
                           std::size_t column) {
  const std::string key = row.text(column);
  if (key.empty()) return -1;
  const auto found = std::ranges::find(categories, key, &CategoryEntry::key);
  if (found == categories.end()) return row.error(fmt::format("no category with key '{}'", key));
  return static_cast<int>(found - categories.begin());
}

}  // namespace

Result<std::vector<ProductEntry>> expand_axes(const ProductEntry& base, std::string_view axes) {
  std::vector<ProductEntry> products = {base};
  for (const std::string_view axis : split(axes, ';')) {
    const auto equals = axis.find('=');
    if (equals == std::string_view::npos) return bad_axes(axis);
    std::vector<ProductEntry> wider;
    for (const ProductEntry& product : products)
      for (const std::string_view text : split(axis.substr(equals + 1), '|')) {
        TM_ASSIGN(const AxisValue value, parse_value(text));
        ProductEntry variant = product;
        variant.sku += "-" + value.code;
        variant.name += " " + value.caption;
        variant.price += value.surcharge;
        variant.features.emplace_back(axis.substr(0, equals), value.caption);
        wider.push_back(std::move(variant));
      }
    products = std::move(wider);
  }
  for (ProductEntry& product : products)
    product.cost = {product.price.kopiykas * base.cost.kopiykas / base.price.kopiykas};
  return products;
}

Result<std::vector<ProductEntry>> read_product_lines(const std::filesystem::path& path,
                                                     const std::vector<CategoryEntry>& categories,
                                                     const std::vector<ProductEntry>& taken) {
  std::set<std::string> seen;
  for (const ProductEntry& product : taken) seen.insert(product.sku);
  std::vector<std::vector<ProductEntry>> lines;
  TM_TRY(read_tsv(path,
                  {"sku_prefix", "name", "category_key", "base_price", "base_cost", "axes", "released",
                   "popularity", "companion_category_key", "brand"},
                  [&](const TsvRow& row) -> Status {
                    ProductEntry base;
                    TM_ASSIGN(base.sku, row.required(0));
                    TM_ASSIGN(base.name, row.required(1));
                    TM_ASSIGN(const int category, category_index(categories, row, 2));
                    if (category < 0) return row.error("a product line needs a category");
                    base.category = static_cast<std::size_t>(category);
                    TM_ASSIGN(base.price, row.money(3));
                    TM_ASSIGN(base.cost, row.money(4));
                    if (base.cost.kopiykas < 0 || base.cost >= base.price)
                      return row.error("the cost must be below the price and not negative");
                    TM_ASSIGN(base.released, row.month(6));
                    TM_ASSIGN(base.popularity, row.number(7, 1, 1'000'000));
                    TM_ASSIGN(base.companion, category_index(categories, row, 8));
                    TM_ASSIGN(const std::string brand, row.required(9));
                    const auto place = base.name.find(brand);
                    if (place == std::string::npos) return row.error("the name must contain the brand");
                    base.features = {{"brand", brand}};
                    if (const std::string_view series =
                            trim(std::string_view(base.name).substr(place + brand.size()));
                        !series.empty())
                      base.features.emplace_back("series", series);
                    auto products = expand_axes(base, row.text(5));
                    if (!products) return row.error(products.error().message, products.error().hint);
                    auto& line = lines.emplace_back();
                    for (ProductEntry& product : *products) {
                      if (!seen.insert(product.sku).second)
                        return row.error(fmt::format("sku {} is already taken", product.sku));
                      line.push_back(std::move(product));
                    }
                    return {};
                  }));
  std::vector<ProductEntry> products;
  for (std::size_t round = 0, added = 1; added > 0; ++round) {
    added = 0;
    for (auto& line : lines)
      if (round < line.size()) {
        // Кожен наступний варіант лінійки купують рідше за перший.
        line[round].popularity = std::max<std::uint64_t>(1, 10 * line[round].popularity / (round + 1));
        products.push_back(std::move(line[round]));
        ++added;
      }
  }
  return products;
}

}  // namespace techmarket::words
