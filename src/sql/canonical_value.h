#pragma once
// Значення за замовчуванням в одному записі для стовпця відомого типу.

#include <optional>
#include <string>
#include <string_view>

#include "schema/schema.h"

namespace techmarket::sql {

/// @param type канонічний тип стовпця (canonical_type.h).
/// @return порожньо для NULL: стовпець без DEFAULT означає те саме.
std::optional<schema::Value> canonical_default(const schema::Value& value, const schema::Type& type,
                                               schema::Dialect dialect);

/// Дата й час без зайвих нулів: «2020-01-01 00:00:00.000» → «2020-01-01». Решта текстів — як є.
std::string canonical_moment(std::string_view text);

}  // namespace techmarket::sql
