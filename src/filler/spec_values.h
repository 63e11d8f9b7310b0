#pragma once
// Чи приймає стовпець те, що назвав файл налаштувань.

#include <string>
#include <string_view>

#include "filler/value_type.h"
#include "words/codec.h"

namespace techmarket::filler {

/// Чому текст не годиться стовпцю: «'abc' is not a whole number»; порожньо — годиться.
std::string misfit(std::string_view text, const ValueType& type);

/// Те саме для всіх значень кодека: за найдовшим із них, першим і останнім.
std::string misfit(const words::Codec& codec, const ValueType& type);

/// Чому проміжок не годиться стовпцю.
std::string range_misfit(std::string_view first, std::string_view last, const ValueType& type);

}  // namespace techmarket::filler
