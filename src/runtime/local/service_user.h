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

/// Тека, в яку пише сервер: належить користувачеві, права 0700. Тека над нею вже є.
Status make_private_folder(const std::filesystem::path& folder, const ServiceUser& user);

/// Тека, крізь яку сервер лише проходить: вона наша, і писати в ній можемо тільки ми; з чужих зайти може лише
/// група користувача. Тека над нею вже є.
Status make_shared_folder(const std::filesystem::path& folder, const ServiceUser& user);

/// Перевіряє, що користувач може зайти в теку стану; якщо заважає тека над нею, помилка називає її.
Status check_reachable(const std::filesystem::path& folder, const ServiceUser& user);

}  // namespace techmarket::runtime::local
