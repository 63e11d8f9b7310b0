#pragma once
// Словник у звичайному тексті: табуляція між полями, «#» починає рядок-коментар, перший інший рядок — назви
// колонок. Колонки шукають за назвою, тож їхній порядок вільний, а зайві не заважають.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/error.h"
#include "base/money.h"

namespace techmarket {

/// Один рядок словника: поля в тому порядку, в якому просили колонки.
class TsvRow {
 public:
  TsvRow(std::string place, std::vector<std::string> columns, std::vector<std::string_view> fields)
      : place_(std::move(place)), columns_(std::move(columns)), fields_(std::move(fields)) {}

  std::string text(std::size_t column) const { return std::string(fields_[column]); }
  /// Те саме, але порожнє поле — помилка.
  Result<std::string> required(std::size_t column) const;
  /// Ціле число в межах [least, most].
  Result<std::uint64_t> number(std::size_t column, std::uint64_t least, std::uint64_t most) const;
  Result<Money> money(std::size_t column) const;
  /// «2024-09» — перше число місяця.
  Result<Date> month(std::size_t column) const;

  /// Помилка bad_input із місцем рядка: «database/data/x.tsv:12: error: …».
  std::unexpected<Error> error(std::string_view message, std::string hint = {}) const;

 private:
  std::string place_;
  std::vector<std::string> columns_;
  std::vector<std::string_view> fields_;
};

/// Читає файл і віддає рядок за рядком. Помилки (bad_input) називають файл і рядок: немає файлу, бракує
/// колонки, інша кількість полів, жодного рядка даних.
Status read_tsv(const std::filesystem::path& path, const std::vector<std::string>& columns,
                const std::function<Status(const TsvRow&)>& handler);

}  // namespace techmarket
