#pragma once
// Що лишає по собі вбитий postmaster: процеси, які ще не помітили його смерті й тримають спільну пам'ять,
// та postmaster.pid, якому новий сервер вірить, доки процес із цим номером існує — навіть як zombie, якого
// батько ще не прибрав (у контейнері може не прибрати ніколи).

#include <filesystem>
#include "base/error.h"
#include "runtime/local/server_process.h"

namespace techmarket::runtime::local {

/// Чекає, доки в теці даних не лишиться жодного процесу, і прибирає postmaster.pid мертвого сервера.
/// Якщо сервер живий, нічого не чіпає.
/// @param signature за чим упізнають його процес.
/// Помилка retryable, якщо процеси не зникли за 10 секунд.
Status clear_stale_postmaster(const std::filesystem::path& data, const ProcessSignature& signature);

}  // namespace techmarket::runtime::local
