#pragma once
// Якість джерел: жоден рядок не відкидається мовчки. Порушення рахуються всі, показуються перші десять.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace techmarket::warehouse {

/// Збирає порушення. Пам'ять не залежить від їх кількості. Один потік.
class Quality {
 public:
  static constexpr std::size_t kShown = 10;

  /// @param table таблиця джерела («orders_db.order_items»); @param id ключ рядка;
  /// @param problem що не так («unknown product»), одне й те саме для однакових порушень; @param detail
  /// значення.
  void report(std::string_view table, std::string_view id, std::string_view problem,
              std::string_view detail = {});

  bool clean() const { return total_ == 0; }
  std::int64_t total() const { return total_; }

  /// Помилка check_failed з кількостями за родами та першими kShown рядками; успіх, якщо порушень немає.
  Status status() const;

 private:
  std::int64_t total_ = 0;
  std::map<std::string, std::int64_t, std::less<>> counts_;  ///< «таблиця: порушення» → кількість
  std::vector<std::string> shown_;
};

}  // namespace techmarket::warehouse
