#pragma once
// Чи є слово в переліку.

#include <algorithm>
#include <initializer_list>
#include <span>
#include <string_view>

namespace techmarket::sql {

using Words = std::span<const std::string_view>;

/// @param sorted упорядкований: слова шукають для кожного імені, тож двійковим пошуком за першою літерою, а
/// далі їх лишається кілька.
inline bool contains(Words sorted, std::string_view word) {
  if (word.empty()) return false;
  const auto range =
      std::ranges::equal_range(sorted, word.front(), {}, [](std::string_view one) { return one.front(); });
  return std::ranges::find(range, word) != range.end();
}

/// @param words короткий перелік на місці, у будь-якому порядку.
inline bool contains(std::initializer_list<std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace techmarket::sql
