#pragma once
// Дні, що змінюють кількість замовлень: свята, розпродажі, канікули. Правила дат — у заголовку holidays.tsv.

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/calendar.h"
#include "base/error.h"

namespace techmarket::words {

/// Православний Великдень року за юліанською пасхалією, григоріанська дата (Ж. Меес, «Астрономічні
/// алгоритми», розд. 8).
Date orthodox_easter(int year);

/// Правило «коли настає»: MM-DD, MM-DD..MM-DD, nth(M,D,N), nth(M,D,N)+K, nth(M,D,N)+A..+B, easter+K.
class DateRule {
 public:
  static Result<DateRule> parse(std::string_view text);
  /// Перший і останній день того року. Проміжок через Новий рік починається цього року, а кінчається
  /// наступного.
  std::pair<Date, Date> in(int year) const;

 private:
  enum class Anchor { fixed, nth_weekday, easter };
  Anchor anchor_ = Anchor::fixed;
  int month_ = 1, day_ = 1;            // fixed: початок
  int last_month_ = 1, last_day_ = 1;  // fixed: кінець
  int weekday_ = 1, nth_ = 1;          // nth_weekday: місяць у month_
  int from_ = 0, to_ = 0;              // зсуви від опорного дня
};

class Holidays {
 public:
  static Result<Holidays> read(const std::filesystem::path& path);
  /// Інтенсивність кожного дня [first, last) у відсотках від звичайної.
  std::vector<std::uint32_t> effects(Date first, Date last) const;

 private:
  struct Entry {
    DateRule rule;
    std::uint32_t effect;
  };
  std::vector<Entry> entries_;
};

}  // namespace techmarket::words
