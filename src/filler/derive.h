#pragma once
// Значення рядка, що випливають з інших його значень: slug — з назви, сума рядка замовлення — кількість на
// ціну, найменше не більше за найбільше. Зв'язки видно з імен стовпців; обчислення точні, у цілих одиницях
// молодшого розряду.

#include <optional>
#include <span>
#include <vector>

#include "filler/condition.h"
#include "filler/value_type.h"
#include "schema/schema.h"

namespace techmarket::filler {

/// total = quantity · price або base, далі − discounts + additions. Порожній доданок — нуль.
struct Total {
  std::size_t total = 0;
  std::optional<std::size_t> quantity = {}, price = {}, base = {};
  std::vector<std::size_t> discounts = {}, additions = {};
};

/// Адреса сторінки з назви: «Новий проєкт» → novyi-proiekt.
struct Slug {
  std::size_t slug = 0, title = 0;
  bool unique = false;  ///< у стовпці вже стоїть неповторний код, назва стає перед ним
};

struct Derivation {
  std::vector<Slug> slugs = {};
  std::vector<Total> totals = {};  ///< у порядку обчислення: проміжний підсумок перед загальним
  std::vector<std::pair<std::size_t, std::size_t>> ordered = {};  ///< перше не більше за друге

  bool empty() const { return totals.empty() && ordered.empty() && slugs.empty(); }
  /// Переписує похідні клітинки рядка. Сума, яка не вміщається в стовпець, лишається здогаданою.
  void apply(std::span<const ValueType> types, std::vector<Cell>& cells) const;
};

/// @param free стовпці, значення яких можна переписати: не ключі, не з файлу налаштувань.
Derivation find_derivation(const schema::Table& table, std::span<const ValueType> types,
                           const std::vector<bool>& free);

}  // namespace techmarket::filler
