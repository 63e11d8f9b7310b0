#pragma once
// Правила, які кожен рядок таблиці виконує сам, без інших рядків. Частину каже схема (NOT NULL, довжини,
// переліки, CHECK), решту — світ, який ці таблиці описують.

#include <string>
#include <vector>

#include "ops/generated_world.h"
#include "ops/services.h"

namespace techmarket::ops {

struct RowRule {
  std::string check;      ///< ім'я перевірки, до якої належить правило
  std::string violation;  ///< умова SQL, істинна для зіпсованого рядка
  std::string text;       ///< що не так
  std::vector<std::string> columns;  ///< стовпці, від яких залежить; їхні значення йдуть у звіт
  bool secret = false;  ///< значення не показувати: звіт читають і ті, кому таблицю паролів закрито
};

/// Правила таблиці. @param world порожньо, якщо бази наповнив не generate.
std::vector<RowRule> row_rules(const Described& service, const schema::Table& table,
                               const GeneratedWorld* world);

}  // namespace techmarket::ops
