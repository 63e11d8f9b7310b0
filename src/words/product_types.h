#pragma once
// Роди товарів (product_types.tsv) і дерево підкатегорій, на які великий каталог ділить категорії словника.

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace techmarket::words {

/// Ознаки товару: «brand» — «Apple», «series» — «iPhone 17», «memory» — «256 ГБ».
using Features = std::vector<std::pair<std::string, std::string>>;

/// «brand=Apple;memory=256 ГБ». Помилка bad_input називає, що не так.
Result<Features> parse_features(std::string_view text);

/// Як товар зветься серед пристроїв: «Apple iPhone 17».
std::string device_of(const Features& features);
/// Для якого пристрою цей аксесуар; порожньо — для будь-якого.
std::string made_for(const Features& features);

struct ProductType {
  std::string name;    ///< «Смартфон»: так починається назва товару
  std::string plural;  ///< «Смартфони»: назва підкатегорії
  std::vector<std::string> levels;  ///< за якими ознаками ділити, по черзі
  std::string
      single;  ///< у кошику — щонайбільше одна модель із цієї групи родів; порожньо — скільки завгодно
};

Result<std::vector<ProductType>> read_product_types(const std::filesystem::path& path);

/// Рід, чия назва — найдовший початок назви товару; nullptr, якщо такого немає.
const ProductType* type_of(std::span<const ProductType> types, std::string_view product_name);

/// Те, що дерево знає про товар.
struct ShelfItem {
  const ProductType* type = nullptr;  ///< без роду товар лишається в категорії словника
  const Features* features = nullptr;
  std::size_t category = 0;  ///< номер категорії словника
};

/// Дерево підкатегорій. Категорія, в якій понад kShelf товарів, ділиться: спершу за родом, далі за кожною
/// ознакою роду по черзі. Один товар — ще не підкатегорія.
class CategoryTree {
 public:
  struct Node {
    std::string name;
    std::size_t parent = 0;
    const ProductType* type = nullptr;  ///< порожньо для категорій словника
    std::vector<std::string> values;  ///< ознаки за type->levels; порожня — будь-яка
    std::vector<std::size_t> children;
  };
  static constexpr std::size_t kShelf = 8;

  /// @param categories назви категорій словника: перші вузли дерева.
  CategoryTree(std::span<const std::string> categories, std::span<const ShelfItem> items);

  /// Найглибша категорія, якій відповідають усі ознаки товару.
  std::size_t place(const ShelfItem& item) const;
  /// Спершу категорії словника, далі підкатегорії; батько завжди раніше за дітей.
  const std::vector<Node>& nodes() const { return nodes_; }

 private:
  using Items = std::vector<const ShelfItem*>;
  void split_by_type(std::size_t node, const Items& items);
  void split_by_level(std::size_t node, std::vector<std::string> values, std::size_t level,
                      const Items& items);
  std::size_t add(std::size_t parent, const ProductType& type, std::vector<std::string> values);

  std::vector<Node> nodes_;
};

}  // namespace techmarket::words
