#pragma once
// Що каже про себе сама тека даних, коли позначки сервісу немає.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/catalogue.h"

namespace techmarket::runtime::local {

/// Рушій, який створив теку даних, так само, як його називає Server::engine(): «MariaDB», «MySQL»,
/// «PostgreSQL 15». Порожньо, якщо це не тека даних.
std::string engine_of_data(const std::filesystem::path& data);

/// Старша версія PostgreSQL, яка створила теку даних; 0, якщо це не вона.
int postgres_major(const std::filesystem::path& data);

/// Таблиці, які створює файл схеми, дослівно так, як їх названо в операторах CREATE TABLE.
std::vector<std::string> created_tables(std::string_view sql);

/// Чи є в живій базі кожна таблиця файла схеми. Помилка називає першу, якої бракує.
Status check_tables(const config::Service& service, std::string_view sql);

}  // namespace techmarket::runtime::local
