#pragma once
// Регулярні вирази з налаштувань і умов CHECK. std::regex шукає рекурсивно: довгий текст переповнює стек, а
// невдалий вираз рахує вічно. Тут автомат Томпсона: час — довжина тексту на розмір виразу, глибина стала.

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace techmarket {

/// Літери, «.», [a-z] [^a-z] [[:alpha:]], \d \w \s \D \W \S, ^ $, групи ( ) і (?: ), «|», повтори ? * + {n}
/// {n,m} (і ліниві: на «чи підходить» вони не впливають). Відсилань назад і заглядання вперед немає.
class Regular {
 public:
  /// Помилка bad_input каже, чого вираз не вміє і в якому знаку.
  /// @param ignore_case лише для ASCII.
  static Result<Regular> compile(std::string_view pattern, bool ignore_case = false);

  bool matches_all(std::string_view text) const { return run(text, true); }
  bool matches_inside(std::string_view text) const { return run(text, false); }

 private:
  friend class RegularParser;

  /// Знаки, що підходять: проміжки кодових точок.
  struct Set {
    std::vector<std::pair<char32_t, char32_t>> ranges = {};
    bool negated = false;
    bool contains(char32_t c, bool ignore_case) const;
  };
  struct Step {
    enum class Kind { symbol, split, jump, begin, end, match };
    Kind kind = Kind::match;
    std::uint32_t to = 0, other = 0;  ///< куди йти; для symbol — номер набору
  };

  bool run(std::string_view text, bool whole) const;
  void follow(std::vector<std::uint32_t>& threads, std::vector<std::uint32_t>& seen, std::uint32_t mark,
              std::uint32_t from, bool at_begin, bool at_end) const;

  bool ignore_case_ = false;
  std::vector<Set> sets_;
  std::vector<Step> steps_;
};

}  // namespace techmarket
