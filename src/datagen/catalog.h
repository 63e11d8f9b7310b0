#pragma once
// Каталог: категорії, товари, історія цін.

#include <cstdint>
#include <string>
#include <vector>

#include "base/money.h"
#include "datagen/dictionary.h"
#include "datagen/product_lines.h"
#include "datagen/row_buffer.h"
#include "datagen/scale.h"
#include "datagen/weighted.h"
#include "datagen/window.h"

namespace techmarket::datagen {

struct Category {
  std::string name;
  RowBuffer::UuidText id;
  int parent = -1;
};

struct Product {
  std::string sku, name;
  RowBuffer::UuidText id;
  std::size_t category = 0;
  int companion = -1;
  Money cost;
  bool discontinued = false;
  Timestamp created, updated;
  /// Продається в дні вікна [on_sale, off_sale).
  std::uint32_t on_sale = 0, off_sale = 0;
  /// Ціна в кожному місяці вікна; остання — поточна.
  std::vector<Money> prices;

  Money price() const { return prices.back(); }
  bool sold_on(std::uint32_t day) const { return on_sale <= day && day < off_sale; }
  /// Чи можна покластися на товар у будь-який день.
  bool always_sold(std::uint32_t days) const { return on_sale == 0 && off_sale == days; }
};

class Catalog {
 public:
  /// @param count скільки товарів; перші — з products.tsv, далі лінійки, що вийшли до кінця світу.
  Catalog(const Dictionaries& dictionaries, const std::vector<LineProduct>& lines, const Window& window,
          const Parameters& parameters, std::uint64_t count);

  const std::vector<Category>& categories() const { return categories_; }
  const std::vector<Product>& products() const { return products_; }

  /// Товар за популярністю серед усіх або серед однієї категорії (порожня категорія — серед усіх).
  std::uint32_t popular(std::uint64_t random) const { return by_popularity_.pick(random); }
  std::uint32_t popular_in(int category, std::uint64_t random) const {
    const Shelf& shelf = shelves_[static_cast<std::size_t>(category)];
    return shelf.products.empty() ? popular(random) : shelf.products[shelf.by_popularity.pick(random)];
  }

 private:
  struct Shelf {
    std::vector<std::uint32_t> products;
    AliasTable by_popularity;
  };

  void price_history(Product& product, Money current, const RandomStream& random, std::uint64_t row,
                     const Window& window);

  std::vector<Category> categories_;
  std::vector<Product> products_;
  std::vector<Shelf> shelves_;
  AliasTable by_popularity_;
};

/// Товари лінійок, які вже продаються за місяць до кінця світу.
std::vector<const LineProduct*> released_before(const std::vector<LineProduct>& lines, Date until);

}  // namespace techmarket::datagen
