#pragma once
// SQLSTATE PostgreSQL → що сталося (PostgreSQL, додаток A).

#include <string_view>

#include "db/server_failure.h"

namespace techmarket::db::postgres {

/// @param sqlstate порожньо, якщо сервер не відповів або libpq його не передала
/// @param connected чи живе з'єднання після відмови
ServerFailure failure_of(std::string_view sqlstate, std::string_view message, bool connected);

/// Відмова під час з'єднання: libpq тоді не дає SQLSTATE, тож рід видно лише з тексту сервера.
ServerFailure connect_failure_of(std::string_view message);

}  // namespace techmarket::db::postgres
