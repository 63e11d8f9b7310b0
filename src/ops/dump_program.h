#pragma once
// Програма, що знімає базу в файл: яка з тих, що є на машині, підходить серверові, і як їй сказати, куди
// під'єднатися. Пароль — лише у файлі налаштувань з правами 0600: ні в командному рядку, ні в середовищі.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/process.h"
#include "config/catalogue.h"
#include "db/endpoint.h"

namespace techmarket::ops {

struct DumpProgram {
  std::string path;
  std::string version;  ///< як вона називає себе сама
};

/// Програма, що вміє знімати саме цей сервер: MySQL і MariaDB знімають лише свої, а pg_dump не старша за
/// сервер. @param server_version як її назвав сервер.
/// Відмова configuration каже, якої бракує.
Result<DumpProgram> find_dump_program(const config::Service& service, const std::string& server_version);

/// Куди під'єднуватися — вміст файлу налаштувань клієнтських програм рушія: option file MySQL або
/// pg_service.conf.
std::string client_options(schema::Dialect engine, const db::Endpoint& endpoint);

/// @param options файл із client_options().
/// @param snapshot PostgreSQL: знімок, який експортувала наша транзакція.
Command dump_command(const config::Service& service, const DumpProgram& program,
                     const std::filesystem::path& options, const std::string& snapshot,
                     const std::filesystem::path& output);

}  // namespace techmarket::ops
