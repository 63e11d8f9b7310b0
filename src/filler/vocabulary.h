#pragma once
// Переліки, звичні для стовпців із такими іменами: стани замовлення, види пального, групи крові.

#include <string>
#include <string_view>
#include <vector>

#include "filler/meaning.h"
#include "schema/schema.h"

namespace techmarket::filler {

/// @param column ім'я у записі snake_case. Порожньо — перелік невідомий.
std::vector<std::string> usual_values(const schema::Table& table, std::string_view column);

/// Слова для стану, виду чи важливості, про які більш нічого не відомо; для решти — порожньо.
std::vector<std::string> plain_values(Meaning meaning);

/// Стани, які годяться таблиці й стовпцю: за подіями таблиці, за тим, чий це стан.
std::vector<std::string> usual_statuses(const schema::Table& table, std::string_view column);

}  // namespace techmarket::filler
