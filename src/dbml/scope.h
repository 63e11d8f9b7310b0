#pragma once
// Імена, видимі в одному файлі: таблиці з псевдонімами, переліки, часткові таблиці, групи, примітки.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <tsl/robin_map.h>

#include "dbml/syntax.h"
#include "schema/schema.h"

namespace techmarket::dbml {

/// Пара імен: схема і таблиця, таблиця і стовпець. Не володіє текстом.
struct NamePair {
  std::string_view first, second;
  friend bool operator==(const NamePair&, const NamePair&) = default;
};

struct NamePairHash {
  std::size_t operator()(const NamePair& pair) const noexcept {
    const std::hash<std::string_view> hash;
    return hash(pair.first) * 0x9E3779B97F4A7C15u ^ hash(pair.second);
  }
};

/// Ім'я → номер. Перше оголошення виграє.
class NameTable {
 public:
  /// false, якщо ім'я вже зайняте.
  bool add(std::string_view schema, std::string_view name, std::size_t index) {
    return entries_.try_emplace({schema, name}, index).second;
  }
  std::optional<std::size_t> find(std::string_view schema, std::string_view name) const {
    const auto found = entries_.find({schema, name});
    return found == entries_.end() ? std::nullopt : std::optional(found->second);
  }
  std::optional<std::size_t> find(const QualifiedNameNode& name) const {
    return find(name.schema ? name.schema->text : schema::kDefaultSchema, name.name.text);
  }
  const auto& entries() const { return entries_; }
  /// «did you mean 'schema.name'?» про найближче з імен, або порожньо. Схема за замовчуванням не пишеться.
  std::string hint(std::string_view written) const;

 private:
  tsl::robin_map<NamePair, std::size_t, NamePairHash> entries_;
};

struct Scope {
  NameTable tables;  ///< номери в Database::tables; псевдоніми — під схемою за замовчуванням
  NameTable enums;   ///< номери в Database::enums
  NameTable partials;  ///< номери в переліку часткових таблиць
  NameTable groups;    ///< номери в Database::groups
  NameTable notes;     ///< номери в Database::notes
};

}  // namespace techmarket::dbml
