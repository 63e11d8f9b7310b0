#pragma once
// Очікувана відмова — це значення, а не виняток: функція, що може не вдатися, повертає Result<T>.
// Винятки лишаються для помилок програміста і завершують програму.

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace techmarket {

/// Рід відмови визначає код завершення програми (docs/architecture.md, «Коди завершення»).
enum class ErrorKind {
  check_failed,  ///< 1: знайдено розбіжності або не пройшла перевірка
  fatal,         ///< 2: продовжити неможливо
  usage,         ///< 64: неправильний виклик
  bad_input,     ///< 65: помилка у вхідних файлах
  retryable,     ///< 75: зупинено, та сама команда завершить роботу
  configuration,  ///< 78: помилка в налаштуваннях або на машині бракує програми
  interrupted,  ///< 130: перервано користувачем
};

/// Код завершення процесу для роду відмови.
int exit_code(ErrorKind kind);

struct Error {
  ErrorKind kind = ErrorKind::fatal;
  std::string message;  ///< що саме і де сталося; для файлів починається з «file:line:col»
  std::string hint;  ///< що зробити; порожньо, коли порада очевидна
  std::string sqlstate;  ///< п'ять знаків, якщо помилку повідомив сервер бази даних

  /// Та сама помилка з уточненням місця: «context: message».
  Error in(std::string_view context) &&;
};

template <class T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

/// Коротший запис для `return std::unexpected(Error{…})`.
std::unexpected<Error> fail(ErrorKind kind, std::string message, std::string hint = {});

}  // namespace techmarket

#define TM_CONCAT_INNER(a, b) a##b
#define TM_CONCAT(a, b) TM_CONCAT_INNER(a, b)

/// Повертає помилку виразу з поточної функції; успішне значення відкидає.
#define TM_TRY(expression)                                                                               \
  do {                                                                                                   \
    if (auto tm_status = (expression); !tm_status) return std::unexpected(std::move(tm_status).error()); \
  } while (false)

/// `TM_ASSIGN(auto x, f());` — значення в x або помилка нагору.
#define TM_ASSIGN(declaration, expression) \
  TM_ASSIGN_IMPL(TM_CONCAT(tm_result_, __LINE__), declaration, expression)
#define TM_ASSIGN_IMPL(result, declaration, expression)           \
  auto result = (expression);                                     \
  if (!result) return std::unexpected(std::move(result).error()); \
  declaration = std::move(*result)
