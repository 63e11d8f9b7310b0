#pragma once
// Від чийого імені працюють сервери. Звичайний користувач — від свого. root — від імені непривілейованого
// системного користувача: PostgreSQL під root не запускається взагалі, MariaDB — лише на вимогу.

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "base/error.h"
#include "base/process.h"

namespace techmarket::runtime::local {

struct ServiceUser {
  std::string name;
  /// Порожньо, коли міняти користувача не треба.
  std::optional<Identity> identity;
};

/// Власник теки даних, якщо вона вже є; інакше перший із candidates, кого знає система.
/// @param candidates імена від найкращого до найгіршого, наприклад mysql, postgres, nobody.
Result<ServiceUser> choose_service_user(const std::filesystem::path& data,
                                        std::span<const char* const> candidates);

/// Створює теку (разом із батьківськими) і віддає її користувачеві, права 0700.
Status make_private_folder(const std::filesystem::path& folder, const ServiceUser& user);

/// Віддає файл користувачеві.
Status give(const std::filesystem::path& path, const ServiceUser& user);

/// Перевіряє, що користувач може зайти в теку стану. Нашій теці права додаються; якщо заважає тека над нею,
/// помилка називає її.
Status check_reachable(const std::filesystem::path& folder, const ServiceUser& user);

}  // namespace techmarket::runtime::local
