#pragma once
// Чи ціла база в контейнері: сервер, якому перервали перше створення або якому зламали схему, після
// перезапуску відповідає так само, як здоровий. Відрізняє їх позначка (migrate/schema_mark.h).

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "config/catalogue.h"

namespace techmarket::runtime {

enum class SchemaState {
  whole,       ///< застосовано саме ту схему, що лежить у проєкті
  other,       ///< цілу, але іншу: файл відтоді змінився
  unfinished,  ///< перший запуск не дійшов до кінця
  refused,  ///< сервер не впускає: у томі інший пароль, або запуск обірвався до створення користувача
};

/// Чи скінчилося чекання: сам собою такий стан не зміниться.
constexpr bool is_hopeless(SchemaState state) {
  return state == SchemaState::unfinished || state == SchemaState::refused;
}

/// Відбиток файлу схеми сервісу. Помилка configuration, якщо файл ще не збудовано.
Result<std::string> expected_schema(const config::Catalogue& catalogue, const config::Service& service);

/// @param found відбиток, який каже база; порожньо — позначки немає.
SchemaState judge_schema(const std::optional<std::string>& found, std::string_view expected);

/// Питає базу через TCP. Помилка retryable, доки сервер не приймає з'єднань.
Result<SchemaState> schema_state(const config::Service& service, std::string_view expected);

/// Що не так, одним рядком; порожньо для whole.
std::string_view describe(SchemaState state);

/// Як це виправити; порожньо для whole.
std::string remedy(SchemaState state, const config::Service& service);

/// Готове повідомлення для `up`: помилка check_failed, якщо схема інша, і configuration, якщо чекати нема
/// чого.
Status check_schema(const config::Service& service, SchemaState state);

}  // namespace techmarket::runtime
