#pragma once
// Каталог: категорії, товари, історія цін.

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/money.h"
#include "base/weighted.h"
#include "rows/row_buffer.h"
#include "words/dictionary.h"
#include "words/product_lines.h"
#include "world/scale.h"
#include "world/window.h"

namespace techmarket::world {

struct Category {
  std::string name;
  rows::RowBuffer::UuidText id;
  int parent = -1;
};

/// Ціна товару і його собівартість того самого дня.
struct Quote {
  Money price, cost;
};

/// Усе, що про товар треба знати, складаючи кошик. Окремо від решти товару: кошики беруть мільйони товарів, і
/// доки це мале, воно лежить у кеші процесора.
struct Offer {
  std::uint32_t shelf_with = 0;  ///< полиця супутніх
  /// Номер пристрою, до якого є аксесуари: сам телефон; чохол, зроблений для нього. 0 — ні те, ні те.
  std::uint32_t device = 0, made_for = 0;
  /// Номер групи родів, з якої в кошику буває лише одна модель; 0 — скільки завгодно.
  std::uint32_t single = 0;
  /// Продається в дні [on_sale, off_sale); kStays — доки триває світ.
  static constexpr std::uint32_t kStays = UINT32_MAX;
  std::uint32_t on_sale = 0, off_sale = kStays;
  Money cost;  ///< на кінець вікна

  bool sold_on(std::uint32_t day) const { return (on_sale <= day) & (day < off_sale); }
  /// Чи продається товар у кожен день вікна. @param days довжина вікна.
  bool always_sold(std::uint32_t days) const { return on_sale == 0 && off_sale >= days; }
};

struct Product : Offer {
  std::string sku, name;
  rows::RowBuffer::UuidText id;
  std::size_t category = 0;  ///< номер серед Catalog::categories()
  std::size_t shelf = 0;  ///< категорія словника: за нею складають кошики
  int companion = -1;     ///< категорія словника, з якої беруть друге
  bool discontinued = false;  ///< на кінець вікна; у майбутньому товар знімають у день off_sale
  Timestamp created, updated;
  /// Ціна й собівартість у кожному місяці вікна; останні — на кінець вікна.
  std::vector<Quote> quotes;
  /// Зміни ціни, а з нею й собівартості, в майбутньому: діють з півночі на початку дня.
  struct PriceChange {
    std::uint32_t day = 0;
    Quote quote;
  };
  std::vector<PriceChange> later;

  Money price() const { return quotes.back().price; }
  /// @param month місяць вікна, у якому стоїть день; у майбутньому не важить.
  Quote quote_on(std::uint32_t day, std::uint32_t month) const {
    if (month < quotes.size()) return quotes[month];
    const auto after = std::ranges::upper_bound(later, day, {}, &PriceChange::day);
    return after == later.begin() ? quotes.back() : std::prev(after)->quote;
  }
};

class Catalog {
 public:
  /// @param count скільки товарів; перші — з products.tsv, далі лінійки, що вийшли до кінця вікна.
  Catalog(const words::Dictionaries& dictionaries, const std::vector<words::ProductEntry>& lines,
          const Window& window, const Parameters& parameters, std::uint64_t count);

  const std::vector<Category>& categories() const { return categories_; }
  /// Спершу товари світу, далі новинки майбутнього в порядку появи.
  const std::vector<Product>& products() const { return products_; }
  /// Скільки товарів має каталог на початок дня майбутнього; новинка з'являється протягом свого дня.
  std::uint64_t known_before(std::uint32_t day) const { return past_ + arrivals_.before(window_.ahead(day)); }
  std::uint64_t past() const { return past_; }
  /// Товар серед новинок, що вже продаються; порожньо, якщо їх немає.
  std::optional<std::uint32_t> newcomer(std::uint32_t day, std::uint64_t random) const;

  /// Усі товари за популярністю.
  const AliasTable& popular() const { return by_popularity_; }
  /// Що беруть разом із товаром: речі його супутньої категорії, які йому підходять, — чохол саме до цього
  /// телефона або те, що підходить до всього. Коли таких немає, то все.
  const AliasTable& popular_with(const Offer& product) const { return shelves_[product.shelf_with]; }

 private:
  /// Ділить категорії словника на підкатегорії й переставляє в них товари.
  void grow_categories(const words::Dictionaries& dictionaries,
                       std::span<const words::ProductEntry* const> entries);
  /// Який товар — пристрій, для якого пристрою аксесуар, що буває в кошику одне.
  void name_devices(const words::Dictionaries& dictionaries, const std::vector<words::ProductEntry>& lines,
                    std::span<const words::ProductEntry* const> entries);
  void arrange_shelves(const std::vector<std::uint64_t>& weights);
  void price_history(Product& product, Money current, const RandomStream& random, std::uint64_t row,
                     const Window& window);
  void price_future(Product& product, const RandomStream& random, std::uint64_t row);

  const Window& window_;
  std::uint64_t past_;
  Pace arrivals_;
  std::vector<Category> categories_;
  std::vector<Product> products_;
  std::vector<AliasTable> shelves_;  ///< товари за популярністю, по одній на супутню категорію й пристрій
  AliasTable by_popularity_;
};

/// Товари лінійок, які встигли стати на полицю до кінця вікна.
std::vector<const words::ProductEntry*> released_before(const std::vector<words::ProductEntry>& lines,
                                                        Date until);

}  // namespace techmarket::world
