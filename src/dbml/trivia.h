#pragma once
// Коментарі файлу. Лексер їх пропускає, бо для розбору вони нічого не важать; тут їх знаходять у проміжках
// між лексемами, тож розбір за них не платить.

#include <string_view>
#include <vector>

#include "dbml/source.h"

namespace techmarket::dbml {

struct Comment {
  std::string_view text;  ///< разом із // або /* */, без пропусків у кінці
  Span at;
  int newlines = 0;  ///< кінців рядка між попередньою лексемою чи коментарем і цим
  bool line = false;  ///< // до кінця рядка
};

/// Проміжок між двома лексемами.
struct Gap {
  std::vector<Comment> comments;
  int newlines = 0;  ///< кінців рядка після останнього коментаря
};

/// Розбирає проміжок [from, to) тексту; там лише пропуски й коментарі.
/// @param line рядок, у якому починається from.
Gap read_gap(const SourceFile& file, std::size_t from, std::size_t to, std::int32_t line);

/// Лексеми файлу разом із проміжком перед кожною; остання — кінець файлу.
struct Word {
  Token token;
  Gap gap;
};
std::vector<Word> read_words(const SourceFile& file, Reporter& reporter);

}  // namespace techmarket::dbml
