#pragma once
// Стовпці й ключі таблиць, значення переліків за іменем. Вузьке швидше перебрати; у широкому той самий
// перебір на кожен зв'язок, індекс чи рядок коштував би квадрат.

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "schema/schema.h"

namespace techmarket::schema {

/// Вказує в таблиці й переліки, тож живе не довше за них і не бачить змін після add().
class Lookup {
 public:
  Lookup() = default;
  explicit Lookup(const Database& database);

  /// Запам'ятовує таблицю чи перелік. Вузькі пам'яті не займають.
  void add(const Table& table);
  void add(const Enum& element);

  const Column* column(const Table& table, std::string_view name) const;

  /// Чи різні рядки завжди мають різні columns: це ключ, unique або унікальний індекс, у будь-якому порядку.
  bool is_unique(const Table& table, const std::vector<std::string>& columns) const;

  /// Чи входить стовпець до первинного ключа.
  bool is_in_key(const Table& table, std::string_view column) const;

  bool has_value(const Enum& element, std::string_view value) const;

 private:
  struct Wide {
    std::unordered_map<std::string_view, const Column*> columns;
    std::unordered_set<std::string> unique;  ///< набори стовпців, кожен одним рядком
    std::unordered_set<std::string> key;  ///< стовпці первинного ключа
  };

  const Wide* wide(const Table& table) const;

  std::unordered_map<const Table*, Wide> wide_;
  std::unordered_map<const Enum*, std::unordered_set<std::string_view>> values_;
};

}  // namespace techmarket::schema
