#pragma once
// Каталог: категорії, товари, історія цін.

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
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
  std::string brand;  ///< порожньо для категорій словника
};

struct Product {
  std::string sku, name;
  RowBuffer::UuidText id;
  std::size_t category = 0;  ///< номер серед Catalog::categories()
  std::size_t shelf = 0;  ///< категорія словника: за нею складають кошики
  int companion = -1;
  Money cost;
  bool discontinued = false;
  Timestamp created, updated;
  /// Продається в дні [on_sale, off_sale); kStays — доки триває світ.
  static constexpr std::uint32_t kStays = UINT32_MAX;
  std::uint32_t on_sale = 0, off_sale = kStays;
  /// Ціна в кожному місяці вікна; остання — на кінець світу.
  std::vector<Money> prices;
  /// Зміни ціни в майбутньому: діють з півночі на початку дня.
  struct PriceChange {
    std::uint32_t day = 0;
    Money price;
  };
  std::vector<PriceChange> later;

  Money price() const { return prices.back(); }
  /// @param month місяць вікна, у якому стоїть день; у майбутньому не важить.
  Money price_on(std::uint32_t day, std::uint32_t month) const {
    if (month < prices.size()) return prices[month];
    const auto after = std::ranges::upper_bound(later, day, {}, &PriceChange::day);
    return after == later.begin() ? prices.back() : std::prev(after)->price;
  }
  bool sold_on(std::uint32_t day) const { return on_sale <= day && day < off_sale; }
  /// Чи можна покластися на товар у будь-який день.
  bool always_sold() const { return on_sale == 0 && off_sale == kStays; }
};

class Catalog {
 public:
  /// @param count скільки товарів; перші — з products.tsv, далі лінійки, що вийшли до кінця світу.
  Catalog(const Dictionaries& dictionaries, const std::vector<LineProduct>& lines, const Window& window,
          const Parameters& parameters, std::uint64_t count);

  const std::vector<Category>& categories() const { return categories_; }
  /// Спершу товари світу, далі новинки майбутнього в порядку появи.
  const std::vector<Product>& products() const { return products_; }
  /// Скільки товарів має каталог на початок дня майбутнього; новинка з'являється протягом свого дня.
  std::uint64_t known_before(std::uint32_t day) const { return past_ + arrivals_.before(window_.ahead(day)); }
  std::uint64_t past() const { return past_; }
  /// Товар серед новинок, що вже продаються; порожньо, якщо їх немає.
  std::optional<std::uint32_t> newcomer(std::uint32_t day, std::uint64_t random) const;

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

  /// Третій рівень дерева: бренди, яких у категорії щонайменше два товари.
  void add_brand_categories(const std::vector<const LineProduct*>& sold);
  /// Підкатегорія бренду або сама категорія, якщо такої немає.
  std::size_t brand_category(std::size_t category, std::string_view brand) const;
  void price_history(Product& product, Money current, const RandomStream& random, std::uint64_t row,
                     const Window& window);
  void price_future(Product& product, const RandomStream& random, std::uint64_t row);

  const Window& window_;
  std::uint64_t past_;
  Pace arrivals_;
  std::vector<Category> categories_;
  std::vector<Product> products_;
  std::vector<Shelf> shelves_;
  AliasTable by_popularity_;
};

/// Товари лінійок, які вже продаються за місяць до кінця світу.
std::vector<const LineProduct*> released_before(const std::vector<LineProduct>& lines, Date until);

}  // namespace techmarket::datagen
