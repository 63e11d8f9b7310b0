#pragma once
// Слова й значення DBML: імена, рядки, типи, налаштування в дужках.

#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace techmarket::dbml {

/// Ім'я, за потреби в лапках.
std::string written_name(std::string_view name);
/// Ім'я в лапках завжди.
std::string quoted_name(std::string_view name);
/// «schema.table»; схема за замовчуванням не пишеться.
std::string written_name(const schema::QualifiedName& name);
/// Крапки ділять частини: «s.t.id».
std::string written_path(std::string_view path);
/// 'рядок' з екрануванням.
std::string written_string(std::string_view text);
/// Багаторядковий текст як '''…''' з відступом, якщо розбір поверне його незмінним; інакше 'рядок'.
std::string written_note(std::string_view text, std::string_view indent);
/// `вираз`
std::string written_expression(std::string_view text);
std::string written_type(const schema::Type& type);
std::string written_value(const schema::Value& value);
/// «name: 'value'»; колір пишеться без лапок.
std::string written_setting(const schema::Setting& setting);
/// « [a, b]» або порожньо.
std::string settings_list(const std::vector<std::string>& settings);

}  // namespace techmarket::dbml
