#pragma once
// Відмова системи під час роботи з файлами. Повний диск — не вада команди: звільнивши місце, її повторюють,
// тож скрізь він має один рід (retryable) і одну пораду.

#include <string>
#include <string_view>
#include <system_error>

#include "base/error.h"

namespace techmarket {

inline constexpr std::string_view kFreeSpaceHint = "free some disk space, then run the same command again";

/// Скінчилося місце на диску або дозволена користувачеві частка (квота).
bool is_disk_full(int code);

/// Те саме зі слів сервера або іншої програми: код вони називають по-різному.
bool says_disk_full(std::string_view text);

/// Відмова «what: пояснення системи».
/// @param code errno; повний диск дає retryable і пораду звільнити місце
/// @param otherwise рід усіх інших відмов, і hint — порада для них
std::unexpected<Error> io_error(int code, ErrorKind otherwise, std::string_view what, std::string hint = {});
std::unexpected<Error> io_error(const std::error_code& code, ErrorKind otherwise, std::string_view what,
                                std::string hint = {});

}  // namespace techmarket
