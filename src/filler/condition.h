#pragma once
// Перевірка CHECK, обчислена на рядку: та сама трійкова логіка, що й у сервера. Рядок, який її порушив би,
// генератор замінює іншим ще до запису.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "filler/condition_tree.h"
#include "schema/schema.h"

namespace techmarket::filler {

/// Значення стовпця в рядку.
struct Cell {
  std::string text = {};
  bool null = false;
};

class Condition {
 public:
  /// Порожньо, якщо виразу не прочитати (read_condition).
  /// @param now чим є now() і CURRENT_DATE.
  static std::optional<Condition> compile(const schema::Check& check, schema::Dialect dialect,
                                          const std::vector<std::string>& columns, Timestamp now);

  /// Чи прийняв би сервер рядок: невідомо (NULL) — теж так.
  bool accepts(std::span<const Cell> cells) const;

  const std::string& text() const { return text_; }
  /// Номери стовпців, від яких залежить вираз.
  const std::vector<std::size_t>& columns() const { return tree_.columns; }
  const sql::SqlNode& tree() const { return tree_.root; }

 private:
  ConditionTree tree_;
  std::string text_, now_;
};

}  // namespace techmarket::filler
