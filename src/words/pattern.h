#pragma once
// Зразок значення підмножиною регулярних виразів: літери, [A-Z0-9], \d \w, «.», групи з «|», повтори {n}
// {n,m} ? * +. «^» і «$» нічого не додають. Кодек дає всі такі тексти по черзі.

#include <string_view>

#include "base/error.h"
#include "words/codec.h"

namespace techmarket::words {

/// Помилка bad_input каже, чого зразок не вміє і в якому знаку.
Result<CodecPtr> pattern_codec(std::string_view pattern);

/// Зразок, у якому помилки бути не може: записаний у програмі.
CodecPtr known_pattern(std::string_view pattern);

}  // namespace techmarket::words
