#pragma once
// Перевірка CHECK, обчислена на рядку: та сама трійкова логіка, що й у сервера. Рядок, який її порушив би,
// генератор замінює іншим ще до запису.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "ddl/normalise_tree.h"
#include "schema/schema.h"

namespace techmarket::datagen::generic {

/// Значення стовпця в рядку.
struct Cell {
  std::string text = {};
  bool null = false;
};

class Condition {
 public:
  /// Порожньо, якщо вираз має те, чого тут не обчислюють (підзапит, невідома функція, чужий стовпець).
  /// @param now чим є now() і CURRENT_DATE.
  static std::optional<Condition> compile(const schema::Check& check, schema::Dialect dialect,
                                          const std::vector<std::string>& columns, Timestamp now);

  /// Чи прийняв би сервер рядок: невідомо (NULL) — теж так.
  bool accepts(std::span<const Cell> cells) const;

  const std::string& text() const { return text_; }
  /// Номери стовпців, від яких залежить вираз.
  const std::vector<std::size_t>& columns() const { return used_; }
  const ddl::SqlNode& tree() const { return root_; }

 private:
  ddl::SqlNode root_;  ///< імена стовпців замінено їхніми номерами
  std::string text_, now_;
  std::vector<std::size_t> used_;
};

/// Номер стовпця у вузлі, якщо це він. Приведення типів і дужки знімаються.
std::optional<std::size_t> column_of(const ddl::SqlNode& node);

/// Літерал вузла: текст, число, true/false; порожньо для NULL і виразів.
std::optional<std::string> literal_of(const ddl::SqlNode& node);

}  // namespace techmarket::datagen::generic
