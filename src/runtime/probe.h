#pragma once
// Чи готовий сервіс: єдина певна відповідь — вдалий запит від імені його користувача до його бази.

#include <string>

#include "base/error.h"
#include "config/catalogue.h"
#include "runtime/report.h"

namespace techmarket::runtime {

/// @return версія сервера: «10.11.19-MariaDB», «15.18». Помилка retryable, доки сервер не приймає з'єднань.
Result<std::string> probe(const config::Service& service);

/// Стан сервісу на іншій машині: його лише питають.
ServiceReport report_elsewhere(const config::Service& service);

}  // namespace techmarket::runtime
