#pragma once
// Програма, що знімає базу в файл: яка з тих, що є там, де працює сервер, підходить йому, і як їй сказати,
// куди під'єднатися. Пароль — лише у файлі налаштувань з правами 0600, а в контейнері — у стандартному вводі:
// ні в командному рядку, ні в середовищі.

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/process.h"
#include "config/catalogue.h"
#include "db/endpoint.h"

namespace techmarket::ops {

/// Як дістатися туди, де працює сервер (runtime::Backend::inside). Порожній список — ця машина.
using Inside = std::function<Result<std::vector<std::string>>(const config::Service&)>;

struct DumpProgram {
  std::string path;
  std::string version;                   ///< як вона називає себе сама
  std::vector<std::string> inside = {};  ///< слова перед нею; порожньо — на цій машині

  bool in_container() const { return !inside.empty(); }
  /// Для повідомлень: «/usr/bin/pg_dump», «pg_dump in docker».
  std::string shown() const { return in_container() ? path + " in " + inside.front() : path; }
};

/// Програма, що вміє знімати саме цей сервер: MySQL і MariaDB знімають лише свої, а pg_dump не старша за
/// сервер. @param server_version як її назвав сервер.
/// @param inside де її шукати: в образі сервера є саме його програма. Відмова configuration каже, якої
/// бракує.
Result<DumpProgram> find_dump_program(const config::Service& service, const std::string& server_version,
                                      const std::vector<std::string>& inside = {});

/// Куди під'єднуватися — вміст файлу налаштувань клієнтських програм рушія: option file MySQL або
/// pg_service.conf.
std::string client_options(schema::Dialect engine, const db::Endpoint& endpoint);

/// Адреса сервера з його ж контейнера.
db::Endpoint endpoint_inside(const config::Service& service, db::Endpoint endpoint);

/// @param options файл із client_options(); у контейнері вони йдуть стандартним вводом, тож його там не
/// читають.
/// @param snapshot PostgreSQL: знімок, який експортувала наша транзакція.
Command dump_command(const config::Service& service, const DumpProgram& program,
                     const std::filesystem::path& options, const std::string& snapshot,
                     const std::filesystem::path& output);

}  // namespace techmarket::ops
