#pragma once
// Що лишає по собі вбитий postmaster: процеси, які ще не помітили його смерті й тримають спільну пам'ять,
// та postmaster.pid, якому новий сервер вірить, доки процес із цим номером існує — навіть як zombie, якого
// батько ще не прибрав (у контейнері може не прибрати ніколи).

#include <filesystem>
#include <string>

#include "base/error.h"

namespace techmarket::runtime::local {

/// Чекає, доки в теці даних не лишиться жодного процесу, і прибирає postmaster.pid мертвого сервера.
/// Якщо сервер живий, нічого не чіпає.
/// @param identity аргумент, за яким упізнають його процес (process_identity).
/// Помилка retryable, якщо процеси не зникли за 10 секунд.
Status clear_stale_postmaster(const std::filesystem::path& data, const std::string& identity);

}  // namespace techmarket::runtime::local
