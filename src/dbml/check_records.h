#pragma once
// Рядки records, які еталон приймає, а сервер не вставить. Лише попередження.

#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dbml/check_value.h"
#include "dbml/source.h"
#include "dbml/syntax.h"
#include "schema/schema.h"

namespace techmarket::dbml {

/// Перелік за типом стовпця; nullptr — тип не перелік.
using FindEnum = std::function<const schema::Enum*(const schema::Type&)>;

/// Рядки однієї таблиці разом із місцями у файлі. Вказує в дерево й у базу, живе не довше за них.
class RecordChecker {
 public:
  /// @param table з records, рядки яких стоять у тому ж порядку, що й у node.
  RecordChecker(const SourceFile& file, const RecordsNode& node, const schema::Table& table,
                const FindEnum& find_enum, const schema::Lookup& lookup);

  /// value-*, record-null, record-missing-column, record-duplicate-key.
  void check(Reporter& reporter) const;

  /// record-unknown-reference: значень columns немає серед parent_columns рядків parent.
  void check_reference(Reporter& reporter, const std::vector<std::string>& columns,
                       const RecordChecker& parent, const std::vector<std::string>& parent_columns) const;

  const schema::Table& table() const { return table_; }

 private:
  using Places = std::vector<std::size_t>;

  /// Номери стовпців у рядку; порожньо, якщо якогось у records немає.
  std::optional<Places> places_of(const std::vector<std::string>& columns) const;
  /// Ключ рядка для порівняння; порожньо, якщо серед значень є null або вираз.
  std::optional<std::string> key(std::size_t row, const Places& places) const;
  std::string shown_key(std::size_t row, const std::vector<std::string>& columns, const Places& places) const;
  Span at(std::size_t row, const Places& places) const;
  void check_cells(Reporter& reporter) const;
  void check_missing(Reporter& reporter) const;
  void check_unique(Reporter& reporter, std::string_view what, const std::vector<std::string>& columns) const;

  const SourceFile& file_;
  const RecordsNode& node_;
  const schema::Table& table_;
  const schema::Records& records_;
  const schema::Lookup& lookup_;
  std::unordered_map<std::string_view, std::size_t> places_;  ///< стовпець → місце в рядку
  std::vector<const schema::Column*> columns_;
  std::vector<ValueChecker> checkers_;
  std::vector<std::size_t>
      rows_;  ///< номери рядків дерева: рядок з хибною кількістю значень до бази не потрапив
};

}  // namespace techmarket::dbml
