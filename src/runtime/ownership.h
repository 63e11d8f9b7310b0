#pragma once
// Чия це база: таблиця _techmarket_instance в кожній базі локального екземпляра називає його теку стану.
// Процес чужого сервера може бути невидимим, а сама база каже про себе кожному, хто може до неї під'єднатися.

#include <optional>
#include <string>

#include "base/error.h"
#include "config/catalogue.h"
#include "runtime/state.h"

namespace techmarket::runtime {

/// Записує, що база належить екземпляру в цій теці стану.
Status sign_database(const config::Service& service, const StateLayout& state);

/// Тека стану локального екземпляра, якому належить база; порожньо, якщо жодному або база не відповідає.
Result<std::optional<std::string>> signed_by(const config::Service& service);

}  // namespace techmarket::runtime
