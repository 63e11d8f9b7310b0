#pragma once
// Рядок результату. RowView дійсний лише всередині виклику, що його передав.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace techmarket::db {

/// Поля рядка як текст; NULL — порожнє data().
using RowView = std::span<const std::string_view>;

inline bool is_null(std::string_view field) {
  return field.data() == nullptr;
}

/// Малий результат цілком у пам'яті: рядки × стовпці.
using Rows = std::vector<std::vector<std::optional<std::string>>>;

/// Викликається на кожен рядок; помилка зупиняє читання і повертається нагору.
using RowHandler = std::function<Status(RowView)>;

}  // namespace techmarket::db
