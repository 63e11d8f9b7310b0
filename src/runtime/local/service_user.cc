#include "runtime/local/service_user.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

#include <fmt/format.h>

#include "runtime/private_file.h"

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;

/// Питаємо ядро, а не рахуємо біти: права можуть давати й групи, і ACL.
Result<bool> can_enter(const fs::path& folder, const ServiceUser& user) {
  TM_ASSIGN(const Completed done,
            run({.argv = {"test", "-x", folder.string()}, .directory = "/", .user = user.identity}));
  return done.exit_code == 0;
}

std::vector<fs::path> from_root_to(const fs::path& folder) {
  std::vector<fs::path> chain;
  fs::path current;
  for (const auto& part : folder) chain.push_back(current /= part);
  return chain;
}

}  // namespace

Result<ServiceUser> choose_service_user(const fs::path& data, std::span<const char* const> candidates) {
  if (::geteuid() != 0) return ServiceUser{.name = user_name(::geteuid()), .identity = {}};
  struct stat info {};
  if (::lstat(data.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid != 0)
    return ServiceUser{.name = user_name(info.st_uid), .identity = Identity(info.st_uid, info.st_gid)};
  for (const char* candidate : candidates)
    if (const passwd* user = ::getpwnam(candidate))
      return ServiceUser{.name = candidate, .identity = Identity(user->pw_uid, user->pw_gid)};
  return fail(ErrorKind::configuration, "no unprivileged user to run the database servers as",
              "create one with `adduser --system nobody`, or run techmarket as an ordinary user");
}

Status make_private_folder(const fs::path& folder, const ServiceUser& user) {
  const Identity owner = user.identity.value_or(Identity(::geteuid(), ::getegid()));
  return make_folder(folder, {.owner = owner.first, .group = owner.second, .mode = 0700});
}

Status make_shared_folder(const fs::path& folder, const ServiceUser& user) {
  if (!user.identity) return make_own_folder(folder);
  const auto [uid, gid] = *user.identity;
  // Старіші версії віддавали таку теку користувачеві сервера цілком.
  return make_folder(folder, {.owner = ::geteuid(), .group = gid, .mode = 0710}, uid);
}

Status check_reachable(const fs::path& folder, const ServiceUser& user) {
  if (!user.identity) return {};
  TM_ASSIGN(const bool reachable, can_enter(folder, user));
  if (reachable) return {};
  for (const auto& part : from_root_to(folder)) {
    TM_ASSIGN(const bool entered, can_enter(part, user));
    if (!entered)
      return fail(
          ErrorKind::configuration,
          fmt::format("the servers run as user {}, who cannot enter {}", user.name, part.string()),
          fmt::format(
              "set TECHMARKET_STATE_DIR to a folder that user {} can reach, for example /var/lib/techmarket",
              user.name));
  }
  return {};
}

}  // namespace techmarket::runtime::local
